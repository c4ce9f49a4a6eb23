// Answers files: the schema "indicia-answers/1" read and written; zone-file text and dig output
// read wherever such a file is accepted (RFC 1035 5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "dns/zone.h"
#include "json/nlohmann.h"

namespace indicia {

struct AnswersFile {
  std::vector<dns::Answer> answers;  // all of them supplied, whatever the file says of itself
  bool default_nxdomain = false;     // authoritative for every name
  std::vector<std::string> apexes;   // zones with a SOA record: authoritative there
  std::vector<dns::SkippedRecord> skipped;  // records of types that are not used
  std::vector<dns::TextError> errors;       // what could be read stands in answers all the same
};

// Tells the three forms apart by their content. Never throws.
AnswersFile parse_answers(std::string_view text);

// The lines of `dig +short` for this question.
AnswersFile parse_answers(std::string_view text, const dns::Question& short_output_of);

void add_answers(const AnswersFile& file, dns::Answers& table);

// An answers file, one answer on each line, in the order given.
std::string answers_json(const std::vector<dns::Answer>& answers, bool default_nxdomain);

// The answers that reports used as a file of their own: each once, in the order of names.
std::string used_answers_json(const std::vector<dns::UsedAnswer>& used);

namespace json {

// One member of "answers": name, type, status, records (ok only), ttl (ok, nodata, nxdomain),
// asked_at, resolver and dnssec where they are stated. Names in key form, the root as ".";
// character-strings in the text form of RFC 1035 5.1.
Json answer_json(const dns::Answer& answer);

}  // namespace json

}  // namespace indicia
