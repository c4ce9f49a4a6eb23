// The tags of a key record (RFC 6376 3.6.1); see key_record.h.
#include "dkim/key_record.h"

#include <algorithm>
#include <array>

#include "crypto/rsa_key_der.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::dkim {

std::string_view to_string(KeyStatus status) {
  switch (status) {
    case KeyStatus::usable:
      return "usable";
    case KeyStatus::revoked:
      return "revoked";
    case KeyStatus::syntax:
      return "syntax";
    case KeyStatus::malformed:
      return "malformed";
    case KeyStatus::unknown_type:
      return "unknown_type";
    case KeyStatus::absent:
      break;
  }
  return "absent";
}

namespace {

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool KeyRecord::has_defect(std::string_view ident) const {
  return std::any_of(defects.begin(), defects.end(),
                     [&](const Defect& defect) { return defect.ident == ident; });
}
bool KeyRecord::of_other_kind() const {
  if (starts_with_ignoring_case(version, "dkim")) return false;
  const bool named = !version.empty() && is_alpha(version.front());
  return named || has_defect("key-no-public-key");
}
bool KeyRecord::testing() const {
  return holds(flags, "y");
}
bool KeyRecord::strict_identity() const {
  return holds(flags, "s");
}
bool KeyRecord::admits(Hash hash) const {
  return hashes.empty() || holds(hashes, to_string(hash));
}
bool KeyRecord::for_email() const {
  return services.empty() || holds(services, "*") || holds(services, "email");
}

namespace {

using message::Tag;
using message::TagList;

constexpr std::size_t ed25519_octets = 32;

std::string_view ident_of(crypto::DerFault fault) {
  switch (fault) {
    case crypto::DerFault::truncated:
      return "key-truncated";
    case crypto::DerFault::trailing_octets:
      return "key-trailing-octets";
    case crypto::DerFault::other_algorithm:
      return "key-other-algorithm";
    case crypto::DerFault::certificate:
      return "key-certificate";
    case crypto::DerFault::negative:
      return "key-negative-number";
    case crypto::DerFault::none:
    case crypto::DerFault::empty:
    case crypto::DerFault::not_der:
      break;
  }
  return "key-not-der";
}

// A product of two large primes has no divisor like these: a character of p= is wrong. Most damage
// to the modulus shows so.
bool has_small_factor(std::string_view modulus) {
  constexpr std::array<unsigned, 53> primes = {
      3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,
      71,  73,  79,  83,  89,  97,  101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157,
      163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251};
  for (const unsigned prime : primes) {
    unsigned rest = 0;
    for (const char c : modulus) rest = (rest << 8 | static_cast<unsigned char>(c)) % prime;
    if (rest == 0) return true;
  }
  return false;
}

class Parser {
 public:
  explicit Parser(std::string_view record) : list_(message::parse_tag_list(record)) {
    out_.record = record;
    out_.defects = list_.defects;
  }

  KeyRecord run() {
    // RFC 6376 3.2: a list that does not parse is no record. The rest is read all the same, so
    // that the octets can be tried.
    bool syntax = !list_.defects.empty();
    version(syntax);
    if (const Tag* tag = list_.find("k")) type(*tag);
    words("h", out_.hashes);
    words("s", out_.services);
    words("t", out_.flags);
    if (const Tag* tag = list_.find("n")) {
      bool valid = true;
      out_.notes = decode_dkim_quoted_printable(tag->value, valid);
    }
    if (const Tag* tag = list_.find("g"); tag != nullptr && !tag->value.empty()) {
      if (tag->value != "*") defect("key-granularity", *tag);
    }
    public_key(syntax);
    return std::move(out_);
  }

 private:
  void defect(std::string_view ident, const Tag& tag) {
    out_.defects.push_back({ident, tag.value_offset, tag.raw_value_length});
  }

  void version(bool& syntax) {
    const Tag* tag = list_.find("v");
    if (tag == nullptr) return;
    out_.version = tag->value;
    if (tag->value != "DKIM1") {
      defect("key-bad-version", *tag);
      syntax = true;
    }
    if (tag != &list_.tags.front()) {
      defect("key-version-not-first", *tag);
      syntax = true;
    }
  }

  void type(const Tag& tag) {
    out_.type_text = tag.value;
    out_.type = tag.value == "rsa"       ? KeyType::rsa
                : tag.value == "ed25519" ? KeyType::ed25519
                                         : KeyType::unknown;
  }

  void words(std::string_view name, std::vector<std::string>& words) {
    const Tag* tag = list_.find(name);
    if (tag == nullptr) return;
    for (const std::string_view word : split(tag->value, ':')) {
      if (!trim(word).empty()) words.emplace_back(trim(word));
    }
  }

  void public_key(bool syntax) {
    const Tag* tag = list_.find("p");
    if (tag == nullptr) {
      out_.defects.push_back({"key-no-public-key", 0, out_.record.size()});
      out_.status = KeyStatus::syntax;
      return;
    }
    const bool readable = tag->value.empty() || read_key(*tag);
    if (syntax) {
      out_.status = KeyStatus::syntax;
    } else if (tag->value.empty()) {
      out_.status = KeyStatus::revoked;
    } else if (out_.type == KeyType::unknown) {
      out_.status = KeyStatus::unknown_type;
    } else {
      out_.status = readable ? KeyStatus::usable : KeyStatus::malformed;
    }
  }

  bool read_key(const Tag& tag) {
    auto octets = decode_base64(tag.value);
    if (!octets) {
      defect(tag.value.find("-----") != std::string_view::npos ? "key-pem" : "key-bad-base64", tag);
      return false;
    }
    out_.public_key = std::move(*octets);
    if (out_.type == KeyType::ed25519) return read_ed25519(tag);
    return out_.type == KeyType::rsa && read_rsa(tag);
  }

  bool read_ed25519(const Tag& tag) {
    out_.bits = 256;
    if (out_.public_key.size() == ed25519_octets) return true;
    if (crypto::read_ed25519_spki(out_.public_key).empty()) out_.bits = 0;
    defect(out_.bits != 0 ? "key-spki-ed25519" : "key-ed25519-size", tag);
    return false;
  }

  bool read_rsa(const Tag& tag) {
    const crypto::RsaNumbers numbers = crypto::read_rsa_public_key(out_.public_key);
    if (numbers.fault != crypto::DerFault::none) {
      defect(ident_of(numbers.fault), tag);
      return false;
    }
    out_.bits = numbers.bits();
    if (numbers.bare) defect("key-bare-pkcs1", tag);
    const auto odd = [](std::string_view number) {
      return !number.empty() && (static_cast<unsigned char>(number.back()) & 1) != 0;
    };
    const bool possible =
        odd(numbers.modulus) && odd(numbers.exponent) && numbers.exponent != "\x01";
    if (!possible) defect("key-impossible-numbers", tag);
    if (possible && has_small_factor(numbers.modulus)) defect("key-small-factor", tag);
    return possible;
  }

  TagList list_;
  KeyRecord out_;
};

}  // namespace

KeyRecord parse_key_record(std::string_view record) {
  return Parser(record).run();
}

}  // namespace indicia::dkim
