// Escapes text for Markdown word by word; see markdown.h (CommonMark 0.31, GFM 0.29).
#include "share/markdown.h"

#include <algorithm>
#include <iterator>

#include "text.h"

namespace indicia::share {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_plain(char c) {
  constexpr std::string_view marks = ".,;:()'\"?/%+=-";
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || marks.find(c) != npos;
}

// "example.com", "www.x": a dot before a letter, which some systems take for a link.
bool has_inner_dot(std::string_view word) {
  for (std::size_t i = 1; i + 1 < word.size(); ++i) {
    if (word[i] != '.' || word[i - 1] == '.') continue;
    if (is_alpha(word[i + 1]) || static_cast<unsigned char>(word[i + 1]) >= 0x80) return true;
  }
  return false;
}

// "ABC-12" of Jira, "GH-12", a commit of seven hexadecimal digits or more.
bool is_reference(std::string_view word) {
  const std::size_t dash = word.find('-');
  if (dash != npos && dash > 0 && dash + 1 < word.size() && is_alpha(word[0]) &&
      is_digit(word[dash + 1])) {
    return true;
  }
  constexpr std::size_t shortest_commit = 7;
  return word.size() >= shortest_commit &&
         std::all_of(word.begin(), word.end(), [](char c) { return hex_value(c) >= 0; });
}

// ":smile:" and "10:20:30", ":)" and "(y)".
bool is_emoticon(std::string_view word) {
  constexpr std::string_view eyes[] = {":)", ":(", ":D", ":P", ":/", ":-", ";)", ";-"};
  if (std::count(word.begin(), word.end(), ':') > 1) return true;
  if (std::any_of(std::begin(eyes), std::end(eyes),
                  [&](std::string_view face) { return word.find(face) != npos; })) {
    return true;
  }
  const std::size_t open = word.find('(');
  const std::size_t close = word.find(')', open == npos ? 0 : open);
  return open != npos && close != npos && close - open <= 4;
}

// What begins a list, a heading or a rule at the start of a line.
bool is_block_start(std::string_view word) {
  if (word.find_first_not_of("-+=") == npos) return true;
  const std::size_t digits = word.find_first_not_of("0123456789");
  return digits != npos && digits > 0 && digits + 1 == word.size();
}

bool needs_code(std::string_view word) {
  return !std::all_of(word.begin(), word.end(), is_plain) || word.find("//") != npos ||
         has_inner_dot(word) || is_reference(word) || is_emoticon(word);
}

// CommonMark 6.1: the fence is longer than any run of backticks inside; a blank beside one at the
// end is dropped again.
std::string code(std::string_view word) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (char c : word) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string_view pad = word.starts_with('`') || word.ends_with('`') ? " " : "";
  return fence + std::string(pad) + std::string(word) + std::string(pad) + fence;
}

// Punctuation around a word stands outside of its code span.
std::string shown(std::string_view word, bool at_start) {
  std::size_t begin = 0;
  std::size_t end = word.size();
  while (end > 0 && std::string_view(".,:;)\"").find(word[end - 1]) != npos) --end;
  while (begin < end && std::string_view("(\"").find(word[begin]) != npos) ++begin;
  const std::string_view core = word.substr(begin, end - begin);
  if (core.empty()) return is_emoticon(word) ? code(word) : std::string(word);
  const bool block = at_start && (is_block_start(word) || is_block_start(core));
  if (!block && !needs_code(core)) return is_emoticon(word) ? code(word) : std::string(word);
  if (is_emoticon(word) && !is_emoticon(core)) return code(word);
  return std::string(word.substr(0, begin)) + code(core) + std::string(word.substr(end));
}

}  // namespace

std::string markdown(std::string_view text) {
  const std::string visible = escaped(clean_utf8(text));
  std::string out;
  for (std::string_view word : split(visible, ' ')) {
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    out += shown(word, out.empty());
  }
  return out;
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (char c : markdown(text)) {
    if (c == '|') out += '\\';  // GFM 4.10: also inside a code span
    out += c;
  }
  return out;
}

}  // namespace indicia::share
