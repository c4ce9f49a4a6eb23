// One Received field to one hop (RFC 5321 4.4), in the dialects of the receivers in use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"
#include "message/date.h"
#include "message/defect.h"

namespace indicia::message {

struct Received {
  std::string from;                  // the name the client gave (HELO); empty: no from clause
  std::optional<IpAddress> from_ip;  // observed by the writing server
  std::string from_reverse;          // the reverse name it looked up; "unknown" stays "unknown"
  std::string by;
  std::optional<IpAddress> by_ip;
  std::string via;
  std::string with;  // protocol as written: ESMTPS, "Microsoft SMTP Server", LMTP, HTTP
  std::string id;
  std::string for_address;    // without angle brackets
  std::string envelope_from;  // Exim, Mail.ru: (envelope-from <...>)
  std::string ident;          // authenticated or ident user, if shown
  enum class Tls { unknown, no, yes } tls = Tls::unknown;
  std::string tls_version;  // "TLSv1.3" in one spelling; empty: not stated
  std::string tls_cipher;
  std::vector<std::string> comments;
  std::optional<Date> date;
  std::string date_text;  // as written
  Defects defects;
};

Received parse_received(std::string_view value);

}  // namespace indicia::message
