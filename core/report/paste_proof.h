// The signatures of a pasted message as the judges of its repairs: which of two ways to put cut
// lines together makes the header digest the signed one, and which repairs that proves.
#pragma once

#include <functional>

#include "dkim/verify.h"
#include "forensics/search.h"
#include "report/facts.h"

namespace indicia {

// What the readings of all signatures together may cost in one evaluation: counts, and few, since
// evaluations are repeated as answers arrive.
constexpr Budget trial_budget = {.hypotheses = 4096, .octets_hashed = 16U << 20};

using Verify = std::function<dkim::Verification(const dkim::Examined&)>;

// What is said of repaired text: header_signature and body_hash are the truth about the octets that
// were hashed, and verified_over says that those are repaired ones. A signature that verifies
// counts as it would over a file, for itself and for DMARC, with that remark in the verdict's
// "based on" and the finding input-repaired. One that does not verify shows nothing, since the copy
// may have lost more than was restored: result untestable, reason input_repaired. The same holds
// for a body that was copied with the header (dkim::BodyInput::doubtful).
//
// Sets over_repaired. Where the header does not fit under the key at hand, tries the other readings
// of the lines that were put together in the signed fields, and under simple canonicalization the
// white space that folding may have had. The first reading that verifies becomes the fact's own:
// examined, reread and verification then speak of it. A signature whose field reads as it came is
// never touched.
void read_repaired(DkimFact& fact, const MessageEvidence& evidence, forensics::Meter& trials,
                   const Verify& verify);

// Counts for each repair the places in fields that a signature verifies over.
void count_proven(Facts& facts);

}  // namespace indicia
