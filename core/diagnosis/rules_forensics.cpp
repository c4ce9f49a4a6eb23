// What was changed after signing, proven by a hash: one finding for each kind of change, with who
// makes such changes and who can stop them (dkim-forensics.md 4, 5, 9, 10).
#include <algorithm>
#include <array>

#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

// The search's hypothesis and the kind of change it is.
struct Kind {
  std::string_view hypothesis;
  std::string_view finding;
};

constexpr std::array kinds = {
    Kind{"body-empty-when-signed", "dkim-change-signer-body"},
    Kind{"body-other-canonicalization", "dkim-change-signer-body"},
    Kind{"footer-appended", "dkim-change-footer"},
    Kind{"wrapped", "dkim-change-list-wrap"},
    Kind{"footer-in-part", "dkim-change-footer"},
    Kind{"html-image-added", "dkim-change-html"},
    Kind{"html-block-added", "dkim-change-html"},
    Kind{"footers-in-parts", "dkim-change-footer"},
    Kind{"part-added", "dkim-change-list-wrap"},
    Kind{"marked-block-added", "dkim-change-banner"},
    Kind{"banner-in-text", "dkim-change-banner"},
    Kind{"banner-in-html", "dkim-change-banner"},
    Kind{"banners-in-parts", "dkim-change-banner"},
    Kind{"long-lines-broken", "dkim-change-lines"},
    Kind{"from-lines-escaped", "dkim-change-mbox"},
    Kind{"from-lines-unescaped", "dkim-change-mbox"},
    Kind{"line-ends-changed", "dkim-change-lines"},
    Kind{"blank-lines-changed", "dkim-change-lines"},
    Kind{"trailing-white-space-added", "dkim-change-lines"},
    Kind{"trailing-white-space-lost", "dkim-change-lines"},
    Kind{"tabs-changed", "dkim-change-lines"},
    Kind{"no-break-spaces-changed", "dkim-change-lines"},
    Kind{"space-stuffing-changed", "dkim-change-lines"},
    Kind{"dots-doubled", "dkim-change-lines"},
    Kind{"dot-lost", "dkim-change-lines"},
    Kind{"footer-and-encoding", "dkim-change-footer"},
    Kind{"banner-and-encoding", "dkim-change-banner"},
    Kind{"footer-and-from-lines", "dkim-change-footer"},
    Kind{"banner-and-from-lines", "dkim-change-banner"},
    Kind{"footer-and-line-ends", "dkim-change-footer"},
    Kind{"from-lines-and-line-ends", "dkim-change-mbox"},
    Kind{"copied-field", "dkim-change-field"},
    Kind{"field-of-body", "dkim-change-mime-fields"},
    Kind{"subject-tag", "dkim-change-subject"},
    Kind{"subject-marks", "dkim-change-subject"},
    Kind{"from-rewritten", "dkim-change-from"},
    Kind{"reply-to-added", "dkim-change-field"},
    Kind{"reply-to-replaced", "dkim-change-field"},
    Kind{"list-field-added", "dkim-change-field"},
    Kind{"content-type-rewritten", "dkim-change-mime-fields"},
    Kind{"transfer-encoding-changed", "dkim-change-mime-fields"},
    Kind{"mime-version-changed", "dkim-change-mime-fields"},
    Kind{"date-reformatted", "dkim-change-date-id"},
    Kind{"message-id-replaced", "dkim-change-date-id"},
    Kind{"recipients-reformatted", "dkim-change-addresses"},
    Kind{"original-elsewhere", "dkim-change-field"},
    Kind{"duplicate-field", "dkim-change-duplicate"},
    Kind{"field-removed", "dkim-change-field"},
    Kind{"volatile-field", "dkim-change-volatile"},
    Kind{"encoding-changed", "dkim-change-header-encoding"},
    Kind{"token-broken", "dkim-change-folding"},
    Kind{"refolded", "dkim-change-folding"},
    Kind{"name-case", "dkim-change-folding"},
    Kind{"fields-reordered", "dkim-change-field"},
    Kind{"body-hash-replaced", "dkim-change-signature"},
    Kind{"signature-refolded", "dkim-change-signature"},
    Kind{"signature-tag-added", "dkim-change-signature"},
    Kind{"signature-tag-removed", "dkim-change-signature"},
    Kind{"signature-letter-case", "dkim-change-signature"},
    Kind{"signer-line-end", "dkim-change-signer-header"},
    Kind{"signer-other-canonicalization", "dkim-change-signer-header"},
    Kind{"signer-blank-at-signature", "dkim-change-signer-header"},
    Kind{"signer-tag-left-out", "dkim-change-signer-header"},
    Kind{"signer-rest-left-out", "dkim-change-signer-header"},
    Kind{"signer-field-twice", "dkim-change-signer-header"},
    Kind{"signer-absent-as-empty", "dkim-change-signer-header"},
    Kind{"signer-names-as-written", "dkim-change-signer-header"},
    Kind{"signer-own-field-left-out", "dkim-change-signer-header"},
    Kind{"set-list", "dkim-change-header"},
    Kind{"set-list-rebuilt", "dkim-change-header"},
    Kind{"set-group", "dkim-change-header"},
    Kind{"set-rebuilt", "dkim-change-header"},
    Kind{"set-relay", "dkim-change-header"},
    Kind{"two-edits", "dkim-change-header"},
    Kind{"links-rewritten", "dkim-change-links"},
    Kind{"links-not-reversible", "dkim-change-links"},
    Kind{"transfer-encoding", "dkim-change-encoding"},
    Kind{"encoded-lines", "dkim-change-encoding"},
    Kind{"list-wrapped-encoding", "dkim-change-list-wrap"},
    Kind{"charset-changed", "dkim-change-encoding"},
    Kind{"byte-order-mark", "dkim-change-encoding"},
    Kind{"typographic-quotes", "dkim-change-encoding"},
    Kind{"boundary-renamed", "dkim-change-mime"},
    Kind{"multipart-frame", "dkim-change-mime"},
    Kind{"part-headers", "dkim-change-mime"},
};

