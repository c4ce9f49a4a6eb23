// Options from a JSON object: what a sample, a case or a page sets. Unknown keys are errors: a
// typing mistake must not change a verdict silently.
#pragma once

#include <string>
#include <string_view>

#include "options.h"

namespace indicia {

// Keys: name, now, evaluated_at (ISO 8601 times), client_ip, helo, mail_from, receiver,
// headers_only, personal_names, language, message, public_suffix_list (the list's text), limits and
// budget (objects with the members of Limits and Budget). Keys that are absent keep the value in `options`.
// Returns an empty string, or one sentence that says what is wrong and where.
std::string read_options(std::string_view json, Options& options);

}  // namespace indicia
