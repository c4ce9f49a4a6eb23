// Keys in other wrappings than a key record wants; see key_forms.h.
#include "crypto/key_forms.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "crypto/der.h"
#include "crypto/rsa_key_der.h"

namespace indicia::crypto {

namespace {

using namespace der;

constexpr std::size_t ed25519_octets = 32;

// INTEGER 0 or 1: the version of a private key.
bool take_version(std::string_view& text) {
  const auto version = take(text, tag_integer);
  return version && version->size() == 1 && static_cast<unsigned char>(version->front()) <= 1;
}

// SubjectPublicKeyInfo or PKCS#1 and nothing else.
FoundKey read_public(std::string_view octets) {
  FoundKey found;
  const RsaNumbers numbers = read_rsa_public_key(octets);
  if (numbers.fault == DerFault::none) {
    found.form = numbers.bare ? KeyForm::rsa_pkcs1 : KeyForm::rsa_spki;
    found.modulus = numbers.modulus;
    found.exponent = numbers.exponent;
  } else if (const auto raw = read_ed25519_spki(octets); !raw.empty()) {
    found.form = KeyForm::ed25519_spki;
    found.ed25519 = raw;
  }
  return found;
}

// RFC 5280 4.1: version [0], serialNumber, signature, issuer, validity, subject, then the key.
FoundKey read_certificate(std::string_view content) {
  auto body = take(content, tag_sequence);
  if (!body) return {};
  take(*body, tag_context_0);
  if (!take(*body, tag_integer)) return {};
  for (int i = 0; i < 4; ++i) {
    if (!take(*body, tag_sequence)) return {};
  }
  const auto key = take_whole(*body, tag_sequence);
  if (!key) return {};
  FoundKey found = read_public(*key);
  if (found.form == KeyForm::rsa_spki)
    found.form = KeyForm::rsa_certificate;
  else if (found.form == KeyForm::ed25519_spki)
    found.form = KeyForm::ed25519_certificate;
  else
    return {};
  return found;
}

// Two integers in the octets of DER; the strict reader judges them as if they stood in a public
// key.
FoundKey read_numbers(KeyForm form, std::string_view modulus, std::string_view exponent) {
  const std::string pair =
      element(tag_sequence, element(tag_integer, modulus) + element(tag_integer, exponent));
  const RsaNumbers numbers = read_rsa_public_key(pair);
  if (numbers.fault != DerFault::none) return {};
  FoundKey found;
  found.form = form;
  found.modulus = modulus.substr(modulus.size() - numbers.modulus.size());
  found.exponent = exponent.substr(exponent.size() - numbers.exponent.size());
  return found;
}

// RFC 8017 A.1.2 behind its version: modulus, publicExponent, five further integers.
FoundKey read_private_numbers(std::string_view text) {
  const auto modulus = take(text, tag_integer);
  const auto exponent = take(text, tag_integer);
  if (!modulus || !exponent || !take(text, tag_integer)) return {};
  return read_numbers(KeyForm::rsa_private, *modulus, *exponent);
}

// RFC 5958 2 behind its version: the algorithm and an octet string that holds the key.
FoundKey read_private_info(std::string_view content) {
  const auto algorithm = take(content, tag_sequence);
  auto key = take(content, tag_octet_string);
  if (!algorithm || !key) return {};
  if (*algorithm == std::string_view("\x06\x03\x2B\x65\x70", 5)) {
    FoundKey found;
    found.form = KeyForm::ed25519_private;
    return found;
  }
  auto inner = take(*key, tag_sequence);
  if (!inner || !take_version(*inner)) return {};
  return read_private_numbers(*inner);
}

FoundKey read_sequence(std::string_view whole) {
  FoundKey found = read_public(whole);
  if (found.form != KeyForm::none) return found;
  std::string_view content = whole.substr(read_header(whole)->header);
  found = read_certificate(content);
  if (found.form != KeyForm::none) return found;
  if (!take_version(content)) return {};
  found = read_private_numbers(content);
  return found.form != KeyForm::none ? found : read_private_info(content);
}

// RFC 4251 5: four octets that say how many follow.
std::optional<std::string_view> take_ssh_string(std::string_view& text) {
  constexpr std::size_t length_octets = 4;
  if (text.size() < length_octets) return std::nullopt;
  std::uint32_t length = 0;
  for (const char c : text.substr(0, length_octets)) {
    length = length << 8 | static_cast<unsigned char>(c);
  }
  if (length > text.size() - length_octets) return std::nullopt;
  const std::string_view taken = text.substr(length_octets, length);
  text.remove_prefix(length_octets + length);
  return taken;
}

constexpr std::string_view ssh_rsa("\0\0\0\x07ssh-rsa", 11);
constexpr std::string_view ssh_ed25519("\0\0\0\x0Bssh-ed25519", 15);

// RFC 4253 6.6: "ssh-rsa", exponent, modulus, as integers that DER writes alike. RFC 8709 4:
// "ssh-ed25519", the octets of the key.
FoundKey read_ssh(std::string_view octets) {
  FoundKey found;
  const bool rsa = octets.starts_with(ssh_rsa);
  octets.remove_prefix(rsa ? ssh_rsa.size() : ssh_ed25519.size());
  const auto first = take_ssh_string(octets);
  if (!first) return {};
  if (rsa) {
    const auto modulus = take_ssh_string(octets);
    if (modulus) found = read_numbers(KeyForm::rsa_ssh, *modulus, *first);
  } else if (first->size() == ed25519_octets) {
    found.form = KeyForm::ed25519_ssh;
    found.ed25519 = *first;
  }
  found.trailing = found.form != KeyForm::none && !octets.empty();
  return found;
}

constexpr std::string_view openssh_private("openssh-key-v1\0", 15);

// OpenSSH's PROTOCOL.key: cipher, derivation and its options, how many keys there are; then the
// public half of the first, never encrypted.
FoundKey read_openssh_private(std::string_view octets) {
  constexpr std::size_t count_octets = 4;
  octets.remove_prefix(openssh_private.size());
  for (int i = 0; i < 3; ++i) {
    if (!take_ssh_string(octets)) return {};
  }
  octets.remove_prefix(std::min(count_octets, octets.size()));
  const auto half = take_ssh_string(octets);
  if (!half || !begins_as_ssh_key(*half)) return {};
  FoundKey found = read_ssh(*half);
  found.trailing = false;
  if (found.is_rsa()) found.form = KeyForm::rsa_private;
  if (found.is_ed25519()) found.form = KeyForm::ed25519_private;
  return found;
}

}  // namespace

bool begins_as_ssh_key(std::string_view octets) {
  return octets.starts_with(ssh_rsa) || octets.starts_with(ssh_ed25519);
}

FoundKey find_key(std::string_view octets) {
  if (begins_as_ssh_key(octets)) return read_ssh(octets);
  if (octets.starts_with(openssh_private)) return read_openssh_private(octets);
  // The first 32 octets of an RSA key, cut off, are no Ed25519 key.
  const bool cut_off = octets.starts_with("\x30\x81") || octets.starts_with("\x30\x82");
  if (octets.size() == ed25519_octets && !cut_off) {
    FoundKey found;
    found.form = KeyForm::ed25519_raw;
    found.ed25519 = octets;
    return found;
  }
  std::string_view rest = octets;
  const auto whole = take_whole(rest, tag_sequence);
  if (!whole) return {};
  FoundKey found = read_sequence(*whole);
  found.trailing = found.form != KeyForm::none && !rest.empty();
  return found;
}

bool begins_as_private_key(std::string_view octets) {
  if (octets.starts_with(openssh_private)) return true;
  const auto outer = read_header(octets);
  if (!outer || outer->tag != tag_sequence) return false;
  std::string_view content = octets.substr(outer->header);
  if (!take_version(content)) return false;
  const auto next = read_header(content);
  return next && (next->tag == tag_sequence || (next->tag == tag_integer && next->length > 16));
}

}  // namespace indicia::crypto
