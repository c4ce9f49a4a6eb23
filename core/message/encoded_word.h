// Encoded words in unstructured text, phrases and comments to UTF-8 for display (RFC 2047, RFC 2231
// 5). What is not a well-formed encoded word stays as written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

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
