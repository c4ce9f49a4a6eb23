// One hypothesis about a body; see body_probe.h.
#include "forensics/body_probe.h"

#include <string>

#include "dkim/canonical.h"

namespace indicia::forensics {

BodyProbe::BodyProbe(std::string_view body, const dkim::Signature& signature, Meter& meter,
                     Search& search)
    : body_(body), signature_(signature), meter_(meter), search_(search) {}

bool BodyProbe::test(std::span<const BodyReplacement> replacements) {
  if (!meter_.spend(1, body_.size())) {
    search_.budget_ended = true;
    return false;
  }
  std::string candidate;
  std::size_t at = 0;
  for (const BodyReplacement& one : replacements) {
    candidate += body_.substr(at, one.offset - at);
    candidate += one.text;
    at = one.offset + one.length;
  }
  candidate += body_.substr(at);
  ++search_.tried;
  search_.octets_hashed += candidate.size();
  const auto hashed = dkim::hash_body(
      candidate, {{signature_.hash, signature_.body_canonicalization, signature_.body_length}});
  return !hashed[0].digest.empty() && hashed[0].digest == signature_.body_hash;
}

}  // namespace indicia::forensics
