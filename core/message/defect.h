// What a parser found wrong with its text. Defects are facts about the message, not errors of the
// program: every parser returns its best value and a list of these.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace indicia {

struct Defect {
  std::string_view ident;  // a literal such as "tag-list-duplicate-tag"; language-free
  std::size_t offset = 0;  // octets from the start of the text that was parsed
  std::size_t length = 0;

  bool operator==(const Defect&) const = default;
};

using Defects = std::vector<Defect>;

}  // namespace indicia
