// A report as text for people, at 60 to 120 columns: who, verdict, to do, identity, path, filters,
// what was checked. Every sentence comes from the core; this file only places them.
#pragma once

#include <string>

#include "analysis.h"
#include "dns_source.h"
#include "terminal.h"

namespace indicia::cli {

std::string render_text(const Report& report, const DnsSummary& dns, const Style& style);

// One line for a report among several: word, ident, domain, file name.
std::string render_line(const Report& report, const Style& style);

}  // namespace indicia::cli
