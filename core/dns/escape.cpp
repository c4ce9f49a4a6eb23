// Escapes of RFC 1035 5.1.
#include "dns/escape.h"

#include "text.h"

namespace indicia::dns {

namespace {

void append_decimal(std::string& out, unsigned char octet) {
  out += '\\';
  out += static_cast<char>('0' + octet / 100);
  out += static_cast<char>('0' + octet / 10 % 10);
  out += static_cast<char>('0' + octet % 10);
}

}  // namespace

unsigned char read_octet(std::string_view text, std::size_t& at) {
  const char c = text[at++];
  if (c != '\\' || at == text.size()) return static_cast<unsigned char>(c);
  if (at + 2 < text.size() && is_digit(text[at]) && is_digit(text[at + 1]) &&
      is_digit(text[at + 2])) {
    const int value = (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    if (value <= 255) {
      at += 3;
      return static_cast<unsigned char>(value);
    }
  }
  return static_cast<unsigned char>(text[at++]);
}

void append_label_octet(std::string& out, unsigned char octet) {
  if (octet > 0x20 && octet < 0x7F && octet != '.' && octet != '\\') {
    out += lower(static_cast<char>(octet));
  } else {
    append_decimal(out, octet);
  }
}

std::string to_text_form(std::string_view octets) {
  std::string out;
  out.reserve(octets.size());
  for (char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '\\') {
      out += "\\\\";
    } else if (octet >= 0x20 && octet < 0x7F) {
      out += c;
    } else {
      append_decimal(out, octet);
    }
  }
  return out;
}

std::string from_text_form(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) out += static_cast<char>(read_octet(text, at));
  return out;
}

}  // namespace indicia::dns
