// Charsets to UTF-8.
#include "message/charset.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(charset)

struct Row {
  std::string_view charset;
  std::string_view octets;
  std::string_view text;  // "-": unknown charset
};

const Row rows[] = {
    {"utf-8", "caf\xC3\xA9", "caf\u00E9"},
    {"UTF8", "\xC3(\xFF", "\uFFFD(\uFFFD"},
    {"us-ascii", "a\xE9", "a\uFFFD"},
    {"ANSI_X3.4-1968", "abc", "abc"},
    {"iso-8859-1", "\xE9\x80", "\u00E9\u0080"},
    {"ISO_8859-1:1987", "\xE9", "\u00E9"},
    {"latin1", "\xFC", "\u00FC"},
    {"iso-8859-2", "\xB1", "\u0105"},
    {"latin2", "\xB1", "\u0105"},
    {"iso-8859-3", "\xB1\xA5", "\u0127\uFFFD"},
    {"iso-8859-4", "\xB3", "\u0157"},
    {"iso-8859-5", "\xD0", "\u0430"},
    {"iso-8859-6", "\xC7", "\u0627"},
    {"iso-8859-7", "\xE1", "\u03B1"},
    {"iso-8859-8-i", "\xE0", "\u05D0"},
    {"iso-8859-9", "\xFD", "\u0131"},
    {"latin5", "\xFD", "\u0131"},
    {"iso-8859-10", "\xBD", "\u2015"},
    {"iso-8859-11", "\xA1", "\u0E01"},
    {"iso-8859-12", "a", "-"},
    {"iso-8859-13", "\xB8", "\u00F8"},
    {"iso-8859-14", "\xA1", "\u1E02"},
    {"iso-8859-15", "\xA4", "\u20AC"},
    {"latin-9", "\xA4", "\u20AC"},
    {"latin10", "\xAA", "\u0218"},
    {"iso-8859-16", "\xAA", "\u0218"},
    {"windows-1250", "\x8A", "\u0160"},
    {"windows-1251", "\xCF\xF0", "\u041F\u0440"},
    {"cp1251", "\xCF", "\u041F"},
    {"x-cp1251", "\xCF", "\u041F"},
    {"Windows-1252", "\x80\x81", "\u20AC\uFFFD"},
    {"cp-1252", "\x93", "\u201C"},
    {"windows-1253", "\xE1", "\u03B1"},
    {"windows-1254", "\xFD", "\u0131"},
    {"windows-1255", "\xE0", "\u05D0"},
    {"windows-1256", "\xC7", "\u0627"},
    {"windows-1257", "\xE0", "\u0105"},
    {"windows-1258", "\xFE", "\u20AB"},
    {"KOI8-R", "\xF0\xD2", "\u041F\u0440"},
    {"koi8-u", "\xA4", "\u0454"},
    {"gb2312", "\xC4\xE3", "-"},
    {"iso-2022-jp", "a", "-"},
    {"unknown-8bit", "a", "-"},
    {"", "a", "-"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.charset) {
      BOOST_TEST(to_utf8(row.octets, row.charset).value_or("-") == row.text);
      BOOST_TEST(is_known_charset(row.charset) == (row.text != "-"));
    }
  }
}

BOOST_AUTO_TEST_CASE(code_points_and_back) {
  const std::string text = "a\u00E9\u20AC\U0001F4EC";
  const auto points = code_points(text);
  BOOST_REQUIRE(points.has_value());
  BOOST_TEST((*points == std::u32string{'a', 0xE9, 0x20AC, 0x1F4EC}));
  std::string back;
  for (char32_t c : *points) append_utf8(back, c);
  BOOST_TEST(back == text);
  BOOST_TEST(!code_points("\xED\xA0\x80"));
  std::string replaced;
  append_utf8(replaced, 0xD800);
  append_utf8(replaced, 0x110000);
  BOOST_TEST(replaced == "\uFFFD\uFFFD");
}

BOOST_AUTO_TEST_SUITE_END()
