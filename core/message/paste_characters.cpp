// UTF-16, odd spaces, HTML entities, curly quotes; see paste_characters.h.
#include "message/paste_characters.h"

#include <algorithm>
#include <array>
#include <string>

#include "message/charset.h"
#include "message/field.h"
#include "message/line.h"
#include "message/paste_around.h"
#include "text.h"

namespace indicia::message {

namespace {

struct Replacement {
  std::string_view from;
  std::string_view to;
};

// The entity that the text begins with; nullptr: none.
const Replacement* entity_at(std::string_view text, bool all) {
  static constexpr std::array<Replacement, 9> entities = {{{"&lt;", "<"},
                                                           {"&gt;", ">"},
                                                           {"&amp;", "&"},
                                                           {"&quot;", "\""},
                                                           {"&#39;", "'"},
                                                           {"&#039;", "'"},
                                                           {"&#x27;", "'"},
                                                           {"&apos;", "'"},
                                                           {"&nbsp;", " "}}};
  const std::size_t count = all ? entities.size() : 2;
  for (std::size_t i = 0; i < count; ++i) {
    if (text.starts_with(entities[i].from)) return &entities[i];
  }
  return nullptr;
}

// Fields of a header section without regard to folding: name and the place behind the colon.
template <typename Function>
void each_field_line(std::string_view text, std::size_t start, std::size_t end, Function&& take) {
  std::string_view name;
  for (std::size_t at = start; at < end;) {
    const Line line = line_at(text, at);
    const std::size_t length = field_name_length(line.text);
    if (length > 0) name = line.text.substr(0, length);
    take(name, line);
    at = line.next;
  }
}

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

constexpr std::array<std::string_view, 10> bracketed = {
    "from",   "to",         "cc",          "reply-to",    "message-id",
    "sender", "references", "in-reply-to", "return-path", "received"};

// ASCII by their grammar, quotes included.
constexpr std::array<std::string_view, 13> ascii_fields = {"received",
                                                           "x-received",
                                                           "dkim-signature",
                                                           "message-id",
                                                           "mime-version",
                                                           "authentication-results",
                                                           "received-spf",
                                                           "date",
                                                           "return-path",
                                                           "arc-seal",
                                                           "arc-message-signature",
                                                           "list-unsubscribe",
                                                           "arc-authentication-results"};
constexpr std::array<std::string_view, 5> address_fields = {"from", "to", "cc", "reply-to",
                                                            "sender"};

constexpr std::array<Replacement, 6> quotes = {{{"\xE2\x80\x9C", "\""},
                                                {"\xE2\x80\x9D", "\""},
                                                {"\xE2\x80\x9E", "\""},
                                                {"\xE2\x80\x98", "'"},
                                                {"\xE2\x80\x99", "'"},
                                                {"\xE2\x80\x9A", "'"}}};

const Replacement* quote_at(std::string_view text) {
  for (const Replacement& one : quotes) {
    if (text.starts_with(one.from)) return &one;
  }
  return nullptr;
}

char32_t unit_at(std::string_view octets, std::size_t at, bool little) {
  const auto first = static_cast<unsigned char>(octets[at]);
  const auto second = static_cast<unsigned char>(octets[at + 1]);
  return little ? static_cast<char32_t>(first | second << 8U)
                : static_cast<char32_t>(first << 8U | second);
}

bool is_little_endian(std::string_view octets) {
  if (octets.starts_with("\xFF\xFE")) return true;
  return !octets.starts_with("\xFE\xFF") && octets.size() > 1 && octets[1] == '\0';
}

}  // namespace

bool is_utf16(std::string_view octets) {
  if (octets.starts_with("\xFF\xFE") || octets.starts_with("\xFE\xFF")) return true;
  const std::size_t most = std::min<std::size_t>(octets.size(), 128);
  std::array<std::size_t, 2> nul{};
  for (std::size_t i = 0; i < most; ++i) {
    if (octets[i] == '\0') ++nul[i % 2];
  }
  return most >= 8 && std::max(nul[0], nul[1]) * 10 >= most / 2 * 9 &&
         std::min(nul[0], nul[1]) * 10 <= most;
}

bool decode_utf16(Rewriter& out) {
  const std::string_view octets = out.source();
  if (!is_utf16(octets)) return false;
  const bool little = is_little_endian(octets);
  out.mark("utf16", 2);
  std::size_t at = 0;
  if (unit_at(octets, 0, little) == 0xFEFF) {
    out.leave_out(2);
    at = 2;
  }
  while (at + 1 < octets.size()) {
    char32_t point = unit_at(octets, at, little);
    std::size_t used = 2;
    if (point < 0x80) {
      const char c = static_cast<char>(point);
      out.replace(2, {&c, 1}, 2);
      at += 2;
      continue;
    }
    if (point >= 0xD800 && point < 0xDC00 && at + 3 < octets.size()) {
      const char32_t low = unit_at(octets, at + 2, little);
      if (low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
        used = 4;
      }
    }
    std::string utf8;
    append_utf8(utf8, point);
    out.replace(used, utf8, 0);
    at += used;
    if (out.given_up()) return true;
  }
  out.leave_out(octets.size());
  return true;
}

bool end_lines(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = text.find('\r');
  if (first == std::string_view::npos || text.find('\n') != std::string_view::npos) return false;
  out.keep(first);
  out.mark("cr-line-ends", 1);
  for (std::size_t at = first; at != std::string_view::npos; at = text.find('\r', at + 1)) {
    out.keep(at + 1);
    out.replace(0, "\n", 0);
    if (out.given_up()) return true;
  }
  return true;
}

std::size_t odd_space(std::string_view text, bool& space) {
  static constexpr std::array<std::string_view, 3> without_width = {
      "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x81\xA0"};  // U+200B, U+FEFF, U+2060
  for (std::string_view one : without_width) {
    space = false;
    if (text.starts_with(one)) return one.size();
  }
  space = true;
  if (text.starts_with("\xC2\xA0")) return 2;
  if (text.starts_with("\xE2\x80\xAF") || text.starts_with("\xE3\x80\x80")) return 3;
  if (text.starts_with("\xE2\x80") && text.size() > 2) {
    const auto last = static_cast<unsigned char>(text[2]);
    if (last >= 0x80 && last <= 0x8A) return 3;  // U+2000 to U+200A
  }
  return text.starts_with('\xA0') ? 1 : 0;  // a no-break space in Latin-1: no UTF-8 starts so
}

namespace {

bool is_blank(std::string_view text) {
  bool space = false;
  while (!text.empty()) {
    const std::size_t length = is_wsp(text.front()) ? 1 : odd_space(text, space);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

bool replace_spaces(Rewriter& out, std::size_t start) {
  const std::string_view text = out.source();
  const std::size_t end = header_end(text, start);
  bool any = false;
  for (std::size_t at = start; at < end;) {
    const Line line = line_at(text, at);
    bool space = false;
    std::size_t inside = 0;
    const bool blank = is_blank(line.text);  // then it is an empty line of a page
    while (const std::size_t length = odd_space(line.text.substr(inside), space)) {
      out.keep(blank ? line.start : at + inside);
      if (inside == 0) out.mark("no-break-spaces", length);
      out.leave_out(at + inside + length);
      if (space && !blank) out.put(" ");
      inside += length;
      while (inside < line.text.size() && is_wsp(line.text[inside])) ++inside;
      if (blank) out.leave_out(at + inside);
      any = true;
    }
    at = line.next;
  }
  return any;
}

namespace {

bool has_brackets(std::string_view text) {
  return text.find_first_of("<>") != std::string_view::npos;
}

bool should_decode(std::string_view text, std::size_t start, std::size_t end) {
  if (has_brackets(text.substr(start, end - start))) return false;
  bool found = false;
  each_field_line(text, start, end, [&](std::string_view name, const Line& line) {
    if (found || !is_one_of(bracketed, name)) return;
    const std::size_t open = line.text.find("&lt;");
    found =
        open != std::string_view::npos && line.text.find("&gt;", open) != std::string_view::npos;
  });
  return found;
}

// An "&" that begins no entity: the program that made these left "&" alone.
bool has_plain_ampersand(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    if (entity_at(text.substr(at), true) == nullptr) return true;
  }
  return false;
}

}  // namespace

bool decode_entities(Rewriter& out, std::size_t start) {
  const std::string_view text = out.source();
  std::size_t end = header_end(text, start);
  if (!should_decode(text, start, end)) return false;
  if (!has_brackets(text.substr(end))) end = text.size();
  const bool all = !has_plain_ampersand(text.substr(start, end - start));
  out.keep(start);
  while (out.cursor() < end) {
    const std::size_t at = std::min(text.find('&', out.cursor()), end);
    out.keep(at);
    if (at == end) break;
    if (const Replacement* entity = entity_at(text.substr(at), all)) {
      out.mark("html-entities", entity->from.size());
      out.leave_out(at + entity->from.size());
      out.put(entity->to);
    } else {
      out.keep(at + 1);
    }
  }
  return true;
}

bool straighten_quotes(Rewriter& out, std::size_t start) {
  const std::string_view text = out.source();
  const std::size_t end = header_end(text, start);
  bool certain = false;
  each_field_line(text, start, end, [&](std::string_view name, const Line& line) {
    if (certain) return;
    // A file name between straight quotes may hold curly ones (RFC 6532 3.2).
    certain = line.text.find("=\xE2\x80\x9C") != std::string_view::npos &&
              starts_with_ignoring_case(name, "content-");
    if (certain || !is_one_of(ascii_fields, name)) return;
    certain = std::any_of(quotes.begin(), quotes.end(), [&](const Replacement& one) {
      return line.text.find(one.from) != std::string_view::npos;
    });
  });
  if (!certain) return false;
  each_field_line(text, start, end, [&](std::string_view name, const Line& line) {
    if (!is_one_of(ascii_fields, name) && !is_one_of(address_fields, name) &&
        !starts_with_ignoring_case(name, "content-")) {
      return;
    }
    for (std::size_t inside = line.text.find('\xE2'); inside != std::string_view::npos;
         inside = line.text.find('\xE2', inside + 1)) {
      const Replacement* quote = quote_at(line.text.substr(inside));
      if (quote == nullptr) continue;
      out.keep(line.start + inside);
      out.mark("smart-quotes", quote->from.size());
      out.leave_out(line.start + inside + quote->from.size());
      out.put(quote->to);
    }
  });
  return true;
}

}  // namespace indicia::message
