// Tests one hypothesis about a body: the body with some octets replaced, hashed as the signature
// says, against its bh=. Nothing is copied: the canonical form is taken piece by piece, and what an
// attempt has in common with the one before it is not hashed again. Attempts in ascending order of
// their places are therefore the cheapest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/signature.h"
#include "forensics/running_body.h"
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

  // What the attempts up to the next call may spend, besides what the meter has left.
  void allow(const Budget& allowance) { allowance_ = allowance; }
  // Takes from the allowance and the meter; false: one of them does not cover it, which
  // search.budget_ended then says.
  bool spend(std::uint64_t hypotheses, std::uint64_t octets);

  std::string_view body() const { return body_; }
  const dkim::Signature& signature() const { return signature_; }
  Meter& meter() { return meter_; }
  Search& search() { return search_; }

 private:
  // A replacement of the last attempt and the hash of all before it.
  struct Step {
    std::size_t offset;
    std::size_t length;
    std::string text;
    RunningBody before;

    bool is(const BodyReplacement& other) const {
      return offset == other.offset && length == other.length && text == other.text;
    }
  };

  std::size_t common_steps(std::span<const BodyReplacement> replacements) const;

  std::string_view body_;
  const dkim::Signature& signature_;
  Meter& meter_;
  Search& search_;
  Budget allowance_{UINT64_MAX, UINT64_MAX};
  std::vector<Step> last_;
};

}  // namespace indicia::forensics
