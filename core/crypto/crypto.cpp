// OpenSSL behind values: SHA-1, SHA-256, RSA public operations, Ed25519; see crypto.h.
//
// SHA256_CTX and SHA_CTX are deprecated in OpenSSL 3 in favour of EVP, but an EVP context lives on
// the heap and is copied through a provider, while the searches over a body copy a running digest
// at every line. The plain structures are still public and stay so through OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/crypto.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstring>
#include <type_traits>
#include <utility>

namespace indicia::crypto {

namespace {

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Runs OpenSSL's functions on a context that is stored as plain octets.
template <typename Context, std::size_t size>
Context load(const std::array<std::byte, size>& state) {
  static_assert(sizeof(Context) == size && std::is_trivially_copyable_v<Context>);
  Context context;
  std::memcpy(&context, state.data(), size);
  return context;
}

template <typename Context, std::size_t size>
void store(std::array<std::byte, size>& state, const Context& context) {
  static_assert(sizeof(Context) == size && std::is_trivially_copyable_v<Context>);
  std::memcpy(state.data(), &context, size);
}

}  // namespace

Sha1::Sha1() {
  SHA_CTX context;
  SHA1_Init(&context);
  store(state_, context);
}

void Sha1::update(std::string_view octets) {
  auto context = load<SHA_CTX>(state_);
  SHA1_Update(&context, octets.data(), octets.size());
  store(state_, context);
}

std::string Sha1::digest() const {
  auto context = load<SHA_CTX>(state_);
  std::string out(digest_octets, '\0');
  SHA1_Final(reinterpret_cast<unsigned char*>(out.data()), &context);
  return out;
}

Sha256::Sha256() {
  SHA256_CTX context;
  SHA256_Init(&context);
  store(state_, context);
}

void Sha256::update(std::string_view octets) {
  auto context = load<SHA256_CTX>(state_);
  SHA256_Update(&context, octets.data(), octets.size());
  store(state_, context);
}

std::string Sha256::digest() const {
  auto context = load<SHA256_CTX>(state_);
  std::string out(digest_octets, '\0');
  SHA256_Final(reinterpret_cast<unsigned char*>(out.data()), &context);
  return out;
}

std::string sha1(std::string_view octets) {
  Sha1 hash;
  hash.update(octets);
  return hash.digest();
}

std::string sha256(std::string_view octets) {
  Sha256 hash;
  hash.update(octets);
  return hash.digest();
}

namespace {

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  void operator()(BN_MONT_CTX* context) const { BN_MONT_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIGNUM> number_from(std::string_view octets) {
  return Owned<BIGNUM>(BN_bin2bn(octets_of(octets), static_cast<int>(octets.size()), nullptr));
}

}  // namespace

struct RsaPublicKey::Numbers {
  Owned<BIGNUM> modulus;
  Owned<BIGNUM> exponent;
  Owned<BN_MONT_CTX> montgomery;  // the costly part of preparing an exponentiation
  std::size_t octets = 0;
};

std::optional<RsaPublicKey> RsaPublicKey::make(std::string_view modulus,
                                               std::string_view exponent) {
  auto numbers = std::make_shared<Numbers>();
  numbers->modulus = number_from(modulus);
  numbers->exponent = number_from(exponent);
  numbers->montgomery.reset(BN_MONT_CTX_new());
  const Owned<BN_CTX> scratch(BN_CTX_new());
  if (!numbers->modulus || !numbers->exponent || !numbers->montgomery || !scratch) {
    return std::nullopt;
  }
  const BIGNUM* n = numbers->modulus.get();
  const BIGNUM* e = numbers->exponent.get();
  // The Montgomery form needs an odd modulus; an RSA modulus is odd and its exponent too.
  if (!BN_is_odd(n) || BN_is_one(n) || !BN_is_odd(e) || BN_is_one(e)) return std::nullopt;
  if (BN_MONT_CTX_set(numbers->montgomery.get(), n, scratch.get()) != 1) return std::nullopt;
  numbers->octets = static_cast<std::size_t>(BN_num_bytes(n));
  return RsaPublicKey(std::move(numbers));
}

std::size_t RsaPublicKey::octets() const {
  return numbers_->octets;
}

std::optional<std::string> RsaPublicKey::open(std::string_view signature) const {
  if (signature.size() != numbers_->octets) return std::nullopt;  // RFC 8017 8.2.2 step 1
  const Owned<BIGNUM> s = number_from(signature);
  const Owned<BIGNUM> m(BN_new());
  const Owned<BN_CTX> scratch(BN_CTX_new());
  if (!s || !m || !scratch) return std::nullopt;
  if (BN_cmp(s.get(), numbers_->modulus.get()) >= 0) return std::nullopt;  // RFC 8017 5.2.2 step 1
  if (BN_mod_exp_mont(m.get(), s.get(), numbers_->exponent.get(), numbers_->modulus.get(),
                      scratch.get(), numbers_->montgomery.get()) != 1) {
    return std::nullopt;
  }
  std::string block(numbers_->octets, '\0');
  BN_bn2binpad(m.get(), reinterpret_cast<unsigned char*>(block.data()),
               static_cast<int>(block.size()));
  return block;
}

namespace {

struct DigestInfoForm {
  BlockHash hash;
  std::size_t digest_octets;
  std::string_view object_identifier;  // with its tag and length
};

// RFC 8017 9.2 note 1 and B.1.
constexpr std::array digest_infos = {
    DigestInfoForm{BlockHash::sha256, 32, {"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01", 11}},
    DigestInfoForm{BlockHash::sha1, 20, {"\x06\x05\x2B\x0E\x03\x02\x1A", 7}},
    DigestInfoForm{BlockHash::sha512, 64, {"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03", 11}},
    DigestInfoForm{BlockHash::sha384, 48, {"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02", 11}},
    DigestInfoForm{BlockHash::sha224, 28, {"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04", 11}},
    DigestInfoForm{BlockHash::md5, 16, {"\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05", 10}},
};

// The DER of a DigestInfo without its digest.
std::string digest_info_prefix(const DigestInfoForm& form, bool null_parameter) {
  const std::size_t algorithm = form.object_identifier.size() + (null_parameter ? 2 : 0);
  std::string out = "\x30";
  out += static_cast<char>(2 + algorithm + 2 + form.digest_octets);
  out += '\x30';
  out += static_cast<char>(algorithm);
  out += form.object_identifier;
  if (null_parameter) out += std::string_view("\x05\x00", 2);
  out += '\x04';
  out += static_cast<char>(form.digest_octets);
  return out;
}

}  // namespace

EncodedBlock read_block(std::string_view block) {
  constexpr std::size_t least_padding = 8;
  EncodedBlock read;
  if (!block.starts_with(std::string_view("\x00\x01", 2))) return read;
  const std::size_t end = block.find_first_not_of('\xFF', 2);
  if (end == std::string_view::npos || block[end] != 0 || end - 2 < least_padding) return read;
  read.padded = true;
  read.digest = block.substr(end + 1);
  for (const DigestInfoForm& form : digest_infos) {
    for (const bool null_parameter : {true, false}) {
      const std::string prefix = digest_info_prefix(form, null_parameter);
      if (read.digest.size() == prefix.size() + form.digest_octets &&
          read.digest.starts_with(prefix)) {
        read.hash = form.hash;
        read.null_parameter = null_parameter;
        read.digest.remove_prefix(prefix.size());
        return read;
      }
    }
  }
  return read;
}

std::optional<Ed25519PublicKey> Ed25519PublicKey::make(std::string_view raw_key) {
  if (raw_key.size() != key_octets) return std::nullopt;
  // Without this OpenSSL would read its configuration file at the first use of a provider.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets_of(raw_key),
                                                 raw_key.size());
  if (key == nullptr) return std::nullopt;
  return Ed25519PublicKey(
      std::shared_ptr<void>(key, [](void* p) { EVP_PKEY_free(static_cast<EVP_PKEY*>(p)); }));
}

bool Ed25519PublicKey::verify(std::string_view signature, std::string_view message) const {
  if (signature.size() != signature_octets) return false;
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr,
                                 static_cast<EVP_PKEY*>(key_.get()), nullptr) == 1 &&
         EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(message),
                          message.size()) == 1;
}

}  // namespace indicia::crypto
