// What the searches show about one signature: two independent proofs, one for the header and one
// for the body, and who probably made the change.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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
  // And nothing else stands against the signature (an expiry, a refused algorithm): it would pass.
  bool would_pass = false;
  // Who probably made the change, and the word for what says so: after_receipt (the receiver saw
  // the signature hold: by is the receiver), arc_sealer (by received it intact and sealed it
  // changed), after_arc_set, after_recorded_pass (by is the host that still saw it hold), list,
  // gateway, signer. Empty: nothing speaks for anybody.
  std::string by;
  std::string_view by_reason;
  std::optional<std::size_t> hop;  // index into the path, of `by`
};

}  // namespace indicia::forensics
