// SPF queries and evaluations as JSON; see spf_json.h.
#include "json/spf_json.h"

#include <array>
#include <utility>

#include "dns/escape.h"
#include "json/depth.h"
#include "json/nlohmann.h"
#include "json/print.h"
#include "text.h"

namespace indicia {

namespace {

constexpr std::array<std::string_view, 4> members = {"ip", "mail_from", "helo", "answers"};

// Deep enough for an answers file; a deeper text is no query.
constexpr std::size_t deepest = 32;

std::optional<JsonInput> parse(std::string_view line) {
  if (json::is_deeper_than(line, deepest)) return std::nullopt;
  JsonInput json = JsonInput::parse(line.begin(), line.end(), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

std::string in_quotes(std::string_view text) {
  return "\"" + dns::excerpt(text) + "\"";
}

// An absent member is the empty string; nullopt: not a string.
std::optional<std::string> string_of(const JsonInput& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return std::string();
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

SpfRequest refused(std::string error) {
  SpfRequest request;
  request.error = std::move(error);
  return request;
}

std::string answers_error(const AnswersFile& file) {
  if (file.errors.empty()) return {};
  const dns::TextError& first = file.errors.front();
  return "answers: " + first.what + (first.remedy.empty() ? "" : "; " + first.remedy);
}

}  // namespace

SpfRequest read_spf_request(std::string_view line) {
  const auto json = parse(line);
  if (!json)
    return refused(
        "not a JSON object; write {\"ip\": \"192.0.2.1\", \"mail_from\": \"user@example.com\", "
        "\"helo\": \"mx.example.com\"}");
  for (const auto& [name, value] : json->items()) {
    bool known = false;
    for (const std::string_view member : members) known = known || name == member;
    if (!known) return refused("unknown member " + in_quotes(name));
  }
  const auto ip = string_of(*json, "ip");
  const auto mail_from = string_of(*json, "mail_from");
  const auto helo = string_of(*json, "helo");
  if (!ip || !mail_from || !helo) return refused("ip, mail_from and helo must be strings");
  const auto address = parse_ip(*ip);
  if (!address) return refused("ip " + in_quotes(*ip) + " is not an IPv4 or IPv6 address");
  SpfRequest request;
  request.query = spf::make_query(*address, *mail_from, *helo);
  if (request.query->domain.empty()) {
    return refused("neither mail_from nor helo names a domain; give at least one");
  }
  if (const auto answers = json->find("answers"); answers != json->end() && !answers->is_null()) {
    if (!answers->is_object()) return refused("answers must be an object of an answers file");
    request.answers = parse_answers(answers->dump());
    if (std::string error = answers_error(*request.answers); !error.empty()) return refused(error);
  }
  return request;
}

Result SpfEvaluation::result() const {
  return spf::is_open(check.reason) ? Result::untestable : check.result;
}

SpfEvaluation evaluate_spf(const spf::Query& query, const dns::Answers& answers,
                           const Options& options) {
  dns::Inquiry inquiry(answers, options.limits.questions, options.personal_names);
  SpfEvaluation evaluation{.query = query, .check = spf::check_host(query, inquiry)};
  evaluation.questions = inquiry.open();
  evaluation.used = inquiry.used();
  evaluation.limit_reached = inquiry.limit_reached();
  return evaluation;
}

namespace {

Json text_of(std::string_view text) {
  return clean_utf8(text);
}

Json or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : text_of(text);
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& text : list) out.push_back(text_of(text));
  return out;
}

// The text of a record comes from DNS: RFC 1035 5.1 form keeps every octet visible.
Json record_text(std::string_view record) {
  return record.empty() ? Json(nullptr) : Json(dns::to_text_form(record));
}

Json step_json(const spf::Step& step) {
  return {{"depth", step.depth},
          {"domain", text_of(step.domain)},
          {"term", or_null(step.term)},
          {"target", or_null(step.target)},
          {"outcome", step.outcome},
          {"record", record_text(step.record)},
          {"found", texts(step.found)},
          {"lookups", step.lookups},
          {"void_lookups", step.void_lookups}};
}

Json syntax_json(const Defects& defects) {
  Json out = Json::array();
  for (const Defect& defect : defects) {
    out.push_back({{"ident", defect.ident}, {"offset", defect.offset}, {"length", defect.length}});
  }
  return out;
}

Json question_json(const dns::OpenQuestion& open) {
  return {{"name", open.question.name},
          {"type", dns::to_string(open.question.type)},
          {"why", dns::to_string(open.purpose)},
          {"required", open.required},
          {"personal", open.personal}};
}

}  // namespace

std::string spf_json(const SpfEvaluation& evaluation) {
  const spf::Check& check = evaluation.check;
  Json trace = Json::array();
  for (const spf::Step& step : check.trace) trace.push_back(step_json(step));
  Json questions = Json::array();
  for (const auto& open : evaluation.questions) questions.push_back(question_json(open));
  Json limits = Json::array();
  if (evaluation.limit_reached) limits.push_back("questions");
  const Json out = {{"result", to_string(evaluation.result())},
                    {"reason", spf::to_string(check.reason)},
                    {"cause", spf::to_string(check.cause)},
                    {"explanation", or_null(check.explanation)},
                    {"domain", text_of(check.domain)},
                    {"ip", to_string(evaluation.query.client_ip)},
                    {"mail_from", text_of(evaluation.query.sender)},
                    {"helo", or_null(evaluation.query.helo)},
                    {"record", record_text(check.record)},
                    {"mechanism", or_null(check.mechanism)},
                    {"matched_domain", or_null(check.matched_domain)},
                    {"matched_term", or_null(check.matched_term)},
                    {"problem", or_null(check.problem)},
                    {"problem_domain", or_null(check.problem_domain)},
                    {"syntax", syntax_json(check.syntax)},
                    {"lookups", check.lookups},
                    {"void_lookups", check.void_lookups},
                    {"includes", texts(check.includes)},
                    {"provenance", to_string(check.provenance)},
                    {"trace", std::move(trace)},
                    {"questions", std::move(questions)},
                    {"limits", std::move(limits)}};
  return json::printed(out);
}

std::string spf_error_json(std::string_view error, std::size_t line) {
  return json::printed(Json{{"error", text_of(error)}, {"line", line}});
}

}  // namespace indicia
