// Text of others in a ticket: nothing in it may become markup, a link, a mention or a reference.
#include "share/markdown.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

using namespace indicia;

BOOST_AUTO_TEST_SUITE(markdown)

namespace {

struct Row {
  std::string_view what;
  std::string_view text;
  std::string_view shown;
};

const Row rows[] = {
    {"words stay as they are", "The body differs, and nobody says why.",
     "The body differs, and nobody says why."},
    {"a domain", "for mailer.example, not for example.com.",
     "for `mailer.example`, not for `example.com`."},
    {"punctuation behind a word", "From example.com: at 2026-11-21T09:02:02Z; pass",
     "From `example.com`: at `2026-11-21T09:02:02Z`; pass"},
    {"a smile", "well :) and (y)", "well `:)` and `(y)`"},
    {"a mention", "ask @octocat", "ask `@octocat`"},
    {"an address", "from alice@example.com", "from `alice@example.com`"},
    {"a link", "see https://evil.example/x", "see `https://evil.example/x`"},
    {"a bare host", "www.evil.example", "`www.evil.example`"},
    {"a link in Markdown", "[click](https://evil.example)", "`[click](https://evil.example`)"},
    {"an image", "![x](https://evil.example/i.png)", "`![x](https://evil.example/i.png`)"},
    {"HTML", "<img src=x onerror=alert(1)>", "`<img` src=x `onerror=alert(1)>`"},
    {"a heading", "# big", "`#` big"},
    {"a rule", "--- and more", "`---` and more"},
    {"a list", "- item", "`-` item"},
    {"a numbered list", "1. item", "`1`. item"},
    {"emphasis", "*strong* _weak_ ~~gone~~", "`*strong*` `_weak_` `~~gone~~`"},
    {"code is fenced by more backticks", "a `b` c", "a `` `b` `` c"},
    {"an issue and a commit", "#12 ABC-12 GH-3 0123abcd", "`#12` `ABC-12` `GH-3` `0123abcd`"},
    {"a formula", "$x$", "`$x$`"},
    {"an escape", "\\[x\\]", "`\\[x\\]`"},
    {"an emoji", ":tada: ok", "`:tada:` ok"},
    {"an entity", "&lt;b&gt;", "`&lt;b&gt`;"},
    {"control characters", "a\x1b[31mred", "`a\\x1b[31mred`"},
    {"bidirectional and zero-width characters", "a\u202Eb \u200Bc", "`a\\u{202e}b` `\\u{200b}c`"},
    {"line ends", "a\r\nb", "`a\\x0d\\x0ab`"},
    {"octets that are not UTF-8", "a\xFF", "a\uFFFD"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(share::markdown(row.text) == row.shown);
    }
  }
}

// GFM 4.10: a cell ends at a bar, also inside a code span.
BOOST_AUTO_TEST_CASE(cells) {
  BOOST_TEST(share::markdown_cell("a|b") == "`a\\|b`");
  BOOST_TEST(share::markdown_cell("plain") == "plain");
}

// Whatever the text, what stands outside of code spans holds no character of markup.
BOOST_AUTO_TEST_CASE(no_markup_outside_of_code) {
  std::string text;
  for (int first = 1; first < 256; ++first) {
    for (const std::string_view around : {"", "a", " ", "`", "\\"}) {
      text += std::string(around) + static_cast<char>(first) + std::string(around) + ' ';
    }
  }
  const std::string shown = share::markdown(text);
  std::size_t fence = 0;
  std::string outside;
  for (std::size_t i = 0; i < shown.size();) {
    std::size_t run = 0;
    while (i + run < shown.size() && shown[i + run] == '`') ++run;
    if (run == 0) {
      if (fence == 0) outside += shown[i];
      ++i;
      continue;
    }
    if (fence == 0) {
      fence = run;
    } else if (fence == run) {
      fence = 0;
    }
    i += run;
  }
  BOOST_TEST(fence == 0U);
  BOOST_TEST(outside.find_first_of("<>@#*_~[]!|\\$&`") == std::string::npos, outside);
}

BOOST_AUTO_TEST_CASE(length_is_bounded) {
  for (const std::string_view unit : {"`", "@", "a ", "` ", "\x1b", "\xFF", "a.b "}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += unit;
    BOOST_TEST(share::markdown(text).size() <= 12 * text.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
