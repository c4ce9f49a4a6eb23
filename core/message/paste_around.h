// Text around a pasted header section. One pass each: it writes the repaired text, or returns false
// where there is nothing to repair. Both are linear and say what makes them act.
#pragma once

#include <cstddef>
#include <string_view>

#include "message/offset_map.h"

namespace indicia::message {

// Where the first header section could begin: behind a byte order mark, empty lines and a From_
// line, which open_container() handles.
std::size_t first_line(std::string_view text);

// End of the header section that begins at `start`: its first empty line, or the end of the text.
std::size_t header_end(std::string_view text, std::size_t start);

// Rows of a webmail's table above the source it shows (Gmail: "Message ID", "Created at", "SPF:",
// "DKIM:", "DMARC:"), or other text. Acts where
// - at least two of those rows stand before the first field that only mail systems write, or
// - the first line is no field, or a field with a name that no mail has, in a paragraph without
// one, and where the text below holds a system's field and within 60 lines three known names. Lines
// may be quoted or indented. Marks table-above or text-above.
bool cut_text_above(Rewriter& out);

// Text below a header section that other repairs were made in: from a line "--" on, or what should
// be a multipart body and has no delimiter (RFC 2046 5.1). Marks trailing-text.
bool cut_text_below(Rewriter& out);

}  // namespace indicia::message
