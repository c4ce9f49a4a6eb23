// Grammars that many vendors share; see generic.h.
#include "antispam/generic.h"

#include "antispam/decimal.h"
#include "antispam/pieces.h"
#include "text.h"

namespace indicia::antispam {

void read_word(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  collect.field({}, value);
}

void read_text(std::string_view value, Reading& reading) {
  constexpr std::size_t longest = 1000;
  Collector collect(value, reading);
  const std::string_view text = trim(value);
  if (text.empty()) return collect.defect("filter-empty", value);
  collect.understood(text.substr(0, longest));
}

void read_opaque(std::string_view value, Reading& reading) {
  if (trim(value).empty()) Collector(value, reading).defect("filter-empty", value);
}

namespace {

// Only among the first keys: a genuine list has few, a hostile one must not cost the square of its
// length.
bool is_repeated(const Reading& reading, std::string_view key) {
  constexpr std::size_t most = 100;
  return reading.items.size() <= most && reading.find(key) != nullptr;
}

}  // namespace

void read_report(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  for (std::string_view piece : split(value, ';')) {
    piece = trim(piece);
    if (collect.full()) return;
    if (piece.empty()) continue;  // doubled and final separators
    if (equal_ignoring_case(piece, "(null)")) {
      collect.defect("filter-null-value", piece);
      continue;
    }
    const std::size_t colon = piece.find(':');
    const std::string_view key = trim(piece.substr(0, colon));
    if (colon == std::string_view::npos || key.empty()) {
      // A stamp without text, such as MessageSecurityAntispamBypass.
      if (colon == std::string_view::npos && find_field(reading.header.row, piece)) {
        collect.field(piece, piece.substr(piece.size()));
      } else {
        collect.malformed(piece);
      }
      continue;
    }
    if (is_repeated(reading, key)) collect.defect("filter-repeated-key", piece);
    collect.field(key, piece.substr(colon + 1));
  }
}

namespace {

// The next piece up to a separator outside of quotes; a quote that nothing closes is an ordinary
// sign.
class PairCutter {
 public:
  explicit PairCutter(std::string_view text) : text_(text) {
    if (has_outside_quotes(';')) {
      separator_ = ';';
    } else if (has_outside_quotes(',')) {
      separator_ = ',';
    }
  }

  bool by_blanks() const { return separator_ == ' '; }

  std::optional<std::string_view> next() {
    while (at_ < text_.size() && (is_separator(text_[at_]) || is_fws(text_[at_]))) ++at_;
    if (at_ >= text_.size()) return std::nullopt;
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_separator(text_[at_])) at_ = past(at_);
    return trim(text_.substr(start, at_ - start));
  }

 private:
  bool is_separator(char c) const { return separator_ == ' ' ? is_fws(c) : c == separator_; }

  // Behind the sign, or behind the quoted run that begins there.
  std::size_t past(std::size_t at) {
    const char quote = text_[at];
    if ((quote != '"' && quote != '\'') || at == 0 || text_[at - 1] != '=') return at + 1;
    if (at < searched_) return at + 1;
    const std::size_t close = text_.find(quote, at + 1);
    if (close != std::string_view::npos) return close + 1;
    searched_ = text_.size();  // looked to the end once: no second time
    return at + 1;
  }

  bool has_outside_quotes(char wanted) {
    for (std::size_t i = 0; i < text_.size(); i = past(i)) {
      if (text_[i] != wanted) continue;
      searched_ = 0;
      return true;
    }
    searched_ = 0;
    return false;
  }

  std::string_view text_;
  char separator_ = ' ';
  std::size_t at_ = 0;
  std::size_t searched_ = 0;
};

// Report='RULE 0.05, RULE 0' of Sophos: rules with points.
bool is_rule_list(std::string_view key, std::string_view text) {
  return equal_ignoring_case(key, "Report") && text.find(' ') != std::string_view::npos;
}

void rules_of(Collector& collect, std::string_view text) {
  for (std::string_view piece : split(text, ',')) {
    piece = trim(piece);
    if (piece.empty()) continue;
    const std::size_t blank = piece.find_first_of(" \t\r\n");
    const std::string_view name = piece.substr(0, blank);
    const std::string_view score =
        blank == std::string_view::npos ? std::string_view() : trim(piece.substr(blank));
    collect.rule(name, score, {}, find_rule(name));
  }
}

}  // namespace

