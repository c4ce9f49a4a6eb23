// Transfer encodings by mimetic's codecs (RFC 2045 6.7, 6.8); see mime.h. The only file that
// includes mimetic.
#include "message/mime.h"

#include <iterator>

#include <mimetic/codec/base64.h>
#include <mimetic/codec/qp.h>

#include "text.h"

namespace indicia::message {

namespace {

// mimetic's decoder reads its table one past the end for "{" and takes padding in the middle as
// data, so that it is given the alphabet alone, and only up to the padding.
std::string decode_base64_body(std::string_view octets) {
  std::string digits;
  digits.reserve(octets.size());
  for (char c : octets) {
    if (c == '=' && digits.size() % 4 >= 2) break;
    if (is_alnum(c) || c == '+' || c == '/') digits += c;
  }
  std::string out;
  out.reserve(digits.size() / 4 * 3 + 3);
  mimetic::Base64::Decoder decoder;
  decoder.process(digits.begin(), digits.end(), std::back_inserter(out));
  return out;
}

// Line by line: across lines mimetic's decoder turns CRLF into LF, and loses an LF behind a blank.
std::string decode_quoted_printable(std::string_view octets) {
  std::string out;
  out.reserve(octets.size());
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::size_t feed = octets.find('\n', at);
    const bool ended = feed != std::string_view::npos;
    std::size_t end = ended ? feed : octets.size();
    const std::size_t next = ended ? feed + 1 : octets.size();
    if (ended && end > at && octets[end - 1] == '\r') --end;
    std::string_view line = octets.substr(at, end - at);
    // RFC 2045 6.7 (3): blanks at the end of a line were added in transport.
    while (!line.empty() && is_wsp(line.back())) line.remove_suffix(1);
    const bool soft = ended && line.ends_with('=');
    if (soft) line.remove_suffix(1);
    mimetic::QP::Decoder decoder;
    decoder.process(line.begin(), line.end(), std::back_inserter(out));
    if (!soft) out += octets.substr(end, next - end);
    at = next;
  }
  return out;
}

}  // namespace

std::optional<std::string> decode_transfer(std::string_view encoding, std::string_view octets) {
  const std::string name = to_lower(trim(encoding));
  if (name.empty() || name == "7bit" || name == "8bit" || name == "binary") {
    return std::string(octets);
  }
  if (name == "base64") return decode_base64_body(octets);
  if (name == "quoted-printable") return decode_quoted_printable(octets);
  return std::nullopt;
}

}  // namespace indicia::message
