// Octets in a named charset to UTF-8, by tables of our own: the C libraries' iconv differ from each
// other, and a report must not depend on them. UTF-8, US-ASCII, ISO-8859-1 to -16, windows-1250 to
// -1258, KOI8-R and KOI8-U under their usual names; others stay raw with their label.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace indicia::message {

// Octets the charset does not define become U+FFFD. nullopt: a charset without a table.
std::optional<std::string> to_utf8(std::string_view octets, std::string_view charset);

bool is_known_charset(std::string_view charset);

// RFC 3629 3. A surrogate or a value above U+10FFFF is appended as U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

// nullopt: not well-formed UTF-8.
std::optional<std::u32string> code_points(std::string_view utf8);

}  // namespace indicia::message
