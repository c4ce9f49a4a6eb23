// Chooses the headline: the families and their priority are those of the product's UX contract.
// Each sentence is a catalogue entry or a chain of catalogue phrases.
#include <algorithm>
#include <set>
#include <span>

#include "diagnosis/catalogue.h"
#include "diagnosis/diagnose.h"
#include "diagnosis/filter_texts.h"
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

struct Context {
  const Evidence& evidence;
  const Facts& facts;
  std::string_view language;
};

const dmarc::Verdict& verdict(const Context& c) {
  return c.facts.dmarc.rfc9989;
}
bool failed(const Context& c) {
  return verdict(c).result == Result::fail;
}
bool undecided(const Context& c) {
  return verdict(c).result == Result::untestable || verdict(c).result == Result::temperror;
}
const Comparison* recorded_dmarc(const Context& c) {
  return c.facts.recorded("dmarc");
}
bool recorded_pass(const Context& c) {
  return recorded_dmarc(c) != nullptr && recorded_dmarc(c)->recorded == "pass";
}

bool not_a_message(const Context& c) {
  return c.evidence.messages.empty();
}
bool outlook_file(const Context& c) {
  return c.evidence.format == message::FileFormat::outlook;
}
bool other_file(const Context& c) {
  return c.evidence.format != message::FileFormat::unknown;
}

// RFC 3464 2.3: the first recipient that the report says was not reached.
const message::StatusFields* failed_recipient(const Context& c) {
  const auto& report = c.evidence.report;
  if (!report || report->type != "delivery-status" || c.evidence.selected != 0) return nullptr;
  for (const message::StatusFields& group : report->groups) {
    const std::string* action = message::find_status(group, "action");
    if (action != nullptr && starts_with_ignoring_case(*action, "failed")) return &group;
  }
  return nullptr;
}
bool bounced(const Context& c) {
  return failed_recipient(c) != nullptr;
}

// The value behind "type;" of RFC 3464 2.1.2, or a dash.
std::string status_text(const message::StatusFields& group, std::string_view name) {
  const std::string* value = message::find_status(group, name);
  if (value == nullptr) return "-";
  const std::size_t semicolon = value->find(';');
  const std::string_view text =
      trim(std::string_view(*value).substr(semicolon == std::string::npos ? 0 : semicolon + 1));
  std::string out;  // blanks that folding left become one
  for (char c : text) {
    if (!is_wsp(c)) out += c;
    if (is_wsp(c) && !out.ends_with(' ')) out += ' ';
  }
  return clean_utf8(out);
}

const DkimFact* changed_body(const Context& c) {
  for (const DkimFact& fact : c.facts.dkim) {
    if (fact.aligned() && fact.verification.header_signature == dkim::HeaderSignature::match &&
        fact.verification.body_hash == dkim::BodyHash::differ) {
      return &fact;
    }
  }
  return nullptr;
}

bool signed_then_changed(const Context& c) {
  return failed(c) && c.facts.copy_sign() == nullptr && changed_body(c) != nullptr;
}
// The author's own signature, whose every change is proven and lies in the header.
const DkimFact* changed_header(const Context& c) {
  for (const DkimFact& fact : c.facts.dkim) {
    if (fact.aligned() && fact.forensics && fact.forensics->undone && fact.forensics->header.edit) {
      return &fact;
    }
  }
  return nullptr;
}

bool header_changed(const Context& c) {
  return failed(c) && c.facts.copy_sign() == nullptr && !signed_then_changed(c) &&
         changed_header(c) != nullptr;
}
bool on_arrival(const Context& c) {
  return passed_on_arrival(c.facts);
}
bool rebuilt_copy(const Context& c) {
  return failed(c) && c.facts.rebuilt_copy();
}
bool altered_copy(const Context& c) {
  return failed(c) && c.facts.copy_sign() != nullptr && !rebuilt_copy(c);
}
bool key_gone(const Context& c) {
  return undecidable_now(c.facts);
}
// The failure came after delivery.
bool since(const Context& c) {
  return on_arrival(c) || rebuilt_copy(c) || altered_copy(c) || key_gone(c);
}
bool unaligned(const Context& c) {
  return failed(c) && verdict(c).reason == dmarc::Reason::not_aligned && !since(c) &&
         !signed_then_changed(c) && !header_changed(c);
}
bool no_author(const Context& c) {
  switch (verdict(c).reason) {
    case dmarc::Reason::no_author_domain:
    case dmarc::Reason::several_author_domains:
    case dmarc::Reason::several_from_fields:
    case dmarc::Reason::invalid_author_domain:
      return verdict(c).result != Result::pass;
    default:
      return false;
  }
}
bool not_proven(const Context& c) {
  return failed(c) && !since(c) && !unaligned(c) && !signed_then_changed(c) && !header_changed(c);
}

