// Which client address, HELO name and MAIL FROM the border host saw, and who says so
// (design: "Identity selection"; facts: providers.md 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"
#include "message/auth_results.h"
#include "message/field.h"
#include "options.h"
#include "result.h"
#include "trace/path.h"

namespace indicia::trace {

// Best first.
enum class Source {
  option,
  received_spf,
  authentication_results,
  vendor_field,  // X-Forefront-Antispam-Report CIP/H, X-Sender-IP, X-Originating-Ip of Yahoo, ...
  border_received,
  return_path,
  unknown,
};

std::string_view to_string(Source source);

struct Claim {
  std::string value;
  Source source = Source::unknown;
  Location location;  // line 0: from an option

  bool operator==(const Claim&) const = default;
};

// The chosen value and every other source, agreeing or not, in order of rank.
struct Chosen {
  std::optional<Claim> best;
  std::vector<Claim> alternatives;
  bool conflicting() const;  // an alternative says something else
};

struct Identity {
  Chosen client_ip;  // value in canonical address text
  Chosen helo;
  Chosen mail_from;                    // address without brackets; empty value: null sender
  bool mail_from_domain_only = false;  // Microsoft, Yahoo: local part unknown
};

// A result field with its place relative to the trust boundary.
struct RecordedResults {
  message::AuthenticationResults results;
  Location location;
  bool trusted = false;    // written by the receiver: at or above the border and by its own host
  std::string writer;      // authserv-id, or the host that must have written it when omitted
  std::string field_name;  // Authentication-Results, X-MS-Exchange-Authentication-Results, ...
};

struct RecordedSpf {
  message::ReceivedSpf received_spf;
  Location location;
  bool trusted = false;
  std::string writer;
};

struct Records {
  std::vector<RecordedResults> authentication_results;  // top to bottom
  std::vector<RecordedSpf> received_spf;
};

Records read_records(const message::Message& message, const Path& path);

Identity select_identity(const message::Message& message, const Path& path, const Records& records,
                         const Options& options);

}  // namespace indicia::trace
