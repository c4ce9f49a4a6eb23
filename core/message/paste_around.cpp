// Finds where a pasted header section begins and ends; see paste_around.h.
#include "message/paste_around.h"

#include <algorithm>
#include <array>
#include <string>

#include "message/line.h"
#include "message/paste_characters.h"
#include "message/paste_lines.h"

namespace indicia::message {

namespace {

// Without marks, indentation and odd spaces in front.
std::string_view bare(std::string_view line) {
  for (;;) {
    bool space = false;
    std::size_t length = 0;
    if (!line.empty()) length = is_wsp(line.front()) ? 1 : quotation_mark(line);
    if (length == 0) length = odd_space(line, space);
    if (length == 0) return line;
    line.remove_prefix(length);
  }
}

// Three known names within 60 lines.
bool begins_section(std::string_view text, std::size_t at) {
  constexpr std::size_t most = 60;
  std::size_t lines = 0;
  KnownNames names;
  each_line(text, at, [&](const Line& line) {
    names.add(bare(line.text));
    return ++lines < most;
  });
  return names.count() >= 3;
}

// The first line of a system's field that begins a section; npos: none. Few are looked at closely:
// each look takes 60 lines.
// Below a webmail's table a field of a filter or gateway begins it just as well.
std::size_t section_start(std::string_view text, std::size_t first, bool below_a_table = false) {
  std::size_t looks = 0;
  constexpr std::size_t most = 100;
  const std::size_t at = each_line(text, first, [&](const Line& line) {
    const std::string_view name = name_of(bare(line.text));
    const bool extension = below_a_table && starts_with_ignoring_case(name, "X-");
    if (!extension && !is_system_field_name(name)) return true;
    return ++looks <= most && !begins_section(text, line.start);
  });
  return at < text.size() && looks <= most ? at : std::string_view::npos;
}

// Known fields in the lines directly above belong to the section too.
std::size_t with_fields_above(std::string_view text, std::size_t first, std::size_t start) {
  std::size_t earliest = start;
  each_line(text.substr(0, start), first, [&](const Line& line) {
    const bool goes_on = earliest != start && !line.text.empty() && is_wsp(line.text.front());
    if (is_known_field(bare(line.text))) {
      earliest = std::min(earliest, line.start);
    } else if (!goes_on) {
      earliest = start;
    }
    return true;
  });
  return earliest;
}

// What a row of a webmail's table tells by its label.
enum class Row { none, verdict, message_id, created_at };

Row row_of(std::string_view line) {
  static constexpr std::array<std::string_view, 3> methods = {"SPF:", "DKIM:", "DMARC:"};
  static constexpr std::array<std::string_view, 6> results = {"pass",    "fail", "softfail",
                                                              "neutral", "none", "temperror"};
  for (std::string_view method : methods) {
    if (!line.starts_with(method)) continue;
    std::string_view value = trim(line.substr(method.size()));
    if (value.starts_with('\'')) value.remove_prefix(1);
    const bool verdict = std::any_of(results.begin(), results.end(), [&](std::string_view one) {
      return starts_with_ignoring_case(value, one);
    });
    return verdict ? Row::verdict : Row::none;
  }
  if (starts_with_ignoring_case(line, "message id")) return Row::message_id;
  return starts_with_ignoring_case(line, "created at") ? Row::created_at : Row::none;
}

// Where the header section begins; npos: nothing stands above it.
std::size_t below_table(std::string_view text, std::size_t first) {
  std::array<std::size_t, 4> rows{};
  std::size_t last = first;
  std::size_t lines = 0;
  constexpr std::size_t most = 60;
  each_line(text, first, [&](const Line& line) {
    const std::string_view stripped = bare(line.text);
    const std::string_view name = name_of(stripped);
    if (is_system_field_name(name) && !equal_ignoring_case(name, "Message-ID")) return false;
    const Row row = row_of(stripped);
    ++rows[static_cast<std::size_t>(row)];
    if (row != Row::none) last = line.next;
    return ++lines < most;
  });
  std::size_t signs = rows[static_cast<std::size_t>(Row::verdict)];
  for (Row row : {Row::message_id, Row::created_at}) {
    signs += rows[static_cast<std::size_t>(row)] > 0 ? 1 : 0;
  }
  return signs < 2 ? std::string_view::npos : section_start(text, last, true);
}

std::size_t below_prose(std::string_view text, std::size_t first) {
  const std::string_view start = bare(line_at(text, first).text);
  bool known = is_known_field(start);
  if (!name_of(start).empty()) {
    each_line(text, first, [&](const Line& line) {
      known = known || is_known_field(bare(line.text));
      return !known && !line.text.empty();
    });
  }
  const std::size_t section = known ? std::string_view::npos : section_start(text, first);
  return section == std::string_view::npos ? section : with_fields_above(text, first, section);
}

// The boundary parameter of a multipart, by the shortest way: a wrong one costs nothing, since only
// its absence from the text below is looked at.
std::string_view boundary_of(std::string_view header) {
  const std::string lowered = to_lower(header);
  const std::size_t type = lowered.find("\ncontent-type:");
  if (type == std::string::npos) return {};
  std::size_t at = lowered.find("multipart/", type);
  constexpr std::size_t name_and_blanks = 40;
  if (at == std::string::npos || at > type + name_and_blanks) return {};
  at = lowered.find("boundary=", at);
  if (at == std::string::npos) return {};
  const std::string_view value = header.substr(at + std::string_view("boundary=").size());
  if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
  return value.substr(0, value.find_first_of("; \t\r\n"));
}

// RFC 3676 4.3: "-- " stands above a signature of the other kind; copying drops the blank.
bool is_separator(std::string_view line) {
  return line == "--" || line == "-- ";
}

bool is_not_the_body(std::string_view header, std::string_view below) {
  if (is_separator(line_at(trim(below), 0).text)) return true;
  const std::string_view boundary = boundary_of(header);
  return !boundary.empty() && below.find("--" + std::string(boundary)) == std::string_view::npos;
}

}  // namespace

std::size_t first_line(std::string_view text) {
  return each_line(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0, [](const Line& line) {
    return line.text.empty() ||
           (line.text.starts_with("From ") && !trim(line.text.substr(5)).starts_with(':'));
  });
}

std::size_t header_end(std::string_view text, std::size_t start) {
  return each_line(text, start, [](const Line& line) { return !line.text.empty(); });
}

bool cut_text_above(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = first_line(text);
  if (first >= text.size()) return false;
  const std::size_t table = below_table(text, first);
  const std::size_t start = table != std::string_view::npos ? table : below_prose(text, first);
  if (start == std::string_view::npos || start == first) return false;
  out.keep(first);
  out.mark(table != std::string_view::npos ? "table-above" : "text-above", start - first);
  out.leave_out(start);
  return true;
}

bool cut_text_below(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = first_line(text);
  const std::size_t end = header_end(text, first);
  std::size_t cut = each_line(text.substr(0, end), first,
                              [](const Line& line) { return !is_separator(line.text); });
  if (cut == end) {
    const std::string_view below = text.substr(end);
    if (trim(below).empty() || !is_not_the_body(text.substr(first, end - first), below))
      return false;
  }
  out.keep(cut);
  out.mark("trailing-text", text.size() - cut);
  out.leave_out(text.size());
  return true;
}

}  // namespace indicia::message
