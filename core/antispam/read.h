// All anti-spam fields of a message, taken apart. One look per field name; fields that no vendor is
// known for are not here and stay visible as they are.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "antispam/reading.h"
#include "message/field.h"

namespace indicia::antispam {

// Top to bottom.
std::vector<Reading> read_filters(const message::Message& message);

// One field outside of a message ("X-Name: value" on a command line). nullopt: no anti-spam field.
std::optional<Reading> read_filter(std::string_view name, std::string_view value);

}  // namespace indicia::antispam
