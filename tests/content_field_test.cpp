// Content fields (RFC 2045 5.1, RFC 2183 2) and extended parameters (RFC 2231).
#include "message/content_field.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(content_field)

struct Row {
  std::string_view what;
  std::string_view text;
  std::string_view shown;    // value{name=value}...
  std::string_view defects;  // without "content-field-"
};

const Row rows[] = {
    {"plain", " text/plain; charset=us-ascii", "text/plain{charset=us-ascii}", ""},
    {"case", "TEXT/Plain; CharSet=US-ASCII", "text/plain{charset=US-ASCII}", ""},
    {"comments and white space", "(a) text (b) / (c) plain (d) ; (e) charset = x (f)",
     "text/plain{charset=x}", ""},
    {"folding", "multipart/mixed;\r\n\tboundary=\"foo\r\n bar\"",
     "multipart/mixed{boundary=foo bar}", ""},
    {"semicolon inside quotes", "multipart/mixed; boundary=\"a;b\"; x=y",
     "multipart/mixed{boundary=a;b}{x=y}", ""},
    {"quoted pair", "a/b; name=\"q\\\"r\\\\s\"", "a/b{name=q\"r\\s}", ""},
    {"equals sign in a bare value", "multipart/mixed; boundary=----=_Part_1.2:3?",
     "multipart/mixed{boundary=----=_Part_1.2:3?}", ""},
    {"empty parameters", "text/plain;;;name=v;", "text/plain{name=v}", ""},
    {"no semicolon", "text/html charset=utf-8", "text/html{charset=utf-8}", "no-semicolon"},
    {"no semicolon between parameters", "a/b; x=1 y=2", "a/b{x=1}{y=2}", "no-semicolon"},
    {"unquoted space", "attachment; filename=My File.pdf", "attachment{filename=My File.pdf}",
     "unquoted-space"},
    {"no subtype", "inline", "inline", ""},
    {"no value", "; x=y", "{x=y}", "no-value"},
    {"no equals sign", "a/b; junk; x=y", "a/b{x=y}", "bad-parameter"},
    {"no name", "a/b; =x; y=z", "a/b{y=z}", "bad-parameter"},
    {"repeated", "a/b; x=1; x=2", "a/b{x=1}", "repeated-parameter"},
    {"unclosed quote", "a/b; name=\"abc; x=y", "a/b{name=abc}{x=y}", "unclosed-quote"},
    {"RFC 2231 charset", "a/b; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
     "a/b{title=This is ***fun***}", ""},
    {"RFC 2231 continuation", "a/b; url*1=\"tail\"; URL*0=\"head-\"", "a/b{url=head-tail}", ""},
    {"RFC 2231 both",
     "a/b; t*0*=us-ascii'en'even%20more%20; t*1*=%2A%2A%2Afun%2A%2A%2A%20; t*2=\"isn't it!\"",
     "a/b{t=even more ***fun*** isn't it!}", ""},
    {"a character split across segments", "a/b; n*0*=utf-8''%E2%82; n*1*=%AC", "a/b{n=\u20AC}", ""},
    {"extended beside plain", "a/b; filename=\"x.txt\"; filename*=utf-8''%E2%82%AC.txt",
     "a/b{filename=\u20AC.txt}", ""},
    {"missing segment", "a/b; n*0=a; n*2=c", "a/b{n=a}", "missing-segment"},
    {"no first segment", "a/b; n*1=b; n=plain", "a/b{n=plain}", "missing-segment"},
    {"repeated segment", "a/b; n*0=a; n*0=b; n*1=c", "a/b{n=ac}", "repeated-parameter"},
    {"bad percent", "a/b; n*=utf-8''100%", "a/b{n=100%}", "bad-percent"},
    {"unknown charset", "a/b; n*=big5''abc", "a/b{n=abc}!big5", ""},
    {"bad segment numbers", "a/b; n*x=a; n*01=b; *0=c; n*99999999999999999999=d", "a/b",
     "bad-parameter bad-parameter bad-parameter bad-parameter"},
    {"RFC 2047 in a quoted value", "a/b; name=\"=?iso-8859-1?q?=E9?=.gif\"", "a/b{name=\u00E9.gif}",
     ""},
    {"RFC 2047 without quotes", "a/b; name==?utf-8?q?a?= =?utf-8?q?b?=", "a/b{name=ab}",
     "unquoted-space"},
    {"empty", "", "", "no-value"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const ContentField field = parse_content_field(row.text);
      std::string shown = field.value;
      for (const Parameter& parameter : field.parameters) {
        shown += "{" + parameter.name + "=" + parameter.value + "}";
        if (!parameter.unknown_charset.empty()) shown += "!" + parameter.unknown_charset;
      }
      BOOST_TEST(shown == row.shown);
      std::string defects;
      for (const Defect& defect : field.defects) {
        defects += (defects.empty() ? "" : " ") + std::string(defect.ident.substr(14));
      }
      BOOST_TEST(defects == row.defects);
    }
  }
}

BOOST_AUTO_TEST_CASE(octets_of_a_boundary_are_not_decoded) {
  const ContentField field = parse_content_field("multipart/mixed; boundary=\"=?utf-8?q?a?=\xE9\"");
  BOOST_REQUIRE(field.parameter("boundary") != nullptr);
  BOOST_TEST(field.parameter("boundary")->octets == "=?utf-8?q?a?=\xE9");
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_linear) {
  for (std::string_view piece :
       {"(", ";", "\"", "a=b;", "\\", ";a*0=\"", "a ", "=", "n*0=a;", "a=b "}) {
    std::string text = "text/plain; ";
    while (text.size() < (1U << 20)) text += piece;
    BOOST_TEST(parse_content_field(text).value == "text/plain");
  }
}

BOOST_AUTO_TEST_SUITE_END()
