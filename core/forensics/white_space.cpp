// White space that changed on the way; see line_edits.h.
#include <algorithm>

#include "forensics/body_text.h"
#include "forensics/line_edits.h"
#include "text.h"

namespace indicia::forensics {

namespace {

using dkim::Canonicalization;

// Relaxed canonicalization hides these edits, so that trying them there proves nothing.
bool hidden(const BodyProbe& probe) {
  return probe.signature().body_canonicalization == Canonicalization::relaxed;
}

// Lines that `wanted` accepts get or lose octets: edit(list, start, end).
template <typename Edit>
std::vector<BodyReplacement> line_list(std::string_view body, Edit&& edit) {
  std::vector<BodyReplacement> list;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t next) {
    edit(list, start, end, next);
    return list.size() <= most_places;
  });
  return list;
}

// Which lines had a space at their end: signature separators (RFC 3676 4.3), quoted blank lines,
// and lines of flowed text whose next word would not have fitted into so many columns (0: none).
struct Spaces {
  bool separators;
  bool quotes;
  std::size_t flowed;
};

std::string_view quote_marks(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of('>'), line.size()));
}

bool flows(std::string_view line, std::string_view following, std::size_t columns) {
  if (line.empty() || following.empty() || line == "--" || following == "--") return false;
  const std::string_view marks = quote_marks(line);
  if (quote_marks(following) != marks || line == marks) return false;
  const std::string_view rest = trim(following.substr(marks.size()));
  return !rest.empty() && line.size() + 1 + std::min(rest.find(' '), rest.size()) > columns;
}

std::vector<BodyReplacement> with_spaces(std::string_view body, const Spaces& spaces) {
  return line_list(body, [&](auto& list, std::size_t start, std::size_t end, std::size_t next) {
    const std::string_view line = body.substr(start, end - start);
    if ((spaces.separators && line == "--") ||
        (spaces.quotes && !line.empty() && quote_marks(line) == line) ||
        (spaces.flowed > 0 && flows(line, line_at(body, next), spaces.flowed))) {
      list.push_back({end, 0, " "});
    }
  });
}

bool says_flowed(std::string_view text) {
  constexpr std::string_view word = "flowed";
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

// Runs of that many spaces at the start of lines, each a tab.
std::vector<BodyReplacement> leading_spaces_to_tabs(std::string_view body, std::size_t width) {
  return line_list(body, [&](auto& list, std::size_t start, std::size_t end, std::size_t) {
    for (; start + width <= end && list.size() <= most_places; start += width) {
      if (body.substr(start, width).find_first_not_of(' ') != std::string_view::npos) break;
      list.push_back({start, width, "\t"});
    }
  });
}

// Runs of two or more spaces that end at a tab stop, each a tab.
std::vector<BodyReplacement> columns_to_tabs(std::string_view body, std::size_t width) {
  return line_list(body, [&](auto& list, std::size_t start, std::size_t end, std::size_t) {
    for (std::size_t stop = start + width; stop <= end && list.size() <= most_places;
         stop += width) {
      std::size_t from = stop;
      while (from > stop - width && body[from - 1] == ' ') --from;
      if (stop - from > 1) list.push_back({from, stop - from, "\t"});
    }
  });
}

constexpr std::string_view eight_spaces = "        ";

// Every tab to spaces up to the next tab stop; width 0: to one space.
std::vector<BodyReplacement> tabs_to_spaces(std::string_view body, std::size_t width) {
  return line_list(body, [&](auto& list, std::size_t start, std::size_t end, std::size_t) {
    std::size_t column = 0;
    for (; start < end && list.size() <= most_places; ++start) {
      const std::size_t spaces = width == 0 ? 1 : width - column % width;
      if (body[start] == '\t') list.push_back({start, 1, eight_spaces.substr(0, spaces)});
      column += body[start] == '\t' ? spaces : 1;
    }
  });
}

std::vector<BodyReplacement> replaced_all(std::string_view body, std::string_view old,
                                          std::string_view text) {
  std::vector<BodyReplacement> list;
  for (std::size_t at = 0; (at = body.find(old, at)) != std::string_view::npos; at += old.size()) {
    list.push_back({at, old.size(), text});
    if (list.size() > most_places) break;
  }
  return list;
}

bool wants_stuffing(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('>') || line.starts_with("From ");
}

}  // namespace

