// Where comments and quoted strings end (RFC 5322 3.2.2, 3.2.4). Comments nest; the depth is
// counted, not recursed into, so that any nesting costs one pass.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "message/defect.h"

namespace indicia::message {

// Offset after the comment that opens at text[at] == '('; npos: it never closes.
constexpr std::size_t comment_end(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// Offset after the quoted string that opens at text[at] == '"'; npos: it never closes.
constexpr std::size_t quoted_string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

// Content of a quoted string or comment without its delimiters: quoted pairs resolved, line ends of
// folding dropped.
inline std::string unquoted(std::string_view delimited) {
  std::string out;
  for (std::size_t i = 1; i + 1 < delimited.size(); ++i) {
    if (delimited[i] == '\\' && i + 2 < delimited.size()) ++i;
    if (delimited[i] != '\r' && delimited[i] != '\n') out += delimited[i];
  }
  return out;
}

// A hostile field must not grow a list of defects longer than itself: the first hundred are kept.
inline void add_defect(Defects& defects, std::string_view ident, std::size_t offset,
                       std::size_t length) {
  if (defects.size() < 100) defects.push_back({ident, offset, length});
}

}  // namespace indicia::message
