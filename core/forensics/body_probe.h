// Tests one hypothesis about a body: the body with some octets replaced, hashed as the signature
// says, against its bh=. Nothing is copied: the canonical form is taken piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "dkim/signature.h"
#include "forensics/search.h"

namespace indicia::forensics {

// body[offset, offset + length) gives way to `text`.
struct BodyReplacement {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string_view text;
};

class BodyProbe {
 public:
  // The body and the signature must outlive the probe. `search` counts what is tried.
  BodyProbe(std::string_view body, const dkim::Signature& signature, Meter& meter, Search& search);

  // Whether the body with these replacements (ascending, disjoint) has the signed hash. False also
  // when the budget does not cover the attempt; search.budget_ended says so.
  bool test(std::span<const BodyReplacement> replacements);

  std::string_view body() const { return body_; }
  const dkim::Signature& signature() const { return signature_; }
  Meter& meter() { return meter_; }
  Search& search() { return search_; }

 private:
  std::string_view body_;
  const dkim::Signature& signature_;
  Meter& meter_;
  Search& search_;
};

}  // namespace indicia::forensics
