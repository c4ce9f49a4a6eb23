// Everything found about one message: what the octets prove, what DNS says, what headers claim.
// Rules read this and nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  // A word of spf::Reason, or: client_ip_unknown, mail_from_unknown, helo_unknown.
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

  bool aligned() const {
    return alignment == dmarc::Alignment::relaxed || alignment == dmarc::Alignment::strict;
  }
};

// A verdict that a receiver wrote beside ours.
struct Comparison {
  std::string method;    // spf, dkim, dmarc
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

struct ArcSet {
  std::uint64_t instance = 0;
  std::string domain;  // d= of the seal
  std::string selector;
  std::string cv;     // claimed by the seal
  Location location;  // of the ARC-Seal
};

struct RepairFact {
  message::Repair repair;
  // Places in fields that a signature verifies over: what it covers was restored as it was signed.
  std::size_t proven = 0;
};

struct Facts {
  std::shared_ptr<const MessageEvidence> evidence;  // null: the input holds no message
  std::optional<std::int64_t> received_at;
  JudgedAt judged_at;
  std::int64_t evaluated_at = 0;
  SpfFact spf;
  std::vector<DkimFact> dkim;
  std::vector<ArcSet> arc;  // claims only
  dmarc::Evaluation dmarc;
  std::string organizational_domain;                // of the author domain
  std::string_view organizational_source = "none";  // tree_walk, public_suffix_list, none
  std::string public_suffix_list_date;
  std::vector<Comparison> comparison;
  std::vector<RepairFact> repairs;
  std::vector<dns::OpenQuestion> questions;
  std::vector<dns::Answer> answers;
  std::vector<std::string> limits;

  // The author domain, empty when there is none.
  const std::string& from_domain() const { return dmarc.author_domain; }
  // A trusted receiver's word for DMARC; nullptr: none recorded.
  const Comparison* recorded(std::string_view method) const;
  // A trusted receiver's word for this signature; nullptr: none recorded.
  const Comparison* recorded_signature(std::size_t index) const;
};

}  // namespace indicia
