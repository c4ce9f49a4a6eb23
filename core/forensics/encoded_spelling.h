// One text in the ways that mailers write what is not ASCII: as it is, and in encoded words
// (RFC 2047) of several charsets, encodings and split points.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace indicia::forensics {

// The charset labels of the encoded words in a value, as written and in both cases, then the usual
// spellings of UTF-8. At most 8.
std::vector<std::string> charset_labels(std::string_view value);

// How one encoder writes: every field of a message is written by one.
struct WordStyle {
  enum class Extent {
    all,
    run,
    span
  };  // everything; each run of words that need it; first to last
  std::string label;
  char encoding = 'B';         // B, b, Q or q
  bool strict = false;         // Q: all but letters, digits and !*+-/ are escaped
  bool space_escaped = false;  // Q: =20 instead of _
  Extent extent = Extent::all;
  std::size_t longest = 75;    // of one encoded word
  bool first_shorter = false;  // the first word leaves room for "Name: "
};

// Every style with each of these charsets, the likeliest first.
std::vector<WordStyle> word_styles(const std::vector<std::string>& labels);

// Without a result when the charset cannot hold the text. The words are separated by SP.
std::string encoded_in(const WordStyle& style, std::string_view utf8, std::string_view name);

// The text in every style, without duplicates, at most `most`; raw UTF-8 first. Text of ASCII alone
// is given as it is, and encoded too.
std::vector<std::string> encoded_spellings(std::string_view utf8, std::string_view name,
                                           const std::vector<std::string>& labels);

// The value's own encoded words, each kept where it is: label and encoding in other letter case,
// B instead of Q and the reverse.
std::vector<std::string> respelled_words(std::string_view content);

}  // namespace indicia::forensics
