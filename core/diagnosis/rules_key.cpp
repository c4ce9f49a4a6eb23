// What stands at the name of a signature's key, or near it, and who can mend it (RFC 6376 3.6,
// dkim-forensics 2 and 6). Of the rules that tell why there is no usable key, one holds.
#include <algorithm>
#include <array>
#include <type_traits>

#include "diagnosis/dkim_match.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using dkim::Block;
using dkim::BlockDetail;
using dkim::NeighbourKind;
using dkim::Reason;

using Matches = std::vector<Match>;

template <auto value>
constexpr bool is_given = !std::is_null_pointer_v<decltype(value)>;

// severity is a DkimWeight and add a void(Match&, const DkimFact&), where they are given.
template <DkimCondition condition, auto severity = nullptr, auto add = nullptr>
Matches each(const Facts& facts) {
  Matches matches;
  for (const DkimFact& fact : facts.dkim) {
    if (!condition(facts, fact)) continue;
    Match match = match_of(facts, fact);
    if constexpr (is_given<severity>) match.severity = severity(facts, fact);
    if constexpr (is_given<add>) add(match, fact);
    matches.push_back(std::move(match));
  }
  return matches;
}

void set_param(Match& match, std::string_view name, std::string value) {
  const auto known = std::find_if(match.params.begin(), match.params.end(),
                                  [&](const auto& param) { return param.first == name; });
  if (known == match.params.end()) {
    match.params.emplace_back(name, std::move(value));
  } else {
    known->second = std::move(value);
  }
}

// --- A record that is no key by the RFC ---

const dkim::LenientKey* lenient(const DkimFact& f) {
  return f.verification.lenient ? &*f.verification.lenient : nullptr;
}

bool private_key(const Facts&, const DkimFact& f) {
  return lenient(f) != nullptr && lenient(f)->reading.private_key;
}
bool split_records(const Facts& facts, const DkimFact& f) {
  return readable_leniently(f) && !private_key(facts, f) &&
         lenient(f)->reading.has("key-split-records");
}
bool written_wrongly(const Facts& facts, const DkimFact& f) {
  return readable_leniently(f) && !private_key(facts, f) && !split_records(facts, f);
}
bool truncated(const Facts& facts, const DkimFact& f) {
  return is(f, Reason::key_syntax) && lenient(f) != nullptr && !readable_leniently(f) &&
         !private_key(facts, f) && lenient(f)->reading.length.truncated();
}
bool other_record(const Facts& facts, const DkimFact& f) {
  const auto& keys = f.verification.keys;
  return is(f, Reason::key_syntax) && !readable_leniently(f) && !private_key(facts, f) &&
         !truncated(facts, f) &&
         std::all_of(keys.begin(), keys.end(),
                     [](const dkim::KeyRecord& key) { return key.of_other_kind(); });
}
bool malformed(const Facts& facts, const DkimFact& f) {
  return is(f, Reason::key_syntax) && !readable_leniently(f) && !private_key(facts, f) &&
         !truncated(facts, f) && !other_record(facts, f);
}
bool bare_pkcs1(const Facts&, const DkimFact& f) {
  return f.verification.used_key && key_of(f)->has_defect("key-bare-pkcs1");
}
bool granularity(const Facts&, const DkimFact& f) {
  return f.verification.used_key && key_of(f)->has_defect("key-granularity");
}

// What the signature says of the key that would be read.
std::string_view proof_phrase(const dkim::LenientKey& key) {
  if (key.proven()) return "phrase-key-proven";
  if (key.opened.header_signature == dkim::HeaderSignature::key_mismatch ||
      key.opened.header_signature == dkim::HeaderSignature::no_match) {
    return "phrase-key-not-proven";
  }
  return "phrase-key-open";
}

// Faults that some receivers read over, for all that is known; what the others need is guessing.
bool is_forgivable(const dkim::KeyReading& reading) {
  constexpr std::array<std::string_view, 12> forgivable = {
      "key-quotes",
      "key-escapes",
      "key-parentheses",
      "key-tag-case",
      "key-extra-semicolons",
      "key-version",
      "key-repeated-tags",
      "key-missing-semicolons",
      "key-pkcs1",
      "key-spki-ed25519",
      "key-trailing-octets",
      "key-stray-characters",
  };
  return std::all_of(reading.faults.begin(), reading.faults.end(), [&](std::string_view fault) {
    return std::find(forgivable.begin(), forgivable.end(), fault) != forgivable.end();
  });
}

