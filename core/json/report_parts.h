// The parts of the report's JSON, one function for each key or group of keys; internal to json/.
#pragma once

#include "json/nlohmann.h"
#include "report/report.h"

namespace indicia::json {

Json location_json(const Location& location);
Json time_json(std::int64_t seconds);  // "2026-11-21T09:10:00Z"
Json optional_time_json(const std::optional<std::int64_t>& seconds);
Json text_json(std::string_view text);  // octets that are not UTF-8 become U+FFFD
Json defects_json(const Defects& defects);

// report_message.cpp
Json identity_json(const Facts& facts);
Json path_json(const Facts& facts);      // hops, oldest first
Json boundary_json(const Facts& facts);  // where the receiver's own hosts begin, and the total
Json message_json(const Facts& facts);
Json authentication_results_json(const Facts& facts);
Json received_spf_json(const Facts& facts);

Json recorded_results_json(const message::AuthenticationResults& results);

// report_arc.cpp
Json arc_json(const Facts& facts);

// report_authentication.cpp
Json key_json(const dkim::Verification& verification);
Json spf_json(const SpfFact& spf);
Json dkim_json(const DkimFact& fact, const Facts& facts, std::string_view language);
Json dmarc_json(const Facts& facts);
Json comparison_json(const Comparison& comparison);

// report_filters.cpp
Json filters_json(const Report& report);

}  // namespace indicia::json
