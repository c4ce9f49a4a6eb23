// The receiver's recorded verdicts beside ours (RFC 8601).
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using Matches = std::vector<Match>;

Match match_of(const Facts& facts, const Comparison& one) {
  const dkim::Signature* signature =
      one.signature ? &facts.dkim[*one.signature].examined->signature : nullptr;
  return {.params = {{"field", one.method},
                     {"recorded", one.recorded},
                     {"recomputed", std::string(to_string(one.recomputed))},
                     {"writer", one.recorded_by},
                     {"domain", one.domain},
                     {"selector", signature ? clean_utf8(signature->selector) : std::string()},
                     {"reason", std::string(one.reason)}},
          .locations = {one.location}};
}

// One match for each method and domain, however many fields repeat the verdict.
template <bool (*condition)(const Comparison&)>
Matches each(const Facts& facts) {
  Matches matches;
  std::vector<const Comparison*> taken;
  for (const Comparison& one : facts.comparison) {
    if (!one.trusted || !condition(one)) continue;
    bool repeated = false;
    for (const Comparison* other : taken) {
      repeated |= other->method == one.method && other->domain == one.domain &&
                  other->signature == one.signature;
    }
    if (repeated) continue;
    taken.push_back(&one);
    matches.push_back(match_of(facts, one));
  }
  return matches;
}

bool key_gone(const Comparison& one) {
  return one.method == "dkim" && one.agrees == false && one.reason == "key_changed_since";
}
bool passes_now(const Comparison& one) {
  return one.method != "dmarc" && one.agrees == false && one.reason == "passes_now";
}
bool differs(const Comparison& one) {
  return one.agrees == false && !key_gone(one) && !passes_now(one) &&
         !(one.method == "dmarc" && one.reason != "unexplained");
}

constexpr Rule rules[] = {
    {"recorded-differs", Severity::warn, Confidence::likely, Who::nobody,
     "RFC 8601 2.7; RFC 8601 5", each<differs>},
    {"recorded-fail-passes-now", Severity::info, Confidence::likely, Who::sender, "RFC 8601 2.7",
     each<passes_now>},
    {"recorded-pass-key-gone", Severity::info, Confidence::likely, Who::nobody, "RFC 6376 3.6.1",
     each<key_gone>},
};

}  // namespace

bool passed_on_arrival(const Facts& facts) {
  const Comparison* recorded = facts.recorded("dmarc");
  if (facts.dmarc.rfc9989.result != Result::fail || !recorded || recorded->recorded != "pass") {
    return false;
  }
  for (const Comparison& one : facts.comparison) {
    if (one.trusted && key_gone(one)) return true;
  }
  return false;
}

bool undecidable_now(const Facts& facts) {
  if (facts.dmarc.rfc9989.result != Result::fail || facts.recorded("dmarc") != nullptr) {
    return false;
  }
  for (const DkimFact& fact : facts.dkim) {
    if (fact.aligned() && fact.key_lost() && fact.long_ago()) return true;
  }
  return false;
}

std::span<const Rule> recorded_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
