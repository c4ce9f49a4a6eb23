// The message, its identity, its path and what its headers claim as JSON.
#include "json/report_parts.h"
#include "message/idn.h"
#include "text.h"

namespace indicia::json {

namespace {

Json or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : text_json(text);
}

Json claim_json(const trace::Claim& claim) {
  return {{"value", text_json(claim.value)},
          {"source", trace::to_string(claim.source)},
          {"location", location_json(claim.location)},
          {"provenance", to_string(claim.source == trace::Source::option ? Provenance::supplied
                                                                         : Provenance::claimed)}};
}

// The chosen value with its source, and every other source after it.
Json chosen_json(const trace::Chosen& chosen) {
  Json json = {{"value", nullptr},
               {"source", trace::to_string(trace::Source::unknown)},
               {"location", nullptr},
               {"provenance", to_string(Provenance::untestable)}};
  if (chosen.best) json = claim_json(*chosen.best);
  Json alternatives = Json::array();
  for (const trace::Claim& claim : chosen.alternatives) alternatives.push_back(claim_json(claim));
  json["alternatives"] = std::move(alternatives);
  return json;
}

Json mail_from_json(const trace::Identity& identity) {
  const Json chosen = chosen_json(identity.mail_from);
  const auto& best = identity.mail_from.best;
  const std::size_t at = best ? best->value.rfind('@') : std::string::npos;
  Json json = {{"address", chosen["value"]},
               {"domain", best && at != std::string::npos ? text_json(best->value.substr(at + 1))
                                                          : Json(nullptr)}};
  if (best && at == std::string::npos && !best->value.empty())
    json["domain"] = text_json(best->value);
  json["domain_only"] = identity.mail_from_domain_only;
  for (const char* key : {"source", "location", "provenance", "alternatives"})
    json[key] = chosen[key];
  return json;
}

Json from_json(const Facts& facts) {
  const MessageEvidence& message = *facts.evidence;
  Json json = {{"address", nullptr},
               {"domain", or_null(facts.from_domain())},
               {"organizational_domain", or_null(facts.organizational_domain)},
               {"organizational_domain_source", facts.organizational_source},
               {"display_name", nullptr},
               {"location", nullptr},
               {"provenance", to_string(Provenance::claimed)}};
  if (!message.from.empty()) {
    const AuthorMailbox& author = message.from.front();
    json["address"] = text_json(author.mailbox.address());
    json["display_name"] = or_null(author.mailbox.display_name);
    json["location"] = location_json(author.location);
  }
  return json;
}

Json property_json(const message::Property& property) {
  return {{"type", or_null(property.type)},
          {"name", text_json(property.name)},
          {"value", text_json(property.value)}};
}

template <typename List, typename Function>
Json list_json(const List& items, Function&& function) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(function(item));
  return list;
}

Json result_json(const message::ResultInfo& info) {
  return {{"method", text_json(info.method)},
          {"result", text_json(info.result)},
          {"reason", or_null(info.reason)},
          {"comments", list_json(info.comments, [](const auto& text) { return text_json(text); })},
          {"properties", list_json(info.properties, property_json)}};
}

}  // namespace

Json identity_json(const Facts& facts) {
  const trace::Identity& identity = facts.evidence->identity;
  return {{"from", from_json(facts)},
          {"mail_from", mail_from_json(identity)},
          {"helo", chosen_json(identity.helo)},
          {"client_ip", chosen_json(identity.client_ip)}};
}

Json recorded_results_json(const message::AuthenticationResults& results) {
  return list_json(results.results, result_json);
}

Json authentication_results_json(const Facts& facts) {
  return list_json(facts.evidence->records.authentication_results,
                   [](const trace::RecordedResults& record) -> Json {
                     return {{"field", text_json(record.field_name)},
                             {"authserv_id", or_null(record.results.authserv_id)},
                             {"recorded_by", or_null(record.writer)},
                             {"trusted", record.trusted},
                             {"results", recorded_results_json(record.results)},
                             {"defects", defects_json(record.results.defects)},
                             {"location", location_json(record.location)},
                             {"provenance", to_string(Provenance::claimed)}};
                   });
}

Json received_spf_json(const Facts& facts) {
  return list_json(facts.evidence->records.received_spf,
                   [](const trace::RecordedSpf& record) -> Json {
                     const message::ReceivedSpf& spf = record.received_spf;
                     return {{"result", text_json(spf.result)},
                             {"comment", or_null(spf.comment)},
                             {"recorded_by", or_null(record.writer)},
                             {"trusted", record.trusted},
                             {"properties", list_json(spf.properties, property_json)},
                             {"location", location_json(record.location)},
                             {"provenance", to_string(Provenance::claimed)}};
                   });
}

