// Sentences about filters; see filter_texts.h.
#include "diagnosis/filter_texts.h"

#include "diagnosis/catalogue.h"
#include "diagnosis/filter_unjudged.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using antispam::Decider;
using antispam::Folder;
using antispam::Item;
using antispam::Piece;
using antispam::Said;

const FilterEvidence& filters_of(const Facts& facts) {
  return facts.evidence->filters;
}

void append(std::string& text, const std::string& more, std::string_view separator) {
  if (more.empty()) return;
  if (!text.empty()) text += separator;
  text += more;
}

bool is_folder(const antispam::Reading& reading, const Item& item) {
  return reading.header.tells == antispam::Tells::folder || item.name == "dest" ||
         item.name == "OFR";
}

// Words about the folder when `folder`, else all others.
std::string words(const Facts& facts, const Filter& filter, bool folder) {
  constexpr std::size_t most = 6;
  const FilterEvidence& evidence = filters_of(facts);
  std::string text;
  std::size_t count = 0;
  for (const Piece& piece : filter.judgement.grounds) {
    const auto& reading = evidence.reading(filter, piece);
    const Item& item = evidence.item(filter, piece);
    if (is_folder(reading, item) != folder) continue;
    if (item.known == antispam::Known::unknown_value) continue;
    // What is unremarkable need not be said.
    if (item.value == "NONE" || (item.name == "BCL" && item.value == "0")) continue;
    append(text, filter_word(reading, item), ", ");
    if (++count == most) break;
  }
  if (!folder) append(text, filter.remark, ", ");
  return text;
}

std::string score_text(const Filter& filter, std::string_view language) {
  const antispam::Judgement& judgement = filter.judgement;
  if (judgement.score.empty()) return {};
  std::string text = phrase(language, "filter-score", {{"count", judgement.score}});
  const auto limit = [&](std::string_view ident, const std::string& value) {
    if (!value.empty()) append(text, phrase(language, ident, {{"limit", value}}), ", ");
  };
  limit(judgement.assumed ? "filter-score-usual" : "filter-score-limit", judgement.threshold);
  limit("filter-score-reject", judgement.reject_at);
  return text;
}

std::string sentence(const Facts& facts, const Filter& filter, std::string_view language) {
  if (filter.silent)
    return phrase(language, "filter-silent", {{"writer", std::string(filter.vendor)}});
  const bool by_score =
      filter.judgement.decider == Decider::score_limit && !filter.judgement.score.empty();
  return phrase(
      language, "filter-said-" + std::string(antispam::to_string(filter.judgement.said)),
      {{"writer", std::string(filter.vendor)},
       {"term", by_score ? score_text(filter, language) : filter_grounds(facts, filter)}});
}

std::string folder_sentence(const Facts& facts, const Filter& filter, std::string_view language) {
  const antispam::Judgement& judgement = filter.judgement;
  std::string text;
  if (judgement.folder != Folder::unknown) {
    text = phrase(language, "filter-folder-" + std::string(antispam::to_string(judgement.folder)),
                  {{"term", filter_place(facts, filter)}});
  }
  if (!judgement.quarantine_mark.empty()) {
    append(text, phrase(language, "filter-quarantine-mark", {{"term", judgement.quarantine_mark}}),
           " ");
  }
  return text;
}

// Why the words may not be what they seem.
std::string caveats(const Filter& filter, std::string_view language) {
  std::string text;
  const antispam::Judgement& judgement = filter.judgement;
  const auto add = [&](std::string_view ident, const Params& params = {}) {
    append(text, phrase(language, ident, params), " ");
  };
  if (judgement.assumed) add("filter-assumed");
  if (judgement.passive) add("filter-passive");
  if (filter.loose) add("filter-loose");
  if (judgement.reason_unusual) {
    add("filter-reason-unusual",
        {{"reason", judgement.compauth_reason}, {"term", judgement.compauth}});
  }
  if (filter.side == antispam::Side::outbound)
    append(text, phrase(language, "filter-outbound", {}), " ");
  if (filter.side == antispam::Side::earlier)
    append(text, phrase(language, "filter-earlier", {}), " ");
  if (filter.standing == Standing::claimed)
    append(text, phrase(language, "filter-claimed", {}), " ");
  if (filter.standing != Standing::named || filter.side != antispam::Side::inbound) return text;
  // A service is known by its hosts; any other filter named the host that it runs on.
  const bool service = !antispam::vendor(filter.vendor).hosts.empty();
  add(service ? "filter-named-service" : "filter-named");
  const bool good = judgement.said != Said::nothing || judgement.folder != Folder::unknown;
  if (good && !filter.believed()) add("filter-named-good");
  return text;
}

// Who decided in another text than that of the decider: SpamAssassin's rules have names and points,
// other scores have neither.
std::string_view decider_text(const Filter& filter) {
  const antispam::Judgement& judgement = filter.judgement;
  if (judgement.decider == Decider::score_limit && judgement.contributions.empty()) return "score";
  return antispam::to_string(judgement.decider);
}

std::string_view fix_text(const Facts& facts, const Filter& filter, const FilterText& text) {
  const antispam::Judgement& judgement = filter.judgement;
  if (judgement.decider == Decider::score_limit && text.causes.empty()) return "content_filter";
  const bool unpublished =
      judgement.decider == Decider::spoof_protection && judgement.compauth_reason == "001";
  if (unpublished && judgement.compauth == "fail" && facts.dmarc.rfc9989.result != Result::pass)
    return "spoof_unpublished";
  if (filter.only_filed() && judgement.decider == Decider::unknown) return "mailbox_filter";
  return antispam::to_string(judgement.decider);
}

