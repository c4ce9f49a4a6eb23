// Key records (RFC 6376 3.6.1, RFC 8463 4).
#include "dkim/key_record.h"

#include <boost/test/unit_test.hpp>

#include "data/crypto_vectors.h"
#include "dkim/public_key.h"

using namespace indicia;
using namespace indicia::dkim;

BOOST_AUTO_TEST_SUITE(dkim_key_record)

namespace {

std::string record(std::string_view tags, std::string_view key) {
  return std::string(tags) + " p=" + std::string(key);
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const auto& defect : defects) {
    if (!out.empty()) out += ' ';
    out += defect.ident;
  }
  return out;
}

struct Row {
  std::string_view what;
  std::string text;
  std::string_view status;
  unsigned bits;
  std::string_view defects;
};

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  using namespace crypto_vectors;
  const std::string pem = "-----BEGIN PUBLIC KEY----- " + std::string(rsa1024_spki);
  const Row rows[] = {
      {"D47 SubjectPublicKeyInfo", record("v=DKIM1; k=rsa;", rsa2048_spki), "usable", 2048, ""},
      {"D47 PKCS#1", record("v=DKIM1;", rsa1024_pkcs1), "usable", 1024, "key-bare-pkcs1"},
      {"D40 no v=", record("", rsa512_spki), "usable", 512, ""},
      {"D40 v= not first", record("k=rsa; v=DKIM1;", rsa1024_spki), "syntax", 1024,
       "key-version-not-first"},
      {"D40 other version", record("v=DKIM1.0;", rsa1024_spki), "syntax", 1024, "key-bad-version"},
      {"D41 revoked", "v=DKIM1; k=rsa; p=", "revoked", 0, ""},
      {"D41 revoked, white space", "v=DKIM1; k=rsa; p= ; n=gone", "revoked", 0, ""},
      {"D41 no p=", "v=DKIM1; k=rsa", "syntax", 0, "key-no-public-key"},
      {"D42 unknown type", record("k=rsa2;", rsa1024_spki), "unknown_type", 0, ""},
      {"D42 type in capitals", record("k=RSA;", rsa1024_spki), "unknown_type", 0, ""},
      {"D46 g=", record("v=DKIM1; g=a*;", rsa1024_spki), "usable", 1024, "key-granularity"},
      {"D46 g= empty, g=*", record("g=*;", rsa1024_spki), "usable", 1024, ""},
      {"D48 9000 bits are read", record("", rsa_9000_bits), "usable", 9000, "key-small-factor"},
      {"a modulus with a small factor", record("", rsa1024_small_factor), "usable", 1024,
       "key-small-factor"},
      {"D49 Ed25519", record("k=ed25519;", ed25519_raw), "usable", 256, ""},
      {"D49 Ed25519 in SubjectPublicKeyInfo", record("k=ed25519;", ed25519_spki), "malformed", 256,
       "key-spki-ed25519"},
      {"D49 RSA key under k=ed25519", record("k=ed25519;", rsa1024_spki), "malformed", 0,
       "key-ed25519-size"},
      {"Ed25519 key under k=rsa", record("k=rsa;", ed25519_raw), "malformed", 0, "key-not-der"},
      {"Ed25519 SubjectPublicKeyInfo under k=rsa", record("", ed25519_spki), "malformed", 0,
       "key-other-algorithm"},
      {"D51 SPF text", "v=spf1 include:example.net -all", "syntax", 0,
       "key-bad-version key-no-public-key"},
      {"D51 site verification", "some-site-verification=abc", "syntax", 0,
       "tag-list-bad-name key-no-public-key"},
      {"D1 missing semicolons", "v=DKIM1 k=rsa p=" + std::string(rsa1024_spki), "syntax", 0,
       "key-bad-version key-no-public-key"},
      {"D2 P= is not p=", "v=DKIM1; P=" + std::string(rsa1024_spki), "syntax", 0,
       "key-no-public-key"},
      {"D3 repeated tag", record("v=DKIM1; k=rsa; k=rsa;", rsa1024_spki), "syntax", 1024,
       "tag-list-duplicate-tag"},
      {"truncated", record("", rsa2048_spki.substr(0, 240)), "malformed", 0, "key-truncated"},
      {"two keys glued together",
       record("", std::string(rsa1024_pkcs1.substr(0, rsa1024_pkcs1.size() - 4)) + "AAAA" + "AAAA"),
       "malformed", 0, "key-trailing-octets"},
      {"quotes inside", record("", "\"" + std::string(rsa1024_spki) + "\""), "malformed", 0,
       "key-bad-base64"},
      {"PEM", record("", pem), "malformed", 0, "key-pem"},
      {"even modulus", record("", rsa1024_even_modulus), "malformed", 1024,
       "key-impossible-numbers"},
      {"exponent 1", record("", rsa1024_exponent_one), "malformed", 1024, "key-impossible-numbers"},
      {"even exponent", record("", rsa1024_exponent_even), "malformed", 1024,
       "key-impossible-numbers"},
      {"empty record", "", "syntax", 0, "key-no-public-key"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const KeyRecord key = parse_key_record(row.text);
      BOOST_TEST(to_string(key.status) == row.status);
      BOOST_TEST(key.bits == row.bits);
      BOOST_TEST(idents(key.defects) == row.defects);
      BOOST_TEST(key.record == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(tags) {
  const KeyRecord key = parse_key_record(record(
      "v=DKIM1; h=sha1 : sha256; s=email; t= y:s ; n=key=20one;", crypto_vectors::rsa1024_spki));
  BOOST_TEST((key.hashes == std::vector<std::string>{"sha1", "sha256"}), "D43");
  BOOST_TEST(key.admits(Hash::sha256), "D43");
  BOOST_TEST(key.for_email(), "D44");
  BOOST_TEST(key.testing(), "D45");
  BOOST_TEST(key.strict_identity(), "D45");
  BOOST_TEST(key.notes == "key one", "D46");
  const KeyRecord other = parse_key_record("v=DKIM1; h=sha1; s=tlsrpt; t=Y; p=");
  BOOST_TEST(!other.admits(Hash::sha256), "D43");
  BOOST_TEST(!other.for_email(), "D44");
  BOOST_TEST(!other.testing(), "D45 values are case-sensitive");
}

// D48: what lies outside the limits is not computed.
BOOST_AUTO_TEST_CASE(sizes_beyond_the_limits) {
  using namespace crypto_vectors;
  const PublicKey weak = make_public_key(record("", rsa512_spki), {});
  BOOST_TEST((weak.rsa && !weak.too_short));
  Limits limits;
  limits.rsa_bits_least = 513;
  const PublicKey below = make_public_key(record("", rsa512_spki), limits);
  BOOST_TEST((!below.rsa && below.too_short));
  const PublicKey above = make_public_key(record("", rsa_9000_bits), {});
  BOOST_TEST((!above.rsa && above.too_long));
  for (const std::string_view key : {rsa1024_exponent_33_bits, rsa1024_exponent_34_bits}) {
    const PublicKey exponent = make_public_key(record("", key), {});
    BOOST_TEST((!exponent.rsa && exponent.too_long));
  }
}

BOOST_AUTO_TEST_CASE(cached_keys) {
  KeyCache cache;
  const std::string text = record("", crypto_vectors::rsa512_spki);
  BOOST_TEST(cache.find(text, {}).rsa.has_value());
  BOOST_TEST(cache.find(text, {}).rsa.has_value());
  Limits strict;
  strict.rsa_bits_least = 1'024;
  BOOST_TEST(!cache.find(text, strict).rsa.has_value());
  for (int i = 0; i < 5'000; ++i) cache.find("n=" + std::to_string(i), {});
  BOOST_TEST(cache.find(text, {}).record.bits == 512);
}

BOOST_AUTO_TEST_SUITE_END()
