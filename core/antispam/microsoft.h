// Microsoft's own grammars: its part of Authentication-Results, its rewritten bounce address.
#pragma once

#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// compauth and its reason, DMARC's word and action. A field without compauth is not Microsoft's:
// false.
bool read_results(std::string_view value, Reading& reading);

// bounces+SRS=HASH=CODE@DOMAIN; any other address: false.
bool read_return_path(std::string_view value, Reading& reading);

}  // namespace indicia::antispam
