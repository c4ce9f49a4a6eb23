// DER of an RSA public key to its two integers (RFC 8017 A.1.1, RFC 5280 4.1.2.7, RFC 3279 2.3.1).
// Accepts SubjectPublicKeyInfo and the bare PKCS#1 RSAPublicKey, and tells what is wrong otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace indicia::crypto {

enum class DerFault {
  none,
  empty,
  truncated,        // the outer length field promises more octets than there are
  trailing_octets,  // more octets than the outer length field promises
  not_der,          // no DER sequence, or lengths that do not nest
  other_algorithm,  // SubjectPublicKeyInfo of another algorithm
  certificate,      // an X.509 certificate instead of a key
  negative,         // an integer with its sign bit set
};

// Views into the octets given.
struct RsaNumbers {
  DerFault fault = DerFault::none;
  bool bare = false;          // PKCS#1 RSAPublicKey without SubjectPublicKeyInfo
  std::string_view modulus;   // big endian, without leading zeros
  std::string_view exponent;  // big endian, without leading zeros
  std::size_t promised = 0;   // octets by the outer length field, 0: unreadable

  unsigned bits() const;  // of the modulus
};

RsaNumbers read_rsa_public_key(std::string_view octets);

// The SubjectPublicKeyInfo of the numbers, which are given as RsaNumbers has them.
std::string write_rsa_spki(std::string_view modulus, std::string_view exponent);

// The 32 octets of an Ed25519 key inside SubjectPublicKeyInfo (RFC 8410 4); empty: not one.
std::string_view read_ed25519_spki(std::string_view octets);

}  // namespace indicia::crypto
