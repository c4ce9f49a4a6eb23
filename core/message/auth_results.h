// Authentication-Results, ARC-Authentication-Results payloads (RFC 8601) and Received-SPF (RFC 7208
// 9.1) to claims. What stands here is what somebody wrote, never a verdict of ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

struct Property {
  std::string type;  // ptype, lower case: smtp, header, body, policy, dns, or as found; empty: bare
                     // key=value
  std::string name;  // property, lower case
  std::string value;  // unquoted when it is one quoted string; "local part"@domain keeps its quotes

  bool operator==(const Property&) const = default;
};

struct ResultInfo {
  std::string method;   // lower case
  std::string version;  // of the method, usually empty
  std::string result;   // lower case, as written: may be a vendor's word (bestguesspass, perm_fail)
  std::string reason;
  std::vector<std::string> comments;  // without the outer parentheses
  std::vector<Property> properties;
  std::size_t offset = 0;  // in the parsed text
  std::size_t length = 0;

  // First property of that type and name; nullptr: absent.
  const Property* property(std::string_view type, std::string_view name) const;
};

struct AuthenticationResults {
  std::string authserv_id;  // empty: omitted (Microsoft 365)
  std::string version;
  std::vector<std::string> comments;  // after the authserv-id
  std::vector<ResultInfo> results;    // empty with no_results: "none"
  bool no_results = false;
  Defects defects;
};

// Defects: auth-results-no-authserv-id, -no-results, -no-method, -no-result, -no-semicolon,
// -none-with-results, -reason-repeated, -stray-word, -stray-property, -empty-value,
// -unclosed-comment, -unclosed-quote, -too-many.
AuthenticationResults parse_authentication_results(std::string_view value);

// ARC-Authentication-Results: "i=N;" and the payload of an Authentication-Results (RFC 8617 4.1.1).
struct ArcAuthenticationResults {
  std::optional<std::uint64_t> instance;  // nullopt: absent or malformed, defect arc-no-instance
  AuthenticationResults results;          // offsets count from the start of the whole value
};

ArcAuthenticationResults parse_arc_authentication_results(std::string_view value);

struct ReceivedSpf {
  std::string result;  // lower case
  std::string comment;
  std::vector<Property> properties;          // type empty; keys lower case
  std::optional<std::string> client_ip;      // from client-ip=, else from the comment
  std::optional<std::string> envelope_from;  // without angle brackets
  std::optional<std::string> helo;
  std::optional<std::string> identity;
  std::optional<std::string> receiver;
  Defects defects;
};

// Defects: received-spf-no-result, -stray-word, -unclosed-comment, -unclosed-quote, -too-many.
ReceivedSpf parse_received_spf(std::string_view value);

// The client address named in the comments receivers write: "designates 192.0.2.25 as permitted
// sender", "sender IP is 192.0.2.25", and the other forms of the large receivers. nullopt also when
// a comment names two: its text quotes the sender, who may have written one of them.
std::optional<std::string> client_ip_in_comment(std::string_view comment);

}  // namespace indicia::message
