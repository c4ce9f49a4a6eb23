// Sentences about filters; see filter_texts.h.
#include "diagnosis/filter_texts.h"

#include "diagnosis/catalogue.h"
#include "diagnosis/filter_unjudged.h"

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
  if (!judgement.reject_at.empty()) {
    return phrase(language, "filter-score-reject",
                  {{"count", judgement.score}, {"limit", judgement.reject_at}});
  }
  if (judgement.threshold.empty()) {
    return phrase(language, "filter-score", {{"count", judgement.score}});
  }
  return phrase(language, "filter-score-limit",
                {{"count", judgement.score}, {"limit", judgement.threshold}});
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
  if (filter.judgement.folder == Folder::unknown) return {};
  std::string term = words(facts, filter, true);
  if (term.empty()) term = filter_grounds(facts, filter);
  return phrase(language,
                "filter-folder-" + std::string(antispam::to_string(filter.judgement.folder)),
                {{"term", term}});
}

// Why the words may not be what they seem.
std::string caveats(const Filter& filter, std::string_view language) {
  std::string text;
  if (filter.judgement.assumed) append(text, phrase(language, "filter-assumed", {}), " ");
  if (filter.side == antispam::Side::outbound)
    append(text, phrase(language, "filter-outbound", {}), " ");
  if (filter.side == antispam::Side::earlier)
    append(text, phrase(language, "filter-earlier", {}), " ");
  if (filter.standing == Standing::claimed)
    append(text, phrase(language, "filter-claimed", {}), " ");
  if (filter.standing == Standing::named) append(text, phrase(language, "filter-named", {}), " ");
  return text;
}

// The setting that fired, as Microsoft words it.
std::string setting(const Facts& facts, const Filter& filter) {
  const FilterEvidence& evidence = filters_of(facts);
  for (const Piece& piece : filter.judgement.grounds) {
    if (antispam::header_name(evidence.reading(filter, piece).header.row) == "X-CustomSpam") {
      return evidence.item(filter, piece).value;
    }
  }
  return "X-CustomSpam";
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
  if (!filter.believed() || judgement.said == Said::nothing || judgement.said == Said::clean) {
    if (judgement.decider != Decider::inbox_rule || !filter.believed()) return text;
  }
  const std::string decider(antispam::to_string(judgement.decider));
  const Params params = {{"reason", setting(facts, filter)}};
  text.decided = phrase(language, "filter-decider-" + decider, params);
  if (judgement.said == Said::spoofed) {
    const std::string ours(to_string(facts.dmarc.rfc9989.result));
    append(text.decided, phrase(language, "filter-own-dmarc", {{"recomputed", ours}}), " ");
  }
  text.fix = phrase(language, "filter-fix-" + decider, params);
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
  if (judgement.score.empty() || (judgement.decider != Decider::score_limit && !text.empty()))
    return text;
  return judgement.score + (judgement.threshold.empty() ? "" : " / " + judgement.threshold);
}

std::string filter_level(const Facts& facts, const Filter& filter) {
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
    case Decider::spoof_protection:
    case Decider::impersonation_protection:
    case Decider::dmarc:
    case Decider::bulk_threshold:
    case Decider::score_limit:
    case Decider::custom_setting:
      return antispam::is_against(filter.judgement.said) ? Who::sender : Who::nobody;
    case Decider::admin_block:
    case Decider::rule_block:
    case Decider::quarantine_release:
      return Who::receiver_admin;
    case Decider::recipient_block:
    case Decider::inbox_rule:
      return Who::recipient;
    case Decider::unknown:
      return filter.judgement.said == Said::nothing || filter.judgement.said == Said::clean
                 ? Who::nobody
                 : Who::receiver_admin;
    default:
      return Who::nobody;  // let in: nothing to do
  }
}

}  // namespace indicia::diagnosis
