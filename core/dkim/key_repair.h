// What a lenient receiver may read in a key record that the strict reading (key_record.h) refuses,
// and every fault that it forgives for that. RFC 6376 3.6.1 knows no leniency: the verdict stays
// what the strict reading gives, this stands beside it, because receivers differ here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/public_key.h"
#include "dns/answers.h"

namespace indicia::dkim {

// How long the base64 of p= is, and how long the key's own length field wants it.
struct KeyLength {
  std::size_t characters = 0;           // as written, without white space
  std::size_t octets = 0;               // they decode to
  std::size_t expected_characters = 0;  // 0: nothing tells
  std::size_t expected_octets = 0;      // by the outer DER length
  bool has_exponent = false;            // ends in 65537, as nearly every RSA key does ("AQAB"),
                                        // in its octets or, where something is lost, its characters
  bool at_string_limit = false;         // the record is 255 octets long or a multiple: what a cut
                                        // at the end of a character-string leaves (RFC 1035 3.3)

  bool truncated() const { return expected_octets > octets; }

  bool operator==(const KeyLength&) const = default;
};

// Faults, each once, in the order they were undone:
//   key-split-records         the pieces stand in several TXT records
//   key-strings-order         the character-strings stand in another order
//   key-invisible-characters  no-break spaces, zero-width characters, byte order marks
//   key-html-entities         &quot; &amp; &#59; ...
//   key-percent-encoding      %2B %2F %3D in p=
//   key-escapes               \; \" \n as a zone file or a program writes them
//   key-quotes                quotes, straight or typographic, inside the value
//   key-parentheses           of a zone file
//   key-text-before           words in front of the first tag (a whole zone-file line)
//   key-missing-semicolons    tags that are not separated by ";"
//   key-extra-semicolons      ";" without a tag between
//   key-tag-case              a tag name or k= in another case
//   key-version               v= is not "DKIM1" or not the first tag
//   key-repeated-tags         a tag stands more than once
//   key-missing-tag           the key stands there without "p="
//   key-pem                   armour lines of a PEM file
//   key-double-base64         the text of a PEM file, encoded once more
//   key-base64url             "-" and "_" of the other alphabet (RFC 4648 5)
//   key-plus-lost             "+" has become a space
//   key-stray-characters      others that base64 does not have
//   key-pkcs1                 RSAPublicKey without SubjectPublicKeyInfo
//   key-spki-ed25519          SubjectPublicKeyInfo where RFC 8463 4 wants the bare octets
//   key-certificate           a certificate
//   key-ssh                   a public key of SSH, with or without its type and comment
//   key-private               a private key, whole or cut off
//   key-trailing-octets       octets after the key
//   key-type                  k= does not name the type that p= has
//   key-abbreviated           "..." in p=: a shortened picture of the key, nothing to read
struct KeyReading {
  std::string record;  // as it should have been written; empty: no key could be read
  std::vector<std::string_view> faults;
  std::vector<std::string> alternatives;  // other orders of the pieces that give a key as well
  bool private_key = false;               // published: it must be replaced
  KeyLength length;                       // of p= as far as it could be found; all 0: no p=

  bool has(std::string_view fault) const;
};

// The character-strings of one record. Linear in their length, times 24 at most for the orders of
// four strings; records beyond 16 KiB are not read.
KeyReading read_key_leniently(const std::vector<std::string>& strings);

// All records at a name: the first of them that holds a key, else their texts as pieces of one.
KeyReading read_keys_leniently(const std::vector<dns::Record>& records);

// The key that would be read, and what it makes of one signature.
struct LenientKey {
  KeyReading reading;
  KeyRecord key;  // the strict reading of reading.record; absent: none
  Opened opened;

  // The key made this signature: it is the right one, only written wrongly.
  bool proven() const {
    return opened.header_signature == HeaderSignature::match ||
           opened.header_signature == HeaderSignature::differ;
  }
};

// Of several orders the one whose key made the signature, else the soundest.
LenientKey open_leniently(const std::vector<dns::Record>& records, const Signature& signature,
                          std::string_view digest, const Limits& limits);

// A record that is a key by the RFC, but not this signature's: another order of its strings whose
// key made it. nullopt: there is none.
std::optional<LenientKey> open_reordered(const dns::Record& record, const Signature& signature,
                                         std::string_view digest, const Limits& limits);

}  // namespace indicia::dkim
