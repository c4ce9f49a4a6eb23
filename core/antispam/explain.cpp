// Finds the rows behind a question; see explain.h.
#include "antispam/explain.h"

#include <algorithm>

#include "antispam/read.h"
#include "text.h"

namespace indicia::antispam {

namespace {

class Topic {
 public:
  std::vector<Row> run(std::string_view topic) {
    topic = trim(topic);
    if (topic.empty()) return {};
    by_ident(topic);
    if (found_.empty()) whole_field(topic);
    if (found_.empty()) by_header(topic);
    if (found_.empty()) by_pair(topic);
    if (found_.empty()) by_rule(topic);
    if (found_.empty()) by_field(topic);
    if (found_.empty()) by_value(topic);
    return std::move(found_);
  }

 private:
  void add(Row row) {
    if (std::find(found_.begin(), found_.end(), row) == found_.end()) found_.push_back(row);
  }

  template <typename Condition>
  void each(Condition&& condition) {
    for (Row row = 0; row < row_count(); ++row) {
      if (condition(entry(row))) add(row);
    }
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
      if (item.row) add(*item.row);
    }
  }

  // The header, and what its whole value can be.
  void by_header(std::string_view topic) {
    const Headers headers(topic);
    for (std::size_t i = 0; i < headers.size(); ++i) {
      add(headers[i].row);
      const std::string_view name = entry(headers[i].row).header;
      each([&](const Entry& one) {
        const bool inside = one.kind == Kind::value && one.field == headers[i].whole_field;
        return inside && equal_ignoring_case(one.header, name);
      });
    }
  }

  void by_pair(std::string_view topic) {
    const std::size_t at = topic.find_first_of(":= ");
    if (at == std::string_view::npos) return;
    std::string_view key = trim(topic.substr(0, at));
    const std::string_view value = trim(topic.substr(at + 1));
    if (value.empty()) return by_field(key);
    // Microsoft's reason is asked for under the word that it explains.
    const bool code = std::all_of(value.begin(), value.end(), is_digit);
    if (equal_ignoring_case(key, "compauth") && code) key = "reason";
    const auto each_header = [&](auto&& find) {
      for (Row row = 0; row < row_count() && entry(row).kind == Kind::header; ++row) {
        if (const auto found = find(row)) add(*found);
      }
    };
    each_header([&](Row row) { return find_value(row, key, value); });
    if (found_.empty()) each_header([&](Row row) { return find_field(row, key); });
    if (found_.empty()) by_rule(key);  // URIBL_BLACK=1.7
  }

  void by_rule(std::string_view topic) {
    std::string name(topic.substr(0, topic.find('(')));
    for (char& c : name) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    if (const auto rule = find_rule(name)) add(*rule);
    if (const auto symbol = find_symbol(name)) add(*symbol);
  }

  void by_field(std::string_view topic) {
    each([&](const Entry& one) {
      return !one.field.empty() && equal_ignoring_case(one.field, topic);
    });
  }

  void by_value(std::string_view topic) {
    each([&](const Entry& one) {
      return one.kind == Kind::value && equal_ignoring_case(one.value, topic);
    });
  }

  std::vector<Row> found_;
};

}  // namespace

std::vector<Row> find_topic(std::string_view topic) {
  return Topic().run(topic);
}

}  // namespace indicia::antispam
