// Strict DER reading of public keys (X.690 8, 10); see rsa_key_der.h.
#include "crypto/rsa_key_der.h"

#include <bit>
#include <optional>

#include "crypto/der.h"

namespace indicia::crypto {

namespace {

using namespace der;

// 1.2.840.113549.1.1.1 with its NULL parameter, and 1.3.101.112 without parameters.
constexpr std::string_view rsa_algorithm("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00",
                                         13);
constexpr std::string_view ed25519_spki_prefix("\x30\x2A\x30\x05\x06\x03\x2B\x65\x70\x03\x21\x00",
                                               12);

unsigned octet(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
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
    if (first == tag_context_0 || first == tag_integer) numbers.fault = DerFault::certificate;
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

// X.690 8.3.3: an octet of zeros keeps the sign bit clear.
std::string integer(std::string_view number) {
  std::string content(number);
  if (number.empty() || octet(number, 0) >= 0x80) content.insert(content.begin(), '\0');
  return element(tag_integer, content);
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
  numbers.promised = outer->promised();
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

std::string write_rsa_spki(std::string_view modulus, std::string_view exponent) {
  const std::string key = element(tag_sequence, integer(modulus) + integer(exponent));
  return element(tag_sequence, element(tag_sequence, rsa_algorithm) +
                                   element(tag_bit_string, std::string(1, '\0') + key));
}

std::string_view read_ed25519_spki(std::string_view octets) {
  if (octets.size() != ed25519_spki_prefix.size() + 32) return {};
  if (!octets.starts_with(ed25519_spki_prefix)) return {};
  return octets.substr(ed25519_spki_prefix.size());
}

}  // namespace indicia::crypto
