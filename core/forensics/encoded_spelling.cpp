// Encoders of RFC 2047 as they are met; see encoded_spelling.h.
#include "forensics/encoded_spelling.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "forensics/field_text.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t longest_text = 1'024;  // octets that are encoded
constexpr std::size_t most_spellings = 600;

bool add(std::vector<std::string>& to, std::string text) {
  if (std::find(to.begin(), to.end(), text) != to.end()) return false;
  to.push_back(std::move(text));
  return true;
}

// The text's characters in the charset, one string each; nullopt: it lacks one of them.
std::optional<std::vector<std::string>> characters_in(std::string_view utf8,
                                                      std::string_view label) {
  const auto points = message::code_points(utf8);
  if (!points) return std::nullopt;
  std::vector<std::string> characters;
  const bool unicode = equal_ignoring_case(label, "utf-8");
  std::vector<std::string> table;  // UTF-8 of octets 0x80 to 0xFF
  for (int octet = 0x80; !unicode && octet <= 0xFF; ++octet) {
    table.push_back(message::to_utf8(std::string(1, static_cast<char>(octet)), label).value_or(""));
  }
  for (const char32_t point : *points) {
    std::string character;
    message::append_utf8(character, point);
    if (!unicode && point >= 0x80) {
      const auto found = std::find(table.begin(), table.end(), character);
      if (found == table.end()) return std::nullopt;
      character = std::string(1, static_cast<char>(0x80 + (found - table.begin())));
    }
    characters.push_back(std::move(character));
  }
  return characters;
}

bool stands_for_itself(char c, bool strict) {
  if (is_alnum(c)) return true;
  if (strict) return c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
  return c > ' ' && c < '\x7F' && c != '=' && c != '?' && c != '_';
}

std::string q_encoded(std::string_view octets, const WordStyle& style) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : octets) {
    if (c == ' ' && !style.space_escaped) {
      out += '_';
    } else if (stands_for_itself(c, style.strict)) {
      out += c;
    } else {
      const auto value = static_cast<unsigned char>(c);
      out += '=';
      out += digits[value >> 4];
      out += digits[value & 15];
    }
  }
  return out;
}

bool is_base64(const WordStyle& style) {
  return lower(style.encoding) == 'b';
}

std::string word_of(const WordStyle& style, std::string_view octets) {
  const std::string content = is_base64(style) ? encode_base64(octets) : q_encoded(octets, style);
  return "=?" + style.label + "?" + style.encoding + "?" + content + "?=";
}

// Octets that this piece has as encoded text.
std::size_t encoded_size(const WordStyle& style, std::size_t octets, std::size_t q_size) {
  return is_base64(style) ? (octets + 2) / 3 * 4 : q_size;
}

// A range of characters as one or more words.
std::string words_of(const WordStyle& style, const std::vector<std::string>& characters,
                     std::size_t begin, std::size_t end, std::size_t first_room) {
  const std::size_t overhead = style.label.size() + 7;
  std::string out;
  std::string octets;
  std::size_t q_size = 0;
  const auto flush = [&] {
    if (!out.empty()) out += ' ';
    out += word_of(style, octets);
    octets.clear();
    q_size = 0;
  };
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t q_more = is_base64(style) ? 0 : q_encoded(characters[i], style).size();
    const std::size_t taken = out.empty() ? first_room : 0;
    const std::size_t size =
        overhead + encoded_size(style, octets.size() + characters[i].size(), q_size + q_more);
    if (!octets.empty() && size + taken > style.longest) flush();
    octets += characters[i];
    q_size += q_more;
  }
  if (!octets.empty()) flush();
  return out;
}

// Words of the text, by SP: begin and end in characters, and whether one needs encoding.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool needs = false;
};

std::vector<Word> words_in(const std::vector<std::string>& characters) {
  std::vector<Word> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= characters.size(); ++i) {
    if (i < characters.size() && characters[i] != " ") continue;
    Word word{begin, i, false};
    for (std::size_t k = begin; k < i; ++k) word.needs = word.needs || !is_ascii(characters[k]);
    words.push_back(word);
    begin = i + 1;
  }
  return words;
}

std::string plain(const std::vector<std::string>& characters, const Word& word) {
  std::string out;
  for (std::size_t i = word.begin; i < word.end; ++i) out += characters[i];
  return out;
}

}  // namespace

