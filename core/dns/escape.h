// Octets of names and character-strings in the text form of RFC 1035 5.1 (\DDD and \X) and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace indicia::dns {

// Reads the octet at text[at], an escape or a plain octet, and moves `at` past it. \DDD above 255
// and a final backslash stand for themselves. `at` must be inside the text.
unsigned char read_octet(std::string_view text, std::size_t& at);

// One octet of a label in key form (answers.h): lower case, everything but visible ASCII, and also
// dot and backslash, as \DDD.
void append_label_octet(std::string& out, unsigned char octet);

// A character-string as text: backslash as "\\", octets outside printable ASCII as \DDD. Quotation
// marks stay as they are, since the text is shown and stored without quotes around it.
std::string to_text_form(std::string_view octets);

// The octets of such a text; other octets, UTF-8 included, stand for themselves.
std::string from_text_form(std::string_view text);

}  // namespace indicia::dns
