// The catalogue: two languages with equal idents and parameters, and the replacement of parameters.
#include "diagnosis/catalogue.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "diagnosis/diagnose.h"
#include "diagnosis/rules.h"
#include "forensics/body_search.h"
#include "forensics/header_search.h"

using namespace indicia;
using namespace indicia::diagnosis;

namespace {

// The names listed in catalogue.h.
const std::set<std::string_view> known_parameters = {
    "domain",      "selector", "host",       "ip",     "address", "count",       "limit",
    "bits",        "delay",    "record",     "term",   "policy",  "from_domain", "spf_domain",
    "dkim_domain", "recorded", "recomputed", "writer", "date",    "key_name",    "reason",
    "field",       "octets",   "algorithm",  "change", "by",      "search",      "line",
    "text",        "received", "signed",     "tag",    "causes",  "filter",      "service",
    "expected",    "found",    "proof",      "faults",
};

// Names in braces; "!" stands for a brace without its partner.
std::set<std::string_view> parameters(std::string_view text) {
  std::set<std::string_view> names;
  while (!text.empty()) {
    const std::size_t open = text.find_first_of("{}");
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find_first_of("{}", open + 1);
    if (text[open] == '}' || close == std::string_view::npos || text[close] == '{') {
      names.insert("!");
      break;
    }
    names.insert(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return names;
}

void check_pair(std::string_view ident, std::string_view english, std::string_view russian) {
  BOOST_TEST_CONTEXT(ident) {
    BOOST_TEST(english.empty() == russian.empty());
    BOOST_TEST((parameters(english) == parameters(russian)));
    for (std::string_view name : parameters(english)) BOOST_TEST(known_parameters.contains(name));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalogue_of_sentences)

BOOST_AUTO_TEST_CASE(findings_in_both_languages) {
  const Catalogue& english = catalogue("en");
  const Catalogue& russian = catalogue("ru");
  BOOST_TEST_REQUIRE(english.findings.size() == russian.findings.size());
  BOOST_TEST(english.findings.size() >= 60U);
  for (std::size_t i = 0; i < english.findings.size(); ++i) {
    const Entry& one = english.findings[i];
    const Entry& other = russian.findings[i];
    BOOST_TEST(one.ident == other.ident);
    for (std::string_view Entry::*member :
         {&Entry::title, &Entry::seen, &Entry::expects, &Entry::means, &Entry::fix}) {
      BOOST_TEST(!(one.*member).empty());
      BOOST_TEST((one.*member != other.*member));
      check_pair(one.ident, one.*member, other.*member);
    }
    // A title is one line of a terminal; sentences end, titles do not. Tone: ux, no alarm.
    BOOST_TEST(!one.title.ends_with('.'));
    BOOST_TEST(!other.title.ends_with('.'));
    for (const Entry* entry : {&one, &other}) {
      for (std::string_view text : {entry->seen, entry->expects, entry->means, entry->fix}) {
        BOOST_TEST_CONTEXT(entry->ident << ": " << text) {
          BOOST_TEST((text.ends_with('.') || text.ends_with('}')));
          BOOST_TEST(text.find('!') == std::string_view::npos);
        }
      }
    }
  }
}

// One ident, one rule, one entry.
BOOST_AUTO_TEST_CASE(an_entry_for_every_rule) {
  std::set<std::string_view> rules;
  for (std::string_view ident : rule_idents()) {
    BOOST_TEST_CONTEXT(ident) {
      BOOST_TEST(rules.insert(ident).second);
    }
  }
  std::set<std::string_view> entries;
  for (const Entry& entry : catalogue("en").findings) entries.insert(entry.ident);
  BOOST_TEST(rules == entries, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(headlines_and_phrases_in_both_languages) {
  const Catalogue& english = catalogue("en");
  const Catalogue& russian = catalogue("ru");
  BOOST_TEST_REQUIRE(english.headlines.size() == russian.headlines.size());
  for (std::size_t i = 0; i < english.headlines.size(); ++i) {
    const HeadlineEntry& one = english.headlines[i];
    const HeadlineEntry& other = russian.headlines[i];
    BOOST_TEST(one.ident == other.ident);
    check_pair(one.ident, one.text, other.text);
    check_pair(one.ident, one.because, other.because);
    check_pair(one.ident, one.so, other.so);
  }
  BOOST_TEST_REQUIRE(english.phrases.size() == russian.phrases.size());
  for (std::size_t i = 0; i < english.phrases.size(); ++i) {
    BOOST_TEST(english.phrases[i].ident == russian.phrases[i].ident);
    check_pair(english.phrases[i].ident, english.phrases[i].text, russian.phrases[i].text);
  }
}

// What a search can prove has its sentence and its finding.
BOOST_AUTO_TEST_CASE(a_phrase_and_a_finding_for_every_hypothesis) {
  std::set<std::string_view> idents;
  for (const auto& hypotheses : {forensics::header_hypotheses(), forensics::body_hypotheses()}) {
    for (const std::string_view ident : hypotheses) {
      BOOST_TEST_CONTEXT(ident) {
        BOOST_TEST(idents.insert(ident).second);
        for (const char* language : {"en", "ru"}) {
          BOOST_TEST(!phrase(language, "edit-" + std::string(ident), {}).empty());
        }
        BOOST_TEST(find("en", change_finding(ident)) != nullptr);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(lookup) {
  for (const char* language : {"en", "ru"}) {
    for (const Entry& entry : catalogue(language).findings) {
      BOOST_TEST(find(language, entry.ident) == &entry);
    }
  }
  BOOST_TEST(find("en", "no-such-ident") == nullptr);
  BOOST_TEST(find("en", "") == nullptr);
  BOOST_TEST(find("ru", "dkim-pass") != find("en", "dkim-pass"));
  BOOST_TEST(find("fr", "dkim-pass") == find("en", "dkim-pass"));
}

BOOST_AUTO_TEST_CASE(rendering) {
  struct Row {
    std::string_view text;
    std::string_view rendered;
  };
  const Params params = {{"domain", "example.com"}, {"count", "{domain}"}};
  const Row rows[] = {
      {"", ""},
      {"no parameter", "no parameter"},
      {"{domain}", "example.com"},
      {"a {domain} b {domain}.", "a example.com b example.com."},
      {"{count}", "{domain}"},  // a value is never read again
      {"{unknown} {domain}", "{unknown} example.com"},
      {"open {domain", "open {domain"},
      {"close } {domain}", "close } example.com"},
      {"{}", "{}"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(render(row.text, params) == row.rendered);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
