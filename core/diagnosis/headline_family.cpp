// Which family of headlines holds; see headline_family.h.
#include "diagnosis/headline_family.h"

#include <algorithm>

#include "diagnosis/rules.h"

namespace indicia::diagnosis {

const dmarc::Verdict& dmarc_verdict(const HeadlineContext& c) {
  return c.facts.dmarc.rfc9989;
}

bool dmarc_failed(const HeadlineContext& c) {
  return dmarc_verdict(c).result == Result::fail;
}

bool header_cut(const HeadlineContext& c) {
  return c.facts.evidence && c.facts.evidence->message.cut();
}

const Comparison* recorded_dmarc(const HeadlineContext& c) {
  return c.facts.recorded("dmarc");
}

const DkimFact* changed_body(const HeadlineContext& c) {
  for (const DkimFact& fact : c.facts.dkim) {
    if (fact.aligned() && fact.verification.header_signature == dkim::HeaderSignature::match &&
        fact.verification.body_hash == dkim::BodyHash::differ) {
      return &fact;
    }
  }
  return nullptr;
}

const DkimFact* changed_header(const HeadlineContext& c) {
  for (const DkimFact& fact : c.facts.dkim) {
    if (fact.aligned() && fact.forensics && fact.forensics->undone && fact.forensics->header.edit) {
      return &fact;
    }
  }
  return nullptr;
}

bool policy_unusable(const HeadlineContext& c) {
  // Both are without a verdict: nothing stands (RFC 9989 4.10), or no policy is valid (4.10.1).
  const bool without =
      dmarc_verdict(c).result == Result::none || dmarc_verdict(c).result == Result::permerror;
  return without && (dmarc_verdict(c).reason == dmarc::Reason::several_records ||
                     dmarc_verdict(c).reason == dmarc::Reason::invalid_policy);
}

bool filter_objects(const HeadlineContext& c) {
  return c.facts.evidence && authentication_holds(c.facts) && treated_as_spam(c.facts) != nullptr;
}

const trace::Hop* slowest_hop(const HeadlineContext& c) {
  const trace::Hop* slow = nullptr;
  const auto& hops = c.facts.evidence->path.hops;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const trace::Hop& hop = hops[i];
    if (is_slow(hop) && is_wait_attested(c.facts, i) &&
        (!slow || hop.delay_seconds > slow->delay_seconds)) {
      slow = &hop;
    }
  }
  return slow;
}

