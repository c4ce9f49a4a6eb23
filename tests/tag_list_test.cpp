// tag=value lists (RFC 6376 3.2).
#include "message/tag_list.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(tag_list)

struct Row {
  std::string_view point;
  std::string_view text;
  std::string_view tags;     // name=value joined by "|"
  std::string_view defects;  // idents joined by " "
};

const Row rows[] = {
    {"D1 white space around name, equals, value", " v = 1 ;\r\n\ta= rsa-sha256", "v=1|a=rsa-sha256",
     ""},
    {"D1 final semicolon", "v=1; a=x;", "v=1|a=x", ""},
    {"D1 final semicolon and white space", "v=1;\r\n ", "v=1", ""},
    {"D1 empty spec in the middle", "v=1;;a=x", "v=1|a=x", "tag-list-empty-tag"},
    {"D2 names are case-sensitive", "V=1; v=2", "V=1|v=2", ""},
    {"D2 a name starts with a letter", "1a=x; b_1=y", "b_1=y", "tag-list-bad-name"},
    {"D3 repeated tag", "a=1; a=2", "a=1|a=2", "tag-list-duplicate-tag"},
    {"D4 empty value is not absence", "p=; k=rsa", "p=|k=rsa", ""},
    {"D5 inner white space stays", "h=from :\r\n to", "h=from :\r\n to", ""},
    {"no equals sign", "v=DMARC1; none", "v=DMARC1", "tag-list-no-equals"},
    {"value holds equals signs", "bh=ab==; b=", "bh=ab==|b=", ""},
    {"empty list", "", "", ""},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const TagList list = parse_tag_list(row.text);
      std::string tags;
      for (const Tag& tag : list.tags) {
        if (!tags.empty()) tags += '|';
        tags += std::string(tag.name) + "=" + std::string(tag.value);
        BOOST_TEST(row.text.substr(tag.name_offset, tag.name.size()) == tag.name);
      }
      std::string defects;
      for (const auto& defect : list.defects) {
        if (!defects.empty()) defects += ' ';
        defects += defect.ident;
      }
      BOOST_TEST(tags == row.tags);
      BOOST_TEST(defects == row.defects);
    }
  }
}

BOOST_AUTO_TEST_CASE(many_tags_stay_linear) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "a=1;";
  BOOST_TEST(parse_tag_list(text).tags.size() == 200);
}

BOOST_AUTO_TEST_SUITE_END()
