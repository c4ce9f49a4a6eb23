// Everything found about one message: what the octets prove, what DNS says, what headers claim.
// Rules read this and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arc/verify.h"
#include "dkim/verify.h"
#include "dmarc/evaluate.h"
#include "dns/answers.h"
#include "forensics/outcome.h"
#include "report/evidence.h"
#include "result.h"
#include "spf/check_host.h"

namespace indicia {

struct JudgedAt {
  std::int64_t time = 0;
  std::string_view source = "evaluated_at";  // option, received, evaluated_at
};

struct SpfFact {
  Result result = Result::untestable;
  // A word of spf::Reason, or: client_ip_unknown, mail_from_unknown, helo_unknown, over_limit.
  std::string_view reason;
  std::string_view identity = "mailfrom";  // mailfrom, or helo for a null sender (RFC 7208 2.4)
  std::optional<spf::Query> query;
  spf::Check check;
};

struct DkimFact {
  const dkim::Examined* examined = nullptr;  // lives in the evidence, or in `reread`
  // Lines of a pasted text put together in another way than the first guess, and then it verified.
  std::shared_ptr<const dkim::Examined> reread;
  // Octets that were hashed do not all stand in the input as they are: what the signature shows, it
  // shows of the repaired text.
  bool over_repaired = false;
  dkim::Verification verification;
  dmarc::Alignment alignment = dmarc::Alignment::undecided;  // with the author domain
  std::shared_ptr<const forensics::Outcome> forensics;       // null: nothing was investigated
  // Seconds from the message (its receipt, else t=, else Date) to the look-up of the key; absent:
  // one of the times is unknown.
  std::optional<std::int64_t> key_asked_after;

  bool aligned() const {
    return alignment == dmarc::Alignment::relaxed || alignment == dmarc::Alignment::strict;
  }
  // Keys are rotated within months: one that is not found after a quarter of a year may have been
  // there.
  bool long_ago() const {
    constexpr std::int64_t quarter = 90 * 86'400;
    return key_asked_after && *key_asked_after > quarter;
  }
  // Nothing but the key is wanting: it is gone, withdrawn or replaced by one of another size. A
  // body that differs would fail with any key.
  bool key_lost() const {
    const bool lost = verification.reason == dkim::Reason::no_key ||
                      verification.reason == dkim::Reason::key_revoked ||
                      (verification.reason == dkim::Reason::key_mismatch &&
                       verification.block == dkim::Block::wrong_size);
    return lost && verification.body_hash != dkim::BodyHash::differ;
  }
};

// A verdict that a receiver wrote beside ours.
struct Comparison {
  std::string method;    // spf, dkim, dmarc, arc
  std::string domain;    // what the verdict is about
  std::string recorded;  // the word as written, lower case
  std::string recorded_by;
  bool trusted = false;
  Result recomputed = Result::untestable;
  std::optional<bool> agrees;            // nullopt: nothing to compare with
  std::string_view reason;               // why they differ or cannot be compared; empty: they agree
  std::optional<std::size_t> signature;  // index into dkim
  Location location;
};

// When somebody looked at the message, in the order of time.
enum class Stage {
  signing,  // the signer of a DKIM signature
  arrival,  // a sealer received it and wrote down its verdicts (ARC-Authentication-Results)
  sealing,  // the same sealer sent it on and hashed it (ARC-Message-Signature)
  here,     // this copy
};

std::string_view to_string(Stage stage);

struct Moment {
  Stage stage = Stage::signing;
  unsigned instance = 0;  // of the sealer's ARC set; signing, here: 0

  bool operator==(const Moment&) const = default;
  bool before(const Moment& other) const;
};

enum class SignedPart { body, header };

std::string_view to_string(SignedPart part);

// When a part of the message stopped being what a DKIM signature covers, as far as ARC sets tell.
struct ArcChange {
  std::size_t signature = 0;  // index into dkim
  SignedPart part = SignedPart::body;
  // The last moment at which the part was as signed and the first at which it was not, by all that
  // ARC fields say: hashes, and the verdicts that sealers wrote down.
  Moment intact;
  Moment changed{Stage::here, 0};
  // The same by hashes in fields that verify alone.
  Moment proven_intact;
  Moment proven_changed{Stage::here, 0};

  bool proven() const { return intact == proven_intact && changed == proven_changed; }
};

struct ArcFact {
  const arc::Examined* examined = nullptr;  // lives in the evidence; nullptr: no message
  arc::Chain chain;
  // For each set the hop of Path::hops that its place in the header follows: the newest one whose
  // Received field stands beneath the seal. nullopt: none does.
  std::vector<std::optional<std::size_t>> hops;
  // The oldest instance since which the body is as it stands here; nullopt: not even the newest
  // message signature fits, or nobody can tell.
  std::optional<unsigned> body_unchanged_since;
  std::vector<ArcChange> changes;  // by signature; body before header

  // d= of the seal, of the message signature where there is no seal; empty: no such set.
  std::string sealer(unsigned instance) const;
};

struct RepairFact {
  message::Repair repair;
  // Places in fields that a signature verifies over: what it covers was restored as it was signed.
  std::size_t proven = 0;
};

// A sign of how this file came about (dkim-forensics 7), and which half of a failing signature it
// explains.
struct FileFact {
  message::FileSign sign;
  std::string_view explains;               // header, body; empty: nothing that failed here
  std::vector<std::string> signed_fields;  // explains header: names of the fields of the sign that
                                           // a failing signature covers
  std::string_view because;                // what else speaks for it: other_mailer; empty: nothing
};

struct Facts {
  std::shared_ptr<const MessageEvidence> evidence;  // null: the input holds no message
  std::optional<std::int64_t> received_at;
  JudgedAt judged_at;
  std::int64_t evaluated_at = 0;
  SpfFact spf;
  std::vector<DkimFact> dkim;
  // Fields that no signature covers whose header half fits; nullopt: there is no such signature.
  std::optional<std::vector<const message::Field*>> unsigned_fields;
  ArcFact arc;
  dmarc::Evaluation dmarc;
  std::string organizational_domain;                // of the author domain
  std::string_view organizational_source = "none";  // tree_walk, public_suffix_list, none
  std::string public_suffix_list_date;
  std::vector<Comparison> comparison;
  std::vector<RepairFact> repairs;
  std::vector<FileFact> file;
  std::vector<dns::OpenQuestion> questions;
  std::vector<dns::UsedAnswer> answers;
  std::vector<std::string> limits;

  // A trusted receiver saw a signature pass, none passes here, and the MIME structure is of another
  // program than the sender's: this file was made anew after delivery.
  bool rebuilt_copy() const;
  // Likewise, and a sign explains the failure: that one; nullptr: none. Of several the rebuilding.
  const FileFact* copy_sign() const;

  // The author domain, empty when there is none.
  const std::string& from_domain() const { return dmarc.author_domain; }
  // A trusted receiver's word for DMARC; nullptr: none recorded.
  const Comparison* recorded(std::string_view method) const;
  // A trusted receiver's word for this signature; nullptr: none recorded.
  const Comparison* recorded_signature(std::size_t index) const;
};

}  // namespace indicia
