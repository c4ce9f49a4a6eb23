// How deeply a JSON text nests, before it is parsed: the parser's own callback for that makes long
// lists quadratic, and its values are destroyed level by level.
#pragma once

#include <cstddef>
#include <string_view>

namespace indicia::json {

// Whether arrays and objects nest deeper than `most`. The text need not be well-formed.
bool is_deeper_than(std::string_view text, std::size_t most);

}  // namespace indicia::json
