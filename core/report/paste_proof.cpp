// Readings of joined lines, tried against the signature; see paste_proof.h.
#include "report/paste_proof.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace indicia {

namespace {

using dkim::HeaderSignature;
using message::Field;
using message::Joint;

std::size_t position(const MessageEvidence& evidence, const Field& field) {
  return static_cast<std::size_t>(field.raw.data() - evidence.input->data());
}

bool is_verbatim(const MessageEvidence& evidence, const Field& field) {
  return evidence.paste->offsets.is_verbatim(position(evidence, field), field.raw.size());
}

// Joints in the field, as a range of Paste::joints.
std::pair<std::size_t, std::size_t> joints_of(const MessageEvidence& evidence, const Field& field) {
  const std::vector<Joint>& joints = evidence.paste->joints;
  const auto before = [](const Joint& joint, std::size_t offset) { return joint.offset < offset; };
  const std::size_t start = position(evidence, field);
  const auto first = std::lower_bound(joints.begin(), joints.end(), start, before);
  const auto last = std::lower_bound(first, joints.end(), start + field.raw.size(), before);
  return {static_cast<std::size_t>(first - joints.begin()),
          static_cast<std::size_t>(last - joints.begin())};
}

// White space of folding: before a tag, and inside one.
struct Fold {
  std::string_view before_tag;
  std::string_view inside;
};

// As signers in use write their own field (opendkim, dkimpy, Gmail); as authors write the others.
constexpr std::array<Fold, 6> signature_folds = {
    {{" ", " "}, {"\t", "\t "}, {"\t", "\t"}, {"        ", "        "}, {"  ", "  "}, {" ", "  "}}};
constexpr std::array<std::string_view, 5> folds = {" ", "\t", "        ", "  ", "    "};

// One field with joints, and what one reading makes of it.
struct Variable {
  std::size_t index = 0;  // in Message::fields
  std::size_t first = 0;  // joints
  std::size_t last = 0;
  std::string raw;
};

class Readings {
 public:
  Readings(const DkimFact& fact, const MessageEvidence& evidence, forensics::Meter& trials,
           const Verify& verify)
      : fact_(fact), evidence_(evidence), trials_(trials), verify_(verify) {
    std::vector<const Field*> fields = fact.examined->signed_fields;
    fields.push_back(fact.examined->field);
    for (const Field* field : fields) {
      const auto [first, last] = joints_of(evidence, *field);
      if (first == last) continue;
      variables_.push_back({.index = index_of(field), .first = first, .last = last, .raw = {}});
      for (std::size_t i = first; i < last; ++i) {
        if (evidence.paste->joints[i].ambiguous) open_.push_back(i);
      }
    }
    flipped_.resize(evidence.paste->joints.size());
  }

  // The reading that verifies.
  std::shared_ptr<const dkim::Examined> find() {
    if (variables_.empty()) return nullptr;
    variant_ = evidence_.message;
    const bool simple =
        fact_.examined->signature.header_canonicalization != dkim::Canonicalization::relaxed;
    if (try_flips() || (simple && try_folds())) return settled();
    return nullptr;
  }

 private:
  std::size_t index_of(const Field* field) const {
    return static_cast<std::size_t>(field - evidence_.message.fields.data());
  }

  void flip_all(bool cut) {
    for (std::size_t joint : open_) {
      flipped_[joint] = (evidence_.paste->joints[joint].length == 0) != cut;
    }
  }

  void flip_none() { std::fill(flipped_.begin(), flipped_.end(), false); }

  // All folded, all cut, then by the number of joints read otherwise.
  bool try_flips() {
    if (open_.empty()) return false;
    for (bool cut : {false, true}) {
      flip_all(cut);
      if (verifies()) return true;
    }
    flip_none();
    for (std::size_t count = 1; count <= open_.size(); ++count) {
      if (flip_further(0, count)) return true;
      if (ended_) break;
    }
    flip_none();
    return false;
  }

  bool flip_further(std::size_t from, std::size_t count) {
    if (count == 0) return verifies();
    for (std::size_t i = from; i + count <= open_.size() && !ended_; ++i) {
      flipped_[open_[i]] = true;
      if (flip_further(i + 1, count - 1)) return true;
      flipped_[open_[i]] = false;
    }
    return false;
  }