namespace {

bool undecided(const HeadlineContext& c) {
  const Result result = dmarc_verdict(c).result;
  return !header_cut(c) && (result == Result::untestable || result == Result::temperror);
}
bool recorded_pass(const HeadlineContext& c) {
  return recorded_dmarc(c) != nullptr && recorded_dmarc(c)->recorded == "pass";
}

bool not_a_message(const HeadlineContext& c) {
  return c.evidence.messages.empty();
}
bool outlook_file(const HeadlineContext& c) {
  return c.evidence.format == message::FileFormat::outlook;
}
bool other_file(const HeadlineContext& c) {
  return c.evidence.format != message::FileFormat::unknown;
}

bool bounced(const HeadlineContext& c) {
  return c.notice && c.notice->failed();
}
bool delayed(const HeadlineContext& c) {
  return c.notice && c.notice->delayed();
}
bool delivered(const HeadlineContext& c) {
  return c.notice && !bounced(c) && !delayed(c);
}

bool signed_then_changed(const HeadlineContext& c) {
  return dmarc_failed(c) && c.facts.copy_sign() == nullptr && changed_body(c) != nullptr;
}

bool header_changed(const HeadlineContext& c) {
  return dmarc_failed(c) && c.facts.copy_sign() == nullptr && !signed_then_changed(c) &&
         changed_header(c) != nullptr;
}
bool on_arrival(const HeadlineContext& c) {
  return passed_on_arrival(c.facts);
}
bool rebuilt_copy(const HeadlineContext& c) {
  return dmarc_failed(c) && c.facts.rebuilt_copy();
}
bool altered_copy(const HeadlineContext& c) {
  return dmarc_failed(c) && c.facts.copy_sign() != nullptr && !rebuilt_copy(c);
}
bool key_gone(const HeadlineContext& c) {
  return undecidable_now(c.facts);
}
// The failure came after delivery.
bool since(const HeadlineContext& c) {
  return on_arrival(c) || rebuilt_copy(c) || altered_copy(c) || key_gone(c);
}
bool unaligned(const HeadlineContext& c) {
  return dmarc_failed(c) && dmarc_verdict(c).reason == dmarc::Reason::not_aligned && !since(c) &&
         !signed_then_changed(c) && !header_changed(c);
}
bool no_author(const HeadlineContext& c) {
  if (not_a_message(c)) return false;
  switch (dmarc_verdict(c).reason) {
    case dmarc::Reason::no_author_domain:
    case dmarc::Reason::several_author_domains:
    case dmarc::Reason::several_from_fields:
    case dmarc::Reason::invalid_author_domain:
      return dmarc_verdict(c).result != Result::pass;
    default:
      return false;
  }
}
bool not_proven(const HeadlineContext& c) {
  return dmarc_failed(c) && !since(c) && !unaligned(c) && !signed_then_changed(c) &&
         !header_changed(c);
}

// Every check passes here although the receiver wrote otherwise. Where SPF or DKIM explains that,
// the cause has gone since; where nothing does, the two disagree. A temporary error of the
// receiver's is neither.
bool passes_here(const HeadlineContext& c) {
  return dmarc_verdict(c).result == Result::pass && recorded_dmarc(c) != nullptr &&
         recorded_dmarc(c)->agrees == false;
}
bool repaired_since(const HeadlineContext& c) {
  return passes_here(c) && recorded_dmarc(c)->reason != "unexplained" &&
         recorded_dmarc(c)->reason != "rfc7489" && recorded_dmarc(c)->recorded != "temperror";
}
bool disagree(const HeadlineContext& c) {
  return passes_here(c) && recorded_dmarc(c)->reason == "unexplained";
}
// No verdict is against the message.
bool put_into_junk(const HeadlineContext& c) {
  return filter_objects(c) && treated_as_spam(c.facts)->only_filed() &&
         treated_as_spam(c.facts)->judgement.folder == antispam::Folder::junk;
}
bool filed_as_spam(const HeadlineContext& c) {
  const auto in_folder = [](antispam::Folder folder) {
    return folder == antispam::Folder::junk || folder == antispam::Folder::quarantine;
  };
  return filter_objects(c) && !put_into_junk(c) &&
         in_folder(treated_as_spam(c.facts)->judgement.folder);
}
bool marked_as_spam(const HeadlineContext& c) {
  return filter_objects(c) && !filed_as_spam(c) && !put_into_junk(c);
}
bool cannot_tell(const HeadlineContext& c) {
  return !not_a_message(c) && undecided(c) && recorded_dmarc(c) == nullptr;
}
bool recorded_fail(const HeadlineContext& c) {
  return undecided(c) && recorded_dmarc(c) != nullptr && !recorded_pass(c);
}
bool recorded_pass_only(const HeadlineContext& c) {
  return undecided(c) && recorded_pass(c);
}

bool late(const HeadlineContext& c) {
  return c.facts.evidence && slowest_hop(c) != nullptr;
}
bool no_policy(const HeadlineContext& c) {
  return dmarc_verdict(c).result == Result::none &&
         dmarc_verdict(c).reason == dmarc::Reason::no_record;
}
bool proven(const HeadlineContext& c) {
  return dmarc_verdict(c).result == Result::pass;
}

// What can leave a message without authentication.
constexpr std::string_view failures = "dkim- spf- dmarc-not-aligned dmarc-nothing-passed file-";
constexpr std::string_view body_changes = "dkim-change- dkim-body- file-";
constexpr std::string_view header_changes =
    "dkim-change- dkim-header-differs dkim-body-and-header-differ file-";
constexpr std::string_view author_faults =
    "message-several-from dmarc-no-author-domain dkim-change-duplicate dkim-change-from";

constexpr Family families[] = {
    {"outlook-file", Severity::fail, outlook_file},
    {"other-file", Severity::fail, other_file},
    {"not-a-message", Severity::fail, not_a_message},
    {"bounced", Severity::fail, bounced},
    {"delayed", Severity::warn, delayed},
    {"delivered", Severity::info, delivered, Acts::nobody},
    {"header-beyond-limit", Severity::warn, header_cut},
    {"no-author-domain", Severity::fail, no_author, Acts::finding, author_faults},
    {"signed-then-changed", Severity::fail, signed_then_changed, Acts::finding, body_changes},
    {"header-changed", Severity::fail, header_changed, Acts::finding, header_changes},
    {"unaligned", Severity::fail, unaligned, Acts::finding, failures},
    {"not-proven", Severity::fail, not_proven, Acts::finding, failures},
    {"disagree", Severity::warn, disagree},
    {"filed-as-spam", Severity::warn, filed_as_spam, Acts::finding, "filter-"},
    {"put-into-junk", Severity::warn, put_into_junk, Acts::finding, "filter-"},
    {"treated-as-spam", Severity::warn, marked_as_spam, Acts::finding, "filter-"},
    {"repaired-since", Severity::info, repaired_since, Acts::named},
    {"recorded-fail", Severity::warn, recorded_fail},
    {"cannot-tell", Severity::info, cannot_tell},
    {"slow", Severity::warn, late, Acts::finding, "path-long-delay"},
    {"no-policy", Severity::warn, no_policy, Acts::finding, "dmarc-no-record"},
    {"policy-unusable", Severity::warn, policy_unusable, Acts::finding,
     "dmarc-invalid-policy dmarc-multiple-records"},
    {"rebuilt-copy", Severity::info, rebuilt_copy, Acts::nobody},
    {"altered-copy", Severity::info, altered_copy, Acts::nobody},
    {"passed-on-arrival", Severity::info, on_arrival, Acts::nobody},
    {"key-gone", Severity::info, key_gone},
    {"recorded-pass", Severity::ok, recorded_pass_only, Acts::nobody},
    {"proven", Severity::ok, proven, Acts::nobody},
};

}  // namespace

std::span<const Family> headline_families() {
  return families;
}

const Family& last_resort() {
  static constexpr Family family = {"cannot-tell", Severity::info, nullptr};
  return family;
}

}  // namespace indicia::diagnosis
