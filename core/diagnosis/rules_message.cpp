// The path, the identity and the message as a piece of text (RFC 5321 4.4, RFC 5322).
#include <algorithm>

#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using Matches = std::vector<Match>;

std::string host_of(const trace::Hop& hop) {
  return clean_utf8(hop.received.by.empty() ? hop.received.from : hop.received.by);
}

// Whose host was there before: at the border and below it none of the receiver's.
Who host_before(const trace::Hop& hop) {
  return hop.trusted && !hop.border ? Who::receiver_admin : Who::platform;
}

Match at_hop(const trace::Hop& hop, std::size_t number) {
  return {.params = {{"host", host_of(hop)},
                     {"count", std::to_string(number + 1)},
                     {"delay", duration_text(hop.delay_seconds)}},
          .locations = {hop.location}};
}

template <bool (*condition)(const trace::Hop&)>
Matches each_hop(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  const auto& hops = facts.evidence->path.hops;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    if (condition(hops[i])) matches.push_back(at_hop(hops[i], i));
  }
  return matches;
}

bool skewed(const trace::Hop& hop) {
  return hop.delay_kind == trace::Delay::clocks_differ;
}
// Only the border hop crossed the open network under the receiver's eyes.
bool unencrypted(const trace::Hop& hop) {
  return hop.border && hop.received.tls == message::Received::Tls::no;
}

Matches identity_unknown(const Facts& facts) {
  if (!facts.evidence || facts.evidence->message.cut()) return {};
  if (facts.spf.query && facts.spf.reason != "helo_unknown") return {};
  const trace::Identity& identity = facts.evidence->identity;
  const std::string missing = !identity.client_ip.best   ? "client IP"
                              : !identity.mail_from.best ? "MAIL FROM"
                                                         : "HELO";
  const std::string flag = !identity.client_ip.best   ? "--client-ip"
                           : !identity.mail_from.best ? "--mail-from"
                                                      : "--helo";
  return {Match{.params = {{"term", missing}, {"field", flag}}}};
}

// The option names a host that wrote no Received field.
Matches receiver_not_found(const Facts& facts) {
  if (!facts.evidence || facts.evidence->path.receiver_not_found.empty()) return {};
  const trace::Path& path = facts.evidence->path;
  constexpr std::size_t most = 8;
  std::vector<std::string> hosts;  // newest first
  for (std::size_t i = path.hops.size(); i-- > 0 && hosts.size() <= most;) {
    std::string host = clean_utf8(path.hops[i].received.by);
    if (host.empty() || std::find(hosts.begin(), hosts.end(), host) != hosts.end()) continue;
    hosts.push_back(hosts.size() == most ? "..." : std::move(host));
  }
  std::string found;
  for (const std::string& host : hosts) found += (found.empty() ? "" : ", ") + host;
  return {Match{.params = {{"host", clean_utf8(path.receiver_not_found)},
                           {"found", found.empty() ? "-" : found}}}};
}

Matches identity_conflict(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  const trace::Identity& identity = facts.evidence->identity;
  const std::pair<std::string_view, const trace::Chosen*> all[] = {
      {"client IP", &identity.client_ip}, {"MAIL FROM", &identity.mail_from}};
  for (const auto& [name, chosen] : all) {
    if (!chosen->best || !chosen->conflicting()) continue;
    Match match{.params = {{"term", std::string(name)},
                           {"address", clean_utf8(chosen->best->value)},
                           {"field", std::string(trace::to_string(chosen->best->source))}}};
    match.locations.push_back(chosen->best->location);
    for (const trace::Claim& claim : chosen->alternatives) {
      if (claim.value != chosen->best->value) match.locations.push_back(claim.location);
    }
    matches.push_back(std::move(match));
  }
  return matches;
}

Matches bare_lf(const Facts& facts) {
  if (!facts.evidence || facts.evidence->message.lf_line_ends == 0) return {};
  const message::Message& message = facts.evidence->message;
  const bool mixed = message.crlf_line_ends > 0;
  return {Match{.params = {{"count", std::to_string(message.lf_line_ends)}},
                .severity = mixed ? Severity::warn : Severity::info}};
}

