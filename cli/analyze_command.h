// `indicia [analyze]`: every input is read, settled against DNS, and printed.
#pragma once

#include "arguments.h"

namespace indicia::cli {

int run_analyze(const Arguments& arguments);

}  // namespace indicia::cli
