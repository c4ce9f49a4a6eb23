// The tags of a signature field (RFC 6376 3.5, RFC 8617 4.1); see signature.h.
#include "dkim/signature.h"

#include <algorithm>
#include <array>

#include "dkim/name.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::dkim {

std::string_view to_string(Canonicalization canonicalization) {
  switch (canonicalization) {
    case Canonicalization::simple:
      return "simple";
    case Canonicalization::relaxed:
      return "relaxed";
    case Canonicalization::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(KeyType type) {
  switch (type) {
    case KeyType::rsa:
      return "rsa";
    case KeyType::ed25519:
      return "ed25519";
    case KeyType::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(Hash hash) {
  switch (hash) {
    case Hash::sha1:
      return "sha1";
    case Hash::sha256:
      return "sha256";
    case Hash::unknown:
      break;
  }
  return "unknown";
}

std::size_t digest_octets(Hash hash) {
  return hash == Hash::sha256 ? 32 : hash == Hash::sha1 ? 20 : 0;
}

std::string decode_dkim_quoted_printable(std::string_view text, bool& valid) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_fws(c)) continue;
    if (c == '=') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
      valid = false;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') {
      valid = false;
    }
    out += c;
  }
  return out;
}

namespace {

using message::Tag;
using message::TagList;

// RFC 5322 2.2 ftext.
bool is_field_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c < '\x7F' && c != ':'; });
}

// The word that the text means, letter case aside (the RFC compares case-sensitively; the guess
// only serves to try the octets).
template <typename Enum, std::size_t size>
Enum meaning(std::string_view text, const std::array<Enum, size>& values) {
  for (const Enum value : values) {
    if (equal_ignoring_case(text, to_string(value))) return value;
  }
  return Enum::unknown;
}

class Parser {
 public:
  Parser(std::string_view value, FieldKind kind)
      : kind_(kind), list_(message::parse_tag_list(value)) {
    out_.defects = list_.defects;
  }

  Signature run() {
    if (kind_ == FieldKind::dkim_signature) version();
    algorithm();
    signature();
    if (kind_ == FieldKind::arc_seal) {
      seal_tags();
    } else {
      message_tags();
    }
    for (const Tag& tag : list_.tags) {
      if (std::find(known_tags.begin(), known_tags.end(), tag.name) == known_tags.end()) {
        out_.unknown_tags.emplace_back(tag.name);
      }
    }
    return std::move(out_);
  }

 private:
  // r= (RFC 6651), atps= and atpsh= (RFC 6541) are known and have no effect on verification.
  static constexpr std::array<std::string_view, 17> known_tags = {
      "v", "a", "b", "bh", "c", "d", "h", "i", "l", "q", "s", "t", "x", "z", "r", "atps", "atpsh"};

  void defect(std::string_view ident, const Tag& tag) {
    out_.defects.push_back({ident, tag.value_offset, tag.raw_value_length});
  }

  const Tag* required(std::string_view name) {
    const Tag* tag = list_.find(name);
    if (tag == nullptr) out_.defects.push_back({"signature-missing-tag", 0, 0});
    return tag;
  }

  void message_tags() {
    body_hash();
    canonicalization();
    domain();
    identity();
    signed_headers();
    out_.body_length = number("l", 76);
    query_methods();
    selector();
    times();
    copied_headers();
  }

  // RFC 8617 4.1.3: no body, no selection of fields, the relaxed form.
  void seal_tags() {
    out_.canonicalization = "relaxed";
    out_.header_canonicalization = Canonicalization::relaxed;
    domain();
    identity();
    selector();
    out_.timestamp = number("t", 12);
  }

  void version() {
    const Tag* tag = required("v");
    if (tag == nullptr) return;
    out_.version = tag->value;
    if (tag->value != "1") defect("signature-bad-version", *tag);
  }

  void algorithm() {
    const Tag* tag = required("a");
    if (tag == nullptr) return;
    out_.algorithm = tag->value;
    const std::size_t dash = tag->value.find('-');
    if (dash != std::string_view::npos) {
      out_.key_type =
          meaning(tag->value.substr(0, dash), std::array{KeyType::rsa, KeyType::ed25519});
      out_.hash = meaning(tag->value.substr(dash + 1), std::array{Hash::sha256, Hash::sha1});
    }
    const std::string exact =
        std::string(to_string(out_.key_type)) + "-" + std::string(to_string(out_.hash));
    const bool exists = exact == "rsa-sha256" || exact == "rsa-sha1" || exact == "ed25519-sha256";
    if (!exists || tag->value != exact) defect("signature-unknown-algorithm", *tag);
    if (exists && tag->value != exact) defect("signature-letter-case", *tag);
  }

  std::string base64(const Tag& tag) {
    auto decoded = decode_base64(tag.value);
    if (!decoded || decoded->empty()) defect("signature-bad-base64", tag);
    return decoded ? std::move(*decoded) : std::string();
  }

  void signature() {
    const Tag* tag = required("b");
    if (tag == nullptr) return;
    out_.b_offset = tag->value_offset;
    out_.b_length = tag->raw_value_length;
    out_.signature = base64(*tag);
  }

  void body_hash() {
    const Tag* tag = required("bh");
    if (tag == nullptr) return;
    out_.body_hash = base64(*tag);
    const std::size_t expected = digest_octets(out_.hash);
    if (expected != 0 && !out_.body_hash.empty() && out_.body_hash.size() != expected) {
      defect("signature-body-hash-size", *tag);
    }
  }

