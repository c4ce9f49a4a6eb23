// DNS messages (RFC 1035 4, EDNS RFC 6891) for the native resolver's packets and for DNS over HTTPS
// (RFC 8484) alike: a question to octets, octets to answers. Does not send anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"

namespace indicia::dns {

struct QueryFlags {
  std::uint16_t id = 0;  // RFC 8484 4.1: 0 over HTTPS, so that caches can share the response
  bool recursion_desired = true;
  bool authentic_data = false;                // ask for the AD bit (RFC 6840 5.7)
  std::optional<std::uint16_t> payload_size;  // adds an OPT record (RFC 6891 6.1)
  bool dnssec_ok = false;                     // DO bit (RFC 3225); adds an OPT record
};

// nullopt: the name is not a valid DNS name.
std::optional<std::string> encode_query(const Question& question, const QueryFlags& flags);

// Every way in which octets are not a response to the question.
enum class WireError {
  none,
  too_long,  // above 65,535 octets
  truncated_header,
  not_a_response,
  wrong_id,
  wrong_opcode,
  wrong_question,
  name_past_end,
  name_too_long,  // RFC 1035 2.3.4
  bad_label,      // a label type that is neither plain nor a pointer
  bad_pointer,    // not strictly backwards: a loop, or past the end
  record_past_end,
  bad_record_data,  // the data of a known type does not fill its length exactly
  trailing_octets,
};

std::string_view to_string(WireError error);

struct Decoding {
  std::vector<Answer> answers;  // never empty; provenance and resolver are left to the caller
  WireError error = WireError::none;
  std::uint16_t rcode = 0;      // RFC 1035 4.1.1 with the upper bits of RFC 6891 6.1.3
  bool truncated = false;       // TC: ask again over TCP; the answer is servfail until then
  bool authentic_data = false;  // AD as the server set it
};

struct Expectation {
  std::optional<std::uint16_t> id;  // nullopt: any
  // AD counts as secure only when the caller vouches for the resolver and the way to it (RFC 6840
  // 5.7 and RFC 4035 4.9.3).
  bool trust_authentic_data = false;
};

// Anything malformed gives one servfail answer to the question and the error. Work is bounded by
// 255 octets for each name.
Decoding decode_response(std::string_view packet, const Question& question,
                         const Expectation& expectation);

}  // namespace indicia::dns
