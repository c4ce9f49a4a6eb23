// Finds the rows behind a question; see explain.h.
#include "antispam/explain.h"

#include <algorithm>

#include "antispam/read.h"
#include "text.h"

namespace indicia::antispam {

namespace {

bool is_separator(char c) {
  return c == ':' || c == '=' || is_fws(c);
}

bool is_code(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), is_digit);
}

struct Pair {
  std::string_view key, value;
};

// "SFV:SPM", "SFV = SPM", "SFV SPM".
Pair pair_in(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !is_separator(text[at])) ++at;
  const std::string_view key = text.substr(0, at);
  while (at < text.size() && is_separator(text[at])) ++at;
  return {key, text.substr(at)};
}

// "SFV:NSPM;CAT:NONE", "compauth=fail reason=601".
std::vector<Pair> pairs_in(std::string_view topic) {
  std::vector<Pair> pairs;
  for (std::string_view piece : split(topic, ';')) {
    piece = trim(piece);
    if (piece.empty()) continue;
    std::vector<Pair> words;
    for (std::string_view word : split(piece, ' ')) {
      const std::size_t equals = word.find('=');
      const bool whole = equals != std::string_view::npos && equals > 0 && equals + 1 < word.size();
      if (whole) words.push_back(pair_in(word));
    }
    if (words.size() > 1) {
      pairs.insert(pairs.end(), words.begin(), words.end());
    } else {
      pairs.push_back(pair_in(piece));
    }
  }
  return pairs;
}

class Finder {
 public:
  Topic run(std::string_view topic) {
    topic = trim(topic);
    while (!topic.empty() && is_separator(topic.back())) topic.remove_suffix(1);
    if (topic.empty()) return {};
    by_ident(topic);
    if (found_.empty()) whole_field(topic);
    if (found_.empty()) by_header(topic);
    if (found_.empty()) by_pairs(topic);
    if (found_.empty()) by_rule(topic);
    if (found_.empty()) by_field(topic);
    if (found_.empty()) by_value(topic);
    for (std::string_view start : {"X-", "X-MS-Exchange-", "X-MS-Exchange-Organization-"}) {
      if (found_.empty()) by_header(std::string(start) + std::string(topic));
    }
    return std::move(found_);
  }

 private:
  void add(Row row) {
    auto& rows = found_.rows;
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
  }

  // Headers that share a table say the same.
  void add_unlisted(Row header, std::string_view field, std::string_view value) {
    std::vector<Row> listed = listed_values(header, field);
    for (const Unlisted& one : found_.unlisted) {
      if (one.listed == listed && one.field == field && one.value == value) return;
    }
    found_.unlisted.push_back({header, std::string(field), std::string(value), std::move(listed)});
  }

  template <typename Condition>
  void each(Condition&& condition) {
    for (Row row = 0; row < row_count(); ++row) {
      if (condition(entry(row))) add(row);
    }
  }

  template <typename Action>
  static void each_header(Action&& action) {
    for (Row row = 0; row < row_count() && entry(row).kind == Kind::header; ++row) action(row);
  }

  void by_ident(std::string_view topic) {
    each([&](const Entry& one) {
      return one.id.size() + one.id_prefix.size() == topic.size() &&
             topic.starts_with(one.id_prefix) && topic.ends_with(one.id);
    });
  }

  // "X-Name: value" as it stands in a message.
  void whole_field(std::string_view topic) {
    const std::size_t colon = topic.find(':');
    if (colon == std::string_view::npos) return;
    const auto reading = read_filter(trim(topic.substr(0, colon)), topic.substr(colon + 1));
    if (!reading) return;
    add(reading->header.row);
    for (const Item& item : reading->items) {
      const bool unknown = item.known == Known::unknown_value || item.known == Known::unknown_name;
      if (unknown) {
        const std::string_view field =
            item.name.empty() ? reading->header.whole_field : std::string_view(item.name);
        add_unlisted(reading->header.row, field, item.value.empty() ? item.score : item.value);
      } else if (item.row) {
        add(*item.row);
      }
    }
  }

  // The header, and what its whole value, or the part that its name stands for, can be.
  void by_header(std::string_view topic) {
    const Headers headers(topic);
    for (std::size_t i = 0; i < headers.size(); ++i) {
      const Header header = headers[i];
      const std::string_view name = entry(header.row).header;
      const auto inside = [&](Kind kind, std::string_view field) {
        each([&](const Entry& one) {
          return one.kind == kind && equal_ignoring_case(one.field, field) &&
                 equal_ignoring_case(one.header, name);
        });
      };
      if (!header.suffix.empty()) inside(Kind::field, header.suffix);
      add(header.row);
      inside(Kind::value, header.suffix.empty() ? header.whole_field : header.suffix);
    }
  }

  void by_pairs(std::string_view topic) {
    for (const Pair& pair : pairs_in(topic)) by_pair(pair);
  }

  void by_pair(const Pair& pair) {
    if (pair.value.empty()) return by_field(pair.key);
    // Microsoft's codes are asked for under the word that they explain.
    const bool results =
        equal_ignoring_case(pair.key, "compauth") || equal_ignoring_case(pair.key, "reason");
    const bool code = results && is_code(pair.value);
    const std::string_view key = code ? "reason" : pair.key;
    const std::size_t before = found_.rows.size();
    each_header([&](Row row) {
      if (const auto found = find_value(row, key, pair.value)) add(*found);
    });
    if (found_.rows.size() > before) return;
    each_header([&](Row row) {
      const bool foreign = code && !equal_ignoring_case(header_name(row), "Authentication-Results");
      if (!foreign) known_field(row, key, pair.value);
    });
    if (found_.empty()) by_rule(key);  // URIBL_BLACK=1.7
  }

  // A field that takes any value, or one whose values are listed without this one. Codes are no
  // words: a word is not asked of a list of numbers.
  void known_field(Row header, std::string_view key, std::string_view value) {
    const std::vector<Row> listed = listed_values(header, key);
    if (listed.empty()) {
      if (const auto found = find_field(header, key)) add(*found);
    } else if (is_code(entry(listed.front()).value) <= is_code(value)) {
      add_unlisted(header, key, value);
    }
  }

  void by_rule(std::string_view topic) {
    std::string name(topic.substr(0, topic.find('(')));
    for (char& c : name) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    if (const auto rule = find_rule(name)) add(*rule);
    if (const auto symbol = find_symbol(name)) add(*symbol);
  }

  // Rules and symbols stand in a field too, each under its own name.
  void by_field(std::string_view topic) {
    each([&](const Entry& one) {
      return one.kind != Kind::rule && one.kind != Kind::symbol && !one.field.empty() &&
             equal_ignoring_case(one.field, topic);
    });
  }

  void by_value(std::string_view topic) {
    each([&](const Entry& one) {
      return one.kind == Kind::value && equal_ignoring_case(one.value, topic);
    });
  }

  Topic found_;
};

}  // namespace

Topic find_topic(std::string_view topic) {
  return Finder().run(topic);
}

}  // namespace indicia::antispam
