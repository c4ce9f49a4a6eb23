// Key records as people publish them by mistake (dkim-forensics 6): what a lenient receiver reads
// and which faults it forgives. The strict reading refuses every record here that has a fault.
#include "dkim/key_repair.h"

#include <boost/test/unit_test.hpp>

#include "data/crypto_vectors.h"
#include "text.h"

using namespace indicia;
using namespace indicia::dkim;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(dkim_key_repair)

namespace {

const std::string rsa(crypto_vectors::rsa1024_spki);
const std::string rsa2048(crypto_vectors::rsa2048_spki);
const std::string start = "v=DKIM1; k=rsa; p=";

std::string words(const std::vector<std::string_view>& list) {
  std::string out;
  for (const std::string_view word : list) out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

std::string percent(std::string text) {
  return replaced(replaced(text, "+", "%2B"), "/", "%2F");
}

std::string pem(std::string_view label, std::string_view base64) {
  return "-----BEGIN " + std::string(label) + "-----" + std::string(base64) + "-----END " +
         std::string(label) + "-----";
}

std::string lines(std::string_view base64) {
  std::string out;
  for (std::size_t at = 0; at < base64.size(); at += 64) {
    out += "\n" + std::string(base64.substr(at, 64));
  }
  return out + "\n";
}

enum class Reads { short_key, long_key, ed25519, nothing };

struct Row {
  std::string_view what;
  std::vector<std::string> strings;
  std::string_view faults;
  Reads reads = Reads::short_key;
};

std::vector<Row> rows() {
  using namespace crypto_vectors;
  const std::string half = rsa2048.substr(0, 230);
  const std::string rest = rsa2048.substr(230);
  const std::string third = rsa2048.substr(0, 100);
  const std::string ed(ed25519_raw);
  return {
      {"a sound record", {start + rsa}, ""},
      {"no v=, no k=", {"p=" + rsa}, ""},
      {"RFC 6376 3.2: white space before = and inside p=",
       {"v=DKIM1; k = rsa; p = " + rsa.substr(0, 70) + " " + rsa.substr(70)},
       ""},
      {"strings in order", {start + half, rest}, "", Reads::long_key},
      {"two strings swapped", {rest, start + half}, "key-strings-order", Reads::long_key},
      {"three strings rotated",
       {rsa2048.substr(200), start + third, rsa2048.substr(100, 100)},
       "key-strings-order",
       Reads::long_key},
      {"the last string first",
       {rsa2048.substr(300), start + third, rsa2048.substr(100, 100), rsa2048.substr(200, 100)},
       "key-strings-order",
       Reads::long_key},
      {"tags behind the key",
       {"p=" + half, "v=DKIM1; k=rsa; ", rest},
       "key-strings-order",
       Reads::long_key},
      {"quotes around all", {"\"" + start + rsa + "\""}, "key-quotes"},
      {"quotes and a space between the pieces",
       {start + rsa2048.substr(0, 100) + "\" \"" + rsa2048.substr(100)},
       "key-quotes",
       Reads::long_key},
      {"a tag name cut by quotes", {"v=DKIM1; k=r\" \"sa; p=" + rsa}, "key-quotes"},
      {"typographic quotes", {"\xE2\x80\x9C" + start + rsa + "\xE2\x80\x9D"}, "key-quotes"},
      {"single quotes", {"'" + start + rsa + "'"}, "key-quotes"},
      {"escaped semicolons", {"v=DKIM1\\; k=rsa\\; p=" + rsa}, "key-escapes"},
      {"escaped quotes", {"\\\"" + start + rsa + "\\\""}, "key-escapes key-quotes"},
      {"a decimal escape", {"v=DKIM1\\059 k=rsa\\059 p=" + rsa}, "key-escapes"},
      {"line ends of a program's string",
       {start + replaced(lines(rsa), "\n", "\\n")},
       "key-escapes"},
      {"HTML entities",
       {"&quot;v=DKIM1&#59; k=rsa&#59; p=" + rsa + "&quot;"},
       "key-html-entities key-quotes"},
      {"encoded twice",
       {"&amp;quot;" + start + rsa + "&amp;quot;"},
       "key-html-entities key-quotes"},
      {"no-break spaces", {"v=DKIM1;\xC2\xA0k=rsa;\xC2\xA0p=" + rsa}, "key-invisible-characters"},
      {"zero width space in the key",
       {start + rsa.substr(0, 30) + "\xE2\x80\x8B" + rsa.substr(30)},
       "key-invisible-characters"},
      {"zone-file parentheses",
       {"( \"v=DKIM1; k=rsa; \" \"p=" + rsa + "\" )"},
       "key-parentheses key-quotes"},
      {"the whole line of a zone file",
       {"sel._domainkey.example.com. 3600 IN TXT ( \"" + start + "\" \"" + rsa + "\" )"},
       "key-parentheses key-quotes key-text-before"},
      {"no semicolons", {"v=DKIM1 k=rsa p=" + rsa}, "key-missing-semicolons"},
      {"commas", {"v=DKIM1, k=rsa, p=" + rsa}, "key-missing-semicolons"},
      {"nothing between the tags", {"v=DKIM1k=rsap=" + rsa}, "key-missing-semicolons"},
      {"one semicolon missing", {"v=DKIM1; k=rsa p=" + rsa + ";"}, "key-missing-semicolons"},
      {"semicolons doubled", {"v=DKIM1;; k=rsa;; p=" + rsa + ";;"}, "key-extra-semicolons"},
      {"names in capitals", {"V=DKIM1; K=rsa; P=" + rsa}, "key-tag-case"},
      {"type in capitals", {"v=DKIM1; k=RSA; p=" + rsa}, "key-tag-case"},
      {"version in small letters", {"v=dkim1; k=rsa; p=" + rsa}, "key-version"},
      {"version last", {"k=rsa; p=" + rsa + "; v=DKIM1"}, "key-version"},
      {"tags twice", {"v=DKIM1; k=rsa; k=rsa; p=" + rsa}, "key-repeated-tags"},
      {"p= twice", {"v=DKIM1; k=rsa; p=p=" + rsa}, "key-missing-semicolons key-repeated-tags"},
      {"the key alone", {rsa}, "key-missing-tag"},
      {"PEM in one line", {start + pem("PUBLIC KEY", rsa)}, "key-pem"},
      {"PEM with its lines", {start + pem("PUBLIC KEY", lines(rsa))}, "key-pem"},
      {"a PEM file and nothing else", {pem("PUBLIC KEY", lines(rsa))}, "key-missing-tag key-pem"},
      {"only the last line of PEM", {start + rsa + " -----END PUBLIC KEY-----"}, "key-pem"},
      {"a PEM file in base64",
       {start + encode_base64(pem("PUBLIC KEY", lines(rsa)))},
       "key-double-base64 key-pem"},
      {"PKCS#1", {start + std::string(rsa1024_pkcs1)}, "key-pkcs1"},
      {"PKCS#1 in PEM", {start + pem("RSA PUBLIC KEY", rsa1024_pkcs1)}, "key-pem key-pkcs1"},
      {"certificate", {start + std::string(rsa1024_certificate)}, "key-certificate"},
      {"certificate in PEM",
       {start + pem("CERTIFICATE", lines(rsa1024_certificate))},
       "key-pem key-certificate"},
      {"SSH", {start + std::string(rsa1024_ssh)}, "key-ssh"},
      {"SSH with its type", {start + "ssh-rsa " + std::string(rsa1024_ssh)}, "key-ssh"},
      {"a line of OpenSSH",
       {start + "ssh-rsa " + std::string(rsa1024_ssh) + " admin@example.com"},
       "key-ssh"},
      {"a line of OpenSSH and nothing else",
       {"ssh-rsa " + std::string(rsa1024_ssh) + " admin@example.com"},
       "key-missing-tag key-ssh"},
      {"SSH in two strings joined with a space",
       {start + std::string(rsa1024_ssh.substr(0, 90)) + " " + std::string(rsa1024_ssh.substr(90))},
       "key-ssh"},
      {"Ed25519 of SSH",
       {"v=DKIM1; k=ed25519; p=ssh-ed25519 " + std::string(ed25519_ssh)},
       "key-ssh",
       Reads::ed25519},
      {"SSH, cut off",
       {start + "ssh-rsa " + std::string(rsa1024_ssh.substr(0, 100))},
       "key-ssh",
       Reads::nothing},
      {"a private key of OpenSSH",
       {start + pem("OPENSSH PRIVATE KEY", lines(rsa1024_private_ssh))},
       "key-pem key-private"},
      {"a private key of OpenSSH, cut off",
       {start + std::string(rsa1024_private_ssh.substr(0, 60))},
       "key-private",
       Reads::nothing},
      {"base64url", {start + replaced(replaced(rsa, "+", "-"), "/", "_")}, "key-base64url"},
      {"percent-encoded", {start + percent(rsa)}, "key-percent-encoding"},
      {"plus signs turned to spaces", {start + replaced(rsa, "+", " ")}, "key-plus-lost"},
      {"stray characters",
       {start + rsa.substr(0, 50) + "*" + rsa.substr(50) + "."},
       "key-stray-characters"},
      {"octets after the key", {start + rsa + "AAAA"}, "key-trailing-octets"},
      {"Ed25519 without k=", {"v=DKIM1; p=" + ed}, "key-type", Reads::ed25519},
      {"Ed25519 under k=rsa", {start + ed}, "key-type", Reads::ed25519},
      {"Ed25519 in SubjectPublicKeyInfo",
       {"v=DKIM1; k=ed25519; p=" + std::string(ed25519_spki)},
       "key-spki-ed25519",
       Reads::ed25519},
      {"RSA under k=ed25519", {"v=DKIM1; k=ed25519; p=" + rsa}, "key-type"},
      {"k= with a size", {"v=DKIM1; k=rsa1024; p=" + rsa}, "key-type"},
      {"private key, PKCS#1", {start + std::string(rsa1024_private_pkcs1)}, "key-private"},
      {"private key, PKCS#8", {start + std::string(rsa1024_private_pkcs8)}, "key-private"},
      {"private key in PEM",
       {start + pem("RSA PRIVATE KEY", lines(rsa1024_private_pkcs1))},
       "key-pem key-private"},
      {"private key, cut off",
       {start + std::string(rsa1024_private_pkcs1.substr(0, 200))},
       "key-private",
       Reads::nothing},
      {"private key, PKCS#8, cut off",
       {start + std::string(rsa1024_private_pkcs8.substr(0, 200))},
       "key-private",
       Reads::nothing},
      {"a private key that is not whole, then another p=",
       {start + std::string(rsa1024_private_pkcs1.substr(0, 200)) + "; p=" + rsa},
       "key-repeated-tags key-private"},
      {"encrypted private key",
       {start + pem("ENCRYPTED PRIVATE KEY", "AAAA")},
       "key-pem key-private",
       Reads::nothing},
      {"private Ed25519 key",
       {"v=DKIM1; k=ed25519; p=" + std::string(ed25519_private)},
       "key-private",
       Reads::nothing},
      {"shortened for a document",
       {start + rsa.substr(0, 20) + "..." + rsa.substr(200)},
       "key-abbreviated",
       Reads::nothing},
      {"cut off", {start + rsa.substr(0, 213)}, "", Reads::nothing},
      {"several faults",
       {"\"V=DKIM1 K=RSA P=" + pem("PUBLIC KEY", rsa) + "\""},
       "key-quotes key-tag-case key-missing-semicolons key-pem"},
      {"SPF text", {"v=spf1 ip4:192.0.2.0/24 -all"}, "", Reads::nothing},
      {"DMARC text", {"v=DMARC1; p=reject"}, "", Reads::nothing},
      {"site verification", {"some-site-verification=abcdefghijklmnop"}, "", Reads::nothing},
      {"a word", {"hello"}, "", Reads::nothing},
      {"nothing", {}, "", Reads::nothing},
      {"revoked", {"v=DKIM1; k=rsa; p="}, "", Reads::nothing},
      {"the first 32 octets of an RSA key", {start + rsa.substr(0, 43)}, "", Reads::nothing},
  };
}

std::string key_of(Reads reads) {
  switch (reads) {
    case Reads::short_key:
      return start + rsa;
    case Reads::long_key:
      return start + rsa2048;
    case Reads::ed25519:
      return "v=DKIM1; k=ed25519; p=" + std::string(crypto_vectors::ed25519_raw);
    case Reads::nothing:
      break;
  }
  return "";
}

dns::Record record(std::vector<std::string> strings) {
  return {.strings = std::move(strings)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows()) {
    BOOST_TEST_CONTEXT(row.what) {
      const KeyReading reading = read_key_leniently(row.strings);
      BOOST_TEST(words(reading.faults) == row.faults);
      BOOST_TEST(reading.record == key_of(row.reads));
      BOOST_TEST(reading.private_key == reading.has("key-private"));
      // What was read is a key by the RFC, and reads as itself.
      if (reading.record.empty()) continue;
      BOOST_TEST((parse_key_record(reading.record).status == KeyStatus::usable));
      const KeyReading again = read_key_leniently({reading.record});
      BOOST_TEST(again.record == reading.record);
      BOOST_TEST(again.faults.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(restrictions_stay) {
  const KeyReading reading =
      read_key_leniently({"v=DKIM1 h=sha1:sha256 s=email t=y:s n=a \"note\" g=* p=" + rsa});
  BOOST_TEST(reading.record == "v=DKIM1; k=rsa; h=sha1:sha256; s=email; t=y:s; p=" + rsa);
}

BOOST_AUTO_TEST_CASE(one_key_in_several_records) {
  const std::vector<dns::Record> split = {record({rsa2048.substr(200)}),
                                          record({start + rsa2048.substr(0, 200)})};
  const KeyReading reading = read_keys_leniently(split);
  BOOST_TEST(words(reading.faults) == "key-split-records");
  BOOST_TEST(reading.record == start + rsa2048);
  // A whole key among others is read alone.
  const KeyReading among = read_keys_leniently(
      {record({"v=spf1 -all"}), record({"v=DKIM1 p=" + rsa}), record({start + rsa2048})});
  BOOST_TEST(words(among.faults) == "key-missing-semicolons");
  BOOST_TEST(among.record == start + rsa);
  // Two halves of which one is missing.
  BOOST_TEST(read_keys_leniently({split.front(), record({"v=spf1 -all"})}).record.empty());
  BOOST_TEST(read_keys_leniently({}).record.empty());
}

struct LengthRow {
  std::string_view what;
  std::string text;
  KeyLength length;
};

// Lengths of the usual keys in base64: 216, 392 and 736 characters for 1024, 2048, 4096 bits.
BOOST_AUTO_TEST_CASE(lengths) {
  const std::string at_limit = start + rsa2048.substr(0, 255 - start.size());
  const LengthRow rows[] = {
      {"QAB is missing", start + rsa.substr(0, 213), {213, 159, 216, 162, false, false}},
      {"cut at 255", at_limit, {237, 177, 392, 294, false, true}},
      {"something inside is missing",
       start + rsa.substr(0, 100) + rsa.substr(108),
       {208, 156, 216, 162, true, false}},
      {"one character inside is missing, so that octets are shifted",
       start + rsa.substr(0, 100) + rsa.substr(101),
       {215, 161, 216, 162, true, false}},
      {"three are missing",
       start + rsa.substr(0, 100) + rsa.substr(103),
       {213, 159, 216, 162, true, false}},
      {"the first is missing", start + rsa.substr(1), {215, 161, 0, 0, true, false}},
      {"too short to tell", start + rsa.substr(0, 3), {3, 2, 0, 0, false, false}},
      {"whole", start + rsa, {216, 162, 216, 162, true, false}},
      {"4096 bits", "p=MIICIjANBgkqhkiG9w0BAQEFAAOCAg8A", {32, 24, 736, 550, false, false}},
      {"a damaged length field", "p=MIT/////AAAA", {12, 9, 0, 0, false, false}},
      {"no key at all", "v=spf1 -all", {}},
  };
  for (const LengthRow& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const KeyLength length = read_key_leniently({row.text}).length;
      BOOST_TEST(length.characters == row.length.characters);
      BOOST_TEST(length.octets == row.length.octets);
      BOOST_TEST(length.expected_characters == row.length.expected_characters);
      BOOST_TEST(length.expected_octets == row.length.expected_octets);
      BOOST_TEST(length.has_exponent == row.length.has_exponent);
      BOOST_TEST(length.at_string_limit == row.length.at_string_limit);
      BOOST_TEST(length.truncated() == (row.length.octets < row.length.expected_octets));
    }
  }
}

// The signature tells whether the key that would be read is the right one.
BOOST_AUTO_TEST_CASE(the_signature_proves_the_key) {
  const auto& block = crypto_vectors::blocks[0];
  BOOST_REQUIRE(block.name == "sha256");
  Signature signature;
  signature.key_type = KeyType::rsa;
  signature.hash = Hash::sha256;
  signature.signature = *decode_base64(block.signature);
  const std::string digest = *decode_base64(crypto_vectors::digest_sha256);
  const std::vector<dns::Record> quoted = {record({"\"" + start + rsa + "\""})};
  const LenientKey right = open_leniently(quoted, signature, digest, {});
  BOOST_TEST((right.opened.header_signature == HeaderSignature::match));
  BOOST_TEST(right.proven());
  BOOST_TEST(right.key.bits == 1024);
  BOOST_TEST((open_leniently(quoted, signature, std::string(32, 'x'), {}).proven()));
  const LenientKey other =
      open_leniently({record({"\"" + start + rsa2048 + "\""})}, signature, digest, {});
  BOOST_TEST((other.opened.block == Block::wrong_size));
  BOOST_TEST(!other.proven());
  const LenientKey none = open_leniently({record({"hello"})}, signature, digest, {});
  BOOST_TEST((none.key.status == KeyStatus::absent));
  BOOST_TEST(!none.proven());
}

// Pieces in the middle give a key in any order; only the signature tells which is right.
BOOST_AUTO_TEST_CASE(the_signature_chooses_among_orders) {
  Signature signature;
  signature.key_type = KeyType::rsa;
  signature.hash = Hash::sha256;
  signature.signature = *decode_base64(crypto_vectors::blocks[0].signature);
  const std::string digest = *decode_base64(crypto_vectors::digest_sha256);
  const std::string first = start + rsa.substr(0, 60);
  const std::string second = rsa.substr(60, 40);
  const std::string third = rsa.substr(100, 40);
  const std::string last = rsa.substr(140);
  for (const std::vector<std::string>& strings :
       {std::vector{last, second, third, first}, std::vector{third, last, first, second}}) {
    const LenientKey opened = open_leniently({record(strings)}, signature, digest, {});
    BOOST_TEST(opened.proven());
    BOOST_TEST(opened.reading.record == start + rsa);
    BOOST_TEST(opened.reading.alternatives.empty());
  }
  // Here the strict reading finds a key, too: another one.
  const std::vector<std::string> swapped = {first, third, second, last};
  BOOST_TEST((parse_key_record(record(swapped).text()).status == KeyStatus::usable));
  const auto reordered = open_reordered(record(swapped), signature, digest, {});
  BOOST_REQUIRE(reordered.has_value());
  BOOST_TEST(reordered->reading.record == start + rsa);
  BOOST_TEST(!open_reordered(record({first, second + third + last}), signature, digest, {}));
  BOOST_TEST(!open_reordered(record(swapped), signature, std::string(32, 'x'), {})
                  .value_or(LenientKey{})
                  .opened.digest.empty());
  signature.signature = *decode_base64(crypto_vectors::modulus_as_signature);
  BOOST_TEST(!open_reordered(record(swapped), signature, digest, {}));
}

BOOST_AUTO_TEST_CASE(hostile_records_end_soon) {
  const std::string marks(16'000, '"');
  read_key_leniently({marks});
  std::string tags;
  for (int i = 0; i < 5'000; ++i) tags += "p=;";
  BOOST_TEST(read_key_leniently({tags}).record.empty());
  BOOST_TEST(read_key_leniently({std::string(70'000, 'A')}).record.empty());
  std::vector<std::string> many(200, "p=AAAA");
  BOOST_TEST(read_key_leniently(many).record.empty());
  std::vector<dns::Record> records(1'000, record({std::string(255, '&'), "\\"}));
  BOOST_TEST(read_keys_leniently(records).record.empty());
}

BOOST_AUTO_TEST_SUITE_END()
