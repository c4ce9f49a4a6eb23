// Encoded words (RFC 2047).
#include "message/encoded_word.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(encoded_word)

struct Row {
  std::string_view what;
  std::string_view text;
  std::string_view decoded;
  std::string_view defects;  // without "encoded-word-"
};

const Row rows[] = {
    {"no word", "Re: plain text", "Re: plain text", ""},
    {"folding", "a\r\n b", "a b", ""},
    {"Q", "=?ISO-8859-1?Q?Andr=E9?= Pirard", "Andr\u00E9 Pirard", ""},
    {"B", "=?iso-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=", "If you can read this yo", ""},
    {"underscore is a space", "=?us-ascii?q?a_b=5Fc?=", "a b_c", ""},
    {"white space between words is dropped (RFC 2047 8)",
     "(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?= c)", "(ab c)", ""},
    {"white space between word and text stays", "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c", ""},
    {"a character split across two words", "=?utf-8?q?=E2=82?= =?utf-8?q?=AC?=", "\u20AC", ""},
    {"and across B and Q", "=?utf-8?b?4oI=?= =?UTF-8?q?=AC?=", "\u20AC", ""},
    {"but not across charsets", "=?utf-8?q?=E2=82?= =?koi8-r?q?=C1?=", "\uFFFD\uFFFD\u0430", ""},
    {"language (RFC 2231 5)", "=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore", ""},
    {"missing padding", "=?utf-8?b?YQ?=", "a", ""},
    {"glued to text", "x=?utf-8?q?a?=y", "xay", "not-separated not-separated"},
    {"glued words", "=?utf-8?q?a?==?utf-8?q?b?=", "ab", "not-separated"},
    {"space inside", "=?utf-8?q?a b?=", "=?utf-8?q?a b?=", "malformed"},
    {"no encoded text", "=?utf-8?q?\?=", "=?utf-8?q?\?=", "malformed"},
    {"no end", "=?utf-8?q?abc", "=?utf-8?q?abc", "malformed"},
    {"no charset", "=?\?q?a?=", "=?\?q?a?=", "malformed"},
    {"unknown encoding", "=?utf-8?x?a?=", "=?utf-8?x?a?=", "malformed"},
    {"bad hexadecimal digits", "=?utf-8?q?=4?=", "=?utf-8?q?=4?=", "malformed"},
    {"bad base64", "=?utf-8?b?a*b?=", "=?utf-8?b?a*b?=", "malformed"},
    {"unknown charset stays with its label", "=?gb2312?B?xOO6ww==?= a", "=?gb2312?B?xOO6ww==?= a",
     "unknown-charset"},
    {"a malformed start before a good word", "=?=?utf-8?q?a?=", "=?a", "malformed not-separated"},
    {"raw octets that are not UTF-8", "a\xE9 =?utf-8?q?b?=", "a\uFFFD b", ""},
    {"raw UTF-8 (RFC 6532)", "caf\u00E9 =?utf-8?q?b?=", "caf\u00E9 b", ""},
    {"empty", "", "", ""},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const DecodedText decoded = decode_encoded_words(row.text);
      BOOST_TEST(decoded.text == row.decoded);
      std::string defects;
      for (const Defect& defect : decoded.defects) {
        defects += (defects.empty() ? "" : " ") + std::string(defect.ident.substr(13));
      }
      BOOST_TEST(defects == row.defects);
    }
  }
  BOOST_TEST((decode_encoded_words("=?gb2312?B?xOO6ww==?= =?GB2312?q?a?=").unknown_charsets ==
              std::vector<std::string>{"gb2312"}));
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_linear) {
  for (std::string_view piece :
       {"=?", "=?a?q?", "=?utf-8?q?a?= ", "=?a?q?b", "?", "=?utf-8?b?", "="}) {
    std::string text;
    while (text.size() < (1U << 20)) text += piece;
    BOOST_TEST(!decode_encoded_words(text).text.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
