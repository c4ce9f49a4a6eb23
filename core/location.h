// Where a fact stands in the original input. Every fact that comes from bytes carries one, so that
// the terminal and the page can show the octets behind it.
#pragma once

#include <cstddef>

namespace indicia {

struct Location {
  std::size_t offset = 0;  // octets from the start of the original input
  std::size_t length = 0;  // octets
  std::size_t line = 0;    // line of the first octet, counted from 1; 0: no place in the input

  bool operator==(const Location&) const = default;
};

}  // namespace indicia
