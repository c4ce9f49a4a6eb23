// Characters that saving and copying put into the place of others. One pass each: it writes the
// repaired text, or returns false where there is nothing to repair. Every pass is linear and says
// what makes it act. `start` is where the header section begins.
#pragma once

#include <cstddef>
#include <string_view>

#include "message/offset_map.h"

namespace indicia::message {

// A byte order mark, or half of the first octets NUL in one parity.
bool is_utf16(std::string_view octets);

// Windows' "Unicode" text files. Unpaired surrogates become U+FFFD; a last odd octet is left out.
// Acts on is_utf16(); marks utf16.
bool decode_utf16(Rewriter& out);

// CR alone ends the lines: what old Mac programs wrote. An LF is put behind each. Acts where the
// text has a CR and no LF; marks cr-line-ends once.
bool end_lines(Rewriter& out);

// No-break and other wide spaces at the start of a line become spaces, characters without width
// vanish: what web pages make of indentation. A field cannot start with one. Up to the first empty
// line; marks no-break-spaces.
bool replace_spaces(Rewriter& out, std::size_t start);

// HTML's "&lt;" and its kin, decoded once. Acts where the header section has no "<" and no ">", but
// "&lt;" and behind it "&gt;" in a field that must have angle brackets (Received, Message-ID,
// addresses). "&amp;" and the others are decoded only where no "&" stands for itself; the body only
// where it has no "<" either. Marks html-entities.
bool decode_entities(Rewriter& out, std::size_t start);

// Curly quotation marks become straight ones in structured fields that hold none by their grammar;
// where one of those had some, in address fields too. Subject and other free text stay as they are.
// Marks smart-quotes.
bool straighten_quotes(Rewriter& out, std::size_t start);

// The octets of a no-break space, a character without width or the like at the start of the text;
// 0: none. `space`: it has width.
std::size_t odd_space(std::string_view text, bool& space);

}  // namespace indicia::message
