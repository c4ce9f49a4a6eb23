// What copying does to a header section, for the tests of its repair. `header`: lines with their
// ends, without the empty line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/charset.h"
#include "text.h"

namespace indicia::damage {

inline std::vector<std::string> lines_of(std::string_view header) {
  std::vector<std::string> lines;
  while (!header.empty()) {
    const std::size_t end = header.find('\n');
    std::string line(header.substr(0, end));
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
    header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
  }
  return lines;
}

template <typename Change>
std::string each(std::string_view header, Change&& change) {
  std::string out;
  for (const std::string& line : lines_of(header)) out += change(line) + "\n";
  return out;
}

inline std::string without_indentation(const std::string& line) {
  return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

inline std::string lost_folding(std::string_view header) {
  return each(header, without_indentation);
}

inline std::string double_spacing(std::string_view header) {
  return each(header, [](const std::string& line) { return line + "\n"; });
}

inline std::string quoted(std::string_view header) {
  return each(header, [](const std::string& line) { return "> " + line; });
}

inline std::string quoted_tightly(std::string_view header) {
  return each(header, [](const std::string& line) { return ">" + line; });
}

inline std::string indented(std::string_view header) {
  return each(header, [](const std::string& line) { return "    " + line; });
}

inline std::string entities(std::string_view header) {
  std::string out;
  for (char c : header) {
    out += c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : std::string(1, c);
  }
  return out;
}

inline std::string no_break_spaces(std::string_view header) {
  return each(header, [](const std::string& line) {
    std::string out;
    std::size_t i = 0;
    for (; i < line.size() && is_wsp(line[i]); ++i) out += "\xC2\xA0";
    return out + line.substr(i);
  });
}

inline std::string utf16(std::string_view header) {
  std::string out = "\xFF\xFE";
  const std::u32string points = message::code_points(header).value_or(U"");
  for (char32_t point : points) {  // none above U+FFFF in use
    out += static_cast<char>(point & 0xFFU);
    out += static_cast<char>(point >> 8U);
  }
  return out;
}

// Offset of the character of that number; the end of the text if there are fewer.
inline std::size_t offset_of(std::string_view text, std::size_t number) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
    if (number-- == 0) break;
  }
  return at;
}

// Like fold(1): every `width` characters.
inline std::string cut(std::string_view header, bool keep_indentation) {
  constexpr std::size_t width = 76;
  return each(header, [&](std::string line) {
    if (!keep_indentation) line = without_indentation(line);
    std::string out;
    while (offset_of(line, width) < line.size()) {
      const std::size_t end = offset_of(line, width);
      out += line.substr(0, end) + "\n";
      line.erase(0, end);
    }
    return out + line;
  });
}

// Like a mail program: between words, and only words longer than a line are cut.
inline std::string wrapped(std::string_view header, bool keep_indentation) {
  constexpr std::size_t width = 76;
  return each(header, [&](std::string line) {
    if (!keep_indentation) line = without_indentation(line);
    std::string out;
    while (offset_of(line, width) < line.size()) {
      const std::size_t end = offset_of(line, width);
      const std::size_t blank = line.rfind(' ', end);
      const bool breaks = blank != std::string::npos && line.find_first_not_of(" \t") < blank;
      out += line.substr(0, breaks ? blank : end) + "\n";
      line.erase(0, breaks ? blank + 1 : end);
    }
    return out + line;
  });
}

inline std::string under_table(std::string_view header) {
  return "Original Message\n\nMessage ID\t<20261121090200.8f1b2c@example.com>\n"
         "Created at:\tSat, Nov 21, 2026 at 10:02 AM (Delivered after 4 seconds)\n"
         "From:\tExample Shop <news@example.com>\nTo:\tAnna Sample <anna@recipient.example>\n"
         "Subject:\tYour winter catalogue is here\nSPF:\tPASS with IP 192.0.2.25 Learn more\n"
         "DKIM:\t'PASS' with domain example.com Learn more\nDMARC:\t'PASS' Learn more\n\n\n"
         "Download Original\tCopy to clipboard\n" +
         std::string(header);
}

inline std::string under_words(std::string_view header) {
  return "Hello,\n\nhere are the headers that you asked for:\n\n" + std::string(header);
}

}  // namespace indicia::damage
