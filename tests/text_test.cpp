// Text primitives: base64, UTF-8, numbers, folding.
#include "text.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(base64_decodes_strictly) {
  struct Row {
    std::string_view text;
    std::optional<std::string> octets;
  };
  const Row rows[] = {
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg", "foob"},
      {"Z m\r\n 9v", "foo"},
      {"Zm9vY", {}},
      {"Zm9v=", {}},
      {"Zg=", {}},
      {"Zg==Zg==", {}},
      {"Zm9v*", {}},
      {"====", {}},
      {"/+8=", "\xFF\xEF"},
      {"Zm8-", {}},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT("base64 " << row.text) {
      BOOST_TEST((decode_base64(row.text) == row.octets));
    }
  }
}

BOOST_AUTO_TEST_CASE(base64_round_trip) {
  std::string octets;
  for (int i = 0; i < 300; ++i) {
    BOOST_TEST((decode_base64(encode_base64(octets)) == octets));
    octets += static_cast<char>(i * 7);
  }
}

BOOST_AUTO_TEST_CASE(utf8_is_judged_by_rfc_3629) {
  struct Row {
    std::string_view text;
    bool valid;
    std::string_view clean;
  };
  const Row rows[] = {
      {"plain", true, "plain"},
      {"\xD0\xBF", true, "\xD0\xBF"},
      {"\xC0\xAF", false, "\xEF\xBF\xBD\xEF\xBF\xBD"},                  // overlong
      {"\xED\xA0\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // surrogate
      {"a\xFF"
       "b",
       false,
       "a\xEF\xBF\xBD"
       "b"},
      {"\xF4\x90\x80\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xE2\x82", false, "\xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const Row& row : rows) {
    BOOST_TEST(is_utf8(row.text) == row.valid);
    BOOST_TEST(clean_utf8(row.text) == row.clean);
  }
}

BOOST_AUTO_TEST_CASE(decimal_has_no_sign_and_no_overflow) {
  BOOST_TEST((parse_decimal("18446744073709551615") == 18446744073709551615ULL));
  for (std::string_view bad : {"", "+1", "-1", " 1", "1 ", "1x", "18446744073709551616"}) {
    BOOST_TEST(!parse_decimal(bad).has_value());
  }
}

BOOST_AUTO_TEST_CASE(unfolding_keeps_the_white_space) {
  BOOST_TEST(unfold("a\r\n b\n\tc\r\nd") == "a b\tc\r\nd");
  BOOST_TEST(without_fws(" a\r\n b\t") == "ab");
  BOOST_TEST(trim("\r\n a b \t") == "a b");
}

BOOST_AUTO_TEST_SUITE_END()
