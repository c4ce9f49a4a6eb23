// The core as a WebAssembly module: a plain C interface, octets and UTF-8 JSON in, JSON out.
//
//   allocate, release          memory for what is handed over
//   examine -> handle          0: refused, the result is one sentence that says why
//   evaluate -> 1 or 0         1: the result is the report (schema indicia/1); 0: one sentence
//   conclude -> 1 or 0         the same with the search for what was changed; once, after settling
//   query -> 1 or 0            1: the result is a DNS message that asks (RFC 8484 4.1)
//   observe -> 1 or 0          notes what came of asking; in every later report of the handle
//   answers -> 1 or 0          1: the result is the answers file of what a report uses
//   ticket -> 1 or 0           1: the result is a text about the latest report, to be handed on
//   redacted -> 1 or 0         1: the result is the message without personal data
//   about -> 1                 the result is a JSON object: name, version and more
//   result_data, result_size   the latest result; ends with the next call
//   forget                     frees what a handle holds
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis.h"
#include "dns/observed.h"
#include "dns/wire.h"
#include "json/answers.h"
#include "json/read_observation.h"
#include "json/read_options.h"
#include "json/report.h"
#include "share/redacted_message.h"
#include "share/ticket.h"

namespace {

struct Examined {
  indicia::Evidence evidence;
  indicia::dns::Observations observations;
  indicia::Workspace workspace;
  std::optional<indicia::Report> report;  // the latest
};

// The module's only state; one caller at a time.
struct State {
  std::map<std::uint32_t, std::unique_ptr<Examined>> examined;
  std::uint32_t last_handle = 0;
  std::string result;
};

State& state() {
  static State state;
  return state;
}

std::string_view text(const char* data, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(data, size);
}

}  // namespace

#define INDICIA_EXPORT(name) extern "C" __attribute__((export_name(#name)))

INDICIA_EXPORT(allocate) void* indicia_allocate(std::size_t size) {
  return std::malloc(size == 0 ? 1 : size);
}

INDICIA_EXPORT(release) void indicia_release(void* memory) {
  std::free(memory);
}

INDICIA_EXPORT(examine)
std::uint32_t indicia_examine(const char* octets, std::size_t size, const char* options_json,
                              std::size_t options_size) {
  State& all = state();
  indicia::Options options;
  const std::string_view json = text(options_json, options_size);
  all.result = json.empty() ? std::string() : indicia::read_options(json, options);
  if (!all.result.empty()) return 0;
  if (size > options.limits.input_octets) {
    all.result = "the input has " + std::to_string(size) + " octets, more than the limit of " +
                 std::to_string(options.limits.input_octets);
    return 0;
  }
  auto examined = std::make_unique<Examined>();
  examined->evidence = indicia::examine(std::string(text(octets, size)), options);
  all.examined[++all.last_handle] = std::move(examined);
  return all.last_handle;
}

namespace {

// null: the result says why.
Examined* examined_of(std::uint32_t handle) {
  State& all = state();
  const auto found = all.examined.find(handle);
  if (found != all.examined.end()) return found->second.get();
  all.result = "there is no message with this handle";
  return nullptr;
}

// The examined message of that handle, and the answers as read with what was observed beside them;
// null: the result says why.
Examined* with_answers(std::uint32_t handle, std::string_view answers_text,
                       indicia::dns::Answers& answers) {
  State& all = state();
  Examined* examined = examined_of(handle);
  if (examined == nullptr) return nullptr;
  if (!answers_text.empty()) {
    const indicia::AnswersFile file = indicia::parse_answers(answers_text);
    if (!file.errors.empty()) {
      const indicia::dns::TextError& error = file.errors.front();
      all.result =
          "answers, line " + std::to_string(error.line) + ": " + error.what + "; " + error.remedy;
      return nullptr;
    }
    indicia::add_answers(file, answers);
  }
  examined->observations.add_to(answers);
  return examined;
}

}  // namespace

namespace {

// Notes the report for what is made of it, and gives it out.
std::uint32_t give(Examined& examined, indicia::Report report) {
  state().result = indicia::report_json(report);
  examined.report = std::move(report);
  return 1;
}

}  // namespace

INDICIA_EXPORT(evaluate)
std::uint32_t indicia_evaluate(std::uint32_t handle, const char* answers_text,
                               std::size_t answers_size) {
  indicia::dns::Answers answers;
  Examined* examined = with_answers(handle, text(answers_text, answers_size), answers);
  if (examined == nullptr) return 0;
  return give(*examined, indicia::evaluate(examined->evidence, answers, &examined->workspace));
}

