// Reads options; see options.h.
#include "json/read_options.h"

#include <utility>

#include "analysis.h"
#include "ip_address.h"
#include "json/depth.h"
#include "json/parse.h"
#include "message/date.h"

namespace indicia {

namespace {

constexpr std::string_view example =
    R"(write it as {"client_ip": "192.0.2.1", "now": "2026-11-21T09:10:00Z"})";

std::string wrong_type(const std::string& key, std::string_view wanted) {
  return "\"" + key + "\" must be " + std::string(wanted);
}

std::string read_text(const std::string& key, const JsonInput& value,
                      std::optional<std::string>& to) {
  if (!value.is_string()) return wrong_type(key, "a string");
  to = value.get<std::string>();
  return {};
}

std::string read_flag(const std::string& key, const JsonInput& value, bool& to) {
  if (!value.is_boolean()) return wrong_type(key, "true or false");
  to = value.get<bool>();
  return {};
}

template <typename Time>
std::string read_time(const std::string& key, const JsonInput& value, Time& to) {
  const auto time = value.is_string() ? message::parse_iso(value.get<std::string>()) : std::nullopt;
  if (!time) return wrong_type(key, "a time such as \"2026-11-21T09:10:00Z\"");
  to = *time;
  return {};
}

std::string read_count(const std::string& key, const JsonInput& value, std::size_t& to) {
  if (!value.is_number_unsigned()) return wrong_type(key, "a whole number");
  to = value.get<std::size_t>();
  return {};
}

std::string read_limits(const JsonInput& object, Limits& limits) {
  if (!object.is_object()) return wrong_type("limits", "an object");
  const std::pair<std::string_view, std::size_t*> members[] = {
      {"input_octets", &limits.input_octets},
      {"header_octets", &limits.header_octets},
      {"fields", &limits.fields},
      {"signatures", &limits.signatures},
      {"arc_sets", &limits.arc_sets},
      {"rsa_bits_least", &limits.rsa_bits_least},
      {"rsa_bits_most", &limits.rsa_bits_most},
      {"mime_depth", &limits.mime_depth},
      {"mime_parts", &limits.mime_parts},
      {"messages", &limits.messages},
      {"repairs", &limits.repairs},
      {"questions", &limits.questions},
      {"rounds", &limits.rounds},
  };
  for (const auto& [key, value] : object.items()) {
    std::size_t* to = nullptr;
    for (const auto& [name, member] : members) {
      if (name == key) to = member;
    }
    if (to == nullptr) return "\"limits\" has no member \"" + key + "\"";
    if (std::string problem = read_count(key, value, *to); !problem.empty()) return problem;
    // A limit of nothing would turn every input into no message at all.
    if (*to == 0) return wrong_type(key, "above 0");
  }
  return {};
}

std::string read_budget(const JsonInput& object, Budget& budget) {
  if (!object.is_object()) return wrong_type("budget", "an object");
  for (const auto& [key, value] : object.items()) {
    std::uint64_t* to = key == "hypotheses"      ? &budget.hypotheses
                        : key == "octets_hashed" ? &budget.octets_hashed
                                                 : nullptr;
    if (to == nullptr) return "\"budget\" has no member \"" + key + "\"";
    if (!value.is_number_unsigned()) return wrong_type(key, "a whole number");
    *to = value.get<std::uint64_t>();
  }
  return {};
}

std::string read_one(const std::string& key, const JsonInput& value, Options& options) {
  if (key == "now") return read_time(key, value, options.now);
  if (key == "evaluated_at") return read_time(key, value, options.evaluated_at);
  if (key == "client_ip") {
    std::string problem = read_text(key, value, options.client_ip);
    if (problem.empty() && !parse_ip(*options.client_ip)) {
      return wrong_type(key, "an IPv4 or IPv6 address");
    }
    return problem;
  }
  if (key == "helo") return read_text(key, value, options.helo);
  if (key == "mail_from") return read_text(key, value, options.mail_from);
  if (key == "receiver") return read_text(key, value, options.receiver);
  if (key == "headers_only") return read_flag(key, value, options.headers_only);
  if (key == "personal_names") return read_flag(key, value, options.personal_names);
  if (key == "message") return read_count(key, value, options.message);
  if (key == "public_suffix_list") {
    std::string problem = read_text(key, value, options.public_suffix_list);
    if (problem.empty() && !is_public_suffix_list(*options.public_suffix_list)) {
      return wrong_type(key, "the text of a public suffix list with at least one rule");
    }
    return problem;
  }
  if (key == "limits") return read_limits(value, options.limits);
  if (key == "budget") return read_budget(value, options.budget);
  if (key == "name" || key == "language") {
    std::optional<std::string> text;
    if (std::string problem = read_text(key, value, text); !problem.empty()) return problem;
    if (key == "language" && *text != "en" && *text != "ru") {
      return wrong_type(key, "\"en\" or \"ru\"");
    }
    (key == "name" ? options.input_name : options.language) = *text;
    return {};
  }
  return "there is no option \"" + key +
         "\"; there are now, evaluated_at, client_ip, helo, mail_from, receiver, headers_only, "
         "personal_names, message, name, language, public_suffix_list, limits and budget";
}

}  // namespace

std::string read_options(std::string_view text, Options& options) {
  if (json::is_deeper_than(text, 4)) return "options are nested too deeply";
  const json::Parsed parsed = json::parse(text);
  if (parsed.fault == json::Parsed::Fault::syntax) {
    return "not JSON: something is wrong at octet " + std::to_string(parsed.octet) + "; " +
           std::string(example);
  }
  if (parsed.fault != json::Parsed::Fault::none) {
    return "options hold a number that is too large to be read; " + std::string(example);
  }
  if (!parsed.document.is_object()) {
    return "options must be a JSON object; " + std::string(example);
  }
  for (const auto& [key, value] : parsed.document.items()) {
    if (std::string problem = read_one(key, value, options); !problem.empty()) return problem;
  }
  return {};
}

}  // namespace indicia
