// Facts to the searches for what was changed: which signatures are worth one, with which help of
// the others, and what DMARC would say with every proven change undone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "report/facts.h"
#include "result.h"

namespace indicia {

struct Investigation {
  // One for each signature of Facts::dkim; null: nothing to search for.
  std::vector<std::shared_ptr<const forensics::Outcome>> signatures;
  std::uint64_t hypotheses_tried = 0;
  std::uint64_t octets_hashed = 0;
};

// Whether a search could find what was changed: the body hash differs, or the header does not fit
// under a key that belongs to the signature or may belong to it.
bool may_be_searched(const DkimFact& fact);

Investigation search_changes(const Facts& facts, const Limits& limits, const Budget& budget);

// Puts the outcomes beside the signatures they belong to.
void add_investigation(Facts& facts, const Investigation& investigation);

}  // namespace indicia
