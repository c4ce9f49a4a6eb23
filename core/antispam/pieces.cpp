// Shared steps of the grammars; see pieces.h.
#include "antispam/pieces.h"

#include <algorithm>
#include <array>

#include "antispam/decimal.h"
#include "text.h"

namespace indicia::antispam {

std::string_view to_string(Known known) {
  constexpr std::array<std::string_view, 4> names = {"value", "field", "unknown_value",
                                                     "unknown_name"};
  return names[static_cast<std::size_t>(known)];
}

const Item* Reading::find(std::string_view item) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& one) {
    return equal_ignoring_case(one.name, item);
  });
  return found == items.end() ? nullptr : &*found;
}

std::string_view Reading::value_of(std::string_view item) const {
  const Item* found = find(item);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

std::string plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : trim(text)) {
    if (!is_fws(c)) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return is_ascii(out) ? out : clean_utf8(out);
}

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

std::size_t Collector::offset_of(std::string_view piece) const {
  if (piece.data() == nullptr) return value_.size();
  return static_cast<std::size_t>(piece.data() - value_.data());
}

void Collector::defect(std::string_view ident, std::string_view piece) {
  constexpr std::size_t most_defects = 50;
  if (reading_.defects.size() < most_defects) {
    reading_.defects.push_back({ident, offset_of(piece), piece.size()});
  }
}

bool Collector::add(Item&& item, std::string_view piece) {
  if (reading_.items.size() == most_items) {
    // Said even where there were too many other defects to list.
    if (!full_)
      reading_.defects.push_back({"filter-too-many-items", offset_of(piece), piece.size()});
    full_ = true;
    return false;
  }
  item.offset = offset_of(piece);
  item.length = piece.size();
  reading_.items.push_back(std::move(item));
  return true;
}

namespace {

// Microsoft's levels: the table holds the whole of their ranges.
bool is_level(std::string_view field) {
  return equal_ignoring_case(field, "SCL") || equal_ignoring_case(field, "BCL") ||
         equal_ignoring_case(field, "PCL");
}

}  // namespace

void Collector::field(std::string_view name, std::string_view text, Known otherwise) {
  const std::string_view value = unquoted(text);
  const std::string_view piece =
      name.empty()
          ? trim(text)
          : std::string_view(name.data(),
                             static_cast<std::size_t>(text.data() + text.size() - name.data()));
  Item item{.name = plain(name), .value = plain(value)};
  if (equal_ignoring_case(item.value, "(null)")) {
    defect("filter-null-value", piece);
    item.value.clear();
  }
  const std::string_view field =
      name.empty() ? reading_.header.whole_field : std::string_view(item.name);
  const Row header = reading_.header.row;
  if (!item.value.empty()) item.row = find_value(header, field, item.value);
  if (item.row) {
    item.known = Known::value;
  } else if ((item.row = find_field(header, field))) {
    item.known = Known::field;
  } else {
    item.known = knows_field(header, field) ? Known::unknown_value : otherwise;
    // An empty value of a known field says nothing.
    if (item.value.empty() && item.known == Known::unknown_value) item.known = Known::field;
    if (item.known == Known::unknown_value && is_level(field) && parse_decimal_score(item.value))
      defect("filter-value-out-of-range", piece);
  }
  add(std::move(item), piece);
}

std::string Collector::number(std::string_view text) {
  const std::string_view bare = trim(text);
  if (parse_decimal_score(bare)) return std::string(bare);
  defect("filter-number-malformed", bare);
  return {};
}

void Collector::rule(std::string_view name, std::string_view score, std::string_view options,
                     std::optional<Row> row) {
  Item item{.name = plain(name), .row = row, .known = row ? Known::value : Known::unknown_name};
  if (!trim(score).empty()) {
    item.score = number(score);
    if (item.score.empty()) item.value = plain(score);
  }
  item.options = plain(options);
  const char* end = name.data() + name.size();
  for (std::string_view part : {score, options}) {
    if (part.data() != nullptr) end = std::max(end, part.data() + part.size());
  }
  add(std::move(item), {name.data(), static_cast<std::size_t>(end - name.data())});
}

void Collector::malformed(std::string_view piece, std::string_view ident) {
  defect(ident, piece);
  Item item{.value = plain(piece)};
  add(std::move(item), piece);
}

}  // namespace indicia::antispam
