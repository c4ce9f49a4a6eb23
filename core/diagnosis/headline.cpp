// Words the headline that headline_family.h chooses: each sentence is a catalogue entry or a chain
// of catalogue phrases.
#include <algorithm>
#include <set>

#include "diagnosis/catalogue.h"
#include "diagnosis/diagnose.h"
#include "diagnosis/filter_texts.h"
#include "diagnosis/headline_family.h"
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

std::string phrase(const HeadlineContext& c, std::string_view ident, const Params& params) {
  return diagnosis::phrase(c.language, ident, params);
}

void append(std::string& text, const std::string& sentence, std::string_view separator = " ") {
  if (sentence.empty()) return;
  if (!text.empty()) text += separator;
  text += sentence;
}

std::string spf_phrase(const HeadlineContext& c) {
  const SpfFact& spf = c.facts.spf;
  if (!spf.query || spf.reason == "helo_unknown") return phrase(c, "phrase-spf-untestable", {});
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

std::string dkim_phrases(const HeadlineContext& c) {
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

// Where From names several domains, all of them (RFC 9989 11.5).
std::string author_domains(const HeadlineContext& c) {
  std::string text = c.facts.from_domain();
  for (const dmarc::AuthorVerdict& author : c.facts.dmarc.authors) {
    append(text, author.author_domain, ", ");
  }
  return text;
}

std::string passed_domains(const dmarc::Verdict& verdict) {
  std::set<std::string_view> named;
  std::string passed;
  for (const dmarc::Aligned& aligned : verdict.identifiers) {
    const std::string& domain = aligned.identifier.domain;
    if (aligned.identifier.result == Result::pass && named.insert(domain).second) {
      append(passed, domain, ", ");
    }
  }
  return passed;
}

void add_notice(const HeadlineContext& c, Params& params) {
  const DeliveryNotice& notice = *c.notice;
  params.push_back({"address", notice.address.empty() ? phrase(c, "phrase-delivery-nobody", {})
                                                      : notice.address});
  const std::pair<std::string_view, const std::string&> said[] = {
      {"host", notice.host}, {"term", notice.answer}, {"record", notice.status}};
  for (const auto& one : said) {
    if (!one.second.empty()) params.push_back({one.first, one.second});
  }
}

// The limits that were reached, as they are set, and the options that would let this header pass.
void add_cut(Params& params, const HeadlineContext& c) {
  const message::Message& message = c.facts.evidence->message;
  const Limits& limits = c.evidence.options.limits;
  const auto left_out = [&](std::string_view defect) {
    return std::any_of(message.defects.begin(), message.defects.end(),
                       [&](const Defect& one) { return one.ident == defect; });
  };
  std::string reached;
  std::string needed;
  const auto add = [&](const std::string& name, std::size_t limit, std::size_t size) {
    append(reached, name + " " + std::to_string(limit), ", ");
    append(needed, "\"" + name + "\": " + std::to_string(size), ", ");
  };
  if (left_out("message-too-many-fields")) add("fields", limits.fields, message.field_count());
  if (left_out("message-header-too-long")) {
    add("header_octets", limits.header_octets, message.header.size());
  }
  params.push_back({"limit", reached});
  params.push_back({"record", "{\"limits\": {" + needed + "}}"});
  params.push_back({"octets", std::to_string(message.header.size())});
  params.push_back({"found", std::to_string(message.field_count())});
  params.push_back({"count", std::to_string(message.left_out)});
}

Params headline_params(const HeadlineContext& c) {
  const dmarc::Verdict& ours = dmarc_verdict(c);
  Params params = {{"from_domain", author_domains(c)},
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
  if (c.notice) {
    add_notice(c, params);
    return params;
  }
  if (policy_unusable(c) && ours.record) {
    params.push_back({"record", clean_utf8(ours.record->text)});
  }
  if (header_cut(c)) add_cut(params, c);
  if (filter_objects(c)) {
    const Filter& filter = *treated_as_spam(c.facts);
    params.push_back({"filter", std::string(filter.vendor)});
    params.push_back({"term", filter_level(c.facts, filter)});
  }
  params.push_back({"spf_domain", passed_domains(ours)});
  if (const trace::Hop* slow = slowest_hop(c)) {
    params.push_back({"host", clean_utf8(slow->received.by)});
    params.push_back({"delay", duration_text(slow->delay_seconds)});
  }
  return params;
}

bool is_notice(std::string_view ident) {
  return ident == "bounced" || ident == "delayed" || ident == "delivered";
}

// What was answered, behind the name of the recipient.
std::string_view notice_phrase(const DeliveryNotice& notice) {
  if (notice.action == "relayed") return "phrase-delivery-relayed";
  if (notice.action == "expanded") return "phrase-delivery-expanded";
  if (notice.action == "delivered") return "phrase-delivery-delivered";
  if (!notice.host.empty() && !notice.answer.empty()) return "phrase-delivery-answered";
  if (!notice.host.empty()) return "phrase-delivery-host";
  return notice.answer.empty() ? "" : "phrase-delivery-reason";
}

std::string headline_text(const HeadlineContext& c, std::string_view ident, const Params& params) {
  const HeadlineEntry* entry = find_headline(c.language, ident);
  std::string text = entry ? render(entry->text, params) : std::string();
  if (is_notice(ident)) text += phrase(c, notice_phrase(*c.notice), params);
  return text;
}

// The author's signature whose change was searched for; nullptr: none.
const DkimFact* changed_signature(const HeadlineContext& c) {
  const DkimFact* fact = changed_body(c) ? changed_body(c) : changed_header(c);
  return fact != nullptr && fact->forensics ? fact : nullptr;
}

// What was changed in the message that the author's domain signed, where it is proven.
std::string change_phrase(const HeadlineContext& c) {
  const DkimFact* fact = changed_signature(c);
  if (fact == nullptr) return {};
  std::string text;
  for (const forensics::Search* search : {&fact->forensics->body, &fact->forensics->header}) {
    if (!search->edit) continue;
    append(text, phrase(c, "edit-" + std::string(search->edit->ident), search->edit->params));
  }
  return text;
}

std::string because(const HeadlineContext& c, std::string_view ident, const Params& params) {
  std::string text;
  if (c.facts.evidence && ident != "slow" && ident != "no-author-domain" && !is_notice(ident) &&
      ident != "header-beyond-limit") {
    append(text, spf_phrase(c));
    append(text, dkim_phrases(c));
    append(text, change_phrase(c));
  }
  if (ident == "altered-copy") {
    append(text, phrase(c, "phrase-file-" + std::string(c.facts.copy_sign()->sign.ident), {}));
  }
  const HeadlineEntry* entry = find_headline(c.language, ident);
  if (entry) append(text, render(entry->because, params));
  if (ident == "policy-unusable") {
    const bool several = dmarc_verdict(c).reason == dmarc::Reason::several_records;
    append(text, phrase(c, several ? "phrase-policy-several" : "phrase-policy-invalid", params));
  }
  if (is_notice(ident)) {
    if (!c.notice->status.empty()) append(text, phrase(c, "phrase-delivery-status", params));
    append(
        text,
        phrase(c, c.notice->returned ? "phrase-delivery-returned" : "phrase-delivery-below", {}));
  }
  return text;
}

// What is wanting where nothing could be decided; empty: what the family says, which is to ask DNS.
std::string_view wanting(const HeadlineContext& c, std::string_view ident) {
  if (ident != "cannot-tell" && ident != "recorded-fail") return {};
  if (dmarc_verdict(c).reason == dmarc::Reason::dns_error) return "phrase-so-dns-failed";
  const auto& open = c.facts.questions;
  const bool asks = std::any_of(open.begin(), open.end(),
                                [](const dns::OpenQuestion& one) { return one.required; });
  return asks ? "" : "phrase-so-evidence";
}

std::string so(const HeadlineContext& c, std::string_view ident, const Params& params) {
  if (ident == "bounced") {
    const DeliveryRemedy remedy = remedy_of(*c.notice);
    const bool without = remedy.phrase == "phrase-bounce-authentication" && !c.notice->returned;
    return phrase(c, without ? "phrase-bounce-authentication-only" : remedy.phrase, params);
  }
  std::string text = phrase(c, wanting(c, ident), params);
  const HeadlineEntry* entry = find_headline(c.language, ident);
  if (entry && text.empty()) append(text, render(entry->so, params));
  const DkimFact* changed = dmarc_failed(c) ? changed_signature(c) : nullptr;
  if (changed != nullptr && changed->forensics->would_pass) {
    append(text, phrase(c, "phrase-would-pass", {}));
  }
  if (dmarc_failed(c) && dmarc_verdict(c).record) {
    append(text, phrase(c, "phrase-policy-asks",
                        {{"domain", dmarc_verdict(c).record_domain},
                         {"policy", dmarc_verdict(c).policy},
                         {"term", dmarc_verdict(c).disposition}}));
  }
  return text;
}

std::string dns_phrase(const HeadlineContext& c) {
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

std::string based_on(const HeadlineContext& c) {
  if (!c.facts.evidence) return {};
  const bool body = c.facts.evidence->has_body;
  std::string text = phrase(c,
                            header_cut(c) ? "phrase-header-cut"
                            : body        ? "phrase-full-message"
                                          : "phrase-headers-only",
                            {});
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

std::optional<Who> who_named(const HeadlineContext& c, std::string_view ident) {
  if (ident == "repaired-since") return Who::sender;
  return ident == "bounced" ? remedy_of(*c.notice).who : std::nullopt;
}

// Who has to act, by what the headline says.
void add_acts(const HeadlineContext& c, const Family& family, Headline& headline) {
  headline.acts = family.acts;
  headline.carriers = family.carriers;
  if (const std::optional<Who> who = who_named(c, family.ident)) {
    headline.acts = Acts::named;
    headline.who_text = phrase(c, "who-" + std::string(to_string(*who)), {});
  }
  // A receiver met the same trouble with the zone's servers, so the fault is not our resolver's.
  if (family.ident == "recorded-fail" && recorded_dmarc(c)->recorded == "temperror") {
    headline.acts = Acts::finding;
    headline.carriers = "dmarc-temperror dkim-key-dns-error spf-temperror";
  }
}

Headline headline_of(const HeadlineContext& c, const Family& family, const Params& params) {
  Headline headline{.ident = family.ident,
                    .severity = family.severity,
                    .params = params,
                    .text = headline_text(c, family.ident, params),
                    .because = because(c, family.ident, params),
                    .so = so(c, family.ident, params),
                    .based_on = based_on(c)};
  add_acts(c, family, headline);
  return headline;
}

}  // namespace

Headline choose_headline(const Evidence& evidence, const Facts& facts, std::string_view language) {
  const HeadlineContext c{evidence, facts, language};
  const Params params = headline_params(c);
  Headline headline;
  for (const Family& family : headline_families()) {
    if (!family.holds(c)) continue;
    if (!headline.ident.empty()) {
      headline.also = headline_text(c, family.ident, params);
      break;
    }
    headline = headline_of(c, family, params);
    if (!facts.evidence) break;  // of what is no message nothing else is said
  }
  return headline.ident.empty() ? headline_of(c, last_resort(), params) : headline;
}

}  // namespace indicia::diagnosis
