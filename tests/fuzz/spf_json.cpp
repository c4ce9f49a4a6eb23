// Lines of `indicia spf --json-lines`: a query or a reason, and a result that is JSON.
#include "json/spf_json.h"

#include "input.h"
#include "json/nlohmann.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SpfRequest request = read_spf_request(fuzz::text(data, size));
  fuzz::require(request.query.has_value() == request.error.empty());
  if (!request.query) {
    fuzz::require(JsonInput::accept(spf_error_json(request.error, 1)));
    return 0;
  }
  dns::Answers answers;
  if (request.answers) add_answers(*request.answers, answers);
  fuzz::require(JsonInput::accept(spf_json(evaluate_spf(*request.query, answers, {}))));
  return 0;
}
