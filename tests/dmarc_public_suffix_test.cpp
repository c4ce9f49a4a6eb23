// The public suffix list: rules, wildcards, exceptions, the default rule, other lists.
#include "dmarc/public_suffix.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::dmarc;

namespace {

const std::string_view list_text =
    "// VERSION: 2026-01-02_03-04-05_UTC\n"
    "// ===BEGIN ICANN DOMAINS===\n"
    "test\n"
    "co.test and words after white space\n"
    "*.wild.test\r\n"
    "!free.wild.test\n"
    "\xE5\x85\xAC\xE5\x8F\xB8.test\n"  // U-labels
    "*.\xE5\x85\xAC\xE5\x8F\xB8.example\n"
    "\n"
    "// ===END ICANN DOMAINS===\n"
    "// ===BEGIN PRIVATE DOMAINS===\n"
    "hosting.example\n"
    "// ===END PRIVATE DOMAINS===\n";

struct Row {
  std::string_view name;
  std::string_view suffix;
  std::string_view organization;  // "-": none
};

const Row rows[] = {
    {"test", "test", "-"},
    {"shop.test", "test", "shop.test"},
    {"www.shop.test", "test", "shop.test"},
    {"co.test", "co.test", "-"},
    {"a.b.co.test", "co.test", "b.co.test"},
    {"wild.test", "wild.test", "-"},  // implied by the wildcard beneath it
    {"x.wild.test", "x.wild.test", "-"},
    {"a.x.wild.test", "x.wild.test", "a.x.wild.test"},
    {"free.wild.test", "wild.test", "free.wild.test"},
    {"a.free.wild.test", "wild.test", "free.wild.test"},
    {"me.hosting.example", "hosting.example", "me.hosting.example"},  // private section
    {"unlisted", "unlisted", "-"},
    {"a.b.unlisted", "unlisted", "b.unlisted"},  // default rule
    {"xn--85x722f.test", "test", "xn--85x722f.test"},
    {"shop.xn--55qx5d.test", "xn--55qx5d.test", "shop.xn--55qx5d.test"},
    {"a.b.xn--55qx5d.example", "b.xn--55qx5d.example", "a.b.xn--55qx5d.example"},
    {"", "", "-"},
    {".test", "", "-"},
    {"a..test", "", "-"},
};

void check(const PublicSuffixList& list, const Row& row) {
  BOOST_TEST_CONTEXT(row.name) {
    BOOST_TEST(list.public_suffix(row.name) == row.suffix);
    BOOST_TEST(list.organizational_domain(row.name).value_or("-") == row.organization);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_public_suffix)

BOOST_AUTO_TEST_CASE(another_list) {
  const auto list = PublicSuffixList::from_text(list_text);
  BOOST_TEST_REQUIRE(list != nullptr);
  BOOST_TEST(list->date() == "2026-01-02_03-04-05_UTC");
  for (const Row& row : rows) check(*list, row);
}

BOOST_AUTO_TEST_CASE(texts_without_rules) {
  BOOST_TEST(PublicSuffixList::from_text("") == nullptr);
  BOOST_TEST(PublicSuffixList::from_text("// nothing\n\n") == nullptr);
  BOOST_TEST(PublicSuffixList::from_text(std::string(100'000, 'x')) == nullptr);
  BOOST_TEST(PublicSuffixList::from_text("Dear all,\nsee you tomorrow\nAnna\n") == nullptr);
  BOOST_TEST(PublicSuffixList::from_text("{\n  \"com\": true\n}\n") == nullptr);
  BOOST_TEST(PublicSuffixList::from_text(".DAFSA@PSL_0   \nnot a compiled list") == nullptr);
}

BOOST_AUTO_TEST_CASE(built_in_list) {
  const PublicSuffixList& list = PublicSuffixList::builtin();
  BOOST_TEST(list.date().size() >= 10U);
  for (const Row& row :
       {Row{"com", "com", "-"}, Row{"example.com", "com", "example.com"},
        Row{"a.b.example.co.uk", "co.uk", "example.co.uk"},
        Row{"www.xn--85x722f.xn--55qx5d.cn", "xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"}}) {
    check(list, row);
  }
  std::string deep;
  for (int i = 0; i < 120; ++i) deep += "a.";
  BOOST_TEST(list.organizational_domain(deep + "example.com").value_or("-") == "example.com");
}

BOOST_AUTO_TEST_SUITE_END()
