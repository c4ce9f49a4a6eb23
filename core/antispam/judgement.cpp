// What the fields of one filter say together; see judgement.h.
#include "antispam/judgement.h"

#include <algorithm>
#include <array>

#include "antispam/decimal.h"
#include "text.h"

namespace indicia::antispam {

std::string_view to_string(Said said) {
  constexpr std::array<std::string_view, 10> names = {"nothing", "clean",    "spam",    "bulk",
                                                      "spoofed", "phishing", "malware", "allowed",
                                                      "blocked", "released"};
  return names[static_cast<std::size_t>(said)];
}

std::string_view to_string(Decider decider) {
  constexpr std::array<std::string_view, 18> names = {"unknown",
                                                      "content_filter",
                                                      "threat_protection",
                                                      "spoof_protection",
                                                      "impersonation_protection",
                                                      "dmarc",
                                                      "bulk_threshold",
                                                      "score_limit",
                                                      "custom_setting",
                                                      "admin_allow",
                                                      "admin_block",
                                                      "ip_allow",
                                                      "rule_allow",
                                                      "rule_block",
                                                      "recipient_allow",
                                                      "recipient_block",
                                                      "inbox_rule",
                                                      "quarantine_release"};
  return names[static_cast<std::size_t>(decider)];
}

std::string_view to_string(Folder folder) {
  constexpr std::array<std::string_view, 5> names = {"unknown", "inbox", "junk", "custom",
                                                     "quarantine"};
  return names[static_cast<std::size_t>(folder)];
}

bool is_against(Said said) {
  switch (said) {
    case Said::spam:
    case Said::bulk:
    case Said::spoofed:
    case Said::phishing:
    case Said::malware:
    case Said::blocked:
      return true;
    default:
      return false;
  }
}

Side side_of(const Reading& reading) {
  if (reading.header.side != Side::inbound) return reading.header.side;
  if (reading.header.grammar == Grammar::report &&
      equal_ignoring_case(reading.value_of("DIR"), "OUT")) {
    return Side::outbound;
  }
  if (reading.header.grammar == Grammar::pairs &&
      starts_with_ignoring_case(reading.value_of("rule"), "outbound")) {
    return Side::outbound;
  }
  return Side::inbound;
}

namespace {

using Readings = std::span<const Reading* const>;

// The score that ranks a piece: as printed, else the rule's default.
std::optional<Decimal> share(const Item& item) {
  if (!item.score.empty()) return parse_decimal_score(item.score);
  return item.row ? parse_decimal_score(entry(*item.row).default_score) : std::nullopt;
}

bool is_rule(const Item& item) {
  if (!item.score.empty()) return true;
  if (!item.row) return false;
  const Kind kind = entry(*item.row).kind;
  return kind == Kind::rule || kind == Kind::symbol;
}

// Rules of the first list that prints points, else of the first list: the same rules stand in
// several fields.
void rank(Readings readings, Judgement& out) {
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto& items = readings[i]->items;
    const bool rules = std::any_of(items.begin(), items.end(), is_rule);
    const bool printed = rules && std::any_of(items.begin(), items.end(),
                                              [](const Item& item) { return !item.score.empty(); });
    if (rules && !chosen) chosen = i;
    if (!printed) continue;
    chosen = i;
    break;
  }
  if (!chosen) return;
  struct Ranked {
    Piece piece;
    std::optional<Decimal> share;
  };
  std::vector<Ranked> ranked;
  const auto& items = readings[*chosen]->items;
  for (std::size_t k = 0; k < items.size(); ++k) {
    // A rule of the site's own bears a name alone; a key that nobody knows has a value.
    const bool own = items[k].known == Known::unknown_name && items[k].value.empty();
    if (items[k].name.empty() || (!is_rule(items[k]) && !own)) continue;
    ranked.push_back({{*chosen, k}, share(items[k])});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    if (a.share && b.share) return compare(*a.share, *b.share) > 0;
    return a.share.has_value() && !b.share;
  });
  for (const Ranked& one : ranked) out.contributions.push_back(one.piece);
}

// A list of the recipient's side among the rules outweighs them all.
void take_lists(Readings readings, Judgement& out) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto& items = readings[i]->items;
    for (std::size_t k = 0; k < items.size(); ++k) {
      if (!items[k].row) continue;
      const Entry meaning = entry(*items[k].row);
      if (!meaning.allows && !meaning.blocks) continue;
      out.said = meaning.allows ? Said::allowed : Said::blocked;
      out.decider = meaning.allows ? Decider::admin_allow : Decider::admin_block;
      out.grounds.push_back({i, k});
      return;
    }
  }
}

const Reading* first_scored(Readings readings, Grammar grammar) {
  for (const Reading* reading : readings) {
    if (reading->header.grammar == grammar && !reading->score.empty()) return reading;
  }
  return nullptr;
}

// The topmost field with its own yes or no.
std::optional<std::size_t> first_flag(Readings readings, Grammar grammar) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (readings[i]->header.grammar == grammar && readings[i]->flagged) return i;
  }
  return std::nullopt;
}

Said said_of(const Entry& meaning) {
  if (meaning.verdict == Verdict::good) return Said::clean;
  if (meaning.category == Category::bulk) return Said::bulk;
  if (meaning.category == Category::phishing) return Said::phishing;
  if (meaning.category == Category::malware) return Said::malware;
  return Said::spam;
}

}  // namespace

