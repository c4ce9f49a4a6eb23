// The text of a DKIM key record to its tags (RFC 6376 3.6.1, RFC 8463 4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dkim/signature.h"
#include "message/defect.h"

namespace indicia::dkim {

enum class KeyStatus {
  usable,
  revoked,    // p= empty
  syntax,     // not a key record: no p=, v= wrong or not first, tag list invalid
  malformed,  // p= is not base64, or not a key
  unknown_type,
  absent,  // no record
};

std::string_view to_string(KeyStatus status);

struct KeyRecord {
  std::string record;  // the joined TXT, as published
  KeyStatus status = KeyStatus::syntax;
  std::string version;
  std::string type_text = "rsa";  // k=, as written
  KeyType type = KeyType::rsa;
  std::string public_key;             // p=, decoded octets
  std::vector<std::string> hashes;    // h=, empty: all
  std::vector<std::string> services;  // s=, empty: all
  std::vector<std::string> flags;     // t=
  std::string notes;                  // n=, decoded
  unsigned bits = 0;                  // RSA modulus or 256; 0: unknown
  // Offsets count from the start of record. Besides those of tag_list.h:
  // - syntax: key-no-public-key, key-version-not-first, key-bad-version
  // - malformed: key-bad-base64, key-truncated (length field larger than the data),
  //   key-trailing-octets, key-not-der, key-other-algorithm, key-certificate,
  //   key-negative-number, key-pem (armour lines inside p=), key-spki-ed25519 (RFC 8463 4 wants
  //   the bare 32 octets), key-ed25519-size, key-impossible-numbers (even modulus, even exponent
  //   or exponent 1)
  // - remarks: key-bare-pkcs1, key-small-factor (modulus with a divisor below 256), key-granularity
  //   (g= of RFC 4871 that is not "*")
  Defects defects;

  bool has_defect(std::string_view ident) const;
  bool of_other_kind() const;    // no v=DKIM1, and no p= or another version ("v=DMARC1; p=...")
  bool testing() const;          // t=y
  bool strict_identity() const;  // t=s
  bool admits(Hash hash) const;  // h=
  bool for_email() const;        // s= is absent or holds "*" or "email"
};

// Linear in the length of the record.
KeyRecord parse_key_record(std::string_view record);

}  // namespace indicia::dkim
