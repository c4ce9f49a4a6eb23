// Result fields of one message; see result_field.h.
#include "trace/result_field.h"

#include "message/received_words.h"
#include "text.h"

namespace indicia::trace {

namespace {

// "<host>: domain of ..." as Google and its imitators write; other software puts the sender's
// domain there (RFC 7208 9.1 leaves the comment free).
std::string host_in_comment(std::string_view comment) {
  const std::size_t colon = comment.find(": ");
  if (colon == std::string_view::npos ||
      comment.find("domain of ", colon) == std::string_view::npos)
    return {};
  const std::string_view host = comment.substr(0, colon);
  // Amazon SES writes "spfCheck: domain of ...".
  const bool is_host = host.find('.') != std::string_view::npos &&
                       host.find_first_of(" \t\r\n") == std::string_view::npos;
  return is_host ? std::string(host) : std::string();
}

std::string spf_writer(const message::ReceivedSpf& spf) {
  if (spf.receiver && spf.receiver->find('.') != std::string::npos) return *spf.receiver;
  return host_in_comment(spf.comment);
}

// RFC 8617 4.1.1: "i=1;" stands in front of the payload.
std::string_view arc_payload(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  if (semicolon == std::string_view::npos) return value;
  const std::string_view first = trim(value.substr(0, semicolon));
  const std::size_t equals = first.find('=');
  const bool instance =
      equals != std::string_view::npos && equal_ignoring_case(trim(first.substr(0, equals)), "i");
  return instance ? value.substr(semicolon + 1) : value;
}

// Cloudflare writes one verdict for HELO and one for MAIL FROM: the latter counts.
const message::ResultInfo* spf_info(const message::AuthenticationResults& results) {
  const message::ResultInfo* found = nullptr;
  for (const message::ResultInfo& info : results.results) {
    if (info.method != "spf") continue;
    if (info.property("smtp", "mailfrom") != nullptr) return &info;
    if (found == nullptr) found = &info;
  }
  return found;
}

}  // namespace

std::vector<ResultField> read_result_fields(const message::Message& message) {
  struct Name {
    std::string_view name;
    ResultKind kind;
  };
  constexpr Name names[] = {
      {"Authentication-Results", ResultKind::authentication_results},
      {"X-MS-Exchange-Authentication-Results", ResultKind::exchange},
      {"ARC-Authentication-Results", ResultKind::arc},
      {"Received-SPF", ResultKind::received_spf},
  };
  std::vector<ResultField> found;
  for (const message::Field& field : message.fields) {
    for (const Name& name : names) {
      if (!equal_ignoring_case(field.name, name.name)) continue;
      ResultField& result = found.emplace_back();
      result.kind = name.kind;
      result.field = &field;
      if (name.kind == ResultKind::received_spf) {
        result.received_spf = message::parse_received_spf(field.value);
        result.writer = spf_writer(result.received_spf);
      } else {
        result.results = message::parse_authentication_results(
            name.kind == ResultKind::arc ? arc_payload(field.value) : field.value);
        result.writer = result.results.authserv_id;
      }
    }
  }
  return found;
}

std::string_view spf_result(const ResultField& field) {
  if (field.kind == ResultKind::received_spf) return field.received_spf.result;
  const message::ResultInfo* info = spf_info(field.results);
  return info == nullptr ? std::string_view() : std::string_view(info->result);
}

std::optional<std::string> client_ip_text(const message::AuthenticationResults& results) {
  if (const message::ResultInfo* spf = spf_info(results)) {
    for (const std::string& comment : spf->comments) {
      if (auto ip = message::client_ip_in_comment(comment)) return ip;
    }
    for (const message::Property& property : spf->properties) {
      if (property.name == "client-ip") return property.value;
    }
  }
  for (const message::ResultInfo& info : results.results) {
    if (info.method != "iprev") continue;
    // RFC 8601 2.7.3, and policy.iprev of RFC 5451.
    if (const message::Property* ip = info.property("smtp", "remote-ip")) return ip->value;
    if (const message::Property* ip = info.property("policy", "iprev")) return ip->value;
  }
  return std::nullopt;
}

std::optional<IpAddress> client_ip(const ResultField& field) {
  const auto text = field.kind == ResultKind::received_spf ? field.received_spf.client_ip
                                                           : client_ip_text(field.results);
  const auto address = text ? message::address_in(*text) : std::nullopt;
  return address ? std::optional(unmapped(*address)) : std::nullopt;
}

}  // namespace indicia::trace
