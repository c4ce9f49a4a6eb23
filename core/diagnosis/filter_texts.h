// What each anti-spam filter did, in sentences: what happened, who decided, what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/finding.h"
#include "report/facts.h"
#include "report/filter_text.h"

namespace indicia::diagnosis {

// One for each of facts.evidence->filters.filters.
std::vector<FilterText> describe_filters(const Facts& facts, std::string_view language);

// "SFV:SPM, CAT:SPM, SCL:5", "X-Yandex-Spam: 4" or "7.4 / 5.0" (score and limit): what the verdict
// is read from, in words of no language.
std::string filter_grounds(const Facts& facts, const Filter& filter);

// The same in a word or two, for a headline: "SCL 5", "7.4 / 5.0".
std::string filter_level(const Facts& facts, const Filter& filter);

// The words that the folder is read from: "dest:J, OFR:SpamFilterAuthJ".
std::string filter_place(const Facts& facts, const Filter& filter);

// The optional settings that fired, as Microsoft words them; empty: none.
std::string filter_settings(const Facts& facts, const Filter& filter);

// "URIBL_BLACK 1.7, HTML_IMAGE_ONLY 1.2"; empty: the filter names nothing that the sender could
// mend.
std::string filter_causes(const Facts& facts, const Filter& filter);

// Whoever can change what the filter decided.
Who filter_who(const Filter& filter);

// The rules and symbols that speak against the message and that its sender can mend, largest share
// first.
std::vector<antispam::Piece> mendable(const Facts& facts, const Filter& filter);

}  // namespace indicia::diagnosis
