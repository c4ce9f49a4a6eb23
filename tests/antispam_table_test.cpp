// The table of meanings: every entry is well-formed, named once, and reached by the grammar of its
// field.
#include "antispam/table.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "antispam/explain.h"
#include "antispam/read.h"
#include "text.h"

using namespace indicia;
using namespace indicia::antispam;

namespace {

std::string id_of(const Entry& one) {
  return std::string(one.id_prefix) + std::string(one.id);
}

// A value that the entry matches and its neighbours do not claim first.
std::string sample_of(const Entry& one) {
  std::string value(one.value);
  for (char& c : value) {
    if (c == 'x' && value.size() == 3 && is_digit(value[0])) c = '9';  // 1xx
  }
  if (value == "_notspam") return "policy" + value;
  if (value == "-1..+10") return "0";
  if (value == "-1, -2") return "-2";
  if (value == "-10..-3") return "-10";
  if (value == "-3..-1") return "-2";
  std::size_t range = value.find_first_of("-+", 1);
  if (range == std::string::npos) range = value.find("..");
  const bool number =
      is_digit(value[0]) || (value[0] == '-' && value.size() > 1 && is_digit(value[1]));
  if (number && range != std::string::npos) return value.substr(0, range);
  return value;
}

// The name of a field that the pattern fits; "name" for its free part.
std::string name_of(std::string_view header, std::string_view field) {
  std::string name(header);
  const std::size_t star = name.find('*');
  if (star != std::string::npos) name.replace(star, 1, field.empty() ? "name" : std::string(field));
  return name;
}

// The field's text as its writer would put this one piece.
std::string text_of(Grammar grammar, const Entry& one) {
  const std::string value = one.kind == Kind::field ? "1" : sample_of(one);
  const std::string field(one.field);
  switch (grammar) {
    case Grammar::report:
      return field + ":" + value + ";";
    case Grammar::pairs:
      return field + "=" + value + ";";
    case Grammar::status:
      if (one.kind == Kind::field && field == "tests") return "No, tests=none";
      return "No, " + field + "=" + value;
    case Grammar::trend:
      return "No--10.5-7.0-31-10";
    case Grammar::results:
      if (field == "action")
        return "dmarc=fail action=" + value + " header.from=a.example;compauth=fail reason=001";
      if (field == "dmarc")
        return "dmarc=" + value + " header.from=a.example;compauth=pass reason=100";
      if (field == "reason") return "compauth=fail reason=" + value;
      return "compauth=" + value + " reason=100";
    default:
      return value;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(antispam_table)

BOOST_AUTO_TEST_CASE(every_entry_is_well_formed_and_named_once) {
  std::set<std::string> ids;
  BOOST_TEST(row_count() > 1200U);
  for (Row row = 0; row < row_count(); ++row) {
    const Entry one = entry(row);
    BOOST_TEST_CONTEXT(id_of(one)) {
      BOOST_TEST(ids.insert(id_of(one)).second);
      BOOST_TEST(!one.meaning.empty());
      BOOST_TEST(!one.action.empty());
      BOOST_TEST(!one.header.empty());
      BOOST_TEST(is_utf8(one.meaning));
      BOOST_TEST(!vendor(one.vendor).family.empty());
      for (std::string_view source : split(one.sources, ' '))
        BOOST_TEST(!source_text(source).empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_header_is_found_by_its_name_in_any_case) {
  for (Row row = 0; row < row_count() && entry(row).kind == Kind::header; ++row) {
    const Entry one = entry(row);
    const std::string name = name_of(one.header, {});
    BOOST_TEST_CONTEXT(name) {
      for (const std::string& written : {name, to_lower(name)}) {
        const Headers headers(written);
        bool found = false;
        for (std::size_t i = 0; i < headers.size(); ++i) found |= headers[i].row == row;
        BOOST_TEST(found);
      }
      // A longer name is another field, except where the pattern leaves its end open.
      const Headers longer(name + "-not");
      bool claimed = false;
      for (std::size_t i = 0; i < longer.size(); ++i) claimed |= longer[i].row == row;
      BOOST_TEST(claimed == one.header.ends_with('*'));
    }
  }
  for (std::string_view name :
       {"", "From", "Subject", "X-", "X-Unknown", "List-Unsubscribe", "DKIM-Signature"}) {
    BOOST_TEST(Headers(name).empty());
  }
}

// Every documented value of every vendor, Microsoft's above all, through the grammar of its field.
BOOST_AUTO_TEST_CASE(every_value_and_field_is_reached_by_its_grammar) {
  std::size_t reached = 0;
  for (Row row = 0; row < row_count(); ++row) {
    const Entry one = entry(row);
    if (one.kind != Kind::value && one.kind != Kind::field) continue;
    BOOST_TEST_CONTEXT(id_of(one)) {
      const std::string name = name_of(one.header, one.field);
      const Headers headers(name);
      BOOST_TEST_REQUIRE(!headers.empty());
      // Writers that share the name share its values: each of their grammars.
      bool found = false;
      for (std::size_t i = 0; i < headers.size(); ++i) {
        const auto reading = read_filter(name, " " + text_of(headers[i].grammar, one));
        BOOST_TEST_REQUIRE(reading.has_value());
        for (const Item& item : reading->items) found |= item.row == row;
      }
      BOOST_TEST(found);
      ++reached;
    }
  }
  BOOST_TEST(reached > 300U);
}

BOOST_AUTO_TEST_CASE(every_rule_and_symbol_is_reached_by_its_grammar) {
  for (Row row = 0; row < row_count(); ++row) {
    const Entry one = entry(row);
    if (one.kind != Kind::rule && one.kind != Kind::symbol) continue;
    BOOST_TEST_CONTEXT(id_of(one)) {
      const bool rule = one.kind == Kind::rule;
      const auto reading =
          rule ? read_filter("X-Spam-Status", " Yes, score=9 required=5.0 tests=FIRST," +
                                                  std::string(one.value) +
                                                  "=1.5,\r\n\tLAST autolearn=no")
               : read_filter("X-Spamd-Result", " default: False [9.00 / 15.00];\r\n\t" +
                                                   std::string(one.value) +
                                                   "(1.50)[a;b:c]; LAST(0.00)[]");
      BOOST_TEST_REQUIRE(reading.has_value());
      const Item* item = reading->find(one.value);
      BOOST_TEST_REQUIRE(item != nullptr);
      BOOST_TEST((item->row == row));
      BOOST_TEST(item->score == (rule ? "1.5" : "1.50"));
      BOOST_TEST(reading->defects.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_topic_names) {
  struct Line {
    std::string_view topic;
    std::string_view first;  // ident; empty: nothing
  };
  const Line lines[] = {
      {"SFV:SPM", "ms.sfv.SPM"},
      {"sfv=spm", "ms.sfv.SPM"},
      {"SFV SPM", "ms.sfv.SPM"},
      {"SFV : SPM", "ms.sfv.SPM"},
      {"CAT = SPOOF", "ms.cat.SPOOF"},
      {"SFV:NSPM;CAT:NONE", "ms.sfv.NSPM"},
      {"compauth=fail reason=601", "ms.compauth.fail"},
      {"reason=mlx", "ov.pp.f.reason"},
      {"SBRS", "ov.ci.sbrs"},
      {"CrossTenant-AuthAs", "ms.ct.authas"},
      {"X-MS-Exchange-CrossTenant-AuthAs", "ms.ct.authas"},
      {"X-MS-Exchange-Organization-AuthMechanism: 0A", "ms.hdr.authmech"},
      {"URIBL_BLACK:", "sa.URIBL_BLACK"},
      {"tests", "ov.sa.f.tests"},
      {"compauth=601", "ms.reason.601"},
      {"compauth=fail", "ms.compauth.fail"},
      {"reason=299", "ms.reason.2xx"},
      {"BCL:6", "ms.bcl.4-6"},
      {"URIBL_BLACK", "sa.URIBL_BLACK"},
      {"uribl_black", "sa.URIBL_BLACK"},
      {"URIBL_BLACK=1.7", "sa.URIBL_BLACK"},
      {"R_SPF_ALLOW(-0.20)", "rspamd.R_SPF_ALLOW"},
      {"X-Spamd-Result", "ov.rs.result"},
      {"x-spamd-result", "ov.rs.result"},
      {"X-Yandex-Spam: 4", "ov.yx.spam"},
      {"ms.sfv.SPM", "ms.sfv.SPM"},
      {"sa.URIBL_BLACK", "sa.URIBL_BLACK"},
      {"", ""},
      {":", ""},
      {"=", ""},
      {"no-such-word", ""},
  };
  for (const Line& line : lines) {
    BOOST_TEST_CONTEXT(line.topic) {
      const std::vector<Row> rows = find_topic(line.topic).rows;
      BOOST_TEST((rows.empty() ? std::string() : id_of(entry(rows.front()))) == line.first);
    }
  }
  BOOST_TEST(find_topic("SFV").rows.size() == 10U);
  BOOST_TEST(find_topic("SFV:NSPM;CAT:NONE").rows.size() == 2U);
  BOOST_TEST(find_topic("compauth=fail reason=601").rows.size() == 2U);
  BOOST_TEST(find_topic("tests").rows.size() < 5U);  // not every rule
  const std::vector<Row> result = find_topic("X-Spamd-Result").rows;
  BOOST_TEST_REQUIRE(!result.empty());
  BOOST_TEST(entry(result.front()).notes.find("still treated as spam") != std::string_view::npos);
}

// A value that its field does not list is said to be unknown; no other field answers for it.
BOOST_AUTO_TEST_CASE(what_a_topic_names_in_vain) {
  struct Line {
    std::string_view topic;
    std::size_t rows;
    std::string_view unlisted;  // field:value(values listed), joined by blanks
  };
  const Line lines[] = {
      {"compauth=888", 0, "reason:888(23)"},
      {"reason:888", 0, "reason:888(23)"},
      {"compauth=1", 0, "reason:1(23)"},
      {"compauth=maybe", 0, "compauth:maybe(5)"},
      {"CAT:XYZ", 0, "CAT:XYZ(18)"},
      {"SCL:10", 0, "SCL:10(11)"},
      {"BCL:10", 0, "BCL:10(5)"},
      {"X-Yandex-Spam: 7", 1, ":7(4)"},
      {"X-Forefront-Antispam-Report: SFV:ABC;SCL:5;ZZ:1", 2, "SFV:ABC(10) ZZ:1(0)"},
      {"X-Forefront-Antispam-Report: SFV:SPM;SCL:5", 3, ""},
      {"SFV:SPM;CAT:XYZ", 1, "CAT:XYZ(18)"},
  };
  for (const Line& line : lines) {
    BOOST_TEST_CONTEXT(line.topic) {
      const Topic topic = find_topic(line.topic);
      BOOST_TEST(topic.rows.size() == line.rows);
      std::string text;
      for (const Unlisted& one : topic.unlisted) {
        if (!text.empty()) text += ' ';
        text += one.field + ":" + one.value + "(" + std::to_string(one.listed.size()) + ")";
      }
      BOOST_TEST(text == line.unlisted);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