FilterText describe(const Facts& facts, const Filter& filter, std::string_view language) {
  FilterText text;
  text.happened = sentence(facts, filter, language);
  append(text.happened, folder_sentence(facts, filter, language), " ");
  const std::string unjudged = unjudged_words(facts, filter, language);
  append(text.happened, unjudged, " ");
  append(text.happened, caveats(filter, language), " ");
  text.speaks = speaks(filter, unjudged);
  if (filter.against()) text.causes = mendable(facts, filter);
  text.who = filter_who(filter);
  text.who_text = phrase(language, "who-" + std::string(to_string(text.who)), {});
  const antispam::Judgement& judgement = filter.judgement;
  const bool idle = judgement.said == Said::nothing || judgement.said == Said::clean;
  const bool placed = judgement.decider == Decider::inbox_rule || filter.only_filed();
  if (!filter.believed() || (idle && !placed)) return text;
  const Params params = {{"reason", filter_settings(facts, filter)}};
  text.decided = phrase(language, "filter-decider-" + std::string(decider_text(filter)), params);
  if (judgement.said == Said::spoofed) {
    const std::string ours(to_string(facts.dmarc.rfc9989.result));
    append(text.decided, phrase(language, "filter-own-dmarc", {{"recomputed", ours}}), " ");
  }
  text.fix = phrase(language, "filter-fix-" + std::string(fix_text(facts, filter, text)), params);
  return text;
}

}  // namespace

std::vector<FilterText> describe_filters(const Facts& facts, std::string_view language) {
  std::vector<FilterText> texts;
  if (!facts.evidence) return texts;
  for (const Filter& filter : filters_of(facts).filters) {
    texts.push_back(describe(facts, filter, language));
  }
  return texts;
}

std::string filter_grounds(const Facts& facts, const Filter& filter) {
  const antispam::Judgement& judgement = filter.judgement;
  std::string text = words(facts, filter, false);
  if (!judgement.score.empty() && (judgement.decider == Decider::score_limit || text.empty()))
    return judgement.score + (judgement.threshold.empty() ? "" : " / " + judgement.threshold);
  if (text.empty() && !filter.fields.empty())
    return filters_of(facts).fields[filter.fields.front()].name;
  return text;
}

std::string filter_place(const Facts& facts, const Filter& filter) {
  const std::string text = words(facts, filter, true);
  return text.empty() ? filter_grounds(facts, filter) : text;
}

std::string filter_settings(const Facts& facts, const Filter& filter) {
  const FilterEvidence& evidence = filters_of(facts);
  std::string text;
  for (const Piece& piece : filter.judgement.grounds) {
    const antispam::Reading& reading = evidence.reading(filter, piece);
    const Item& item = evidence.item(filter, piece);
    if (antispam::header_name(reading.header.row) == "X-CustomSpam" ||
        equal_ignoring_case(item.name, "X-CustomSpam"))
      append(text, item.value, "; ");
  }
  return text;
}

std::string filter_level(const Facts& facts, const Filter& filter) {
  if (filter.only_filed()) return filter_place(facts, filter);
  const bool scl = filter.vendor == "Microsoft" && !filter.judgement.score.empty();
  return scl ? "SCL " + filter.judgement.score : filter_grounds(facts, filter);
}

std::vector<Piece> mendable(const Facts& facts, const Filter& filter) {
  std::vector<Piece> pieces;
  const FilterEvidence& evidence = filters_of(facts);
  for (const Piece& piece : filter.judgement.contributions) {
    const Item& item = evidence.item(filter, piece);
    const antispam::Entry meaning = item.row ? antispam::entry(*item.row) : antispam::Entry();
    const std::string_view share =
        item.score.empty() ? meaning.default_score : std::string_view(item.score);
    const bool adds = !share.empty() && !share.starts_with('-') &&
                      share.find_first_of("123456789") != std::string_view::npos;
    if (!adds || meaning.refused || meaning.fix_by == "receiver" || meaning.fix_by == "none")
      continue;
    pieces.push_back(piece);
  }
  return pieces;
}

std::string filter_causes(const Facts& facts, const Filter& filter) {
  constexpr std::size_t most = 3;
  const std::vector<Piece> pieces = mendable(facts, filter);
  std::string text;
  for (std::size_t i = 0; i < pieces.size() && i < most; ++i) {
    const Item& item = filters_of(facts).item(filter, pieces[i]);
    append(text, item.name + (item.score.empty() ? "" : " " + item.score), ", ");
  }
  return text;
}

Who filter_who(const Filter& filter) {
  if (!filter.believed()) return Who::nobody;
  switch (filter.judgement.decider) {
    case Decider::content_filter:
    case Decider::threat_protection:
    case Decider::phishing_filter:
    case Decider::malware_filter:
    case Decider::attachment_filter:
    case Decider::spoof_protection:
    case Decider::own_domain_spoof:
    case Decider::impersonation_protection:
    case Decider::dmarc:
    case Decider::bulk_threshold:
    case Decider::score_limit:
    case Decider::custom_setting:
      return antispam::is_against(filter.judgement.said) ? Who::sender : Who::nobody;
    case Decider::admin_block:
    case Decider::spoof_block:
    case Decider::internal_phishing:
    case Decider::rule_block:
    case Decider::quarantine_release:
      return Who::receiver_admin;
    case Decider::recipient_block:
    case Decider::inbox_rule:
    case Decider::mailbox_filter:
    case Decider::safe_senders_only:
      return Who::recipient;
    case Decider::unknown:
      if (filter.only_filed()) return Who::recipient;
      return filter.judgement.said == Said::nothing || filter.judgement.said == Said::clean
                 ? Who::nobody
                 : Who::receiver_admin;
    default:
      return Who::nobody;  // let in: nothing to do
  }
}

}  // namespace indicia::diagnosis
