// Applies the undo of a proven edit to the octets that were examined, for the tests of every
// search.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "forensics/search.h"

namespace undo {

// Replacements are ascending and disjoint, lie within the input, and name the line they start on.
inline std::string apply(std::string_view input,
                         const std::vector<indicia::forensics::Replacement>& replacements) {
  std::string out;
  std::size_t at = 0;
  std::size_t line = 1;
  for (const auto& one : replacements) {
    const std::size_t offset = one.received.offset;
    const bool fits =
        offset >= at && offset <= input.size() && one.received.length <= input.size() - offset;
    BOOST_TEST_REQUIRE(fits);
    for (const char c : input.substr(at, offset - at)) line += c == '\n' ? 1 : 0;
    BOOST_TEST(one.received.line == line);
    out += input.substr(at, offset - at);
    out += one.text;
    at = offset + one.received.length;
    for (const char c : input.substr(offset, one.received.length)) line += c == '\n' ? 1 : 0;
  }
  out += input.substr(at);
  return out;
}

}  // namespace undo
