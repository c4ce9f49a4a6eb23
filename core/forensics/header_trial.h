// Tests hypotheses about one signature's header: the changes, hashed, against the digest that the
// RSA signature holds, or against the Ed25519 signature itself. Spends the meter and counts.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forensics/header_input.h"
#include "forensics/header_search.h"
#include "forensics/search.h"

namespace indicia::forensics {

class HeaderTrial {
 public:
  // Without a digest each hypothesis costs one verification, some fifty times a hash.
  static constexpr std::size_t most_verifications = 500;

  // All must outlive this.
  HeaderTrial(const HeaderQuestion& question, Meter& meter, Search& search);

  // Whether the header with these changes is the signed one. False also when they alter nothing,
  // touch a pinned field, or the budget does not cover them.
  bool test(std::span<const Change> changes);

  // Whether these octets are the signed header input; for signers that hashed by rules of their
  // own.
  bool test_input(std::string_view octets);

  // Takes one attempt over so many octets from the budget and counts it; false: it has ended.
  bool charge(std::size_t octets);

  // Whether a digest is the signed one.
  bool fits(std::string_view digest) const;

  const HeaderInput& input() const { return input_; }

 private:
  bool is_pinned(const message::Field* field) const;

  const HeaderQuestion& question_;
  Meter& meter_;
  Search& search_;
  HeaderInput input_;
  std::vector<const message::Field*> pinned_;  // sorted
  std::size_t verifications_ = 0;
};

}  // namespace indicia::forensics
