// SpamAssassin's fields; see spamassassin.h.
#include "antispam/spamassassin.h"

#include <algorithm>

#include "antispam/decimal.h"
#include "antispam/pieces.h"
#include "text.h"

namespace indicia::antispam {

bool is_rule_name(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; };
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return name.size() >= 2 && std::all_of(name.begin(), name.end(), allowed) &&
         std::any_of(name.begin(), name.end(), letter);
}

namespace {

// Cuts a status into its head, its keys and the list behind tests=.
class StatusReader {
 public:
  StatusReader(std::string_view value, Reading& reading)
      : value_(value), reading_(reading), collect_(value, reading) {}

  void run() {
    skip_blanks();
    if (at_ == value_.size()) return collect_.defect("filter-empty", value_);
    read_flag();
    while (at_ < value_.size() && !collect_.full()) {
      skip_separators();
      const std::string_view word = next_word();
      if (word.empty()) break;
      read_word(word);
    }
  }

 private:
  void skip_blanks() {
    while (at_ < value_.size() && is_fws(value_[at_])) ++at_;
  }

  void skip_separators() {
    while (at_ < value_.size() && (is_fws(value_[at_]) || value_[at_] == ',' || value_[at_] == ';'))
      ++at_;
  }

  // Up to a blank or a comma; a comma between digits is a decimal comma and stays, so that "7,4" is
  // not read as 7.
  std::string_view next_word() {
    const std::size_t start = at_;
    const auto decimal = [&] {
      return at_ > start && at_ + 1 < value_.size() && is_digit(value_[at_ - 1]) &&
             is_digit(value_[at_ + 1]);
    };
    while (at_ < value_.size() && !is_fws(value_[at_]) && (value_[at_] != ',' || decimal())) ++at_;
    return value_.substr(start, at_ - start);
  }

  void read_flag() {
    const std::string_view rest = value_.substr(at_);
    struct Word {
      std::string_view text;
      bool spam;
    };
    constexpr Word words[] = {{"not spam", false}, {"yes", true},  {"no", false},
                              {"spam", true},      {"ham", false}, {"unsure", false}};
    for (const Word& word : words) {
      if (!starts_with_ignoring_case(rest, word.text)) continue;
      if (rest.size() > word.text.size() && is_alnum(rest[word.text.size()])) continue;
      if (word.text != "unsure") reading_.flagged = word.spam;
      collect_.understood(rest.substr(0, word.text.size()));
      at_ += word.text.size();
      return;
    }
    collect_.defect("filter-item-malformed", rest.substr(0, rest.find_first_of(", \t\r\n")));
  }

  void read_word(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return read_bare(word);
    std::string_view key = word.substr(0, equals);
    while (key.starts_with('(')) key.remove_prefix(1);
    if (equal_ignoring_case(key, "tests")) {
      at_ -= word.size() - equals - 1;
      return read_tests(key);
    }
    std::string_view text = word.substr(equals + 1);
    while (text.ends_with(')')) text.remove_suffix(1);
    if (key.empty()) return collect_.malformed(word);
    const bool number = keep_number(key, text);
    collect_.field(key, text, number ? Known::field : Known::unknown_name);
  }

  // False: the key holds none of the field's own numbers.
  bool keep_number(std::string_view key, std::string_view text) {
    const auto is = [&](std::string_view name) { return equal_ignoring_case(key, name); };
    if (is("score") || is("hits") || is("spamicity")) {
      if (reading_.score.empty()) reading_.score = collect_.number(text);
    } else if (is("required") || is("tag_level")) {
      if (reading_.threshold.empty()) reading_.threshold = collect_.number(text);
    } else {
      return false;
    }
    return true;
  }

  // MailScanner: "required 5", "RULE 1.90"; other words say nothing.
  void read_bare(std::string_view word) {
    const std::size_t after = at_;
    skip_blanks();
    std::string_view number = next_word();
    while (number.ends_with(')')) number.remove_suffix(1);
    const bool follows = decimal_length(number) == number.size() && !number.empty();
    if (follows && equal_ignoring_case(word, "required")) {
      reading_.threshold = std::string(number);
      return collect_.field(word, number, Known::field);
    }
    if (follows && is_rule_name(word)) return collect_.rule(word, number, {}, find_rule(word));
    at_ = after;
  }

