// Field contents as texts: taken out of a field, folded in the ways that mailers fold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message/field.h"

namespace indicia::forensics {

// The value on one line without white space at its ends.
std::string content_of(const message::Field& field);

// " content" with line ends put before white space so that no line is longer than `width` octets
// where that is possible. With `tab` the white space at the fold gives way to a tab.
std::string folded(std::string_view name, std::string_view content, std::size_t width, bool tab);

// Values for this content, " content" first, then folded at the usual widths; without duplicates.
std::vector<std::string> foldings(std::string_view name, std::string_view content);

// As a quoted-string (RFC 5322 3.2.4).
std::string quoted(std::string_view text);

std::string to_upper(std::string_view text);
// Every word, as letters and digits stand together, with a capital first.
std::string title_case(std::string_view text);

// Each run of SP, HTAB and line ends as one SP.
std::string collapsed(std::string_view text);

}  // namespace indicia::forensics
