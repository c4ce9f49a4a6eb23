// Line ends and blank lines that changed on the way; see line_edits.h.
#include <algorithm>
#include <iterator>
#include <span>

#include "forensics/additions.h"
#include "forensics/body_text.h"
#include "forensics/cuts.h"
#include "forensics/line_edits.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_parts = 50;
constexpr std::size_t most_blank_lines = 3;
constexpr std::size_t most_ranges = 16;  // of one part, in pairs

// CR CR LF, with any number of CR, to CRLF.
std::vector<BodyReplacement> without_doubled_cr(std::string_view body) {
  std::vector<BodyReplacement> list;
  for (std::size_t at = 0; (at = body.find("\r\r", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(body.find_first_not_of('\r', at), body.size());
    if (end < body.size() && body[end] == '\n') list.push_back({at, end - at - 1, {}});
    if (list.size() > most_places) break;
    at = end;
  }
  return list;
}

// Every CR that no LF follows gives way to the text.
std::vector<BodyReplacement> bare_cr_to(std::string_view body, std::string_view text) {
  std::vector<BodyReplacement> list;
  for (std::size_t at = 0; (at = body.find('\r', at)) != std::string_view::npos; ++at) {
    if (body.substr(at + 1, 1) != "\n") list.push_back({at, 1, text});
    if (list.size() > most_places) break;
  }
  return list;
}

// Every second line, if all of those are blank. `first`: the first blank line, 0 or 1.
std::vector<BodyReplacement> without_every_second_line(std::string_view body, std::size_t first) {
  std::vector<BodyReplacement> list;
  std::size_t number = 0;
  bool all_blank = true;
  bool some_text = false;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t next) {
    if (number % 2 == first) {
      all_blank = start == end;
      list.push_back({start, next - start, {}});
    } else {
      some_text = some_text || start != end;
    }
    ++number;
    return all_blank && list.size() <= most_places;
  });
  if (!all_blank || !some_text || number < 3) list.clear();
  return list;
}

// The ways in which all line ends of a body may have changed, undone one at a time.
constexpr std::size_t line_end_ways = 5;

std::vector<BodyReplacement> line_ends_undone(std::string_view body, std::size_t way) {
  switch (way) {
    case 0:
      return without_doubled_cr(body);
    case 1:
      return without_every_second_line(body, 1);
    case 2:
      return without_every_second_line(body, 0);
    case 3:
      return bare_cr_to(body, "\r\n");
    default:
      return bare_cr_to(body, {});
  }
}

// Both lists as one. A line that the second removes has nothing that the first would change.
std::vector<BodyReplacement> merged(const std::vector<BodyReplacement>& a,
                                    const std::vector<BodyReplacement>& b) {
  std::vector<BodyReplacement> list;
  std::merge(
      a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(list),
      [](const BodyReplacement& x, const BodyReplacement& y) { return x.offset < y.offset; });
  return list;
}

// The replacements outside of the range, and the range gone.
std::vector<BodyReplacement> with_removal(const std::vector<BodyReplacement>& replacements,
                                          const Range& range) {
  std::vector<BodyReplacement> list;
  for (const BodyReplacement& one : replacements) {
    if (one.offset + one.length <= range.begin) list.push_back(one);
  }
  list.push_back({range.begin, range.end - range.begin, {}});
  for (const BodyReplacement& one : replacements) {
    if (one.offset >= range.end) list.push_back(one);
  }
  return list;
}

// Those replacements, and a footer behind them.
bool try_cut_with(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                  const std::vector<BodyReplacement>& replacements) {
  if (replacements.empty() || replacements.size() > most_places) return false;
  const std::optional<std::size_t> end = find_cut(probe, replacements);
  return end && try_replacements(question, probe, ident,
                                 with_removal(replacements, {*end, probe.body().size()}));
}

// Those replacements, and one of the ranges gone.
bool try_removals_with(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                       const std::vector<BodyReplacement>& replacements,
                       std::span<const Range> ranges) {
  if (replacements.empty() || replacements.size() > most_places) return false;
  for (const Range& range : ranges.first(std::min(ranges.size(), most_ranges))) {
    if (try_replacements(question, probe, ident, with_removal(replacements, range))) return true;
    if (probe.search().budget_ended) return false;
  }
  return false;
}

}  // namespace

