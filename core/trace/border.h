// The border hop: where a foreign host handed the message to the receiver's own hosts. Above it
// stands what the receiver wrote, below it what anybody may have written (RFC 8601 5, 7.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/field.h"
#include "trace/path.h"
#include "trace/result_field.h"

namespace indicia::trace {

struct Border {
  std::optional<std::size_t> hop;  // index into the hops, newest first
  std::string_view reason;         // Path::border_reason
};

// `hops` newest first, each with its location.
// Reasons: receiver_option, receiver_option_not_found, result_above, result_below, foreign_peer,
// foreign_name (no address written down), submission (a user of the receiver logged in), gateway
// (a filtering service in front of the receiver), no_received, no_border, over_limit (hops may be
// among the fields that a limit left out).
Border find_border(const message::Message& message, const std::vector<Hop>& hops,
                   const std::optional<std::string>& receiver);

// The writer of a result field belongs to the host. Microsoft writes no authserv-id.
bool writer_belongs(const ResultField& result, std::string_view host);

// A field below the border Received that its service is known to write there: it stands before the
// next Received, names the service, does not contradict the address in the Received field, and is
// the first of its kind and name.
bool is_results_below(const ResultField& result, const Hop& border);

// iCloud's inner hosts have names of their own; its gateway names itself in a comment.
bool is_icloud(const Hop& hop);

}  // namespace indicia::trace
