// The loop "evaluate, ask, evaluate again" without a network.
#include "../cli/settle.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

using namespace indicia;
using dns::RecordType;
using dns::Status;

namespace {

// A report that has followed a list of names and says what it lacks.
struct Report {
  std::vector<dns::OpenQuestion> open;
  std::vector<std::string> statuses;

  const std::vector<dns::OpenQuestion>& open_questions() const { return open; }
};

// Evaluates names one after the other: the second is asked once the first is known.
Report follow(const dns::Answers& answers, const std::vector<std::string>& names) {
  dns::Inquiry inquiry(answers, 200, false);
  Report report;
  for (const std::string& name : names) {
    const dns::Response response = inquiry.ask(name, RecordType::txt, {});
    report.statuses.emplace_back(to_string(response.status));
    if (!response.asked()) break;
  }
  report.open = inquiry.open();
  return report;
}

// Plays the resolver and notes every question.
struct Network {
  std::map<std::string, dns::Answer> data;
  std::vector<std::string> asked;

  std::vector<dns::Answer> operator()(const std::vector<dns::Question>& questions) {
    std::vector<dns::Answer> answers;
    for (const dns::Question& question : questions) {
      asked.push_back(question.name);
      if (const auto found = data.find(question.name); found != data.end()) {
        answers.push_back(found->second);
        answers.back().question.name = question.name;
      }
    }
    return answers;
  }
};

dns::Answer text() {
  return {.question = {"", RecordType::txt},
          .status = Status::ok,
          .records = {dns::Record{.strings = {"x"}}}};
}

dns::Answer alias(const std::string& target) {
  return {.question = {"", RecordType::cname},
          .status = Status::ok,
          .records = {dns::Record{.data = target}}};
}

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(settle)

BOOST_AUTO_TEST_CASE(rounds) {
  const struct {
    const char* name;
    Words names;
    std::map<std::string, dns::Answer> data;
    std::size_t most_rounds;
    Words asked, statuses;
    std::size_t rounds;
    bool complete;
  } rows[] = {
      {"nothing to ask", {}, {}, 20, {}, {}, 0, true},
      {"one after the other",
       {"a.test", "b.test"},
       {{"a.test", text()}, {"b.test", text()}},
       20,
       {"a.test", "b.test"},
       {"ok", "ok"},
       2,
       true},
      {"an alias leads to a question of its own",
       {"a.test"},
       {{"a.test", alias("b.test")}, {"b.test", text()}},
       20,
       {"a.test", "b.test"},
       {"ok"},
       2,
       true},
      {"a loop of aliases ends",
       {"a.test"},
       {{"a.test", alias("b.test")}, {"b.test", alias("a.test")}},
       20,
       {"a.test", "b.test"},
       {"servfail"},
       2,
       true},
      {"silence is a timeout, asked once",
       {"a.test", "b.test"},
       {{"b.test", text()}},
       20,
       {"a.test", "b.test"},
       {"timeout", "ok"},
       2,
       true},
      {"most rounds",
       {"a.test", "b.test", "c.test"},
       {{"a.test", text()}, {"b.test", text()}},
       2,
       {"a.test", "b.test"},
       {"ok", "ok", "not_asked"},
       2,
       false},
      {"no rounds", {"a.test"}, {{"a.test", text()}}, 0, {}, {"not_asked"}, 0, false},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      dns::Answers answers;
      Network network{.data = row.data};
      const auto settled = cli::settle(
          answers, row.most_rounds,
          [&](const dns::Answers& known) { return follow(known, row.names); },
          [&](const std::vector<dns::Question>& questions) { return network(questions); });
      BOOST_TEST(network.asked == row.asked, boost::test_tools::per_element());
      BOOST_TEST(settled.report.statuses == row.statuses, boost::test_tools::per_element());
      BOOST_TEST(settled.rounds == row.rounds);
      BOOST_TEST(settled.asked == row.asked.size());
      BOOST_TEST(settled.complete == row.complete);
    }
  }
}

BOOST_AUTO_TEST_CASE(declined_questions_are_not_asked) {
  dns::Answers answers;
  Network network;
  const auto settled = cli::settle(
      answers, 20,
      [](const dns::Answers&) {
        return Report{.open = {{.question = {"user.test", RecordType::a}, .declined = true}}};
      },
      [&](const std::vector<dns::Question>& questions) { return network(questions); });
  BOOST_TEST(network.asked.empty());
  BOOST_TEST(settled.complete);
}

BOOST_AUTO_TEST_CASE(an_answer_that_settles_nothing_is_asked_once) {
  dns::Answers answers;
  Network network{.data = {{"a.test", {.question = {"", RecordType::txt}}}}};  // not_asked
  const auto settled = cli::settle(
      answers, 20,
      [](const dns::Answers&) {
        return Report{.open = {{.question = {"a.test", RecordType::txt}}}};
      },
      [&](const std::vector<dns::Question>& questions) { return network(questions); });
  BOOST_TEST(network.asked.size() == 1U);
  BOOST_TEST(settled.rounds == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
