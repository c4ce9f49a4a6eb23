// Answers files in every form: what is read can be written and gives the same answers again.
#include "json/answers.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const AnswersFile file = parse_answers(fuzz::text(data, size));
  dns::Answers table;
  add_answers(file, table);
  std::vector<dns::Answer> answers;
  for (const auto& [question, answer] : table.all()) answers.push_back(answer);
  const AnswersFile again = parse_answers(answers_json(answers, file.default_nxdomain));
  fuzz::require(again.errors.empty());
  fuzz::require(again.default_nxdomain == file.default_nxdomain);
  dns::Answers second;
  add_answers(again, second);
  fuzz::require(second.all().size() == table.all().size());
  for (const auto& [question, answer] : table.all()) {
    const auto found = second.all().find(question);
    fuzz::require(found != second.all().end() && found->second.status == answer.status &&
                  found->second.records == answer.records);
  }
  return 0;
}
