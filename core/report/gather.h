// Evidence plus answers to facts: runs DKIM, SPF and DMARC over one table of answers and puts the
// receiver's recorded verdicts beside ours.
#pragma once

#include "dns/answers.h"
#include "report/facts.h"

namespace indicia {

// `keys` may be null. The list is the built-in one or the user's.
Facts gather(const Evidence& evidence, const dns::Answers& answers,
             const dmarc::PublicSuffixList& list, dkim::KeyCache* keys);

// Recorded verdicts of Authentication-Results and Received-SPF beside ours, top to bottom.
std::vector<Comparison> compare_recorded(const Facts& facts);

// The signs of how this file came about, with what they explain of facts.dkim.
std::vector<FileFact> judge_file(const Facts& facts, const Evidence& evidence);

}  // namespace indicia
