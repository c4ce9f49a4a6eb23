// One SPF evaluation as text: result, cause, what was asked for, and the story of the evaluation,
// indented by include and redirect. Everything from DNS or the user is escaped.
#pragma once

#include <string>
#include <string_view>

#include "json/spf_json.h"
#include "terminal.h"

namespace indicia::cli {

std::string render_spf(const SpfEvaluation& evaluation, std::string_view language,
                       const Style& style);

}  // namespace indicia::cli
