// What lists, gateways and mail programs put into a Subject (dkim-forensics.md 5.1 H1).
#include <algorithm>
#include <array>

#include "forensics/encoded_spelling.h"
#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/encoded_word.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t longest_cut = 120;  // octets that a tag may have
constexpr std::size_t most_elements = 5;

// Where the element ends that starts at `at`: a tag in brackets or stars, or words up to a colon.
// npos: none starts there.
std::size_t element_end(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 60;
  if (at >= text.size()) return std::string_view::npos;
  const std::string_view rest = text.substr(at, longest);
  static constexpr std::array<std::string_view, 4> pairs = {"[]", "()", "{}", "<>"};
  for (const std::string_view pair : pairs) {
    if (rest.front() != pair[0]) continue;
    const std::size_t close = rest.find(pair[1]);
    return close == std::string_view::npos ? close : at + close + 1;
  }
  if (rest.front() == '*') {
    const std::size_t word = rest.find_first_not_of('*');
    const std::size_t close = word == std::string_view::npos ? word : rest.find('*', word);
    if (close == std::string_view::npos) return close;
    return at + std::min(rest.find_first_not_of('*', close), rest.size());
  }
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  return std::count(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon), ' ') > 2
             ? std::string_view::npos
             : at + colon + 1;
}

// The leading elements of a Subject and what follows them, without white space between.
struct Parts {
  std::vector<std::string> elements;
  std::string rest;
};

Parts parts_of(std::string_view text) {
  Parts parts;
  std::size_t at = 0;
  while (parts.elements.size() < most_elements) {
    const std::size_t end = element_end(text, at);
    if (end == std::string_view::npos) break;
    parts.elements.emplace_back(text.substr(at, end - at));
    at = end;
    while (at < text.size() && is_wsp(text[at])) ++at;
  }
  parts.rest = text.substr(at);
  return parts;
}

std::string join(const std::vector<std::string>& elements, std::string_view rest) {
  std::string out;
  for (const std::string& element : elements) {
    out += element;
    out += ' ';
  }
  out += rest;
  return std::string(trim(out));
}

// Without elements i to j - 1; the first element alone, which is the usual case, comes first.
std::vector<std::string> without_elements(const Parts& parts) {
  std::vector<std::string> texts;
  const std::size_t count = parts.elements.size();
  for (std::size_t length = 1; length <= count; ++length) {
    for (std::size_t i = 0; i + length <= count; ++i) {
      std::vector<std::string> left;
      for (std::size_t k = 0; k < count; ++k) {
        if (k < i || k >= i + length) left.push_back(parts.elements[k]);
      }
      texts.push_back(join(left, parts.rest));
    }
  }
  return texts;
}

// Places where something may have been put in: starts of words, and of the text of encoded words.
std::vector<std::size_t> cut_starts(std::string_view text) {
  constexpr std::size_t most = 8;
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = 1; i < text.size() && starts.size() < most; ++i) {
    if (is_wsp(text[i - 1]) && !is_wsp(text[i])) starts.push_back(i);
    if (text.substr(i - 1).starts_with("=?")) {
      const std::size_t charset = text.find('?', i + 1);
      if (charset != std::string_view::npos && charset + 3 < text.size() &&
          text[charset + 2] == '?') {
        starts.push_back(charset + 3);
      }
    }
  }
  return starts;
}

// Any piece near the front, then any at the end, taken out.
bool cut_anywhere(const message::Field& field, Offers& offers, std::string_view text) {
  for (const std::size_t start : cut_starts(text)) {
    const std::size_t last = std::min(text.size(), start + longest_cut);
    for (std::size_t end = start + 1; end <= last; ++end) {
      std::string left(trim(text.substr(0, start)));
      if (start > 0) left += text[start - 1] == '?' ? "" : " ";
      left += start == 0 ? trim(text.substr(end)) : text.substr(end);
      if (offers.content(field, trim(left))) return true;
    }
  }
  const std::size_t first = text.size() > longest_cut ? text.size() - longest_cut : 1;
  for (std::size_t end = text.size(); end-- > first;) {
    if (offers.content(field, trim(text.substr(0, end)))) return true;
  }
  return false;
}

// The texts in every usual way to write what is not ASCII.
bool offer_encoded(const message::Field& field, Offers& offers,
                   const std::vector<std::string>& texts, std::size_t most) {
  const std::vector<std::string> labels = charset_labels(field.value);
  std::size_t count = 0;
  for (const std::string& text : texts) {
    if (++count > most) {
      offers.cut();
      break;
    }
    for (const std::string& spelling : encoded_spellings(text, field.name, labels)) {
      if (offers.content(field, spelling)) return true;
    }
  }
  return false;
}

bool has_encoded_words(const message::Field& field) {
  return field.value.find("=?") != std::string_view::npos;
}

std::string decoded(const message::Field& field) {
  return std::string(trim(message::decode_encoded_words(field.value).text));
}

// Every order of every choice of the elements, at most four of them: 64 texts and the bare rest.
std::vector<std::string> arrangements(const Parts& parts) {
  std::vector<std::string> texts;
  std::vector<std::vector<std::size_t>> chosen = {{}};
  const std::size_t count = std::min<std::size_t>(parts.elements.size(), 4);
  for (std::size_t next = 0; next < chosen.size(); ++next) {
    const std::vector<std::size_t> order = chosen[next];
    std::vector<std::string> elements;
    for (const std::size_t i : order) elements.push_back(parts.elements[i]);
    texts.push_back(join(elements, parts.rest));
    for (std::size_t i = 0; i < count; ++i) {
      if (std::find(order.begin(), order.end(), i) != order.end()) continue;
      chosen.push_back(order);
      chosen.back().push_back(i);
    }
  }
  // The fullest come first: something was moved more often than lost.
  std::reverse(texts.begin(), texts.end());
  return texts;
}

