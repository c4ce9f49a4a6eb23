// Date-times (RFC 5322 3.3, 4.3) to seconds since 1970, with every obsolete zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message/defect.h"

namespace indicia::message {

struct Date {
  std::int64_t seconds = 0;       // since 1970-01-01 00:00 UTC
  std::int32_t zone_minutes = 0;  // east of UTC
  bool zone_known = true;         // false: "-0000", a military letter, no zone (RFC 5322 4.3)
  bool operator==(const Date&) const = default;
};

struct ParsedDate {
  std::optional<Date> date;
  Defects defects;
};

ParsedDate parse_date(std::string_view text);

// "2026-11-21T09:10:00Z"
std::string to_iso(std::int64_t seconds);
std::optional<std::int64_t> parse_iso(std::string_view text);

}  // namespace indicia::message
