// Everything that the octets tell without DNS: made once by examine(), read by every evaluation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arc/verify.h"
#include "dkim/verify.h"
#include "dmarc/evaluate.h"
#include "location.h"
#include "message/address.h"
#include "message/bounce.h"
#include "message/container.h"
#include "message/date.h"
#include "message/field.h"
#include "message/file_format.h"
#include "message/mime.h"
#include "message/paste.h"
#include "message/provenance.h"
#include "options.h"
#include "report/filters.h"
#include "trace/identity.h"
#include "trace/path.h"

namespace indicia {

// A field's decoded text with its place.
struct TextFact {
  std::string text;
  Location location;
};

// A mailbox of the From fields.
struct AuthorMailbox {
  message::Mailbox mailbox;
  Location location;
};

// Places in a message's evidence count in `input`; original() leads to the user's octets.
struct MessageEvidence {
  std::shared_ptr<const std::string> input;  // owns the octets that the views below point into
  // How a pasted text became `input`; null: `input` is the original.
  std::shared_ptr<const message::Paste> paste;
  message::Message message;
  dkim::BodyInput body;
  bool has_body = false;  // more than white space follows the header section
  std::vector<dkim::Examined> signatures;
  arc::Examined arc;
  trace::Path path;
  trace::Records records;
  trace::Identity identity;
  dmarc::Author author;
  std::vector<AuthorMailbox> from;
  std::vector<Location> from_fields;
  std::optional<TextFact> subject;
  std::optional<TextFact> message_id;
  std::optional<TextFact> reply_to;
  std::optional<TextFact> date_text;
  std::optional<message::Date> date;
  message::PartTree mime;
  FilterEvidence filters;
  std::vector<message::FileSign> file_signs;

  Defects field_defects;  // of From, Date and others; offsets are absolute

  // Where octets of the evidence stand in the input as it came.
  Location original(const Location& place) const {
    return paste ? paste->offsets.original(place) : place;
  }
};

struct Evidence {
  Options options;
  std::string_view kind = "unknown";  // message::Container::kind
  std::size_t octets = 0;             // of the whole input
  std::string first_line;             // quoted when the input is not a message
  message::FileFormat format = message::FileFormat::unknown;  // where it holds no message
  std::vector<message::Repair> repairs;
  Defects defects;                                  // of the container
  std::shared_ptr<const std::string> octets_given;  // the input as it came
  std::shared_ptr<const message::Paste> paste;      // null: no repair changed the text
  std::vector<std::string> limits;                  // words of the limits reached while reading
  // Shared and never changed: pointers into a message stay valid in every copy of the evidence.
  // Empty: nothing in the input looks like a mail.
  std::vector<std::shared_ptr<const MessageEvidence>> messages;
  std::size_t selected = 0;
  std::optional<message::EnclosedReport> report;  // of a bounce or complaint: messages[0]

  Location original(const Location& place) const {
    return paste ? paste->offsets.original(place) : place;
  }
};

}  // namespace indicia
