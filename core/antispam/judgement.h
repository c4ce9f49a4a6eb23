// What the fields of one filter say together: its verdict, which of its components decided, the
// folder where that is written down, and what counted most. Trust is no matter here: the caller
// passes fields of one writer and one place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "antispam/reading.h"

namespace indicia::antispam {

enum class Said {
  nothing,
  clean,
  spam,
  bulk,
  spoofed,
  phishing,
  malware,
  attachment,  // stopped for the type of an attachment
  allowed,     // an allow list or a rule of the recipient's side let it in, whatever the content
  blocked,     // a block list or a rule of the recipient's side stopped it, whatever the content
  released,    // was held in quarantine and let go
};

enum class Decider {
  unknown,
  content_filter,
  threat_protection,  // Microsoft's malware and high-confidence phishing: above any allow list
  phishing_filter,
  internal_phishing,  // within the recipient's organisation
  malware_filter,
  attachment_filter,
  spoof_protection,
  own_domain_spoof,  // From names a domain of the recipient's own organisation
  spoof_block,       // the recipient's organisation forbids this sender the domain in From
  impersonation_protection,
  dmarc,
  bulk_threshold,
  score_limit,
  custom_setting,  // an optional setting of the recipient's administrator
  admin_allow,     // list in a policy of the recipient's organisation
  admin_block,
  ip_allow,
  bypass,  // an exemption of the recipient's server
  rule_allow,
  rule_block,
  recipient_allow,
  recipient_block,
  inbox_rule,
  mailbox_filter,     // decided upon the folder apart from the verdict
  safe_senders_only,  // nobody confirmed what the word for it means
  quarantine_release,
};

enum class Folder { unknown, inbox, junk, custom, quarantine };

std::string_view to_string(Said said);
std::string_view to_string(Decider decider);
std::string_view to_string(Folder folder);

// A piece of a reading: what the judgement rests on.
struct Piece {
  std::size_t reading = 0;  // index in the span that was judged
  std::size_t item = 0;

  bool operator==(const Piece&) const = default;
};

struct Judgement {
  Said said = Said::nothing;
  Decider decider = Decider::unknown;
  bool assumed = false;             // rests on a limit that is only the usual one
  bool passive = false;             // the word is also written where nothing was done about it
  Folder folder = Folder::unknown;  // only where it is written down
  std::string score;                // decimal text as printed; Microsoft: the SCL
  std::string threshold;            // empty: not known
  std::string reject_at;            // the limit of refusal, above that of marking
  std::string bulk_level;           // Microsoft's BCL
  std::string compauth, compauth_reason;
  bool reason_unusual = false;       // the code belongs to another word than compauth's
  std::string quarantine_mark;       // held in quarantine, or released from there
  std::vector<Piece> grounds;        // the words the verdict and the folder are read from
  std::vector<Piece> contributions;  // rules and symbols, largest share first
};

// Spam in any of its shapes, or stopped by a list.
bool is_against(Said said);
// Junk or quarantine, and not by a rule of the recipient's own.
bool is_filed(const Judgement& judgement);

// Fields of one family (Vendor::family), top to bottom: of a field that repeats, the topmost
// speaks.
Judgement judge(std::span<const Reading* const> readings);

// Written by the sending side, by this one or earlier: tells the field's own words too (DIR:OUT,
// outbound_notspam).
Side side_of(const Reading& reading);

// The steps of judge() for one vendor each.
Judgement judge_microsoft(std::span<const Reading* const> readings);
Judgement judge_rules(
    std::span<const Reading* const> readings);  // SpamAssassin and what looks like it
Judgement judge_rspamd(std::span<const Reading* const> readings);
Judgement judge_fastmail(std::span<const Reading* const> readings);
Judgement judge_words(std::span<const Reading* const> readings);  // all others

}  // namespace indicia::antispam
