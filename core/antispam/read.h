// All anti-spam fields of a message, taken apart. One look per field name; fields that no vendor is
// known for are not here and stay visible as they are.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "antispam/reading.h"
#include "message/field.h"

namespace indicia::antispam {

// Top to bottom. Whose field a name that several filters use is, the fields beside it tell; those
// on the other side of `border` (the offset of a Received field) have another writer and tell
// nothing.
std::vector<Reading> read_filters(const message::Message& message,
                                  std::optional<std::size_t> border = std::nullopt);

// One field outside of a message ("X-Name: value" on a command line). nullopt: no anti-spam field.
std::optional<Reading> read_filter(std::string_view name, std::string_view value);

}  // namespace indicia::antispam
