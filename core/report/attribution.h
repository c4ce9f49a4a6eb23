// Who probably made the change that a signature does not survive, and where on the way
// (dkim-forensics.md 3.2, 3.3, 3.5). Headers tell this, so it is likely at best, never proven.
#pragma once

#include "forensics/outcome.h"
#include "report/facts.h"

namespace indicia {

// Fills by, by_reason and hop of an outcome from signs of handling, in this order: the receiver's
// own record that the signature still passed, an ARC set or a recorded pass on the way that dates
// the change, a mailing list, a gateway's fields, a signature that covers the changed message.
void attribute(forensics::Outcome& outcome, const Facts& facts, std::size_t signature);

}  // namespace indicia
