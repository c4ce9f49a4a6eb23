// The loop around the core: evaluate, ask what the report lacks, evaluate again, until no question
// is new. Asking is a function, so that the loop runs in tests without a network.
#pragma once

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include "dns/wire.h"

namespace indicia::cli {

template <typename Report>
struct Settled {
  Report report;
  std::size_t rounds = 0;  // batches asked
  std::size_t asked = 0;   // questions asked
  bool complete = true;    // false: stopped at the most rounds with questions left
};

// evaluate(answers) gives a report whose open_questions() are dns::OpenQuestion; ask(questions)
// gives answers. Questions the report declines are not asked. Every question is asked once: one
// that `ask` leaves without an answer is recorded as a timeout.
template <typename Evaluate, typename Ask>
auto settle(dns::Answers& answers, std::size_t most_rounds, const Evaluate& evaluate,
            const Ask& ask) {
  Settled<decltype(evaluate(answers))> settled{.report = evaluate(answers)};
  std::set<dns::Question> known;
  while (true) {
    std::vector<dns::Question> batch;
    for (const dns::OpenQuestion& open : settled.report.open_questions()) {
      if (!open.declined && known.insert(open.question).second) batch.push_back(open.question);
    }
    if (batch.empty()) return settled;
    if (settled.rounds == most_rounds) {
      settled.complete = false;
      return settled;
    }
    for (dns::Answer& answer : ask(batch)) answers.add(std::move(answer));
    for (const dns::Question& question : batch) {
      if (!answers.find(question) && !answers.find({question.name, dns::RecordType::cname})) {
        answers.add({.question = question,
                     .status = dns::Status::timeout,
                     .provenance = Provenance::observed});
      }
    }
    ++settled.rounds;
    settled.asked += batch.size();
    settled.report = evaluate(answers);
  }
}

}  // namespace indicia::cli
