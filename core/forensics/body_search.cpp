// The search over the body; see body_search.h.
#include "forensics/body_search.h"

namespace indicia::forensics {

Search search_body(const BodyQuestion&, Meter&) {
  return {};
}

std::span<const std::string_view> body_hypotheses() {
  return {};
}

}  // namespace indicia::forensics
