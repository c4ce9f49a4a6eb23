// What each DKIM signature shows and who can mend it (RFC 6376, RFC 8301, dkim-forensics 2 and 8).
// What its key record shows stands in rules_key.cpp.
#include <algorithm>

#include "diagnosis/dkim_match.h"
#include "text.h"

namespace indicia::diagnosis {

using dkim::BodyHash;
using dkim::HeaderSignature;
using dkim::Reason;

const dkim::KeyRecord* key_of(const DkimFact& fact) {
  const auto& verification = fact.verification;
  if (verification.used_key && *verification.used_key < verification.keys.size()) {
    return &verification.keys[*verification.used_key];
  }
  return verification.keys.empty() ? nullptr : &verification.keys.front();
}

Params params_of(const Facts& facts, const DkimFact& fact) {
  const dkim::Signature& signature = fact.examined->signature;
  const dkim::KeyRecord* key = key_of(fact);
  return {
      {"domain", clean_utf8(signature.domain)},
      {"selector", clean_utf8(signature.selector)},
      {"from_domain", facts.from_domain()},
      {"key_name", fact.verification.key_name},
      {"reason", std::string(dkim::to_string(fact.verification.reason))},
      {"bits", std::to_string(key ? key->bits : 0)},
      {"octets", std::to_string(fact.examined->unsigned_octets)},
      {"count", std::to_string(fact.verification.keys.size())},
      {"algorithm", clean_utf8(signature.algorithm)},
      {"record", key ? clean_utf8(key->record) : std::string()},
      {"term", std::string(dns::to_string(fact.verification.key_response.status))},
  };
}

bool recorded_pass(const Facts& facts, const DkimFact& fact) {
  const auto index = static_cast<std::size_t>(&fact - facts.dkim.data());
  const Comparison* recorded = facts.recorded_signature(index);
  return recorded != nullptr && recorded->recorded == "pass";
}

namespace {

// What the search for the change came to, where it found nothing.
PhraseParam search_phrase(const DkimFact& fact) {
  if (!fact.forensics) return {"search", "", {}};
  const forensics::Outcome& outcome = *fact.forensics;
  const bool body_open = outcome.body_searched && !outcome.body.edit;
  const bool header_open = outcome.header_searched && !outcome.header.edit;
  std::string_view phrase;
  if (body_open || header_open) phrase = "phrase-change-not-identified";
  if ((body_open && outcome.body.budget_ended) || (header_open && outcome.header.budget_ended)) {
    phrase = "phrase-change-budget";
  } else if (body_open && header_open) {
    phrase = "phrase-change-replayed";
  }
  return {"search",
          std::string(phrase),
          {{"count", std::to_string(outcome.body.tried + outcome.header.tried)}}};
}

}  // namespace

Match match_of(const Facts& facts, const DkimFact& fact) {
  Match match{.params = params_of(facts, fact), .locations = {fact.examined->field->location}};
  match.phrases.push_back(search_phrase(fact));
  return match;
}

namespace {

// bh= is signed with the header: where that fits, the body cannot be the signed one.
PhraseParam body_phrase(const DkimFact& fact) {
  const bool authentic = fact.verification.header_signature == HeaderSignature::match;
  return {"proof", authentic ? "phrase-body-authentic-hash" : "", {}};
}

template <DkimCondition condition, DkimWeight severity = nullptr>
std::vector<Match> each(const Facts& facts) {
  std::vector<Match> matches;
  for (const DkimFact& fact : facts.dkim) {
    if (!condition(facts, fact)) continue;
    Match match = match_of(facts, fact);
    if constexpr (severity != nullptr) match.severity = severity(facts, fact);
    match.phrases.push_back(body_phrase(fact));
    matches.push_back(std::move(match));
  }
  return matches;
}

bool body_differs(const Facts&, const DkimFact& f) {
  return f.verification.body_hash == BodyHash::differ && !header_changed(f);
}
// What a damaged copy does not show, no finding says of the message.
bool blurred(const DkimFact& f) {
  return is(f, Reason::input_repaired);
}
bool header_differs(const Facts&, const DkimFact& f) {
  return f.verification.body_hash != BodyHash::differ && header_changed(f) && !blurred(f);
}
bool both_differ(const Facts&, const DkimFact& f) {
  return f.verification.body_hash == BodyHash::differ && header_changed(f);
}
bool no_match(const Facts&, const DkimFact& f) {
  return f.verification.header_signature == HeaderSignature::no_match && !blurred(f);
}
bool key_revoked(const Facts& facts, const DkimFact& f) {
  return is(f, Reason::key_revoked) && !recorded_pass(facts, f);
}
bool key_dns_error(const Facts&, const DkimFact& f) {
  return is(f, Reason::key_unavailable);
}
bool key_too_short(const Facts&, const DkimFact& f) {
  return is(f, Reason::key_too_short);
}
bool key_restricted(const Facts&, const DkimFact& f) {
  if (readable_leniently(f)) return false;
  return is(f, Reason::key_type_mismatch) || is(f, Reason::key_hash_mismatch) ||
         is(f, Reason::key_service_mismatch) || is(f, Reason::key_strict_identity);
}
bool key_weak(const Facts&, const DkimFact& f) {
  const dkim::KeyRecord* key = key_of(f);
  return f.verification.used_key && key->type == dkim::KeyType::rsa && key->bits >= 1024 &&
         key->bits < 2048;
}
bool key_testing(const Facts&, const DkimFact& f) {
  return f.verification.testing;
}
bool several_keys(const Facts&, const DkimFact& f) {
  return f.verification.keys.size() > 1;
}
bool sha1(const Facts&, const DkimFact& f) {
  return is(f, Reason::sha1_refused);
}
bool expired(const Facts&, const DkimFact& f) {
  return is(f, Reason::expired);
}
bool expired_since(const Facts& facts, const DkimFact& f) {
  const auto& expiration = f.examined->signature.expiration;
  return f.verification.result == Result::pass && expiration && facts.evaluated_at > 0 &&
         *expiration < static_cast<std::uint64_t>(facts.evaluated_at);
}
// l= is signed: what it counts and this body has not is missing.
bool body_cut(const Facts&, const DkimFact& f) {
  return f.examined->body_length_too_large && f.verification.body_hash == BodyHash::differ &&
         !blurred(f);
}
bool syntax(const Facts& facts, const DkimFact& f) {
  if (blurred(f) || body_cut(facts, f)) return false;
  switch (f.examined->syntax) {
    case Reason::signature_syntax:
    case Reason::missing_required_tag:
    case Reason::incompatible_version:
    case Reason::unsupported_canonicalization:
    case Reason::unsupported_query_method:
    case Reason::domain_mismatch:
    case Reason::body_length_too_large:
    case Reason::expiration_before_timestamp:
      return true;
    default:
      return is(f, Reason::body_length_too_large);
  }
}
bool from_not_signed(const Facts&, const DkimFact& f) {
  return f.examined->syntax == Reason::from_not_signed && !blurred(f);
}
bool unsupported(const Facts&, const DkimFact& f) {
  return f.examined->syntax == Reason::unsupported_algorithm && !blurred(f);
}
bool unsigned_tail(const Facts&, const DkimFact& f) {
  return f.examined->signature.body_length && f.examined->unsigned_octets > 0 &&
         f.verification.body_hash == BodyHash::match;
}
bool body_untestable(const Facts&, const DkimFact& f) {
  return f.verification.body_hash == BodyHash::untestable &&
         f.verification.header_signature == HeaderSignature::match;
}
bool not_aligned(const Facts&, const DkimFact& f) {
  return f.verification.result == Result::pass && f.alignment == dmarc::Alignment::none;
}
// Clocks differ by seconds everywhere.
bool from_the_future(const Facts& facts, const DkimFact& f) {
  constexpr std::uint64_t tolerance = 300;
  const std::uint64_t now =
      facts.judged_at.time < 0 ? 0 : static_cast<std::uint64_t>(facts.judged_at.time);
  return f.verification.timestamp_in_future && *f.examined->signature.timestamp > now + tolerance;
}
bool length_tag(const Facts&, const DkimFact& f) {
  return f.examined->signature.body_length && f.examined->unsigned_octets == 0 &&
         !f.examined->body_length_too_large && f.verification.body_hash == BodyHash::match;
}
// The octets are what was signed, and a rule of the standard or of the key refuses them all the
// same.
bool holds_but_refused(const Facts&, const DkimFact& f) {
  return f.verification.header_signature == HeaderSignature::match &&
         f.verification.body_hash == BodyHash::match && f.verification.result != Result::pass;
}
bool passes(const Facts&, const DkimFact& f) {
  return f.verification.result == Result::pass;
}

std::vector<Match> cut_bodies(const Facts& facts) {
  std::vector<Match> matches = each<body_cut, signature_weight>(facts);
  auto match = matches.begin();
  for (const DkimFact& fact : facts.dkim) {
    if (!body_cut(facts, fact)) continue;
    const std::uint64_t named = *fact.examined->signature.body_length;
    const std::uint64_t found = fact.examined->body_octets;
    std::erase_if(match->params, [](const auto& param) { return param.first == "octets"; });
    match->params.emplace_back("octets", std::to_string(named - found));
    match->params.emplace_back("expected", std::to_string(named));
    match->params.emplace_back("found", std::to_string(found));
    const bool authentic = fact.verification.header_signature == HeaderSignature::match;
    match->confidence = authentic ? Confidence::certain : Confidence::likely;
    ++match;
  }
  return matches;
}

// Which rule of the field is broken, in words where it is one that people break.
std::string_view syntax_phrase(const DkimFact& fact) {
  const Reason broken = fact.examined->syntax;
  if (broken == Reason::domain_mismatch) return "phrase-syntax-identity";
  if (broken == Reason::unsupported_query_method) return "phrase-syntax-query";
  if (broken == Reason::expiration_before_timestamp) return "phrase-syntax-expiration";
  if (is(fact, Reason::body_length_too_large)) return "phrase-syntax-length";
  return "phrase-syntax-rule";
}

std::vector<Match> broken_fields(const Facts& facts) {
  std::vector<Match> matches = each<syntax, signature_weight>(facts);
  auto match = matches.begin();
  for (const DkimFact& fact : facts.dkim) {
    if (!syntax(facts, fact)) continue;
    match->phrases.push_back({"faults", std::string(syntax_phrase(fact)), {}});
    ++match;
  }
  return matches;
}

Severity weigh_unaligned(const Facts& facts, const DkimFact&) {
  return unaligned_weight(facts);
}
Severity restricted_weight(const Facts& facts, const DkimFact& fact) {
  return signature_weight(facts, fact);
}

// RFC 6376 8.4: a verifier may look at some of the signatures only, and they are met from the top.
// Where the aligned one stands far down, it may be left out.
std::vector<Match> many_signatures(const Facts& facts) {
  constexpr std::size_t usual = 5;
  if (facts.dkim.size() <= usual) return {};
  Match match{.params = {{"count", std::to_string(facts.dkim.size())},
                         {"from_domain", facts.from_domain()}},
              .severity = Severity::info};
  bool aligned_above = false;
  for (std::size_t i = 0; i < facts.dkim.size(); ++i) {
    const DkimFact& fact = facts.dkim[i];
    if (i >= usual) match.locations.push_back(fact.examined->field->location);
    if (!fact.aligned() || fact.verification.result != Result::pass) continue;
    if (i < usual) aligned_above = true;
    if (i >= usual && !aligned_above) match.severity = Severity::warn;
  }
  constexpr std::size_t enough = 3;
  match.locations.resize(std::min(match.locations.size(), enough));
  return {std::move(match)};
}

std::vector<Match> no_signature(const Facts& facts) {
  // Without one author domain there is no d= to advise.
  if (facts.from_domain().empty()) return {};
  if (!facts.evidence || !facts.dkim.empty() || is_report(facts)) return {};
  if (facts.evidence->message.cut()) return {};
  return {Match{.params = {{"from_domain", facts.from_domain()}},
                .severity = authenticated(facts) ? Severity::info : Severity::warn}};
}

constexpr Rule rules[] = {
    {"dkim-body-and-header-differ", Severity::fail, Confidence::certain, Who::forwarder,
     "RFC 6376 3.7; RFC 6376 6.1.3", each<both_differ, signature_weight>},
    {"dkim-body-cut", Severity::fail, Confidence::certain, Who::forwarder,
     "RFC 6376 3.5; RFC 6376 3.7", cut_bodies},
    {"dkim-body-differs", Severity::fail, Confidence::certain, Who::forwarder,
     "RFC 6376 3.7; RFC 6376 6.1.3", each<body_differs, signature_weight>},
    {"dkim-header-differs", Severity::fail, Confidence::certain, Who::forwarder,
     "RFC 6376 3.7; RFC 8017 8.2.2", each<header_differs, signature_weight>},
    {"dkim-key-or-header-mismatch", Severity::fail, Confidence::undecidable, Who::platform,
     "RFC 8463 3", each<no_match, signature_weight>},
    {"dkim-key-revoked", Severity::fail, Confidence::certain, Who::dns, "RFC 6376 3.6.1",
     each<key_revoked, signature_weight>},
    {"dkim-key-too-short", Severity::fail, Confidence::certain, Who::dns, "RFC 8301 3.2",
     each<key_too_short, signature_weight>},
    {"dkim-key-restriction", Severity::fail, Confidence::certain, Who::dns, "RFC 6376 3.6.1",
     each<key_restricted, restricted_weight>},
    {"dkim-sha1-refused", Severity::fail, Confidence::proven, Who::platform, "RFC 8301 3.1",
     each<sha1, signature_weight>},
    {"dkim-expired", Severity::fail, Confidence::certain, Who::platform, "RFC 6376 3.5",
     each<expired, signature_weight>},
    {"dkim-from-not-signed", Severity::fail, Confidence::certain, Who::platform, "RFC 6376 5.4",
     each<from_not_signed, signature_weight>},
    {"dkim-signature-syntax", Severity::fail, Confidence::certain, Who::platform, "RFC 6376 6.1.1",
     broken_fields},
    {"dkim-algorithm-unsupported", Severity::warn, Confidence::certain, Who::platform,
     "RFC 6376 3.3; RFC 8301 3.1; RFC 8463 3", each<unsupported>},
    {"dkim-not-aligned", Severity::fail, Confidence::proven, Who::platform, "RFC 9989 4.4",
     each<not_aligned, weigh_unaligned>},
    {"dkim-unsigned-tail", Severity::warn, Confidence::proven, Who::platform, "RFC 6376 8.2",
     each<unsigned_tail>},
    {"dkim-timestamp-in-future", Severity::warn, Confidence::certain, Who::platform, "RFC 6376 3.5",
     each<from_the_future>},
    {"dkim-many-signatures", Severity::info, Confidence::likely, Who::platform,
     "RFC 6376 6.1; RFC 6376 8.4", many_signatures},
    {"dkim-several-keys", Severity::warn, Confidence::certain, Who::dns, "RFC 6376 3.6.2.2",
     each<several_keys>},
    {"dkim-key-weak", Severity::warn, Confidence::certain, Who::dns, "RFC 8301 3.2",
     each<key_weak>},
    {"dkim-key-testing", Severity::warn, Confidence::certain, Who::dns, "RFC 6376 3.6.1",
     each<key_testing>},
    {"dkim-key-dns-error", Severity::warn, Confidence::undecidable, Who::dns, "RFC 6376 6.1.2",
     each<key_dns_error>},
    {"dkim-none", Severity::warn, Confidence::certain, Who::platform, "RFC 6376 3.9", no_signature},
    {"dkim-octets-hold", Severity::info, Confidence::proven, Who::nobody,
     "RFC 6376 6.1.2; RFC 6376 6.1.3", each<holds_but_refused>},
    {"dkim-length-tag", Severity::info, Confidence::certain, Who::platform, "RFC 6376 8.2",
     each<length_tag>},
    {"dkim-expired-since", Severity::info, Confidence::certain, Who::nobody, "RFC 6376 3.5",
     each<expired_since>},
    {"dkim-body-untestable", Severity::info, Confidence::certain, Who::nobody, "RFC 6376 3.7",
     each<body_untestable>},
    {"dkim-pass", Severity::ok, Confidence::proven, Who::nobody, "RFC 6376 6.1.3", each<passes>},
};

}  // namespace

Severity signature_weight(const Facts& facts, const DkimFact& fact) {
  if (authenticated(facts) || failed_since(facts)) return Severity::warn;
  if (facts.evidence->message.cut()) return Severity::warn;  // others may stand beyond the limit
  if (fact.aligned()) return Severity::fail;
  const bool no_policy =
      facts.dmarc.rfc9989.result == Result::none || facts.dmarc.rfc9989.result == Result::permerror;
  for (const DkimFact& other : facts.dkim) {
    const bool passes = other.verification.result == Result::pass;
    if (other.aligned() || (no_policy && passes)) return Severity::warn;
  }
  return Severity::fail;
}

std::span<const Rule> dkim_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
