// Hashes, strict DER of keys, opening of RSA signatures, Ed25519 (RFC 8017, RFC 8032, RFC 6234).
#include "crypto/crypto.h"

#include <boost/test/unit_test.hpp>

#include "crypto/key_forms.h"
#include "crypto/pss.h"
#include "crypto/rsa_key_der.h"
#include "data/crypto_vectors.h"
#include "text.h"

using namespace indicia;
using namespace indicia::crypto;

BOOST_AUTO_TEST_SUITE(crypto)

namespace {

std::string decoded(std::string_view base64) {
  const auto octets = decode_base64(base64);
  BOOST_REQUIRE(octets);
  return *octets;
}

RsaPublicKey key_of(std::string_view base64) {
  const std::string der = decoded(base64);
  const RsaNumbers numbers = read_rsa_public_key(der);
  BOOST_REQUIRE(numbers.fault == DerFault::none);
  const auto key = RsaPublicKey::make(numbers.modulus, numbers.exponent);
  BOOST_REQUIRE(key);
  return *key;
}

std::string_view name_of(BlockHash hash) {
  switch (hash) {
    case BlockHash::none:
      return "raw";
    case BlockHash::md5:
      return "md5";
    case BlockHash::sha1:
      return "sha1";
    case BlockHash::sha224:
      return "sha224";
    case BlockHash::sha256:
      return "sha256";
    case BlockHash::sha384:
      return "sha384";
    case BlockHash::sha512:
      return "sha512";
  }
  return "";
}

std::string describe(const EncodedBlock& block) {
  if (!block.padded) return "unpadded";
  return std::string(name_of(block.hash)) + (block.null_parameter ? "" : "-no-null");
}

}  // namespace

