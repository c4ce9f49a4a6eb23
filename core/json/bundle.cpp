// Writes and reads message, options, answers and report as one; see bundle.h.
#include "json/bundle.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "json/depth.h"
#include "json/parse.h"
#include "json/print.h"
#include "json/read_options.h"
#include "json/report.h"
#include "message/date.h"
#include "text.h"

namespace indicia {

namespace {

constexpr std::string_view page_schema = "indicia-page/1";
constexpr std::string_view case_schema = "indicia-case/1";
constexpr std::string_view marker = "<!--indicia-report-->";

Json limits_json(const Limits& limits) {
  const Limits usual;
  const std::tuple<const char*, std::size_t, std::size_t> members[] = {
      {"input_octets", limits.input_octets, usual.input_octets},
      {"header_octets", limits.header_octets, usual.header_octets},
      {"fields", limits.fields, usual.fields},
      {"signatures", limits.signatures, usual.signatures},
      {"arc_sets", limits.arc_sets, usual.arc_sets},
      {"rsa_bits_least", limits.rsa_bits_least, usual.rsa_bits_least},
      {"rsa_bits_most", limits.rsa_bits_most, usual.rsa_bits_most},
      {"mime_depth", limits.mime_depth, usual.mime_depth},
      {"mime_parts", limits.mime_parts, usual.mime_parts},
      {"messages", limits.messages, usual.messages},
      {"repairs", limits.repairs, usual.repairs},
      {"questions", limits.questions, usual.questions},
      {"rounds", limits.rounds, usual.rounds},
  };
  Json object = Json::object();
  for (const auto& [name, value, standard] : members) {
    if (value != standard) object[name] = value;
  }
  return object;
}

Json options_object(const Options& options) {
  Json object = Json::object();
  if (!options.input_name.empty()) object["name"] = clean_utf8(options.input_name);
  object["evaluated_at"] = message::to_iso(options.evaluated_at);
  if (options.now) object["now"] = message::to_iso(*options.now);
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) object[name] = clean_utf8(*value);
  };
  add("client_ip", options.client_ip);
  add("helo", options.helo);
  add("mail_from", options.mail_from);
  add("receiver", options.receiver);
  if (options.headers_only) object["headers_only"] = true;
  if (options.personal_names) object["personal_names"] = true;
  if (options.language != Options().language) object["language"] = options.language;
  if (options.message != 0) object["message"] = options.message;
  add("public_suffix_list", options.public_suffix_list);
  if (options.limits != Limits()) object["limits"] = limits_json(options.limits);
  if (options.budget != Budget()) {
    object["budget"] = {{"hypotheses", options.budget.hypotheses},
                        {"octets_hashed", options.budget.octets_hashed}};
  }
  return object;
}

// JSON in which no octet means anything to HTML; all of these stand in strings only. The line ends
// that JavaScript alone knows (U+2028, U+2029) were escaped when the JSON was printed.
std::string inert(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bundle(const Report& report, std::string_view schema) {
  // The schema first: a reader tells a case file by its beginning.
  std::string out = "{\"schema\":\"" + std::string(schema) + "\",\"report\":";
  out += report_json(report);
  out += ",\"options\":" + options_json(report.evidence.options) + ",\"answers\":";
  // On one line; a line end in JSON text stands between its members.
  std::string answers = used_answers_json(report.facts.answers);
  std::replace(answers.begin(), answers.end(), '\n', ' ');
  out += answers;
  out += ",\"message_base64\":\"" + encode_base64(*report.evidence.octets_given) + "\"}";
  return inert(out);
}

std::string read_members(const JsonInput& object, Case& out) {
  for (const char* key : {"options", "answers"}) {
    if (!object.contains(key) || !object[key].is_object()) {
      return "\"" + std::string(key) + "\" is missing or no object";
    }
  }
  if (!object.contains("message_base64") || !object["message_base64"].is_string()) {
    return "\"message_base64\" is missing or no string";
  }
  auto octets = decode_base64(object["message_base64"].get_ref<const std::string&>());
  if (!octets) return "\"message_base64\" is not base64";
  if (octets->empty()) return "the message was left out of this file";
  out.octets = std::move(*octets);
  if (std::string problem = read_options(object["options"].dump(), out.options); !problem.empty()) {
    return problem;
  }
  out.answers = parse_answers(object["answers"].dump());
  if (out.answers.errors.empty()) return {};
  return "answers: " + out.answers.errors.front().what;
}

}  // namespace

std::string options_json(const Options& options) {
  return json::printed(options_object(options));
}

std::string page_json(const Report& report) {
  return bundle(report, page_schema);
}

std::string case_json(const Report& report) {
  return bundle(report, case_schema);
}

std::string page_with_report(std::string_view page, const Report& report) {
  const std::size_t at = page.find(marker);
  if (at == std::string_view::npos || page.find(marker, at + 1) != std::string_view::npos) {
    return {};
  }
  std::string out(page.substr(0, at));
  out += "<script type=\"application/json\" id=\"report\">";
  out += page_json(report);
  out += "</script>";
  out += page.substr(at + marker.size());
  return out;
}

bool is_case(std::string_view text) {
  constexpr std::size_t beginning = 200;
  const std::string_view start = trim(text.substr(0, beginning));
  return start.starts_with('{') &&
         start.find("\"" + std::string(case_schema) + "\"") != std::string_view::npos;
}

std::string read_case(std::string_view text, Case& out) {
  constexpr std::size_t deepest = 64;
  if (json::is_deeper_than(text, deepest)) return "it is nested too deeply";
  const json::Parsed parsed = json::parse(text);
  if (parsed.fault == json::Parsed::Fault::syntax) {
    return "not JSON: something is wrong at octet " + std::to_string(parsed.octet);
  }
  if (parsed.fault != json::Parsed::Fault::none) return "it holds a value that cannot be read";
  const JsonInput& object = parsed.document;
  if (!object.is_object() || !object.contains("schema") || object["schema"] != case_schema) {
    return "its schema is not " + std::string(case_schema);
  }
  return read_members(object, out);
}

}  // namespace indicia
