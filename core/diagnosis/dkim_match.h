// What the rules about signatures and those about their keys share; internal to diagnosis/.
#pragma once

#include "diagnosis/rules.h"

namespace indicia::diagnosis {

inline bool is(const DkimFact& fact, dkim::Reason reason) {
  return fact.verification.reason == reason;
}

// The record that was used, else the first at the name; nullptr: none.
const dkim::KeyRecord* key_of(const DkimFact& fact);

// A trusted receiver recorded that this signature passed.
bool recorded_pass(const Facts& facts, const DkimFact& fact);

// The key opened the signature by the standard, and it holds another digest than this header's.
inline bool header_changed(const DkimFact& fact) {
  return fact.verification.block == dkim::Block::other_digest;
}

// No record is a key by the RFC (or not this signature's), and a lenient reading finds one.
inline bool readable_leniently(const DkimFact& fact) {
  const auto& lenient = fact.verification.lenient;
  return lenient && !lenient->reading.record.empty();
}

// domain, selector, from_domain, key_name, reason, bits, octets, count, algorithm, record.
Params params_of(const Facts& facts, const DkimFact& fact);

using DkimCondition = bool (*)(const Facts&, const DkimFact&);
using DkimWeight = Severity (*)(const Facts&, const DkimFact&);

// The match of one signature; a rule adds what is its own.
Match match_of(const Facts& facts, const DkimFact& fact);

}  // namespace indicia::diagnosis
