// The common language of the searches for what was changed after signing (dkim-forensics.md 4, 5):
// a hypothesis, the edit that proved it as its undo, and what a search that ended without proof
// has excluded. A hash decides; likelihood only orders the attempts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "location.h"
#include "options.h"

namespace indicia::forensics {

// Octets as received and the octets that stood there when the message was signed. An empty text
// with a length is something added since; a length of 0 is something removed since.
struct Replacement {
  Location received;  // in the octets that were examined
  std::string text;   // as signed; under relaxed canonicalization one of its equal forms

  bool operator==(const Replacement&) const = default;
};

// A proven change: with every replacement made, the hash is the signed one.
struct Edit {
  std::string_view ident;  // of the hypothesis, for instance "subject-tag"
  std::vector<std::pair<std::string_view, std::string>> params;  // clean UTF-8, for the catalogue
  std::vector<Replacement> undo;                                 // ascending, disjoint
  // Header fields as signed that the edit of a body brings to light (the Content-Type of the part
  // that a list wrapped up): "Name: value", folding included, without a final line end. A search
  // over the header tries them.
  std::vector<std::string> fields;
};

struct Search {
  std::optional<Edit> edit;
  std::uint64_t tried = 0;  // hypotheses whose hash was computed
  std::uint64_t octets_hashed = 0;
  // Idents of the hypotheses that were tried to their end without a match, in the order tried.
  std::vector<std::string_view> excluded;
  bool budget_ended = false;  // hypotheses were left untried
};

// What a search may still spend. One meter serves all searches over a message, so that a hundred
// signatures cost no more than one.
class Meter {
 public:
  explicit Meter(const Budget& budget) : left_(budget) {}

  // False: the budget does not cover it, and nothing was taken.
  bool spend(std::uint64_t hypotheses, std::uint64_t octets) {
    if (hypotheses > left_.hypotheses || octets > left_.octets_hashed) return false;
    left_.hypotheses -= hypotheses;
    left_.octets_hashed -= octets;
    return true;
  }
  const Budget& left() const { return left_; }

 private:
  Budget left_;
};

}  // namespace indicia::forensics
