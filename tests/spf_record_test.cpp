// SPF record text to terms (RFC 7208 4.5, 4.6.1, 5, 6, 12).
#include "spf/record.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::spf;

BOOST_AUTO_TEST_SUITE(spf_record)

struct Selection {
  std::string_view point;
  std::string_view text;
  bool is_record;
};

const Selection selections[] = {
    {"S6 followed by a space", "v=spf1 -all", true},
    {"S6 the end", "v=spf1", true},
    {"S6 case-insensitive", "V=sPf1 -all", true},
    {"S6 another version", "v=spf10", false},
    {"S6 sender id", "spf2.0/mfrom -all", false},
    {"S6 a tab does not end the version", "v=spf1\t-all", false},
    {"S6 nothing may stand before", " v=spf1 -all", false},
    {"S6 typing error", "v=spfl -all", false},
    {"S6 equals another sign", "v:spf1 -all", false},
};

BOOST_AUTO_TEST_CASE(selection) {
  for (const Selection& row : selections) {
    BOOST_TEST_CONTEXT(row.point) {
      BOOST_TEST(is_spf_record(row.text) == row.is_record);
    }
  }
}

struct Row {
  std::string_view point;
  std::string_view text;
  std::string_view terms;    // parsed terms: mechanism:qualifier, joined by spaces
  std::string_view defects;  // "ident@offset" joined by spaces
};

const Row rows[] = {
    {"S10 qualifiers, default +", "v=spf1 +a -mx ~ptr ?all ip4:192.0.2.1",
     "a:pass mx:fail ptr:softfail all:neutral ip4:pass", ""},
    {"S10 names are case-insensitive", "v=spf1 A MX InClude:example.com -ALL",
     "a:pass mx:pass include:pass all:fail", ""},
    {"S10 several spaces, trailing spaces", "v=spf1  a   -all  ", "a:pass all:fail", ""},
    {"S10 only spaces separate", "v=spf1 a\tmx -all", "all:fail", "spf-bad-term@7"},
    {"S11 unknown mechanism", "v=spf1 ipv4:192.0.2.1 -all", "all:fail", "spf-unknown-mechanism@7"},
    {"S11 redirect is no mechanism", "v=spf1 redirect:example.com", "", "spf-unknown-mechanism@7"},
    {"S11 unknown modifier", "v=spf1 moo.cow-far_out=man:dog/cat -all", "all:fail", ""},
    {"S11 empty unknown modifier", "v=spf1 foo= -all", "all:fail", ""},
    {"S11 its macro-string must parse", "v=spf1 foo=%{x} -all", "all:fail", "spf-bad-macro@7"},
    {"S11 redirect twice", "v=spf1 redirect=a.example redirect=b.example", "",
     "spf-duplicate-modifier@26"},
    {"S11 exp twice, other case", "v=spf1 exp=a.example EXP=b.example -all", "all:fail",
     "spf-duplicate-modifier@21"},
    {"S11 a modifier takes no qualifier", "v=spf1 -exp=a.example", "", "spf-bad-term@7"},
    {"S12 non-ASCII octets", "v=spf1 a:\xC3\xA9.example -all", "all:fail", "spf-not-ascii@7"},
    {"S12 non-breaking space", "v=spf1 a\xC2\xA0-all", "", "spf-not-ascii@7"},
    {"S9 all errors are listed", "v=spf1 ip4:1.2.3 -all moo a:", "all:fail",
     "spf-bad-address@7 spf-unknown-mechanism@22 spf-missing-domain@26"},
    {"S13 all takes no argument", "v=spf1 -all:foo all/8", "",
     "spf-bad-argument@7 spf-bad-argument@16"},
    {"S15 dual CIDR", "v=spf1 a/24//64 mx//64 a:example.com/24 mx:example.com/0//0",
     "a:pass mx:pass a:pass mx:pass", ""},
    {"S15 prefixes out of range", "v=spf1 a/33 a//129 mx/24/64", "",
     "spf-bad-prefix@7 spf-bad-prefix@12 spf-bad-prefix@19"},
    {"S15 leading zero", "v=spf1 a/024", "", "spf-bad-prefix@7"},
    {"S15 a slash may stand in the name", "v=spf1 a:foo:bar/baz.example.com/24", "a:pass", ""},
    {"S16 ptr takes no prefix", "v=spf1 ptr/0", "", "spf-bad-argument@7"},
    {"S17 prefixes", "v=spf1 ip4:192.0.2.0/24 ip4:0.0.0.0/0 ip6:2001:db8::/32 ip6:::/0",
     "ip4:pass ip4:pass ip6:pass ip6:pass", ""},
    {"S17 no leading zeros", "v=spf1 ip4:192.0.02.1 ip4:192.0.2.1/032", "",
     "spf-bad-address@7 spf-bad-prefix@22"},
    {"S17 out of range", "v=spf1 ip4:192.0.2.1/33 ip6:2001:db8::1/129", "",
     "spf-bad-prefix@7 spf-bad-prefix@24"},
    {"S17 bad literals", "v=spf1 ip4 ip4: ip4:192.0.2.1:25 ip6:192.0.2.1 ip4:2001:db8::1", "",
     "spf-bad-address@7 spf-bad-address@11 spf-bad-address@16 spf-bad-address@33 "
     "spf-bad-address@47"},
    {"S17 one prefix only", "v=spf1 ip4:192.0.2.1//32", "", "spf-bad-prefix@7"},
    {"S17 an empty prefix", "v=spf1 ip4:192.0.2.1/", "", "spf-bad-prefix@7"},
    {"S19 empty domain-spec", "v=spf1 a: mx: ptr: include: exists: redirect=", "",
     "spf-missing-domain@7 spf-missing-domain@10 spf-missing-domain@14 spf-missing-domain@19 "
     "spf-missing-domain@28 spf-missing-domain@36"},
    {"S19 no domain-spec", "v=spf1 include exists", "",
     "spf-missing-domain@7 spf-missing-domain@15"},
    {"S19 numeric top label", "v=spf1 a:192.0.2.1", "", "spf-bad-domain@7"},
    {"S19 single label", "v=spf1 include:localhost", "", "spf-bad-domain@7"},
    {"S19 a port", "v=spf1 a:example.com:25", "", "spf-bad-domain@7"},
    {"S19 include takes no prefix", "v=spf1 include:example.com/24", "", "spf-bad-domain@7"},
    {"S19 final dot, dashes, macro at the end", "v=spf1 a:example.com. a:x.xn--p1ai a:x.%{d}",
     "a:pass a:pass a:pass", ""},
    {"S19 top label begins or ends with a dash", "v=spf1 a:x.-com a:x.com-", "",
     "spf-bad-domain@7 spf-bad-domain@16"},
    {"S8 strings glued without a space", "v=spf1 include:a.exampleinclude:b.example~all", "",
     "spf-bad-domain@7"},
    {"S21 exp= empty", "v=spf1 exp= -all", "all:fail", "spf-missing-domain@7"},
    {"S22 c, r, t outside explanations", "v=spf1 exists:%{c}.example exp=%{r}.example -all",
     "all:fail", "spf-bad-macro@7 spf-bad-macro@27"},
    {"empty record", "v=spf1", "", ""},
    {"a lone qualifier", "v=spf1 - -all", "all:fail", "spf-bad-term@7"},
    {"two qualifiers", "v=spf1 -+all", "", "spf-bad-term@7"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const Record record = parse_record(row.text);
      std::string terms;
      for (const Directive& directive : record.directives) {
        terms += (terms.empty() ? "" : " ") + std::string(to_string(directive.mechanism)) + ":" +
                 std::string(to_string(directive.qualifier));
      }
      std::string defects;
      for (const Defect& defect : record.defects) {
        defects += (defects.empty() ? "" : " ") + std::string(defect.ident) + "@" +
                   std::to_string(defect.offset);
        const std::size_t end = defect.offset + defect.length;
        BOOST_TEST((end == row.text.size() || row.text[end] == ' '));
      }
      BOOST_TEST(terms == row.terms);
      BOOST_TEST(defects == row.defects);
    }
  }
}