Matches defects(const Facts& facts, std::string_view ident) {
  Matches matches;
  if (!facts.evidence) return matches;
  const message::Message& message = facts.evidence->message;
  const std::string_view input = *facts.evidence->input;
  const auto base = static_cast<std::size_t>(message.octets.data() - input.data());
  for (const Defect& defect : message.defects) {
    if (defect.ident != ident) continue;
    constexpr std::size_t enough = 3;
    if (matches.size() == enough) break;
    const std::string_view before = input.substr(0, base + defect.offset);
    const auto line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const Location place = {base + defect.offset, defect.length, line};
    const std::size_t shown = facts.evidence->original(place).line;
    matches.push_back({.params = {{"count", std::to_string(shown)}}, .locations = {place}});
  }
  return matches;
}

// Skewed or slow, a hop has the same place; who can look into a wait depends on the boundary.
Matches slow_hops(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  const auto& hops = facts.evidence->path.hops;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    if (!is_slow(hops[i])) continue;
    Match match = at_hop(hops[i], i);
    match.who = host_before(hops[i]);
    const bool attested = is_wait_attested(facts, i);
    if (!attested) match.severity = Severity::info;
    if (!attested) match.confidence = Confidence::undecidable;
    match.phrases.push_back({"proof", attested ? "" : "phrase-wait-claimed", {}});
    matches.push_back(std::move(match));
  }
  return matches;
}

Matches nul(const Facts& facts) {
  return defects(facts, "message-nul");
}
Matches malformed_lines(const Facts& facts) {
  return defects(facts, "message-line-not-a-field");
}

// The first signature over repaired octets that fits or does not fit them; nullptr: none.
const DkimFact* over_repaired(const Facts& facts, bool fits) {
  for (const DkimFact& fact : facts.dkim) {
    const bool match = fact.verification.header_signature == dkim::HeaderSignature::match;
    const bool unfit = fact.verification.reason == dkim::Reason::input_repaired;
    if (fact.over_repaired && (fits ? match : unfit)) return &fact;
  }
  return nullptr;
}

// What a paste was repaired of, and whether a signature bears that out.
Matches repaired(const Facts& facts) {
  if (!facts.evidence || !facts.evidence->paste || facts.repairs.empty()) return {};
  Match match{.params = {}, .locations = {facts.repairs.front().repair.location}};
  for (const RepairFact& fact : facts.repairs) {
    const message::Repair& repair = fact.repair;
    std::string lines = std::to_string(repair.location.line);
    if (repair.last_line > repair.location.line) lines += "-" + std::to_string(repair.last_line);
    match.phrases.push_back({"term",
                             "repair-" + std::string(repair.ident),
                             {{"count", std::to_string(repair.count)}, {"field", lines}}});
  }
  const DkimFact* proof = over_repaired(facts, true);
  const DkimFact* unfit = over_repaired(facts, false);
  const DkimFact* said = proof ? proof : unfit;
  match.phrases.push_back(
      {"reason",
       proof   ? "phrase-repair-proven"
       : unfit ? "phrase-repair-unfit"
               : "phrase-repair-unproven",
       {{"domain", said ? clean_utf8(said->examined->signature.domain) : std::string()}}});
  if (proof) match.confidence = Confidence::proven;
  return {match};
}

Matches incomplete(const Facts& facts) {
  std::size_t missing = 0;
  for (const dns::OpenQuestion& question : facts.questions) missing += question.required ? 1 : 0;
  if (missing == 0) return {};
  return {Match{.params = {{"count", std::to_string(missing)}}}};
}

Matches limits(const Facts& facts) {
  Matches matches;
  for (const std::string& limit : facts.limits) matches.push_back({.params = {{"limit", limit}}});
  return matches;
}