INDICIA_EXPORT(conclude)
std::uint32_t indicia_conclude(std::uint32_t handle, const char* answers_text,
                               std::size_t answers_size) {
  indicia::dns::Answers answers;
  Examined* examined = with_answers(handle, text(answers_text, answers_size), answers);
  if (examined == nullptr) return 0;
  return give(*examined, indicia::conclude(examined->evidence, answers, &examined->workspace));
}

// The wire question for a name and a type.
INDICIA_EXPORT(query)
std::uint32_t indicia_query(const char* name, std::size_t name_size, const char* type_text,
                            std::size_t type_size) {
  State& all = state();
  const auto type = indicia::dns::parse_record_type(text(type_text, type_size));
  if (!type) {
    all.result = "this record type is not one that is asked";
    return 0;
  }
  const auto packet = indicia::dns::encode_query({std::string(text(name, name_size)), *type}, {});
  all.result = packet ? *packet : "this is not a DNS name";
  return packet ? 1 : 0;
}

INDICIA_EXPORT(observe)
std::uint32_t indicia_observe(std::uint32_t handle, const char* observation_json,
                              std::size_t observation_size, const char* reply,
                              std::size_t reply_size) {
  using namespace indicia;
  State& all = state();
  Examined* examined = examined_of(handle);
  if (examined == nullptr) return 0;
  Observation observation;
  all.result = read_observation(text(observation_json, observation_size), observation);
  if (!all.result.empty()) return 0;
  std::vector<dns::Answer> answers;
  if (observation.status) {
    answers = {{.question = observation.question, .status = *observation.status}};
  } else {
    dns::Decoding decoding =
        dns::decode_response(text(reply, reply_size), observation.question, {});
    answers = std::move(decoding.answers);
    if (decoding.error != dns::WireError::none) {
      all.result = "the reply is not a DNS answer to this question (" +
                   std::string(dns::to_string(decoding.error)) + ")";
    } else if (decoding.truncated) {
      all.result = "the reply is cut short";
    }
  }
  examined->observations.note(
      observation.question,
      dns::observed(std::move(answers), observation.asked_at, observation.resolver));
  return all.result.empty() ? 1 : 0;
}

INDICIA_EXPORT(answers)
std::uint32_t indicia_answers(std::uint32_t handle, const char* answers_text,
                              std::size_t answers_size) {
  indicia::dns::Answers answers;
  Examined* examined = with_answers(handle, text(answers_text, answers_size), answers);
  if (examined == nullptr) return 0;
  state().result = indicia::used_answers_json(
      indicia::evaluate(examined->evidence, answers, &examined->workspace).facts.answers);
  return 1;
}

// format: 0 Markdown, 1 plain text, 2 a reply to a customer. An empty language is the report's.
INDICIA_EXPORT(ticket)
std::uint32_t indicia_ticket(std::uint32_t handle, std::uint32_t format, std::uint32_t redact,
                             const char* language, std::size_t language_size) {
  using indicia::share::Format;
  State& all = state();
  const Examined* examined = examined_of(handle);
  if (examined == nullptr) return 0;
  if (!examined->report || format > 2) {
    all.result = examined->report ? "there is no such format" : "there is no report yet";
    return 0;
  }
  constexpr Format formats[] = {Format::markdown, Format::text, Format::reply};
  all.result = indicia::share::ticket(*examined->report,
                                      {.format = formats[format],
                                       .redact = redact != 0,
                                       .language = std::string(text(language, language_size))});
  return 1;
}

INDICIA_EXPORT(redacted) std::uint32_t indicia_redacted(std::uint32_t handle) {
  State& all = state();
  const Examined* examined = examined_of(handle);
  if (examined == nullptr) return 0;
  all.result = indicia::share::redacted_message(examined->evidence);
  const bool empty = all.result.empty();
  if (empty) all.result = "the input holds no message";
  return empty ? 0 : 1;
}

INDICIA_EXPORT(about) std::uint32_t indicia_about() {
  state().result = indicia::about_json();
  return 1;
}

INDICIA_EXPORT(result_data) const char* indicia_result_data() {
  return state().result.data();
}

INDICIA_EXPORT(result_size) std::size_t indicia_result_size() {
  return state().result.size();
}

INDICIA_EXPORT(forget) void indicia_forget(std::uint32_t handle) {
  state().examined.erase(handle);
}
