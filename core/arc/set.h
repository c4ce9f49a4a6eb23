// The ARC fields of one message as sets by instance (RFC 8617 4.2), and what is wrong with their
// structure (5.2 steps 1 to 3). Nothing is verified here.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "message/field.h"

namespace indicia::arc {

constexpr unsigned most_sets = 50;  // RFC 8617 4.2.1, 5.2 step 1

// cv= of a seal (RFC 8617 4.1.3)
enum class ChainValue { none, pass, fail, absent, invalid };

// Why a chain is not "pass": one word for each cause, in the order of RFC 8617 5.2.
enum class Reason {
  none,     // nothing to explain: every check passed
  no_sets,  // no ARC field at all
  // Step 1
  too_many_sets,  // an instance above 50
  // Step 2
  sealed_as_failed,  // the newest seal says cv=fail
  // Step 3
  instance_missing,    // a field without i=; ARC-Authentication-Results must begin with "i=N;"
  instance_invalid,    // i= is not a number of one or two digits from 1 on
  instance_repeated,   // two fields of one kind and instance
  instance_gap,        // no field of an instance below the newest
  results_missing,     // a set without its ARC-Authentication-Results
  signature_missing,   // without its ARC-Message-Signature
  seal_missing,        // without its ARC-Seal
  cv_missing,          // a seal without cv=
  cv_invalid,          // none of the three words
  cv_not_none,         // instance 1 must say none
  cv_not_pass,         // all others must say pass
  seal_names_headers,  // h= in a seal (4.1.3)
  // Step 4
  signature_covers_seal,  // the newest ARC-Message-Signature names ARC-Seal in h= (4.1.2)
  signature_fails,        // it does not verify; the set tells why
  // Step 6
  seal_fails,  // a seal does not verify; the set tells why
  // No verdict. RFC 8617 5.2.1 calls these failures, too; here nothing failed.
  key_unavailable,  // DNS did not answer
  key_not_asked,
  key_out_of_limits,
  body_missing,
  over_limit,  // more sets than the program's limit, or a header beyond another limit
};

std::string_view to_string(ChainValue value);
std::string_view to_string(Reason reason);

// One thing wrong with the structure. Step 2 is no fault of it.
struct Fault {
  Reason reason = Reason::none;
  unsigned instance = 0;                  // 0: of no instance
  const message::Field* field = nullptr;  // nullptr: it is a field that is missing

  bool operator==(const Fault&) const = default;
};

// The first field of each kind, top to bottom; nullptr: missing.
struct Set {
  unsigned instance = 0;
  const message::Field* results = nullptr;    // ARC-Authentication-Results, AAR
  const message::Field* signature = nullptr;  // ARC-Message-Signature, AMS
  const message::Field* seal = nullptr;       // ARC-Seal, AS
  ChainValue chain_value = ChainValue::absent;

  // Where the set stands: its seal, or what it has instead. Never nullptr for a set of collect().
  const message::Field* field() const { return seal ? seal : signature ? signature : results; }
};

struct Sets {
  std::vector<Set> sets;      // by instance, ascending
  std::vector<Fault> faults;  // by reason, then instance, then top to bottom
  bool over_limit = false;    // the newest sets beyond the limit were left out
};

// At most `limit` sets, never more than 50. The order of fields in the message does not matter.
Sets collect(const message::Message& message, std::size_t limit);

}  // namespace indicia::arc
