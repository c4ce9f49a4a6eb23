// ASCII and UTF-8 text primitives (RFC 5234 B.1, RFC 4648 4, RFC 3629 4).
#include "text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <iterator>
#include <utility>

namespace indicia {

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         equal_ignoring_case(text.substr(text.size() - suffix.size()), suffix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_fws(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_fws(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::string unfold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t line_end = text[i] == '\n' ? 1 : text.substr(i, 2) == "\r\n" ? 2 : 0;
    if (line_end != 0 && i + line_end < text.size() && is_wsp(text[i + line_end])) {
      i += line_end - 1;
      continue;
    }
    out += text[i];
  }
  return out;
}

std::string without_fws(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (!is_fws(c)) out += c;
  }
  return out;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<signed char, 256> base64_values = [] {
  std::array<signed char, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<signed char>(i);
  }
  return values;
}();

// Length of the run of ASCII octets at the start of text.
std::size_t ascii_length(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t octets = 0;
    std::memcpy(&octets, text.data() + at, sizeof octets);
    if ((octets & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

// Length of the well-formed UTF-8 sequence at the start of text, or 0 (RFC 3629 4).
std::size_t utf8_length(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = octet(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (octet(1) < low || octet(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (octet(i) < 0x80 || octet(i) > 0xBF) return 0;
  }
  return length;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;  // of what is decoded so far
  const auto append = [&](std::uint32_t octet) { out[size++] = static_cast<char>(octet & 0xFF); };
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (char c : text) {
    const int value = base64_values[static_cast<unsigned char>(c)];
    if (value < 0) {
      if (is_fws(c)) continue;
      if (c != '=') return std::nullopt;
      ++padding;
      continue;
    }
    if (padding != 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    if (++digits % 4 == 0) {
      append(bits >> 16);
      append(bits >> 8);
      append(bits);
    }
  }
  const std::size_t rest = digits % 4;
  if (rest == 1 || (padding != 0 && (rest + padding != 4 || rest == 0))) return std::nullopt;
  if (rest == 2) append(bits >> 4);
  if (rest == 3) {
    append(bits >> 10);
    append(bits >> 2);
  }
  out.resize(size);
  return out;
}

std::string encode_base64(std::string_view octets) {
  std::string out((octets.size() + 2) / 3 * 4, '=');
  char* to = out.data();
  const auto octet = [&](std::size_t at) -> std::uint32_t {
    return at < octets.size() ? static_cast<unsigned char>(octets[at]) : 0U;
  };
  for (std::size_t i = 0; i < octets.size(); i += 3, to += 4) {
    const std::uint32_t bits = octet(i) << 16 | octet(i + 1) << 8 | octet(i + 2);
    to[0] = base64_alphabet[bits >> 18];
    to[1] = base64_alphabet[bits >> 12 & 63];
    if (i + 1 < octets.size()) to[2] = base64_alphabet[bits >> 6 & 63];
    if (i + 2 < octets.size()) to[3] = base64_alphabet[bits & 63];
  }
  return out;
}

std::string encode_hex(std::string_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(octets.size() * 2);
  for (char c : octets) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return ascii_length(text) == text.size();
}

bool is_utf8(std::string_view text) {
  for (text.remove_prefix(ascii_length(text)); !text.empty();
       text.remove_prefix(ascii_length(text))) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string clean_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t ascii = ascii_length(text);
    out += text.substr(0, ascii);
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (text.size() < length || !is_utf8(text.substr(0, length))) return {};
  std::int32_t value = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return {value, length};
}

namespace {

constexpr std::pair<std::int32_t, std::int32_t> hidden[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
    {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180E}, {0x200B, 0x200F},
    {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF},
};

std::string hexadecimal(std::int32_t value) {
  std::string out;
  do {
    out.insert(out.begin(), "0123456789abcdef"[value & 15]);
    value >>= 4;
  } while (value > 0);
  return out;
}

}  // namespace

bool is_hidden(std::int32_t code_point) {
  return std::any_of(std::begin(hidden), std::end(hidden), [&](const auto& range) {
    return code_point >= range.first && code_point <= range.second;
  });
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.value < 0) {
      out += "\\x" + hexadecimal(static_cast<unsigned char>(text[0]));
    } else if (!is_hidden(point.value)) {
      out += text.substr(0, point.length);
    } else if (point.value < 0x80) {
      out += std::string(point.value < 16 ? "\\x0" : "\\x") + hexadecimal(point.value);
    } else {
      out += "\\u{" + hexadecimal(point.value) + "}";
    }
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace indicia
