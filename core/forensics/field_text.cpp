// Folding of field contents; see field_text.h.
#include "forensics/field_text.h"

#include <algorithm>

#include "text.h"

namespace indicia::forensics {

std::string content_of(const message::Field& field) {
  return std::string(trim(unfold(field.value)));
}

std::string folded(std::string_view name, std::string_view content, std::size_t width, bool tab) {
  std::string out = " ";
  std::size_t column = name.size() + 2;
  std::size_t at = 0;
  while (at < content.size()) {
    // A piece: white space and what follows it up to the next white space.
    std::size_t word = at;
    while (word < content.size() && is_wsp(content[word])) ++word;
    std::size_t end = word;
    while (end < content.size() && !is_wsp(content[end])) ++end;
    if (at != 0 && word != at && column + (end - at) > width && word != end) {
      out += "\r\n";
      if (tab) {
        out += '\t';
        out += content.substr(word, end - word);
        column = 1 + end - word;
      } else {
        out += content.substr(at, end - at);
        column = end - at;
      }
    } else {
      out += content.substr(at, end - at);
      column += end - at;
    }
    at = end;
  }
  return out;
}

std::vector<std::string> foldings(std::string_view name, std::string_view content) {
  std::vector<std::string> values = {" " + std::string(content)};
  for (const std::size_t width : {78U, 76U, 75U, 72U, 998U}) {
    for (const bool tab : {false, true}) {
      std::string value = folded(name, content, width, tab);
      if (std::find(values.begin(), values.end(), value) == values.end()) {
        values.push_back(std::move(value));
      }
    }
  }
  return values;
}

std::string collapsed(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char c : text) {
    if (is_fws(c)) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = upper(c);
  return out;
}

std::string title_case(std::string_view text) {
  std::string out = to_lower(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i == 0 || !is_alnum(out[i - 1])) out[i] = upper(out[i]);
  }
  return out;
}

}  // namespace indicia::forensics