// The party to act follows from where the change was made, where that is known.
std::optional<Who> who_of(const Facts& facts, const forensics::Outcome& outcome) {
  if (outcome.by_reason == "after_receipt") return Who::recipient;
  if (outcome.by_reason == "list") return Who::forwarder;
  const auto& border = facts.evidence->path.border;
  if (!outcome.hop) return std::nullopt;
  const bool made_after = outcome.by_reason.starts_with("after_");
  const std::size_t hop = *outcome.hop + (made_after ? 1 : 0);
  if (border && hop >= *border) return Who::receiver_admin;
  return std::nullopt;
}

PhraseParam by_phrase(const Facts& facts, const forensics::Outcome& outcome) {
  std::string reason(outcome.by_reason);
  for (char& c : reason) {
    if (c == '_') c = '-';
  }
  const auto& hops = facts.evidence->path.hops;
  const bool has_next = outcome.hop && *outcome.hop + 1 < hops.size();
  const std::string next = has_next ? clean_utf8(hops[*outcome.hop + 1].received.by) : "";
  return {"by",
          "phrase-by-" + (reason.empty() ? "unknown" : reason),
          {{"host", outcome.by}, {"term", next.empty() ? "-" : next}}};
}

Match match_of(const Facts& facts, const DkimFact& fact, const forensics::Edit& edit) {
  const dkim::Signature& signature = fact.examined->signature;
  const forensics::Outcome& outcome = *fact.forensics;
  Match match{.params = {{"domain", clean_utf8(signature.domain)},
                         {"selector", clean_utf8(signature.selector)},
                         {"from_domain", facts.from_domain()},
                         {"host", outcome.by}},
              .severity = signature_weight(facts, fact),
              // An edit without an undo is the signer's own error.
              .who = edit.undo.empty() ? std::nullopt : who_of(facts, outcome)};
  constexpr std::size_t most = 3;
  for (const forensics::Replacement& one : edit.undo) {
    if (match.locations.size() == most) break;
    match.locations.push_back(one.received);
  }
  match.locations.push_back(fact.examined->field->location);
  match.phrases.push_back({"change", "edit-" + std::string(edit.ident), edit.params});
  match.phrases.push_back(by_phrase(facts, outcome));
  return match;
}

// The findings, in the order of the rules below.
constexpr std::array<std::string_view, 23> findings = {
    "dkim-change-footer",      "dkim-change-list-wrap",    "dkim-change-banner",
    "dkim-change-links",       "dkim-change-encoding",     "dkim-change-lines",
    "dkim-change-mbox",        "dkim-change-mime",         "dkim-change-html",
    "dkim-change-signer-body", "dkim-change-subject",      "dkim-change-from",
    "dkim-change-field",       "dkim-change-addresses",    "dkim-change-date-id",
    "dkim-change-mime-fields", "dkim-change-folding",      "dkim-change-header-encoding",
    "dkim-change-volatile",    "dkim-change-duplicate",    "dkim-change-signature",
    "dkim-change-header",      "dkim-change-signer-header"};

bool same_undo(const forensics::Edit* a, const forensics::Edit* b) {
  return a != nullptr && b != nullptr && a->undo == b->undo;
}

