// `indicia explain IDENT` and `indicia list`: what the catalogue says of findings.
#pragma once

#include "arguments.h"

namespace indicia::cli {

int run_explain(const Arguments& arguments);
int run_list(const Arguments& arguments);

}  // namespace indicia::cli
