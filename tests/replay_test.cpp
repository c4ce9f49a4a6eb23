// The replay property: answers known at once, one by one or shuffled give the same report, octet
// for octet, within the limit of rounds.
#include <algorithm>
#include <random>

#include "analysis.h"
#include "json/report.h"
#include "sample.h"

using namespace indicia;

namespace {

// What a driver would be told: the answer, or the alias that stands at the name.
void answer(const dns::Answers& all, const dns::Question& question, dns::Answers& known) {
  const auto given = all.find(question);
  const auto alias = all.find({question.name, dns::RecordType::cname});
  if (alias && alias->status == dns::Status::ok && !(given && given->status == dns::Status::ok)) {
    known.add(*alias);
  } else if (given) {
    known.add(*given);
  } else {
    known.add({.question = question, .status = dns::Status::not_asked});
  }
}

// Answers `most` questions a round, in an order that `random` chooses.
std::string settled(const Evidence& evidence, const dns::Answers& all, std::size_t most,
                    std::mt19937& random) {
  dns::Answers known;
  for (std::size_t round = 0; round < 2'000; ++round) {
    const Report report = evaluate(evidence, known);
    std::vector<dns::OpenQuestion> open;
    for (const dns::OpenQuestion& question : report.open_questions()) {
      if (!known.find(question.question)) open.push_back(question);
    }
    if (open.empty()) return report_json(conclude(evidence, known));
    std::shuffle(open.begin(), open.end(), random);
    for (std::size_t i = 0; i < open.size() && i < most; ++i) answer(all, open[i].question, known);
  }
  return "not settled";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay)

BOOST_AUTO_TEST_CASE(any_order_of_answers_gives_the_same_report) {
  std::mt19937 random(20261121);
  for (const auto& folder : sample_folders()) {
    BOOST_TEST_CONTEXT(folder.filename()) {
      const Sample sample = read_sample(folder);
      const Evidence evidence = examine(sample.message, sample.options);
      const std::string at_once = report_json(conclude(evidence, sample.answers));
      BOOST_CHECK(settled(evidence, sample.answers, 1'000, random) == at_once);
      BOOST_CHECK(settled(evidence, sample.answers, 1, random) == at_once);
      BOOST_CHECK(settled(evidence, sample.answers, 2, random) == at_once);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_driver_settles_within_the_rounds) {
  for (const auto& folder : sample_folders()) {
    BOOST_TEST_CONTEXT(folder.filename()) {
      const Sample sample = read_sample(folder);
      const Evidence evidence = examine(sample.message, sample.options);
      dns::Answers known;
      std::size_t rounds = 0;
      for (;; ++rounds) {
        bool asked = false;
        for (const auto& question : evaluate(evidence, known).open_questions()) {
          if (known.find(question.question)) continue;
          answer(sample.answers, question.question, known);
          asked = true;
        }
        if (!asked) break;
      }
      BOOST_CHECK_LE(rounds, sample.options.limits.rounds);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
