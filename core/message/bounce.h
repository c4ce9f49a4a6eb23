// Reports about mail (RFC 6522): delivery status (RFC 3464) and feedback such as complaints (RFC
// 5965). Structure only: which part is the report, its fields, and the enclosed message.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/mime.h"

namespace indicia::message {

struct StatusField {
  std::string name;   // lower case
  std::string value;  // unfolded, trimmed

  bool operator==(const StatusField&) const = default;
};

using StatusFields = std::vector<StatusField>;

struct EnclosedReport {
  std::string type;        // "delivery-status" or "feedback-report"
  std::size_t status = 0;  // index of the part with the fields in PartTree::parts
  // RFC 3464 2.1: per message, then one group per recipient. RFC 5965 3.1: one group.
  std::vector<StatusFields> groups;
  // The part with the returned message: the enclosed message of a message/rfc822 part, or a
  // text/rfc822-headers part, whose body is the header section. nullopt: not returned.
  std::optional<std::size_t> returned;
  bool headers_only = false;
};

// nullopt: no part carries report fields.
std::optional<EnclosedReport> find_report(const PartTree& tree);

// Groups of fields between empty lines, at most 200 groups of 200 fields.
std::vector<StatusFields> parse_status_fields(std::string_view octets);

// The value of the first field of that name (lower case), nullptr: absent.
const std::string* find_status(const StatusFields& fields, std::string_view name);

}  // namespace indicia::message
