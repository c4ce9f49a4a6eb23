// The ARC chain, its sets, and what they tell of changes on the way as JSON.
#include "json/report_parts.h"
#include "text.h"

namespace indicia::json {

namespace {

Json or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : text_json(text);
}

template <typename Number>
Json optional_number(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

std::string_view provenance_of(const dkim::Verification& verified) {
  return to_string(verified.result == Result::untestable ? Provenance::untestable
                                                         : Provenance::verified);
}

// What both kinds of signature have, in this order; the caller adds the rest.
Json signature_json(const dkim::Examined& examined, const dkim::Verification& verified) {
  return {{"result", to_string(verified.result)},
          {"reason", dkim::to_string(verified.reason)},
          {"header_signature", dkim::to_string(verified.header_signature)},
          {"block", dkim::to_string(verified.block)},
          {"domain", text_json(examined.signature.domain)},
          {"selector", text_json(examined.signature.selector)},
          {"algorithm", text_json(examined.signature.algorithm)},
          {"timestamp", optional_number(examined.signature.timestamp)},
          {"key", key_json(verified)}};
}

void add_tail(Json& json, const dkim::Examined& examined, const dkim::Verification& verified) {
  Json faults = Json::array();
  for (dkim::Reason fault : examined.faults) faults.push_back(dkim::to_string(fault));
  json["faults"] = std::move(faults);
  json["defects"] = defects_json(examined.signature.defects);
  json["location"] = location_json(examined.field->location);
  json["provenance"] = provenance_of(verified);
}

Json seal_json(const std::optional<dkim::Examined>& examined, const dkim::Verification& verified) {
  if (!examined) return nullptr;
  Json json = signature_json(*examined, verified);
  add_tail(json, *examined, verified);
  return json;
}

Json message_signature_json(const dkim::Examined* examined, const dkim::Verification& verified) {
  if (examined == nullptr) return nullptr;
  const dkim::Signature& signature = examined->signature;
  Json names = Json::array();
  for (const std::string& name : signature.signed_headers) names.push_back(text_json(name));
  Json json = signature_json(*examined, verified);
  json["body_hash"] = dkim::to_string(verified.body_hash);
  json["canonicalization"] = std::string(dkim::to_string(signature.header_canonicalization)) + "/" +
                             std::string(dkim::to_string(signature.body_canonicalization));
  json["signed_headers"] = std::move(names);
  json["body_length"] = optional_number(signature.body_length);
  json["body_octets"] = examined->body_octets;
  json["unsigned_octets"] = examined->unsigned_octets;
  json["expiration"] = optional_number(signature.expiration);
  json["expired"] = verified.expired_at_judging;
  add_tail(json, *examined, verified);
  return json;
}

Json results_json(const arc::ExaminedSet& one) {
  if (one.set.results == nullptr) return nullptr;
  const message::AuthenticationResults& results = one.results.results;
  return {{"authserv_id", or_null(results.authserv_id)},
          {"results", recorded_results_json(results)},
          {"defects", defects_json(results.defects)},
          {"location", location_json(one.set.results->location)},
          {"provenance", to_string(Provenance::claimed)}};
}

Json set_json(const ArcFact& arc, std::size_t i) {
  const arc::ExaminedSet& one = arc.examined->sets[i];
  const arc::VerifiedSet& verified = arc.chain.sets[i];
  const auto& signer = one.seal ? one.seal : one.message_signature;
  return {{"instance", one.set.instance},
          {"domain", signer ? text_json(signer->signature.domain) : Json("")},
          {"selector", signer ? text_json(signer->signature.selector) : Json("")},
          {"cv", arc::to_string(one.set.chain_value)},
          {"aar", results_json(one)},
          {"ams", message_signature_json(verified.signature, verified.message_signature)},
          {"seal", seal_json(one.seal, verified.seal)},
          {"hop", optional_number(arc.hops[i])},
          {"location", location_json(one.set.field()->location)},
          {"provenance", provenance_of(verified.seal)}};
}

Json moment_json(const ArcFact& arc, const Moment& moment) {
  Json json = {{"stage", to_string(moment.stage)},
               {"instance", nullptr},
               {"domain", nullptr},
               {"hop", nullptr}};
  for (std::size_t i = 0; i < arc.hops.size(); ++i) {
    if (arc.examined->sets[i].set.instance != moment.instance) continue;
    json["instance"] = moment.instance;
    json["domain"] = or_null(arc.sealer(moment.instance));
    json["hop"] = optional_number(arc.hops[i]);
  }
  return json;
}

Json change_json(const ArcFact& arc, const ArcChange& change) {
  return {{"signature", change.signature},
          {"part", to_string(change.part)},
          {"intact", moment_json(arc, change.intact)},
          {"changed", moment_json(arc, change.changed)},
          {"proven_intact", moment_json(arc, change.proven_intact)},
          {"proven_changed", moment_json(arc, change.proven_changed)}};
}

Json fault_json(const arc::Fault& fault) {
  return {{"reason", arc::to_string(fault.reason)},
          {"instance", fault.instance == 0 ? Json(nullptr) : Json(fault.instance)},
          {"location", fault.field ? location_json(fault.field->location) : Json(nullptr)}};
}

Json instance_json(const arc::Cause& cause) {
  return cause.instance == 0 ? Json(nullptr) : Json(cause.instance);
}

}  // namespace

Json arc_json(const Facts& facts) {
  const ArcFact& arc = facts.arc;
  const arc::Verdict& verdict = arc.chain.verdict;
  Json causes = Json::array();
  for (const arc::Cause& cause : verdict.causes) {
    causes.push_back(
        {{"reason", arc::to_string(cause.reason)}, {"instance", instance_json(cause)}});
  }
  Json sets = Json::array();
  for (std::size_t i = 0; i < arc.examined->sets.size(); ++i) sets.push_back(set_json(arc, i));
  Json faults = Json::array();
  for (const arc::Fault& fault : arc.examined->faults) faults.push_back(fault_json(fault));
  Json changes = Json::array();
  for (const ArcChange& change : arc.changes) changes.push_back(change_json(arc, change));
  return {{"result", to_string(verdict.result)},
          {"reason", arc::to_string(verdict.cause.reason)},
          {"instance", instance_json(verdict.cause)},
          {"causes", std::move(causes)},
          {"oldest_pass", optional_number(arc.chain.oldest_pass)},
          {"sets", std::move(sets)},
          {"faults", std::move(faults)},
          {"body", {{"unchanged_since", optional_number(arc.body_unchanged_since)}}},
          {"changes", std::move(changes)}};
}

}  // namespace indicia::json
