// Writes the redacted copy; see redacted_message.h.
#include "share/redacted_message.h"

#include <algorithm>
#include <string_view>

#include "analysis.h"
#include "share/redactor.h"

namespace indicia::share {

std::string redacted_message(const Evidence& evidence) {
  if (evidence.messages.empty()) return {};
  const MessageEvidence& selected = *evidence.messages[evidence.selected];
  const message::Message& message = selected.message;
  Redactor redactor(&selected);
  const std::string_view line_end = message.crlf_line_ends >= message.lf_line_ends ? "\r\n" : "\n";
  std::string out;
  for (const message::Field& field : message.fields) {
    out += redactor.field(field);
    const auto end =
        static_cast<std::size_t>(field.raw.data() - message.octets.data()) + field.raw.size();
    const std::string_view behind = message.octets.substr(std::min(end, message.octets.size()), 2);
    out += behind.starts_with("\r\n") ? "\r\n" : behind.starts_with('\n') ? "\n" : line_end;
  }
  out += line_end;
  const std::string& language = evidence.options.language;
  for (std::string_view ident : {"redacted-copy", "redacted-replaced", "redacted-signatures"}) {
    out += phrase(language, ident);
    out += line_end;
  }
  if (message.cut()) {
    out += phrase(language, "redacted-left-out", {{"count", std::to_string(message.left_out)}});
    out += line_end;
  }
  out += phrase(language, "redacted-body",
                {{"octets", std::to_string(message.has_body ? message.body.size() : 0)}});
  out += line_end;
  return out;
}

}  // namespace indicia::share
