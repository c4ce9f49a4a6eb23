// Lines, parts and tags of a body, and the edit that a proof becomes; see body_text.h.
#include "forensics/body_text.h"

#include <algorithm>

#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t longest_tag = 16 * 1024;
constexpr std::size_t most_tags = 500;
constexpr std::size_t shown_octets = 72;
constexpr std::size_t least_word = 5;
constexpr std::size_t most_with_word = 6;
constexpr std::size_t most_read = 4096;  // octets that are searched for something to show

bool holds_readable_text(const message::PartTree& tree, const message::Part& part) {
  if (part.type != "text" || part.disposition == "attachment") return false;
  if (part.transfer_encoding == "base64") return false;
  for (std::size_t i = part.parent; i != message::Part::no_parent; i = tree.parts[i].parent) {
    if (tree.parts[i].enclosed_message) return false;
  }
  return !part.enclosed_message;
}

// One line of text for a sentence: white space shrunk, without a rule in front.
std::string shown(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n-_=*~#+"), text.size()));
  std::string out;
  bool cut = false;
  for (const char c : text) {
    const bool space = is_fws(c);
    if (space && (out.empty() || out.back() == ' ')) continue;
    if (out.size() >= shown_octets && (static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      cut = true;
      break;
    }
    out += space ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return clean_utf8(out) + (cut ? "\u2026" : "");
}

struct Change {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

// Octets that stay as they are at the edges belong to no change.
void shrink(Change& change, std::string_view body) {
  std::size_t front = 0;
  while (change.begin + front < change.end && front < change.text.size() &&
         body[change.begin + front] == change.text[front]) {
    ++front;
  }
  change.begin += front;
  change.text.erase(0, front);
  while (change.begin < change.end && !change.text.empty() &&
         body[change.end - 1] == change.text.back()) {
    --change.end;
    change.text.pop_back();
  }
}

std::vector<Change> changes_of(std::string_view body,
                               std::span<const BodyReplacement> replacements) {
  std::vector<Change> changes;
  for (const BodyReplacement& one : replacements) {
    if (!changes.empty() && changes.back().end == one.offset) {
      changes.back().end += one.length;
      changes.back().text += one.text;
    } else {
      changes.push_back({one.offset, one.offset + one.length, std::string(one.text)});
    }
  }
  for (Change& change : changes) shrink(change, body);
  std::erase_if(changes, [](const Change& c) { return c.begin == c.end && c.text.empty(); });
  return changes;
}

}  // namespace

std::vector<TextPart> text_parts(const BodyQuestion& question, std::size_t most) {
  const std::string_view body = question.message->body;
  const message::PartTree& tree = *question.parts;
  std::vector<TextPart> found;
  for (const message::Part& part : tree.parts) {
    if (found.size() == most) break;
    if (!holds_readable_text(tree, part)) continue;
    TextPart text;
    text.parent = part.parent;
    text.begin = offset_in(body, part.body);
    text.end = text.begin + part.body.size();
    text.delimiter = text.end < body.size() ? next_line(body, text.end) : text.end;
    text.html = part.subtype == "html";
    found.push_back(text);
  }
  return found;
}

bool are_twins(const BodyQuestion& question, const TextPart& text, const TextPart& other) {
  if (text.parent == other.parent) return true;
  if (!other.html || other.parent == message::Part::no_parent) return false;
  const std::vector<message::Part>& parts = question.parts->parts;
  return parts[other.parent].parent == text.parent;
}

std::size_t offset_in(std::string_view body, std::string_view view) {
  if (view.data() == nullptr || view.data() < body.data()) return 0;
  return std::min(static_cast<std::size_t>(view.data() - body.data()), body.size());
}

std::size_t next_line(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  return feed == std::string_view::npos ? text.size() : feed + 1;
}

std::string_view line_at(std::string_view text, std::size_t start) {
  std::size_t end = std::min(text.find('\n', start), text.size());
  if (end < text.size() && end > start && text[end - 1] == '\r') --end;
  return text.substr(start, end - start);
}

std::vector<std::size_t> last_lines(std::string_view body, std::size_t begin, std::size_t end,
                                    std::size_t most) {
  std::vector<std::size_t> starts;
  for (std::size_t at = end; at > begin && starts.size() < most;) {
    const std::size_t feed = at > begin + 1 ? body.rfind('\n', at - 2) : std::string_view::npos;
    at = feed == std::string_view::npos || feed < begin ? begin : feed + 1;
    starts.push_back(at);
  }
  std::reverse(starts.begin(), starts.end());
  return starts;
}

std::vector<std::size_t> first_lines(std::string_view body, std::size_t begin, std::size_t end,
                                     std::size_t most) {
  std::vector<std::size_t> ends;
  for (std::size_t at = begin; at < end && ends.size() < most;) {
    at = std::min(next_line(body, at), end);
    ends.push_back(at);
  }
  return ends;
}

std::size_t end_of_tag(std::string_view body, std::size_t at, std::size_t end) {
  const std::string_view text = body.substr(at, std::min(end - at, longest_tag));
  const std::string_view last = text.starts_with("<!--") ? "-->" : ">";
  const std::size_t found = text.find(last);
  return found == std::string_view::npos ? end : at + found + last.size();
}

bool is_tag(std::string_view body, std::size_t at, std::string_view name) {
  const std::string_view text = body.substr(at);
  if (!text.starts_with('<') || !starts_with_ignoring_case(text.substr(1), name)) return false;
  return text.size() == name.size() + 1 || !is_alnum(text[name.size() + 1]);
}

std::optional<std::size_t> last_tag(std::string_view body, std::size_t begin, std::size_t end,
                                    std::string_view name) {
  const std::string_view text = body.substr(0, end);
  std::size_t at = end;
  for (std::size_t i = 0; i < most_tags && at > begin; ++i) {
    at = text.rfind('<', at - 1);
    if (at == std::string_view::npos || at < begin) break;
    if (is_tag(body, at, name)) return at;
  }
  return std::nullopt;
}

bool separates(std::string_view line) {
  const std::string_view text = trim(line);
  return text.empty() || (text.size() > 1 && text[0] == text[1] && !is_alnum(text[0]));
}

namespace {

std::vector<BodyReplacement> removals(std::initializer_list<Range> ranges) {
  std::vector<BodyReplacement> list;
  for (const Range& range : ranges) list.push_back({range.begin, range.end - range.begin, {}});
  return list;
}

}  // namespace

bool test_removals(BodyProbe& probe, std::initializer_list<Range> ranges) {
  return probe.test(removals(ranges));
}

bool try_removals(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                  std::span<const Range> ranges) {
  for (const Range& range : ranges) {
    if (probe.search().budget_ended) return false;
    if (range.begin >= range.end || !test_removals(probe, {range})) continue;
    probe.search().edit = removal_edit(question, ident, {range});
    return true;
  }
  return false;
}

namespace {

// The first word of five letters or more.
std::string_view first_word(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t end = at;
    while (end < text.size() && is_alpha(text[end])) ++end;
    if (end - at >= least_word) return text.substr(at, end - at);
    at = end;
  }
  return {};
}

// The smallest of the ranges that hold the word's first or last occurrence among them, ascending.
std::vector<Range> ranges_with(std::string_view body, std::string_view word,
                               std::span<const Range> ranges) {
  std::vector<Range> found;
  if (word.empty() || ranges.empty()) return found;
  std::size_t begin = body.size();
  std::size_t end = 0;
  for (const Range& range : ranges) {
    begin = std::min(begin, range.begin);
    end = std::max(end, range.end);
  }
  const std::string_view text = body.substr(begin, end - begin);
  const std::size_t first = text.find(word);
  if (first == std::string_view::npos) return found;
  const std::size_t last = text.rfind(word);
  for (const Range& range : ranges) {
    for (const std::size_t at : {begin + first, begin + last}) {
      if (range.begin > at || range.end < at + word.size()) continue;
      found.push_back(range);
      break;
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Range& a, const Range& b) {
    return a.end - a.begin < b.end - b.begin;
  });
  if (found.size() > most_with_word) found.resize(most_with_word);
  std::stable_sort(found.begin(), found.end(),
                   [](const Range& a, const Range& b) { return a.begin < b.begin; });
  return found;
}

bool try_pairs_of(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                  const Range& one, std::span<const Range> others) {
  for (const Range& other : others) {
    if (probe.search().budget_ended) return false;
    if (!test_removals(probe, {one, other})) continue;
    probe.search().edit = removal_edit(question, ident, {one, other});
    return true;
  }
  return false;
}

}  // namespace

bool try_same_words(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                    std::span<const Range> first, std::span<const Range> second) {
  const std::string_view body = probe.body();
  for (const Range& one : first) {
    const std::string_view word = first_word(body.substr(one.begin, one.end - one.begin));
    if (try_pairs_of(question, probe, ident, one, ranges_with(body, word, second))) return true;
  }
  return false;
}

bool try_removal_pairs(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                       std::span<const Range> first, std::span<const Range> second) {
  if (try_same_words(question, probe, ident, first, second)) return true;
  for (const Range& one : first) {
    if (try_pairs_of(question, probe, ident, one, second)) return true;
  }
  return false;
}

bool try_replacements(const BodyQuestion& question, BodyProbe& probe, std::string_view ident,
                      std::span<const BodyReplacement> replacements) {
  if (replacements.empty()) return false;
  if (replacements.size() > most_places) {
    probe.search().budget_ended = true;
    return false;
  }
  if (!probe.test(replacements)) return false;
  probe.search().edit = body_edit(question, ident, replacements);
  return true;
}

Edit body_edit(const BodyQuestion& question, std::string_view ident,
               std::span<const BodyReplacement> replacements) {
  const std::string_view body = question.message->body;
  const Location& origin = question.message->body_location;
  Edit edit{.ident = ident, .params = {}, .undo = {}, .fields = {}};
  std::size_t octets = 0;
  std::size_t line = origin.line;
  std::size_t counted = 0;
  std::string text;
  for (Change& change : changes_of(body, replacements)) {
    line += static_cast<std::size_t>(
        std::count(body.data() + counted, body.data() + change.begin, '\n'));
    counted = change.begin;
    const std::size_t length = change.end - change.begin;
    octets += length;
    if (text.empty()) text = shown(body.substr(change.begin, std::min(length, most_read)));
    edit.undo.push_back({{origin.offset + change.begin, length, line}, std::move(change.text)});
  }
  const std::size_t first = edit.undo.empty() ? origin.line : edit.undo.front().received.line;
  edit.params = {{"octets", std::to_string(octets)},
                 {"count", std::to_string(edit.undo.size())},
                 {"line", std::to_string(first)},
                 {"text", text}};
  return edit;
}

void set_text(Edit& edit, std::string_view text) {
  for (auto& [name, value] : edit.params) {
    if (name == "text") value = shown(text.substr(0, most_read));
  }
}

Edit removal_edit(const BodyQuestion& question, std::string_view ident,
                  std::initializer_list<Range> ranges) {
  return body_edit(question, ident, removals(ranges));
}

}  // namespace indicia::forensics
