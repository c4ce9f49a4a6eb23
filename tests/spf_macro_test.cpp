// Macro strings (RFC 7208 7).
#include "spf/macro.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::spf;

BOOST_AUTO_TEST_SUITE(spf_macro)

// The sender and address of RFC 7208 7.4, in reserved names.
MacroValues values() {
  MacroValues out;
  out.local_part = "strong-bad";
  out.sender_domain = "email.example.com";
  out.domain = "email.example.com";
  out.helo = "mx.example.org";
  out.receiver = "mail.example.net";
  out.client_ip = *parse_ip("192.0.2.3");
  out.time = 1'700'000'000;
  return out;
}

struct Row {
  std::string_view point;
  std::string_view text;
  std::string_view expansion;  // "!" and the offset of the error when it is none
};

const Row rows[] = {
    {"S29 sender", "%{s}", "strong-bad@email.example.com"},
    {"S29 its domain", "%{o}", "email.example.com"},
    {"S29 current domain", "%{d}", "email.example.com"},
    {"S29 HELO", "%{h}", "mx.example.org"},
    {"S28 unknown without a name", "%{p}", "unknown"},
    {"S22 in-addr", "%{v}", "in-addr"},
    {"S22 unknown letter", "a.%{x}.example", "!2"},
    {"S22 c in a domain-spec", "%{c}.example", "!0"},
    {"S23 all parts", "%{d4}", "email.example.com"},
    {"S23 right-hand parts", "%{d2}", "example.com"},
    {"S23 one part", "%{d1}", "com"},
    {"S23 zero parts", "%{d0}", "!0"},
    {"S23 zero in two digits", "%{d00}", "!0"},
    {"S23 a huge number", "%{d99999999999999999999999}", "email.example.com"},
    {"S24 reversed", "%{dr}", "com.example.email"},
    {"S24 reversed, then the right-hand parts", "%{d2r}", "example.email"},
    {"S23 R in upper case", "%{dR}", "com.example.email"},
    {"S23 delimiter", "%{l-}", "strong.bad"},
    {"S23 without it the value is one part", "%{l}", "strong-bad"},
    {"S24 delimiter and reversal", "%{lr-}", "bad.strong"},
    {"S23 all delimiters", "%{l1r.-+,/_=}", "strong"},
    {"S23 no such delimiter", "%{l*}", "!0"},
    {"S23 r before digits", "%{dr2}", "!0"},
    {"S23 no letter", "%{}", "!0"},
    {"S23 not closed", "a.%{d", "!2"},
    {"S26 percent sign, space, encoded space", "a%%b%_c%-d", "a%b c%20d"},
    {"S26 a lone percent sign", "a%.example", "!1"},
    {"S26 percent sign at the end", "example%", "!7"},
    {"S26 parentheses", "%(ir).example", "!0"},
    {"S25 upper case escapes", "%{S}", "strong-bad%40email.example.com"},
    {"S27 IPv4", "%{i}._spf.%{d2}", "192.0.2.3._spf.example.com"},
    {"S24 reversed address", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
    {"RFC 7208 7.4", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
     "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
    {"control characters", "a\x01.example", "!1"},
    {"a space", "a b.example", "!1"},
};

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point << " " << row.text) {
      std::size_t error = 0;
      const auto string = parse_macro_string(row.text, MacroPlace::domain_spec, error);
      if (string) {
        BOOST_TEST(expand(*string, values(), 1'000) == row.expansion);
      } else {
        BOOST_TEST("!" + std::to_string(error) == row.expansion);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ipv6) {
  MacroValues v6 = values();
  v6.client_ip = *parse_ip("2001:db8::cb01");
  std::size_t error = 0;
  const auto nibbles = parse_macro_string("%{ir}.%{v}._spf.%{d2}", MacroPlace::domain_spec, error);
  BOOST_TEST(
      expand(nibbles.value(), v6, 1'000) ==  // S27
      "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com");
  const auto text = parse_macro_string("%{c} %{r} %{t}", MacroPlace::explanation, error);
  BOOST_TEST(expand(text.value(), v6, 1'000) == "2001:db8::cb01 mail.example.net 1700000000");
}

BOOST_AUTO_TEST_CASE(names_lose_labels_from_the_left) {
  std::string name = "example.com";
  for (int i = 0; i < 60; ++i) name = "label." + name;
  const std::string fitted = fit_name(name);  // S30
  BOOST_TEST(fitted.size() <= 253U);
  BOOST_TEST(fitted.size() > 253U - 6U);
  BOOST_TEST(fitted.starts_with("label.label."));
  BOOST_TEST(name.ends_with(fitted));
  BOOST_TEST(fit_name("example.com.") == "example.com");
  BOOST_TEST(fit_name(std::string(300, 'a')) == std::string(300, 'a'));
}

BOOST_AUTO_TEST_CASE(domain_ends) {
  const auto ends = [](std::string_view text) {
    std::size_t error = 0;
    return ends_as_domain(parse_macro_string(text, MacroPlace::domain_spec, error).value());
  };
  for (const char* good : {"example.com", "example.com.", "%{d}", "a.%{d}", "%{d}.com", "x.c-m",
                           "x.1a", "a.b%%", "x.4-4"}) {
    BOOST_TEST(ends(good), good);  // S19
  }
  for (const char* bad : {"", "com", "com.", "%{d}com", "x.1", "x.", "x..", "x.c_m", "x.-a", "."}) {
    BOOST_TEST(!ends(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(expansion_is_bounded) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "%{s}";
  std::size_t error = 0;
  const auto string = parse_macro_string(text + ".example", MacroPlace::domain_spec, error).value();
  const std::string out = expand(string, values(), 1'024);
  BOOST_TEST(out.size() == 1'024U);
  BOOST_TEST(out.ends_with("example.com.example"));
}

BOOST_AUTO_TEST_SUITE_END()
