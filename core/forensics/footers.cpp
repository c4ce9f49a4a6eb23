// Text added at the end of a body or of its text parts; see additions.h.
#include <algorithm>

#include "forensics/additions.h"
#include "forensics/body_text.h"
#include "forensics/cuts.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_parts = 8;
constexpr std::size_t most_lines = 60;   // footers are short
constexpr std::size_t most_tags = 64;    // that open before </body>
constexpr std::size_t most_paired = 24;  // likely places of one part when two parts are cut
constexpr std::size_t most_images = 5;   // tracking pixels are the last ones

// A footer begins with a rule, with a blank line, or behind one.
bool begins_block(std::string_view body, std::size_t begin, std::size_t start) {
  if (start == begin || separates(line_at(body, start))) return true;
  const std::string_view before = body.substr(begin, start - begin);
  return before.ends_with("\n\n") || before.ends_with("\n\r\n");
}

// Ascending ranges share what stands before them. Where much more follows the part than it holds,
// little is saved, and short additions, which are the likely ones, go first.
void order_for(std::string_view body, const TextPart& part, std::vector<Range>& ranges) {
  if (body.size() - part.delimiter > part.end - part.begin) {
    std::reverse(ranges.begin(), ranges.end());
  }
}

// The lines from some place to the end of the part, with and without the line end that belongs to
// the delimiter.
std::vector<Range> last_line_ranges(std::string_view body, const TextPart& part, bool likely) {
  std::vector<Range> ranges;
  for (const std::size_t start : last_lines(body, part.begin, part.end, most_lines)) {
    if (begins_block(body, part.begin, start) != likely) continue;
    if (trim(body.substr(start, part.end - start)).empty()) continue;  // no footer: blank lines
    ranges.push_back({start, part.end});
    if (part.delimiter > part.end) ranges.push_back({start, part.delimiter});
  }
  order_for(body, part, ranges);
  return ranges;
}

std::size_t without_white_space_before(std::string_view body, std::size_t begin, std::size_t at) {
  while (at > begin && is_fws(body[at - 1])) --at;
  return at;
}

// A block may have come with white space before it, behind it or both; the signed text had it on
// one side or on none.
void add_block(std::vector<Range>& ranges, std::string_view body, std::size_t begin,
               const Range& block) {
  const std::size_t before = without_white_space_before(body, begin, block.begin);
  const std::size_t inner = without_white_space_before(body, block.begin, block.end);
  if (before < block.begin) ranges.push_back({before, block.end});
  ranges.push_back(block);
  if (inner < block.end && inner > block.begin) ranges.push_back({block.begin, inner});
}

// From an opening tag to </body>, ascending.
std::vector<Range> html_block_ranges(std::string_view body, const TextPart& part) {
  const std::size_t end = last_tag(body, part.begin, part.end, "/body").value_or(part.end);
  std::vector<std::size_t> starts;
  std::size_t at = end;
  for (std::size_t i = 0; i < 4 * most_tags && at > part.begin && starts.size() < most_tags; ++i) {
    at = body.substr(0, at).rfind('<');
    if (at == std::string_view::npos || at < part.begin) break;
    if (body.substr(at, 2) != "</") starts.push_back(at);
  }
  std::reverse(starts.begin(), starts.end());
  std::vector<Range> ranges;
  for (const std::size_t start : starts) add_block(ranges, body, part.begin, {start, end});
  order_for(body, part, ranges);
  return ranges;
}

std::vector<Range> line_ranges_before_body_end(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  const auto end = last_tag(body, part.begin, part.end, "/body");
  if (!end) return ranges;
  for (const std::size_t start : last_lines(body, part.begin, *end, most_lines)) {
    ranges.push_back({start, *end});
  }
  return ranges;
}

std::vector<Range> image_ranges(std::string_view body, const TextPart& part) {
  std::vector<Range> ranges;
  std::size_t at = part.end;
  for (std::size_t i = 0; i < most_images; ++i) {
    const auto found = last_tag(body, part.begin, at, "img");
    if (!found) break;
    at = *found;
    std::size_t end = end_of_tag(body, at, part.end);
    const std::size_t tag = end;
    while (end < part.end && is_fws(body[end])) ++end;
    add_block(ranges, body, part.begin, {at, tag});
    if (end > tag) ranges.push_back({at, end});
  }
  return ranges;
}

bool starts_before(const Range& a, const Range& b) {
  return a.begin < b.begin;
}

// The shortest ones, ascending.
std::vector<Range> paired(std::vector<Range> ranges) {
  std::stable_sort(ranges.begin(), ranges.end(), starts_before);
  if (ranges.size() > most_paired) ranges.erase(ranges.begin(), ranges.end() - most_paired);
  return ranges;
}

}  // namespace

std::vector<Range> likely_footers(std::string_view text, const TextPart& part) {
  std::vector<Range> ranges =
      part.html ? html_block_ranges(text, part) : last_line_ranges(text, part, true);
  std::stable_sort(ranges.begin(), ranges.end(), starts_before);
  return ranges;
}

bool try_footer_appended(const BodyQuestion& question, BodyProbe& probe) {
  const std::optional<std::size_t> end = find_cut(probe, {});
  if (!end) return false;
  const Range footer[] = {{*end, probe.body().size()}};
  const bool blank = trim(probe.body().substr(*end)).empty();
  return try_removals(question, probe, blank ? "blank-lines-changed" : "footer-appended", footer);
}

bool try_footer_in_part(const BodyQuestion& question, BodyProbe& probe) {
  const std::vector<TextPart> parts = text_parts(question, most_parts);
  for (const bool likely : {true, false}) {
    for (const TextPart& part : parts) {
      if (try_removals(question, probe, "footer-in-part",
                       last_line_ranges(probe.body(), part, likely))) {
        return true;
      }
    }
  }
  return false;
}

bool try_html_image(const BodyQuestion& question, BodyProbe& probe) {
  for (const TextPart& part : text_parts(question, most_parts)) {
    if (part.html &&
        try_removals(question, probe, "html-image-added", image_ranges(probe.body(), part))) {
      return true;
    }
  }
  return false;
}

bool try_html_block(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  for (const TextPart& part : text_parts(question, most_parts)) {
    if (!part.html) continue;
    if (try_removals(question, probe, "html-block-added", html_block_ranges(body, part)) ||
        try_removals(question, probe, "html-block-added",
                     line_ranges_before_body_end(body, part))) {
      return true;
    }
  }
  return false;
}

bool try_footers_in_parts(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  const std::vector<TextPart> parts = text_parts(question, most_parts);
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (!are_twins(question, parts[i], parts[i + 1])) continue;
    const std::vector<Range> first = paired(last_line_ranges(body, parts[i], true));
    std::vector<Range> second = paired(last_line_ranges(body, parts[i + 1], true));
    if (parts[i + 1].html) {
      const std::vector<Range> blocks = html_block_ranges(body, parts[i + 1]);
      second.insert(second.end(), blocks.begin(), blocks.end());
      const std::vector<Range> lines = line_ranges_before_body_end(body, parts[i + 1]);
      second.insert(second.end(), lines.begin(), lines.end());
    }
    std::stable_sort(second.begin(), second.end(), starts_before);
    if (try_removal_pairs(question, probe, "footers-in-parts", first, second)) return true;
    const std::vector<Range> unlikely = paired(last_line_ranges(body, parts[i], false));
    if (try_same_words(question, probe, "footers-in-parts", unlikely, second)) return true;
  }
  return false;
}

}  // namespace indicia::forensics