BOOST_AUTO_TEST_CASE(known_digests) {
  BOOST_TEST(encode_hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  BOOST_TEST(encode_hex(sha256("abc")) ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(encode_base64(sha256("")) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

BOOST_AUTO_TEST_CASE(a_digest_can_be_taken_midway) {
  const std::string text(1'000, 'x');
  Sha256 hash;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Sha256 copy = hash;
    BOOST_REQUIRE(copy.digest() == sha256(std::string_view(text).substr(0, i)));
    BOOST_REQUIRE(hash.digest() == copy.digest());
    hash.update(std::string_view(text).substr(i, 1));
  }
  Sha1 small;
  small.update("ab");
  Sha1 other = small;
  small.update("c");
  other.update("d");
  BOOST_TEST(small.digest() == sha1("abc"));
  BOOST_TEST(other.digest() == sha1("abd"));
}

struct KeyRow {
  std::string_view what;
  std::string octets;
  DerFault fault;
  unsigned bits;
};

BOOST_AUTO_TEST_CASE(rsa_key_der) {
  using namespace crypto_vectors;
  const std::string spki = decoded(rsa2048_spki);
  std::string long_form = spki;  // the length 290 in three octets instead of two
  long_form.replace(1, 3, std::string("\x83\x00\x01\x22", 4));
  std::string negative = decoded(rsa1024_pkcs1);
  negative.replace(0, 7, std::string("\x30\x81\x88\x02\x81\x80", 6));
  std::string padded = decoded(rsa1024_pkcs1);
  padded.replace(1, 5, std::string("\x81\x8A\x02\x81\x82\x00", 6));
  const KeyRow rows[] = {
      {"D47 SubjectPublicKeyInfo", spki, DerFault::none, 2048},
      {"D47 bare RSAPublicKey", decoded(rsa1024_pkcs1), DerFault::none, 1024},
      {"D48 512 bits are read", decoded(rsa512_spki), DerFault::none, 512},
      {"no octets", "", DerFault::empty, 0},
      {"cut at the end", spki.substr(0, 200), DerFault::truncated, 0},
      {"one octet short", spki.substr(0, spki.size() - 1), DerFault::truncated, 0},
      {"one octet more", spki + "x", DerFault::trailing_octets, 0},
      {"text", "hello, world", DerFault::not_der, 0},
      {"only a tag", "0", DerFault::not_der, 0},
      {"indefinite length", std::string("\x30\x80\x00\x00", 4), DerFault::not_der, 0},
      {"length not in its shortest form", long_form, DerFault::not_der, 0},
      {"empty sequence", std::string("\x30\x00", 2), DerFault::not_der, 0},
      {"negative modulus", negative, DerFault::negative, 0},
      {"modulus with a needless zero", padded, DerFault::not_der, 0},
      {"Ed25519 in SubjectPublicKeyInfo", decoded(ed25519_spki), DerFault::other_algorithm, 0},
      {"certificate", std::string("\x30\x0A\x30\x08\xA0\x03\x02\x01\x02\x02\x01\x05", 12),
       DerFault::certificate, 0},
  };
  for (const KeyRow& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const RsaNumbers numbers = read_rsa_public_key(row.octets);
      BOOST_TEST(static_cast<int>(numbers.fault) == static_cast<int>(row.fault));
      BOOST_TEST(numbers.bits() == row.bits);
    }
  }
  BOOST_TEST(read_rsa_public_key(spki.substr(0, 200)).promised == spki.size());
}

// Every prefix and every single changed octet of a key: a value or a fault, never more.
BOOST_AUTO_TEST_CASE(damaged_key_der) {
  const std::string spki = decoded(crypto_vectors::rsa512_spki);
  for (std::size_t i = 0; i < spki.size(); ++i) {
    const std::string prefix = spki.substr(0, i);
    BOOST_TEST(static_cast<int>(read_rsa_public_key(prefix).fault) !=
               static_cast<int>(DerFault::none));
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      std::string changed = spki;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      const RsaNumbers numbers = read_rsa_public_key(changed);
      BOOST_TEST(numbers.modulus.size() <= spki.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_that_open_nothing) {
  using namespace crypto_vectors;
  for (const std::string_view base64 :
       {rsa1024_even_modulus, rsa1024_exponent_one, rsa1024_exponent_even}) {
    const std::string der = decoded(base64);
    const RsaNumbers numbers = read_rsa_public_key(der);
    BOOST_TEST(static_cast<int>(numbers.fault) == static_cast<int>(DerFault::none));
    BOOST_TEST(!RsaPublicKey::make(numbers.modulus, numbers.exponent));
  }
  BOOST_TEST(!RsaPublicKey::make("", ""));
  BOOST_TEST(!RsaPublicKey::make("\x01", "\x03"));
}

BOOST_AUTO_TEST_CASE(blocks) {
  const RsaPublicKey key = key_of(crypto_vectors::rsa1024_spki);
  const std::string digest = decoded(crypto_vectors::digest_sha256);
  for (const auto& row : crypto_vectors::blocks) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto block = key.open(decoded(row.signature));
      BOOST_REQUIRE(block);
      const EncodedBlock read = read_block(*block);
      BOOST_TEST(describe(read) == row.reads_as);
      if (row.reads_as.starts_with("sha256")) BOOST_TEST((read.digest == digest));
    }
  }
}

// RFC 8017 9.1.2
BOOST_AUTO_TEST_CASE(pss_blocks) {
  const RsaPublicKey key = key_of(crypto_vectors::rsa1024_spki);
  const std::string digest = decoded(crypto_vectors::digest_sha256);
  for (const auto& row : crypto_vectors::pss_blocks) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto block = key.open(decoded(row.signature));
      BOOST_REQUIRE(block);
      const PssBlock read = read_pss_block(*block, 1024, digest);
      BOOST_TEST((read == PssBlock::match          ? "match"
                  : read == PssBlock::other_digest ? "other_digest"
                                                   : "no") == row.reads_as);
      BOOST_TEST((read_pss_block(*block, 1024, "short") == PssBlock::no));
      BOOST_TEST((read_pss_block(block->substr(0, 20), 160, digest) == PssBlock::no));
    }
  }
  BOOST_TEST((read_pss_block("", 0, digest) == PssBlock::no));
}

struct FormRow {
  std::string_view what;
  std::string octets;
  KeyForm form;
  bool trailing = false;
};

BOOST_AUTO_TEST_CASE(forms_of_keys) {
  using namespace crypto_vectors;
  const std::string spki = decoded(rsa1024_spki);
  const std::string private_pkcs1 = decoded(rsa1024_private_pkcs1);
  const std::string private_pkcs8 = decoded(rsa1024_private_pkcs8);
  const std::string ssh = decoded(rsa1024_ssh);
  const std::string private_ssh = decoded(rsa1024_private_ssh);
  const FormRow rows[] = {
      {"SubjectPublicKeyInfo", spki, KeyForm::rsa_spki},
      {"and more", spki + "more", KeyForm::rsa_spki, true},
      {"cut off", spki.substr(0, 100), KeyForm::none},
      {"PKCS#1", decoded(rsa1024_pkcs1), KeyForm::rsa_pkcs1},
      {"certificate", decoded(rsa1024_certificate), KeyForm::rsa_certificate},
      {"private, PKCS#1", private_pkcs1, KeyForm::rsa_private},
      {"private, PKCS#8", private_pkcs8, KeyForm::rsa_private},
      {"RFC 4253 6.6: SSH", ssh, KeyForm::rsa_ssh},
      {"SSH and more", ssh + "more", KeyForm::rsa_ssh, true},
      {"SSH, cut off", ssh.substr(0, 100), KeyForm::none},
      {"SSH, its name and nothing else", ssh.substr(0, 11), KeyForm::none},
      {"SSH, a length beyond the end", ssh.substr(0, 11) + "\xFF\xFF\xFF\xFF", KeyForm::none},
      {"SSH, private", private_ssh, KeyForm::rsa_private},
      {"RFC 8709 4: Ed25519 of SSH", decoded(ed25519_ssh), KeyForm::ed25519_ssh},
      {"Ed25519", decoded(ed25519_raw), KeyForm::ed25519_raw},
      {"Ed25519 in SubjectPublicKeyInfo", decoded(ed25519_spki), KeyForm::ed25519_spki},
      {"Ed25519, private", decoded(ed25519_private), KeyForm::ed25519_private},
      {"the first 32 octets of an RSA key", spki.substr(0, 32), KeyForm::none},
      {"nothing", "", KeyForm::none},
      {"text", "hello, world", KeyForm::none},
      {"an empty sequence", std::string("\x30\x00", 2), KeyForm::none},
  };
  for (const FormRow& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const FoundKey found = find_key(row.octets);
      BOOST_TEST((found.form == row.form));
      BOOST_TEST(found.trailing == row.trailing);
      // The same key in every wrapping.
      if (found.is_rsa()) BOOST_TEST(write_rsa_spki(found.modulus, found.exponent) == spki);
      if (found.is_ed25519()) BOOST_TEST(found.ed25519 == decoded(ed25519_raw));
      const bool secret = row.form == KeyForm::rsa_private || row.form == KeyForm::ed25519_private;
      BOOST_TEST(begins_as_private_key(row.octets) == secret);
    }
  }
  for (const std::string& whole : {private_pkcs1, private_pkcs8, private_ssh}) {
    BOOST_TEST(begins_as_private_key(std::string_view(whole).substr(0, 40)));
  }
}

