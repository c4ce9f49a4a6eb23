// JSON that others wrote as a tree, without exceptions: the module of the page is built without
// them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/nlohmann.h"

namespace indicia::json {

struct Parsed {
  enum class Fault {
    none,
    syntax,
    number,  // larger than any number can be
  };
  JsonInput document;
  Fault fault = Fault::none;
  std::size_t octet = 0;  // where, from 1; 0: not known
  std::string reason;     // the library's sentence
};

// For text from outside only after is_deeper_than().
Parsed parse(std::string_view text);

}  // namespace indicia::json