  void canonicalization() {
    const Tag* tag = list_.find("c");
    if (tag == nullptr) {
      out_.canonicalization = "simple/simple";
      return;
    }
    out_.canonicalization = tag->value;
    const std::size_t slash = tag->value.find('/');
    const std::string_view header = tag->value.substr(0, slash);
    const std::string_view body =
        slash == std::string_view::npos ? "simple" : tag->value.substr(slash + 1);
    const std::array words = {Canonicalization::simple, Canonicalization::relaxed};
    out_.header_canonicalization = meaning(header, words);
    out_.body_canonicalization = meaning(body, words);
    const bool known = out_.header_canonicalization != Canonicalization::unknown &&
                       out_.body_canonicalization != Canonicalization::unknown;
    const bool exact = header == to_string(out_.header_canonicalization) &&
                       body == to_string(out_.body_canonicalization);
    if (!known || !exact) defect("signature-unknown-canonicalization", *tag);
    if (known && !exact) defect("signature-letter-case", *tag);
  }

  void domain() {
    const Tag* tag = required("d");
    if (tag == nullptr) return;
    out_.domain = tag->value;
    out_.domain_ascii = ascii_name(tag->value);
    if (!is_ascii(tag->value)) defect("signature-non-ascii-domain", *tag);
    // RFC 6376 3.5: domain-name is at least two sub-domains.
    if (!is_domain_name(out_.domain_ascii) || out_.domain_ascii.find('.') == std::string::npos) {
      defect("signature-bad-domain", *tag);
    }
  }

  void identity() {
    // RFC 8617 4.1.2: in ARC fields i= is no identity.
    const Tag* tag = kind_ == FieldKind::dkim_signature ? list_.find("i") : nullptr;
    if (tag == nullptr) {
      out_.identity_domain_ascii = out_.domain_ascii;
      return;
    }
    bool valid = true;
    out_.identity = decode_dkim_quoted_printable(tag->value, valid);
    const std::size_t at = out_.identity->rfind('@');
    if (at != std::string::npos) {
      out_.identity_domain_ascii = ascii_name(std::string_view(*out_.identity).substr(at + 1));
    }
    if (!valid || !is_domain_name(out_.identity_domain_ascii)) {
      defect("signature-bad-identity", *tag);
    } else if (list_.find("d") != nullptr &&
               !is_within(out_.identity_domain_ascii, out_.domain_ascii)) {
      defect("signature-identity-outside-domain", *tag);
    }
  }

  void signed_headers() {
    const Tag* tag = required("h");
    if (tag == nullptr) return;
    bool valid = true;
    bool from = false;
    for (const std::string_view piece : split(tag->value, ':')) {
      const std::string_view name = trim(piece);
      if (!is_field_name(name)) {
        valid = false;
        continue;
      }
      from = from || equal_ignoring_case(name, "from");
      out_.signed_headers.emplace_back(name);
    }
    if (!valid) defect("signature-bad-header-list", *tag);
    if (!from) defect("signature-from-not-signed", *tag);
  }

  // Digits only, at most so many of them; leading zeros are legal.
  std::optional<std::uint64_t> number(std::string_view name, std::size_t most_digits) {
    const Tag* tag = list_.find(name);
    if (tag == nullptr) return std::nullopt;
    const bool digits = !tag->value.empty() && tag->value.size() <= most_digits &&
                        std::all_of(tag->value.begin(), tag->value.end(), is_digit);
    if (!digits) {
      defect("signature-bad-number", *tag);
      return std::nullopt;
    }
    return parse_decimal(tag->value).value_or(~std::uint64_t{0});
  }

  void query_methods() {
    const Tag* tag = list_.find("q");
    if (tag == nullptr) return;
    out_.query_methods = tag->value;
    for (const std::string_view method : split(tag->value, ':')) {
      if (trim(method) == "dns/txt") return;
    }
    defect("signature-unknown-query-method", *tag);
  }

  void selector() {
    const Tag* tag = required("s");
    if (tag == nullptr) return;
    out_.selector = tag->value;
    out_.selector_ascii = ascii_name(tag->value);
    if (!is_domain_name(out_.selector_ascii)) defect("signature-bad-selector", *tag);
  }

  void times() {
    // RFC 6376 3.5: 1*12DIGIT for both.
    out_.timestamp = number("t", 12);
    out_.expiration = number("x", 12);
    if (out_.timestamp && out_.expiration && *out_.expiration <= *out_.timestamp) {
      defect("signature-expires-before-timestamp", *list_.find("x"));
    }
  }

  void copied_headers() {
    const Tag* tag = list_.find("z");
    if (tag == nullptr) return;
    bool valid = true;
    for (const std::string_view piece : split(tag->value, '|')) {
      std::string copy = decode_dkim_quoted_printable(piece, valid);
      valid = valid && is_field_name(std::string_view(copy).substr(0, copy.find(':'))) &&
              copy.find(':') != std::string::npos;
      out_.copied_headers.push_back(std::move(copy));
    }
    if (!valid) defect("signature-bad-copied-header", *tag);
  }

  FieldKind kind_;
  TagList list_;
  Signature out_;
};

}  // namespace

Signature parse_signature(std::string_view value, FieldKind kind) {
  return Parser(value, kind).run();
}

}  // namespace indicia::dkim
