// Vade's cause text; see vade.h.
#include "antispam/vade.h"

#include <algorithm>

#include "antispam/decimal.h"
#include "antispam/pieces.h"
#include "text.h"

namespace indicia::antispam {

// In an even pair the first letter carries the value and the second one shifts it; in an odd pair
// it is the other way round. A shifter (c to h) moves the value down by 17 for each letter before
// h.
std::optional<std::string> decode_vade(std::string_view value) {
  const std::string letters = without_fws(value);
  if (letters.empty() || letters.size() % 2 != 0) return std::nullopt;
  std::string text;
  text.reserve(letters.size() / 2);
  for (std::size_t i = 0; i < letters.size(); i += 2) {
    const bool even = i / 2 % 2 == 0;
    const char carrier = letters[even ? i : i + 1];
    const char shifter = letters[even ? i + 1 : i];
    if (carrier < 'a' || carrier > 'z' || shifter < 'c' || shifter > 'h') return std::nullopt;
    const int code = carrier - 17 * ('h' - shifter);
    if (code < 0x20 || code > 0x7E) return std::nullopt;
    text += static_cast<char>(code);
  }
  return text;
}

namespace {

// "^SpamIp (300)": the name without its marks, and the points. The piece is decoded text: its place
// in the field is the whole value.
std::optional<Item> rule_in(std::string_view piece) {
  const std::size_t open = piece.rfind('(');
  if (open == std::string_view::npos || !piece.ends_with(')')) return std::nullopt;
  const std::string_view score = piece.substr(open + 1, piece.size() - open - 2);
  std::string_view name = trim(piece.substr(0, open));
  while (!name.empty() && (name.front() == '^' || name.front() == '@' || name.front() == '!'))
    name.remove_prefix(1);
  if (name.empty() || !parse_decimal_score(score)) return std::nullopt;
  return Item{.name = std::string(name), .score = std::string(score)};
}

}  // namespace

void read_vade(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  const auto text = decode_vade(value);
  if (!text) return collect.defect("filter-unreadable", trim(value));
  const auto keep = [&](Item item) {
    item.length = value.size();
    if (reading.items.size() < most_items) reading.items.push_back(std::move(item));
  };
  std::string_view rest = *text;
  const std::size_t bailout = rest.find("Bailout:");
  keep({.name = "engine",
        .value = std::string(trim(rest.substr(0, std::min(bailout, rest.find(';'))))),
        .known = Known::field});
  for (std::string_view piece : split(rest.substr(std::min(bailout, rest.size())), ';')) {
    piece = trim(piece);
    if (piece.starts_with("Hdr=")) break;
    if (piece.starts_with("Bailout:")) {
      const std::string_view limit = trim(piece.substr(8));
      if (parse_decimal_score(limit)) reading.threshold = std::string(limit);
      keep({.name = "Bailout", .value = std::string(limit), .known = Known::field});
    } else if (auto rule = rule_in(piece)) {
      keep(std::move(*rule));
    }
  }
}

}  // namespace indicia::antispam
