// Walks through the text of a structured field: white space, comments, quoted strings and words
// (RFC 5322 3.2). Linear for every input: an unclosed comment or quote is met once, and from then
// on its opening character no longer nests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

class Scanner {
 public:
  // `comment_defect` and `quote_defect` are the idents for "(" and DQUOTE that nothing closes.
  Scanner(std::string_view text, std::string_view comment_defect, std::string_view quote_defect);

  std::size_t at = 0;  // next octet

  bool done() const { return at >= text_.size(); }
  char peek() const { return done() ? '\0' : text_[at]; }
  std::string_view text() const { return text_; }
  bool skip(char c);  // true: it stood there and is now behind us

  // Folding white space and comments. Comments are appended, unfolded, without their parentheses;
  // at most 100 to one list.
  void skip_cfws(std::vector<std::string>* comments);

  // With DQUOTE next: the content, unescaped and unfolded. An unclosed one ends at white space or
  // ";".
  std::string quoted_string();

  // Octets up to white space, "(", ";" or one of `stops`. Quoted strings inside are taken whole and
  // as written.
  std::string_view word(std::string_view stops = {});

  // Up to the next ";" outside comments and quoted strings.
  void skip_to_semicolon(std::vector<std::string>* comments);

  bool comments_dropped() const { return comments_dropped_; }
  Defects take_defects() { return std::move(defects_); }
  void defect(std::string_view ident, std::size_t offset, std::size_t length);

 private:
  std::string comment();
  std::size_t closing_quote();  // position, or npos

  std::string_view text_;
  std::string_view comment_defect_;
  std::string_view quote_defect_;
  bool comments_nest_ = true;
  bool comments_dropped_ = false;
  bool quotes_close_ = true;
  Defects defects_;
};

}  // namespace indicia::message
