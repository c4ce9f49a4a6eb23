// Marks and tags of a key record as people write them; see key_text.h.
#include "dkim/key_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "text.h"

namespace indicia::dkim {

void ForgivenFaults::add(std::string_view ident) {
  if (std::find(list_.begin(), list_.end(), ident) == list_.end()) list_.push_back(ident);
}

namespace {

struct Mark {
  std::string_view text;
  std::string_view instead;
  std::string_view fault;
};

// Characters that web pages and word processors put in (UTF-8).
constexpr std::array characters = {
    Mark{"\xC2\xA0", " ", "key-invisible-characters"},      // no-break space
    Mark{"\xE2\x80\xAF", " ", "key-invisible-characters"},  // narrow no-break space
    Mark{"\xE2\x80\x8B", "", "key-invisible-characters"},   // zero width space
    Mark{"\xE2\x80\x8C", "", "key-invisible-characters"},
    Mark{"\xE2\x80\x8D", "", "key-invisible-characters"},
    Mark{"\xE2\x81\xA0", "", "key-invisible-characters"},  // word joiner
    Mark{"\xEF\xBB\xBF", "", "key-invisible-characters"},  // byte order mark
    Mark{"\xC2\xAD", "", "key-invisible-characters"},      // soft hyphen
    Mark{"\xE2\x80\x9C", "\"", "key-quotes"},
    Mark{"\xE2\x80\x9D", "\"", "key-quotes"},
    Mark{"\xE2\x80\x9E", "\"", "key-quotes"},
    Mark{"\xC2\xAB", "\"", "key-quotes"},
    Mark{"\xC2\xBB", "\"", "key-quotes"},
    Mark{"\xE2\x80\x98", "\"", "key-quotes"},
    Mark{"\xE2\x80\x99", "\"", "key-quotes"},
    Mark{"'", "\"", "key-quotes"},
    Mark{"`", "\"", "key-quotes"},
};

// Ampersands first, so that "&amp;quot;" is read as well.
constexpr std::array entities = {
    Mark{"&amp;", "&", "key-html-entities"},  Mark{"&quot;", "\"", "key-html-entities"},
    Mark{"&nbsp;", " ", "key-html-entities"}, Mark{"&apos;", "\"", "key-html-entities"},
    Mark{"&semi;", ";", "key-html-entities"}, Mark{"&equals;", "=", "key-html-entities"},
    Mark{"&plus;", "+", "key-html-entities"}, Mark{"&sol;", "/", "key-html-entities"},
    Mark{"&#34;", "\"", "key-html-entities"}, Mark{"&#x22;", "\"", "key-html-entities"},
    Mark{"&#39;", "\"", "key-html-entities"}, Mark{"&#43;", "+", "key-html-entities"},
    Mark{"&#x2B;", "+", "key-html-entities"}, Mark{"&#x2b;", "+", "key-html-entities"},
    Mark{"&#47;", "/", "key-html-entities"},  Mark{"&#x2F;", "/", "key-html-entities"},
    Mark{"&#x2f;", "/", "key-html-entities"}, Mark{"&#59;", ";", "key-html-entities"},
    Mark{"&#x3B;", ";", "key-html-entities"}, Mark{"&#x3b;", ";", "key-html-entities"},
    Mark{"&#61;", "=", "key-html-entities"},  Mark{"&#x3D;", "=", "key-html-entities"},
    Mark{"&#x3d;", "=", "key-html-entities"},
};

template <std::size_t size>
const Mark* mark_at(std::string_view text, const std::array<Mark, size>& marks) {
  for (const Mark& mark : marks) {
    if (text.starts_with(mark.text)) return &mark;
  }
  return nullptr;
}

template <std::size_t size>
std::string replaced(std::string_view text, std::string_view firsts,
                     const std::array<Mark, size>& marks, ForgivenFaults& faults) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of(firsts), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const Mark* mark = mark_at(text, marks);
    if (mark != nullptr) {
      out += mark->instead;
      faults.add(mark->fault);
    } else {
      out += text.front();
    }
    text.remove_prefix(mark != nullptr ? mark->text.size() : 1);
  }
  return out;
}

// RFC 1035 5.1 and the strings of programming languages: "\n" stands for a line end, "\059" for an
// octet, anything else for itself.
std::string unescaped(std::string_view text, ForgivenFaults& faults) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    faults.add("key-escapes");
    const std::string_view next = text.substr(i + 1);
    if (next.size() >= 3 && is_digit(next[0]) && is_digit(next[1]) && is_digit(next[2])) {
      out += static_cast<char>(parse_decimal(next.substr(0, 3)).value_or(0) & 0xFF);
      i += 3;
    } else if (!next.empty()) {
      const char c = next.front();
      out += c == 'n' || c == 'r' || c == 't' ? ' ' : c;
      ++i;
    }
  }
  return out;
}

