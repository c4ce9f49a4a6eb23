// The ARC chain as text: its verdict, a row for each set, and where the message was changed.
// Everything from the message is escaped. Empty where there is no ARC field.
#pragma once

#include <string>
#include <string_view>

#include "analysis.h"
#include "terminal.h"

namespace indicia::cli {

std::string render_arc(const Facts& facts, std::string_view language, const Style& style);

}  // namespace indicia::cli