  // NAME or NAME=score, separated by commas with blanks around; ends at a blank or at "]".
  void read_tests(std::string_view key) {
    const bool bracket = at_ < value_.size() && value_[at_] == '[';
    const std::size_t open = at_;
    if (bracket) ++at_;
    for (;;) {
      skip_blanks();
      const std::size_t start = at_;
      while (at_ < value_.size() && !is_fws(value_[at_]) && value_[at_] != ',' &&
             value_[at_] != ']')
        ++at_;
      const std::string_view item = value_.substr(start, at_ - start);
      const std::size_t equals = item.find('=');
      const std::string_view name = item.substr(0, equals);
      if (equals != std::string_view::npos && !bracket && !is_rule_name(name)) {
        at_ = start;  // the next key
        return;
      }
      if (equal_ignoring_case(item, "none")) {
        collect_.field(key, item);
      } else if (!item.empty()) {
        read_test(name, equals, item);
      }
      if (collect_.full()) return;
      const std::size_t end = at_;
      skip_blanks();
      if (at_ < value_.size() && value_[at_] == ',') {
        ++at_;
        continue;
      }
      if (bracket && at_ < value_.size() && value_[at_] == ']') {
        ++at_;
        return;
      }
      if (bracket && at_ >= value_.size()) collect_.defect("filter-unclosed", value_.substr(open));
      // Within brackets a blank alone may stand where a comma was lost.
      if (bracket && at_ < value_.size() && at_ > start) continue;
      at_ = std::max(end, start);
      return;
    }
  }

  void read_test(std::string_view name, std::size_t equals, std::string_view item) {
    const std::string_view score =
        equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1);
    collect_.rule(name, score, {}, find_rule(name));
  }

  std::string_view value_;
  Reading& reading_;
  Collector collect_;
  std::size_t at_ = 0;
};

// "(7.4 points, 5.0 required)" of the report's head.
void read_totals(std::string_view value, Reading& reading, Collector& collect) {
  const std::size_t points = value.find(" points, ");
  if (points == std::string_view::npos) return;
  const std::size_t open = value.rfind('(', points);
  const std::size_t start = points + 9;
  const std::size_t end = value.find(" required)", start);
  if (open == std::string_view::npos || end == std::string_view::npos || end - start > 20) return;
  reading.score = collect.number(value.substr(open + 1, points - open - 1));
  reading.threshold = collect.number(value.substr(start, end - start));
}

// The host of "running on the system "mx.example.net"".
void read_system(std::string_view value, Collector& collect) {
  constexpr std::string_view lead = "running on the system";
  const std::size_t at = value.find(lead);
  if (at == std::string_view::npos) return;
  const std::string_view rest = trim(value.substr(at + lead.size(), 300));
  if (!rest.starts_with('"')) return;
  const std::size_t close = rest.find('"', 1);
  if (close == std::string_view::npos) return;
  collect.field(value.substr(at + 15, 6), rest.substr(1, close - 1), Known::field);  // "system"
}

}  // namespace

void read_status(std::string_view value, Reading& reading) {
  StatusReader(value, reading).run();
}

void read_rule_report(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  read_system(value, collect);
  read_totals(value, reading, collect);
  // Words in order: a number in front of a rule's name begins a row; what follows up to the next
  // row describes it.
  std::string_view score, name;
  const char* description = nullptr;
  const auto keep = [&](const char* end) {
    if (name.empty()) return;
    const std::string_view text =
        description == nullptr
            ? std::string_view()
            : std::string_view(description, static_cast<std::size_t>(end - description));
    constexpr std::size_t longest = 200;
    collect.rule(name, score, trim(text).substr(0, longest), find_rule(name));
    name = {};
  };
  std::string_view number;
  std::size_t at = 0;
  while (at < value.size() && !collect.full()) {
    while (at < value.size() && (is_fws(value[at]) || value[at] == '*')) ++at;
    const std::size_t start = at;
    while (at < value.size() && !is_fws(value[at])) ++at;
    const std::string_view word = value.substr(start, at - start);
    if (!number.empty() && is_rule_name(word)) {
      keep(number.data());
      score = number;
      name = word;
      description = value.data() + at;
    }
    number = !word.empty() && decimal_length(word) == word.size() ? word : std::string_view();
  }
  keep(value.data() + value.size());
  if (reading.items.empty() && reading.score.empty())
    collect.field({}, trim(value).substr(0, 1000));
}

void read_hits(std::string_view value, Reading& reading) {
  Collector collect(value, reading);
  if (trim(value).empty()) return collect.defect("filter-empty", value);
  for (std::string_view piece : split(value, ',')) {
    piece = trim(piece);
    if (piece.empty()) continue;
    if (collect.full()) return;
    const std::size_t blank = piece.find_first_of(" \t\r\n");
    const std::string_view name = piece.substr(0, blank);
    const std::string_view text =
        blank == std::string_view::npos ? piece.substr(piece.size()) : trim(piece.substr(blank));
    const bool scored = !text.empty() && decimal_length(text) == text.size();
    const bool key = equal_ignoring_case(name, "SA_VERSION") ||
                     equal_ignoring_case(name, "LANGUAGES") ||
                     equal_ignoring_case(name, "BAYES_USED");
    if (scored && !key) {
      collect.rule(name, text, {}, find_rule(name));
    } else if (!text.empty()) {
      collect.field(name, text);
    } else {
      collect.malformed(piece);
    }
  }
}

}  // namespace indicia::antispam
