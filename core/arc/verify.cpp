// ARC validation (RFC 8617 5.2); see verify.h.
#include "arc/verify.h"

#include <algorithm>
#include <utility>

#include "crypto/crypto.h"
#include "dkim/canonical.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::arc {

const ExaminedSet* Examined::find(unsigned instance) const {
  for (const ExaminedSet& one : sets) {
    if (one.set.instance == instance) return &one;
  }
  return nullptr;
}

namespace {

// The input of the seals: AAR, AMS and AS of each set in turn, relaxed (RFC 8617 5.1.1).
class SealInput {
 public:
  // The digest for this seal. The set is not yet part of the running hash.
  std::string digest(const ExaminedSet& one) const {
    const dkim::Examined& seal = *one.seal;
    std::string own;
    append(own, one.set.results);
    append(own, one.set.signature);
    dkim::append_canonical_without(own, *seal.field, seal.signature.b_offset,
                                   seal.signature.b_length, dkim::Canonicalization::relaxed);
    // RFC 8617 5.1.2: whoever seals a failed chain covers only what is his own.
    if (one.set.chain_value == ChainValue::fail) {
      return dkim::digest_of(own, seal.signature.hash);
    }
    switch (seal.signature.hash) {
      case dkim::Hash::sha256:
        return continued(sha256_, own);
      case dkim::Hash::sha1:
        return continued(sha1_, own);
      case dkim::Hash::unknown:
        break;
    }
    return {};
  }

  void add(const Set& set) {
    std::string whole;
    append(whole, set.results);
    append(whole, set.signature);
    append(whole, set.seal);
    sha256_.update(whole);
    sha1_.update(whole);
  }

 private:
  static void append(std::string& out, const message::Field* field) {
    if (field == nullptr) return;
    dkim::append_canonical(out, *field, dkim::Canonicalization::relaxed);
    out += "\r\n";
  }

  template <typename Running>
  static std::string continued(Running running, std::string_view own) {
    running.update(own);
    return running.digest();
  }

  crypto::Sha256 sha256_;
  crypto::Sha1 sha1_;
};

// RFC 8617 4.1.2: ARC-Seal fields may not be signed by a message signature.
bool names_seal(const dkim::Signature& signature) {
  return std::any_of(signature.signed_headers.begin(), signature.signed_headers.end(),
                     [](const std::string& name) { return equal_ignoring_case(name, "ARC-Seal"); });
}

void refuse(dkim::Examined& examined, dkim::Reason reason) {
  auto& faults = examined.faults;
  if (std::find(faults.begin(), faults.end(), reason) == faults.end()) {
    faults.insert(faults.begin(), reason);
  }
  examined.syntax = faults.front();
}

void examine_signature(ExaminedSet& one, const dkim::FieldIndex& index, std::string& scratch) {
  const message::Field& field = *one.set.signature;
  dkim::Examined examined = dkim::examine_field(field, dkim::FieldKind::arc_message_signature);
  one.signature_covers_seal = names_seal(examined.signature);
  if (one.signature_covers_seal) refuse(examined, dkim::Reason::signature_syntax);
  if (message::parse_tag_list(field.value).find("c") == nullptr) {
    one.relaxed_signature = examined;
    dkim::Signature& signature = one.relaxed_signature->signature;
    signature.canonicalization = "relaxed/relaxed";
    signature.header_canonicalization = dkim::Canonicalization::relaxed;
    signature.body_canonicalization = dkim::Canonicalization::relaxed;
    dkim::examine_header(*one.relaxed_signature, index, scratch);
  }
  dkim::examine_header(examined, index, scratch);
  one.message_signature = std::move(examined);
}

}  // namespace

