// A report inside a page, and case files: nothing in a message may end the script element that
// holds it, and a case file that is none is refused with a sentence.
#include "json/bundle.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "analysis.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(bundle)

namespace {

const std::string hostile =
    "From: a@example.com\r\nSubject: </script><script>alert(1)</script><!-- \xE2\x80\xA8 &amp;\r\n"
    "\r\n</script>\r\n";

Report report_of(const std::string& octets) {
  return conclude(examine(octets, Options()), {});
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_ends_the_element) {
  for (const std::string& json : {page_json(report_of(hostile)), case_json(report_of(hostile))}) {
    for (const std::string_view octets : {"<", ">", "&", "\xE2\x80\xA8", "\xE2\x80\xA9", "\n"}) {
      BOOST_TEST(json.find(octets) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_marker_stands_once) {
  const Report report = report_of(hostile);
  const std::string page = "<body>\n<!--indicia-report-->\n</body>";
  const std::string filled = page_with_report(page, report);
  BOOST_TEST(filled.starts_with("<body>\n<script type=\"application/json\" id=\"report\">{"));
  BOOST_TEST(filled.ends_with("}</script>\n</body>"));
  BOOST_TEST(page_with_report("<body></body>", report).empty());
  BOOST_TEST(page_with_report(page + page, report).empty());
}

BOOST_AUTO_TEST_CASE(case_files_that_are_none) {
  const std::string good = case_json(report_of(hostile));
  Case kept;
  BOOST_TEST(read_case(good, kept) == "");
  BOOST_TEST(kept.octets == hostile);
  BOOST_TEST(!is_case("From: a@example.com\r\n\r\nindicia-case/1"));
  BOOST_TEST(!is_case("{}"));
  const std::string wrong[] = {
      "",
      "{",
      "[]",
      "{\"schema\":\"indicia-case/1\"}",
      "{\"schema\":\"indicia-case/2\",\"options\":{},\"answers\":{},\"message_base64\":\"QQ==\"}",
      "{\"schema\":\"indicia-case/1\",\"options\":3,\"answers\":{},\"message_base64\":\"QQ==\"}",
      "{\"schema\":\"indicia-case/1\",\"options\":{},\"answers\":{},\"message_base64\":\"*\"}",
      "{\"schema\":\"indicia-case/1\",\"options\":{},\"answers\":{},\"message_base64\":\"\"}",
      "{\"schema\":\"indicia-case/1\",\"options\":{\"x\":1},\"answers\":{},"
      "\"message_base64\":\"QQ==\"}",
      std::string(100'000, '['),
  };
  for (const std::string& text : wrong) {
    Case none;
    BOOST_TEST(read_case(text, none) != "", text.substr(0, 80));
  }
  for (std::size_t i = 0; i < good.size(); i += 1 + i / 50) {
    Case none;
    BOOST_TEST(read_case(good.substr(0, i), none) != "");
  }
}

BOOST_AUTO_TEST_SUITE_END()
