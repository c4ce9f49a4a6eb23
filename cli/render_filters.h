// The FILTERS section: what each anti-spam filter did, who decided, what to do; with -v every field
// of theirs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis.h"
#include "terminal.h"

namespace indicia::cli {

// A paragraph to be wrapped and escaped by the caller.
struct FilterRow {
  std::string_view word;  // result word in the first column; empty: none
  std::string text;       // as it came: not yet escaped
  std::size_t left = 6;   // columns before the text
  std::string lead = {};  // stands in those columns on the first line
};

// Empty: no filter has anything to say.
std::vector<FilterRow> filter_rows(const Report& report, const Style& style);

}  // namespace indicia::cli
