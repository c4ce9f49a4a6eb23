// Encoded words in unstructured text, phrases and comments to UTF-8 for display (RFC 2047, RFC 2231
// 5). What is not a well-formed encoded word stays as written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

// One well-formed encoded word. Views into the text it was found in.
struct EncodedWord {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string_view label;    // the charset as written, with its language (RFC 2231 5)
  char encoding = 0;         // as written
  std::string_view content;  // as written
  std::string octets;        // decoded
};

// All of them, in order. `unfolded` holds no line ends (RFC 2047 2: no white space in a word).
std::vector<EncodedWord> find_encoded_words(std::string_view unfolded);

struct DecodedText {
  std::string text;                           // UTF-8; other octets are U+FFFD
  std::vector<std::string> unknown_charsets;  // labels whose words stay as written
  Defects defects;  // offsets count in the unfolded text: encoded-word-malformed,
                    // encoded-word-unknown-charset, encoded-word-not-separated
};

// The text is unfolded first. White space between two encoded words is dropped, and neighbours of
// one charset are joined before decoding, since writers split characters across words.
DecodedText decode_encoded_words(std::string_view text);

}  // namespace indicia::message