  // RFC 6376 3.4.1: simple hashes the white space itself. A signer folds its field in one way; the
  // others are all folded alike, or each of a few by a space or a tab.
  bool try_folds() {
    for (signature_fold_ = 0; signature_fold_ < signature_folds.size(); ++signature_fold_) {
      for (fold_ = 0; fold_ < folds.size(); ++fold_) {
        if (verifies()) return true;
      }
    }
    constexpr std::size_t most = 8;
    const std::size_t others = other_joints();
    for (signature_fold_ = 0;
         others > 1 && others <= most && !ended_ && signature_fold_ < signature_folds.size();
         ++signature_fold_) {
      mixed_ = true;
      for (tabs_ = 1; tabs_ + 1 < std::size_t{1} << others; ++tabs_) {
        if (verifies()) return true;
      }
    }
    return false;
  }

  bool is_signature(const Variable& variable) const {
    return &evidence_.message.fields[variable.index] == fact_.examined->field;
  }

  std::size_t other_joints() const {
    std::size_t count = 0;
    for (const Variable& variable : variables_) {
      if (!is_signature(variable)) count += variable.last - variable.first;
    }
    return count;
  }

  // `number` counts the joints outside the signature field.
  std::string_view fold_at(bool signature, char before, std::size_t number) const {
    if (signature) {
      const Fold& fold = signature_folds[signature_fold_];
      return before == ';' ? fold.before_tag : fold.inside;
    }
    return mixed_ ? folds[tabs_ >> number & 1U] : folds[fold_];
  }

  // The field as this reading has it.
  void write(Variable& variable) {
    const Field& field = evidence_.message.fields[variable.index];
    const std::size_t start = position(evidence_, field);
    const bool signature = is_signature(variable);
    std::size_t at = 0;
    variable.raw.clear();
    for (std::size_t i = variable.first; i < variable.last; ++i) {
      const Joint& joint = evidence_.paste->joints[i];
      const std::size_t offset = joint.offset - start;
      variable.raw += field.raw.substr(at, offset - at);
      if ((joint.length == 0) == flipped_[i]) {
        variable.raw += "\r\n";
        variable.raw += fold_at(signature, field.raw[offset - 1], number_);
      }
      if (!signature) ++number_;
      at = offset + joint.length;
    }
    variable.raw += field.raw.substr(at);
    Field& out = variant_.fields[variable.index];
    const std::string_view raw = variable.raw;
    const auto value = static_cast<std::size_t>(field.value.data() - field.raw.data());
    out.raw = raw;
    out.name = raw.substr(0, field.name.size());
    out.value = raw.substr(std::min(value, raw.size()));
  }

  const Field& signature_field() const { return variant_.fields[index_of(fact_.examined->field)]; }

  bool verifies() {
    if (ended_ || !trials_.spend(1, evidence_.message.header.size())) {
      ended_ = true;
      return false;
    }
    number_ = 0;
    for (Variable& variable : variables_) write(variable);
    const dkim::Examined examined = dkim::examine_field(variant_, signature_field(), {});
    const dkim::Signature& signature = fact_.examined->signature;
    if (examined.signature.selector != signature.selector ||
        examined.signature.domain != signature.domain || examined.syntax != dkim::Reason::none) {
      return false;
    }
    const std::string& signed_digest = fact_.verification.recovered_digest;
    if (!signed_digest.empty()) return examined.header_digest == signed_digest;
    // Ed25519 tells no digest: each reading costs what a hundred hashes cost.
    constexpr std::uint64_t verification = 99;
    if (!trials_.spend(verification, 0)) {
      ended_ = true;
      return false;
    }
    return verify_(examined).header_signature == HeaderSignature::match;
  }

  // The examined signature of the reading, with the fields of the message as it is.
  std::shared_ptr<const dkim::Examined> settled() const {
    auto examined = std::make_shared<dkim::Examined>(
        dkim::examine_field(variant_, signature_field(), evidence_.body));
    const auto own = [&](const Field*& field) {
      field = &evidence_.message.fields[static_cast<std::size_t>(field - variant_.fields.data())];
    };
    own(examined->field);
    for (const Field*& field : examined->signed_fields) own(field);
    for (const Field*& field : examined->unsigned_duplicates) own(field);
    return examined;
  }