// The proven edit of that kind; nullptr: none.
const forensics::Edit* edit_of(const DkimFact& fact, std::string_view finding) {
  if (!fact.forensics) return nullptr;
  for (const forensics::Search* search : {&fact.forensics->body, &fact.forensics->header}) {
    if (search->edit && change_finding(search->edit->ident) == finding) return &*search->edit;
  }
  return nullptr;
}

// Several signatures over one text fail for one and the same change: one finding.
template <std::size_t index>
std::vector<Match> changes(const Facts& facts) {
  std::vector<Match> matches;
  std::vector<const forensics::Edit*> told;
  for (const DkimFact& fact : facts.dkim) {
    const forensics::Edit* edit = edit_of(fact, findings[index]);
    if (edit == nullptr) continue;
    const auto known = std::find_if(told.begin(), told.end(), [&](const forensics::Edit* other) {
      return same_undo(edit, other);
    });
    if (known == told.end()) {
      told.push_back(edit);
      matches.push_back(match_of(facts, fact, *edit));
      continue;
    }
    Match& match = matches[static_cast<std::size_t>(known - told.begin())];
    match.locations.push_back(fact.examined->field->location);
    match.severity = std::min(*match.severity, signature_weight(facts, fact));
  }
  return matches;
}

constexpr Rule rules[] = {
    {"dkim-change-footer", Severity::fail, Confidence::proven, Who::forwarder,
     "RFC 6376 3.7; RFC 6377 3", changes<0>},
    {"dkim-change-list-wrap", Severity::fail, Confidence::proven, Who::forwarder,
     "RFC 6376 3.7; RFC 6377 3", changes<1>},
    {"dkim-change-banner", Severity::fail, Confidence::proven, Who::receiver_admin, "RFC 6376 3.7",
     changes<2>},
    {"dkim-change-links", Severity::fail, Confidence::proven, Who::receiver_admin, "RFC 6376 3.7",
     changes<3>},
    {"dkim-change-encoding", Severity::fail, Confidence::proven, Who::platform,
     "RFC 6376 5.3; RFC 6152", changes<4>},
    {"dkim-change-lines", Severity::fail, Confidence::proven, Who::platform,
     "RFC 6376 3.4; RFC 5321 4.5.3.1.6", changes<5>},
    {"dkim-change-mbox", Severity::fail, Confidence::proven, Who::recipient,
     "RFC 6376 3.7; RFC 4155", changes<6>},
    {"dkim-change-mime", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 3.7",
     changes<7>},
    {"dkim-change-html", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 3.7",
     changes<8>},
    {"dkim-change-signer-body", Severity::fail, Confidence::proven, Who::platform, "RFC 6376 3.7",
     changes<9>},
    {"dkim-change-subject", Severity::fail, Confidence::proven, Who::forwarder,
     "RFC 6376 5.4; RFC 6377 3", changes<10>},
    {"dkim-change-from", Severity::fail, Confidence::proven, Who::forwarder,
     "RFC 6376 5.4; RFC 7960 4.1", changes<11>},
    {"dkim-change-field", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 5.4.2",
     changes<12>},
    {"dkim-change-addresses", Severity::fail, Confidence::proven, Who::platform, "RFC 6376 3.7",
     changes<13>},
    {"dkim-change-date-id", Severity::fail, Confidence::proven, Who::platform, "RFC 6376 3.7",
     changes<14>},
    {"dkim-change-mime-fields", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 3.7",
     changes<15>},
    {"dkim-change-folding", Severity::fail, Confidence::proven, Who::platform,
     "RFC 6376 3.4.1; RFC 6376 3.4.2", changes<16>},
    {"dkim-change-header-encoding", Severity::fail, Confidence::proven, Who::platform,
     "RFC 6376 5.3; RFC 2047", changes<17>},
    {"dkim-change-volatile", Severity::fail, Confidence::proven, Who::platform, "RFC 6376 5.4.1",
     changes<18>},
    {"dkim-change-duplicate", Severity::fail, Confidence::proven, Who::forwarder,
     "RFC 6376 5.4.2; RFC 6376 8.15", changes<19>},
    {"dkim-change-signature", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 3.7",
     changes<20>},
    {"dkim-change-header", Severity::fail, Confidence::proven, Who::forwarder, "RFC 6376 3.7",
     changes<21>},
    {"dkim-change-signer-header", Severity::fail, Confidence::proven, Who::platform,
     "RFC 6376 3.7; RFC 6376 5.4.2", changes<22>},
};

}  // namespace

std::string_view change_finding(std::string_view hypothesis) {
  for (const Kind& kind : kinds) {
    if (kind.hypothesis == hypothesis) return kind.finding;
  }
  return {};
}

std::span<const Rule> forensic_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