Examined examine_headers(const message::Message& message, const dkim::FieldIndex& index,
                         std::size_t limit) {
  Sets collected = collect(message, limit);
  Examined examined{.faults = std::move(collected.faults),
                    .over_limit = collected.over_limit,
                    .header_cut = index.cut()};
  SealInput seal_input;
  std::string scratch;
  for (const Set& set : collected.sets) {
    ExaminedSet& one = examined.sets.emplace_back();
    one.set = set;
    if (set.results != nullptr) {
      one.results = message::parse_arc_authentication_results(set.results->value);
    }
    if (set.signature != nullptr) examine_signature(one, index, scratch);
    if (set.seal != nullptr) {
      one.seal = dkim::examine_field(*set.seal, dkim::FieldKind::arc_seal);
      one.seal->header_cut = index.cut();
      if (!index.cut()) one.seal->header_digest = seal_input.digest(one);
    }
    seal_input.add(set);
  }
  return examined;
}

std::vector<dkim::Examined*> message_signatures(Examined& examined) {
  std::vector<dkim::Examined*> all;
  for (ExaminedSet& one : examined.sets) {
    if (one.message_signature) all.push_back(&*one.message_signature);
    if (one.relaxed_signature) all.push_back(&*one.relaxed_signature);
  }
  return all;
}

Examined examine(const message::Message& message, const dkim::BodyInput& body, std::size_t limit) {
  Examined examined = arc::examine_headers(message, dkim::FieldIndex(message), limit);
  dkim::examine_bodies(message_signatures(examined), body);
  return examined;
}

Result result_of(Reason reason) {
  switch (reason) {
    case Reason::none:
      return Result::pass;
    case Reason::no_sets:
      return Result::none;
    case Reason::key_unavailable:
      return Result::temperror;
    case Reason::key_not_asked:
    case Reason::key_out_of_limits:
    case Reason::body_missing:
    case Reason::over_limit:
      return Result::untestable;
    default:
      return Result::fail;
  }
}

namespace {

// What the verdict on one signature means for the chain; `failure` is the word for a failure.
Reason reason_of(const dkim::Verification& verified, Reason failure) {
  switch (verified.result) {
    case Result::pass:
      return Reason::none;
    case Result::temperror:
      return Reason::key_unavailable;
    case Result::untestable:
      break;
    default:
      return failure;
  }
  switch (verified.reason) {
    case dkim::Reason::body_missing:
      return Reason::body_missing;
    case dkim::Reason::key_out_of_limits:
      return Reason::key_out_of_limits;
    case dkim::Reason::over_limit:
      return Reason::over_limit;
    default:
      return Reason::key_not_asked;
  }
}

class Judge {
 public:
  Judge(const Examined& examined, const std::vector<VerifiedSet>& verified, unsigned newest)
      : examined_(examined), verified_(verified), newest_(newest) {}

  Verdict run() {
    if (examined_.header_cut) {
      add(Reason::over_limit, 0);
      return conclude();
    }
    structure();
    const auto& sets = examined_.sets;
    // With sets left out the newest one that was examined is not the newest of the chain.
    const bool cut = examined_.over_limit && !sets.empty() && newest_ >= sets.back().set.instance;
    for (std::size_t i = sets.size(); i-- > 0;) {
      if (sets[i].set.instance == newest_ && !cut) signature(i);
    }
    for (std::size_t i = sets.size(); i-- > 0;) {
      if (sets[i].set.instance <= newest_) seal(i);
    }
    if (cut) add(Reason::over_limit, 0);
    return conclude();
  }

 private:
  // Faults are sorted, so that repeated ones follow each other.
  void add(Reason reason, unsigned instance) {
    const Cause cause{reason, instance};
    auto& all = out_.causes;
    if (reason != Reason::none && (all.empty() || all.back() != cause)) all.push_back(cause);
  }

