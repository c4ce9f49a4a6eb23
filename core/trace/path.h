// Received fields to the message's way: hops in time order, delays, clock differences, the trust
// boundary and the border hop where a foreign host handed over to the receiver's own hosts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"
#include "message/field.h"
#include "message/received.h"

namespace indicia::trace {

enum class Delay {
  first,
  known,
  clocks_differ,
  undated,
  unknown,  // dated, but fields were left out: which hop comes before cannot be told
};

struct Hop {
  message::Received received;
  Location location;
  Delay delay_kind = Delay::undated;
  std::int64_t delay_seconds = 0;  // against the previous dated hop; negative: clocks differ
  bool trusted = false;            // written at or above the border
  bool border = false;
  bool local = false;  // inside one organisation, private address, LMTP, HTTP, filter
  bool gap = false;    // from does not continue the previous hop's by
};

struct Path {
  std::vector<Hop> hops;              // oldest first
  std::optional<std::size_t> border;  // index into hops; nullopt: cannot be found
  std::string
      border_reason;  // language-free word: "receiver_option", "result_above", "foreign_peer", ...
  std::string receiver_not_found;  // what `receiver` names, where no hop is written by it
  std::string receiver;            // host of the border hop's by
  std::string receiver_domain;     // what its own hosts share
  std::optional<std::int64_t> total_seconds;  // last trusted minus first
  bool total_is_lower_bound = false;          // clocks differ somewhere

  // The newest hop whose Received field stands beneath that place of the input; nullopt: none.
  std::optional<std::size_t> hop_beneath(std::size_t offset) const;
};

// `receiver`: option --receiver, the last host that belongs to the user.
Path trace_path(const message::Message& message, const std::optional<std::string>& receiver);

}  // namespace indicia::trace
