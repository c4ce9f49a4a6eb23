// What was changed in an input so that it can be read; shown to the user with its places.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "location.h"

namespace indicia::message {

// Containers leave out utf8-bom, leading-empty-lines and mbox-from-line; paste.h makes the others.
struct Repair {
  std::string_view ident;
  Location location;          // in the original, from the first place to the end of the last
  std::size_t last_line = 0;  // of the last place
  std::size_t count = 1;      // places
  std::vector<Location> places = {};  // in the original, ascending; not more than most_places

  static constexpr std::size_t most_places = 10'000;

  bool operator==(const Repair&) const = default;
};

}  // namespace indicia::message
