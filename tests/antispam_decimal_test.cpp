// Scores as decimal text: compared exactly, never guessed.
#include "antispam/decimal.h"

#include <boost/test/unit_test.hpp>

using namespace indicia::antispam;

BOOST_AUTO_TEST_SUITE(antispam_decimal)

BOOST_AUTO_TEST_CASE(numbers_in_order) {
  struct Row {
    std::string_view a, b;
    int order;
  };
  const Row rows[] = {
      {"1", "2", -1},
      {"-1", "1", -1},
      {"-2", "-1", -1},
      {"1.70", "1.7", 0},
      {"+01.7", "1.70000", 0},
      {"-0.0", "0", 0},
      {".5", "0.5", 0},
      {"0.001", "0.0011", -1},
      {"9.99", "10", -1},
      {"123456789012345678901234567890.1", "123456789012345678901234567890.2", -1},
      {"1000.0", "6.31", 1},
      {"-0.001", "0", -1},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.a << " and " << row.b) {
      const auto a = parse_decimal_score(row.a);
      const auto b = parse_decimal_score(row.b);
      BOOST_TEST_REQUIRE(a.has_value());
      BOOST_TEST_REQUIRE(b.has_value());
      const int sign = compare(*a, *b);
      BOOST_TEST((sign < 0 ? -1 : sign > 0 ? 1 : 0) == row.order);
      BOOST_TEST((compare(*b, *a) == 0) == (row.order == 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_numbers) {
  for (std::string_view text : {"", "-", "+", ".", "1.", "nan", "NaN", "inf", "-inf", "1,7", "1e3",
                                "0x10", "1.2.3", "--1", "1 ", " 1", "٣", "(null)"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!parse_decimal_score(text).has_value());
    }
  }
  BOOST_TEST(!parse_decimal_score(std::string(50'000, '9')).has_value());
}

BOOST_AUTO_TEST_CASE(length_of_the_number_in_front) {
  BOOST_TEST(decimal_length("4.74 (****)") == 4U);
  BOOST_TEST(decimal_length("-29") == 3U);
  BOOST_TEST(decimal_length("1.") == 1U);
  BOOST_TEST(decimal_length("None") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