// Every check passes here although the receiver wrote otherwise. Where SPF or DKIM explains that,
// the cause has gone since; where nothing does, the two disagree. A temporary error of the
// receiver's is neither.
bool passes_here(const Context& c) {
  return verdict(c).result == Result::pass && recorded_dmarc(c) != nullptr &&
         recorded_dmarc(c)->agrees == false;
}
bool repaired_since(const Context& c) {
  return passes_here(c) && recorded_dmarc(c)->reason != "unexplained" &&
         recorded_dmarc(c)->reason != "rfc7489" && recorded_dmarc(c)->recorded != "temperror";
}
bool disagree(const Context& c) {
  return passes_here(c) && recorded_dmarc(c)->reason == "unexplained";
}
// Authentication is fine and a filter of the receiver's is not content.
bool against(const Context& c) {
  return c.facts.evidence && authentication_holds(c.facts) && treated_as_spam(c.facts) != nullptr;
}
bool filed_as_spam(const Context& c) {
  const auto in_folder = [](antispam::Folder folder) {
    return folder == antispam::Folder::junk || folder == antispam::Folder::quarantine;
  };
  return against(c) && in_folder(treated_as_spam(c.facts)->judgement.folder);
}
bool marked_as_spam(const Context& c) {
  return against(c) && !filed_as_spam(c);
}
bool cannot_tell(const Context& c) {
  return undecided(c) && recorded_dmarc(c) == nullptr;
}
bool recorded_fail(const Context& c) {
  return undecided(c) && recorded_dmarc(c) != nullptr && !recorded_pass(c);
}
bool recorded_pass_only(const Context& c) {
  return undecided(c) && recorded_pass(c);
}

const trace::Hop* slowest(const Context& c) {
  const trace::Hop* slow = nullptr;
  for (const trace::Hop& hop : c.facts.evidence->path.hops) {
    if (hop.delay_kind == trace::Delay::known && hop.delay_seconds > 300 &&
        (!slow || hop.delay_seconds > slow->delay_seconds)) {
      slow = &hop;
    }
  }
  return slow;
}
bool is_slow(const Context& c) {
  return c.facts.evidence && slowest(c) != nullptr;
}
bool no_policy(const Context& c) {
  return verdict(c).result == Result::none && verdict(c).reason == dmarc::Reason::no_record;
}
bool policy_unusable(const Context& c) {
  return verdict(c).result == Result::none && !no_policy(c);
}
bool proven(const Context& c) {
  return verdict(c).result == Result::pass;
}

struct Family {
  std::string_view ident;
  Severity severity;
  bool (*holds)(const Context&);
};

constexpr Family families[] = {
    {"outlook-file", Severity::fail, outlook_file},
    {"other-file", Severity::fail, other_file},
    {"not-a-message", Severity::fail, not_a_message},
    {"bounced", Severity::fail, bounced},
    {"no-author-domain", Severity::fail, no_author},
    {"signed-then-changed", Severity::fail, signed_then_changed},
    {"header-changed", Severity::fail, header_changed},
    {"unaligned", Severity::fail, unaligned},
    {"not-proven", Severity::fail, not_proven},
    {"disagree", Severity::warn, disagree},
    {"filed-as-spam", Severity::warn, filed_as_spam},
    {"treated-as-spam", Severity::warn, marked_as_spam},
    {"repaired-since", Severity::info, repaired_since},
    {"recorded-fail", Severity::warn, recorded_fail},
    {"cannot-tell", Severity::info, cannot_tell},
    {"slow", Severity::warn, is_slow},
    {"no-policy", Severity::warn, no_policy},
    {"policy-unusable", Severity::warn, policy_unusable},
    {"rebuilt-copy", Severity::info, rebuilt_copy},
    {"altered-copy", Severity::info, altered_copy},
    {"passed-on-arrival", Severity::info, on_arrival},
    {"key-gone", Severity::info, key_gone},
    {"recorded-pass", Severity::ok, recorded_pass_only},
    {"proven", Severity::ok, proven},
};

std::string phrase(const Context& c, std::string_view ident, const Params& params) {
  return diagnosis::phrase(c.language, ident, params);
}

void append(std::string& text, const std::string& sentence, std::string_view separator = " ") {
  if (sentence.empty()) return;
  if (!text.empty()) text += separator;
  text += sentence;
}

