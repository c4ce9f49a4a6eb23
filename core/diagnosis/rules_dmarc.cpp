// What DMARC shows and who can mend it (RFC 9989; RFC 7489 where it differs).
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using dmarc::Reason;

const dmarc::Verdict& verdict(const Facts& facts) {
  return facts.dmarc.rfc9989;
}

std::string join(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += (out.empty() ? "" : ", ") + one;
  return clean_utf8(out);
}

std::string passed_domains(const Facts& facts, dmarc::Identifier::Method method) {
  std::vector<std::string> list;
  for (const dmarc::Aligned& aligned : verdict(facts).identifiers) {
    if (aligned.identifier.method == method && aligned.identifier.result == Result::pass) {
      list.push_back(aligned.identifier.domain);
    }
  }
  return list.empty() ? "-" : join(list);
}

Params params_of(const Facts& facts) {
  const dmarc::Verdict& ours = verdict(facts);
  return {
      {"domain", ours.record_domain.empty() ? facts.from_domain() : ours.record_domain},
      {"from_domain", facts.from_domain()},
      {"policy", ours.policy.empty() ? "none" : ours.policy},
      {"spf_domain", passed_domains(facts, dmarc::Identifier::Method::spf)},
      {"dkim_domain", passed_domains(facts, dmarc::Identifier::Method::dkim)},
      {"record", ours.record ? clean_utf8(ours.record->text) : std::string()},
      {"term", ours.record ? join(ours.record->obsolete_tags) : std::string()},
      {"reason", std::string(dmarc::to_string(ours.reason))},
      {"recomputed", std::string(to_string(ours.result))},
      {"recorded", std::string(to_string(facts.dmarc.rfc7489.result))},
      {"count", facts.evidence ? std::to_string(facts.evidence->from.size()) : "0"},
  };
}

using Condition = bool (*)(const Facts&);
using Weight = Severity (*)(const Facts&);

template <Condition condition, Weight severity = nullptr>
std::vector<Match> when(const Facts& facts) {
  if (!facts.evidence || !condition(facts)) return {};
  Match match{.params = params_of(facts), .locations = facts.evidence->from_fields};
  if constexpr (severity != nullptr) match.severity = severity(facts);
  return {std::move(match)};
}

Severity failure(const Facts& facts) {
  return failed_since(facts) ? Severity::info : Severity::fail;
}

bool is(const Facts& facts, Reason reason) {
  return verdict(facts).reason == reason;
}

bool several_from(const Facts& facts) {
  return is(facts, Reason::several_from_fields);
}
bool no_author(const Facts& facts) {
  return is(facts, Reason::no_author_domain) || is(facts, Reason::invalid_author_domain) ||
         is(facts, Reason::several_author_domains);
}
bool not_aligned(const Facts& facts) {
  return is(facts, Reason::not_aligned);
}
bool nothing_passed(const Facts& facts) {
  return is(facts, Reason::nothing_passed);
}
bool no_record(const Facts& facts) {
  return is(facts, Reason::no_record) && !is_report(facts);
}
bool several_records(const Facts& facts) {
  return is(facts, Reason::several_records) ||
         facts.dmarc.rfc7489.reason == Reason::several_records;
}
bool invalid_policy(const Facts& facts) {
  const auto& record = verdict(facts).record;
  return is(facts, Reason::invalid_policy) ||
         (record && (record->p_invalid || record->sp_invalid || record->np_invalid));
}
bool policy_none(const Facts& facts) {
  return verdict(facts).record && verdict(facts).policy == "none" && !invalid_policy(facts);
}
bool obsolete(const Facts& facts) {
  return verdict(facts).record && !verdict(facts).record->obsolete_tags.empty();
}
// Results differ, or the same result asks for another handling.
bool versions_differ(const Facts& facts) {
  const dmarc::Verdict& old = facts.dmarc.rfc7489;
  return verdict(facts).result != Result::untestable && old.result != Result::untestable &&
         (verdict(facts).result != old.result ||
          (old.result == Result::fail && verdict(facts).disposition != old.disposition));
}
// The tag that the versions read differently; empty: they find other records or domains.
std::string_view differing_tag(const dmarc::Verdict& ours, const dmarc::Verdict& old) {
  if (!ours.record || !old.record || ours.record_domain != old.record_domain) return {};
  const dmarc::Record& record = *ours.record;
  if (ours.policy_tag == "np") return "np";
  if (record.testing) return "t";
  if (record.percent < 100) return "pct";
  return !record.p || !record.p_is_second ? "p" : "";
}
std::vector<Match> different_versions(const Facts& facts) {
  std::vector<Match> matches = when<versions_differ>(facts);
  const std::string tag(differing_tag(verdict(facts), facts.dmarc.rfc7489));
  for (Match& match : matches) {
    match.params.emplace_back("tag", tag.empty() ? tag : tag + "=");
    const std::string kind = tag.empty() ? "domain" : tag;
    match.phrases.push_back({"proof", "phrase-versions-" + kind, {}});
    match.phrases.push_back({"change", "phrase-versions-" + kind + "-fix", {}});
  }
  return matches;
}
bool temperror(const Facts& facts) {
  return verdict(facts).result == Result::temperror;
}
// A signature proves it; SPF rests on the client address and envelope that the receiver recorded.
std::vector<Match> passes(const Facts& facts) {
  if (!facts.evidence || verdict(facts).result != Result::pass) return {};
  const bool signed_pass = verdict(facts).dkim == Result::pass;
  return {Match{.params = params_of(facts),
                .locations = facts.evidence->from_fields,
                .confidence = signed_pass ? Confidence::proven : Confidence::certain}};
}

constexpr Rule rules[] = {
    {"message-several-from", Severity::fail, Confidence::certain, Who::sender,
     "RFC 5322 3.6; RFC 9989 11.5", when<several_from>},
    {"dmarc-no-author-domain", Severity::fail, Confidence::certain, Who::sender, "RFC 9989 5.3.1",
     when<no_author>},
    {"dmarc-not-aligned", Severity::fail, Confidence::certain, Who::sender, "RFC 9989 4.4",
     when<not_aligned, failure>},
    {"dmarc-nothing-passed", Severity::fail, Confidence::certain, Who::sender, "RFC 9989 4.4",
     when<nothing_passed, failure>},
    {"dmarc-invalid-policy", Severity::warn, Confidence::certain, Who::dns, "RFC 9989 4.10.1",
     when<invalid_policy>},
    {"dmarc-multiple-records", Severity::warn, Confidence::certain, Who::dns,
     "RFC 9989 4.10; RFC 7489 6.6.3", when<several_records>},
    {"dmarc-no-record", Severity::warn, Confidence::certain, Who::dns, "RFC 9989 4.10.1",
     when<no_record>},
    {"dmarc-versions-differ", Severity::warn, Confidence::certain, Who::dns,
     "RFC 9989 4.10; RFC 7489 3.2", different_versions},
    {"dmarc-temperror", Severity::warn, Confidence::undecidable, Who::dns, "RFC 9989 5.3.6",
     when<temperror>},
    {"dmarc-policy-none", Severity::info, Confidence::certain, Who::dns, "RFC 9989 4.7",
     when<policy_none>},
    {"dmarc-obsolete-tags", Severity::info, Confidence::certain, Who::dns, "RFC 9989 4.7",
     when<obsolete>},
    {"dmarc-pass", Severity::ok, Confidence::proven, Who::nobody, "RFC 9989 4.4", passes},
};

}  // namespace

std::span<const Rule> dmarc_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
