// One DKIM-Signature field to its tags (RFC 6376 3.5, RFC 8301, RFC 8463, RFC 8616); the two ARC
// fields that are signed alike are read here, too (RFC 8617 4.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::dkim {

enum class Canonicalization { simple, relaxed, unknown };
enum class KeyType { rsa, ed25519, unknown };
enum class Hash { sha1, sha256, unknown };

// Which field the tags stand in. ARC-Message-Signature: v= is ignored and i= is the instance, which
// is no part of Signature. ARC-Seal: bh=, c=, h=, l=, q=, x= and z= do not exist either; the header
// canonicalization is relaxed (RFC 8617 4.1.2, 4.1.3).
enum class FieldKind { dkim_signature, arc_message_signature, arc_seal };

std::string_view to_string(Canonicalization canonicalization);
std::string_view to_string(KeyType type);
std::string_view to_string(Hash hash);

// Octets of a digest; 0: unknown.
std::size_t digest_octets(Hash hash);

// Members hold the tag's meaning after the RFC's decoding; std::optional where absence differs from
// a default. A meaning is filled in wherever one can be guessed, so that the octets can be tried
// even when the field is invalid; what makes it invalid stands in defects.
struct Signature {
  std::string version;                                                  // v=
  std::string algorithm;                                                // a=, as written
  KeyType key_type = KeyType::unknown;                                  // first half of a=
  Hash hash = Hash::unknown;                                            // second half of a=
  std::string signature;                                                // b=, decoded octets
  std::string body_hash;                                                // bh=, decoded octets
  std::string canonicalization;                                         // c=, as written
  Canonicalization header_canonicalization = Canonicalization::simple;  // c=
  Canonicalization body_canonicalization = Canonicalization::simple;
  std::string domain;                        // d=, as written
  std::string domain_ascii;                  // d= in A-labels, lower case; empty: not convertible
  std::optional<std::string> identity;       // i=, decoded; absent: @d
  std::string identity_domain_ascii;         // domain of i=, else of d=; empty: not convertible
  std::vector<std::string> signed_headers;   // h=, as written, in order
  std::optional<std::uint64_t> body_length;  // l=, values beyond 2^64-1 become 2^64-1
  std::string query_methods = "dns/txt";     // q=
  std::string selector;                      // s=, as written
  std::string selector_ascii;                // empty: not convertible
  std::optional<std::uint64_t> timestamp;    // t=, seconds since 1970
  std::optional<std::uint64_t> expiration;   // x=
  std::vector<std::string> copied_headers;   // z=, decoded, "name:value"
  std::vector<std::string> unknown_tags;
  std::size_t b_offset = 0;  // where the value of b= stands in the field's value
  std::size_t b_length = 0;
  // Offsets count from the start of the field's value. Besides those of tag_list.h:
  // - invalid: signature-bad-base64 (b, bh), signature-body-hash-size, signature-bad-domain,
  //   signature-bad-selector, signature-bad-identity, signature-bad-header-list,
  //   signature-bad-number (l, t, x), signature-missing-tag, signature-bad-version,
  //   signature-unknown-algorithm, signature-unknown-canonicalization,
  //   signature-unknown-query-method, signature-identity-outside-domain,
  //   signature-from-not-signed, signature-expires-before-timestamp
  // - remarks: signature-bad-copied-header (z), signature-letter-case (a word that differs from
  //   the RFC's only in case), signature-non-ascii-domain
  Defects defects;
};

// The value of the field: all after its colon. Linear in its length.
Signature parse_signature(std::string_view value, FieldKind kind = FieldKind::dkim_signature);

// RFC 6376 2.11 without white space; octets that are not well encoded stay as they are and clear
// `valid`.
std::string decode_dkim_quoted_printable(std::string_view text, bool& valid);

}  // namespace indicia::dkim
