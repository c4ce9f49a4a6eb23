// Runs the searches of core/forensics over the signatures that fail; see investigate.h.
#include "report/investigate.h"

#include <algorithm>

#include "forensics/body_search.h"
#include "forensics/header_search.h"
#include "report/attribution.h"

namespace indicia {

namespace {

using dkim::BodyHash;
using dkim::HeaderSignature;

// What a repaired paste no longer says cannot be blamed on anybody on the way.
bool body_searchable(const DkimFact& fact) {
  return !fact.over_repaired && fact.verification.body_hash == BodyHash::differ;
}

bool header_searchable(const DkimFact& fact) {
  return !fact.over_repaired && fact.verification.used_key &&
         (fact.verification.block == dkim::Block::other_digest ||
          fact.verification.header_signature == HeaderSignature::no_match);
}

// Whether the other signature was made no later than this one: it stands below, or above with no
// Received field between them, which is one host signing twice. A list that signs what it has
// changed proves its own form of the fields and nothing about the form before.
bool is_fence(const DkimFact& other, const DkimFact& fact, const message::Message& message) {
  if (other.verification.header_signature != HeaderSignature::match) return false;
  const std::size_t place = fact.examined->field->location.offset;
  const std::size_t other_place = other.examined->field->location.offset;
  if (other_place > place) return true;
  const std::vector<const message::Field*> received = message.named("Received");
  return std::none_of(received.begin(), received.end(), [&](const message::Field* field) {
    return field->location.offset > other_place && field->location.offset < place;
  });
}

// Every field that such a signature proves to be as this one signed it.
std::vector<const message::Field*> proven_fields(const Facts& facts, const DkimFact& fact) {
  std::vector<const message::Field*> proven;
  for (const DkimFact& other : facts.dkim) {
    if (!is_fence(other, fact, facts.evidence->message)) continue;
    const auto& fields = other.examined->signed_fields;
    proven.insert(proven.end(), fields.begin(), fields.end());
  }
  std::sort(proven.begin(), proven.end());
  proven.erase(std::unique(proven.begin(), proven.end()), proven.end());
  return proven;
}

// Nothing but the two hashes stands against the signature.
bool only_changes(const dkim::Verification& verification) {
  return std::all_of(verification.reasons.begin(), verification.reasons.end(),
                     [](dkim::Reason reason) {
                       return reason == dkim::Reason::body_hash_mismatch ||
                              reason == dkim::Reason::signature_mismatch;
                     });
}

bool same_body_question(const dkim::Signature& a, const dkim::Signature& b) {
  return a.hash == b.hash && a.body_canonicalization == b.body_canonicalization &&
         a.body_length == b.body_length && a.body_hash == b.body_hash;
}

class Searches {
 public:
  Searches(const Facts& facts, const Limits& limits, const Budget& budget)
      : facts_(facts), limits_(limits), meter_(budget) {}

  Investigation run() {
    std::vector<std::shared_ptr<forensics::Outcome>> outcomes;
    for (std::size_t i = 0; i < facts_.dkim.size(); ++i) {
      outcomes.push_back(search_half(i, outcomes));
    }
    // An RSA signature tells at one hash each what an Ed25519 signature tells at one verification
    // each, so what was done to the fields of both is known before the latter is tried.
    for (const bool opened : {true, false}) {
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (header_searchable(facts_.dkim[i]) && is_opened(facts_.dkim[i]) == opened) {
          search_header(*outcomes[i], facts_.dkim[i]);
        }
      }
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i]) conclude(*outcomes[i], i);
    }
    Investigation all;
    for (auto& outcome : outcomes) {
      if (outcome) {
        all.hypotheses_tried += outcome->header.tried + outcome->body.tried;
        all.octets_hashed += outcome->header.octets_hashed + outcome->body.octets_hashed;
      }
      all.signatures.push_back(std::move(outcome));
    }
    return all;
  }

 private:
  // The body's half; null: neither half is worth a search.
  std::shared_ptr<forensics::Outcome> search_half(
      std::size_t index, const std::vector<std::shared_ptr<forensics::Outcome>>& earlier) {
    const DkimFact& fact = facts_.dkim[index];
    if (!may_be_searched(fact)) return nullptr;
    auto outcome = std::make_shared<forensics::Outcome>();
    if (body_searchable(fact)) search_body(*outcome, index, earlier);
    return outcome;
  }

  static bool is_opened(const DkimFact& fact) {
    return fact.verification.block == dkim::Block::other_digest;
  }

  // An edit without an undo is the signer's own error.
  static bool is_undone(const forensics::Outcome& outcome, const DkimFact& fact) {
    const auto mended = [](const forensics::Search& search) {
      return search.edit && !search.edit->undo.empty();
    };
    const bool header_holds = fact.verification.header_signature == HeaderSignature::match;
    return (!outcome.body_searched || mended(outcome.body)) &&
           (outcome.header_searched ? mended(outcome.header) : header_holds);
  }

  void conclude(forensics::Outcome& outcome, std::size_t index) {
    const DkimFact& fact = facts_.dkim[index];
    outcome.undone = is_undone(outcome, fact);
    outcome.would_pass = outcome.undone && only_changes(fact.verification);
    attribute(outcome, facts_, index);
  }

  // Signatures over one body with one hash ask one question.
  void search_body(forensics::Outcome& outcome, std::size_t index,
                   const std::vector<std::shared_ptr<forensics::Outcome>>& earlier) {
    const dkim::Examined& examined = *facts_.dkim[index].examined;
    outcome.body_searched = true;
    for (std::size_t i = 0; i < earlier.size(); ++i) {
      if (earlier[i] && earlier[i]->body_searched &&
          same_body_question(facts_.dkim[i].examined->signature, examined.signature)) {
        outcome.body = earlier[i]->body;
        outcome.body.tried = outcome.body.octets_hashed = 0;
        return;
      }
    }
    const MessageEvidence& evidence = *facts_.evidence;
    outcome.body = forensics::search_body(
        {.message = &evidence.message, .parts = &evidence.mime, .examined = &examined}, meter_);
  }

  void search_header(forensics::Outcome& outcome, const DkimFact& fact) {
    const dkim::Verification& verification = fact.verification;
    const bool opened = is_opened(fact);
    const dkim::PublicKey key =
        dkim::make_public_key(verification.keys[*verification.used_key].record, limits_);
    outcome.header_searched = true;
    outcome.header = forensics::search_header(
        {.message = &facts_.evidence->message,
         .examined = fact.examined,
         .digest = opened ? std::string_view(verification.recovered_digest) : std::string_view(),
         .key = opened ? nullptr : &key,
         .pinned = proven_fields(facts_, fact),
         .fields = outcome.body.edit ? outcome.body.edit->fields : std::vector<std::string>(),
         .proven = header_edits_},
        meter_);
    if (outcome.header.edit) header_edits_.push_back(&*outcome.header.edit);
  }

  const Facts& facts_;
  const Limits& limits_;
  forensics::Meter meter_;
  std::vector<const forensics::Edit*> header_edits_;  // live in the outcomes
};

}  // namespace

bool may_be_searched(const DkimFact& fact) {
  return body_searchable(fact) || header_searchable(fact);
}

Investigation search_changes(const Facts& facts, const Limits& limits, const Budget& budget) {
  return Searches(facts, limits, budget).run();
}

void add_investigation(Facts& facts, const Investigation& investigation) {
  const std::size_t count = std::min(facts.dkim.size(), investigation.signatures.size());
  for (std::size_t i = 0; i < count; ++i) facts.dkim[i].forensics = investigation.signatures[i];
}

}  // namespace indicia
