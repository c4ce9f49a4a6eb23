// Strict DER reading of public keys (X.690 8, 10); see rsa_key_der.h.
#include "crypto/rsa_key_der.h"

#include <bit>
#include <optional>

namespace indicia::crypto {

namespace {

constexpr char tag_integer = 0x02;
constexpr char tag_bit_string = 0x03;
constexpr char tag_oid = 0x06;
constexpr char tag_sequence = 0x30;

// 1.2.840.113549.1.1.1 with its NULL parameter, and 1.3.101.112 without parameters.
constexpr std::string_view rsa_algorithm("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00",
                                         13);
constexpr std::string_view ed25519_spki_prefix("\x30\x2A\x30\x05\x06\x03\x2B\x65\x70\x03\x21\x00",
                                               12);

unsigned octet(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

struct Header {
  char tag = 0;
  std::size_t header = 0;  // octets of tag and length
  std::size_t length = 0;  // octets of content as promised
};

// Definite lengths in their shortest form, at most 4 length octets (X.690 10.1).
std::optional<Header> read_header(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const unsigned first = octet(text, 1);
  if (first < 0x80) return Header{text[0], 2, first};
  const std::size_t count = first & 0x7F;
  if (count == 0 || count > 4 || text.size() < 2 + count) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | octet(text, 2 + i);
  if (octet(text, 2) == 0 || length < 0x80) return std::nullopt;
  return Header{text[0], 2 + count, length};
}

// Takes one element of that tag off the front of text; nullopt: not there.
std::optional<std::string_view> take(std::string_view& text, char tag) {
  const auto header = read_header(text);
  if (!header || header->tag != tag || header->length > text.size() - header->header) {
    return std::nullopt;
  }
  const std::string_view content = text.substr(header->header, header->length);
  text.remove_prefix(header->header + header->length);
  return content;
}

// A positive INTEGER in its shortest form (X.690 8.3.2), without the sign octet.
std::optional<std::string_view> take_integer(std::string_view& text, DerFault& fault) {
  auto content = take(text, tag_integer);
  if (!content || content->empty()) {
    fault = DerFault::not_der;
    return std::nullopt;
  }
  if (octet(*content, 0) >= 0x80) {
    fault = DerFault::negative;
    return std::nullopt;
  }
  if (octet(*content, 0) == 0) {
    if (content->size() > 1 && octet(*content, 1) < 0x80) {
      fault = DerFault::not_der;
      return std::nullopt;
    }
    content->remove_prefix(1);
  }
  return content;
}

void read_integers(RsaNumbers& numbers, std::string_view content) {
  const auto modulus = take_integer(content, numbers.fault);
  if (!modulus) return;
  const auto exponent = take_integer(content, numbers.fault);
  if (!exponent) return;
  if (!content.empty()) {
    numbers.fault = DerFault::not_der;
    return;
  }
  numbers.modulus = *modulus;
  numbers.exponent = *exponent;
}

void read_spki(RsaNumbers& numbers, std::string_view content) {
  numbers.fault = DerFault::not_der;
  const auto algorithm = take(content, tag_sequence);
  if (!algorithm) return;
  if (!algorithm->starts_with(tag_oid)) {
    // A certificate's outer sequence opens with the sequence to be signed, which opens with the
    // version [0] or the serial number (RFC 5280 4.1).
    const char first = algorithm->empty() ? '\0' : algorithm->front();
    if (first == '\xA0' || first == tag_integer) numbers.fault = DerFault::certificate;
    return;
  }
  if (*algorithm != rsa_algorithm) {
    numbers.fault = DerFault::other_algorithm;
    return;
  }
  const auto bits = take(content, tag_bit_string);
  if (!bits || bits->empty() || bits->front() != 0 || !content.empty()) return;
  std::string_view inner = bits->substr(1);
  const auto key = take(inner, tag_sequence);
  if (!key || !inner.empty()) return;
  numbers.fault = DerFault::none;
  read_integers(numbers, *key);
}

}  // namespace

unsigned RsaNumbers::bits() const {
  if (modulus.empty()) return 0;
  return static_cast<unsigned>(modulus.size() * 8) -
         static_cast<unsigned>(std::countl_zero(static_cast<unsigned char>(modulus.front())));
}

RsaNumbers read_rsa_public_key(std::string_view octets) {
  RsaNumbers numbers;
  if (octets.empty()) {
    numbers.fault = DerFault::empty;
    return numbers;
  }
  const auto outer = read_header(octets);
  if (!outer || outer->tag != tag_sequence) {
    numbers.fault = DerFault::not_der;
    return numbers;
  }
  numbers.promised = outer->header + outer->length;
  if (numbers.promised != octets.size()) {
    numbers.fault =
        numbers.promised > octets.size() ? DerFault::truncated : DerFault::trailing_octets;
    return numbers;
  }
  const std::string_view content = octets.substr(outer->header);
  numbers.bare = content.starts_with(tag_integer);
  if (numbers.bare) {
    read_integers(numbers, content);
  } else {
    read_spki(numbers, content);
  }
  return numbers;
}

std::string_view read_ed25519_spki(std::string_view octets) {
  if (octets.size() != ed25519_spki_prefix.size() + 32) return {};
  if (!octets.starts_with(ed25519_spki_prefix)) return {};
  return octets.substr(ed25519_spki_prefix.size());
}

}  // namespace indicia::crypto
