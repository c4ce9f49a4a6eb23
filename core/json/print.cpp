// Escapes what the library leaves as it is; see print.h.
#include "json/print.h"

#include <cstdint>
#include <string_view>

#include "text.h"

namespace indicia::json {

namespace {

void add_unit(std::string& out, std::int32_t unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[static_cast<std::size_t>((unit >> shift) & 15)];
  }
}

// RFC 8259 7: a character beyond the basic plane is a pair of surrogates.
void add_escape(std::string& out, std::int32_t code_point) {
  if (code_point < 0x10000) return add_unit(out, code_point);
  const std::int32_t rest = code_point - 0x10000;
  add_unit(out, 0xD800 + (rest >> 10));
  add_unit(out, 0xDC00 + (rest & 0x3FF));
}

// Octets that can begin no hidden character; the line ends of indented JSON are ours.
constexpr bool is_plain(char c) {
  return static_cast<unsigned char>(c) < 0x7F;
}

}  // namespace

std::string printed(const Json& json, int indent) {
  const std::string dumped = json.dump(indent);
  std::string out;
  out.reserve(dumped.size());
  std::string_view rest = dumped;
  while (!rest.empty()) {
    std::size_t plain = 0;
    while (plain < rest.size() && is_plain(rest[plain])) ++plain;
    out += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    const CodePoint point = first_code_point(rest);
    if (is_hidden(point.value)) {
      add_escape(out, point.value);
    } else {
      out += rest.substr(0, point.length);
    }
    rest.remove_prefix(point.length);
  }
  return out;
}

}  // namespace indicia::json
