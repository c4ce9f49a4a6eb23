// Rspamd's symbol lists: X-Spamd-Result and X-Rspamd-Report.
#pragma once

#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// [METRIC ":" ("True" | "False") "[" score "/" limit "]"] *([";"] NAME "(" score ")" ["[" options
// "]"]). "True" is printed for the action reject alone: "False" is no all-clear.
void read_symbols(std::string_view value, Reading& reading);

}  // namespace indicia::antispam
