// The table of rules: one ident, one rule, one catalogue entry, one sample. A rule reads facts and
// says where its ident holds; it asks no DNS and parses no text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnosis/finding.h"
#include "report/facts.h"

namespace indicia::diagnosis {

// A phrase of the catalogue that a finding's sentences use as the parameter `name`; "; " stands
// between several of one name.
struct PhraseParam {
  std::string_view name;
  std::string phrase;  // its ident
  Params params;
};

// One place where a rule holds. Absent members take the rule's own.
struct Match {
  Params params;
  std::vector<Location> locations;
  std::optional<Severity> severity;
  std::optional<Confidence> confidence;
  std::optional<Who> who;
  std::vector<PhraseParam> phrases;
};

struct Rule {
  std::string_view ident;
  Severity severity;
  Confidence confidence;
  Who who;
  std::string_view references;  // separated by "; "
  std::vector<Match> (*matches)(const Facts& facts);
};

// In the order of the report among findings of one severity: causes before consequences.
std::span<const Rule> forensic_rules();
std::span<const Rule> dkim_rules();
std::span<const Rule> arc_rules();
std::span<const Rule> key_rules();
std::span<const Rule> file_rules();
std::span<const Rule> spf_rules();
std::span<const Rule> dmarc_rules();
std::span<const Rule> message_rules();
std::span<const Rule> recorded_rules();
std::span<const Rule> filter_rules();

// The finding for a hypothesis that a search proved; empty: there is none (a test forbids it).
std::string_view change_finding(std::string_view hypothesis);

// A failing signature is the cause of a DMARC failure only where it is aligned, or where no
// signature is. Without a policy any valid signature makes up for it.
Severity signature_weight(const Facts& facts, const DkimFact& fact);

// DMARC fails today, a trusted receiver recorded a pass, and a key that was published then is gone
// or replaced: rotation is ordinary and no fault of this message.
bool passed_on_arrival(const Facts& facts);

// DMARC passes, or passed where it cannot be recomputed.
bool authentication_holds(const Facts& facts);

// The filter of the receiver's side that speaks against the message; nullptr: none.
const Filter* treated_as_spam(const Facts& facts);

// DMARC fails today, no trusted receiver recorded a verdict, the message is months old, and the key
// of the author's own signature is gone or replaced: what it was worth then cannot be told now.
bool undecidable_now(const Facts& facts);

// The failure came after delivery, by what happened to the key or to this file.
inline bool failed_since(const Facts& facts) {
  return passed_on_arrival(facts) || undecidable_now(facts) || facts.copy_sign() != nullptr;
}

// More than five minutes after the hop before.
bool is_slow(const trace::Hop& hop);

// The wait before the hop with that index does not rest on what any earlier host may have written:
// the receiver's own hosts wrote both times, or the header half of a signature shows that the
// message was older than the wait.
bool is_wait_attested(const Facts& facts, std::size_t hop);

// nullptr: no rule has that ident.
const Rule* find_rule(std::string_view ident);

// The policy that DMARC finds is satisfied, whatever else failed.
inline bool authenticated(const Facts& facts) {
  return facts.dmarc.rfc9989.result == Result::pass;
}

// A signature of the author's own domain exists, whatever became of it: then its fault is the
// cause, and what passed for other domains is no more than that.
inline bool has_aligned_signature(const Facts& facts) {
  for (const DkimFact& fact : facts.dkim) {
    if (fact.aligned()) return true;
  }
  return false;
}

// A report about mail (RFC 6522): what the reporting host signs and publishes is not the business
// of those who get the report.
inline bool is_report(const Facts& facts) {
  const auto& parts = facts.evidence->mime.parts;
  return !parts.empty() && parts.front().type == "multipart" && parts.front().subtype == "report";
}

// How much it weighs that something passed for another domain: nothing is lost by it until DMARC is
// known to fail.
inline Severity unaligned_weight(const Facts& facts) {
  const Result verdict = facts.dmarc.rfc9989.result;
  const bool harmless = authenticated(facts) || failed_since(facts) ||
                        has_aligned_signature(facts) || verdict == Result::none ||
                        verdict == Result::permerror;
  if (harmless) return Severity::info;
  return verdict == Result::fail ? Severity::fail : Severity::warn;
}

// A fault that left the message unauthenticated is a failure; beside a DMARC pass it is a warning.
inline Severity unless_authenticated(const Facts& facts) {
  return authenticated(facts) || failed_since(facts) ? Severity::warn : Severity::fail;
}

// "1 h 10 min": the same in every language but for the unit letters.
std::string duration_text(std::int64_t seconds);

}  // namespace indicia::diagnosis
