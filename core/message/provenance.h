// What the octets show of how this file came about: written by a mail store, exported,
// redacted. What copying did to the text is repaired before (paste repairs). Signs only; whether
// one explains a failure is for the facts to judge (dkim-forensics 7).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "location.h"
#include "message/container.h"
#include "message/field.h"
#include "message/mime.h"

namespace indicia::message {

// Idents:
//   exchange-boundary     a MIME boundary in Exchange's style, "_000_...": also what exports of
//                         .msg files write
//   outlook-boundary      "----=_NextPart_000_..." of Outlook
//   python-boundary       "====...==" of Python's email library
//   perl-boundary         "1764147000.7AeB3.4711" of Email::MIME, by which msgconvert writes
//   libpst-boundary       "--boundary-LibPST-iamunique-..." of readpst
//   mbox-from-line        the input begins with a From_ line (RFC 4155)
//   mbox-escapes          lines that begin with ">From " in the body
//   store-fields          fields that mail stores add: Status, X-UIDL, X-Mozilla-Status, ...
//   redacted              placeholders in address fields: [email protected], xxx@, ***
//   headers-only          no body follows the header
//   utf8-bom              a byte order mark in front: saved by a text editor
//   nul                   octets 0
//   lf-line-ends, mixed-line-ends
struct FileSign {
  std::string_view ident;
  std::size_t count = 0;             // how many there are
  std::vector<Location> locations;   // the first few
  std::vector<std::string> details;  // names of fields, boundaries; as many as locations
  std::vector<const Field*> fields;  // all of them, where the sign is about fields
};

// The signs of one message of a container, in the order of the list above. Linear.
std::vector<FileSign> read_file_signs(const Message& message, const PartTree& parts,
                                      std::string_view input);

// Signs that the whole input shows: what was left out in front of the message.
std::vector<FileSign> container_signs(const std::vector<Repair>& repairs);

// A field that a mail store adds and no signer can have meant.
bool is_store_field(std::string_view name);

}  // namespace indicia::message
