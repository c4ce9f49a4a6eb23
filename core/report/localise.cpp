// The body hashes and verdicts of ARC sets in the order of time; see localise.h.
#include "report/localise.h"

#include <algorithm>
#include <map>

#include "report/recorded_signature.h"
#include "text.h"

namespace indicia {

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::signing:
      return "signing";
    case Stage::arrival:
      return "arrival";
    case Stage::sealing:
      return "sealing";
    case Stage::here:
      break;
  }
  return "here";
}

std::string_view to_string(SignedPart part) {
  return part == SignedPart::body ? "body" : "header";
}

bool Moment::before(const Moment& other) const {
  const auto rank = [](const Moment& moment) {
    return moment.stage == Stage::signing ? 0 : moment.stage == Stage::here ? 2 : 1;
  };
  if (rank(*this) != rank(other)) return rank(*this) < rank(other);
  return instance != other.instance ? instance < other.instance : stage < other.stage;
}

std::string ArcFact::sealer(unsigned instance) const {
  const arc::ExaminedSet* set = examined ? examined->find(instance) : nullptr;
  if (set == nullptr) return {};
  if (set->seal) return clean_utf8(set->seal->signature.domain);
  return set->message_signature ? clean_utf8(set->message_signature->signature.domain)
                                : std::string();
}

namespace {

// What a sealer wrote about one signature when the message reached it.
struct Arrival {
  std::size_t signature = 0;
  unsigned instance = 0;
  bool passed = false;
};

std::vector<Arrival> read_arrivals(const Facts& facts) {
  std::vector<Arrival> arrivals;
  const std::vector<KnownSignature> known = known_signatures(facts);
  for (const arc::ExaminedSet& set : facts.arc.examined->sets) {
    std::vector<bool> taken(known.size(), false);
    for (const message::ResultInfo& info : set.results.results.results) {
      if (info.method != "dkim" || (info.result != "pass" && info.result != "fail")) continue;
      const auto signature = find_signature(facts, known, info, taken);
      if (!signature) continue;
      taken[*signature] = true;
      arrivals.push_back({*signature, set.set.instance, info.result == "pass"});
    }
  }
  return arrivals;
}

// The sealer's own words: its seal or its message signature verifies over them.
bool is_genuine(const arc::VerifiedSet& verified) {
  return verified.seal.result == Result::pass ||
         verified.message_signature.header_signature == dkim::HeaderSignature::match;
}

enum class Bodies { equal, differ, unknown };

// The body that one field hashed against that of another. Where their hashes cannot be compared the
// body as it stands here may tell: a simple hash that fits it means octet for octet the same.
Bodies compare(const dkim::Examined& signature, const dkim::Examined& sealed) {
  const dkim::Signature& a = signature.signature;
  const dkim::Signature& b = sealed.signature;
  if (a.body_length || b.body_length) return Bodies::unknown;
  if (a.body_hash.empty() || b.body_hash.empty()) return Bodies::unknown;
  if (a.hash == b.hash && a.body_canonicalization == b.body_canonicalization &&
      a.body_hash.size() == b.body_hash.size()) {
    return a.body_hash == b.body_hash ? Bodies::equal : Bodies::differ;
  }
  const bool same_as_here = sealed.body_hash == dkim::BodyHash::match &&
                            b.body_canonicalization == dkim::Canonicalization::simple;
  return same_as_here && signature.body_hash == dkim::BodyHash::differ ? Bodies::differ
                                                                       : Bodies::unknown;
}

// Fields are put on top: what stands above a signature was written after it.
bool stands_above(const message::Field& field, const message::Field& signature) {
  return field.location.offset < signature.location.offset;
}

// The message signature covers the field of the other one and all that its h= selects, so the
// header it fits holds the same fields for both. A relaxed one does not see the white space that a
// simple one does.
bool covers(const dkim::Examined& sealed, const dkim::Examined& signature) {
  constexpr std::size_t most_names = 1'000;  // no sealer lists more
  if (sealed.signature.signed_headers.size() > most_names) return false;
  if (sealed.signature.header_canonicalization != dkim::Canonicalization::simple &&
      signature.signature.header_canonicalization != dkim::Canonicalization::relaxed) {
    return false;
  }
  const auto& fields = sealed.signed_fields;
  if (std::find(fields.begin(), fields.end(), signature.field) == fields.end()) return false;
  std::map<std::string, std::size_t> names;
  for (const std::string& name : sealed.signature.signed_headers) ++names[to_lower(name)];
  for (const std::string& name : signature.signature.signed_headers) {
    const auto found = names.find(to_lower(name));
    if (found == names.end() || found->second-- == 0) return false;
  }
  return true;
}

class Localiser {
 public:
  Localiser(const Facts& facts, const std::vector<Arrival>& arrivals, std::size_t signature)
      : facts_(facts),
        arrivals_(arrivals),
        fact_(facts.dkim[signature]),
        examined_(*fact_.examined) {
    change_.signature = signature;
  }

