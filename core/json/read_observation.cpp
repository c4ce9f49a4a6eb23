// Reads what a driver says of a question it asked; see read_observation.h.
#include "json/read_observation.h"

#include "json/depth.h"
#include "json/parse.h"
#include "message/date.h"

namespace indicia {

namespace {

std::string read_member(const std::string& key, const std::string& value, Observation& to) {
  if (key == "name") {
    to.question.name = dns::normalise_name(value);
    const bool usable = to.question.name.empty() || dns::is_valid_name(to.question.name);
    return usable ? "" : "\"name\" must be a DNS name";
  }
  if (key == "type") {
    const auto type = dns::parse_record_type(value);
    to.question.type = type.value_or(dns::RecordType::txt);
    return type ? "" : "\"type\" must be a record type such as \"TXT\"";
  }
  if (key == "asked_at") {
    const auto time = message::parse_iso(value);
    to.asked_at = time.value_or(0);
    return time ? "" : "\"asked_at\" must be a time such as \"2026-11-21T09:10:00Z\"";
  }
  if (key == "resolver") {
    to.resolver = value;
    return {};
  }
  if (key == "status") {
    to.status = dns::parse_status(value);
    const bool usable = to.status == dns::Status::timeout || to.status == dns::Status::servfail ||
                        to.status == dns::Status::not_asked;
    return usable ? "" : "\"status\" must be \"timeout\", \"servfail\" or \"not_asked\"";
  }
  return "an observation has no member \"" + key + "\"";
}

}  // namespace

std::string read_observation(std::string_view text, Observation& observation) {
  if (json::is_deeper_than(text, 1)) return "an observation is nested too deeply";
  const json::Parsed parsed = json::parse(text);
  if (parsed.fault == json::Parsed::Fault::syntax) {
    return "not JSON: something is wrong at octet " + std::to_string(parsed.octet);
  }
  const JsonInput& object = parsed.document;
  if (parsed.fault != json::Parsed::Fault::none || !object.is_object()) {
    return "an observation must be a JSON object";
  }
  for (const char* key : {"name", "type", "asked_at", "resolver"}) {
    if (!object.contains(key)) return "\"" + std::string(key) + "\" is missing";
  }
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) return "\"" + key + "\" must be a string";
    std::string problem = read_member(key, value.get<std::string>(), observation);
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace indicia
