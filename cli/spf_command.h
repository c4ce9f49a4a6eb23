// `indicia spf`: one SPF evaluation with every step, or one for each line of standard input.
#pragma once

#include "arguments.h"

namespace indicia::cli {

// Exit status: 2 without --ip and a domain to check; 3 when an answers file or a line cannot be
// read (the other lines are still processed); 4 when DNS did not give what the result needs; else
// 0.
int run_spf(const Arguments& arguments);

}  // namespace indicia::cli