void read_pairs(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  PairCutter cutter(value);
  while (const auto piece = cutter.next()) {
    if (collect.full()) return;
    const std::size_t equals = piece->find('=');
    const std::string_view key = trim(piece->substr(0, equals));
    if (equals == std::string_view::npos || key.empty()) {
      collect.malformed(*piece);
      continue;
    }
    const std::string_view text = piece->substr(equals + 1);
    if (is_rule_list(key, text)) {
      rules_of(collect, unquoted(text));
      continue;
    }
    if (!cutter.by_blanks() && is_repeated(reading, key)) {
      collect.defect("filter-repeated-key", *piece);
    }
    collect.field(key, text);
  }
}

void read_flags(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  for (std::string_view piece : split(value, '|')) {
    if (!trim(piece).empty()) collect.field({}, piece);
  }
}

void read_suffix(std::string_view value, Reading& reading) {
  constexpr std::size_t longest = 1000;
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  const std::string_view text = trim(value).substr(0, longest);
  Item item{.name = plain(reading.header.suffix), .value = plain(text)};
  item.row = find_value(reading.header.row, item.name, item.value);
  item.known = item.row ? Known::value : Known::unknown_name;
  if (!item.row) {
    item.row = find_field(reading.header.row, item.name);
    if (item.row) item.known = Known::field;
  }
  item.offset = static_cast<std::size_t>(text.data() - value.data());
  item.length = text.size();
  reading.items.push_back(std::move(item));
}

void read_score(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  std::string_view text = trim(value);
  if (text.empty()) return collect.defect("filter-empty", value);
  // SpamExperts: "Combined (0.15)".
  const std::size_t open = text.rfind('(');
  if (decimal_length(text) == 0 && open != std::string_view::npos && text.ends_with(')')) {
    reading.score = collect.number(text.substr(open + 1, text.size() - open - 2));
    return collect.understood(text);
  }
  const std::size_t length = decimal_length(text);
  const bool ends =
      length == text.size() || (length > 0 && (is_fws(text[length]) || text[length] == '('));
  if (length > 0 && ends) {
    reading.score = std::string(text.substr(0, length));
    return collect.understood(text.substr(0, length));
  }
  if (!find_value(reading.header.row, {}, plain(text)))
    collect.defect("filter-number-malformed", text);
  collect.field({}, text);
}

void read_bar(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  const std::string_view text = trim(value);
  if (text.empty()) return;  // below one point
  const bool even = text.find_first_not_of(text.front()) == std::string_view::npos;
  if (!even) return collect.malformed(text);
  collect.understood(text.substr(0, 60));
}

void read_trend(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  const std::string_view text = trim(value);
  if (text.empty()) return collect.defect("filter-empty", value);
  const bool yes = starts_with_ignoring_case(text, "yes-");
  if (!yes && !starts_with_ignoring_case(text, "no-")) return collect.malformed(text);
  std::string_view rest = text.substr(yes ? 4 : 3);
  std::string_view parts[4];
  for (std::string_view& part : parts) {
    const std::size_t sign = rest.starts_with('-') ? 1 : 0;
    const std::size_t dash = rest.find('-', sign);
    part = rest.substr(0, dash);
    rest = dash == std::string_view::npos ? std::string_view() : rest.substr(dash + 1);
  }
  reading.flagged = yes;
  reading.score = collect.number(parts[0]);
  reading.threshold = collect.number(parts[1]);
  if (!rest.empty() || parts[3].empty()) collect.defect("filter-item-malformed", text);
  collect.understood(text);
  // The parts have no names in the field; "type" is the table's.
  if (!parts[3].empty()) {
    Item type{.name = "type", .value = plain(parts[3])};
    type.row = find_field(reading.header.row, "type");
    type.known = type.row ? Known::field : Known::unknown_name;
    type.offset = static_cast<std::size_t>(parts[3].data() - value.data());
    type.length = parts[3].size();
    reading.items.push_back(std::move(type));
  }
}

}  // namespace indicia::antispam
