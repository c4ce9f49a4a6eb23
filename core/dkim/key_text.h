// The text of a key record to the tags somebody meant: the marks of zone files, web pages and
// programs are taken away, and tags are found without their semicolons. See key_repair.h for the
// faults.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace indicia::dkim {

// What was forgiven, each once.
class ForgivenFaults {
 public:
  void add(std::string_view ident);
  std::vector<std::string_view> take() { return std::move(list_); }
  const std::vector<std::string_view>& list() const { return list_; }

 private:
  std::vector<std::string_view> list_;
};

struct MeantTag {
  char name = 0;  // v k p h s t n g
  std::string value;
};

// Without quotes, escapes, entities, parentheses and invisible characters.
std::string without_marks(std::string_view text, ForgivenFaults& faults);

// Tags in the order of the text. A text that opens with the version of another kind of record
// ("v=spf1") has none.
std::vector<MeantTag> meant_tags(std::string_view text, ForgivenFaults& faults);

}  // namespace indicia::dkim
