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
  std::string notes;                  // n=
  unsigned bits = 0;                  // RSA modulus or 256; 0: unknown
  Defects defects;                    // offsets count from the start of record

  bool testing() const;          // t=y
  bool strict_identity() const;  // t=s
};

KeyRecord parse_key_record(std::string_view record);

}  // namespace indicia::dkim
