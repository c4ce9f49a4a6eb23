// Structured field text (RFC 5322 3.2); see scanner.h.
#include "message/scanner.h"

#include <algorithm>

#include "text.h"

namespace indicia::message {

namespace {

// A repeated fault says nothing new; one field keeps this many.
constexpr std::size_t most_defects = 50;
constexpr std::size_t most_comments = 100;

}  // namespace

Scanner::Scanner(std::string_view text, std::string_view comment_defect,
                 std::string_view quote_defect)
    : text_(text), comment_defect_(comment_defect), quote_defect_(quote_defect) {}

bool Scanner::skip(char c) {
  if (done() || text_[at] != c) return false;
  ++at;
  return true;
}

void Scanner::defect(std::string_view ident, std::size_t offset, std::size_t length) {
  const Defect found{ident, offset, length};
  if (defects_.size() == most_defects) return;
  // Text that is read a second time as something else reports its faults once.
  if (std::find(defects_.begin(), defects_.end(), found) != defects_.end()) return;
  defects_.push_back(found);
}

void Scanner::skip_cfws(std::vector<std::string>* comments) {
  while (!done()) {
    if (is_fws(text_[at])) {
      ++at;
    } else if (text_[at] == '(') {
      std::string text = comment();
      if (comments == nullptr) continue;
      if (comments->size() < most_comments) {
        comments->push_back(std::move(text));
      } else {
        comments_dropped_ = true;
      }
    } else {
      return;
    }
  }
}

std::string Scanner::comment() {
  const std::size_t start = at;
  if (comments_nest_) {
    std::size_t depth = 0;
    for (std::size_t i = start; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '(') {
        ++depth;
      } else if (text_[i] == ')' && --depth == 0) {
        at = i + 1;
        return unfold(text_.substr(start + 1, i - start - 1));
      }
    }
    comments_nest_ = false;
  }
  // What follows an unclosed "(" is still worth reading: end at the first ")" or before ";".
  const std::size_t end = std::min(text_.find_first_of(");", start), text_.size());
  const bool closed = end < text_.size() && text_[end] == ')';
  defect(comment_defect_, start, end - start);
  at = closed ? end + 1 : end;
  return unfold(text_.substr(start + 1, end - start - 1));
}

std::size_t Scanner::closing_quote() {
  if (!quotes_close_) return std::string_view::npos;
  for (std::size_t i = at + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '"') {
      return i;
    }
  }
  quotes_close_ = false;
  return std::string_view::npos;
}

std::string Scanner::quoted_string() {
  const std::size_t start = at;
  std::size_t end = closing_quote();
  if (end == std::string_view::npos) {
    end = start + 1;
    while (end < text_.size() && !is_fws(text_[end]) && text_[end] != ';') ++end;
    defect(quote_defect_, start, end - start);
    at = end;
  } else {
    at = end + 1;
  }
  const std::string content = unfold(text_.substr(start + 1, end - start - 1));
  std::string out;
  out.reserve(content.size());
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\\' && i + 1 < content.size()) ++i;
    out += content[i];
  }
  return out;
}

std::string_view Scanner::word(std::string_view stops) {
  const std::size_t start = at;
  while (!done()) {
    const char c = text_[at];
    if (is_fws(c) || c == '(' || c == ';' || stops.find(c) != std::string_view::npos) break;
    if (c == '"') {
      const std::size_t end = closing_quote();
      if (end == std::string_view::npos) {
        defect(quote_defect_, at, 1);
      } else {
        at = end;
      }
    }
    ++at;
  }
  return text_.substr(start, at - start);
}

void Scanner::skip_to_semicolon(std::vector<std::string>* comments) {
  while (!done() && text_[at] != ';') {
    skip_cfws(comments);
    if (!done() && text_[at] != ';') word();
  }
}

}  // namespace indicia::message
