// Lines broken, escaped or stuffed on the way; see line_edits.h.
#include "forensics/line_edits.h"

#include <algorithm>

#include "forensics/body_text.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_single = 100;  // lines that are tried one by one

bool full(const std::vector<BodyReplacement>& list) {
  return list.size() > most_places;
}

// How many ">" stand before "From " at the start of this line; nullopt: it is no such line.
std::optional<std::size_t> from_escapes(std::string_view line) {
  const std::size_t count = std::min(line.find_first_not_of('>'), line.size());
  if (!line.substr(count).starts_with("From ")) return std::nullopt;
  return count;
}

struct Break {
  std::size_t end = 0;   // of the line's text
  std::size_t next = 0;  // start of the next line
  std::size_t length = 0;
  bool mark = false;   // "!" before the line end
  bool space = false;  // the next line starts with a space
};

constexpr std::size_t long_line = 500;

std::vector<Break> breaks_of(std::string_view body) {
  std::vector<Break> breaks;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t next) {
    if (end - start >= long_line && next < body.size()) {
      breaks.push_back({end, next, end - start, body[end - 1] == '!', body[next] == ' '});
    }
    return breaks.size() <= most_places;
  });
  return breaks;
}

// The breaks behind lines of at least that length, undone.
std::vector<BodyReplacement> rejoined(const std::vector<Break>& breaks, std::size_t least,
                                      bool mark, bool space) {
  std::vector<BodyReplacement> list;
  for (const Break& one : breaks) {
    if (one.length < least || (mark && !one.mark) || (space && !one.space)) continue;
    const std::size_t begin = one.end - (mark ? 1 : 0);
    list.push_back({begin, one.next + (space ? 1 : 0) - begin, {}});
  }
  return list;
}

// The lines without any ">" of their own, all lines, then one by one: a text may hold lines that
// were never escaped.
bool try_from_lines(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                    std::span<const BodyReplacement> plain, std::span<const BodyReplacement> all) {
  if (try_replacements(question, probe, ident, plain)) return true;
  if (all.size() > plain.size() && try_replacements(question, probe, ident, all)) return true;
  for (std::size_t i = 0; all.size() > 1 && i < std::min(all.size(), most_single); ++i) {
    if (try_replacements(question, probe, ident, all.subspan(i, 1))) return true;
    if (probe.search().budget_ended) return false;
  }
  return false;
}

}  // namespace

bool try_long_lines_broken(const BodyQuestion& question, BodyProbe& probe) {
  const std::vector<Break> breaks = breaks_of(probe.body());
  std::size_t longest = long_line;
  for (const Break& one : breaks) longest = std::max(longest, one.length);
  for (const bool space : {true, false}) {
    for (const bool mark : {false, true}) {
      std::size_t last = 0;
      for (const std::size_t least : {std::size_t{980}, longest, std::size_t{900}, long_line}) {
        const std::vector<BodyReplacement> list = rejoined(breaks, least, mark, space);
        if (list.size() == last) continue;
        last = list.size();
        if (try_replacements(question, probe, "long-lines-broken", list)) return true;
      }
    }
  }
  return false;
}

std::vector<BodyReplacement> from_lines_unescaped(std::string_view body, bool several) {
  std::vector<BodyReplacement> list;
  if (body.find("From ") == std::string_view::npos) return list;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t) {
    const auto escapes = from_escapes(body.substr(start, end - start));
    if (escapes && *escapes > 0 && (several || *escapes == 1)) list.push_back({start, 1, {}});
    return !full(list);
  });
  return list;
}

bool try_from_lines_escaped(const BodyQuestion& question, BodyProbe& probe) {
  return try_from_lines(question, probe, "from-lines-escaped",
                        from_lines_unescaped(probe.body(), false),
                        from_lines_unescaped(probe.body(), true));
}

bool try_from_lines_unescaped(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  if (body.find("From ") == std::string_view::npos) return false;
  std::vector<BodyReplacement> plain;
  std::vector<BodyReplacement> all;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t) {
    const auto escapes = from_escapes(body.substr(start, end - start));
    if (escapes) all.push_back({start, 0, ">"});
    if (escapes && *escapes == 0) plain.push_back({start, 0, ">"});
    return !full(all);
  });
  return try_from_lines(question, probe, "from-lines-unescaped", plain, all);
}

bool try_dots_doubled(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  std::vector<BodyReplacement> list;
  for_each_line(body, [&](std::size_t start, std::size_t, std::size_t) {
    if (body.substr(start, 2) == "..") list.push_back({start, 1, {}});
    return !full(list);
  });
  return try_replacements(question, probe, "dots-doubled", list);
}

bool try_dot_lost(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  std::vector<BodyReplacement> places;
  bool soft_break = false;
  for_each_line(body, [&](std::size_t start, std::size_t end, std::size_t) {
    const std::string_view line = body.substr(start, end - start);
    if (soft_break || line.find('{') != std::string_view::npos) places.push_back({start, 0, "."});
    soft_break = line.ends_with('=');
    return places.size() < most_single;
  });
  for (const BodyReplacement& place : places) {
    if (try_replacements(question, probe, "dot-lost", {&place, 1})) return true;
    if (probe.search().budget_ended) return false;
  }
  return false;
}

}  // namespace indicia::forensics
