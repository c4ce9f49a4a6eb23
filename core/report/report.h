// The answer of one evaluation: facts, findings, headline and what is still to be asked.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/finding.h"
#include "report/facts.h"
#include "report/filter_text.h"

namespace indicia {

struct Report {
  Evidence evidence;  // shared, cheap to copy
  Facts facts;
  std::vector<Finding> findings;    // ranked: causes before their consequences, worst first
  std::vector<FilterText> filters;  // one for each of facts.evidence->filters.filters
  Headline headline;

  // Questions that a driver has not answered yet; it answers all of them and evaluates again.
  std::vector<dns::OpenQuestion> open_questions() const;
};

}  // namespace indicia
