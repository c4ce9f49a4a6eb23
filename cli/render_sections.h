// Sections of the text report, each in a file of its name (render_changes.cpp, ...). Each ends with
// a blank line, or writes nothing where it has nothing to say.
#pragma once

#include "sheet.h"

namespace indicia::cli {

void write_changes(Sheet& sheet);
void write_identity(Sheet& sheet);
void write_path(Sheet& sheet);

}  // namespace indicia::cli