constexpr Rule rules[] = {
    {"identity-conflict", Severity::warn, Confidence::undecidable, Who::nobody,
     "RFC 7208 9.1; RFC 8601 5", identity_conflict},
    {"path-receiver-not-found", Severity::warn, Confidence::certain, Who::nobody,
     "RFC 8601 5; RFC 5321 4.4", receiver_not_found},
    {"path-long-delay", Severity::warn, Confidence::likely, Who::receiver_admin, "RFC 5321 4.4",
     slow_hops},
    {"message-nul", Severity::warn, Confidence::certain, Who::sender, "RFC 5322 2.2", nul},
    {"message-malformed-lines", Severity::warn, Confidence::certain, Who::sender, "RFC 5322 2.2",
     malformed_lines},
    {"input-repaired", Severity::info, Confidence::likely, Who::nobody,
     "RFC 5322 2.2.3; RFC 6376 3.7", repaired},
    {"message-bare-lf", Severity::info, Confidence::certain, Who::nobody,
     "RFC 6376 5.3; RFC 5322 2.3", bare_lf},
    {"path-clock-skew", Severity::info, Confidence::certain, Who::nobody, "RFC 5321 4.4",
     each_hop<skewed>},
    {"path-no-tls", Severity::warn, Confidence::likely, Who::platform, "RFC 3207 4",
     each_hop<unencrypted>},
    {"identity-not-determinable", Severity::info, Confidence::undecidable, Who::nobody,
     "RFC 7208 4.1", identity_unknown},
    {"answers-incomplete", Severity::info, Confidence::undecidable, Who::nobody, "RFC 8601 2.7",
     incomplete},
    {"limit-reached", Severity::warn, Confidence::certain, Who::nobody, "RFC 7208 11.1", limits},
};

// When a signature whose header half holds says that the message existed: t=, or a Date that it
// covers. That the signature has expired since, or that the body differs, takes nothing from it.
std::optional<std::int64_t> signed_at(const Facts& facts, const DkimFact& fact) {
  if (fact.verification.header_signature != dkim::HeaderSignature::match) return std::nullopt;
  const dkim::Signature& signature = fact.examined->signature;
  constexpr std::uint64_t latest = 253'402'300'799;  // the year 9999
  if (signature.timestamp && *signature.timestamp <= latest) {
    return static_cast<std::int64_t>(*signature.timestamp);
  }
  const bool covers_date =
      std::any_of(signature.signed_headers.begin(), signature.signed_headers.end(),
                  [](const std::string& name) { return equal_ignoring_case(name, "Date"); });
  if (!covers_date || !facts.evidence->date) return std::nullopt;
  return facts.evidence->date->seconds;
}

// The hop whose time the delay is counted from.
const trace::Hop* dated_before(const std::vector<trace::Hop>& hops, std::size_t hop) {
  while (hop-- > 0) {
    if (hops[hop].delay_kind != trace::Delay::undated) return &hops[hop];
  }
  return nullptr;
}

}  // namespace

bool is_slow(const trace::Hop& hop) {
  constexpr std::int64_t five_minutes = 300;
  return hop.delay_kind == trace::Delay::known && hop.delay_seconds > five_minutes;
}

bool is_wait_attested(const Facts& facts, std::size_t hop) {
  const trace::Path& path = facts.evidence->path;
  const trace::Hop* before = dated_before(path.hops, hop);
  if (before == nullptr || !before->received.date) return false;
  if (path.border && before->trusted && path.hops[hop].trusted) return true;
  constexpr std::int64_t clocks = 300;
  for (const DkimFact& fact : facts.dkim) {
    const auto since = signed_at(facts, fact);
    if (since && *since <= before->received.date->seconds + clocks) return true;
  }
  return false;
}

std::string duration_text(std::int64_t seconds) {
  if (seconds < 0) seconds = -seconds;
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600)
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  if (seconds < 86400) {
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
  }
  return std::to_string(seconds / 86400) + " d " + std::to_string(seconds / 3600 % 24) + " h";
}

std::span<const Rule> message_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
