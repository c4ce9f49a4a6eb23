// The only file that includes nlohmann_json.
#pragma once

#include <nlohmann/json.hpp>

namespace indicia {

// For writing: objects keep the order in which keys are written, since the report's order is fixed.
using Json = nlohmann::ordered_json;

// For reading what others wrote: members in a tree. An ordered object looks for every key from the
// front, which a hostile file could make quadratic.
using JsonInput = nlohmann::json;

}  // namespace indicia
