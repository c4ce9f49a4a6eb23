// SPF, DKIM, DMARC and the recorded verdicts as JSON.
#include <algorithm>

#include "analysis.h"
#include "json/report_parts.h"
#include "text.h"

namespace indicia::json {

namespace {

template <typename List>
Json texts(const List& list) {
  Json json = Json::array();
  for (const auto& text : list) json.push_back(text_json(text));
  return json;
}

Json or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : text_json(text);
}

template <typename Number>
Json optional_number(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

}  // namespace

Json spf_json(const SpfFact& spf) {
  const spf::Check& check = spf.check;
  Json trace = Json::array();
  for (const spf::Step& step : check.trace) {
    trace.push_back({{"depth", step.depth},
                     {"domain", text_json(step.domain)},
                     {"term", text_json(step.term)},
                     {"target", text_json(step.target)},
                     {"outcome", text_json(step.outcome)},
                     {"lookups", step.lookups},
                     {"void_lookups", step.void_lookups}});
  }
  return {{"result", to_string(spf.result)},
          {"reason", spf.reason},
          {"identity", spf.identity},
          {"domain", spf.query ? text_json(spf.query->domain) : Json(nullptr)},
          {"record", or_null(check.record)},
          {"mechanism", or_null(check.mechanism)},
          {"matched_domain", or_null(check.matched_domain)},
          {"problem", or_null(check.problem)},
          {"explanation", or_null(check.explanation)},
          {"lookups", check.lookups},
          {"void_lookups", check.void_lookups},
          {"includes", texts(check.includes)},
          {"trace", std::move(trace)},
          {"provenance", to_string(spf.result == Result::untestable ? Provenance::untestable
                                                                    : check.provenance)}};
}

Json key_json(const dkim::Verification& verification) {
  Json json = {{"name", text_json(verification.key_name)},
               {"status", dns::to_string(verification.key_response.status)},
               {"record_status", nullptr},
               {"bits", 0},
               {"type", nullptr},
               {"testing", verification.testing},
               {"record", nullptr},
               {"records", verification.keys.size()},
               {"defects", Json::array()},
               {"aliases", texts(verification.key_response.aliases)},
               {"dnssec", dns::to_string(verification.key_response.dnssec)},
               {"provenance", to_string(verification.key_response.provenance)}};
  if (!verification.keys.empty()) {
    const dkim::KeyRecord& key = verification.keys[verification.used_key.value_or(0)];
    json["record_status"] = dkim::to_string(key.status);
    json["bits"] = key.bits;
    json["type"] = text_json(key.type_text);
    json["record"] = text_json(key.record);
    json["defects"] = defects_json(key.defects);
  }
  return json;
}

namespace {

Json length_json(const dkim::KeyLength& length) {
  return {{"characters", length.characters},
          {"expected_characters",
           length.expected_characters != 0 ? Json(length.expected_characters) : Json(nullptr)},
          {"octets", length.octets},
          {"expected_octets",
           length.expected_octets != 0 ? Json(length.expected_octets) : Json(nullptr)},
          {"has_exponent", length.has_exponent},
          {"at_string_limit", length.at_string_limit}};
}

// What a lenient receiver would read, beside a verdict that it does not change.
Json lenient_json(const std::optional<dkim::LenientKey>& lenient) {
  if (!lenient) return nullptr;
  const dkim::KeyReading& reading = lenient->reading;
  const bool read = !reading.record.empty();
  return {{"faults", texts(reading.faults)},
          {"record", or_null(reading.record)},
          {"orders", read ? reading.alternatives.size() + 1 : 0},
          {"type", read ? text_json(lenient->key.type_text) : Json(nullptr)},
          {"bits", lenient->key.bits},
          {"private_key", reading.private_key},
          {"length", length_json(reading.length)},
          {"header_signature", dkim::to_string(lenient->opened.header_signature)},
          {"block", dkim::to_string(lenient->opened.block)},
          {"proven", lenient->proven()}};
}

Json neighbour_json(const dkim::Neighbour& neighbour) {
  return {{"kind", dkim::to_string(neighbour.kind)},
          {"name", text_json(neighbour.name)},
          {"status", dns::to_string(neighbour.response.status)},
          {"holds_key", neighbour.holds_key},
          {"same_text", neighbour.same_text},
          {"header_signature", dkim::to_string(neighbour.opened.header_signature)},
          {"block", dkim::to_string(neighbour.opened.block)},
          {"proven", neighbour.proven()},
          {"provenance", to_string(neighbour.response.provenance)}};
}

Json dkim_key_json(const DkimFact& fact) {
  Json json = key_json(fact.verification);
  json["lenient"] = lenient_json(fact.verification.lenient);
  json["neighbours"] = Json::array();
  for (const dkim::Neighbour& one : fact.verification.neighbours) {
    json["neighbours"].push_back(neighbour_json(one));
  }
  json["asked_after_seconds"] = optional_number(fact.key_asked_after);
  return json;
}

// Text that is not clean UTF-8 comes with its octets, so that an undo can be applied from the
// report alone.
void put_octets(Json& json, const char* name, std::string_view octets) {
  json[name] = text_json(octets);
  json[std::string(name) + "_octets"] =
      is_utf8(octets) ? Json(nullptr) : Json(encode_base64(octets));
}

Json replacement_json(const forensics::Replacement& one, std::string_view input) {
  Json json = {{"location", location_json(one.received)}};
  const std::size_t offset = std::min(one.received.offset, input.size());
  put_octets(json, "received", input.substr(offset, one.received.length));
  put_octets(json, "signed", one.text);
  return json;
}

// What the texts of a search need: the octets that the places count in, and the language.
struct Context {
  std::string_view input;
  std::string_view language;
};

Json edit_json(const forensics::Edit& edit, const Context& context) {
  Json diff = Json::array();
  for (const forensics::Replacement& one : edit.undo) {
    diff.push_back(replacement_json(one, context.input));
  }
  Json params = Json::object();
  for (const auto& [name, value] : edit.params) params[std::string(name)] = text_json(value);
  return {
      {"ident", edit.ident},
      {"what", text_json(phrase(context.language, "edit-" + std::string(edit.ident), edit.params))},
      {"params", std::move(params)},
      {"diff", std::move(diff)}};
}

Json search_json(const forensics::Search& search, bool searched, const Context& context) {
  Json excluded = Json::array();
  for (const std::string_view ident : search.excluded) excluded.push_back(ident);
  return {{"searched", searched},
          {"edit", search.edit ? edit_json(*search.edit, context) : Json(nullptr)},
          {"tried", search.tried},
          {"octets_hashed", search.octets_hashed},
          {"excluded", std::move(excluded)},
          {"budget_ended", search.budget_ended}};
}

// dkim-forensics.md 9: a hash proves, the opened block makes certain; without either it is open
// whether key or message is the other one.
Json forensic_confidence(const DkimFact& fact) {
  if (!fact.forensics) return nullptr;
  if (fact.forensics->undone) return "proven";
  return fact.verification.header_signature == dkim::HeaderSignature::no_match ? "undecidable"
                                                                               : "certain";
}

Json forensics_json(const DkimFact& fact, const Context& context) {
  const forensics::Outcome nothing;
  const forensics::Outcome& outcome = fact.forensics ? *fact.forensics : nothing;
  const dkim::Verification& verification = fact.verification;
  return {{"block", dkim::to_string(verification.block)},
          {"block_detail", dkim::to_string(verification.block_detail)},
          {"block_hash", or_null(dkim::to_string(verification.hash_named))},
          {"recovered_digest", or_null(encode_hex(verification.recovered_digest))},
          {"header", search_json(outcome.header, outcome.header_searched, context)},
          {"body", search_json(outcome.body, outcome.body_searched, context)},
          {"undone", outcome.undone},
          {"would_pass", outcome.would_pass},
          {"confidence", forensic_confidence(fact)},
          {"by", or_null(outcome.by)},
          {"by_reason", or_null(outcome.by_reason)},
          {"hop", optional_number(outcome.hop)}};
}

Json signed_headers_json(const dkim::Examined& examined) {
  Json list = Json::array();
  for (const std::string& name : examined.signature.signed_headers) list.push_back(text_json(name));
  return list;
}

}  // namespace

Json dkim_json(const DkimFact& fact, const Facts& facts, std::string_view language) {
  const Context context = {*facts.evidence->input, language};
  const dkim::Examined& examined = *fact.examined;
  const dkim::Signature& signature = examined.signature;
  const dkim::Verification& verification = fact.verification;
  Json faults = Json::array();
  for (dkim::Reason fault : examined.faults) faults.push_back(dkim::to_string(fault));
  const std::string canonicalization =
      std::string(dkim::to_string(signature.header_canonicalization)) + "/" +
      std::string(dkim::to_string(signature.body_canonicalization));
  return {
      {"result", to_string(verification.result)},
      {"reason", dkim::to_string(verification.reason)},
      {"header_signature", dkim::to_string(verification.header_signature)},
      {"body_hash", dkim::to_string(verification.body_hash)},
      {"verified_over", fact.over_repaired ? "repaired" : "original"},
      {"domain", text_json(signature.domain)},
      {"domain_ascii", or_null(signature.domain_ascii)},
      {"selector", text_json(signature.selector)},
      {"identity", signature.identity ? text_json(*signature.identity) : Json(nullptr)},
      {"algorithm", text_json(signature.algorithm)},
      {"canonicalization", canonicalization},
      {"alignment", dmarc::to_string(fact.alignment)},
      {"key", dkim_key_json(fact)},
      {"signed_headers", signed_headers_json(examined)},
      {"body_length", optional_number(signature.body_length)},
      {"body_octets", examined.body_octets},
      {"unsigned_octets", examined.unsigned_octets},
      {"timestamp", optional_number(signature.timestamp)},
      {"expiration", optional_number(signature.expiration)},
      {"expired", verification.expired_at_judging},
      {"faults", std::move(faults)},
      {"defects", defects_json(signature.defects)},
      {"forensics", forensics_json(fact, context)},
      {"location", location_json(examined.field->location)},
      {"provenance", to_string(verification.result == Result::untestable ? Provenance::untestable
                                                                         : Provenance::verified)}};
}

namespace {

Json record_json(const dmarc::Verdict& verdict) {
  return verdict.record ? text_json(verdict.record->text) : Json(nullptr);
}

Json identifiers_json(const dmarc::Verdict& verdict) {
  Json list = Json::array();
  for (const dmarc::Aligned& aligned : verdict.identifiers) {
    const bool dkim = aligned.identifier.method == dmarc::Identifier::Method::dkim;
    list.push_back({{"method", dkim ? "dkim" : "spf"},
                    {"domain", text_json(aligned.identifier.domain)},
                    {"organizational_domain", or_null(aligned.organizational_domain)},
                    {"result", to_string(aligned.identifier.result)},
                    {"alignment", dmarc::to_string(aligned.alignment)},
                    {"signature", dkim ? Json(aligned.identifier.index) : Json(nullptr)}});
  }
  return list;
}

Json verdict_json(const dmarc::Verdict& verdict) {
  return {{"result", to_string(verdict.result)},
          {"reason", dmarc::to_string(verdict.reason)},
          {"policy", or_null(verdict.policy)},
          {"policy_tag", or_null(verdict.policy_tag)},
          {"domain", or_null(verdict.record_domain)},
          {"record", record_json(verdict)},
          {"organizational_domain", or_null(verdict.organizational_domain)},
          {"alignment", {{"spf", to_string(verdict.spf)}, {"dkim", to_string(verdict.dkim)}}},
          {"disposition", or_null(verdict.disposition)},
          {"unsampled_disposition", or_null(verdict.unsampled_disposition)},
          {"identifiers", identifiers_json(verdict)},
          {"walked", texts(verdict.walked)},
          {"provenance", to_string(verdict.provenance)}};
}

// RFC 9989 11.5: the verdict for each of several author domains.
Json author_json(const dmarc::AuthorVerdict& author) {
  Json json = verdict_json(author.rfc9989);
  json["author_domain"] = text_json(author.author_domain);
  json["author_domain_exists"] = author.exists ? Json(*author.exists) : Json(nullptr);
  json["rfc7489"] = verdict_json(author.rfc7489);
  return json;
}

}  // namespace

Json dmarc_json(const Facts& facts) {
  Json json = verdict_json(facts.dmarc.rfc9989);
  json["author_domain"] = or_null(facts.dmarc.author_domain);
  json["author_domain_exists"] =
      facts.dmarc.author_domain_exists ? Json(*facts.dmarc.author_domain_exists) : Json(nullptr);
  Json old = verdict_json(facts.dmarc.rfc7489);
  old["public_suffix_list"] = text_json(facts.public_suffix_list_date);
  json["rfc7489"] = std::move(old);
  json["authors"] = Json::array();
  for (const dmarc::AuthorVerdict& author : facts.dmarc.authors) {
    json["authors"].push_back(author_json(author));
  }
  return json;
}

Json comparison_json(const Comparison& comparison) {
  return {{"method", comparison.method},
          {"domain", or_null(comparison.domain)},
          {"recorded", text_json(comparison.recorded)},
          {"recorded_by", or_null(comparison.recorded_by)},
          {"trusted", comparison.trusted},
          {"recomputed", to_string(comparison.recomputed)},
          {"agrees", comparison.agrees ? Json(*comparison.agrees) : Json(nullptr)},
          {"reason", or_null(comparison.reason)},
          {"signature", optional_number(comparison.signature)},
          {"location", location_json(comparison.location)},
          {"provenance", to_string(Provenance::claimed)}};
}

}  // namespace indicia::json