  std::optional<ArcChange> body() {
    if (fact_.verification.body_hash == dkim::BodyHash::match) return std::nullopt;
    change_.part = SignedPart::body;
    compare_bodies();
    const bool header_holds = fact_.verification.header_signature == dkim::HeaderSignature::match;
    read_verdicts(header_holds);
    // Without a body only a seal can show that it was changed.
    const bool seen = fact_.verification.body_hash == dkim::BodyHash::differ ||
                      change_.changed.stage == Stage::sealing;
    return seen ? narrower() : std::nullopt;
  }

  std::optional<ArcChange> header() {
    if (fact_.verification.header_signature != dkim::HeaderSignature::differ) return std::nullopt;
    change_.part = SignedPart::header;
    for (std::size_t i = 0; i < sets().size(); ++i) {
      const dkim::Examined* sealed = chain()[i].signature;
      const dkim::Verification& verified = chain()[i].message_signature;
      if (sealed && verified.header_signature == dkim::HeaderSignature::match &&
          covers(*sealed, examined_)) {
        change_.changed = change_.proven_changed = {Stage::sealing, sets()[i].set.instance};
        break;
      }
    }
    read_verdicts(fact_.verification.body_hash == dkim::BodyHash::match);
    return narrower();
  }

 private:
  const std::vector<arc::ExaminedSet>& sets() const { return facts_.arc.examined->sets; }
  const std::vector<arc::VerifiedSet>& chain() const { return facts_.arc.chain.sets; }

  void compare_bodies() {
    bool known = fact_.verification.header_signature == dkim::HeaderSignature::match;
    for (std::size_t i = 0; i < sets().size(); ++i) {
      const dkim::Examined* sealed = chain()[i].signature;
      if (!sealed || !stands_above(*sealed->field, *examined_.field)) continue;
      const Moment moment{Stage::sealing, sets()[i].set.instance};
      const bool genuine = is_genuine(chain()[i]);
      const Bodies bodies = compare(examined_, *sealed);
      if (bodies == Bodies::equal) {
        change_.intact = moment;
        if (genuine) change_.proven_intact = moment;
        known = known || genuine;  // somebody else hashed the body to the same bh=
      }
      if (bodies == Bodies::differ) {
        change_.changed = moment;
        if (genuine && known) change_.proven_changed = moment;
        return;
      }
    }
  }

  // A failure that a sealer wrote down speaks of this part only if the other one holds.
  void read_verdicts(bool other_part_holds) {
    for (const Arrival& arrival : arrivals_) {
      const Moment moment{Stage::arrival, arrival.instance};
      if (arrival.signature != change_.signature || !moment.before(change_.changed)) continue;
      if (arrival.passed && change_.intact.before(moment)) change_.intact = moment;
      if (!arrival.passed && other_part_holds && change_.intact.before(moment)) {
        change_.changed = moment;
      }
    }
  }

  std::optional<ArcChange> narrower() const {
    if (change_.intact.stage == Stage::signing && change_.changed.stage == Stage::here) {
      return std::nullopt;
    }
    return change_;
  }

  const Facts& facts_;
  const std::vector<Arrival>& arrivals_;
  const DkimFact& fact_;
  const dkim::Examined& examined_;
  ArcChange change_;
};

std::optional<unsigned> body_unchanged_since(const ArcFact& arc) {
  std::optional<unsigned> since;
  for (std::size_t i = arc.chain.sets.size(); i-- > 0;) {
    const dkim::Examined* sealed = arc.chain.sets[i].signature;
    if (!sealed || sealed->unsigned_octets > 0) continue;
    if (sealed->body_hash == dkim::BodyHash::differ) break;
    if (sealed->body_hash == dkim::BodyHash::match) since = arc.examined->sets[i].set.instance;
  }
  return since;
}

}  // namespace

void localise_changes(Facts& facts) {
  ArcFact& arc = facts.arc;
  for (const arc::ExaminedSet& one : arc.examined->sets) {
    arc.hops.push_back(facts.evidence->path.hop_beneath(one.set.field()->location.offset));
  }
  if (arc.examined->sets.empty()) return;
  arc.body_unchanged_since = body_unchanged_since(arc);
  const std::vector<Arrival> arrivals = read_arrivals(facts);
  for (std::size_t i = 0; i < facts.dkim.size(); ++i) {
    if (facts.dkim[i].examined->syntax == dkim::Reason::too_many_signatures) break;
    const auto body = Localiser(facts, arrivals, i).body();
    if (body) arc.changes.push_back(*body);
    const auto header = Localiser(facts, arrivals, i).header();
    if (header) arc.changes.push_back(*header);
  }
}

}  // namespace indicia
