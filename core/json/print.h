// A JSON value as text that may go to a terminal, a file or a page.
#pragma once

#include <string>

#include "json/nlohmann.h"

namespace indicia::json {

// Characters that a terminal would obey or that show nothing stand as \u009b: strings hold what
// others wrote, and JSON names the same character either way. indent below 0: on one line.
std::string printed(const Json& json, int indent = -1);

}  // namespace indicia::json
