// The only file that includes nlohmann_json. Objects keep the order in which keys are written: the
// report's key order is fixed.
#pragma once

#include <nlohmann/json.hpp>

namespace indicia {

using Json = nlohmann::ordered_json;

}  // namespace indicia