void add_reading(Match& match, const DkimFact& f) {
  const dkim::LenientKey& key = *lenient(f);
  match.confidence = key.proven()                       ? Confidence::proven
                     : key.reading.alternatives.empty() ? Confidence::certain
                                                        : Confidence::likely;
  set_param(match, "bits", std::to_string(key.key.bits));
  set_param(match, "record", key.reading.record);
  std::string idents;
  for (const std::string_view fault : key.reading.faults) {
    idents += (idents.empty() ? "" : " ") + std::string(fault);
    match.phrases.push_back({"faults", "fault-" + std::string(fault), {}});
  }
  set_param(match, "reason", idents);
  if (key.reading.private_key) {
    match.phrases.push_back({"proof", key.proven() ? "phrase-key-private-in-use" : "", {}});
  } else {
    match.phrases.push_back({"proof", std::string(proof_phrase(key)), {}});
  }
  match.phrases.push_back(
      {"change", is_forgivable(key.reading) ? "phrase-key-some-read" : "phrase-key-none-read", {}});
}

std::string_view length_phrase(const dkim::KeyLength& length) {
  if (length.has_exponent) return "phrase-key-middle-missing";
  return length.at_string_limit ? "phrase-key-cut-at-255" : "phrase-key-end-missing";
}

void add_length(Match& match, const DkimFact& f) {
  const dkim::KeyLength& length = lenient(f)->reading.length;
  set_param(match, "found", std::to_string(length.characters));
  set_param(match, "expected", std::to_string(length.expected_characters));
  set_param(match, "octets", std::to_string(length.octets));
  set_param(match, "limit", std::to_string(length.expected_octets));
  match.phrases.push_back({"proof", std::string(length_phrase(length)), {}});
}

// What can be said of a key that nobody can read.
void add_remains(Match& match, const DkimFact& f) {
  std::string_view ident;
  const dkim::KeyRecord* record = key_of(f);
  if (record != nullptr && record->has_defect("key-no-public-key")) ident = "phrase-key-no-p";
  if (const dkim::LenientKey* key = lenient(f)) {
    const dkim::KeyReading& reading = key->reading;
    if (reading.has("key-abbreviated")) {
      ident = "phrase-key-abbreviated";
    } else if (reading.has("key-ssh")) {
      ident = "phrase-key-ssh-cut";
    } else if (reading.length.has_exponent && reading.length.expected_octets == 0) {
      ident = "phrase-key-start-damaged";
    }
  }
  match.phrases.push_back({"proof", std::string(ident), {}});
}

void add_wildcard(Match& match, const DkimFact& f) {
  for (const dkim::Neighbour& probe : f.verification.neighbours) {
    if (!probe.same_text) continue;
    match.phrases.push_back({"proof", "phrase-key-wildcard", {{"host", probe.name}}});
    return;
  }
  match.phrases.push_back({"proof", "phrase-key-other-kind", {}});
}

// --- No record ---

bool missing(const Facts& facts, const DkimFact& f) {
  return is(f, Reason::no_key) && !recorded_pass(facts, f);
}
const dkim::Neighbour* proven_neighbour(const DkimFact& f) {
  for (const dkim::Neighbour& one : f.verification.neighbours) {
    if (one.proven()) return &one;
  }
  return nullptr;
}
template <NeighbourKind... kinds>
bool stands_at(const Facts& facts, const DkimFact& f) {
  const dkim::Neighbour* found = proven_neighbour(f);
  return missing(facts, f) && found != nullptr && ((found->kind == kinds) || ...);
}
bool dangling(const Facts& facts, const DkimFact& f) {
  return missing(facts, f) && proven_neighbour(f) == nullptr &&
         !f.verification.key_response.aliases.empty();
}
bool gone(const Facts& facts, const DkimFact& f) {
  return missing(facts, f) && proven_neighbour(f) == nullptr && !dangling(facts, f) && f.long_ago();
}
bool never_there(const Facts& facts, const DkimFact& f) {
  return missing(facts, f) && proven_neighbour(f) == nullptr && !dangling(facts, f) &&
         !f.long_ago();
}