BOOST_AUTO_TEST_CASE(values) {
  const Record record = parse_record(
      "v=spf1 a:example.com/24//64 ip6:2001:DB8::/33 exp=e.example redirect=r.example");
  BOOST_REQUIRE(record.defects.empty());
  BOOST_TEST(record.directives.at(0).prefix4 == 24U);
  BOOST_TEST(record.directives.at(0).prefix6 == 64U);
  BOOST_TEST(record.directives.at(0).domain->at(0).literal == "example.com");
  BOOST_TEST(to_string(record.directives.at(1).network) == "2001:db8::");
  BOOST_TEST(record.directives.at(1).prefix6 == 33U);
  BOOST_TEST(record.exp->value.at(0).literal == "e.example");
  BOOST_TEST(record.term(record.redirect->span) == "redirect=r.example");
  BOOST_TEST(!record.has_all());
}

BOOST_AUTO_TEST_CASE(long_records_stay_linear) {
  std::string text = "v=spf1";
  for (int i = 0; i < 200'000; ++i) text += " a";
  BOOST_TEST(parse_record(text).directives.size() == 200'000U);
  const std::string digits = "v=spf1 a/" + std::string(1'000'000, '9');
  BOOST_TEST(parse_record(digits).defects.size() == 1U);
  std::string braces = "v=spf1 a:";
  for (int i = 0; i < 200'000; ++i) braces += "%{";
  BOOST_TEST(parse_record(braces).defects.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
