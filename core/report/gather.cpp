// Composes the protocol checks into facts; see gather.h. The order of questions is the order of
// checks, so reports are the same however the answers arrive.
#include "report/gather.h"

#include <algorithm>

#include "dmarc/public_suffix.h"
#include "message/idn.h"
#include "report/localise.h"
#include "report/paste_proof.h"
#include "text.h"

namespace indicia {

const Comparison* Facts::recorded(std::string_view method) const {
  for (const Comparison& one : comparison) {
    if (one.trusted && one.method == method) return &one;
  }
  return nullptr;
}

const Comparison* Facts::recorded_signature(std::size_t index) const {
  for (const Comparison& one : comparison) {
    if (one.trusted && one.signature == index) return &one;
  }
  return nullptr;
}

namespace {

JudgedAt judge_at(const Options& options, std::optional<std::int64_t> received_at) {
  if (options.now) return {*options.now, "option"};
  if (received_at) return {*received_at, "received"};
  return {options.evaluated_at, "evaluated_at"};
}

// The time the border host wrote: judging uses it only where the receiver is known.
std::optional<std::int64_t> receipt_time(const trace::Path& path) {
  if (!path.border) return std::nullopt;
  const auto& date = path.hops[*path.border].received.date;
  return date ? std::optional(date->seconds) : std::nullopt;
}

// RFC 7208 2.4: MAIL FROM, or postmaster@HELO for the null reverse-path.
SpfFact check_spf(const MessageEvidence& message, std::int64_t time, dns::Inquiry& inquiry) {
  const trace::Identity& identity = message.identity;
  SpfFact fact;
  const auto& mail_from = identity.mail_from.best;
  const std::string helo = identity.helo.best ? identity.helo.best->value : "";
  if (mail_from && mail_from->value.empty()) fact.identity = "helo";
  if (!mail_from) {
    fact.reason = "mail_from_unknown";
  } else if (mail_from->value.empty() && helo.empty()) {
    fact.reason = "helo_unknown";
  } else if (!identity.client_ip.best) {
    fact.reason = "client_ip_unknown";
  } else if (const auto ip = parse_ip(identity.client_ip.best->value); !ip) {
    fact.reason = "client_ip_unknown";
  } else {
    fact.query = spf::make_query(*ip, mail_from->value, helo);
    fact.query->time = time;
    fact.check = spf::check_host(*fact.query, inquiry);
    fact.reason = spf::to_string(fact.check.reason);
    // An unasked look-up and an unknown HELO name are no failure of the domain.
    fact.result = spf::is_open(fact.check.reason) ? Result::untestable : fact.check.result;
  }
  // What names the missing value may be among the fields that were left out.
  if (!fact.query && message.message.cut()) fact.reason = "over_limit";
  return fact;
}

std::string mail_from_domain(const trace::Identity& identity) {
  if (!identity.mail_from.best) return {};
  std::string_view domain = identity.mail_from.best->value;
  const std::size_t at = domain.rfind('@');
  if (at != std::string_view::npos) domain.remove_prefix(at + 1);
  return message::to_ascii(domain).value_or("");
}

std::vector<dmarc::Identifier> identifiers(const trace::Identity& identity, const SpfFact& spf,
                                           const std::vector<DkimFact>& dkim) {
  std::vector<dmarc::Identifier> list;
  if (spf.query) {
    list.push_back(
        {.method = dmarc::Identifier::Method::spf,
         .domain = message::to_ascii(spf.query->domain).value_or(to_lower(spf.query->domain)),
         .result = spf.result});
  } else {
    // Who was the client is not known; whose domain it would have spoken for may be.
    list.push_back({.method = dmarc::Identifier::Method::spf,
                    .domain = mail_from_domain(identity),
                    .result = Result::untestable});
  }
  for (std::size_t i = 0; i < dkim.size(); ++i) {
    list.push_back({.method = dmarc::Identifier::Method::dkim,
                    .domain = dkim[i].examined->signature.domain_ascii,
                    .result = dkim[i].verification.result,
                    .index = i});
  }
  return list;
}

void place_alignment(Facts& facts) {
  for (const dmarc::Aligned& aligned : facts.dmarc.rfc9989.identifiers) {
    if (aligned.identifier.method == dmarc::Identifier::Method::dkim &&
        aligned.identifier.index < facts.dkim.size()) {
      facts.dkim[aligned.identifier.index].alignment = aligned.alignment;
    }
  }
}

void place_organization(Facts& facts, const dmarc::PublicSuffixList& list) {
  facts.public_suffix_list_date = list.date();
  if (facts.from_domain().empty()) return;
  if (!facts.dmarc.rfc9989.organizational_domain.empty()) {
    facts.organizational_domain = facts.dmarc.rfc9989.organizational_domain;
    facts.organizational_source = "tree_walk";
  } else {
    facts.organizational_domain =
        list.organizational_domain(facts.from_domain()).value_or(facts.from_domain());
    facts.organizational_source = "public_suffix_list";
  }
}

// A key that was not computed with because of its size.
void note_key_limit(Facts& facts, const dkim::Verification& verification, const Limits& limits) {
  if (verification.reason != dkim::Reason::key_out_of_limits || !verification.used_key) return;
  const bool least = verification.keys[*verification.used_key].bits < limits.rsa_bits_least;
  const std::string_view limit = least ? "rsa_bits_least" : "rsa_bits_most";
  if (std::find(facts.limits.begin(), facts.limits.end(), limit) == facts.limits.end()) {
    facts.limits.emplace_back(limit);
  }
}

void note_key_limits(Facts& facts, const Limits& limits) {
  for (const DkimFact& fact : facts.dkim) note_key_limit(facts, fact.verification, limits);
  for (const arc::VerifiedSet& set : facts.arc.chain.sets) {
    note_key_limit(facts, set.message_signature, limits);
    note_key_limit(facts, set.seal, limits);
  }
}

// Selectors that the message shows beside those of one signature: of the same domain first.
std::vector<std::string> other_selectors(const Facts& facts, const dkim::Signature& signature) {
  constexpr std::size_t most = 4;
  std::vector<std::string> list;
  const auto add = [&](const std::string& domain, const std::string& selector, bool same) {
    const bool known = std::find(list.begin(), list.end(), selector) != list.end();
    if (known || list.size() == most || selector == signature.selector_ascii) return;
    if ((domain == signature.domain_ascii) == same) list.push_back(selector);
  };
  for (const bool same : {true, false}) {
    for (const DkimFact& fact : facts.dkim) {
      const dkim::Signature& other = fact.examined->signature;
      add(other.domain_ascii, other.selector_ascii, same);
    }
    for (const arc::ExaminedSet& set : facts.arc.examined->sets) {
      if (!set.seal) continue;
      add(set.seal->signature.domain_ascii, set.seal->signature.selector_ascii, same);
    }
  }
  return list;
}

// Where else keys stand that were not found. Last of all questions, so that they take none from the
// checks.
void seek_keys(Facts& facts, dns::Inquiry& inquiry, const dmarc::PublicSuffixList& list,
               const Limits& limits, dkim::KeyCache* keys) {
  std::vector<std::string> sought;
  for (DkimFact& fact : facts.dkim) {
    const dkim::Examined& examined = *fact.examined;
    if (!examined.faults.empty()) continue;
    const std::string& name = fact.verification.key_name;
    if (std::find(sought.begin(), sought.end(), name) == sought.end()) {
      if (sought.size() == dkim::most_seekers) continue;
      if (fact.verification.key_response.is_void()) sought.push_back(name);
    }
    const std::string organization =
        list.organizational_domain(examined.signature.domain_ascii).value_or("");
    dkim::seek_key(fact.verification, examined,
                   {organization, other_selectors(facts, examined.signature)}, inquiry, limits,
                   keys);
  }
}

// When the answer for a key from a file was asked; 0: not stated. What a driver observes it asks at
// evaluated_at.
std::int64_t asked_at(const std::vector<dns::UsedAnswer>& answers, std::string_view name) {
  for (const dns::Answer& answer : answers) {
    if (answer.question.name != name || answer.provenance != Provenance::supplied) continue;
    return answer.asked_at;
  }
  return 0;
}

// By place: a signature that was read over other repairs has fields of its own.
void note_unsigned_fields(Facts& facts) {
  std::vector<std::size_t> covered;
  bool fits = false;
  for (const DkimFact& fact : facts.dkim) {
    if (fact.verification.header_signature != dkim::HeaderSignature::match) continue;
    fits = true;
    covered.push_back(fact.examined->field->location.offset);
    for (const message::Field* field : fact.examined->signed_fields) {
      covered.push_back(field->location.offset);
    }
  }
  if (!fits) return;
  std::sort(covered.begin(), covered.end());
  facts.unsigned_fields.emplace();
  for (const message::Field& field : facts.evidence->message.fields) {
    if (!std::binary_search(covered.begin(), covered.end(), field.location.offset)) {
      facts.unsigned_fields->push_back(&field);
    }
  }
}

void note_ages(Facts& facts, const std::vector<dns::UsedAnswer>& answers) {
  for (DkimFact& fact : facts.dkim) {
    if (!fact.verification.key_response.asked()) continue;
    std::optional<std::int64_t> sent = facts.received_at;
    const auto& timestamp = fact.examined->signature.timestamp;
    if (!sent && timestamp) sent = static_cast<std::int64_t>(*timestamp);
    if (!sent && facts.evidence->date) sent = facts.evidence->date->seconds;
    std::int64_t asked = asked_at(answers, fact.verification.key_name);
    if (asked == 0) asked = facts.evaluated_at;
    if (sent && asked != 0) fact.key_asked_after = asked - *sent;
  }
}

}  // namespace

Facts gather(const Evidence& evidence, const dns::Answers& answers,
             const dmarc::PublicSuffixList& list, dkim::KeyCache* keys) {
  Facts facts;
  facts.limits = evidence.limits;
  for (const message::Repair& repair : evidence.repairs) facts.repairs.push_back({repair});
  facts.evaluated_at = evidence.options.evaluated_at;
  facts.judged_at = judge_at(evidence.options, std::nullopt);
  if (evidence.selected >= evidence.messages.size()) return facts;
  facts.evidence = evidence.messages[evidence.selected];
  const MessageEvidence& message = *facts.evidence;
  const Options& options = evidence.options;
  facts.received_at = receipt_time(message.path);
  facts.judged_at = judge_at(options, facts.received_at);
  dns::Inquiry inquiry(answers, options.limits.questions, options.personal_names);
  forensics::Meter trials(trial_budget);
  for (const dkim::Examined& examined : message.signatures) {
    facts.dkim.push_back({.examined = &examined,
                          .verification = dkim::verify(examined, inquiry, facts.judged_at.time,
                                                       options.limits, keys)});
    read_repaired(facts.dkim.back(), message, trials, [&](const dkim::Examined& reread) {
      return dkim::verify(reread, inquiry, facts.judged_at.time, options.limits, keys);
    });
  }
  facts.spf = check_spf(message, facts.judged_at.time, inquiry);
  facts.dmarc = dmarc::evaluate(
      message.author, identifiers(message.identity, facts.spf, facts.dkim), inquiry, list);
  place_alignment(facts);
  place_organization(facts, list);
  // Last, so that its keys never use up the questions that a verdict needs.
  facts.arc.examined = &message.arc;
  facts.arc.chain = arc::verify(message.arc, inquiry, facts.judged_at.time, options.limits, keys);
  localise_changes(facts);
  note_key_limits(facts, options.limits);
  seek_keys(facts, inquiry, list, options.limits, keys);
  note_ages(facts, inquiry.used());
  note_unsigned_fields(facts);
  facts.questions = inquiry.open();
  facts.answers = inquiry.used();
  if (inquiry.limit_reached()) facts.limits.push_back("questions");
  facts.comparison = compare_recorded(facts);
  count_proven(facts);
  facts.file = judge_file(facts, evidence);
  return facts;
}

}  // namespace indicia