void add_neighbour(Match& match, const DkimFact& f) {
  const dkim::Neighbour& found = *proven_neighbour(f);
  set_param(match, "host", found.name);
  const bool selector = found.kind == NeighbourKind::other_selector;
  set_param(match, "term",
            selector ? found.selector : f.examined->signature.selector_ascii + "._domainkey");
}

void add_chain(Match& match, const DkimFact& f) {
  std::string chain = f.verification.key_name;
  for (const std::string& alias : f.verification.key_response.aliases) chain += " -> " + alias;
  set_param(match, "record", chain);
  set_param(match, "host", f.verification.key_response.aliases.back());
}

// What the names near the key's show where none holds the right key.
void add_surroundings(Match& match, const DkimFact& f) {
  std::string names;
  for (const dkim::Neighbour& one : f.verification.neighbours) {
    if (one.holds_key) names += (names.empty() ? "" : ", ") + one.name;
    if (one.kind == NeighbourKind::no_selector && one.response.status == dns::Status::nxdomain) {
      match.phrases.push_back({"proof", "phrase-key-no-domainkey", {{"host", one.name}}});
    }
  }
  if (!names.empty()) match.phrases.push_back({"proof", "phrase-key-others", {{"host", names}}});
  constexpr std::int64_t week = 7 * 86'400;
  if (f.key_asked_after && *f.key_asked_after >= 0 && *f.key_asked_after <= week) {
    match.phrases.push_back(
        {"proof", "phrase-key-recent", {{"delay", duration_text(*f.key_asked_after)}}});
  }
  if (match.phrases.back().name != "proof") match.phrases.push_back({"proof", "", {}});
}

// --- A key of another signature ---

bool mismatch(const Facts& facts, const DkimFact& f) {
  return f.verification.header_signature == dkim::HeaderSignature::key_mismatch &&
         !recorded_pass(facts, f);
}
bool other_scheme(const Facts&, const DkimFact& f) {
  const BlockDetail detail = f.verification.block_detail;
  return f.verification.block == Block::no_digest_info || detail == BlockDetail::pss ||
         detail == BlockDetail::pss_other;
}
bool other_hash(const Facts&, const DkimFact& f) {
  return f.verification.block == Block::other_algorithm;
}

// The sizes that RSA keys have; another length of b= is no whole signature.
bool is_key_size(std::size_t octets) {
  constexpr std::size_t least = 64;
  constexpr std::size_t most = 1'024;
  return octets >= least && octets <= most && octets % 32 == 0;
}
bool size_differs(const Facts& facts, const DkimFact& f) {
  return mismatch(facts, f) && f.verification.block == Block::wrong_size &&
         is_key_size(f.examined->signature.signature.size());
}
bool cut_off(const Facts&, const DkimFact& f) {
  return f.verification.block == Block::wrong_size &&
         !is_key_size(f.examined->signature.signature.size());
}
bool unpadded(const Facts& facts, const DkimFact& f) {
  return mismatch(facts, f) && f.verification.block == Block::no_padding &&
         !other_scheme(facts, f) && !readable_leniently(f);
}
bool damaged(const Facts& facts, const DkimFact& f) {
  return unpadded(facts, f) && key_of(f)->has_defect("key-small-factor");
}
bool other_key(const Facts& facts, const DkimFact& f) {
  return unpadded(facts, f) && !damaged(facts, f);
}

void add_sizes(Match& match, const DkimFact& f) {
  const std::size_t octets = f.examined->signature.signature.size();
  set_param(match, "octets", std::to_string(octets));
  set_param(match, "expected", std::to_string((key_of(f)->bits + 7) / 8));
  set_param(match, "found", std::to_string(octets * 8));
}

void add_scheme(Match& match, const DkimFact& f) {
  const BlockDetail detail = f.verification.block_detail;
  const bool this_header = detail == BlockDetail::pss || detail == BlockDetail::raw_digest;
  const bool pss = detail == BlockDetail::pss || detail == BlockDetail::pss_other;
  set_param(match, "term", pss ? "EMSA-PSS" : "PKCS #1 v1.5");
  match.confidence = this_header ? Confidence::proven : Confidence::certain;
  match.phrases.push_back({"change", pss ? "phrase-scheme-pss" : "phrase-scheme-bare", {}});
  match.phrases.push_back(
      {"proof", this_header ? "phrase-scheme-this-header" : "phrase-scheme-other-header", {}});
}

