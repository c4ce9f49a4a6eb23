// DKIM verification in two halves: everything that needs no DNS once (examine), then the key and
// the verdict (verify), again and again as answers arrive (RFC 6376 6.1).
//
// Cryptographic truth and policy verdict are kept apart: header_signature and body_hash say what
// the octets prove, result and reason say what a verifier must conclude.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/field_selection.h"
#include "dkim/key_neighbours.h"
#include "dkim/key_record.h"
#include "dkim/key_repair.h"
#include "dkim/public_key.h"
#include "dkim/signature.h"
#include "dns/answers.h"
#include "message/field.h"
#include "options.h"
#include "result.h"

namespace indicia::dkim {

enum class BodyHash { match, differ, untestable };

// One word for each distinct cause (RFC 6376 6.1, RFC 8301 3, RFC 8463).
enum class Reason {
  none,  // nothing to explain: verified
  signature_syntax,
  incompatible_version,
  missing_required_tag,
  unsupported_algorithm,
  unsupported_canonicalization,
  unsupported_query_method,
  domain_mismatch,  // i= is not d= or beneath it
  from_not_signed,
  body_length_too_large,  // l= beyond the body
  body_hash_mismatch,
  signature_mismatch,
  key_mismatch,
  no_key,           // NXDOMAIN or NODATA
  key_unavailable,  // SERVFAIL, timeout, bogus
  key_not_asked,
  key_syntax,
  key_revoked,
  key_type_mismatch,     // inappropriate key algorithm
  key_hash_mismatch,     // inappropriate hash algorithm: the key's h=
  key_service_mismatch,  // the key's s=
  key_strict_identity,   // t=s and i= in a subdomain
  key_too_short,         // RFC 8301 3.2
  key_out_of_limits,     // modulus or exponent beyond the program's limits
  sha1_refused,          // RFC 8301 3.1
  expired,
  expiration_before_timestamp,
  body_missing,         // header signature verified, no body supplied
  too_many_signatures,  // skipped by limit
  input_repaired,       // does not verify over text that copying damaged: nothing follows from that
  over_limit,           // fields beyond a limit were left out: which ones are signed is not known
};

std::string_view to_string(BodyHash value);
std::string_view to_string(Reason reason);

// The result a reason leads to (RFC 6376 6.1, RFC 8301 3, RFC 8601 2.7.1). A field that cannot be
// processed is neutral, a key that cannot serve is permerror, a check that failed is fail.
Result result_of(Reason reason);

// One signature field with everything that the message alone tells. An ARC-Seal covers no body: its
// members about one stay empty.
struct Examined {
  const message::Field* field = nullptr;
  FieldKind kind = FieldKind::dkim_signature;
  Signature signature;
  Reason syntax = Reason::none;  // first permanent fault of the field itself
  std::vector<Reason> faults;    // all of them, in the order of RFC 6376 6.1.1
  std::string header_digest;     // of the canonical header input, 20 or 32 octets; empty: unknown
                                 // hash or canonicalization
  std::vector<const message::Field*> signed_fields;        // instances used, in h= order
  std::vector<const message::Field*> unsigned_duplicates;  // FieldIndex::Selection
  std::string computed_body_hash;  // empty: no body, or unknown hash or canonicalization
  bool header_cut = false;         // FieldIndex::cut(): no field was selected, nothing was hashed
  BodyHash body_hash = BodyHash::untestable;
  bool body_present = false;
  bool body_length_too_large = false;  // l= beyond the body
  std::uint64_t body_octets = 0;       // canonical octets of the whole body
  std::uint64_t unsigned_octets = 0;   // canonical octets beyond l=
};

struct Verification {
  Result result = Result::untestable;
  Reason reason = Reason::none;
  std::vector<Reason> reasons;  // all that hold, the decisive one first
  HeaderSignature header_signature = HeaderSignature::untestable;
  BodyHash body_hash = BodyHash::untestable;
  Block block = Block::not_applicable;
  BlockDetail block_detail = BlockDetail::none;
  crypto::BlockHash hash_named = crypto::BlockHash::none;  // by the DigestInfo in the block
  std::string recovered_digest;  // the digest found in the opened RSA signature
  std::string key_name;          // <s>._domainkey.<d>, key form; empty: none can be formed
  dns::Response key_response;
  std::vector<KeyRecord> keys;          // every record at the name, sorted; usually one
  std::optional<std::size_t> used_key;  // index into keys
  bool keys_skipped = false;            // more records at the name than are tried
  std::optional<LenientKey> lenient;    // where no record is a key by the RFC: beside the verdict
  std::vector<Neighbour> neighbours;    // where else the key was looked for; likewise
  bool expired_at_judging = false;
  bool timestamp_in_future = false;  // t= after the judging time
  bool testing = false;              // t=y
};

struct BodyInput {
  std::string_view octets;
  bool present = false;  // false: headers only; body hashes are untestable
  // Nothing but white space follows the header section: a match counts, a difference is untestable.
  bool doubtful = false;
};

// All DKIM-Signature fields of a message, top to bottom; at most `limit` are verified, the others
// come with syntax = too_many_signatures. The body is canonicalised once per distinct
// canonicalization and hashed once per distinct (hash, canonicalization) pair.
std::vector<Examined> examine(const message::Message& message, const BodyInput& body,
                              std::size_t limit);

// The steps of examine(), for callers that hash one body for DKIM and ARC together: all but the
// body; then the bodies of all in one pass.
std::vector<Examined> examine_headers(const message::Message& message, const FieldIndex& index,
                                      std::size_t limit);
void examine_bodies(const std::vector<Examined*>& all, const BodyInput& body);

// The steps of examine_headers(), for ARC: tags and faults, then the selected fields and their
// digest. `input` is scratch space, kept between signatures.
Examined examine_field(const message::Field& field, FieldKind kind);
void examine_header(Examined& examined, const FieldIndex& index, std::string& input);

// The digest of octets; empty: unknown hash.
std::string digest_of(std::string_view octets, Hash hash);

// One signature field of the message, as examine() does it for all.
Examined examine_field(const message::Message& message, const message::Field& field,
                       const BodyInput& body);

// `cache` may be null. The key of an ARC field is never required. Precedence of reasons: faults of
// the field, no usable key, the checks of RFC 6376 6.1.3, then what policy refuses although it
// verifies. A body hash that differs decides also when the key was not asked or not available,
// since no key can mend it.
Verification verify(const Examined& examined, dns::Inquiry& inquiry, std::int64_t judged_at,
                    const Limits& limits, KeyCache* cache);

}  // namespace indicia::dkim
