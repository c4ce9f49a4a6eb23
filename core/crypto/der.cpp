// Strict DER elements; see der.h.
#include "crypto/der.h"

namespace indicia::crypto::der {

namespace {

unsigned octet(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

}  // namespace

std::optional<Header> read_header(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const unsigned first = octet(text, 1);
  if (first < 0x80) return Header{text[0], 2, first};
  const std::size_t count = first & 0x7F;
  if (count == 0 || count > 3 || text.size() < 2 + count) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | octet(text, 2 + i);
  if (octet(text, 2) == 0 || length < 0x80) return std::nullopt;
  return Header{text[0], 2 + count, length};
}

std::optional<std::string_view> take_whole(std::string_view& text, char tag) {
  const auto header = read_header(text);
  if (!header || header->tag != tag || header->length > text.size() - header->header) {
    return std::nullopt;
  }
  const std::string_view whole = text.substr(0, header->promised());
  text.remove_prefix(whole.size());
  return whole;
}

std::optional<std::string_view> take(std::string_view& text, char tag) {
  const auto whole = take_whole(text, tag);
  if (!whole) return std::nullopt;
  return whole->substr(read_header(*whole)->header);
}

std::string element(char tag, std::string_view content) {
  std::string out(1, tag);
  if (content.size() < 0x80) {
    out += static_cast<char>(content.size());
  } else {
    std::string length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8) {
      length.insert(length.begin(), static_cast<char>(rest & 0xFF));
    }
    out += static_cast<char>(0x80 | length.size());
    out += length;
  }
  return out.append(content);
}

}  // namespace indicia::crypto::der