constexpr std::array<std::string_view, 18> marks = {
    "Re:", "RE:", "re:",  "AW:", "Aw:", "SV:", "Sv:", "Antw:", "Fwd:",
    "FW:", "Fw:", "FWD:", "WG:", "VS:", "TR:", "RV:", "VB:",   "Odp:"};

constexpr std::array<std::string_view, 16> gateway_tags = {
    "[EXTERNAL]",   "[External]",     "[EXT]",  "[Ext]",   "EXTERNAL:",
    "[EXTERN]",     "[SPAM]",         "[Spam]", "SPAM:",   "***SPAM***",
    "*** SPAM ***", "*****SPAM*****", "[spam]", "{Spam?}", "[SUSPECTED SPAM]",
    "[CAUTION]"};

// One leading mark written otherwise, put in front, or put behind the first tag.
std::vector<std::string> with_other_marks(const Parts& parts) {
  std::vector<std::string> texts;
  for (const std::string_view mark : marks) {
    for (std::size_t i = 0; i < parts.elements.size(); ++i) {
      if (!parts.elements[i].ends_with(':')) continue;
      std::vector<std::string> elements = parts.elements;
      elements[i] = mark;
      texts.push_back(join(elements, parts.rest));
    }
    for (std::size_t i = 0; i <= parts.elements.size(); ++i) {
      std::vector<std::string> elements = parts.elements;
      elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(i), std::string(mark));
      texts.push_back(join(elements, parts.rest));
    }
  }
  return texts;
}

// "[list 124]" had a smaller number in the message that is answered.
std::vector<std::string> with_other_counters(const Parts& parts) {
  constexpr std::uint64_t most = 40;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < parts.elements.size(); ++i) {
    const std::string& tag = parts.elements[i];
    std::size_t end = tag.size();
    while (end > 0 && !is_digit(tag[end - 1])) --end;
    std::size_t start = end;
    while (start > 0 && is_digit(tag[start - 1])) --start;
    const auto number = parse_decimal(std::string_view(tag).substr(start, end - start));
    if (!number) continue;
    for (std::uint64_t back = 1; back <= most && back <= *number; ++back) {
      std::string digits = std::to_string(*number - back);
      if (digits.size() < end - start) digits.insert(0, end - start - digits.size(), '0');
      Parts changed = parts;
      changed.elements[i] = tag.substr(0, start) + digits + tag.substr(end);
      texts.push_back(join(changed.elements, parts.rest));
      if (parts.elements.size() == 2) {
        std::swap(changed.elements[0], changed.elements[1]);
        texts.push_back(join(changed.elements, parts.rest));
      }
    }
  }
  return texts;
}

// The name in List-Id, as a tag: "Users <users.example.org>" gives users and Users.
std::vector<std::string> list_tags(const Ground& ground) {
  std::vector<std::string> tags;
  if (const message::Field* field = ground.any_field("List-Id")) {
    const std::string content = content_of(*field);
    const std::size_t open = content.rfind('<');
    if (open != std::string::npos) {
      const std::string_view id = std::string_view(content).substr(open + 1);
      tags.push_back("[" + std::string(id.substr(0, id.find_first_of(".>"))) + "]");
      std::string_view name = trim(std::string_view(content).substr(0, open));
      if (name.starts_with('"')) name.remove_prefix(1);
      if (name.ends_with('"')) name.remove_suffix(1);
      if (!name.empty()) tags.push_back("[" + std::string(name) + "]");
    }
  }
  for (const std::string_view tag : gateway_tags) tags.emplace_back(tag);
  return tags;
}

// A tag that a later host took out again, put back in front or behind the first mark.
std::vector<std::string> with_tags(const Ground& ground, const Parts& parts) {
  std::vector<std::string> texts;
  for (const std::string& tag : list_tags(ground)) {
    for (std::size_t i = 0; i <= std::min<std::size_t>(parts.elements.size(), 1); ++i) {
      std::vector<std::string> elements = parts.elements;
      elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(i), tag);
      texts.push_back(join(elements, parts.rest));
    }
  }
  return texts;
}

bool offer_all(const message::Field& field, Offers& offers, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return offers.content(field, text); });
}

}  // namespace

bool subject_tag(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("Subject");
  if (field == nullptr) return false;
  const std::string text = content_of(*field);
  if (offer_all(*field, offers, without_elements(parts_of(text)))) return true;
  if (has_encoded_words(*field) || !is_ascii(text)) {
    constexpr std::size_t most = 12;
    if (offer_encoded(*field, offers, without_elements(parts_of(decoded(*field))), most)) {
      return true;
    }
  }
  return cut_anywhere(*field, offers, text);
}

bool subject_marks(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("Subject");
  if (field == nullptr) return false;
  const Parts parts = parts_of(content_of(*field));
  if (offer_all(*field, offers, arrangements(parts)) ||
      offer_all(*field, offers, with_other_counters(parts)) ||
      offer_all(*field, offers, with_other_marks(parts)) ||
      offer_all(*field, offers, with_tags(ground, parts))) {
    return true;
  }
  if (!has_encoded_words(*field)) return false;
  constexpr std::size_t most = 70;
  const Parts plain = parts_of(decoded(*field));
  return offer_encoded(*field, offers, arrangements(plain), most) ||
         offer_encoded(*field, offers, with_other_counters(plain), most);
}

}  // namespace indicia::forensics
