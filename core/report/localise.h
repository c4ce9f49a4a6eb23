// Where a message was changed on its way, told by its ARC sets (dkim-forensics 3): equal body
// hashes mean equal bodies, and a verdict that a sealer wrote down dates the damage.
#pragma once

#include "report/facts.h"

namespace indicia {

// Fills hops, body_unchanged_since and changes of facts.arc from its chain, facts.dkim and the
// path.
void localise_changes(Facts& facts);

}  // namespace indicia
