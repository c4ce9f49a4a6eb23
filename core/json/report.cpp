// The report's frame: input, headline, findings, DNS; see report.h.
#include "json/report.h"

#include "analysis.h"
#include "json/answers.h"
#include "json/print.h"
#include "json/report_parts.h"
#include "text.h"

namespace indicia {

namespace json {

Json text_json(std::string_view text) {
  return clean_utf8(text);
}

Json location_json(const Location& location) {
  if (location.line == 0) return nullptr;
  return {{"offset", location.offset}, {"length", location.length}, {"line", location.line}};
}

Json time_json(std::int64_t seconds) {
  return message::to_iso(seconds);
}

Json optional_time_json(const std::optional<std::int64_t>& seconds) {
  return seconds ? time_json(*seconds) : Json(nullptr);
}

Json defects_json(const Defects& defects) {
  Json list = Json::array();
  for (const Defect& defect : defects) {
    list.push_back({{"ident", defect.ident}, {"offset", defect.offset}, {"length", defect.length}});
  }
  return list;
}

namespace {

Json locations_json(const std::vector<Location>& locations) {
  Json list = Json::array();
  for (const Location& location : locations) {
    if (location.line != 0) list.push_back(location_json(location));
  }
  return list;
}

Json params_json(const Params& params) {
  Json object = Json::object();
  for (const auto& [name, value] : params) object[std::string(name)] = text_json(value);
  return object;
}

template <typename List>
Json words_json(const List& words) {
  Json list = Json::array();
  for (const auto& word : words) list.push_back(text_json(word));
  return list;
}

template <typename List, typename Function>
Json list_json(const List& items, Function&& function) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(function(item));
  return list;
}

Json repair_json(const RepairFact& fact) {
  return {{"ident", fact.repair.ident},
          {"location", location_json(fact.repair.location)},
          {"last_line", fact.repair.last_line},
          {"count", fact.repair.count},
          {"proven", fact.proven}};
}

// Places of the evidence become places of the input as it came; wherever they stand, they are the
// objects that location_json() makes.
void to_original(Json& json, const Evidence& evidence) {
  if (json.is_object() && json.size() == 3 && json.contains("offset") && json.contains("length") &&
      json.contains("line")) {
    json = location_json(
        evidence.original({json["offset"].get<std::size_t>(), json["length"].get<std::size_t>(),
                           json["line"].get<std::size_t>()}));
  } else if (json.is_structured()) {
    for (Json& member : json) to_original(member, evidence);
  }
}

Json input_json(const Report& report) {
  const Evidence& evidence = report.evidence;
  Json input = {{"kind", evidence.kind},
                {"name", text_json(evidence.options.input_name)},
                {"octets", evidence.octets}};
  const MessageEvidence* message = report.facts.evidence.get();
  input["fields"] = message ? message->message.field_count() : 0;
  if (message && message->message.cut()) input["fields_left_out"] = message->message.left_out;
  input["has_body"] = message && message->has_body;
  input["line_ends"] = nullptr;
  if (message) {
    const bool lf = message->message.lf_line_ends > 0;
    const bool crlf = message->message.crlf_line_ends > 0;
    input["line_ends"] = lf && crlf ? "mixed" : lf ? "lf" : "crlf";
  }
  input["messages"] = evidence.messages.size();
  input["message"] = evidence.selected;
  input["repairs"] = list_json(report.facts.repairs, repair_json);
  return input;
}

Json headline_json(const Headline& headline) {
  return {{"ident", headline.ident},
          {"severity", to_string(headline.severity)},
          {"params", params_json(headline.params)},
          {"text", text_json(headline.text)},
          {"because", text_json(headline.because)},
          {"so", text_json(headline.so)},
          {"based_on", text_json(headline.based_on)},
          {"also", text_json(headline.also)}};
}

Json finding_json(const Finding& finding) {
  return {{"ident", finding.ident},
          {"severity", to_string(finding.severity)},
          {"confidence", to_string(finding.confidence)},
          {"who", to_string(finding.who)},
          {"who_text", text_json(finding.who_text)},
          {"params", params_json(finding.params)},
          {"title", text_json(finding.title)},
          {"seen", text_json(finding.seen)},
          {"expects", text_json(finding.expects)},
          {"means", text_json(finding.means)},
          {"fix", text_json(finding.fix)},
          {"locations", locations_json(finding.locations)},
          {"references", words_json(finding.references)},
          {"causes", words_json(finding.causes)}};
}

Json question_json(const dns::OpenQuestion& question) {
  return {
      {"name", question.question.name},          {"type", dns::to_string(question.question.type)},
      {"why", dns::to_string(question.purpose)}, {"required", question.required},
      {"personal", question.personal},           {"declined", question.declined}};
}

Json used_answer_json(const dns::UsedAnswer& answer) {
  Json json = answer_json(answer);
  json["used_by"] = Json::array();
  for (const dns::Purpose purpose : answer.purposes) {
    json["used_by"].push_back(dns::to_string(purpose));
  }
  json["provenance"] = to_string(answer.provenance);
  return json;
}

Json document(const Report& report) {
  const Facts& facts = report.facts;
  const Tool tool = indicia::tool();
  Json json = {{"schema", "indicia/1"},
               {"tool", {{"name", tool.name}, {"version", tool.version}}},
               {"input", input_json(report)},
               {"received_at", optional_time_json(facts.received_at)},
               {"judged_at",
                {{"time", time_json(facts.judged_at.time)}, {"source", facts.judged_at.source}}},
               {"evaluated_at", time_json(facts.evaluated_at)},
               {"headline", headline_json(report.headline)},
               {"findings", list_json(report.findings, finding_json)}};
  const bool message = facts.evidence != nullptr;
  json["identity"] = message ? identity_json(facts) : Json(nullptr);
  json["spf"] = message ? spf_json(facts.spf) : Json(nullptr);
  json["dkim"] = list_json(facts.dkim, [&](const DkimFact& fact) {
    return dkim_json(fact, facts, report.evidence.options.language);
  });
  json["arc"] = message ? arc_json(facts) : Json(nullptr);
  json["dmarc"] = message ? dmarc_json(facts) : Json(nullptr);
  json["comparison"] = list_json(facts.comparison, comparison_json);
  json["authentication_results"] = message ? authentication_results_json(facts) : Json::array();
  json["received_spf"] = message ? received_spf_json(facts) : Json::array();
  json["path"] = message ? path_json(facts) : Json::array();
  json["boundary"] = message ? boundary_json(facts) : Json(nullptr);
  json["filters"] = message ? filters_json(report) : Json::array();
  json["message"] = message ? message_json(facts) : Json(nullptr);
  json["rules"] = Json::array();
  json["domain_checks"] = Json::array();
  json["questions"] = list_json(facts.questions, question_json);
  json["answers"] = list_json(facts.answers, used_answer_json);
  json["limits"] = words_json(facts.limits);
  if (report.evidence.paste) {
    // Repairs and findings are about the input as it came already.
    for (const auto& [key, member] : json.items()) {
      if (key != "input" && key != "findings") to_original(member, report.evidence);
    }
  }
  return json;
}

}  // namespace

}  // namespace json

std::string report_json(const Report& report, bool indented) {
  return json::printed(json::document(report), indented ? 2 : -1);
}

std::string about_json() {
  const Tool about = tool();
  const Json json = {{"name", about.name},
                     {"version", about.version},
                     {"report_schema", "indicia/1"},
                     {"answers_schema", "indicia-answers/1"},
                     {"languages", {"en", "ru"}},
                     {"input_octets", Limits().input_octets},
                     {"public_suffix_list_date", about.public_suffix_list_date}};
  return json::printed(json);
}

}  // namespace indicia
