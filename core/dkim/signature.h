// One DKIM-Signature field to its tags (RFC 6376 3.5, RFC 8301, RFC 8463, RFC 8616).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::dkim {

enum class Canonicalization { simple, relaxed };
enum class KeyType { rsa, ed25519, unknown };
enum class Hash { sha1, sha256, unknown };

std::string_view to_string(Canonicalization canonicalization);

// Members hold the tag's meaning after the RFC's decoding; std::optional where absence differs from
// a default.
struct Signature {
  std::string version;                                                  // v=
  std::string algorithm;                                                // a=, as written
  KeyType key_type = KeyType::unknown;                                  // first half of a=
  Hash hash = Hash::unknown;                                            // second half of a=
  std::string signature;                                                // b=, decoded octets
  std::string body_hash;                                                // bh=, decoded octets
  Canonicalization header_canonicalization = Canonicalization::simple;  // c=
  Canonicalization body_canonicalization = Canonicalization::simple;
  std::string domain;                        // d=, as written
  std::string domain_ascii;                  // d= in A-labels, lower case; empty: not convertible
  std::optional<std::string> identity;       // i=, decoded; absent: @d
  std::vector<std::string> signed_headers;   // h=, as written, in order
  std::optional<std::uint64_t> body_length;  // l=
  std::string query_methods = "dns/txt";     // q=
  std::string selector;                      // s=, as written
  std::string selector_ascii;
  std::optional<std::uint64_t> timestamp;   // t=, seconds since 1970
  std::optional<std::uint64_t> expiration;  // x=
  std::vector<std::string> copied_headers;  // z=, decoded, "name:value"
  std::vector<std::string> unknown_tags;
  std::size_t b_offset = 0;  // where the value of b= stands in the field's value
  std::size_t b_length = 0;
  Defects defects;  // offsets count from the start of the field's value
};

}  // namespace indicia::dkim