bool try_trailing_white_space_added(const BodyQuestion& question, BodyProbe& probe) {
  if (hidden(probe)) return false;
  const std::string_view body = probe.body();
  const auto list =
      line_list(body, [&](auto& found, std::size_t start, std::size_t end, std::size_t) {
        std::size_t text = end;
        while (text > start && is_wsp(body[text - 1])) --text;
        if (text < end) found.push_back({text, end - text, {}});
      });
  return try_replacements(question, probe, "trailing-white-space-added", list);
}

bool try_trailing_white_space_lost(const BodyQuestion& question, BodyProbe& probe) {
  if (hidden(probe)) return false;
  const std::string_view body = probe.body();
  std::vector<Spaces> attempts = {{true, false, 0}, {false, true, 0}, {true, true, 0}};
  if (says_flowed(question.message->header) || says_flowed(body)) {
    for (const std::size_t columns :
         {1U, 66U, 68U, 70U, 71U, 72U, 73U, 74U, 75U, 76U, 77U, 78U, 79U, 80U}) {
      attempts.push_back({true, false, columns});
      attempts.push_back({true, true, columns});
    }
  }
  for (const Spaces& spaces : attempts) {
    if (try_replacements(question, probe, "trailing-white-space-lost", with_spaces(body, spaces))) {
      return true;
    }
    if (probe.search().budget_ended) return false;
  }
  return false;
}

bool try_tabs_changed(const BodyQuestion& question, BodyProbe& probe) {
  if (hidden(probe)) return false;
  const std::string_view body = probe.body();
  constexpr std::string_view ident = "tabs-changed";
  const bool tabs = body.find('\t') != std::string_view::npos;
  if (!tabs && body.find("  ") == std::string_view::npos) return false;
  for (const std::size_t width : {8U, 4U}) {
    if (try_replacements(question, probe, ident, leading_spaces_to_tabs(body, width)) ||
        try_replacements(question, probe, ident, columns_to_tabs(body, width)) ||
        try_replacements(question, probe, ident, tabs_to_spaces(body, width))) {
      return true;
    }
    if (probe.search().budget_ended) return false;
  }
  return tabs && try_replacements(question, probe, ident, tabs_to_spaces(body, 0));
}

bool try_no_break_spaces_changed(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  struct Row {
    std::string_view old;
    std::string_view text;
  };
  static constexpr Row rows[] = {
      {"\xC2\xA0", " "},   {"\xA0", " "},   {"  ", "\xC2\xA0 "},
      {"  ", " \xC2\xA0"}, {"  ", "\xA0 "}, {"  ", " \xA0"},
  };
  for (const Row& row : rows) {
    if (try_replacements(question, probe, "no-break-spaces-changed",
                         replaced_all(body, row.old, row.text))) {
      return true;
    }
  }
  return false;
}

bool try_space_stuffing_changed(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  constexpr std::string_view ident = "space-stuffing-changed";
  for (const bool all : {true, false}) {
    const auto list =
        line_list(body, [&](auto& found, std::size_t start, std::size_t end, std::size_t) {
          const std::string_view line = body.substr(start, end - start);
          if (line.starts_with(' ') && (all || wants_stuffing(line.substr(1)))) {
            found.push_back({start, 1, {}});
          }
        });
    if (try_replacements(question, probe, ident, list)) return true;
  }
  const auto added =
      line_list(body, [&](auto& found, std::size_t start, std::size_t end, std::size_t) {
        if (wants_stuffing(body.substr(start, end - start))) found.push_back({start, 0, " "});
      });
  return try_replacements(question, probe, ident, added);
}

}  // namespace indicia::forensics