  const DkimFact& fact_;
  const MessageEvidence& evidence_;
  forensics::Meter& trials_;
  const Verify& verify_;
  std::vector<Variable> variables_;
  std::vector<std::size_t> open_;  // ambiguous joints
  std::vector<bool> flipped_;      // by joint
  std::size_t fold_ = 0;
  std::size_t signature_fold_ = 0;
  bool mixed_ = false;
  std::size_t tabs_ = 0;    // bit by joint outside the signature field
  std::size_t number_ = 0;  // of the joint being written
  message::Message variant_;
  bool ended_ = false;
};

// Worth a trial: a key is at hand, and it does not fit the header as it was put together.
bool may_be_misread(const dkim::Verification& verification) {
  return verification.used_key && (verification.header_signature == HeaderSignature::differ ||
                                   verification.header_signature == HeaderSignature::no_match);
}

// Reasons that the octets of the header give. Where those are no more than our guess at what stood
// there, they give none.
bool is_of_header(dkim::Reason reason) {
  return (reason >= dkim::Reason::signature_syntax && reason <= dkim::Reason::from_not_signed) ||
         reason == dkim::Reason::signature_mismatch ||
         reason == dkim::Reason::expiration_before_timestamp;
}

void doubt(dkim::Verification& verification) {
  if (verification.header_signature == HeaderSignature::match ||
      !is_of_header(verification.reason)) {
    return;
  }
  verification.reason = dkim::Reason::input_repaired;
  verification.reasons.insert(verification.reasons.begin(), verification.reason);
  verification.result = dkim::result_of(verification.reason);
}

}  // namespace

void read_repaired(DkimFact& fact, const MessageEvidence& evidence, forensics::Meter& trials,
                   const Verify& verify) {
  if (!evidence.paste) return;
  const auto repaired = [&](const Field* field) { return !is_verbatim(evidence, *field); };
  const dkim::Examined& examined = *fact.examined;
  fact.over_repaired =
      repaired(examined.field) ||
      std::any_of(examined.signed_fields.begin(), examined.signed_fields.end(), repaired);
  const message::Message& message = evidence.message;
  if (examined.body_hash == dkim::BodyHash::match) {
    const auto body = static_cast<std::size_t>(message.body.data() - evidence.input->data());
    fact.over_repaired =
        fact.over_repaired || !evidence.paste->offsets.is_verbatim(body, message.body.size());
  }
  if (!fact.over_repaired) return;
  if (may_be_misread(fact.verification)) {
    if (auto reread = Readings(fact, evidence, trials, verify).find()) {
      fact.verification = verify(*reread);
      fact.examined = reread.get();
      fact.reread = std::move(reread);
    }
  }
  doubt(fact.verification);
}

void count_proven(Facts& facts) {
  if (!facts.evidence || !facts.evidence->paste) return;
  std::vector<const Field*> fields;
  for (const DkimFact& fact : facts.dkim) {
    if (fact.verification.header_signature != HeaderSignature::match) continue;
    fields.push_back(fact.examined->field);
    for (const Field* field : fact.examined->signed_fields) fields.push_back(field);
  }
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  std::vector<Location> proven;
  for (const Field* field : fields) proven.push_back(facts.evidence->original(field->location));
  for (RepairFact& fact : facts.repairs) {
    // Its one place stands for all octets.
    if (fact.repair.ident == "utf16" && !proven.empty()) fact.proven = 1;
    for (const Location& place : fact.repair.places) {
      // The last field that begins at the place or before its end.
      auto after = std::upper_bound(
          proven.begin(), proven.end(), place.offset + place.length,
          [](std::size_t offset, const Location& field) { return offset < field.offset; });
      if (after == proven.begin()) continue;
      const Location& field = *(after - 1);
      if (place.offset < field.offset + field.length) ++fact.proven;
    }
  }
}

}  // namespace indicia
