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
  allowed,   // an allow list or a rule of the recipient's side let it in, whatever the content
  blocked,   // a block list or a rule of the recipient's side stopped it, whatever the content
  released,  // was held in quarantine and let go
};

enum class Decider {
  unknown,
  content_filter,
  threat_protection,  // phishing and malware
  spoof_protection,
  impersonation_protection,
  dmarc,
  bulk_threshold,
  score_limit,
  custom_setting,  // an optional setting of the recipient's administrator
  admin_allow,     // list in a policy of the recipient's organisation
  admin_block,
  ip_allow,
  rule_allow,
  rule_block,
  recipient_allow,
  recipient_block,
  inbox_rule,
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
  bool assumed =
      false;  // rests on a limit that is only the usual one, or on a word nobody documented
  Folder folder = Folder::unknown;  // only where it is written down
  std::string score;                // decimal text as printed; Microsoft: the SCL
  std::string threshold;            // empty: not known
  std::string reject_at;            // Rspamd: the limit of refusal, far above that of marking
  std::string bulk_level;           // Microsoft's BCL
  std::string compauth, compauth_reason;
  std::vector<Piece> grounds;        // the words the verdict and the folder are read from
  std::vector<Piece> contributions;  // rules and symbols, largest share first
};

// Spam in any of its shapes, or stopped by a list.
bool is_against(Said said);

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
Judgement judge_words(std::span<const Reading* const> readings);  // all others

}  // namespace indicia::antispam
