// Transfer encodings both ways; see transfer.h.
#include "forensics/transfer.h"

#include <algorithm>
#include <array>

#include "text.h"

namespace indicia::forensics {

namespace {

using Break = QuotedPrintable::Break;
using Trailing = QuotedPrintable::Trailing;
using Dot = QuotedPrintable::Dot;
using From = QuotedPrintable::From;
using Utf8 = QuotedPrintable::Utf8;

constexpr std::array writers = {
    QuotedPrintable{.name = "Python quopri", .breaks = Break::literal, .dot = Dot::alone},
    QuotedPrintable{.name = "Python email", .breaks = Break::late, .trailing = Trailing::tight},
    QuotedPrintable{.name = "MIME::QuotedPrint", .breaks = Break::late, .trailing = Trailing::all},
    QuotedPrintable{.name = "PHP", .tab = true, .utf8 = Utf8::php},
    QuotedPrintable{.name = "JavaMail", .tab = true},
    QuotedPrintable{.name = "Go"},
    QuotedPrintable{.name = "Thunderbird",
                    .breaks = Break::after,
                    .column = 73,
                    .dot = Dot::leading,
                    .from = From::letter},
    QuotedPrintable{.name = "Postfix", .breaks = Break::reached, .column = 73},
    QuotedPrintable{.name = "Sendmail",
                    .breaks = Break::reached,
                    .column = 73,
                    .trailing = Trailing::soft,
                    .from = From::blank},
    QuotedPrintable{
        .name = "Ruby", .breaks = Break::after, .column = 73, .trailing = Trailing::soft},
    QuotedPrintable{.name = "Apple Mail", .breaks = Break::blank},
    QuotedPrintable{.name = "MUTT", .breaks = Break::late, .dot = Dot::alone, .from = From::letter},
    QuotedPrintable{.name = "punctuation", .breaks = Break::late, .punctuation = true},
    QuotedPrintable{.name = "lower case", .breaks = Break::late, .lower_case = true},
    QuotedPrintable{.name = "whole characters", .breaks = Break::late, .utf8 = Utf8::whole},
    QuotedPrintable{.name = "bare blanks", .breaks = Break::late, .trailing = Trailing::bare},
    QuotedPrintable{.name = "soft blanks", .trailing = Trailing::soft},
    QuotedPrintable{.name = "leading dots", .breaks = Break::late, .dot = Dot::leading},
    QuotedPrintable{.name = "75 late", .breaks = Break::late, .column = 74},
    QuotedPrintable{.name = "75", .column = 74},
    QuotedPrintable{.name = "74", .column = 73},
    QuotedPrintable{.name = "73", .column = 72},
    QuotedPrintable{.name = "72", .column = 71},
    QuotedPrintable{.name = "72 late", .breaks = Break::late, .column = 71},
    QuotedPrintable{.name = "70", .column = 69},
};

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Octets that no writer escapes, except some at a line's start.
constexpr auto plain_octets = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = '!'; c <= '~'; ++c) table[c] = c != '=';
  for (const char c : std::string_view("!\"#$@[\\]^`{|}~"))
    table[static_cast<unsigned char>(c)] = false;
  return table;
}();

// One line of text to its encoded form; see append_quoted_printable.
class LineWriter {
 public:
  LineWriter(std::string& out, std::string_view line, const QuotedPrintable& writer,
             std::string_view line_end)
      : out_(out), line_(line), writer_(writer), line_end_(line_end) {}

  void run() {
    if (stays_as_it_is()) {
      out_ += line_;
      return;
    }
    rest_ = writer_.breaks == Break::late || writer_.breaks == Break::literal ||
                    writer_.breaks == Break::blank
                ? encoded_length()
                : 0;
    for (std::size_t at = 0; at < line_.size(); ++at) put(at);
    // Behind such a blank the line is empty (RFC 2045 6.7 (3)).
    if (writer_.trailing == Trailing::soft && !line_.empty() && is_wsp(line_.back()) &&
        width() > 0) {
      soft_break();
    }
  }

 private:
  // Most lines of most texts: short, and nothing in them is escaped.
  bool stays_as_it_is() const {
    if (line_.empty()) return true;
    if (line_.size() >= writer_.column || is_wsp(line_.back())) return false;
    for (std::size_t at = 0; at < line_.size(); ++at) {
      if (escaped(at)) return false;
    }
    return true;
  }

  std::size_t width() const { return out_.size() - start_; }

