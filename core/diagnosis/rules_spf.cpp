// What SPF shows and who can mend it (RFC 7208).
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using spf::Reason;

bool evaluated(const Facts& facts) {
  return facts.spf.query.has_value();
}
bool is(const Facts& facts, Reason reason) {
  return evaluated(facts) && facts.spf.check.reason == reason;
}
bool is(const Facts& facts, Result result) {
  return evaluated(facts) && facts.spf.result == result;
}

Params params_of(const Facts& facts) {
  const spf::Check& check = facts.spf.check;
  return {
      {"domain", clean_utf8(check.domain)},
      {"spf_domain", clean_utf8(check.domain)},
      {"from_domain", facts.from_domain()},
      {"ip", facts.spf.query ? to_string(facts.spf.query->client_ip) : std::string()},
      {"record", clean_utf8(check.record)},
      {"term", clean_utf8(check.problem.empty() ? check.mechanism : check.problem)},
      {"reason", std::string(spf::to_string(check.reason))},
      {"count", std::to_string(check.lookups)},
      {"limit", "10"},
  };
}

using Condition = bool (*)(const Facts&);
using Weight = Severity (*)(const Facts&);

template <Condition condition>
std::vector<Match> when(const Facts& facts) {
  if (!facts.evidence || !condition(facts)) return {};
  Match match{.params = params_of(facts)};
  if (const auto& from = facts.evidence->identity.mail_from.best;
      from && from->location.line != 0) {
    match.locations.push_back(from->location);
  }
  return {std::move(match)};
}

template <Condition condition, Weight severity>
std::vector<Match> when(const Facts& facts) {
  std::vector<Match> matches = when<condition>(facts);
  for (Match& match : matches) match.severity = severity(facts);
  return matches;
}

bool several(const Facts& facts) {
  return is(facts, Reason::several_records);
}
bool too_many(const Facts& facts) {
  return is(facts, Reason::lookup_limit);
}
bool voids(const Facts& facts) {
  return is(facts, Reason::void_lookup_limit);
}
bool permerror(const Facts& facts) {
  return is(facts, Result::permerror) && !several(facts) && !too_many(facts) && !voids(facts);
}
bool temperror(const Facts& facts) {
  return is(facts, Result::temperror);
}
bool fail(const Facts& facts) {
  return is(facts, Result::fail);
}
bool softfail(const Facts& facts) {
  return is(facts, Result::softfail);
}
bool neutral(const Facts& facts) {
  return is(facts, Result::neutral);
}
bool none(const Facts& facts) {
  return is(facts, Result::none);
}
bool passes(const Facts& facts) {
  return is(facts, Result::pass);
}
bool untestable(const Facts& facts) {
  return facts.spf.result == Result::untestable && facts.spf.reason != "over_limit";
}
bool near_limit(const Facts& facts) {
  return evaluated(facts) && facts.spf.check.lookups > 7 && facts.spf.check.lookups <= 10 &&
         !is(facts, Result::permerror);
}

// The mechanism of a term without its qualifier and arguments, lower case.
std::string mechanism_name(std::string_view term) {
  if (!term.empty() && std::string_view("+-~?").find(term.front()) != std::string_view::npos) {
    term.remove_prefix(1);
  }
  return to_lower(term.substr(0, term.find_first_of(":/=")));
}
bool ptr_used(const Facts& facts) {
  for (const spf::Step& step : facts.spf.check.trace) {
    if (mechanism_name(step.term) == "ptr") return true;
  }
  return false;
}
bool pass_all(const Facts& facts) {
  return passes(facts) && mechanism_name(facts.spf.check.mechanism) == "all";
}

// Only a MAIL FROM pass counts for DMARC, and only when aligned (RFC 9989 4.4).
bool not_aligned(const Facts& facts) {
  if (!passes(facts)) return false;
  for (const dmarc::Aligned& aligned : facts.dmarc.rfc9989.identifiers) {
    if (aligned.identifier.method == dmarc::Identifier::Method::spf) {
      return aligned.alignment == dmarc::Alignment::none;
    }
  }
  return false;
}

Severity softer(const Facts& facts) {
  return authenticated(facts) ? Severity::info : Severity::warn;
}

constexpr Rule rules[] = {
    {"spf-multiple-records", Severity::fail, Confidence::certain, Who::dns,
     "RFC 7208 3.2; RFC 7208 4.5", when<several, unless_authenticated>},
    {"spf-too-many-lookups", Severity::fail, Confidence::certain, Who::dns, "RFC 7208 4.6.4",
     when<too_many, unless_authenticated>},
    {"spf-void-lookups", Severity::fail, Confidence::certain, Who::dns, "RFC 7208 4.6.4",
     when<voids, unless_authenticated>},
    {"spf-permerror", Severity::fail, Confidence::certain, Who::dns, "RFC 7208 4.6",
     when<permerror, unless_authenticated>},
    {"spf-fail", Severity::fail, Confidence::certain, Who::dns, "RFC 7208 8.4",
     when<fail, unless_authenticated>},
    {"spf-not-aligned", Severity::fail, Confidence::certain, Who::platform, "RFC 9989 4.4",
     when<not_aligned, unaligned_weight>},
    {"spf-softfail", Severity::warn, Confidence::certain, Who::dns, "RFC 7208 8.5",
     when<softfail, softer>},
    {"spf-none", Severity::warn, Confidence::certain, Who::dns, "RFC 7208 8.1", when<none, softer>},
    {"spf-neutral", Severity::warn, Confidence::certain, Who::dns, "RFC 7208 8.2",
     when<neutral, softer>},
    {"spf-temperror", Severity::warn, Confidence::undecidable, Who::dns, "RFC 7208 8.6",
     when<temperror>},
    {"spf-pass-all", Severity::warn, Confidence::certain, Who::dns, "RFC 7208 5.1", when<pass_all>},
    {"spf-near-lookup-limit", Severity::warn, Confidence::certain, Who::dns, "RFC 7208 4.6.4",
     when<near_limit>},
    {"spf-ptr-used", Severity::info, Confidence::certain, Who::dns, "RFC 7208 5.5", when<ptr_used>},
    {"spf-untestable", Severity::info, Confidence::undecidable, Who::nobody, "RFC 7208 2.4",
     when<untestable>},
    {"spf-pass", Severity::ok, Confidence::certain, Who::nobody, "RFC 7208 8.3", when<passes>},
};

}  // namespace

std::span<const Rule> spf_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
