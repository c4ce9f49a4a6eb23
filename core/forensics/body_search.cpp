// The search over the body; see body_search.h.
#include "forensics/body_search.h"

#include <vector>

#include "forensics/body_codec.h"
#include "forensics/body_probe.h"

namespace indicia::forensics {

Search search_body(const BodyQuestion& question, Meter& meter) {
  Search search;
  BodyProbe probe(question.message->body, question.examined->signature, meter, search);
  for (const BodyCodecHypothesis& hypothesis : body_codec_hypotheses()) {
    const bool ended = search.budget_ended;
    search.budget_ended = false;
    if (hypothesis.attempt(question, probe)) break;
    if (!search.budget_ended) search.excluded.push_back(hypothesis.ident);
    search.budget_ended |= ended;
  }
  return search;
}

std::span<const std::string_view> body_hypotheses() {
  return body_codec_idents();
}

}  // namespace indicia::forensics
