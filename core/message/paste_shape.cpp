// Marks, indentation and spacing of lines; see paste_shape.h.
#include "message/paste_shape.h"

#include <algorithm>

#include "message/line.h"
#include "message/paste_around.h"
#include "message/paste_lines.h"

namespace indicia::message {

namespace {

struct Quoted {
  std::size_t lines = 0;
  std::size_t end = 0;  // behind the last of them
  bool spaced = true;   // each has a space behind the mark
  KnownNames names;
};

Quoted quoted_lines(std::string_view text, std::size_t first) {
  Quoted quoted;
  each_line(text, first, [&](const Line& line) {
    const std::size_t mark = quotation_mark(line.text);
    if (mark == 0) return !line.text.empty();
    const std::string_view rest = line.text.substr(mark);
    ++quoted.lines;
    quoted.names.add(trim(rest));
    quoted.spaced = quoted.spaced && (rest.empty() || rest.front() == ' ');
    quoted.end = line.next;
    return true;
  });
  return quoted;
}

}  // namespace

bool strip_quoting(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = first_line(text);
  if (first >= text.size()) return false;
  const std::string_view start = line_at(text, first).text;
  const std::size_t mark = quotation_mark(start);
  if (mark == 0) return false;
  const Quoted quoted = quoted_lines(text, first);
  // A quoted quotation shows its fields only when its inner marks have gone too.
  const bool nested = quotation_mark(trim(start.substr(mark))) > 0;
  if (quoted.lines < 3 || (quoted.names.count() < 2 && !nested)) return false;
  each_line(text.substr(0, quoted.end), first, [&](const Line& line) {
    std::size_t length = quotation_mark(line.text);
    if (length == 0) return true;
    if (quoted.spaced && line.text.size() > length) ++length;
    out.keep(line.start);
    out.mark("quoting", length);
    out.leave_out(line.start + length);
    return true;
  });
  out.keep(quoted.end);
  if (!trim(text.substr(quoted.end)).empty()) {
    out.mark("trailing-text", text.size() - quoted.end);
    out.leave_out(text.size());
  }
  return true;
}

bool strip_indentation(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = first_line(text);
  if (first >= text.size() || !is_wsp(text[first])) return false;
  const std::string_view start = line_at(text, first).text;
  std::size_t common = std::min(start.find_first_not_of(" \t"), start.size());
  if (!is_known_field(start.substr(common))) return false;
  KnownNames names;
  each_line(text, first, [&](const Line& line) {
    if (line.text.empty()) return false;
    const std::size_t most = std::min(common, line.text.size());
    common = static_cast<std::size_t>(
        std::mismatch(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(most),
                      line.text.begin())
            .first -
        start.begin());
    names.add(trim(line.text));
    return true;
  });
  if (common == 0 || names.count() < 2) return false;
  const std::string_view prefix = start.substr(0, common);
  each_line(text, first, [&](const Line& line) {
    if (line.text.empty()) return true;
    if (!line.text.starts_with(prefix)) return false;  // the body may stand at the margin
    out.keep(line.start);
    out.mark("indentation", common);
    out.leave_out(line.start + common);
    return true;
  });
  return true;
}

namespace {

constexpr std::size_t least_paragraphs = 4;

struct Spaced {
  std::size_t end = 0;  // of the lines for which it holds; where they begin: nowhere
  bool alternating = false;
  KnownNames names;
};

// Every second line is empty, from the first on.
Spaced alternating_lines(std::string_view text, std::size_t first) {
  Spaced spaced{.end = first, .alternating = true, .names = {}};
  std::size_t lines = 0;
  const std::size_t stop = each_line(text, first, [&](const Line& line) {
    if (lines % 2 == 1 && !line.text.empty()) return false;
    if (lines % 2 == 0) spaced.names.add(line.text);
    ++lines;
    return true;
  });
  if (lines < 2 * least_paragraphs) return spaced;
  spaced.end = stop;
  if (stop == text.size()) return spaced;
  // What follows in single lines is other text: its first line was taken for one of these, and the
  // empty line before that ends the header section.
  std::size_t number = 0;
  spaced.end = each_line(text, first, [&](const Line&) { return ++number < lines - 1; });
  return spaced;
}

// Paragraphs of one field each.
Spaced field_paragraphs(std::string_view text, std::size_t first) {
  Spaced spaced{.end = first, .alternating = false, .names = {}};
  std::size_t paragraphs = 0;
  std::size_t at = first;
  while (at < text.size() && is_known_field(line_at(text, at).text)) {
    spaced.names.add(line_at(text, at).text);
    at = each_line(text, line_at(text, at).next, [](const Line& line) {
      return !line.text.empty() && !is_known_field(line.text);
    });
    if (at < text.size() && !line_at(text, at).text.empty()) break;
    ++paragraphs;
    spaced.end = at;
    at = each_line(text, at, [](const Line& line) { return line.text.empty(); });
  }
  if (paragraphs < least_paragraphs) spaced.end = first;
  return spaced;
}

}  // namespace

bool close_spacing(Rewriter& out) {
  const std::string_view text = out.source();
  const std::size_t first = first_line(text);
  Spaced spaced = alternating_lines(text, first);
  if (spaced.end == first) spaced = field_paragraphs(text, first);
  if (spaced.end == first || spaced.names.count() < 3) return false;
  bool odd = false;
  each_line(text.substr(0, spaced.end), first, [&](const Line& line) {
    if (spaced.alternating ? odd : line.text.empty()) {
      out.keep(line.start);
      out.mark("double-spacing", line.next - line.start);
      out.leave_out(line.next);
    }
    odd = !odd;
    return true;
  });
  return true;
}

}  // namespace indicia::message
