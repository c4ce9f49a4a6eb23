// Decimal text compared digit by digit; see decimal.h.
#include "antispam/decimal.h"

#include "text.h"

namespace indicia::antispam {

std::size_t decimal_length(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t digits = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  std::size_t count = at - digits;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    const std::size_t fraction = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    count += at - fraction;
  }
  return count == 0 || at > longest ? 0 : at;
}

std::optional<Decimal> parse_decimal_score(std::string_view text) {
  if (text.empty() || decimal_length(text) != text.size()) return std::nullopt;
  Decimal decimal{.negative = text[0] == '-'};
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  const std::size_t point = text.find('.');
  decimal.whole = text.substr(0, point);
  if (point != std::string_view::npos) decimal.fraction = text.substr(point + 1);
  while (decimal.whole.starts_with('0')) decimal.whole.remove_prefix(1);
  while (decimal.fraction.ends_with('0')) decimal.fraction.remove_suffix(1);
  if (decimal.whole.empty()) decimal.whole = {};
  if (decimal.fraction.empty()) decimal.fraction = {};
  if (decimal.whole.empty() && decimal.fraction.empty()) decimal.negative = false;
  return decimal;
}

namespace {

int compare_magnitude(const Decimal& a, const Decimal& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int whole = a.whole.compare(b.whole);
  return whole != 0 ? whole : a.fraction.compare(b.fraction);
}

}  // namespace

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? compare_magnitude(b, a) : compare_magnitude(a, b);
}

}  // namespace indicia::antispam
