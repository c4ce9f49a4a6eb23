// What a receiver's result field says that the trust boundary and the identity rest on, read once
// from Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 9.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"
#include "message/auth_results.h"
#include "message/field.h"

namespace indicia::trace {

enum class ResultKind { authentication_results, exchange, arc, received_spf };

struct ResultField {
  ResultKind kind = ResultKind::authentication_results;
  const message::Field* field = nullptr;
  message::AuthenticationResults results;  // all kinds but received_spf
  message::ReceivedSpf received_spf;
  std::string writer;  // authserv-id, or the host that Received-SPF names; empty: omitted
};

// Top to bottom.
std::vector<ResultField> read_result_fields(const message::Message& message);

// The SPF verdict in the field, lower case; empty: none.
std::string_view spf_result(const ResultField& field);

// The client that the field names, as address; nullopt: none.
std::optional<IpAddress> client_ip(const ResultField& field);

// The client that Authentication-Results names: the SPF comment, iprev, client-ip=.
std::optional<std::string> client_ip_text(const message::AuthenticationResults& results);

}  // namespace indicia::trace
