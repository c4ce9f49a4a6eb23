// What OpenSSL's arithmetic expects around it, for the WebAssembly module: of libcrypto.a only
// numbers, digests and the curve of Ed25519 are linked (third_party.sh). OpenSSL's own start-up,
// providers, algorithm names and error queue would be most of the module, and the core asks for one
// signature algorithm and reads no error.
//
// These are the functions of <openssl/evp.h>, <openssl/err.h> and <openssl/crypto.h> that
// core/crypto/crypto.cpp and OpenSSL's curve25519.c and bn_*.c call, with their meaning for Ed25519
// and SHA-512; a function that is missing here is an error of the linker. What the native program
// gets from the provider and the module from here is the same, and the tests of both say so (RFC
// 8032 7.1, every sample).
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

struct evp_pkey_st {
  unsigned char raw[32];
};

// Either a running SHA-512, for curve25519.c, or the key of a verification, for crypto.cpp.
struct evp_md_ctx_st {
  SHA512_CTX sha512;
  const EVP_PKEY* key;
};

extern "C" {

// include/crypto/ecx.h of OpenSSL 3.0.
int ossl_ed25519_verify(const unsigned char* message, std::size_t message_size,
                        const unsigned char signature[64], const unsigned char public_key[32],
                        OSSL_LIB_CTX* library, const char* properties);

int OPENSSL_init_crypto(std::uint64_t, const OPENSSL_INIT_SETTINGS*) {
  return 1;
}

void ERR_new() {}
void ERR_set_debug(const char*, int, const char*) {}
void ERR_set_error(int, int, const char*, ...) {}

EVP_PKEY* EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX*, const char* type, const char*,
                                         const unsigned char* raw, std::size_t size) {
  if (std::strcmp(type, "ED25519") != 0 || size != sizeof(EVP_PKEY::raw)) return nullptr;
  auto* key = new (std::nothrow) EVP_PKEY;
  if (key != nullptr) std::memcpy(key->raw, raw, size);
  return key;
}

void EVP_PKEY_free(EVP_PKEY* key) {
  delete key;
}

EVP_MD_CTX* EVP_MD_CTX_new() {
  return new (std::nothrow) EVP_MD_CTX{};
}

void EVP_MD_CTX_free(EVP_MD_CTX* context) {
  delete context;
}

int EVP_DigestVerifyInit_ex(EVP_MD_CTX* context, EVP_PKEY_CTX**, const char*, OSSL_LIB_CTX*,
                            const char*, EVP_PKEY* key, const OSSL_PARAM*) {
  context->key = key;
  return 1;
}

int EVP_DigestVerify(EVP_MD_CTX* context, const unsigned char* signature, std::size_t size,
                     const unsigned char* message, std::size_t message_size) {
  return size == 64 && ossl_ed25519_verify(message, message_size, signature, context->key->raw,
                                           nullptr, nullptr) == 1;
}

// There is one digest; what stands for it is never looked into.
EVP_MD* EVP_MD_fetch(OSSL_LIB_CTX*, const char*, const char*) {
  static char sha512;
  return reinterpret_cast<EVP_MD*>(&sha512);
}

void EVP_MD_free(EVP_MD*) {}

int EVP_DigestInit_ex(EVP_MD_CTX* context, const EVP_MD*, ENGINE*) {
  return SHA512_Init(&context->sha512);
}

int EVP_DigestUpdate(EVP_MD_CTX* context, const void* octets, std::size_t size) {
  return SHA512_Update(&context->sha512, octets, size);
}

int EVP_DigestFinal_ex(EVP_MD_CTX* context, unsigned char* digest, unsigned* size) {
  if (size != nullptr) *size = SHA512_DIGEST_LENGTH;
  return SHA512_Final(digest, &context->sha512);
}

}  // extern "C"
