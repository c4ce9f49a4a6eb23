// Scores as filters print them: decimal text, compared exactly and never turned into a machine
// number, so that every platform ranks alike. Nothing else is a number here: no "nan", "inf",
// exponent or decimal comma, and no text that is longer than any filter's score.
#pragma once

#include <optional>
#include <string_view>

namespace indicia::antispam {

// Views into the text it was made from. -0.0 equals 0.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // without leading zeros; empty: 0
  std::string_view fraction;  // without trailing zeros

  bool operator==(const Decimal&) const = default;
};

// [sign] digits [ "." digits ], or "." digits; the whole text. nullopt: anything else.
std::optional<Decimal> parse_decimal_score(std::string_view text);

// How many octets at the start of the text form such a number; 0: none.
std::size_t decimal_length(std::string_view text);

// Negative, zero or positive as a < b, a = b, a > b.
int compare(const Decimal& a, const Decimal& b);

}  // namespace indicia::antispam
