// The header as it was signed, found by trial (dkim-forensics.md 5): the digest that the RSA
// signature holds tells at one hash each whether a hypothesis is true. An Ed25519 signature gives
// no digest back; there each hypothesis costs one verification, and few are tried.
//
// Order: edits already proven for another signature of the message; the copies in z=; the
// hypotheses about one cause, most likely first; known errors of signers; sets of changes that one
// kind of host makes together; pairs of the commonest. The order never depends on anything but the
// question.
//
// Bounds, besides the meter's: HeaderTrial::most_verifications in all and 40 of one hypothesis
// without a digest; 6,000 attempts of one hypothesis; 24 of each in sets and pairs; those of
// header_hypotheses.h. A hypothesis that a bound cut short is not listed as excluded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/public_key.h"
#include "dkim/verify.h"
#include "forensics/search.h"
#include "message/field.h"

namespace indicia::forensics {

struct HeaderQuestion {
  const message::Message* message = nullptr;
  const dkim::Examined* examined = nullptr;  // the signature whose header digest differs
  std::string_view digest;                   // recovered from the RSA block; empty: Ed25519
  const dkim::PublicKey* key = nullptr;      // Ed25519 only
  // Fields that a signature made no later proves unchanged: no hypothesis alters or removes them.
  std::vector<const message::Field*> pinned;
  // Fields as signed that a proven edit of the body brought to light (Edit::fields).
  std::vector<std::string> fields;
  // Edits of the header that are proven for other signatures of the message.
  std::vector<const Edit*> proven;
};

// An edit with an empty undo is an error of the signer: no change of the message mends it.
//
// Valid padding with another digest also fits a signature field taken from another message; only an
// edit that is found shows which.
Search search_header(const HeaderQuestion& question, Meter& meter);

// Every ident that Edit::ident and Search::excluded can hold, most likely first.
std::span<const std::string_view> header_hypotheses();

}  // namespace indicia::forensics
