// Octets of a message to raw header fields and a body (RFC 5322 2.1, 2.2). Nothing is decoded or
// changed: DKIM hashes these octets, and every later fact points back at them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "location.h"
#include "message/defect.h"
#include "options.h"

namespace indicia::message {

// Views into the octets given to parse_message; valid as long as those live.
struct Field {
  std::string_view name;   // as written, without white space before the colon; empty: not a field
  std::string_view value;  // all after the colon, folding included, without the final line end
  std::string_view raw;    // name to value as written, without the final line end
  Location location;       // of raw, in the original input

  // Where value[offset, offset + length) stands in the original input.
  Location locate(std::size_t offset, std::size_t length) const;
};

struct Message {
  std::string_view octets;
  std::vector<Field> fields;  // top to bottom
  // Fields that the limits kept out of `fields`, while header and body are whole all the same. What
  // is not among `fields` may be among these, so nothing follows from its absence.
  std::size_t left_out = 0;
  std::string_view header;    // the header section with its line ends, without the empty line
  std::string_view body;      // after the empty line
  bool has_body = false;      // an empty line ended the header section (the body may be empty)
  Location body_location;
  std::size_t crlf_line_ends = 0;
  std::size_t lf_line_ends = 0;  // bare LF: hashed as CRLF, and reported
  std::size_t bare_cr = 0;       // CR without LF: an octet like any other (RFC 6376 5.3)
  Defects defects;               // offsets count from the start of octets

  bool cut() const { return left_out > 0; }
  std::size_t field_count() const { return fields.size() + left_out; }

  // Instances of one name, top to bottom; names compare without case.
  std::vector<const Field*> named(std::string_view name) const;
  const Field* first(std::string_view name) const;
};

// Length of the field name that starts the line, 0 when the line is no field. RFC 5322 2.2: ftext
// is printable US-ASCII except the colon; RFC 5322 4.5 lets white space stand before the colon.
std::size_t field_name_length(std::string_view line);

// `origin` is the place of octets[0] in the original input. A line that is neither a field nor a
// continuation is kept as a Field with an empty name. Both CRLF and LF end a line. A field that one
// of the limits has no room for is counted and left out whole; a later one that fits is read.
// Defects: message-too-many-fields, message-header-too-long, message-line-not-a-field,
// message-starts-with-continuation, message-mbox-from-line, message-nul, message-name-space.
Message parse_message(std::string_view octets, const Location& origin, const Limits& limits);

}  // namespace indicia::message
