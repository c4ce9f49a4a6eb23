// What the hypotheses about a body have in common: its lines, its readable parts, their HTML tags,
// and the edit that a proof becomes. Offsets count from the start of the body.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forensics/body_probe.h"
#include "forensics/body_search.h"

namespace indicia::forensics {

// Some octets of the body, [begin, end).
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A part that people read: text, not in base64, no attachment, not inside an enclosed message.
struct TextPart {
  std::size_t parent = 0;     // index in PartTree::parts
  std::size_t begin = 0;      // its content
  std::size_t end = 0;        // before the line end that belongs to the delimiter
  std::size_t delimiter = 0;  // where the delimiter line behind it starts, or the body's end
  bool html = false;
};

// At most `most`, in the order of their octets.
std::vector<TextPart> text_parts(const BodyQuestion& question, std::size_t most);

// Whether the second is beside the text, or is HTML in a multipart/related beside it (RFC 2387).
bool are_twins(const BodyQuestion& question, const TextPart& text, const TextPart& other);

// Where a view of the body starts in it.
std::size_t offset_in(std::string_view body, std::string_view view);

// The start of the line behind `at`, or the text's size.
std::size_t next_line(std::string_view text, std::size_t at);
// The line that starts there without its end, CRLF or LF.
std::string_view line_at(std::string_view text, std::size_t start);

// Calls visit(start, end, next) for each line: its text is [start, end), the next one starts at
// `next`; until one returns false.
template <typename Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t next = next_line(text, start);
    std::size_t end = next;
    if (end > start && text[end - 1] == '\n') --end;
    if (end < next && end > start && text[end - 1] == '\r') --end;
    if (!visit(start, end, next)) return;
    start = next;
  }
}

// The starts of the last lines of [begin, end), ascending; `begin` is one of them.
std::vector<std::size_t> last_lines(std::string_view body, std::size_t begin, std::size_t end,
                                    std::size_t most);
// The ends of the first lines of [begin, end), behind their line ends.
std::vector<std::size_t> first_lines(std::string_view body, std::size_t begin, std::size_t end,
                                     std::size_t most);

// The end of a tag or comment that starts with '<' at `at`, behind its '>'; `end` when it has none.
// Looks at most 16 KiB ahead.
std::size_t end_of_tag(std::string_view body, std::size_t at, std::size_t end);
// Whether the tag at `at` has this name, in lower case ("body", "/body").
bool is_tag(std::string_view body, std::size_t at, std::string_view name);
// The last tag of that name among the last 500 of [begin, end).
std::optional<std::size_t> last_tag(std::string_view body, std::size_t begin, std::size_t end,
                                    std::string_view name);

// A blank line, or one that begins with a rule ("--", "__"): text that is added begins and ends at
// such lines.
bool separates(std::string_view line);

// Tests removals that are disjoint and ascending.
bool test_removals(BodyProbe& probe, std::initializer_list<Range> ranges);
// Tests the removals one by one, up to the first that is proven; the edit has that ident then.
bool try_removals(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                  std::span<const Range> ranges);

// Tests one removal of each list together, where both hold the same words: what is added to a text
// and to its HTML twin is one text.
bool try_same_words(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                    std::span<const Range> first, std::span<const Range> second);
// The same, then all pairs.
bool try_removal_pairs(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                       std::span<const Range> first, std::span<const Range> second);
// Tests a list of replacements; one of more than 100,000 places counts as left untried. An empty
// list is no attempt.
bool try_replacements(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                      std::span<const BodyReplacement> replacements);
constexpr std::size_t most_places = 100'000;

// The edit that a tested list of replacements proves: neighbours merged, octets that stay equal at
// the edges left out. Its params: "octets" that were received in their place, "count" of places,
// "line" of the first in the input, "text" that stands there, shortened.
Edit body_edit(const BodyQuestion& question, std::string_view ident,
               std::span<const BodyReplacement> replacements);
// Another text for the param "text".
void set_text(Edit& edit, std::string_view text);
Edit removal_edit(const BodyQuestion& question, std::string_view ident,
                  std::initializer_list<Range> ranges);

}  // namespace indicia::forensics
