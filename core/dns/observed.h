// Answers that a driver asked for itself: who answered and when, and what a later reply to the same
// question replaces. For the native resolver and for DNS over HTTPS alike.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dns/answers.h"

namespace indicia::dns {

// The answers of one reply as observed: by whom, and when.
std::vector<Answer> observed(std::vector<Answer> answers, std::int64_t asked_at,
                             const std::string& resolver);

// What was observed, question by question, in the order of asking.
class Observations {
 public:
  // All answers of one reply, aliases among them; they replace those of an earlier reply to the
  // same question.
  void note(const Question& question, std::vector<Answer> answers);

  // Adds to a table of answers that were given already: what those say is not replaced.
  void add_to(Answers& table) const;

 private:
  std::vector<std::pair<Question, std::vector<Answer>>> replies_;
};

}  // namespace indicia::dns
