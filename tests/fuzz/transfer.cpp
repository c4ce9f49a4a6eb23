// First line the number of a writer, then a text or encoded octets. What is written reads back, and
// the lines and places that decoding names are those of the octets.
#include "forensics/transfer.h"

#include "input.h"

using namespace indicia::forensics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view octets = fuzz::text(data, size);
  const std::string_view first = fuzz::take_line(octets);
  const auto writers = quoted_printable_writers();
  const unsigned char number = first.empty() ? 0 : static_cast<unsigned char>(first[0]);
  const QuotedPrintable& writer = writers[number % writers.size()];

  const std::string text = with_line_ends(octets, "\r\n");
  fuzz::require(decode_quoted_printable(encode_quoted_printable(octets, writer, "\r\n"), nullptr) ==
                text);
  for (const std::size_t columns : {std::size_t{0}, std::size_t{4}, std::size_t{76}}) {
    fuzz::require(decode_base64_lines(encode_base64_lines(octets, columns, "\r\n")) == octets);
  }

  std::vector<EncodedLine> lines;
  const std::string decoded = decode_quoted_printable(octets, &lines);
  std::size_t at = 0;
  std::size_t text_at = 0;
  std::vector<std::size_t> wanted;
  for (const EncodedLine& line : lines) {
    fuzz::require(line.offset >= at && line.offset + line.length <= octets.size());
    fuzz::require(line.text_offset >= text_at &&
                  line.text_offset + line.text_length <= decoded.size());
    fuzz::require(decode_quoted_printable(octets.substr(line.offset, line.length), nullptr) ==
                  std::string_view(decoded).substr(line.text_offset, line.text_length));
    at = line.offset + line.length;
    text_at = line.text_offset + line.text_length;
    wanted.push_back(text_at);
  }
  for (const std::size_t place : encoded_offsets(octets, wanted)) {
    fuzz::require(place <= octets.size());
  }
  return 0;
}