BOOST_AUTO_TEST_CASE(signatures_that_cannot_be_opened) {
  const RsaPublicKey key = key_of(crypto_vectors::rsa1024_spki);
  BOOST_TEST(key.octets() == 128);
  const std::string signature = decoded(crypto_vectors::blocks[0].signature);
  BOOST_TEST(!key.open(""));
  BOOST_TEST(!key.open(std::string_view(signature).substr(1)), "D52 one octet short");
  BOOST_TEST(!key.open(std::string(1, '\0') + signature), "D52 one octet long");
  BOOST_TEST(!key.open(decoded(crypto_vectors::modulus_as_signature)), "D52 not below the modulus");
  BOOST_TEST(!key.open(std::string(128, '\xFF')), "D52 above the modulus");
  const auto zero = key.open(std::string(128, '\0'));
  BOOST_REQUIRE(zero);
  BOOST_TEST(!read_block(*zero).padded);
}

BOOST_AUTO_TEST_CASE(ed25519) {
  using namespace crypto_vectors;
  const auto key = Ed25519PublicKey::make(decoded(ed25519_raw));
  BOOST_REQUIRE(key);
  const std::string digest = decoded(digest_sha256);
  std::string signature = decoded(ed25519_signature);
  BOOST_TEST(key->verify(signature, digest), "D49 signature over the digest");
  BOOST_TEST(!key->verify(signature, sha256("other")));
  BOOST_TEST(!key->verify(std::string_view(signature).substr(1), digest), "D49 63 octets");
  signature[3] = static_cast<char>(signature[3] ^ 1);
  BOOST_TEST(!key->verify(signature, digest));
  BOOST_TEST(!Ed25519PublicKey::make("short"));
  BOOST_TEST((read_ed25519_spki(decoded(ed25519_spki)) == decoded(ed25519_raw)));
  BOOST_TEST(read_ed25519_spki(decoded(rsa512_spki)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
