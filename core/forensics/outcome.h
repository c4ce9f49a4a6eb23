// What the searches show about one signature: two independent proofs, one for the header and one
// for the body, and who probably made the change.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "forensics/search.h"

namespace indicia::forensics {

struct Outcome {
  bool header_searched = false;  // the digest differs and the key opens the signature
  bool body_searched = false;    // the body hash differs
  Search header;
  Search body;
  // Every half that failed has a proven edit: with both undone the signature would verify. The
  // message as received still fails.
  bool undone = false;
  std::string by;                  // host or service; empty: nothing speaks for one
  std::optional<std::size_t> hop;  // index into the path; the change was made there
};

}  // namespace indicia::forensics
