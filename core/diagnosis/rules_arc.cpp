// ARC chains: whether they hold, and where they show that the message was changed (RFC 8617,
// dkim-forensics 3). No rule here says anything about DMARC, which does not know ARC.
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using arc::Reason;
using Matches = std::vector<Match>;

// A broken chain costs the message nothing that SPF, DKIM and DMARC had given it.
Severity weight(const Facts& facts) {
  return authenticated(facts) ? Severity::info : Severity::warn;
}

std::string instance_text(unsigned instance) {
  return instance == 0 ? "-" : std::to_string(instance);
}

// "alumni.example (i=1)"
std::string sealer_text(const Facts& facts, unsigned instance) {
  const std::string domain = facts.arc.sealer(instance);
  return (domain.empty() ? "?" : domain) + " (i=" + std::to_string(instance) + ")";
}

bool is_structure(Reason reason) {
  return reason == Reason::too_many_sets ||
         (reason >= Reason::instance_missing && reason <= Reason::seal_names_headers);
}

std::vector<Location> locations_of(const Facts& facts, unsigned instance) {
  const arc::ExaminedSet* set = facts.arc.examined->find(instance);
  if (set == nullptr) return {};
  return {set->set.field()->location};
}

Matches structure(const Facts& facts) {
  const arc::Cause& cause = facts.arc.chain.verdict.cause;
  if (!is_structure(cause.reason)) return {};
  Match match{.params = {{"reason", std::string(arc::to_string(cause.reason))},
                         {"count", instance_text(cause.instance)}},
              .locations = locations_of(facts, cause.instance),
              .severity = weight(facts)};
  for (const arc::Fault& fault : facts.arc.examined->faults) {
    if (fault.reason != cause.reason || fault.field == nullptr) continue;
    match.locations = {fault.field->location};
    break;
  }
  return {std::move(match)};
}

// What became of the signature that decided; for cv=fail the word of its sealer.
std::string detail(const Facts& facts, const arc::Cause& cause) {
  const auto& sets = facts.arc.examined->sets;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (sets[i].set.instance != cause.instance) continue;
    const arc::VerifiedSet& verified = facts.arc.chain.sets[i];
    if (cause.reason == Reason::sealed_as_failed) return "cv=fail";
    return std::string(dkim::to_string(cause.reason == Reason::seal_fails
                                           ? verified.seal.reason
                                           : verified.message_signature.reason));
  }
  return {};
}

Matches chain_fails(const Facts& facts) {
  const arc::Verdict& verdict = facts.arc.chain.verdict;
  if (verdict.result != Result::fail || is_structure(verdict.cause.reason)) return {};
  return {Match{.params = {{"reason", std::string(arc::to_string(verdict.cause.reason))},
                           {"term", detail(facts, verdict.cause)},
                           {"count", instance_text(verdict.cause.instance)},
                           {"domain", facts.arc.sealer(verdict.cause.instance)}},
                .locations = locations_of(facts, verdict.cause.instance),
                .severity = weight(facts)}};
}

enum class Where { by_sealer, between, after };

Where where(const ArcChange& change) {
  if (change.changed.stage == Stage::here) return Where::after;
  const bool same = change.intact.instance == change.changed.instance;
  return same ? Where::by_sealer : Where::between;
}

// The signer itself where nobody else saw the part intact.
std::string moment_text(const Facts& facts, const ArcChange& change, const Moment& moment) {
  if (moment.stage == Stage::signing) {
    return clean_utf8(facts.dkim[change.signature].examined->signature.domain);
  }
  return sealer_text(facts, moment.instance);
}