Judgement judge_rules(Readings readings) {
  Judgement out = judge_words(readings);
  for (Grammar grammar : {Grammar::status, Grammar::rule_report, Grammar::trend, Grammar::score}) {
    const Reading* scored = first_scored(readings, grammar);
    if (scored == nullptr) continue;
    out.score = scored->score;
    out.threshold = scored->threshold;
    // cPanel's status has no limit; the report beside it has.
    const Reading* report = first_scored(readings, Grammar::rule_report);
    if (out.threshold.empty() && report != nullptr) out.threshold = report->threshold;
    break;
  }
  // Vade's limit stands in its cause text.
  for (const Reading* reading : readings) {
    if (out.threshold.empty() && reading->header.grammar == Grammar::vade)
      out.threshold = reading->threshold;
  }
  for (Grammar grammar : {Grammar::status, Grammar::trend}) {
    const auto flag = first_flag(readings, grammar);
    if (!flag || readings[*flag]->header.tells != Tells::verdict) continue;
    out.said = *readings[*flag]->flagged ? Said::spam : Said::clean;
    out.decider = Decider::score_limit;
    out.assumed = false;
    if (!readings[*flag]->items.empty()) out.grounds = {{*flag, 0}};
    break;
  }
  if (out.said == Said::spam && !out.score.empty()) out.decider = Decider::score_limit;
  take_lists(readings, out);
  rank(readings, out);
  return out;
}

Judgement judge_rspamd(Readings readings) {
  Judgement out;
  std::optional<bool> rejected;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Reading& reading = *readings[i];
    if (reading.header.grammar == Grammar::symbols && reading.flagged && !rejected) {
      rejected = reading.flagged;
      out.score = reading.score;
      out.reject_at = reading.threshold;
    }
    if (reading.header.grammar == Grammar::score && out.score.empty()) out.score = reading.score;
    if (reading.header.grammar == Grammar::status && out.score.empty()) out.score = reading.score;
  }
  const Judgement words = judge_words(readings);  // the action, X-Spam
  const auto status = first_flag(readings, Grammar::status);
  if (words.said != Said::nothing) {
    out.said = words.said;
    out.grounds = words.grounds;
  } else if (rejected == true || (status && *readings[*status]->flagged)) {
    out.said = Said::spam;
  } else if (status) {
    out.said = Said::clean;
  } else if (const auto score = parse_decimal_score(out.score); rejected && score) {
    // "False" only says that it was not rejected: the usual limit for marking is 6.
    constexpr std::string_view usual = "6";
    const bool marked = compare(*score, *parse_decimal_score(usual)) >= 0;
    out.said = marked ? Said::spam : Said::clean;
    out.threshold = std::string(usual);
    out.assumed = true;
  }
  if (out.said != Said::nothing) out.decider = Decider::score_limit;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::string_view action = readings[i]->value_of("");
    if (equal_ignoring_case(readings[i]->name, "X-Rspamd-Action") &&
        equal_ignoring_case(action, "quarantine")) {
      out.folder = Folder::quarantine;
    }
  }
  take_lists(readings, out);
  rank(readings, out);
  return out;
}

Judgement judge_words(Readings readings) {
  Judgement out;
  std::vector<Row> spoken;  // headers that have spoken: the topmost of a name counts
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Reading& reading = *readings[i];
    if (std::find(spoken.begin(), spoken.end(), reading.header.row) != spoken.end()) continue;
    if (reading.header.tells == Tells::nothing) continue;
    if (spoken.size() < 200) spoken.push_back(reading.header.row);
    if (reading.header.tells == Tells::score && out.score.empty()) out.score = reading.score;
    for (std::size_t k = 0; k < reading.items.size(); ++k) {
      const Item& item = reading.items[k];
      if (item.known != Known::value) continue;
      const Entry meaning = entry(*item.row);
      const bool clear = meaning.verdict == Verdict::good || meaning.verdict == Verdict::bad;
      if (!clear || meaning.kind != Kind::value) continue;
      if (reading.header.tells == Tells::folder) {
        out.folder = meaning.verdict == Verdict::good ? Folder::inbox : Folder::junk;
        out.grounds.push_back({i, k});
      }
      if (reading.header.tells != Tells::verdict) continue;
      // A word that nobody documented never decides alone.
      if (meaning.backing == Backing::unconfirmed) continue;
      const Said said = said_of(meaning);
      if (out.said != Said::nothing && (!is_against(said) || is_against(out.said))) continue;
      out.said = said;
      out.decider = said == Said::phishing || said == Said::malware ? Decider::threat_protection
                                                                    : Decider::content_filter;
      out.grounds.insert(out.grounds.begin(), {i, k});
    }
  }
  return out;
}

Judgement judge(Readings readings) {
  if (readings.empty()) return {};
  const std::string_view family = vendor_of(readings.front()->header.row).family;
  if (family == "Microsoft") return judge_microsoft(readings);
  if (family == "Rspamd") return judge_rspamd(readings);
  const bool rules = std::any_of(readings.begin(), readings.end(), [](const Reading* reading) {
    return reading->flagged || std::any_of(reading->items.begin(), reading->items.end(), is_rule);
  });
  if (rules) return judge_rules(readings);
  Judgement out = judge_words(readings);
  take_lists(readings, out);
  return out;
}

}  // namespace indicia::antispam