  // Steps 1 to 3. A field without an instance belongs to no set and counts whatever the newest is.
  void structure() {
    const ExaminedSet* last = examined_.find(newest_);
    bool failed = last != nullptr && last->set.chain_value == ChainValue::fail;
    for (const Fault& fault : examined_.faults) {
      if (fault.reason > Reason::too_many_sets && failed) {
        add(Reason::sealed_as_failed, newest_);
        failed = false;
      }
      if (fault.instance <= newest_) add(fault.reason, fault.instance);
    }
    if (failed) add(Reason::sealed_as_failed, newest_);
  }

  // Step 4
  void signature(std::size_t i) {
    const ExaminedSet& one = examined_.sets[i];
    if (!one.message_signature) return;
    if (one.signature_covers_seal) add(Reason::signature_covers_seal, newest_);
    add(reason_of(verified_[i].message_signature, Reason::signature_fails), newest_);
  }

  // Step 6
  void seal(std::size_t i) {
    const ExaminedSet& one = examined_.sets[i];
    if (one.seal) add(reason_of(verified_[i].seal, Reason::seal_fails), one.set.instance);
  }

  // A failure outweighs what could not be looked up: no answer would mend it.
  Verdict conclude() {
    const auto rank = [](const Cause& cause) {
      const Result result = result_of(cause.reason);
      return result == Result::fail ? 0 : result == Result::temperror ? 1 : 2;
    };
    if (newest_ == 0 && out_.causes.empty()) add(Reason::no_sets, 0);
    std::stable_sort(out_.causes.begin(), out_.causes.end(),
                     [&](const Cause& a, const Cause& b) { return rank(a) < rank(b); });
    if (!out_.causes.empty()) out_.cause = out_.causes.front();
    out_.result = result_of(out_.cause.reason);
    return std::move(out_);
  }

  const Examined& examined_;
  const std::vector<VerifiedSet>& verified_;
  unsigned newest_;
  Verdict out_;
};

// RFC 8617 5.2 step 5, beginning with the newest.
std::optional<unsigned> oldest_pass(const Examined& examined,
                                    const std::vector<VerifiedSet>& verified) {
  unsigned oldest = 0;
  for (std::size_t i = examined.sets.size(); i-- > 0;) {
    const unsigned instance = examined.sets[i].set.instance;
    if (oldest != 0 && instance + 1 != oldest) return std::nullopt;  // a gap
    switch (result_of(reason_of(verified[i].message_signature, Reason::signature_fails))) {
      case Result::pass:
        oldest = instance;
        break;
      case Result::fail:
        if (oldest == 0) return std::nullopt;
        return oldest;
      default:
        return std::nullopt;
    }
  }
  if (oldest != 1) return std::nullopt;
  return 0;
}

}  // namespace

Verdict judge(const Examined& examined, const std::vector<VerifiedSet>& verified, unsigned newest) {
  return Judge(examined, verified, newest).run();
}

Chain verify(const Examined& examined, dns::Inquiry& inquiry, std::int64_t judged_at,
             const Limits& limits, dkim::KeyCache* cache) {
  Chain chain;
  const auto verify_one = [&](const dkim::Examined& field) {
    return dkim::verify(field, inquiry, judged_at, limits, cache);
  };
  for (const ExaminedSet& one : examined.sets) {
    VerifiedSet& verified = chain.sets.emplace_back();
    if (one.message_signature) {
      verified.signature = &*one.message_signature;
      verified.message_signature = verify_one(*one.message_signature);
    }
    if (one.relaxed_signature && verified.message_signature.result != Result::pass) {
      dkim::Verification relaxed = verify_one(*one.relaxed_signature);
      if (relaxed.header_signature == dkim::HeaderSignature::match) {
        verified.signature = &*one.relaxed_signature;
        verified.message_signature = std::move(relaxed);
      }
    }
    if (one.seal) verified.seal = verify_one(*one.seal);
  }
  const unsigned newest = examined.sets.empty() ? 0 : examined.sets.back().set.instance;
  chain.verdict = judge(examined, chain.sets, newest);
  chain.oldest_pass = oldest_pass(examined, chain.sets);
  return chain;
}

}  // namespace indicia::arc
