// Text put in front of a body's text parts; see additions.h.
#include <algorithm>

#include "forensics/additions.h"
#include "forensics/body_text.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_parts = 8;
constexpr std::size_t most_lines = 40;    // banners are short
constexpr std::size_t most_elements = 4;  // marks, the banner itself, a rule behind it
constexpr std::size_t most_tags = 400;    // that are looked at for their ends
constexpr std::size_t most_paired = 16;   // likely places of one part when two parts are cut
constexpr std::size_t most_marks = 20;
constexpr std::size_t none = std::string_view::npos;

std::size_t behind_white_space(std::string_view body, std::size_t at, std::size_t end) {
  while (at < end && is_fws(body[at])) ++at;
  return at;
}

// The first lines of a part. A banner likely ends with a blank line, or before one.
std::vector<Range> first_line_ranges(std::string_view body, const TextPart& part, bool likely) {
  std::vector<Range> ranges;
  std::size_t start = part.begin;
  for (const std::size_t end : first_lines(body, part.begin, part.end, most_lines)) {
    const bool ends_block = separates(line_at(body, start)) || separates(line_at(body, end));
    const bool blank = trim(body.substr(part.begin, end - part.begin)).empty();
    if (ends_block == likely && !blank) ranges.push_back({part.begin, end});
    start = end;
  }
  return ranges;
}

// HTML elements that have no end tag.
bool is_void(std::string_view body, std::size_t at) {
  for (const std::string_view name : {"br", "hr", "img", "meta", "link", "input", "!"}) {
    if (is_tag(body, at, name)) return true;
  }
  return false;
}

// Where the first elements behind `at` end.
std::vector<std::size_t> element_ends(std::string_view body, std::size_t at, std::size_t end) {
  std::vector<std::size_t> ends;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < most_tags && ends.size() < most_elements; ++i) {
    at = body.substr(0, end).find('<', at);
    if (at == std::string_view::npos) break;
    const bool closes = body.substr(at, 2) == "</";
    const bool comment = body.substr(at, 2) == "<!";
    const bool empty = comment || is_void(body, at);
    at = end_of_tag(body, at, end);
    if (closes) {
      if (depth == 0) break;  // the element around the banner ends
      --depth;
    } else if (!empty) {
      ++depth;
    }
    if (depth == 0) ends.push_back(at);
  }
  return ends;
}

// Where a banner may begin: behind <body>, and at the start of the part.
std::vector<std::size_t> banner_starts(std::string_view body, const TextPart& part) {
  std::vector<std::size_t> starts;
  std::size_t at = part.begin;
  for (std::size_t i = 0; i < most_tags; ++i) {
    at = body.substr(0, part.end).find('<', at);
    if (at == std::string_view::npos) break;
    const bool found = is_tag(body, at, "body");
    at = end_of_tag(body, at, part.end);
    if (!found) continue;
    starts.push_back(at);
    break;
  }
  if (starts.empty() || starts.front() > part.begin) starts.push_back(part.begin);
  return starts;
}

// The element or its lines, with the white space around them on either side, both or none.
std::vector<Range> first_element_ranges(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  for (const std::size_t start : banner_starts(body, part)) {
    const std::size_t inner = behind_white_space(body, start, part.end);
    for (const std::size_t end : element_ends(body, inner, part.end)) {
      const std::size_t outer = behind_white_space(body, end, part.end);
      ranges.push_back({start, end});
      if (outer > end) ranges.push_back({start, outer});
      const std::size_t line = next_line(body, end);
      if (line < outer) ranges.push_back({start, line});
      if (inner > start) ranges.push_back({inner, end});
    }
  }
  return ranges;
}

std::vector<Range> html_line_ranges(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  for (const std::size_t start : banner_starts(body, part)) {
    for (const std::size_t end : first_lines(body, start, part.end, most_lines)) {
      ranges.push_back({start, end});
    }
    if (start == part.begin) continue;
    // Lines behind the one that <body> ends.
    const std::size_t line = next_line(body, start);
    for (const std::size_t end : first_lines(body, line, part.end, most_lines)) {
      ranges.push_back({line, end});
    }
  }
  return ranges;
}

bool holds_word(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string lowered = to_lower(text);
  for (const std::string_view word : words) {
    if (lowered.find(word) != std::string::npos) return true;
  }
  return false;
}

