// Charsets exchanged; see charset_change.h.
#include "forensics/charset_change.h"

#include <algorithm>
#include <cstddef>

#include "message/charset.h"
#include "text.h"

namespace indicia::forensics {

namespace {

struct Mark {
  char32_t point;
  unsigned char windows;  // in windows-1252
  std::string_view ascii;
};

constexpr Mark marks[] = {
    {0x2018, 0x91, "'"}, {0x2019, 0x92, "'"},  {0x201C, 0x93, "\""},  {0x201D, 0x94, "\""},
    {0x2013, 0x96, "-"}, {0x2014, 0x97, "--"}, {0x2026, 0x85, "..."}, {0x00A0, 0xA0, " "},
};

bool is_utf8_name(std::string_view charset) {
  return equal_ignoring_case(charset, "utf-8") || equal_ignoring_case(charset, "utf8");
}

std::optional<std::string> to_utf8(std::string_view octets, std::string_view charset) {
  if (is_utf8_name(charset)) {
    if (!is_utf8(octets)) return std::nullopt;
    return std::string(octets);
  }
  std::optional<std::string> out =
      message::to_utf8(octets, charset.empty() ? std::string_view("us-ascii") : charset);
  if (!out || out->find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  return out;
}

bool is_word(char c) {
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

CharsetOctets::CharsetOctets(std::string_view name) : charset(name) {
  if (is_utf8_name(name)) return;
  for (unsigned octet = 0x80; octet <= 0xFF; ++octet) {
    const char c = static_cast<char>(octet);
    const std::optional<std::string> utf8 = message::to_utf8(std::string_view(&c, 1), name);
    const auto points = utf8 ? message::code_points(*utf8) : std::nullopt;
    if (points && points->size() == 1 && (*points)[0] != 0xFFFD) {
      upper.emplace_back((*points)[0], c);
    }
  }
  std::sort(upper.begin(), upper.end());
}

std::optional<std::string> transcoded(std::string_view octets, std::string_view from,
                                      const CharsetOctets& to) {
  std::optional<std::string> utf8 = to_utf8(octets, from);
  if (!utf8 || is_utf8_name(to.charset)) return utf8;
  const auto points = message::code_points(*utf8);
  if (!points) return std::nullopt;
  std::string out;
  out.reserve(points->size());
  for (const char32_t point : *points) {
    if (point < 0x80) {
      out += static_cast<char>(point);
      continue;
    }
    const auto found = std::lower_bound(
        to.upper.begin(), to.upper.end(), point,
        [](const std::pair<char32_t, char>& row, char32_t wanted) { return row.first < wanted; });
    if (found == to.upper.end() || found->first != point) return std::nullopt;
    out += found->second;
  }
  return out;
}

std::string with_plain_quotes(std::string_view text, bool utf8) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Mark* found = nullptr;
    std::size_t size = 1;
    for (const Mark& mark : marks) {
      if (static_cast<unsigned char>(text[at]) < 0x80) break;
      std::string written;
      if (utf8) {
        message::append_utf8(written, mark.point);
      } else {
        written += static_cast<char>(mark.windows);
      }
      if (text.substr(at).starts_with(written)) {
        found = &mark;
        size = written.size();
        break;
      }
    }
    out += found != nullptr ? found->ascii : text.substr(at, 1);
    at += size;
  }
  return out;
}

std::string with_typographic_quotes(std::string_view text) {
  std::string out;
  bool in_tag = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '<' || c == '>') in_tag = c == '<';
    const bool opens =
        at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != ',' &&
                    text[at - 1] != '!' && text[at - 1] != '?');
    if (!in_tag && c == '"') {
      message::append_utf8(out, opens ? 0x201C : 0x201D);
    } else if (!in_tag && c == '\'') {
      message::append_utf8(out, opens ? 0x2018 : 0x2019);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace indicia::forensics