namespace {

std::string_view tls_word(message::Received::Tls tls) {
  switch (tls) {
    case message::Received::Tls::yes:
      return "yes";
    case message::Received::Tls::no:
      return "no";
    case message::Received::Tls::unknown:
      break;
  }
  return "unknown";
}

std::string_view delay_word(trace::Delay delay) {
  switch (delay) {
    case trace::Delay::first:
      return "first";
    case trace::Delay::known:
      return "known";
    case trace::Delay::clocks_differ:
      return "clocks_differ";
    case trace::Delay::unknown:
      return "unknown";
    case trace::Delay::undated:
      break;
  }
  return "undated";
}

Json hop_json(const trace::Hop& hop) {
  const message::Received& received = hop.received;
  return {{"from", or_null(received.from)},
          {"from_ip", received.from_ip ? Json(to_string(*received.from_ip)) : Json(nullptr)},
          {"from_reverse", or_null(received.from_reverse)},
          {"by", or_null(received.by)},
          {"with", or_null(received.with)},
          {"id", or_null(received.id)},
          {"for", or_null(received.for_address)},
          {"tls",
           {{"used", tls_word(received.tls)},
            {"version", or_null(received.tls_version)},
            {"cipher", or_null(received.tls_cipher)}}},
          {"time", received.date ? time_json(received.date->seconds) : Json(nullptr)},
          {"time_text", or_null(received.date_text)},
          {"delay",
           {{"kind", delay_word(hop.delay_kind)},
            {"seconds",
             hop.delay_kind == trace::Delay::known || hop.delay_kind == trace::Delay::clocks_differ
                 ? Json(hop.delay_seconds)
                 : Json(nullptr)}}},
          {"trusted", hop.trusted},
          {"border", hop.border},
          {"local", hop.local},
          {"gap", hop.gap},
          {"defects", defects_json(received.defects)},
          {"location", location_json(hop.location)},
          {"provenance", to_string(Provenance::claimed)}};
}

}  // namespace

Json path_json(const Facts& facts) {
  return list_json(facts.evidence->path.hops, hop_json);
}

Json boundary_json(const Facts& facts) {
  const trace::Path& path = facts.evidence->path;
  return {{"border", path.border ? Json(*path.border) : Json(nullptr)},
          {"reason", or_null(path.border_reason)},
          {"receiver", or_null(path.receiver)},
          {"receiver_domain", or_null(path.receiver_domain)},
          {"total_seconds", path.total_seconds ? Json(*path.total_seconds) : Json(nullptr)},
          {"total_is_lower_bound", path.total_is_lower_bound}};
}

namespace {

Json fact_json(const std::optional<TextFact>& fact) {
  if (!fact) return nullptr;
  return {{"text", text_json(fact->text)}, {"location", location_json(fact->location)}};
}

Json part_json(const message::Part& part) {
  return {{"type", text_json(part.type + "/" + part.subtype)},
          {"parent", part.parent == message::Part::no_parent ? Json(nullptr) : Json(part.parent)},
          {"depth", part.depth},
          {"charset", or_null(part.charset)},
          {"filename", or_null(part.filename)},
          {"disposition", or_null(part.disposition)},
          {"encoding", text_json(part.transfer_encoding)},
          {"location", location_json(part.body_location)}};
}

Json file_json(const FileFact& fact) {
  const message::FileSign& sign = fact.sign;
  return {{"ident", sign.ident},
          {"count", sign.count},
          {"details", list_json(sign.details, [](const auto& text) { return text_json(text); })},
          {"explains", or_null(fact.explains)},
          {"because", or_null(fact.because)},
          {"locations", list_json(sign.locations, location_json)},
          {"provenance", to_string(Provenance::verified)}};
}

}  // namespace

Json message_json(const Facts& facts) {
  const MessageEvidence& message = *facts.evidence;
  Json authors = Json::array();
  for (const AuthorMailbox& author : message.from) {
    authors.push_back({{"address", text_json(author.mailbox.address())},
                       {"display_name", or_null(author.mailbox.display_name)},
                       {"location", location_json(author.location)}});
  }
  Json unsigned_fields(nullptr);
  if (facts.unsigned_fields) {
    unsigned_fields = list_json(*facts.unsigned_fields, [](const message::Field* field) {
      return location_json(field->location);
    });
  }
  return {{"from", std::move(authors)},
          {"subject", fact_json(message.subject)},
          {"date", fact_json(message.date_text)},
          {"date_time", message.date ? time_json(message.date->seconds) : Json(nullptr)},
          {"message_id", fact_json(message.message_id)},
          {"reply_to", fact_json(message.reply_to)},
          {"parts", list_json(message.mime.parts, part_json)},
          {"part_defects", defects_json(message.mime.defects)},
          {"defects", defects_json(message.message.defects)},
          {"unsigned_fields", std::move(unsigned_fields)},
          {"file", list_json(facts.file, file_json)},
          {"provenance", to_string(Provenance::claimed)}};
}

}  // namespace indicia::json
