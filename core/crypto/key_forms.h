// A public key inside whatever was pasted where SubjectPublicKeyInfo belongs: PKCS#1, a
// certificate, a private key, a key of SSH (RFC 8017 A.1, RFC 5280 4.1, RFC 5958 2, RFC 8410 7,
// RFC 4253 6.6, RFC 8709 4). For telling what somebody published by mistake; the strict reading is
// rsa_key_der.h.
#pragma once

#include <string_view>

namespace indicia::crypto {

enum class KeyForm {
  none,
  rsa_spki,
  rsa_pkcs1,
  rsa_certificate,
  rsa_ssh,
  rsa_private,
  ed25519_raw,  // 32 octets and nothing else
  ed25519_spki,
  ed25519_certificate,
  ed25519_ssh,
  ed25519_private,  // its public half would have to be computed: no key is given, but by OpenSSH
};

// Views into the octets given.
struct FoundKey {
  KeyForm form = KeyForm::none;
  bool trailing = false;     // octets after the key were left out
  std::string_view modulus;  // RSA: as in RsaNumbers
  std::string_view exponent;
  std::string_view ed25519;  // 32 octets

  bool is_rsa() const { return !modulus.empty(); }
  bool is_ed25519() const { return !ed25519.empty(); }
};

// Linear in the length.
FoundKey find_key(std::string_view octets);

// Begins as a private key does, whole or cut off (RFC 8017 A.1.2, RFC 5958 2: a version number
// where public keys have something else; the name that OpenSSH puts in front).
bool begins_as_private_key(std::string_view octets);

// Begins as a public key of SSH does, whole or cut off.
bool begins_as_ssh_key(std::string_view octets);

}  // namespace indicia::crypto
