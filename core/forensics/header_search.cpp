// The search over the header; see header_search.h.
#include "forensics/header_search.h"

namespace indicia::forensics {

Search search_header(const HeaderQuestion&, Meter&) {
  return {};
}

std::span<const std::string_view> header_hypotheses() {
  return {};
}

}  // namespace indicia::forensics