  bool escaped(std::size_t at) const {
    const char c = line_[at];
    if (at > 0 && plain_octets[static_cast<unsigned char>(c)]) return false;
    const bool last = at + 1 == line_.size();
    if (is_wsp(c)) {
      if (writer_.trailing == Trailing::all && at >= blanks_) return true;
      if (last && writer_.trailing != Trailing::soft && writer_.trailing != Trailing::bare)
        return true;
      if (c == '\t') return writer_.tab;
      return at == 4 && writer_.from == From::blank && line_.starts_with("From ");
    }
    if (c <= ' ' || c > '~' || c == '=') return true;
    if (c == '.' && at == 0) {
      return writer_.dot == Dot::leading || (writer_.dot == Dot::alone && last);
    }
    if (c == 'F' && at == 0) return writer_.from == From::letter && line_.starts_with("From ");
    return writer_.punctuation &&
           std::string_view("!\"#$@[\\]^`{|}~").find(c) != std::string_view::npos;
  }

  std::size_t cost(std::size_t at) const { return escaped(at) ? 3 : 1; }

  std::size_t encoded_length() const {
    std::size_t all = 0;
    for (std::size_t at = 0; at < line_.size(); ++at) all += cost(at);
    return all;
  }

  // Octets that must stay on one line with the one at `at`.
  std::size_t unit(std::size_t at) const {
    const auto octet = static_cast<unsigned char>(line_[at]);
    const std::size_t all = cost(at);
    if (octet < 0x80) return all;
    return unit_of_utf8(at, octet, all);
  }

  std::size_t unit_of_utf8(std::size_t at, unsigned char octet, std::size_t all) const {
    if (writer_.utf8 == Utf8::split || octet < 0x80 || octet > 0xF4) return all;
    if (writer_.utf8 == Utf8::php) return octet <= 0xDF ? 6 : octet <= 0xEF ? 9 : 12;
    for (std::size_t next = at + 1;
         octet >= 0xC0 && next < line_.size() && next < at + 4 && continues_character(line_[next]);
         ++next) {
      all += 3;
    }
    return all;
  }

  void soft_break() {
    out_ += '=';
    out_ += line_end_;
    start_ = out_.size();
    blank_ = start_;
  }

  bool must_break(std::size_t at) const {
    switch (writer_.breaks) {
      case Break::reached:
        return width() >= writer_.column;
      case Break::after:
        return false;
      case Break::full:
        return width() + unit(at) > writer_.column;
      case Break::literal:
        if (at + 1 == line_.size() && (cost(at) == 1 || is_wsp(line_[at]))) return false;
        return width() + unit(at) > writer_.column;
      case Break::late:
      case Break::blank:
        return width() + unit(at) > writer_.column && width() + rest_ > writer_.column + 1;
    }
    return false;
  }

  // Behind the last blank of the line being written, if there is one.
  void break_line() {
    if (writer_.breaks != Break::blank || blank_ <= start_) return soft_break();
    const std::string tail = out_.substr(blank_);
    out_.resize(blank_);
    soft_break();
    out_ += tail;
  }

  void put(std::size_t at) {
    if (writer_.trailing == Trailing::tight && at + 1 == line_.size() && is_wsp(line_[at]) &&
        width() + 1 == writer_.column) {
      out_ += line_[at];
      return soft_break();
    }
    if (width() > 0 && must_break(at)) break_line();
    const std::size_t size = cost(at);
    if (size == 1) {
      out_ += line_[at];
      if (is_wsp(line_[at])) blank_ = out_.size();
    } else {
      const std::string_view digits = writer_.lower_case ? "0123456789abcdef" : "0123456789ABCDEF";
      const auto octet = static_cast<unsigned char>(line_[at]);
      out_ += '=';
      out_ += digits[octet >> 4];
      out_ += digits[octet & 15];
    }
    rest_ -= std::min(rest_, size);
    if (writer_.breaks == Break::after && width() >= writer_.column) soft_break();
  }

  std::string& out_;
  std::string_view line_;
  const QuotedPrintable& writer_;
  std::string_view line_end_;
  std::size_t blanks_ = line_.find_last_not_of(" \t") + 1;  // where those at the line's end begin
  std::size_t start_ = out_.size();                         // of the line being written
  std::size_t blank_ = 0;                                   // behind its last blank
  std::size_t rest_ = 0;                                    // encoded octets still to come
};

// Calls take(line, ended) for each line of the text.
template <typename Take>
void each_line(std::string_view text, Take&& take) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t feed = text.find('\n', at);
    const bool ended = feed != std::string_view::npos;
    std::size_t end = ended ? feed : text.size();
    if (ended && end > at && text[end - 1] == '\r') --end;
    take(text.substr(at, end - at), ended);
    at = ended ? feed + 1 : text.size();
  }
}

