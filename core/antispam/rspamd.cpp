// Rspamd's symbol lists; see rspamd.h.
#include "antispam/rspamd.h"

#include "antispam/pieces.h"
#include "text.h"

namespace indicia::antispam {

namespace {

class SymbolReader {
 public:
  SymbolReader(std::string_view value, Reading& reading)
      : value_(value), reading_(reading), collect_(value, reading) {}

  void run() {
    if (trim(value_).empty()) return collect_.defect("filter-empty", value_);
    read_head();
    while (!collect_.full()) {
      while (at_ < value_.size() &&
             (is_fws(value_[at_]) || value_[at_] == ';' || value_[at_] == ','))
        ++at_;
      if (at_ >= value_.size()) return;
      read_symbol();
    }
  }

 private:
  // "default: False [-3.70 / 15.00]"
  void read_head() {
    const std::size_t first = value_.find_first_of(";(");
    const std::string_view head = value_.substr(0, first);
    const std::size_t colon = head.find(':');
    const std::size_t open = head.find('[');
    if (colon == std::string_view::npos || open == std::string_view::npos || open < colon) return;
    const std::string_view word = trim(head.substr(colon + 1, open - colon - 1));
    if (equal_ignoring_case(word, "true")) {
      reading_.flagged = true;
    } else if (equal_ignoring_case(word, "false")) {
      reading_.flagged = false;
    } else {
      collect_.defect("filter-item-malformed", word);
    }
    const std::size_t close = value_.find(']', open);
    if (close == std::string_view::npos) {
      collect_.defect("filter-unclosed", value_.substr(open));
      at_ = value_.size();
      return;
    }
    const std::string_view numbers = value_.substr(open + 1, close - open - 1);
    const std::size_t slash = numbers.find('/');
    reading_.score = collect_.number(numbers.substr(0, slash));
    if (slash == std::string_view::npos) {
      collect_.defect("filter-item-malformed", numbers);
    } else {
      reading_.threshold = collect_.number(numbers.substr(slash + 1));
    }
    at_ = close + 1;
  }

  void read_symbol() {
    const std::size_t start = at_;
    while (at_ < value_.size() && !is_fws(value_[at_]) && value_[at_] != '(' && value_[at_] != ';')
      ++at_;
    const std::string_view name = value_.substr(start, at_ - start);
    if (name.empty() || at_ >= value_.size() || value_[at_] != '(') {
      if (name.empty()) ++at_;
      return collect_.malformed(name.empty() ? value_.substr(start, 1) : name);
    }
    const std::size_t close = value_.find(')', at_);
    if (close == std::string_view::npos) {
      collect_.defect("filter-unclosed", value_.substr(start));
      at_ = value_.size();
      return collect_.rule(name, {}, {}, find_symbol(name));
    }
    const std::string_view score = value_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    collect_.rule(name, score, read_options(), find_symbol(name));
  }

  // Options may hold brackets and separators: they end at a "]" that a ";" or nothing follows.
  std::string_view read_options() {
    std::size_t open = at_;
    while (open < value_.size() && is_fws(value_[open])) ++open;
    if (open >= value_.size() || value_[open] != '[') return {};
    for (std::size_t close = value_.find(']', open); close != std::string_view::npos;
         close = value_.find(']', close + 1)) {
      std::size_t after = close + 1;
      while (after < value_.size() && is_fws(value_[after])) ++after;
      if (after < value_.size() && value_[after] != ';') continue;
      at_ = close + 1;
      return value_.substr(open + 1, close - open - 1);
    }
    collect_.defect("filter-unclosed", value_.substr(open));
    at_ = value_.size();
    return value_.substr(open + 1);
  }

  std::string_view value_;
  Reading& reading_;
  Collector collect_;
  std::size_t at_ = 0;
};

}  // namespace

void read_symbols(std::string_view value, Reading& reading) {
  SymbolReader(value, reading).run();
}

}  // namespace indicia::antispam
