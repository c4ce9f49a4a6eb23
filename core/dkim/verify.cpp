// The half of DKIM verification that needs the key, and the verdict (RFC 6376 6.1.2, 6.1.3,
// RFC 8301 3); see verify.h.
#include "dkim/verify.h"

#include <algorithm>
#include <utility>

namespace indicia::dkim {

namespace {

// A name that publishes more keys than this is an attempt to make verifiers work (RFC 6376 8.4).
constexpr std::size_t most_keys = 10;
constexpr unsigned least_rsa_bits = 1024;  // RFC 8301 3.2

// What one key record makes of the signature.
struct Attempt {
  Opened opened;
  std::vector<Reason> unusable;  // RFC 6376 6.1.2: why the key may not be used
  std::vector<Reason> failed;    // RFC 6376 6.1.3: checks that failed
  std::vector<Reason> refused;   // verified octets that policy refuses

  bool fits() const { return opened.header_signature == HeaderSignature::match; }
  bool passes() const { return unusable.empty() && failed.empty() && refused.empty(); }
};

void judge_key(Attempt& attempt, const PublicKey& key, const Signature& signature) {
  const KeyRecord& record = key.record;
  switch (record.status) {
    case KeyStatus::usable:
      break;
    case KeyStatus::revoked:
      attempt.unusable.push_back(Reason::key_revoked);
      return;
    case KeyStatus::unknown_type:
      attempt.unusable.push_back(Reason::key_type_mismatch);
      return;
    case KeyStatus::syntax:
    case KeyStatus::malformed:
    case KeyStatus::absent:
      attempt.unusable.push_back(Reason::key_syntax);
      break;
  }
  if (record.type != signature.key_type && signature.key_type != KeyType::unknown) {
    attempt.unusable.push_back(Reason::key_type_mismatch);
  }
  if (!record.admits(signature.hash) && signature.hash != Hash::unknown) {
    attempt.unusable.push_back(Reason::key_hash_mismatch);
  }
  if (!record.for_email()) attempt.unusable.push_back(Reason::key_service_mismatch);
  if (record.strict_identity() && signature.identity_domain_ascii != signature.domain_ascii) {
    attempt.unusable.push_back(Reason::key_strict_identity);
  }
}

Attempt attempt_with(const PublicKey& key, const Examined& examined) {
  Attempt attempt;
  const Signature& signature = examined.signature;
  judge_key(attempt, key, signature);
  attempt.opened = open_signature(key, signature, examined.header_digest);
  switch (attempt.opened.header_signature) {
    case HeaderSignature::differ:
    case HeaderSignature::no_match:
      attempt.failed.push_back(Reason::signature_mismatch);
      break;
    case HeaderSignature::key_mismatch:
      attempt.failed.push_back(Reason::key_mismatch);
      break;
    case HeaderSignature::malformed:
      // A faulty field or key has given its reason; an Ed25519 signature of another size than 64
      // octets is left, which cannot verify.
      if (attempt.unusable.empty() && examined.faults.empty()) {
        attempt.failed.push_back(Reason::signature_mismatch);
      }
      break;
    case HeaderSignature::match:
    case HeaderSignature::untestable:
      break;
  }
  if (signature.hash == Hash::sha1) attempt.refused.push_back(Reason::sha1_refused);
  const bool weak =
      key.record.type == KeyType::rsa && key.record.bits != 0 && key.record.bits < least_rsa_bits;
  if (weak) attempt.refused.push_back(Reason::key_too_short);
  if (key.too_long || (key.too_short && !weak)) {
    attempt.refused.push_back(Reason::key_out_of_limits);
  }
  return attempt;
}

// RFC 6376 6.1.2 leaves the choice among several records open: the first that verifies without
// objection, else the first that fits the octets, else the first that may be used, else the first.
std::size_t choose(const std::vector<Attempt>& attempts) {
  const auto first = [&](auto&& property) {
    const auto found = std::find_if(attempts.begin(), attempts.end(), property);
    return static_cast<std::size_t>(found - attempts.begin());
  };
  std::size_t chosen = first([](const Attempt& a) { return a.fits() && a.passes(); });
  if (chosen == attempts.size()) chosen = first([](const Attempt& a) { return a.fits(); });
  if (chosen == attempts.size())
    chosen = first([](const Attempt& a) { return a.unusable.empty(); });
  return chosen == attempts.size() ? 0 : chosen;
}

Attempt try_keys(Verification& out, const Examined& examined, const Limits& limits,
                 KeyCache* cache) {
  std::vector<Attempt> attempts;
  for (const dns::Record& record : out.key_response.records) {
    if (attempts.size() == most_keys) {
      out.keys_skipped = true;
      break;
    }
    const std::string text = record.text();
    if (cache != nullptr) {
      const PublicKey& key = cache->find(text, limits);
      out.keys.push_back(key.record);
      attempts.push_back(attempt_with(key, examined));
    } else {
      const PublicKey key = make_public_key(text, limits);
      out.keys.push_back(key.record);
      attempts.push_back(attempt_with(key, examined));
    }
  }
  if (attempts.empty()) {
    Attempt none;
    none.unusable.push_back(Reason::no_key);
    return none;
  }
  out.used_key = choose(attempts);
  out.testing = out.keys[*out.used_key].testing();
  return std::move(attempts[*out.used_key]);
}

// Whether a record is a key by the RFC, usable for this signature or not.
bool any_usable(const std::vector<KeyRecord>& keys) {
  return std::any_of(keys.begin(), keys.end(), [](const KeyRecord& key) {
    return key.status == KeyStatus::usable || key.status == KeyStatus::revoked;
  });
}

// What stands beside the verdict where no record is a key, or the key is one with its strings in
// the wrong order.
void read_leniently(Verification& out, const Examined& examined, const Limits& limits) {
  const std::vector<dns::Record>& records = out.key_response.records;
  if (!any_usable(out.keys)) {
    out.lenient = open_leniently(records, examined.signature, examined.header_digest, limits);
  } else if (out.block == Block::no_padding && out.used_key) {
    out.lenient =
        open_reordered(records[*out.used_key], examined.signature, examined.header_digest, limits);
  }
}

void ask_key(Verification& out, const Examined& examined, dns::Inquiry& inquiry) {
  const Signature& signature = examined.signature;
  if (signature.selector_ascii.empty() || signature.domain_ascii.empty()) return;
  // No verdict but ARC's own rests on a key of ARC: RFC 9989 knows SPF and DKIM alone.
  const bool dkim = examined.kind == FieldKind::dkim_signature;
  out.key_response = inquiry.ask(signature.selector_ascii + "._domainkey." + signature.domain_ascii,
                                 dns::RecordType::txt,
                                 {.purpose = dkim ? dns::Purpose::dkim_key : dns::Purpose::arc_key,
                                  .required = dkim && examined.faults.empty()});
  out.key_response.sort_texts();
  out.key_name = out.key_response.name;
}

void append(std::vector<Reason>& to, const std::vector<Reason>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// RFC 6376 6.1.3 for the body.
void judge_body(std::vector<Reason>& reasons, const Examined& examined) {
  if (examined.body_length_too_large) reasons.push_back(Reason::body_length_too_large);
  if (examined.body_hash == BodyHash::differ) reasons.push_back(Reason::body_hash_mismatch);
}

void judge_times(Verification& out, const Signature& signature, std::int64_t judged_at) {
  const std::uint64_t now = judged_at < 0 ? 0 : static_cast<std::uint64_t>(judged_at);
  out.expired_at_judging = signature.expiration && now > *signature.expiration;
  out.timestamp_in_future = signature.timestamp && *signature.timestamp > now;
}

// Every reason that holds, the decisive one first.
std::vector<Reason> reasons_of(const Verification& out, const Examined& examined,
                               const Attempt& attempt) {
  std::vector<Reason> reasons = examined.faults;
  std::vector<Reason> body;
  judge_body(body, examined);
  const dns::Response& response = out.key_response;
  if (out.key_name.empty() || response.is_void()) {
    if (!out.key_name.empty()) reasons.push_back(Reason::no_key);
    append(reasons, body);
  } else if (!response.ok()) {
    append(reasons, body);
    reasons.push_back(response.asked() ? Reason::key_unavailable : Reason::key_not_asked);
  } else {
    append(reasons, attempt.unusable);
    append(reasons, body);
    append(reasons, attempt.failed);
    append(reasons, attempt.refused);
  }
  if (out.expired_at_judging) reasons.push_back(Reason::expired);
  // Only a header signature that holds leaves the body as the last open question.
  if (examined.kind != FieldKind::arc_seal && examined.body_hash == BodyHash::untestable &&
      out.header_signature == HeaderSignature::match && examined.faults.empty()) {
    reasons.push_back(Reason::body_missing);
  }
  return reasons;
}

// What the field itself and the body show stands whatever else is in the header. No key is asked
// for a signature that cannot be verified.
void judge_cut(Verification& out, const Examined& examined) {
  out.reasons = examined.faults;
  judge_body(out.reasons, examined);
  out.reasons.push_back(Reason::over_limit);
  out.reason = out.reasons.front();
  out.result = result_of(out.reason);
}

}  // namespace

Result result_of(Reason reason) {
  switch (reason) {
    case Reason::none:
      return Result::pass;
    case Reason::signature_syntax:
    case Reason::incompatible_version:
    case Reason::missing_required_tag:
    case Reason::unsupported_algorithm:
    case Reason::unsupported_canonicalization:
    case Reason::unsupported_query_method:
    case Reason::expiration_before_timestamp:
      return Result::neutral;
    case Reason::domain_mismatch:
    case Reason::from_not_signed:
    case Reason::no_key:
    case Reason::key_syntax:
    case Reason::key_revoked:
    case Reason::key_type_mismatch:
    case Reason::key_hash_mismatch:
    case Reason::key_service_mismatch:
    case Reason::key_strict_identity:
      return Result::permerror;
    case Reason::key_unavailable:
      return Result::temperror;
    case Reason::body_length_too_large:
    case Reason::body_hash_mismatch:
    case Reason::signature_mismatch:
    case Reason::key_mismatch:
    case Reason::key_too_short:
    case Reason::sha1_refused:
    case Reason::expired:
      return Result::fail;
    case Reason::key_not_asked:
    case Reason::key_out_of_limits:
    case Reason::body_missing:
    case Reason::too_many_signatures:
    case Reason::input_repaired:
    case Reason::over_limit:
      return Result::untestable;
  }
  return Result::untestable;
}

Verification verify(const Examined& examined, dns::Inquiry& inquiry, std::int64_t judged_at,
                    const Limits& limits, KeyCache* cache) {
  Verification out;
  if (examined.syntax == Reason::too_many_signatures) {
    out.reason = Reason::too_many_signatures;
    out.reasons = {out.reason};
    return out;
  }
  out.body_hash = examined.body_hash;
  judge_times(out, examined.signature, judged_at);
  if (examined.header_cut) {
    judge_cut(out, examined);
    return out;
  }
  ask_key(out, examined, inquiry);
  Attempt attempt;
  if (out.key_response.ok()) {
    attempt = try_keys(out, examined, limits, cache);
    out.header_signature = attempt.opened.header_signature;
    out.block = attempt.opened.block;
    out.block_detail = attempt.opened.detail;
    out.hash_named = attempt.opened.hash_named;
    read_leniently(out, examined, limits);
    out.recovered_digest = attempt.opened.digest;
  }
  out.reasons = reasons_of(out, examined, attempt);
  out.reason = out.reasons.empty() ? Reason::none : out.reasons.front();
  // A pass is said of octets that verified, and of nothing else.
  const bool covers_body = examined.kind != FieldKind::arc_seal;
  const bool verified = out.header_signature == HeaderSignature::match &&
                        (!covers_body || out.body_hash == BodyHash::match);
  out.result = out.reasons.empty() && !verified ? Result::untestable : result_of(out.reason);
  return out;
}

std::string_view to_string(BodyHash value) {
  switch (value) {
    case BodyHash::match:
      return "match";
    case BodyHash::differ:
      return "differ";
    case BodyHash::untestable:
      break;
  }
  return "untestable";
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "none";
    case Reason::signature_syntax:
      return "signature_syntax";
    case Reason::incompatible_version:
      return "incompatible_version";
    case Reason::missing_required_tag:
      return "missing_required_tag";
    case Reason::unsupported_algorithm:
      return "unsupported_algorithm";
    case Reason::unsupported_canonicalization:
      return "unsupported_canonicalization";
    case Reason::unsupported_query_method:
      return "unsupported_query_method";
    case Reason::domain_mismatch:
      return "domain_mismatch";
    case Reason::from_not_signed:
      return "from_not_signed";
    case Reason::body_length_too_large:
      return "body_length_too_large";
    case Reason::body_hash_mismatch:
      return "body_hash_mismatch";
    case Reason::signature_mismatch:
      return "signature_mismatch";
    case Reason::key_mismatch:
      return "key_mismatch";
    case Reason::no_key:
      return "no_key";
    case Reason::key_unavailable:
      return "key_unavailable";
    case Reason::key_not_asked:
      return "key_not_asked";
    case Reason::key_syntax:
      return "key_syntax";
    case Reason::key_revoked:
      return "key_revoked";
    case Reason::key_type_mismatch:
      return "key_type_mismatch";
    case Reason::key_hash_mismatch:
      return "key_hash_mismatch";
    case Reason::key_service_mismatch:
      return "key_service_mismatch";
    case Reason::key_strict_identity:
      return "key_strict_identity";
    case Reason::key_too_short:
      return "key_too_short";
    case Reason::key_out_of_limits:
      return "key_out_of_limits";
    case Reason::sha1_refused:
      return "sha1_refused";
    case Reason::expired:
      return "expired";
    case Reason::expiration_before_timestamp:
      return "expiration_before_timestamp";
    case Reason::body_missing:
      return "body_missing";
    case Reason::too_many_signatures:
      return "too_many_signatures";
    case Reason::input_repaired:
      return "input_repaired";
    case Reason::over_limit:
      return "over_limit";
  }
  return "none";
}

}  // namespace indicia::dkim