std::vector<std::string> charset_labels(std::string_view value) {
  constexpr std::size_t most = 8;
  std::vector<std::string> labels;
  for (const message::EncodedWord& word : message::find_encoded_words(value.substr(0, 4'096))) {
    if (labels.size() >= 4) break;
    add(labels, std::string(word.label));
    add(labels, to_lower(word.label));
    add(labels, to_upper(word.label));
  }
  for (const std::string_view usual : {"UTF-8", "utf-8", "ISO-8859-1", "iso-8859-1"}) {
    if (labels.size() < most) add(labels, std::string(usual));
  }
  return labels;
}

namespace {

// Every style but for its widths.
std::vector<WordStyle> flavours(const std::vector<std::string>& labels) {
  using Extent = WordStyle::Extent;
  std::vector<WordStyle> styles;
  for (const std::string& label : labels) {
    for (const Extent extent : {Extent::all, Extent::run, Extent::span}) {
      for (const char encoding : {'B', 'Q', 'b', 'q'}) {
        for (const bool strict : {false, true}) {
          for (const bool space : {false, true}) {
            if (lower(encoding) == 'b' && (strict || space)) continue;
            styles.push_back({label, encoding, strict, space, extent});
          }
        }
      }
    }
  }
  return styles;
}

constexpr std::array<std::size_t, 6> widths = {75, 76, 74, 72, 64, 998};

using Characters = std::optional<std::vector<std::string>>;

std::string encoded(const WordStyle& style, const std::vector<std::string>& characters,
                    std::string_view name) {
  const std::size_t room = style.first_shorter ? name.size() + 2 : 0;
  if (style.extent == WordStyle::Extent::all) {
    return words_of(style, characters, 0, characters.size(), room);
  }
  const std::vector<Word> words = words_in(characters);
  const auto last =
      std::find_if(words.rbegin(), words.rend(), [](const Word& w) { return w.needs; });
  const std::size_t last_index = static_cast<std::size_t>(words.rend() - last);  // one behind it
  std::string out;
  for (std::size_t i = 0; i < words.size();) {
    if (i > 0) out += ' ';
    if (!words[i].needs) {
      out += plain(characters, words[i++]);
      continue;
    }
    std::size_t end = i + 1;
    if (style.extent == WordStyle::Extent::span) {
      end = last_index;
    } else {
      while (end < words.size() && words[end].needs) ++end;
    }
    out += words_of(style, characters, words[i].begin, words[end - 1].end,
                    style.first_shorter ? room + out.size() : 0);
    i = end;
  }
  return out;
}

}  // namespace

std::vector<WordStyle> word_styles(const std::vector<std::string>& labels) {
  std::vector<WordStyle> styles;
  for (WordStyle style : flavours(labels)) {
    for (const std::size_t width : widths) {
      for (const bool shorter : {false, true}) {
        style.longest = width;
        style.first_shorter = shorter;
        styles.push_back(style);
      }
    }
  }
  return styles;
}

std::string encoded_in(const WordStyle& style, std::string_view utf8, std::string_view name) {
  if (utf8.size() > longest_text) return {};
  const Characters characters = characters_in(utf8, style.label);
  return characters ? encoded(style, *characters, name) : std::string();
}

std::vector<std::string> encoded_spellings(std::string_view utf8, std::string_view name,
                                           const std::vector<std::string>& labels) {
  std::vector<std::string> spellings = {std::string(utf8)};
  std::set<std::string> known = {spellings.front()};
  if (utf8.size() > longest_text) return spellings;
  const auto take = [&](std::string spelling) {
    if (spellings.size() < most_spellings && known.insert(spelling).second) {
      spellings.push_back(std::move(spelling));
    }
  };
  for (const std::string& label : labels) {
    const Characters characters = characters_in(utf8, label);
    if (!characters) continue;
    for (WordStyle style : flavours({label})) {
      style.longest = 998;
      const std::string unbroken = encoded(style, *characters, name);
      // Where everything fits into the narrowest word, all widths give the same.
      if (unbroken.size() + name.size() + 2 > widths[4]) {
        for (const std::size_t width : widths) {
          for (const bool shorter : {false, true}) {
            style.longest = width;
            style.first_shorter = shorter;
            take(encoded(style, *characters, name));
          }
        }
      }
      take(unbroken);
      if (spellings.size() == most_spellings) return spellings;
    }
  }
  return spellings;
}

std::vector<std::string> respelled_words(std::string_view content) {
  const std::vector<message::EncodedWord> words = message::find_encoded_words(content);
  std::vector<std::string> texts;
  if (words.empty() || content.size() > longest_text) return texts;
  for (const int labels : {0, 1, 2}) {                            // as written, lower, upper
    for (const char encoding : {'=', '~', 'B', 'Q', 'b', 'q'}) {  // as written, other letter case
      for (const bool strict : {false, true}) {
        std::string out;
        std::size_t at = 0;
        for (const message::EncodedWord& word : words) {
          WordStyle style;
          style.label = labels == 0   ? std::string(word.label)
                        : labels == 1 ? to_lower(word.label)
                                      : to_upper(word.label);
          const std::string other(1, word.encoding);
          style.encoding =
              encoding == '=' ? word.encoding
              : encoding != '~'
                  ? encoding
                  : (lower(word.encoding) == word.encoding ? to_upper(other) : to_lower(other))[0];
          style.strict = strict;
          out += content.substr(at, word.offset - at);
          if (encoding == '=' || encoding == '~') {
            out += "=?" + style.label + "?" + style.encoding + "?";
            out += word.content;
            out += "?=";
          } else {
            out += word_of(style, word.octets);
          }
          at = word.offset + word.length;
        }
        out += content.substr(at);
        add(texts, std::move(out));
      }
    }
  }
  return texts;
}

}  // namespace indicia::forensics