// Calls token(offset, octet) for each octet of the text, and line(begin, end, text) behind each
// line up to its hard line end, whose octets then come as tokens.
template <typename Token, typename Line>
void walk_quoted_printable(std::string_view octets, Token&& token, Line&& take_line) {
  std::size_t begin = 0;
  bool open = false;  // behind a soft break
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::size_t feed = octets.find('\n', at);
    const bool ended = feed != std::string_view::npos;
    const std::size_t next = ended ? feed + 1 : octets.size();
    std::size_t end = ended ? feed : octets.size();
    if (ended && end > at && octets[end - 1] == '\r') --end;
    std::size_t stop = end;
    while (stop > at && is_wsp(octets[stop - 1])) --stop;
    open = ended && stop > at && octets[stop - 1] == '=';
    stop = open ? stop - 1 : end;
    for (; at < stop; ++at) {
      const int high = octets[at] == '=' && at + 2 < stop ? hex_value(octets[at + 1]) : -1;
      const int low = high >= 0 ? hex_value(octets[at + 2]) : -1;
      token(at, low >= 0 ? static_cast<char>(high * 16 + low) : octets[at]);
      if (low >= 0) at += 2;
    }
    if (!open) {
      take_line(begin, end);
      for (at = end; at < next; ++at) token(at, octets[at]);
      begin = next;
    }
    at = next;
  }
  if (open) take_line(begin, octets.size());
}

}  // namespace

Coding coding_of(std::string_view transfer_encoding) {
  const std::string name = to_lower(trim(transfer_encoding));
  if (name.empty() || name == "7bit" || name == "8bit" || name == "binary") {
    return Coding::identity;
  }
  if (name == "quoted-printable") return Coding::quoted_printable;
  return name == "base64" ? Coding::base64 : Coding::other;
}

std::span<const QuotedPrintable> quoted_printable_writers() {
  return writers;
}

std::string decode_quoted_printable(std::string_view octets, std::vector<EncodedLine>* lines) {
  std::string out;
  out.reserve(octets.size());
  std::size_t text_begin = 0;
  std::size_t line_begin = 0;
  walk_quoted_printable(
      octets, [&](std::size_t, char octet) { out += octet; },
      [&](std::size_t begin, std::size_t end) {
        if (lines == nullptr) return;
        // The line end of the line before came as tokens.
        text_begin += lines->empty() ? 0 : begin - line_begin;
        lines->push_back({begin, end - begin, text_begin, out.size() - text_begin});
        text_begin = out.size();
        line_begin = end;
      });
  return out;
}

std::vector<std::size_t> encoded_offsets(std::string_view octets,
                                         std::span<const std::size_t> text_offsets) {
  std::vector<std::size_t> out;
  std::size_t text = 0;
  const auto reach = [&](std::size_t at) {
    while (out.size() < text_offsets.size() && text_offsets[out.size()] <= text) out.push_back(at);
  };
  walk_quoted_printable(
      octets,
      [&](std::size_t at, char) {
        reach(at);
        ++text;
      },
      [](std::size_t, std::size_t) {});
  out.resize(text_offsets.size(), octets.size());
  return out;
}

void append_quoted_printable(std::string& out, std::string_view line, const QuotedPrintable& writer,
                             std::string_view line_end) {
  LineWriter(out, line, writer, line_end).run();
}

std::string encode_quoted_printable(std::string_view text, const QuotedPrintable& writer,
                                    std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  each_line(text, [&](std::string_view line, bool ended) {
    append_quoted_printable(out, line, writer, line_end);
    if (ended) out += line_end;
  });
  return out;
}

std::string decode_base64_lines(std::string_view octets) {
  std::string out;
  out.reserve(octets.size() / 4 * 3);
  unsigned bits = 0;
  unsigned held = 0;
  for (char c : octets) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<unsigned>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<unsigned>(c - 'a') + 26;
    } else if (is_digit(c)) {
      value = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+') {
      value = 62;
    } else if (c == '/') {
      value = 63;
    } else if (c == '=' && held > 0) {
      break;
    } else {
      continue;
    }
    bits = (bits << 6 | value) & 0xFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFF);
  }
  return out;
}

std::string encode_base64_lines(std::string_view octets, std::size_t columns,
                                std::string_view line_end) {
  const std::string all = encode_base64(octets);
  if (columns == 0) return all;
  std::string out;
  out.reserve(all.size() + (all.size() / columns + 1) * line_end.size());
  for (std::size_t at = 0; at < all.size(); at += columns) {
    if (at > 0) out += line_end;
    out.append(all, at, columns);
  }
  return out;
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  each_line(text, [&](std::string_view line, bool ended) {
    out += line;
    if (ended) out += line_end;
  });
  return out;
}

}  // namespace indicia::forensics
