// Signs of how a file came about (dkim-forensics 7).
#include "message/provenance.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(provenance)

namespace {

// "ident*count(details)", in order.
std::string described(const std::vector<FileSign>& signs) {
  std::string out;
  for (const FileSign& sign : signs) {
    out += (out.empty() ? "" : " ") + std::string(sign.ident) + "*" + std::to_string(sign.count);
    std::string details;
    for (const std::string& one : sign.details) details += (details.empty() ? "" : ",") + one;
    if (!details.empty()) out += "(" + details + ")";
  }
  return out;
}

std::vector<FileSign> signs_of(std::string_view text) {
  const Message message = parse_message(text, {0, text.size(), 1}, {});
  const PartTree parts = scan_parts(message, {});
  std::vector<FileSign> signs = read_file_signs(message, parts, text);
  for (const FileSign& sign : signs) {
    BOOST_TEST(sign.locations.size() == sign.details.size());
    for (const Location& location : sign.locations) {
      BOOST_TEST(location.offset + location.length <= text.size());
    }
  }
  for (FileSign& sign : signs) sign.fields.clear();  // views of a message that ends here
  return signs;
}

std::string multipart(std::string_view boundary) {
  const std::string line(boundary);
  return "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=\"" + line +
         "\"\r\n\r\n--" + line + "\r\n\r\nx\r\n--" + line + "--\r\n";
}

struct Row {
  std::string_view what;
  std::string text;
  std::string_view expected;
};

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  const std::string end = "\r\n\r\nbody\r\n";
  const Row rows[] = {
      {"nothing", "From: a@example.com" + end, ""},
      {"Exchange", multipart("_000_DM6PR08MB12_"), "exchange-boundary*1(_000_DM6PR08MB12_)"},
      {"nearly Exchange", multipart("_00_DM6PR08MB12_"), ""},
      {"Outlook", multipart("----=_NextPart_000_0012_01DC5AC3.4E2B1D10"),
       "outlook-boundary*1(----=_NextPart_000_0012_01DC5AC3.4E2B1D10)"},
      {"another program with the same beginning", multipart("----=_NextPart_5F3A_0A"), ""},
      {"Python", multipart("===============2718281828459045235=="),
       "python-boundary*1(===============2718281828459045235==)"},
      {"Perl", multipart("17641470000.7AeB3.4711"), "perl-boundary*1(17641470000.7AeB3.4711)"},
      {"nearly Perl: four groups", multipart("17641470000.7AeB3.47.11"), ""},
      {"nearly Perl: letters beyond F", multipart("17641470000.7AeX3.4711"), ""},
      {"nearly Perl: two groups", multipart("17641470000.4711"), ""},
      {"nearly Perl: nothing at the end", multipart("17641470000.7AeB3."), ""},
      {"readpst", multipart("--boundary-LibPST-iamunique-928963397_-_-"),
       "libpst-boundary*1(--boundary-LibPST-iamunique-928963397_-_-)"},
      {"mbox marks",
       "From: a@example.com\r\n\r\n>From here\r\n >From\r\n>>From there\r\nx >From y\r\n",
       "mbox-escapes*2(>From,>>From)"},
      {"store fields",
       "X-UIDL: 1\r\nFrom: a@example.com\r\nStatus: RO\r\nstatus: O\r\nX-Keywords:" + end,
       "store-fields*4(X-UIDL,Status,status)"},
      {"masked by a page", "To: [email\xC2\xA0protected]\r\nCc: <[EMAIL PROTECTED]>" + end,
       "redacted*2(To,Cc)"},
      {"masked by hand",
       "From: xxx@example.com\r\nTo: a@xxxx.xxx, b@example.com\r\nCc: j***n@example.com\r\n"
       "Delivered-To: <redacted>" +
           end,
       "redacted*4(From,To,Cc)"},
      {"no masks",
       "From: x@example.com\r\nTo: xx@example.com\r\nCc: maxxx@example.com, a.x@x.org\r\n"
       "Subject: *** xxx@example.com [redacted]" +
           end,
       ""},
      {"a field by a name nobody masks", "X-Note: ****@****" + end, ""},
      {"headers only", "From: a@example.com\r\n", "headers-only*1"},
      {"headers and white space", "From: a@example.com\r\n\r\n \r\n", "headers-only*1"},
      {"NUL", "From: a@example.com\r\n\r\na\0b\0\r\n"s, "nul*2"},
      {"LF", "From: a@example.com\n\nbody\n", "lf-line-ends*3"},
      {"both", "From: a@example.com\r\n\r\nbody\n", "mixed-line-ends*1"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(described(signs_of(row.text)) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(places) {
  const std::string text =
      "From: a@example.com\r\nTo: Anna <xxx@example.com>\r\n\r\none\r\n>From b\r\n";
  const std::vector<FileSign> signs = signs_of(text);
  BOOST_REQUIRE(signs.size() == 2U);
  BOOST_TEST(signs[0].locations[0].line == 5U);
  BOOST_TEST(text.substr(signs[0].locations[0].offset, signs[0].locations[0].length) == ">From");
  BOOST_TEST(signs[1].locations[0].line == 2U);
  BOOST_TEST(text.substr(signs[1].locations[0].offset, signs[1].locations[0].length) ==
             "xxx@example.com");
}

BOOST_AUTO_TEST_CASE(what_stands_in_front) {
  const std::vector<Repair> repairs = {
      {"utf8-bom", {0, 3, 1}}, {"mbox-from-line", {3, 40, 1}}, {"leading-empty-lines", {43, 2, 2}}};
  BOOST_TEST(described(container_signs(repairs)) == "mbox-from-line*1 utf8-bom*1");
  BOOST_TEST(container_signs({}).empty());
}

BOOST_AUTO_TEST_CASE(hostile_messages_end_soon) {
  std::string text = "To: " + std::string(500'000, '@') + "\r\n\r\n";
  text += std::string(1 << 20, '>') + "From x\r\n";
  for (int i = 0; i < 50'000; ++i) text += ">From \r\n";
  const std::vector<FileSign> signs = signs_of(text);
  BOOST_REQUIRE(signs.size() == 1U);
  BOOST_TEST(signs[0].count == 50'001U);
  BOOST_TEST(signs[0].details[0].size() == 80U);
}

BOOST_AUTO_TEST_SUITE_END()
