// Facts to findings and headline: runs the table of rules, ranks, and renders every sentence from
// the catalogue in the language asked for.
#pragma once

#include <string_view>
#include <vector>

#include "diagnosis/finding.h"
#include "report/facts.h"

namespace indicia::diagnosis {

// Ranked: worst severity first, causes before their consequences, then the order of the rules.
std::vector<Finding> find_all(const Facts& facts, std::string_view language);

// The one sentence that explains the most, chosen by the priority of the families.
Headline choose_headline(const Evidence& evidence, const Facts& facts, std::string_view language);

// Among findings of one severity those that carry the headline come first.
void put_first(std::vector<Finding>& findings, const Headline& headline);

// Every ident that a rule can produce, in the order of the table.
std::vector<std::string_view> rule_idents();

}  // namespace indicia::diagnosis
