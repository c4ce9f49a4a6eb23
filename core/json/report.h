// A report as JSON, schema indicia/1 (schema/indicia-1.schema.json). One fixed key order, integers
// only, clean UTF-8: the same report gives the same octets on every platform.
#pragma once

#include <string>

#include "report/report.h"

namespace indicia {

// One line without a final line end, or indented by two spaces.
std::string report_json(const Report& report, bool indented = false);

// The program: {"name", "version", "report_schema", "answers_schema", "languages", "input_octets",
// "public_suffix_list_date"}.
std::string about_json();

}  // namespace indicia
