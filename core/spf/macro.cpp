// Macro expansion; see macro.h (RFC 7208 7.1-7.3).
#include "spf/macro.h"

#include <algorithm>

#include "dns/answers.h"
#include "text.h"

namespace indicia::spf {

namespace {

constexpr std::string_view delimiter_characters = ".-+,/_=";

constexpr bool is_macro_literal(char c) {
  return c >= 0x21 && c <= 0x7E && c != '%';
}

constexpr bool is_letter_allowed(char letter, MacroPlace place) {
  constexpr std::string_view everywhere = "slodiphv";
  constexpr std::string_view in_explanations = "crt";
  if (everywhere.find(letter) != std::string_view::npos) return true;
  return place != MacroPlace::domain_spec && in_explanations.find(letter) != std::string_view::npos;
}

void append_literal(MacroString& out, char c) {
  if (out.empty() || out.back().letter != 0 || out.back().expansion) out.push_back({});
  out.back().literal += c;
}

// The body of "%{...}" without its braces.
std::optional<MacroToken> parse_body(std::string_view body, MacroPlace place) {
  if (body.empty() || !is_letter_allowed(lower(body[0]), place)) return std::nullopt;
  MacroToken token{.letter = lower(body[0]), .expansion = true};
  token.escape = token.letter != body[0];
  body.remove_prefix(1);
  const std::size_t digits = std::min(body.find_first_not_of("0123456789"), body.size());
  if (digits != 0) {
    // RFC 7208 7.1: a zero is an error; numbers beyond every name's length mean all parts.
    const auto parts = parse_decimal(body.substr(0, digits));
    if (parts && *parts == 0) return std::nullopt;
    token.parts = parts && *parts < 1'000 ? static_cast<std::size_t>(*parts) : 1'000;
    body.remove_prefix(digits);
  }
  if (!body.empty() && lower(body[0]) == 'r') {
    token.reverse = true;
    body.remove_prefix(1);
  }
  if (body.find_first_not_of(delimiter_characters) != std::string_view::npos) return std::nullopt;
  token.delimiters = body;
  return token;
}

}  // namespace

std::optional<MacroString> parse_macro_string(std::string_view text, MacroPlace place,
                                              std::size_t& error) {
  MacroString out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    error = i;
    const char c = text[i];
    if (c != '%') {
      if (!is_macro_literal(c) && !(c == ' ' && place == MacroPlace::explanation)) {
        return std::nullopt;
      }
      append_literal(out, c);
      continue;
    }
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '{') {
      // No body is longer than a letter, digits, "r" and delimiters; the brace ends it.
      const std::size_t close = text.find_first_of("}{%", i + 2);
      if (close == std::string_view::npos || text[close] != '}') return std::nullopt;
      const auto token = parse_body(text.substr(i + 2, close - i - 2), place);
      if (!token) return std::nullopt;
      out.push_back(*token);
      i = close;
    } else if (next == '%' || next == '_' || next == '-') {
      out.push_back({.literal = next == '%' ? "%" : next == '_' ? " " : "%20", .expansion = true});
      ++i;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

bool ends_as_domain(const MacroString& string) {
  if (string.empty()) return false;
  if (string.back().expansion) return true;
  std::string_view tail = string.back().literal;
  if (tail.ends_with('.')) tail.remove_suffix(1);
  const std::size_t dot = tail.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view top = tail.substr(dot + 1);
  if (top.empty() || top.front() == '-' || top.back() == '-') return false;
  bool all_digits = true;
  for (char c : top) {
    if (!is_alnum(c) && c != '-') return false;
    all_digits = all_digits && is_digit(c);
  }
  return !all_digits;
}

bool uses(const MacroString& string, char letter) {
  return std::any_of(string.begin(), string.end(),
                     [&](const MacroToken& token) { return token.letter == letter; });
}

namespace {

// RFC 7208 7.3: IPv6 as 32 nibbles separated by dots, in upper case as pyspf and the published test
// suite have them; names do not care.
std::string dotted(const IpAddress& address) {
  if (!address.v6) return to_string(address);
  const std::string hex = encode_hex(std::string_view(
      reinterpret_cast<const char*>(address.octets.data()), address.octets.size()));
  std::string out;
  for (char digit : hex) {
    if (!out.empty()) out += '.';
    out += digit >= 'a' ? static_cast<char>(digit - 32) : digit;
  }
  return out;
}

std::string value_of(char letter, const MacroValues& values) {
  switch (letter) {
    case 's':
      return values.local_part + "@" + values.sender_domain;
    case 'l':
      return values.local_part;
    case 'o':
      return values.sender_domain;
    case 'd':
      return values.domain;
    case 'i':
      return dotted(values.client_ip);
    case 'p':
      return values.validated_name;
    case 'v':
      return values.client_ip.v6 ? "ip6" : "in-addr";
    case 'h':
      return values.helo;
    case 'c':
      return to_string(values.client_ip);
    case 'r':
      return values.receiver;
    default:
      return std::to_string(values.time);
  }
}

// RFC 7208 7.3: split at the delimiters, reverse, keep the right-hand parts, join with dots.
std::string transform(std::string_view value, const MacroToken& token) {
  const std::string_view delimiters =
      token.delimiters.empty() ? std::string_view(".") : token.delimiters;
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = value.find_first_of(delimiters, start);
    parts.push_back(value.substr(start, end - start));
    if (end == std::string_view::npos) break;
    start = end + 1;
  }
  if (token.reverse) std::reverse(parts.begin(), parts.end());
  const std::size_t keep =
      token.parts == 0 || token.parts > parts.size() ? parts.size() : token.parts;
  std::string out;
  for (std::size_t i = parts.size() - keep; i < parts.size(); ++i) {
    if (i != parts.size() - keep) out += '.';
    out += parts[i];
  }
  return out;
}

// RFC 3986 2.1, 2.3.
std::string percent_escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += digits[octet >> 4];
      out += digits[octet & 15];
    }
  }
  return out;
}

}  // namespace

std::string expand(const MacroString& string, const MacroValues& values, std::size_t limit) {
  std::string out;
  for (const MacroToken& token : string) {
    if (token.letter == 0) {
      out += token.literal;
    } else {
      const std::string value = transform(value_of(token.letter, values), token);
      out += token.escape ? percent_escaped(value) : value;
    }
    if (out.size() > 2 * limit) out.erase(0, out.size() - limit);
  }
  if (out.size() > limit) out.erase(0, out.size() - limit);
  return out;
}

std::string fit_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  while (name.size() > dns::longest_name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return std::string(name);
}

}  // namespace indicia::spf
