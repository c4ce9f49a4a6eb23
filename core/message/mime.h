// A message to the tree of its parts (RFC 2045, RFC 2046) by a boundary scan of our own: every part
// is a view of the original octets with its place. One pass over the lines; nothing here is decoded
// and nothing feeds a signature hash.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "location.h"
#include "message/defect.h"
#include "message/field.h"
#include "options.h"

namespace indicia::message {

struct Part {
  static constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

  std::size_t parent = no_parent;  // index in PartTree::parts
  std::size_t depth = 0;           // 0: the message itself
  bool enclosed_message = false;   // the message inside the message/rfc822 part `parent`
  std::string_view header;         // header section with line ends, without the empty line
  std::string_view body;  // up to the line end before the next delimiter, which belongs to that
                          // (RFC 2046 5.1.1); of a multipart: preamble to epilogue
  Location header_location;
  Location body_location;

  std::string type = "text";  // lower case; absent or unreadable: text/plain (RFC 2045 5.2), in a
  std::string subtype = "plain";  // multipart/digest message/rfc822 (RFC 2046 5.1.5)
  std::string charset;            // lower case; empty: not stated
  std::string boundary;           // octets as they stand; multipart only
  std::string report_type;        // lower case; multipart/report (RFC 6522 3)
  std::string disposition;        // lower case: "attachment", "inline"; empty: no field
  std::string filename;           // UTF-8, from Content-Disposition, else "name" of Content-Type
  std::string transfer_encoding = "7bit";  // lower case

  bool is(std::string_view type_wanted, std::string_view subtype_wanted) const {
    return type == type_wanted && subtype == subtype_wanted;
  }
};

struct PartTree {
  std::vector<Part> parts;  // in the order of their octets; [0] is the message
  Defects defects;          // offsets count from the start of message.octets
};

// Limits: mime_depth, mime_parts; what lies beyond them stays in the body of the part around it.
// Without a body there is one part.
// Defects: mime-no-boundary, mime-boundary-not-found, mime-missing-final-delimiter,
// mime-delimiter-continues, mime-part-without-empty-line, mime-repeated-content-field,
// mime-bad-content-field, mime-encoded-multipart, mime-encoded-message, mime-too-deep,
// mime-too-many-parts.
PartTree scan_parts(const Message& message, const Limits& limits);

// The octets a Content-Transfer-Encoding stands for (RFC 2045 6). base64: octets outside the
// alphabet are skipped; quoted-printable: malformed sequences and line ends stay as written,
// control characters are dropped (RFC 2045 6.7 note 4). nullopt: an encoding other than these,
// 7bit, 8bit and binary.
std::optional<std::string> decode_transfer(std::string_view encoding, std::string_view octets);

}  // namespace indicia::message
