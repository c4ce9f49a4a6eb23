// What the catalogue's sentence about a proven edit of the header shows: the fields, and what stood
// there then and now.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forensics/header_input.h"

namespace indicia::forensics {

// field: names of the fields concerned, with commas. received, signed: content of the first one,
// empty where it did not stand there. tag: for subject-tag what was put in. Clean UTF-8, at most
// some 200 octets each.
std::vector<std::pair<std::string_view, std::string>> params_of(std::string_view ident,
                                                                std::span<const Change> changes);

}  // namespace indicia::forensics
