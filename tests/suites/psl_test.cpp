// The public suffix list's own tests, over the list that comes with them.
#include <string_view>
#include <vector>

#include "dmarc/public_suffix.h"
#include "message/idn.h"
#include "suites/json_file.h"
#include "text.h"

using namespace indicia;

namespace {

const suites::Suite psl{"psl", "https://github.com/publicsuffix/list"};

struct Case {
  std::string name;
  std::string organization;  // "null": none
};

// checkPublicSuffix('name', 'organization'); or null without quotes.
std::vector<Case> read_calls(const std::string& text) {
  std::vector<Case> cases;
  for (std::string_view line : split(text, '\n')) {
    constexpr std::string_view call = "checkPublicSuffix(";
    if (!line.starts_with(call)) continue;
    line = line.substr(call.size(), line.find(')') - call.size());
    const std::size_t comma = line.find(',');
    const auto plain = [](std::string_view word) {
      word = trim(word);
      return std::string(word.starts_with('\'') ? word.substr(1, word.size() - 2) : word);
    };
    cases.push_back({plain(line.substr(0, comma)), plain(line.substr(comma + 1))});
  }
  return cases;
}

// Two words on a line.
std::vector<Case> read_pairs(const std::string& text) {
  std::vector<Case> cases;
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || line.starts_with("//")) continue;
    const std::size_t space = line.find(' ');
    cases.push_back(
        {std::string(line.substr(0, space)), std::string(trim(line.substr(space + 1)))});
  }
  return cases;
}

void check(const std::vector<Case>& cases) {
  const std::string text = suites::read_file(psl.path() / "public_suffix_list.dat");
  const auto list = dmarc::PublicSuffixList::from_text(text);
  BOOST_TEST_REQUIRE(list != nullptr);
  for (const Case& one : cases) {
    BOOST_TEST_CONTEXT(one.name) {
      // "null" is the suite's word for no input and no answer. Names are asked in key form.
      const std::string name =
          one.name == "null" ? "" : message::to_ascii(one.name).value_or(one.name);
      const std::string expected = message::to_ascii(one.organization).value_or(one.organization);
      BOOST_TEST(list->organizational_domain(name).value_or("null") == expected);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(public_suffix_list)

BOOST_AUTO_TEST_CASE(test_psl, *boost::unit_test::precondition(psl)) {
  const std::vector<Case> cases = read_calls(suites::read_file(psl.path() / "test_psl.txt"));
  BOOST_TEST(cases.size() == 78U);
  check(cases);
}

BOOST_AUTO_TEST_CASE(tests, *boost::unit_test::precondition(psl)) {
  const std::vector<Case> cases = read_pairs(suites::read_file(psl.path() / "tests.txt"));
  BOOST_TEST(cases.size() == 78U);
  check(cases);
}

BOOST_AUTO_TEST_SUITE_END()
