// Answers asked by a driver; see observed.h.
#include "dns/observed.h"

namespace indicia::dns {

std::vector<Answer> observed(std::vector<Answer> answers, std::int64_t asked_at,
                             const std::string& resolver) {
  for (Answer& answer : answers) {
    answer.provenance = Provenance::observed;
    answer.asked_at = asked_at;
    answer.resolver = resolver;
  }
  return answers;
}

void Observations::note(const Question& question, std::vector<Answer> answers) {
  std::erase_if(replies_, [&](const auto& reply) { return reply.first == question; });
  replies_.emplace_back(question, std::move(answers));
}

void Observations::add_to(Answers& table) const {
  const Answers given = table;
  for (const auto& [question, answers] : replies_) {
    for (const Answer& answer : answers) {
      if (!given.find(answer.question)) table.add(answer);
    }
  }
}

}  // namespace indicia::dns