void add_hash(Match& match, const DkimFact& f) {
  set_param(match, "found", std::string(dkim::to_string(f.verification.hash_named)));
}

constexpr auto at_doubled = stands_at<NeighbourKind::doubled_domain>;
constexpr auto at_alias = stands_at<NeighbourKind::alias_target>;
constexpr auto at_selector = stands_at<NeighbourKind::other_selector>;
constexpr auto at_other_name = stands_at<NeighbourKind::parent_domain, NeighbourKind::no_domainkey,
                                         NeighbourKind::no_selector>;

constexpr Rule rules[] = {
    {"dkim-key-private", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 6376 8.3", each<private_key, nullptr, add_reading>},
    {"dkim-key-split-records", Severity::fail, Confidence::certain, Who::dns, "RFC 6376 3.6.2.2",
     each<split_records, signature_weight, add_reading>},
    {"dkim-key-written-wrongly", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 6376 3.2", each<written_wrongly, signature_weight, add_reading>},
    {"dkim-key-truncated", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 1035 3.3", each<truncated, signature_weight, add_length>},
    {"dkim-key-other-record", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 4592 3.3", each<other_record, signature_weight, add_wildcard>},
    {"dkim-key-malformed", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 6376 6.1.2", each<malformed, signature_weight, add_remains>},
    {"dkim-key-name-doubled", Severity::fail, Confidence::proven, Who::dns,
     "RFC 6376 3.6.2.1; RFC 1035 5.1", each<at_doubled, signature_weight, add_neighbour>},
    {"dkim-key-alias-doubled", Severity::fail, Confidence::proven, Who::dns,
     "RFC 6376 3.6.2; RFC 1035 5.1", each<at_alias, signature_weight, add_neighbour>},
    {"dkim-key-other-selector", Severity::fail, Confidence::proven, Who::dns, "RFC 6376 3.1",
     each<at_selector, signature_weight, add_neighbour>},
    {"dkim-key-other-name", Severity::fail, Confidence::proven, Who::dns, "RFC 6376 3.6.2.1",
     each<at_other_name, signature_weight, add_neighbour>},
    {"dkim-key-dangling-alias", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.2; RFC 1034 3.6.2", each<dangling, signature_weight, add_chain>},
    {"dkim-key-missing", Severity::fail, Confidence::certain, Who::dns, "RFC 6376 6.1.2",
     each<never_there, signature_weight, add_surroundings>},
    {"dkim-key-gone", Severity::warn, Confidence::undecidable, Who::nobody, "RFC 6376 3.1",
     each<gone>},
    {"dkim-key-size-differs", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 6.1.2; RFC 8017 8.2.2", each<size_differs, signature_weight, add_sizes>},
    {"dkim-signature-cut", Severity::fail, Confidence::certain, Who::forwarder,
     "RFC 6376 3.5; RFC 8017 8.2.2", each<cut_off, signature_weight, add_sizes>},
    {"dkim-key-damaged", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 8017 3.1", each<damaged, signature_weight>},
    {"dkim-key-mismatch", Severity::fail, Confidence::certain, Who::dns,
     "RFC 6376 6.1.2; RFC 8017 8.2.2", each<other_key, signature_weight>},
    {"dkim-signature-scheme", Severity::fail, Confidence::certain, Who::platform,
     "RFC 6376 3.3; RFC 8017 9.2", each<other_scheme, signature_weight, add_scheme>},
    {"dkim-signature-other-hash", Severity::fail, Confidence::certain, Who::platform,
     "RFC 6376 3.3; RFC 8017 9.2", each<other_hash, signature_weight, add_hash>},
    {"dkim-key-pkcs1", Severity::warn, Confidence::certain, Who::dns,
     "RFC 6376 3.6.1; RFC 8017 A.1.1", each<bare_pkcs1>},
    {"dkim-key-granularity", Severity::info, Confidence::certain, Who::dns, "RFC 6376 C.2",
     each<granularity>},
};

}  // namespace

std::span<const Rule> key_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
