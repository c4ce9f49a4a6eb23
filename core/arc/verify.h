// ARC validation in two halves, as for DKIM: everything that needs no DNS once (examine), then keys
// and verdicts (verify), again and again as answers arrive (RFC 8617 5.2).
//
// Where a validator stops at the first failure, all is verified here: every message signature and
// every seal, since the oldest signature that still holds tells where the message was changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arc/set.h"
#include "dkim/field_selection.h"
#include "dkim/verify.h"
#include "dns/answers.h"
#include "message/auth_results.h"
#include "message/field.h"
#include "options.h"
#include "result.h"

namespace indicia::arc {

// A set with everything that the message alone tells.
struct ExaminedSet {
  Set set;
  message::ArcAuthenticationResults results;        // empty: the field is missing
  std::optional<dkim::Examined> message_signature;  // nullopt: the field is missing
  // The same field read as c=relaxed/relaxed where it has no c=. RFC 8617 4.1.2 leaves the default
  // to DKIM, which is simple; the test suite of its authors takes it for relaxed.
  std::optional<dkim::Examined> relaxed_signature;
  // Its header_digest is of all sets up to this one, or of this one alone with cv=fail (RFC 8617
  // 5.1.1, 5.1.2); it selects no fields.
  std::optional<dkim::Examined> seal;
  // h= of the message signature names ARC-Seal (RFC 8617 4.1.2), for which it fails with
  // dkim::Reason::signature_syntax.
  bool signature_covers_seal = false;
};

struct Examined {
  std::vector<ExaminedSet> sets;  // by instance, ascending
  std::vector<Fault> faults;
  bool over_limit = false;
  bool header_cut = false;  // message::Message::cut(): there may be other sets and other fields

  // nullptr: no field of that instance
  const ExaminedSet* find(unsigned instance) const;
};

struct VerifiedSet {
  // Which reading of the message signature verifies, else the one by the RFC; nullptr: the field is
  // missing. It lives in the evidence.
  const dkim::Examined* signature = nullptr;
  dkim::Verification message_signature;  // of a missing field: untestable, reason none
  dkim::Verification seal;
};

// A reason with the instance it speaks of; 0: of none.
struct Cause {
  Reason reason = Reason::none;
  unsigned instance = 0;

  bool operator==(const Cause&) const = default;
};

struct Verdict {
  Result result = Result::none;  // none, pass, fail, temperror, untestable
  Cause cause;                   // the decisive one
  std::vector<Cause> causes;     // all that hold, the decisive one first
};

struct Chain {
  Verdict verdict;
  // The oldest instance whose message signature, with all newer ones, verifies; 0: all do (RFC 8617
  // 5.2 step 5). nullopt: the newest one does not, or nobody can tell.
  std::optional<unsigned> oldest_pass;
  std::vector<VerifiedSet> sets;  // for each of Examined::sets
};

// fail: the structure or a signature is at fault. temperror: DNS did not answer for a key.
// untestable: a key was not asked, the body is missing, a limit was reached.
Result result_of(Reason reason);

// At most `limit` sets. Each seal's input is the running hash of the sets before it, so that all
// seals together cost one pass over the ARC fields.
Examined examine(const message::Message& message, const dkim::BodyInput& body, std::size_t limit);

// The same without body hashes, and the message signatures that lack them: to be hashed together
// with those of DKIM by dkim::examine_bodies.
Examined examine_headers(const message::Message& message, const dkim::FieldIndex& index,
                         std::size_t limit);
std::vector<dkim::Examined*> message_signatures(Examined& examined);

// Keys are asked as not required: a verdict of SPF, DKIM or DMARC never rests on them.
Chain verify(const Examined& examined, dns::Inquiry& inquiry, std::int64_t judged_at,
             const Limits& limits, dkim::KeyCache* cache);

// The verdict over the sets up to `newest` alone: what a host saw that added the later ones itself.
Verdict judge(const Examined& examined, const std::vector<VerifiedSet>& verified, unsigned newest);

}  // namespace indicia::arc
