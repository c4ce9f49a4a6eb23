// Canonical forms of fields and bodies, and the hashes over them (RFC 6376 3.4, 3.7).
//
// A bare LF ends a line and is hashed as CRLF (RFC 6376 5.3); a bare CR is an octet like any other.
// Only SP and HTAB are white space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/signature.h"
#include "message/field.h"

namespace indicia::dkim {

// Appends the field without a final CRLF. Canonicalization::unknown is taken as simple.
void append_canonical(std::string& out, const message::Field& field,
                      Canonicalization canonicalization);

// The same for the signature field itself: value[b_offset, b_offset + b_length) is left out
// (RFC 6376 3.7).
void append_canonical_without(std::string& out, const message::Field& field, std::size_t b_offset,
                              std::size_t b_length, Canonicalization canonicalization);

// The whole canonical body as text; for diffs and tests, since hashing needs no copy.
std::string canonical_body(std::string_view body, Canonicalization canonicalization);

// One wanted body hash.
struct BodyHashRequest {
  Hash hash = Hash::sha256;
  Canonicalization canonicalization = Canonicalization::simple;
  std::optional<std::uint64_t> length;  // l=; absent or beyond the body: the whole body

  bool operator==(const BodyHashRequest&) const = default;
};

struct BodyHashed {
  std::string digest;        // empty: hash or canonicalization unknown
  std::uint64_t octets = 0;  // of the whole canonical body
};

// One answer for each request, in order. The body is canonicalised once per canonicalization and
// hashed once per (hash, canonicalization); an l= takes its digest midway.
std::vector<BodyHashed> hash_body(std::string_view body,
                                  const std::vector<BodyHashRequest>& requests);

}  // namespace indicia::dkim
