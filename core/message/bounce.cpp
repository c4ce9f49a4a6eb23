// Reports (RFC 6522, RFC 3464, RFC 5965); see bounce.h.
#include "message/bounce.h"

#include "message/field.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t most_groups = 200;
constexpr std::size_t most_fields = 200;

bool is_report(const Part& part) {
  return part.is("message", "delivery-status") || part.is("message", "global-delivery-status") ||
         part.is("message", "feedback-report");
}

bool is_headers(const Part& part) {
  return part.is("text", "rfc822-headers") || part.is("message", "global-headers");
}

StatusFields fields_of(std::string_view group) {
  StatusFields out;
  Limits limits;
  limits.fields = most_fields;
  for (const Field& field : parse_message(group, {0, 0, 1}, limits).fields) {
    if (field.name.empty()) continue;
    out.push_back({to_lower(field.name), std::string(trim(unfold(field.value)))});
  }
  return out;
}

// The returned message stands beside the report, behind it (RFC 6522 3).
void find_returned(const PartTree& tree, EnclosedReport& report) {
  const std::size_t around = tree.parts[report.status].parent;
  for (std::size_t i = report.status + 1; i < tree.parts.size(); ++i) {
    const Part& part = tree.parts[i];
    const bool enclosed = part.enclosed_message && tree.parts[part.parent].parent == around;
    const bool headers = part.parent == around && is_headers(part);
    if (!enclosed && !headers) continue;
    report.returned = i;
    report.headers_only = headers;
    return;
  }
}

}  // namespace

const std::string* find_status(const StatusFields& fields, std::string_view name) {
  for (const StatusField& field : fields) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

std::vector<StatusFields> parse_status_fields(std::string_view octets) {
  std::vector<StatusFields> groups;
  std::size_t at = 0;
  std::size_t start = 0;
  while (at < octets.size() && groups.size() < most_groups) {
    const std::size_t feed = octets.find('\n', at);
    const std::size_t next = feed == std::string_view::npos ? octets.size() : feed + 1;
    const bool empty = trim(octets.substr(at, next - at)).empty();
    if (empty || next == octets.size()) {
      StatusFields fields = fields_of(octets.substr(start, (empty ? at : next) - start));
      if (!fields.empty()) groups.push_back(std::move(fields));
      start = next;
    }
    at = next;
  }
  return groups;
}

std::optional<EnclosedReport> find_report(const PartTree& tree) {
  for (std::size_t i = 0; i < tree.parts.size(); ++i) {
    const Part& part = tree.parts[i];
    if (!is_report(part)) continue;
    EnclosedReport report;
    report.status = i;
    report.type = part.subtype == "feedback-report" ? "feedback-report" : "delivery-status";
    const std::optional<std::string> octets = decode_transfer(part.transfer_encoding, part.body);
    report.groups = parse_status_fields(octets ? std::string_view(*octets) : part.body);
    if (part.parent != Part::no_parent) find_returned(tree, report);
    return report;
  }
  return std::nullopt;
}

}  // namespace indicia::message
