// Punycode (RFC 3492 7.1 samples) and whole domains (RFC 8616).
#include "message/idn.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::message;

BOOST_AUTO_TEST_SUITE(idn)

struct Sample {
  std::u32string_view unicode;
  std::string_view encoded;
};

// RFC 3492 7.1, letters in the case the RFC's mixed-case annotation does not use.
const Sample samples[] = {
    {U"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628"
     U"\u064A\u061F",
     "egbpdaj6bu4bxfgehfvwxn"},
    {U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587", "ihqwcrb4cv8a8dqg056pqjye"},
    {U"\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433\u043E"
     U"\u0432\u043E\u0440\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438",
     "b1abfaaepdrnnbgefbadotcwatmq2g4l"},
    {U"\u0070\u006F\u0072\u0071\u0075\u00E9\u006E\u006F", "porquno-fya"},
    {U"3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "3B-ww4c5e180e575a65lsy2b"},
    {U"-> $1.00 <-", "-> $1.00 <--"},
    {U"b\u00FCcher", "bcher-kva"},
    {U"\u00FC", "tda"},
    {U"", ""},
};

BOOST_AUTO_TEST_CASE(punycode_samples) {
  for (const Sample& sample : samples) {
    BOOST_TEST_CONTEXT(sample.encoded) {
      BOOST_TEST(encode_punycode(sample.unicode).value_or("?") == sample.encoded);
      BOOST_TEST((decode_punycode(sample.encoded) == std::u32string(sample.unicode)));
    }
  }
}

BOOST_AUTO_TEST_CASE(punycode_overflow_and_malformed) {
  for (std::string_view text : {"99999999", "a-99999999999", "99999zzzz9", "tda\xC3", "t da",
                                "-tda", "b", "bcher-kv\x80"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!decode_punycode(text));
    }
  }
  BOOST_TEST(!encode_punycode(std::u32string(257, U'\u00FC')));
  BOOST_TEST(!decode_punycode(std::string(257, 'a')));
  BOOST_TEST(!encode_punycode(std::u32string(200, U'a') + U"\xFFFFFFFE\x80"));
}

struct Domain {
  std::string_view what;
  std::string_view domain;
  std::string_view ascii;  // "-": refused
};

const Domain domains[] = {
    {"ASCII", "Mail.Example.COM", "mail.example.com"},
    {"underscore", "sel._domainkey.example.com", "sel._domainkey.example.com"},
    {"A-label stays", "XN--BCHER-KVA.example", "xn--bcher-kva.example"},
    {"U-label", "b\u00FCcher.example", "xn--bcher-kva.example"},
    {"U-label with upper-case ASCII", "B\u00FCcher.Example", "xn--bcher-kva.example"},
    {"Cyrillic", "\u043F\u043E\u0447\u0442\u0430.example", "xn--80a1acny.example"},
    {"Han", "\u90F5\u4EF6.example", "xn--5nqv22n.example"},
    {"German sharp s is a letter of its own", "stra\u00DFe.example", "xn--strae-oqa.example"},
    {"other capital", "\u00DCber.example", "-"},
    {"Cyrillic capital", "\u041F\u043E\u0447\u0442\u0430.example", "-"},
    {"Latin Extended capital", "\u010Cesko.example", "-"},
    {"decomposed", "bu\u0308cher.example", "-"},
    {"mark first", "\u0308a.example", "-"},
    {"ideographic full stop", "\u90F5\u3002example", "-"},
    {"full-width full stop", "a\uFF0Eexample", "-"},
    {"half-width ideographic full stop", "a\uFF61example", "-"},
    {"full-width letters", "\uFF41\uFF42.example", "-"},
    {"zero width space", "a\u200Bb.example", "-"},
    {"right-to-left override", "a\u202Eb.example", "-"},
    {"soft hyphen", "a\u00ADb.example", "-"},
    {"not UTF-8",
     "b\xFC"
     "cher.example",
     "-"},
    {"hyphens in third and fourth place", "ab--\u00FC.example", "-"},
    {"hyphen at the end", "\u00FC-.example", "-"},
    {"empty", "", "-"},
    {"empty label", "a..example", "-"},
    {"final dot", "example.com.", "-"},
    {"space", "a b.example", "-"},
    {"address literal", "[192.0.2.1]", "-"},
};

BOOST_AUTO_TEST_CASE(to_ascii_table) {
  for (const Domain& row : domains) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(to_ascii(row.domain).value_or("-") == row.ascii);
    }
  }
  const std::string label(63, 'a');
  BOOST_TEST(to_ascii(label + ".example").has_value());
  BOOST_TEST(!to_ascii(label + "a.example"));
  const std::string name = label + "." + label + "." + label + "." + std::string(61, 'a');
  BOOST_TEST(to_ascii(name).has_value());
  BOOST_TEST(!to_ascii(name + "a"));
}

BOOST_AUTO_TEST_CASE(to_unicode_table) {
  struct {
    std::string_view domain;
    std::string_view shown;
  } const rows[] = {
      {"xn--bcher-kva.example", "b\u00FCcher.example"},
      {"XN--BCHER-KVA.Example", "b\u00FCcher.Example"},
      {"xn--.example", "xn--.example"},
      {"xn--abc-.example", "xn--abc-.example"},  // encodes nothing
      {"xn--99999999.example", "xn--99999999.example"},
      {"xn--ab-g1t.example", "xn--ab-g1t.example"},    // would show an invisible character
      {"xn--ber-ska.example", "xn--ber-ska.example"},  // a capital, not normalised
      {"", ""},
      {".", "."},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.domain) {
      BOOST_TEST(to_unicode(row.domain) == row.shown);
    }
  }
  BOOST_TEST(encode_punycode(U"a\u200Bb").value_or("") == "ab-g1t");
  BOOST_TEST(encode_punycode(U"\u00DCber").value_or("") == "ber-ska");
}

BOOST_AUTO_TEST_SUITE_END()