// Quotes end and begin strings: nothing stands between two of them (RFC 6376 3.6.2.2).
std::string unquoted(std::string_view text, ForgivenFaults& faults) {
  std::string out;
  bool after_quote = false;
  for (const char c : text) {
    if (c == '"') {
      faults.add("key-quotes");
      if (after_quote) {
        while (!out.empty() && is_fws(out.back())) out.pop_back();
      }
      after_quote = true;
    } else if (c == '(' || c == ')') {
      faults.add("key-parentheses");
    } else {
      if (!is_fws(c)) after_quote = false;
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string without_marks(std::string_view text, ForgivenFaults& faults) {
  std::string out = replaced(text, "\xC2\xE2\xEF'`", characters, faults);
  if (out.find('&') != std::string::npos) {
    // The ampersands of "&amp;quot;" first, then what they belong to.
    for (int pass = 0; pass < 2; ++pass) out = replaced(out, "&", entities, faults);
  }
  return unquoted(unescaped(out, faults), faults);
}

namespace {

constexpr std::string_view tag_names = "vkphstng";

// A tag name with its equals sign.
struct Marker {
  std::size_t start = 0;  // of the name
  std::size_t value = 0;  // behind the equals sign
  char name = 0;          // lower case
};

// Whether a tag can begin here: at the start, behind a separator, or directly behind a value that
// is complete ("v=DKIM1k=rsa").
bool can_begin(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (before == ';' || before == ',' || before == '=' || is_fws(before)) return true;
  const std::string_view passed = text.substr(0, at);
  return ends_with_ignoring_case(passed, "v=DKIM1") || ends_with_ignoring_case(passed, "k=rsa") ||
         ends_with_ignoring_case(passed, "k=ed25519");
}

std::optional<Marker> marker_at(std::string_view text, std::size_t at) {
  const char name = lower(text[at]);
  if (tag_names.find(name) == std::string_view::npos || !can_begin(text, at)) return std::nullopt;
  std::size_t equals = at + 1;
  while (equals < text.size() && is_fws(text[equals])) ++equals;
  if (equals == text.size() || text[equals] != '=') return std::nullopt;
  // The padding of base64 that white space has cut off: "... t==".
  if (text.substr(equals).starts_with("==")) return std::nullopt;
  return Marker{at, equals + 1, name};
}

std::vector<Marker> markers_of(std::string_view text) {
  std::vector<Marker> markers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto marker = marker_at(text, i)) {
      markers.push_back(*marker);
      i = marker->value - 1;
    }
  }
  return markers;
}

bool is_separator(char c) {
  return c == ';' || c == ',' || is_fws(c);
}

// What lies between the value of one tag and the name of the next.
void judge_separator(std::string_view between, ForgivenFaults& faults) {
  const auto count = std::count(between.begin(), between.end(), ';');
  if (count == 0) faults.add("key-missing-semicolons");
  if (count > 1) faults.add("key-extra-semicolons");
}

std::string_view value_of(std::string_view text, ForgivenFaults& faults, bool last) {
  std::size_t end = text.size();
  while (end > 0 && is_separator(text[end - 1])) --end;
  const std::string_view behind = text.substr(end);
  if (!last) judge_separator(behind, faults);
  if (last && std::count(behind.begin(), behind.end(), ';') > 1) {
    faults.add("key-extra-semicolons");
  }
  return trim(text.substr(0, end));
}

bool is_dkim_version(std::string_view value) {
  return starts_with_ignoring_case(value, "dkim");
}

void judge_version(const std::vector<MeantTag>& tags, ForgivenFaults& faults) {
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (tags[i].name == 'v' && (i != 0 || tags[i].value != "DKIM1")) faults.add("key-version");
    for (std::size_t j = 0; j < i; ++j) {
      if (tags[j].name == tags[i].name) faults.add("key-repeated-tags");
    }
  }
}

}  // namespace

std::vector<MeantTag> meant_tags(std::string_view text, ForgivenFaults& faults) {
  constexpr std::size_t most_tags = 32;
  const std::vector<Marker> markers = markers_of(text);
  std::vector<MeantTag> tags;
  if (markers.empty() || markers.size() > most_tags) return tags;
  const std::string_view before = trim(text.substr(0, markers.front().start));
  if (before.find_first_not_of("; ") != std::string_view::npos) {
    faults.add("key-text-before");
  } else if (!before.empty()) {
    faults.add("key-extra-semicolons");
  }
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const bool last = i + 1 == markers.size();
    const std::size_t end = last ? text.size() : markers[i + 1].start;
    if (text[markers[i].start] != markers[i].name) faults.add("key-tag-case");
    const std::string_view raw = text.substr(markers[i].value, end - markers[i].value);
    tags.push_back({markers[i].name, std::string(value_of(raw, faults, last))});
    if (tags.back().name == 'v' && !is_dkim_version(tags.back().value)) return {};
  }
  judge_version(tags, faults);
  return tags;
}

}  // namespace indicia::dkim
