// Answers in any form, the line "----- message -----", then a message: the whole analysis. Its
// report is JSON, the same with and without kept keys, in both languages, and over answers that
// arrive round by round.
#include "analysis.h"

#include <string>

#include "input.h"
#include "json/answers.h"
#include "json/nlohmann.h"
#include "json/report.h"

using namespace indicia;

namespace {

constexpr std::string_view separator = "----- message -----\n";

void reveal(const dns::Question& question, const dns::Answers& all, dns::Answers& known) {
  const auto answer = all.find(question);
  const auto alias = all.find({question.name, dns::RecordType::cname});
  const bool direct = answer && answer->status == dns::Status::ok;
  if (!direct && alias && alias->status == dns::Status::ok) {
    known.add(*alias);
  } else {
    known.add(answer.value());
  }
}

std::string settled(const Evidence& evidence, const dns::Answers& all) {
  dns::Answers known;
  for (int round = 0; round < 100; ++round) {
    const Report report = evaluate(evidence, known);
    bool is_new = false;
    for (const dns::OpenQuestion& open : report.open_questions()) {
      if (known.find(open.question)) continue;
      is_new = true;
      reveal(open.question, all, known);
    }
    if (!is_new) return report_json(report);
  }
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text(data, size);
  const std::size_t at = input.find(separator);
  const bool has_answers = at != std::string_view::npos;
  dns::Answers answers;
  if (has_answers) add_answers(parse_answers(input.substr(0, at)), answers);
  answers.set_default_nxdomain();
  Options options;
  options.evaluated_at = 1'795'338'124;
  options.personal_names = true;  // a driver leaves declined questions open
  options.language = size % 3 == 0 ? "ru" : "en";
  const Evidence evidence =
      examine(std::string(has_answers ? input.substr(at + separator.size()) : input), options);
  const std::string json = report_json(evaluate(evidence, answers));
  fuzz::require(JsonInput::accept(json));
  // Every further evaluation costs as much again; most inputs go without.
  if (size % 4 == 0) {
    Workspace workspace;
    fuzz::require(report_json(evaluate(evidence, answers, &workspace)) == json);
    fuzz::require(report_json(evaluate(evidence, answers, &workspace)) == json);
  }
  if (size % 8 == 1) fuzz::require(settled(evidence, answers) == json);
  return 0;
}