// From the comment that holds a mark of a start to the one that holds its end.
std::vector<Range> marked_by_comments(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  std::size_t open = none;
  std::size_t at = part.begin;
  for (std::size_t i = 0; i < most_tags && ranges.size() < most_marks; ++i) {
    at = body.substr(0, part.end).find("<!--", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = end_of_tag(body, at, part.end);
    const std::string_view comment = body.substr(at, end - at);
    if (open == none && holds_word(comment, {"start", "begin"})) {
      open = at;
    } else if (open != none && holds_word(comment, {"end", "stop"})) {
      ranges.push_back({open, end});
      open = none;
    }
    at = end;
  }
  return ranges;
}

// The same for lines of one word, as text parts have them.
std::vector<Range> marked_by_lines(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  std::size_t open = none;
  std::size_t start = part.begin;
  for (const std::size_t end : first_lines(body, part.begin, part.end, most_tags)) {
    const std::string word = to_lower(trim(line_at(body, start)));
    if (open == none && word.size() < 80 && (word.ends_with("start") || word.ends_with("begin"))) {
      open = start;
    } else if (open != none && word.size() < 80 && word.ends_with("end")) {
      ranges.push_back({open, end});
      open = none;
    }
    start = end;
  }
  return ranges;
}

// White space around a marked block that came with it.
struct Around {
  bool before;
  bool behind;
};

std::vector<BodyReplacement> marked_blocks(std::string_view body,
                                           const std::vector<TextPart>& parts,
                                           const Around& around) {
  std::vector<BodyReplacement> blocks;
  for (const TextPart& part : parts) {
    std::size_t least = part.begin;
    for (const Range& range :
         part.html ? marked_by_comments(body, part) : marked_by_lines(body, part)) {
      std::size_t begin = range.begin;
      while (around.before && begin > least && is_fws(body[begin - 1])) --begin;
      const std::size_t end =
          around.behind ? behind_white_space(body, range.end, part.end) : range.end;
      blocks.push_back({begin, end - begin, {}});
      least = end;
    }
  }
  return blocks;
}

std::vector<Range> paired(std::vector<Range> ranges) {
  if (ranges.size() > most_paired) ranges.resize(most_paired);
  return ranges;
}

}  // namespace

std::vector<Range> likely_banners(std::string_view text, const TextPart& part) {
  if (!part.html) return first_line_ranges(text, part, true);
  std::vector<Range> ranges = first_element_ranges(text, part);
  if (ranges.size() > most_paired / 2) ranges.resize(most_paired / 2);
  const std::vector<Range> lines = html_line_ranges(text, part);
  ranges.insert(ranges.end(), lines.begin(), lines.end());
  return ranges;
}

bool try_banner_in_text(const BodyQuestion& question, BodyProbe& probe) {
  const std::vector<TextPart> parts = text_parts(question, most_parts);
  for (const bool likely : {true, false}) {
    for (const TextPart& part : parts) {
      if (part.html) continue;
      if (try_removals(question, probe, "banner-in-text",
                       first_line_ranges(probe.body(), part, likely))) {
        return true;
      }
    }
  }
  return false;
}

bool try_banner_in_html(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  for (const TextPart& part : text_parts(question, most_parts)) {
    if (!part.html) continue;
    if (try_removals(question, probe, "banner-in-html", first_element_ranges(body, part)) ||
        try_removals(question, probe, "banner-in-html", html_line_ranges(body, part))) {
      return true;
    }
  }
  return false;
}

bool try_banners_in_parts(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  const std::vector<TextPart> parts = text_parts(question, most_parts);
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (!are_twins(question, parts[i], parts[i + 1])) continue;
    const std::vector<Range> first = paired(likely_banners(body, parts[i]));
    const std::vector<Range> other = paired(likely_banners(body, parts[i + 1]));
    if (try_removal_pairs(question, probe, "banners-in-parts", first, other)) return true;
  }
  return false;
}

bool try_marked_blocks(const BodyQuestion& question, BodyProbe& probe) {
  const std::vector<TextPart> parts = text_parts(question, most_parts);
  for (const Around& around :
       {Around{false, false}, Around{false, true}, Around{true, false}, Around{true, true}}) {
    const auto blocks = marked_blocks(probe.body(), parts, around);
    if (blocks.empty()) return false;
    if (!probe.test(blocks)) continue;
    probe.search().edit = body_edit(question, "marked-block-added", blocks);
    return true;
  }
  return false;
}

}  // namespace indicia::forensics
