// What a driver says of one question that it asked over DNS: a JSON object with the members "name",
// "type", "asked_at" and "resolver", and "status" where there is no reply: timeout, servfail or
// not_asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dns/answers.h"

namespace indicia {

struct Observation {
  dns::Question question;  // name in key form
  std::int64_t asked_at = 0;
  std::string resolver;
  std::optional<dns::Status> status;  // nullopt: a reply came
};

// An empty string, or one sentence that says what is wrong. Never throws.
std::string read_observation(std::string_view text, Observation& observation);

}  // namespace indicia
