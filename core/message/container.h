// The input to the messages it holds: one message, bare headers, an mbox (RFC 4155), a bounce or a
// complaint with what it encloses. Only this file knows what an input can look like.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "location.h"
#include "message/bounce.h"
#include "message/defect.h"
#include "message/field.h"
#include "message/repair.h"
#include "options.h"

namespace indicia::message {

struct ContainedMessage {
  Message message;            // locations count in the whole input
  Location location;          // of message.octets
  bool enclosed = false;      // inside the report that is messages[0]
  bool headers_only = false;  // text/rfc822-headers: there never was a body
};

struct Container {
  // message     a header section and a body (possibly empty)
  // headers     a header section without the empty line that ends it
  // mbox        several messages behind From_ lines
  // bounce      a delivery status report (RFC 3464); [0] is the report, [1] what it returns
  // complaint   a feedback report (RFC 5965); likewise
  // unknown     nothing here looks like the header section of a mail; messages has it all the same
  std::string_view kind = "unknown";
  std::vector<ContainedMessage> messages;  // never empty
  std::optional<EnclosedReport> report;    // of a bounce or complaint; parts of messages[0]
  std::vector<Repair> repairs;             // utf8-bom, leading-empty-lines, mbox-from-line
  Defects defects;  // container-too-many-messages, container-utf16 (kind is unknown then),
                    // container-encoded-headers (returned, but not readable in place)
};

// ">From " in bodies is left as it is: signatures are made over what stands there, and nobody can
// tell which program quoted it. The views live as long as `input`.
Container open_container(std::string_view input, const Limits& limits);

// Whether the fields could be a mail's: a name that mail alone uses, or an address field beside
// another that mail shares with other texts; and no more lines that are not fields than fields.
bool looks_like_headers(const Message& message);

}  // namespace indicia::message
