// Hashes, RSA signature opening and Ed25519 verification; the only file that knows OpenSSL.
//
// An RSA signature is opened (RFC 8017 5.2.2) and the block read strictly (RFC 8017 9.2), which is
// RFC 8017 8.2.2 in another order: one code path tells whether a signature holds and, when it does
// not, what was signed instead.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace indicia::crypto {

std::string sha1(std::string_view octets);
std::string sha256(std::string_view octets);

// A running hash, held by value: a copy is a digest taken midway.
class Sha1 {
 public:
  static constexpr std::size_t digest_octets = 20;
  Sha1();
  void update(std::string_view octets);
  std::string digest() const;  // of all octets so far; the hash can go on

 private:
  alignas(8) std::array<std::byte, 96> state_;
};

class Sha256 {
 public:
  static constexpr std::size_t digest_octets = 32;
  Sha256();
  void update(std::string_view octets);
  std::string digest() const;

 private:
  alignas(8) std::array<std::byte, 112> state_;
};

// A public key with its precomputed values; copies share them.
class RsaPublicKey {
 public:
  // Big-endian integers. nullopt: the modulus is even or below 3, or the exponent even or 1; no
  // signature could be opened with those. The caller limits the sizes.
  static std::optional<RsaPublicKey> make(std::string_view modulus, std::string_view exponent);

  std::size_t octets() const;  // of the modulus: the only length a signature can have

  // signature^e mod n as octets() octets; nullopt: another length than octets(), or not below n.
  std::optional<std::string> open(std::string_view signature) const;

 private:
  struct Numbers;
  explicit RsaPublicKey(std::shared_ptr<const Numbers> numbers) : numbers_(std::move(numbers)) {}
  std::shared_ptr<const Numbers> numbers_;
};

// The hash that the DigestInfo in a block names.
enum class BlockHash { none, md5, sha1, sha224, sha256, sha384, sha512 };

struct EncodedBlock {
  bool padded = false;               // 00 01 FF..FF 00 with at least eight FF (RFC 8017 9.2)
  BlockHash hash = BlockHash::none;  // none: what follows the padding is no known DigestInfo
  bool null_parameter = true;        // false: the variant without NULL (RFC 8017 A.2.4)
  std::string_view digest;  // view into the block; without DigestInfo all that follows the padding
};

EncodedBlock read_block(std::string_view block);

// PureEdDSA over a raw key of 32 octets (RFC 8032 5.1, RFC 8463 3).
class Ed25519PublicKey {
 public:
  static constexpr std::size_t key_octets = 32;
  static constexpr std::size_t signature_octets = 64;
  static std::optional<Ed25519PublicKey> make(std::string_view raw_key);
  bool verify(std::string_view signature, std::string_view message) const;

 private:
  explicit Ed25519PublicKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

}  // namespace indicia::crypto