std::string spf_phrase(const Context& c) {
  const SpfFact& spf = c.facts.spf;
  if (!spf.query) return phrase(c, "phrase-spf-untestable", {});
  const Params params = {{"spf_domain", clean_utf8(spf.query->domain)},
                         {"recomputed", std::string(to_string(spf.result))},
                         {"ip", to_string(spf.query->client_ip)}};
  if (spf.result == Result::pass) return phrase(c, "phrase-spf-pass", params);
  if (spf.result == Result::untestable) return phrase(c, "phrase-spf-not-asked", params);
  return phrase(c, "phrase-spf-other", params);
}

std::string_view dkim_phrase_ident(const DkimFact& fact) {
  using dkim::BodyHash;
  using dkim::HeaderSignature;
  using dkim::Reason;
  const dkim::Verification& v = fact.verification;
  if (v.result == Result::pass) return "phrase-dkim-pass";
  if (v.reason == Reason::input_repaired) return "phrase-dkim-repaired";
  if (v.reason == Reason::key_not_asked) return "phrase-dkim-not-asked";
  if (v.lenient && v.lenient->reading.private_key) return "phrase-dkim-key-private";
  if (v.lenient && v.lenient->proven()) return "phrase-dkim-key-written-wrongly";
  if (v.reason == Reason::key_syntax) return "phrase-dkim-key-unusable";
  const bool elsewhere = std::any_of(v.neighbours.begin(), v.neighbours.end(),
                                     [](const dkim::Neighbour& one) { return one.proven(); });
  if (elsewhere) return "phrase-dkim-key-elsewhere";
  if (v.reason == Reason::no_key) return "phrase-dkim-key-missing";
  if (v.header_signature == HeaderSignature::match && v.body_hash == BodyHash::differ) {
    return "phrase-dkim-body-differs";
  }
  if (v.header_signature == HeaderSignature::match && v.body_hash == BodyHash::untestable) {
    return "phrase-dkim-header-only";
  }
  const bool header_changed = v.block == dkim::Block::other_digest;
  if (header_changed && v.body_hash == BodyHash::differ) return "phrase-dkim-both-differ";
  if (header_changed) return "phrase-dkim-header-differs";
  const bool pss =
      v.block_detail == dkim::BlockDetail::pss || v.block_detail == dkim::BlockDetail::pss_other;
  if (pss || v.block == dkim::Block::no_digest_info) return "phrase-dkim-scheme";
  if (v.header_signature == HeaderSignature::key_mismatch) return "phrase-dkim-key-mismatch";
  return "phrase-dkim-other";
}

std::string dkim_phrases(const Context& c) {
  constexpr std::size_t most = 3;
  if (c.facts.dkim.empty()) return phrase(c, "phrase-dkim-none", {});
  std::string text;
  for (std::size_t i = 0; i < c.facts.dkim.size() && i < most; ++i) {
    const DkimFact& fact = c.facts.dkim[i];
    append(text, phrase(c, dkim_phrase_ident(fact),
                        {{"domain", clean_utf8(fact.examined->signature.domain)},
                         {"selector", clean_utf8(fact.examined->signature.selector)},
                         {"reason", std::string(dkim::to_string(fact.verification.reason))}}));
  }
  if (c.facts.dkim.size() > most) {
    append(text,
           phrase(c, "phrase-dkim-more", {{"count", std::to_string(c.facts.dkim.size() - most)}}));
  }
  return text;
}

Params headline_params(const Context& c) {
  const dmarc::Verdict& ours = verdict(c);
  Params params = {{"from_domain", c.facts.from_domain()},
                   {"policy", ours.policy},
                   {"domain", ours.record_domain},
                   {"recomputed", std::string(to_string(ours.result))},
                   {"writer", recorded_dmarc(c) ? recorded_dmarc(c)->recorded_by : std::string()},
                   {"recorded", recorded_dmarc(c) ? recorded_dmarc(c)->recorded : std::string()},
                   {"reason", std::string(dmarc::to_string(ours.reason))}};
  if (!c.facts.evidence) {
    const std::string format(message::to_string(c.evidence.format));
    params.push_back({"term", format == "unknown" ? c.evidence.first_line
                                                  : phrase(c, "phrase-file-" + format, {})});
    return params;
  }
  if (const message::StatusFields* recipient = failed_recipient(c)) {
    params.push_back({"address", status_text(*recipient, "final-recipient")});
    params.push_back({"host", status_text(*recipient, "remote-mta")});
    params.push_back({"term", status_text(*recipient, "diagnostic-code")});
    params.push_back({"record", status_text(*recipient, "status")});
    return params;
  }
  if (against(c)) {
    const Filter& filter = *treated_as_spam(c.facts);
    params.push_back({"filter", std::string(filter.vendor)});
    params.push_back({"term", filter_level(c.facts, filter)});
  }
  std::set<std::string_view> named;
  std::string passed;
  for (const dmarc::Aligned& aligned : ours.identifiers) {
    const std::string& domain = aligned.identifier.domain;
    if (aligned.identifier.result == Result::pass && named.insert(domain).second) {
      append(passed, domain, ", ");
    }
  }
  params.push_back({"spf_domain", passed});
  if (const trace::Hop* slow = slowest(c)) {
    params.push_back({"host", clean_utf8(slow->received.by)});
    params.push_back({"delay", duration_text(slow->delay_seconds)});
  }
  return params;
}

