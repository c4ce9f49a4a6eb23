// Charsets to UTF-8; see charset.h.
#include "message/charset.h"

#include "message/charset_tables.h"
#include "text.h"

namespace indicia::message {

namespace {

// "ISO_8859-5", "x-cp1251" and "Latin1" as the tables spell them (names: IANA's registry, and what
// mail programs write).
std::string canonical_name(std::string_view charset) {
  std::string name;
  for (char c : trim(charset)) {
    if (name.size() == 40) return {};
    if (c != '-' && c != '_' && c != ' ') name += lower(c);
  }
  if (name.starts_with("xcp") || name.starts_with("xkoi") || name.starts_with("xwin")) {
    name.erase(0, 1);
  }
  if (name.starts_with("cs")) name.erase(0, 2);
  if (name.starts_with("cp125")) name.replace(0, 2, "windows");
  if (name.starts_with("win125")) name.replace(0, 3, "windows");
  // RFC 1345 writes the year of the standard behind it: ISO_8859-1:1987.
  if (const std::size_t year = name.find(':'); year != std::string::npos) name.resize(year);
  constexpr std::string_view parts[] = {"1", "2", "3", "4", "9", "10", "13", "14", "15", "16"};
  constexpr std::string_view latin[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
  for (std::size_t i = 0; i < std::size(latin); ++i) {
    if (name == "latin" + std::string(latin[i]) || name == "isolatin" + std::string(latin[i])) {
      return "iso8859" + std::string(parts[i]);
    }
  }
  if (name == "cp819" || name == "ibm819" || name == "l1") return "iso88591";
  if (name == "cyrillic" || name == "isolatincyrillic") return "iso88595";
  if (name == "arabic" || name == "isolatinarabic") return "iso88596";
  if (name == "greek" || name == "isolatingreek") return "iso88597";
  // RFC 1556: "-i" and "-e" name the direction of the text, not another set.
  if (name == "hebrew" || name == "iso88598i" || name == "iso88598e") return "iso88598";
  if (name == "koi8" || name == "koi8ru") return name == "koi8" ? "koi8r" : "koi8u";
  if (name == "ascii" || name == "us" || name == "ansix3.41968" || name == "iso646us") {
    return "usascii";
  }
  return name;
}

const CharsetTable* find_table(std::string_view name) {
  for (const CharsetTable& table : charset_tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

}  // namespace

void append_utf8(std::string& out, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = 0xFFFD;
  const auto add = [&](char32_t octet) { out += static_cast<char>(octet); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3F));
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

std::optional<std::u32string> code_points(std::string_view utf8) {
  if (!is_utf8(utf8)) return std::nullopt;
  std::u32string out;
  for (char c : utf8) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x80) {
      out += octet;
    } else if (octet < 0xC0) {
      out.back() = out.back() << 6 | (octet & 0x3F);
    } else {
      out += octet & (octet < 0xE0 ? 0x1F : octet < 0xF0 ? 0x0F : 0x07);
    }
  }
  return out;
}

bool is_known_charset(std::string_view charset) {
  const std::string name = canonical_name(charset);
  return name == "utf8" || name == "usascii" || find_table(name) != nullptr;
}

std::optional<std::string> to_utf8(std::string_view octets, std::string_view charset) {
  const std::string name = canonical_name(charset);
  if (name == "utf8") return clean_utf8(octets);
  const CharsetTable* table = find_table(name);
  if (table == nullptr && name != "usascii") return std::nullopt;
  std::string out;
  out.reserve(octets.size() + octets.size() / 4);
  for (char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x80) {
      out += c;
    } else {
      append_utf8(out, table == nullptr ? U'\uFFFD' : table->upper[octet - 0x80U]);
    }
  }
  return out;
}

}  // namespace indicia::message
