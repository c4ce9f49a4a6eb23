// The body as it was signed, found by trial against bh= alone (dkim-forensics.md 4): no key is
// needed, and every algorithm is served alike.
#pragma once

#include <span>
#include <string_view>

#include "dkim/verify.h"
#include "forensics/search.h"
#include "message/field.h"
#include "message/mime.h"

namespace indicia::forensics {

struct BodyQuestion {
  const message::Message* message = nullptr;
  const message::PartTree* parts = nullptr;
  const dkim::Examined* examined = nullptr;  // the signature whose body hash differs
};

Search search_body(const BodyQuestion& question, Meter& meter);

// Every ident that Edit::ident and Search::excluded can hold, most likely first.
std::span<const std::string_view> body_hypotheses();

}  // namespace indicia::forensics