// The author's signature whose change was searched for; nullptr: none.
const DkimFact* changed_signature(const Context& c) {
  const DkimFact* fact = changed_body(c) ? changed_body(c) : changed_header(c);
  return fact != nullptr && fact->forensics ? fact : nullptr;
}

// What was changed in the message that the author's domain signed, where it is proven.
std::string change_phrase(const Context& c) {
  const DkimFact* fact = changed_signature(c);
  if (fact == nullptr) return {};
  std::string text;
  for (const forensics::Search* search : {&fact->forensics->body, &fact->forensics->header}) {
    if (!search->edit) continue;
    append(text, phrase(c, "edit-" + std::string(search->edit->ident), search->edit->params));
  }
  return text;
}

std::string because(const Context& c, std::string_view ident, const Params& params) {
  std::string text;
  if (c.facts.evidence && ident != "slow" && ident != "no-author-domain" && ident != "bounced") {
    append(text, spf_phrase(c));
    append(text, dkim_phrases(c));
    append(text, change_phrase(c));
  }
  if (ident == "altered-copy") {
    append(text, phrase(c, "phrase-file-" + std::string(c.facts.copy_sign()->sign.ident), {}));
  }
  const HeadlineEntry* entry = find_headline(c.language, ident);
  if (entry) append(text, render(entry->because, params));
  return text;
}

std::string so(const Context& c, std::string_view ident, const Params& params) {
  std::string text;
  if (const HeadlineEntry* entry = find_headline(c.language, ident)) {
    append(text, render(entry->so, params));
  }
  const DkimFact* changed = failed(c) ? changed_signature(c) : nullptr;
  if (changed != nullptr && changed->forensics->would_pass) {
    append(text, phrase(c, "phrase-would-pass", {}));
  }
  if (failed(c) && verdict(c).record) {
    append(text, phrase(c, "phrase-policy-asks",
                        {{"domain", verdict(c).record_domain},
                         {"policy", verdict(c).policy},
                         {"term", verdict(c).disposition}}));
  }
  return text;
}

std::string dns_phrase(const Context& c) {
  if (c.facts.answers.empty()) return phrase(c, "phrase-dns-not-asked", {});
  // The time of the latest answer: evaluated_at may be an option of the user's.
  std::int64_t asked_at = 0;
  bool observed = false;
  for (const dns::Answer& answer : c.facts.answers) {
    if (answer.provenance != Provenance::observed) continue;
    observed = true;
    asked_at = std::max(asked_at, answer.asked_at);
  }
  if (!observed) return phrase(c, "phrase-dns-supplied", {});
  return phrase(c, "phrase-dns-observed", {{"date", message::to_iso(asked_at)}});
}

std::string based_on(const Context& c) {
  if (!c.facts.evidence) return {};
  std::string text =
      phrase(c, c.facts.evidence->has_body ? "phrase-full-message" : "phrase-headers-only", {});
  if (c.facts.evidence->paste) append(text, phrase(c, "phrase-repaired", {}), "; ");
  append(text, dns_phrase(c), "; ");
  if (const Comparison* recorded = recorded_dmarc(c)) {
    append(text,
           phrase(c, "phrase-recorded",
                  {{"writer", recorded->recorded_by}, {"recorded", recorded->recorded}}),
           "; ");
  }
  return text + ".";
}

}  // namespace

Headline choose_headline(const Evidence& evidence, const Facts& facts, std::string_view language) {
  const Context c{evidence, facts, language};
  const Params params = headline_params(c);
  Headline headline;
  for (const Family& family : families) {
    if (!family.holds(c)) continue;
    const HeadlineEntry* entry = find_headline(language, family.ident);
    const std::string text = entry ? render(entry->text, params) : std::string();
    if (!headline.ident.empty()) {
      headline.also = text;
      break;
    }
    headline = {.ident = family.ident,
                .severity = family.severity,
                .params = params,
                .text = text,
                .because = because(c, family.ident, params),
                .so = so(c, family.ident, params),
                .based_on = based_on(c)};
    if (family.ident == families[0].ident) break;
  }
  return headline;
}

}  // namespace indicia::diagnosis
