// DNS messages: every response gives answers, each to the question or to an alias on its way, and
// they survive an answers file.
#include "dns/wire.h"

#include "input.h"
#include "json/answers.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet = fuzz::text(data, size);
  for (const auto type : {dns::RecordType::txt, dns::RecordType::a, dns::RecordType::mx}) {
    const dns::Question question{"example.com", type};
    const dns::Decoding decoding = dns::decode_response(packet, question, {});
    fuzz::require(!decoding.answers.empty());
    for (const dns::Answer& answer : decoding.answers) {
      fuzz::require(answer.question.name == dns::normalise_name(answer.question.name));
      fuzz::require((answer.status == dns::Status::ok) != answer.records.empty());
    }
    const AnswersFile file = parse_answers(answers_json(decoding.answers, false));
    fuzz::require(file.errors.empty() && file.answers == decoding.answers);
  }
  return 0;
}