Match match_of(const Facts& facts, const ArcChange& change) {
  Match match{
      .params = {{"domain", clean_utf8(facts.dkim[change.signature].examined->signature.domain)},
                 {"writer", moment_text(facts, change, change.intact)},
                 {"host", change.changed.stage == Stage::here
                              ? std::string()
                              : moment_text(facts, change, change.changed)}},
      .locations = locations_of(facts, change.changed.instance),
      .severity = weight(facts),
      .confidence = change.proven() ? Confidence::proven : Confidence::likely};
  for (const Location& location : locations_of(facts, change.intact.instance)) {
    if (match.locations.empty() || match.locations.front() != location) {
      match.locations.push_back(location);
    }
  }
  return match;
}

// Several signatures may show the same change.
template <SignedPart part, Where place>
Matches changed(const Facts& facts) {
  Matches matches;
  std::vector<const ArcChange*> taken;
  for (const ArcChange& change : facts.arc.changes) {
    if (change.part != part || where(change) != place) continue;
    bool repeated = false;
    for (const ArcChange* other : taken) {
      repeated |= other->intact == change.intact && other->changed == change.changed;
    }
    if (repeated) continue;
    taken.push_back(&change);
    matches.push_back(match_of(facts, change));
  }
  return matches;
}

// "dkim=pass, spf=pass": what the first sealer wrote down.
std::string recorded(const message::AuthenticationResults& results) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < results.results.size() && i < most; ++i) {
    if (!text.empty()) text += ", ";
    text += results.results[i].method + "=" + results.results[i].result;
  }
  return text.empty() ? "-" : clean_utf8(text);
}

// Without From among what the newest signature covers, the chain says nothing about the author.
bool covers_author(const Facts& facts) {
  const dkim::Examined* newest = facts.arc.chain.sets.back().signature;
  for (const Defect& defect : newest->signature.defects) {
    if (defect.ident == "signature-from-not-signed") return false;
  }
  return true;
}

Matches intact(const Facts& facts) {
  if (facts.arc.chain.verdict.result != Result::pass || !covers_author(facts)) return {};
  const arc::ExaminedSet& first = facts.arc.examined->sets.front();
  return {Match{.params = {{"count", std::to_string(facts.arc.examined->sets.size())},
                           {"domain", facts.arc.sealer(first.set.instance)},
                           {"writer", clean_utf8(first.results.results.authserv_id)},
                           {"recorded", recorded(first.results.results)}},
                .locations = {first.set.field()->location},
                .severity = authenticated(facts) ? Severity::ok : Severity::info}};
}

constexpr std::string_view sealing = "RFC 8617 5.1; RFC 6376 3.7";
constexpr std::string_view message_signature = "RFC 8617 4.1.2; RFC 6376 3.7";

constexpr Rule rules[] = {
    {"arc-body-changed-by-sealer", Severity::warn, Confidence::likely, Who::forwarder, sealing,
     changed<SignedPart::body, Where::by_sealer>},
    {"arc-body-changed-between", Severity::warn, Confidence::proven, Who::forwarder,
     message_signature, changed<SignedPart::body, Where::between>},
    {"arc-body-changed-after", Severity::warn, Confidence::proven, Who::forwarder,
     message_signature, changed<SignedPart::body, Where::after>},
    {"arc-header-changed-by-sealer", Severity::warn, Confidence::likely, Who::forwarder, sealing,
     changed<SignedPart::header, Where::by_sealer>},
    {"arc-header-changed-between", Severity::warn, Confidence::likely, Who::forwarder,
     message_signature, changed<SignedPart::header, Where::between>},
    {"arc-header-changed-after", Severity::warn, Confidence::likely, Who::forwarder,
     message_signature, changed<SignedPart::header, Where::after>},
    {"arc-structure", Severity::warn, Confidence::certain, Who::forwarder,
     "RFC 8617 4.2; RFC 8617 5.2", structure},
    {"arc-chain-fails", Severity::warn, Confidence::certain, Who::forwarder, "RFC 8617 5.2",
     chain_fails},
    {"arc-intact", Severity::info, Confidence::proven, Who::nobody, "RFC 8617 5.2", intact},
};

}  // namespace

std::span<const Rule> arc_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