bool try_line_ends_changed(const BodyQuestion& question, BodyProbe& probe) {
  for (std::size_t way = 0; way < line_end_ways; ++way) {
    if (try_replacements(question, probe, "line-ends-changed",
                         line_ends_undone(probe.body(), way))) {
      return true;
    }
    if (probe.search().budget_ended) return false;
  }
  return false;
}

bool try_blank_lines_changed(const BodyQuestion& question, BodyProbe& probe) {
  constexpr std::string_view ident = "blank-lines-changed";
  const std::string_view body = probe.body();
  std::size_t start = 0;
  for (std::size_t i = 0; i < most_blank_lines && line_at(body, start).empty(); ++i) {
    start = next_line(body, start);
    const Range blank[] = {{0, start}};
    if (try_removals(question, probe, ident, blank)) return true;
  }
  for (const std::string_view lines : {"\r\n", "\r\n\r\n"}) {
    const BodyReplacement added[] = {{0, 0, lines}};
    if (try_replacements(question, probe, ident, added)) return true;
  }
  // At the end of every part, or of one.
  std::vector<BodyReplacement> added;
  std::vector<BodyReplacement> removed;
  for (const message::Part& part : question.parts->parts) {
    const std::size_t end = offset_in(body, part.body) + part.body.size();
    if (part.depth == 0 || part.type == "multipart" || end >= body.size()) continue;
    if (added.size() == most_parts) break;
    added.push_back({end, 0, "\r\n"});
    if (part.body.ends_with("\r\n")) {
      removed.push_back({end - 2, 2, {}});
    } else if (part.body.ends_with('\n')) {
      removed.push_back({end - 1, 1, {}});
    }
  }
  for (const std::vector<BodyReplacement>& list : {added, removed}) {
    if (try_replacements(question, probe, ident, list)) return true;
    for (std::size_t i = 0; list.size() > 1 && i < list.size(); ++i) {
      if (try_replacements(question, probe, ident, {&list[i], 1})) return true;
    }
  }
  return false;
}

bool try_footer_and_line_ends(const BodyQuestion& question, BodyProbe& probe) {
  for (std::size_t way = 0; way < line_end_ways; ++way) {
    if (try_cut_with(question, probe, "footer-and-line-ends",
                     line_ends_undone(probe.body(), way))) {
      return true;
    }
  }
  return false;
}

bool try_footer_and_from_lines(const BodyQuestion& question, BodyProbe& probe) {
  constexpr std::string_view ident = "footer-and-from-lines";
  for (const bool several : {false, true}) {
    const auto from = from_lines_unescaped(probe.body(), several);
    if (try_cut_with(question, probe, ident, from)) return true;
    for (const TextPart& part : text_parts(question, most_parts)) {
      std::vector<Range> footers = likely_footers(probe.body(), part);
      std::reverse(footers.begin(), footers.end());  // short ones first
      if (try_removals_with(question, probe, ident, from, footers)) return true;
    }
  }
  return false;
}

bool try_banner_and_from_lines(const BodyQuestion& question, BodyProbe& probe) {
  constexpr std::string_view ident = "banner-and-from-lines";
  for (const bool several : {false, true}) {
    const auto from = from_lines_unescaped(probe.body(), several);
    for (const TextPart& part : text_parts(question, most_parts)) {
      const std::vector<Range> banners = likely_banners(probe.body(), part);
      if (try_removals_with(question, probe, ident, from, banners)) return true;
    }
  }
  return false;
}

bool try_from_lines_and_line_ends(const BodyQuestion& question, BodyProbe& probe) {
  const std::vector<BodyReplacement> from = from_lines_unescaped(probe.body(), false);
  if (from.empty()) return false;
  for (std::size_t way = 0; way < line_end_ways; ++way) {
    const std::vector<BodyReplacement> list = line_ends_undone(probe.body(), way);
    if (list.empty()) continue;
    if (try_replacements(question, probe, "from-lines-and-line-ends", merged(from, list))) {
      return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
