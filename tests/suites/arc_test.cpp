// The ARC test suite of Valimail, written with the authors of RFC 8617: every validation case.
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <string>

#include "arc/verify.h"
#include "suites/json_file.h"
#include "text.h"

using namespace indicia;

namespace {

const suites::Suite valimail{"arc-valimail", "https://github.com/ValiMail/arc_test_suite"};

constexpr std::int64_t judged_at = 1'790'000'000;

// The suite follows a draft that let a chain end, without a word, at a seal with cv=fail. RFC 8617
// 5.2 steps 2 and 3 say fail.
const std::set<std::string> ended = {"cv_fail_i1_as_cv_fail", "cv_fail_i2_as2_fail",
                                     "cv_fail_i2_as1_fail"};

dns::Answers read_records(const YAML::Node& scenario) {
  dns::Answers answers;
  for (const auto& record : scenario["txt-records"]) {
    answers.add(
        {.question = {dns::normalise_name(record.first.as<std::string>()), dns::RecordType::txt},
         .status = dns::Status::ok,
         .records = {dns::Record{.strings = {record.second.as<std::string>()}}}});
  }
  answers.set_default_nxdomain();
  return answers;
}

arc::Chain validate(std::string_view text, const dns::Answers& answers) {
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  const Limits limits;
  const arc::Examined examined =
      arc::examine(message, {message.body, true, false}, limits.arc_sets);
  dns::Inquiry inquiry(answers, limits.questions, false);
  return arc::verify(examined, inquiry, judged_at, limits, nullptr);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(arc_messages)

BOOST_AUTO_TEST_CASE(valimail_validation, *boost::unit_test::precondition(valimail)) {
  std::map<std::string, std::set<std::string>> names;  // by result; four cases stand twice
  std::size_t entries = 0;
  const auto file = (valimail.path() / "arc-draft-validation-tests.yml").string();
  for (const YAML::Node& scenario : YAML::LoadAllFromFile(file)) {
    const dns::Answers answers = read_records(scenario);
    for (const auto& test : scenario["tests"]) {
      const auto name = test.first.as<std::string>();
      BOOST_TEST_CONTEXT(name) {
        std::string expected = "none";
        if (!test.second["cv"].IsNull()) expected = to_lower(test.second["cv"].as<std::string>());
        BOOST_TEST(expected.empty() == ended.contains(name));
        if (expected.empty()) expected = "fail";
        const arc::Chain chain = validate(test.second["message"].as<std::string>(), answers);
        const arc::Verdict& verdict = chain.verdict;
        BOOST_TEST(to_string(verdict.result) == expected,
                   to_string(verdict.result)
                       << " (" << arc::to_string(verdict.cause.reason) << " of instance "
                       << verdict.cause.instance << "), expected " << expected);
        names[expected].insert(name);
        ++entries;
      }
    }
  }
  BOOST_TEST(entries == 175U);
  BOOST_TEST(names["none"].size() == 5U);
  BOOST_TEST(names["pass"].size() == 54U);
  BOOST_TEST(names["fail"].size() == 112U);
}

BOOST_AUTO_TEST_SUITE_END()
