// The half of DKIM verification that needs no DNS (RFC 6376 3.7, 6.1.1); see verify.h.
#include <algorithm>
#include <array>

#include "crypto/crypto.h"
#include "dkim/canonical.h"
#include "dkim/field_selection.h"
#include "dkim/verify.h"
#include "text.h"

namespace indicia::dkim {

namespace {

// What a defect of the field means for the verdict; none: a remark without consequence.
Reason fault_of(std::string_view ident) {
  struct Row {
    std::string_view ident;
    Reason reason;
  };
  static constexpr std::array rows = {
      Row{"signature-bad-version", Reason::incompatible_version},
      Row{"signature-missing-tag", Reason::missing_required_tag},
      Row{"signature-unknown-algorithm", Reason::unsupported_algorithm},
      Row{"signature-unknown-canonicalization", Reason::unsupported_canonicalization},
      Row{"signature-unknown-query-method", Reason::unsupported_query_method},
      Row{"signature-identity-outside-domain", Reason::domain_mismatch},
      Row{"signature-from-not-signed", Reason::from_not_signed},
      Row{"signature-expires-before-timestamp", Reason::expiration_before_timestamp},
      Row{"signature-bad-copied-header", Reason::none},
      Row{"signature-letter-case", Reason::none},
      Row{"signature-non-ascii-domain", Reason::none},
  };
  for (const Row& row : rows) {
    if (row.ident == ident) return row.reason;
  }
  return Reason::signature_syntax;
}

// An ARC-Message-Signature may sign what it likes, also no field at all: RFC 8617 5.2 leaves
// "valid" to DKIM, but the test suite of its authors lets such chains pass. The defect stays and is
// told.
bool is_tolerated(std::string_view ident, FieldKind kind) {
  return kind == FieldKind::arc_message_signature &&
         (ident == "signature-from-not-signed" || ident == "signature-bad-header-list");
}

// In the order of RFC 6376 6.1.1, which Reason's first enumerators follow.
std::vector<Reason> faults_of(const Signature& signature, FieldKind kind) {
  std::vector<Reason> faults;
  for (const Defect& defect : signature.defects) {
    const Reason reason = fault_of(defect.ident);
    if (reason != Reason::none && !is_tolerated(defect.ident, kind)) faults.push_back(reason);
  }
  std::sort(faults.begin(), faults.end());
  faults.erase(std::unique(faults.begin(), faults.end()), faults.end());
  return faults;
}

void compare_body(Examined& examined, const BodyHashed& hashed, bool doubtful) {
  const Signature& signature = examined.signature;
  examined.computed_body_hash = hashed.digest;
  examined.body_octets = hashed.octets;
  if (hashed.digest.empty()) return;
  // A hash that matches settles the doubt: this is the body that was signed.
  const bool matches = signature.body_hash == hashed.digest;
  if (signature.body_length) {
    examined.body_length_too_large =
        *signature.body_length > hashed.octets && (matches || !doubtful);
    if (*signature.body_length < hashed.octets) {
      examined.unsigned_octets = hashed.octets - *signature.body_length;
    }
  }
  // A bh= of another size is a fault of the field and says nothing about the body.
  if (signature.body_hash.size() != hashed.digest.size()) return;
  if (matches) {
    examined.body_hash = BodyHash::match;
  } else if (!doubtful) {
    examined.body_hash = BodyHash::differ;
  }
}

Examined beyond_limit(const message::Field& field) {
  Examined examined;
  examined.field = &field;
  examined.syntax = Reason::too_many_signatures;
  examined.faults = {examined.syntax};
  return examined;
}

}  // namespace

std::string digest_of(std::string_view octets, Hash hash) {
  return hash == Hash::sha256 ? crypto::sha256(octets)
         : hash == Hash::sha1 ? crypto::sha1(octets)
                              : std::string();
}

Examined examine_field(const message::Field& field, FieldKind kind) {
  Examined examined;
  examined.field = &field;
  examined.kind = kind;
  examined.signature = parse_signature(field.value, kind);
  examined.faults = faults_of(examined.signature, kind);
  if (!examined.faults.empty()) examined.syntax = examined.faults.front();
  return examined;
}

void examine_header(Examined& examined, const FieldIndex& index, std::string& input) {
  examined.header_cut = index.cut();
  if (examined.header_cut) return;
  const Signature& signature = examined.signature;
  FieldIndex::Selection selection = index.select(signature.signed_headers, examined.field);
  const Canonicalization canonicalization = signature.header_canonicalization;
  if (canonicalization != Canonicalization::unknown && signature.hash != Hash::unknown) {
    input.clear();
    for (const message::Field* field : selection.signed_fields) {
      append_canonical(input, *field, canonicalization);
      input += "\r\n";
    }
    append_canonical_without(input, *examined.field, signature.b_offset, signature.b_length,
                             canonicalization);
    examined.header_digest = digest_of(input, signature.hash);
  }
  examined.signed_fields = std::move(selection.signed_fields);
  examined.unsigned_duplicates = std::move(selection.unsigned_duplicates);
}

void examine_bodies(const std::vector<Examined*>& all, const BodyInput& body) {
  if (!body.present) return;
  std::vector<BodyHashRequest> requests;
  for (const Examined* examined : all) {
    const Signature& signature = examined->signature;
    requests.push_back({signature.hash, signature.body_canonicalization, signature.body_length});
  }
  const std::vector<BodyHashed> hashed = hash_body(body.octets, requests);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i]->body_present = true;
    compare_body(*all[i], hashed[i], body.doubtful);
  }
}

std::vector<Examined> examine_headers(const message::Message& message, const FieldIndex& index,
                                      std::size_t limit) {
  std::vector<Examined> all;
  std::string input;
  for (const message::Field* field : message.named("DKIM-Signature")) {
    if (all.size() >= limit) {
      all.push_back(beyond_limit(*field));
      continue;
    }
    all.push_back(examine_field(*field, FieldKind::dkim_signature));
    examine_header(all.back(), index, input);
  }
  return all;
}

Examined examine_field(const message::Message& message, const message::Field& field,
                       const BodyInput& body) {
  Examined one = examine_field(field, FieldKind::dkim_signature);
  std::string input;
  examine_header(one, FieldIndex(message), input);
  examine_bodies({&one}, body);
  return one;
}

std::vector<Examined> examine(const message::Message& message, const BodyInput& body,
                              std::size_t limit) {
  std::vector<Examined> all = examine_headers(message, FieldIndex(message), limit);
  std::vector<Examined*> within;
  for (std::size_t i = 0; i < std::min(all.size(), limit); ++i) within.push_back(&all[i]);
  examine_bodies(within, body);
  return all;
}

}  // namespace indicia::dkim
