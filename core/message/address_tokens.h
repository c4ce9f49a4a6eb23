// Octets of an address list to tokens: atoms, quoted strings, comments, domain literals, marks
// (RFC 5322 3.2). Every octet is looked at a bounded number of times, whatever never closes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "message/lexical.h"
#include "text.h"

namespace indicia::message {

struct AddressToken {
  enum Kind { atom, quoted, comment, literal, mark } kind = mark;
  bool spaced = false;  // white space or a comment before it
  std::size_t offset = 0;
  std::size_t length = 0;
};

class AddressLexer {
 public:
  using Token = AddressToken;

  AddressLexer(std::string_view text, Defects& defects) : text_(text), defects_(defects) {}

  std::optional<Token> next() {
    bool spaced = false;
    while (at_ < text_.size() && is_fws(text_[at_])) {
      ++at_;
      spaced = true;
    }
    if (at_ == text_.size()) return std::nullopt;
    const Token token = read(spaced || after_comment_);
    after_comment_ = token.kind == Token::comment;
    after_at_ = token.kind == Token::mark && text_[token.offset] == '@';
    return token;
  }

 private:
  static constexpr std::size_t npos = std::string_view::npos;

  Token read(bool spaced) {
    const std::size_t start = at_;
    const auto token = [&](Token::Kind kind, std::size_t end) {
      at_ = end;
      return Token{kind, spaced, start, end - start};
    };
    // What never closes is an ordinary octet, and nothing of its kind closes after it: the text is
    // searched for a missing end once, not once per opening.
    if (text_[at_] == '(' && !no_comments_) {
      const std::size_t end = comment_end(text_, at_);
      if (end != npos) return token(Token::comment, end);
      no_comments_ = true;
      add_defect(defects_, "address-unterminated-comment", at_, text_.size() - at_);
    }
    if (text_[at_] == '"' && !no_quotes_) {
      const std::size_t end = quoted_string_end(text_, at_);
      if (end != npos) return token(Token::quoted, end);
      no_quotes_ = true;
      add_defect(defects_, "address-unterminated-quote", at_, text_.size() - at_);
    }
    if (text_[at_] == '[' && after_at_ && !no_literals_) {
      const std::size_t end = text_.find(']', at_);
      if (end != npos) return token(Token::literal, end + 1);
      no_literals_ = true;
      add_defect(defects_, "address-unterminated-literal", at_, text_.size() - at_);
    }
    std::size_t end = at_;
    while (end < text_.size() && octet_of_atom(text_[end])) ++end;
    return end > at_ ? token(Token::atom, end) : token(Token::mark, at_ + 1);
  }

  bool octet_of_atom(char c) const {
    if (c == '"') return no_quotes_;
    if (c == '(') return no_comments_;
    return (!is_fws(c) && std::string_view("(),.:;<>@\"").find(c) == npos) ||
           (c == ')' && no_comments_);
  }

  std::string_view text_;
  Defects& defects_;
  std::size_t at_ = 0;
  bool after_at_ = false;
  bool after_comment_ = false;
  bool no_comments_ = false;
  bool no_quotes_ = false;
  bool no_literals_ = false;
};

}  // namespace indicia::message
