// JSON as it is printed: what would drive a terminal or show nothing is escaped, the value is the
// same.
#include "json/print.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace indicia;

BOOST_AUTO_TEST_SUITE(json_print)

namespace {

struct Row {
  std::string text;
  std::string_view printed;  // with its quotation marks
};

const Row rows[] = {
    {"plain", R"("plain")"},
    {"\x1b[2J\n", R"("\u001b[2J\n")"},
    {"\x7f", R"("\u007f")"},
    {"\xC2\x80\xC2\x9B"
     "31m",
     R"("\u0080\u009b31m")"},
    {"\u200b\u200f\u202e\u2028\u2066\ufeff", R"("\u200b\u200f\u202e\u2028\u2066\ufeff")"},
    {"\U000E0041", R"("\udb40\udc41")"},  // a tag
    {"\u00e9 \u0436 \u2026 \U0001F600", "\"\u00e9 \u0436 \u2026 \U0001F600\""},
    {"\\u009b", R"("\\u009b")"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(strings) {
  for (const Row& row : rows) {
    const std::string printed = json::printed(Json(row.text));
    BOOST_TEST(printed == row.printed);
    BOOST_TEST(Json::parse(printed).get<std::string>() == row.text);
    BOOST_TEST(json::printed(Json{{row.text, 1}}).starts_with("{" + std::string(row.printed)));
  }
}

BOOST_AUTO_TEST_CASE(indentation_stays) {
  BOOST_TEST(json::printed(Json{{"a", 1}}, 2) == "{\n  \"a\": 1\n}");
}

BOOST_AUTO_TEST_SUITE_END()
