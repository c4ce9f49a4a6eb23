// ASCII text without a locale: case, trimming, splitting, numbers, base64, and clean UTF-8 for
// display. Octets above 0x7F are never letters, digits or white space here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace indicia {

constexpr bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}  // RFC 5234: SP and HTAB only
constexpr bool is_fws(char c) {
  return is_wsp(c) || c == '\r' || c == '\n';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_alnum(char c) {
  return is_digit(c) || is_alpha(c);
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string to_lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool ends_with_ignoring_case(std::string_view text, std::string_view suffix);

// Without leading and trailing SP, HTAB, CR, LF.
std::string_view trim(std::string_view text);

// The pieces between separators; n separators give n + 1 pieces, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);

// Without CRLF (or LF) that is followed by SP or HTAB (RFC 5322 2.2.3).
std::string unfold(std::string_view text);

// Without any SP, HTAB, CR, LF.
std::string without_fws(std::string_view text);

// Decimal digits only, the whole text, no sign; nullopt when empty, malformed or above 2^64-1.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

// Standard alphabet. White space is skipped; nullopt on any other octet, on data after padding and
// on a length that no octet string encodes to. Missing padding is accepted.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view octets);
std::string encode_hex(std::string_view octets);

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);

// The text with every octet that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string clean_utf8(std::string_view text);

// The first character of a text that is not empty; value -1: an octet that is part of none.
struct CodePoint {
  std::int32_t value = -1;
  std::size_t length = 1;  // octets
};

CodePoint first_code_point(std::string_view text);

// Control characters (C0, DEL, C1), line and paragraph separators, bidirectional controls,
// zero-width characters and tags: what would drive a terminal or show nothing.
bool is_hidden(std::int32_t code_point);

// Hidden characters become \x1b or \u{202e}; octets that are not UTF-8 become \xff.
std::string escaped(std::string_view text);

}  // namespace indicia
