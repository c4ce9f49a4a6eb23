// Elements of DER taken off the front of a text, one after the other (X.690 8.1, 10.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace indicia::crypto::der {

constexpr char tag_integer = 0x02;
constexpr char tag_bit_string = 0x03;
constexpr char tag_octet_string = 0x04;
constexpr char tag_oid = 0x06;
constexpr char tag_sequence = 0x30;
constexpr char tag_context_0 = '\xA0';

struct Header {
  char tag = 0;
  std::size_t header = 0;  // octets of tag and length
  std::size_t length = 0;  // octets of content as promised

  std::size_t promised() const { return header + length; }
};

// Definite lengths in their shortest form, at most 3 length octets (X.690 10.1; no key has 16 MiB).
// The content need not be there.
std::optional<Header> read_header(std::string_view text);

// Takes one element of that tag off the front of `text` and gives its content; nullopt: it is not
// there, or not whole.
std::optional<std::string_view> take(std::string_view& text, char tag);

// The same with its tag and length.
std::optional<std::string_view> take_whole(std::string_view& text, char tag);

// Tag, length in its shortest form, content.
std::string element(char tag, std::string_view content);

}  // namespace indicia::crypto::der
