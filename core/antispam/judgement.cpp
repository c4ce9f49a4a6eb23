// What the fields of one filter say together; see judgement.h.
#include "antispam/judgement.h"

#include <algorithm>
#include <array>

#include "antispam/decimal.h"
#include "text.h"

namespace indicia::antispam {

std::string_view to_string(Said said) {
  constexpr std::array<std::string_view, 11> names = {
      "nothing", "clean",      "spam",    "bulk",    "spoofed", "phishing",
      "malware", "attachment", "allowed", "blocked", "released"};
  return names[static_cast<std::size_t>(said)];
}

std::string_view to_string(Decider decider) {
  constexpr std::array<std::string_view, 27> names = {"unknown",
                                                      "content_filter",
                                                      "threat_protection",
                                                      "phishing_filter",
                                                      "internal_phishing",
                                                      "malware_filter",
                                                      "attachment_filter",
                                                      "spoof_protection",
                                                      "own_domain_spoof",
                                                      "spoof_block",
                                                      "impersonation_protection",
                                                      "dmarc",
                                                      "bulk_threshold",
                                                      "score_limit",
                                                      "custom_setting",
                                                      "admin_allow",
                                                      "admin_block",
                                                      "ip_allow",
                                                      "bypass",
                                                      "rule_allow",
                                                      "rule_block",
                                                      "recipient_allow",
                                                      "recipient_block",
                                                      "inbox_rule",
                                                      "mailbox_filter",
                                                      "safe_senders_only",
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
    case Said::attachment:
    case Said::blocked:
      return true;
    default:
      return false;
  }
}

bool is_filed(const Judgement& judgement) {
  return (judgement.folder == Folder::junk || judgement.folder == Folder::quarantine) &&
         judgement.decider != Decider::inbox_rule;
}

Side side_of(const Reading& reading) {
  if (reading.header.side != Side::inbound) return reading.header.side;
  // OSPM is found while a message leaves the sending tenant.
  if (reading.header.grammar == Grammar::report &&
      (equal_ignoring_case(reading.value_of("DIR"), "OUT") ||
       equal_ignoring_case(reading.value_of("CAT"), "OSPM"))) {
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

bool is_passive(const Reading& reading) {
  return vendor_of(reading.header.row).family == "Symantec" &&
         reading.header.grammar == Grammar::status;
}

const Reading* first_scored(Readings readings, Grammar grammar) {
  for (const Reading* reading : readings) {
    // A number of another kind, such as a reputation, is no score.
    const bool counts = grammar != Grammar::score || reading->header.tells == Tells::score;
    if (reading->header.grammar == grammar && counts && !reading->score.empty()) return reading;
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

// One word may serve several fields: of phishing and malware the field itself speaks too.
Said said_of(const Entry& meaning, const Entry& field) {
  const auto is = [&](Category category) {
    return meaning.category == category || field.category == category;
  };
  if (meaning.verdict == Verdict::good) return Said::clean;
  if (is(Category::malware)) return Said::malware;
  if (is(Category::phishing)) return Said::phishing;
  return meaning.category == Category::bulk ? Said::bulk : Said::spam;
}

// The graver word of one filter counts.
int weight(Said said) {
  switch (said) {
    case Said::nothing:
      return 0;
    case Said::clean:
      return 1;
    case Said::phishing:
      return 3;
    case Said::malware:
      return 4;
    default:
      return 2;
  }
}

Decider decider_of(Said said) {
  if (said == Said::phishing) return Decider::phishing_filter;
  return said == Said::malware ? Decider::malware_filter : Decider::content_filter;
}

// What a field's own yes means; nothing: it decides nothing alone.
Said said_of_flag(const Reading& reading) {
  if (reading.meaning().backing == Backing::unconfirmed) return Said::nothing;
  if (!*reading.flagged) return Said::clean;
  // Symantec's yes also stands where nothing was done about it: its points have to reach the limit.
  const auto score = parse_decimal_score(reading.score);
  const auto limit = parse_decimal_score(reading.threshold);
  if (is_passive(reading) && (!score || !limit || compare(*score, *limit) < 0))
    return Said::nothing;
  return Said::spam;
}

// Where the header names no limit, that of the filter as it is delivered.
void take_usual_limit(Judgement& out, const Decimal& score, std::string_view usual) {
  out.said = compare(score, *parse_decimal_score(usual)) >= 0 ? Said::spam : Said::clean;
  out.threshold = std::string(usual);
  out.assumed = true;
}

// Barracuda's levels; 1000 switches one off.
void read_barracuda(Readings readings, Judgement& out) {
  const Reading* status = first_scored(readings, Grammar::status);
  if (status == nullptr || vendor_of(status->header.row).family != "Barracuda") return;
  const auto level = [&](std::string_view name) {
    const std::string_view text = status->value_of(name);
    const auto number = parse_decimal_score(text);
    const bool on = number && compare(*number, *parse_decimal_score("1000")) < 0;
    return on ? std::string(text) : std::string();
  };
  out.threshold = level("TAG_LEVEL");
  out.reject_at = level("KILL_LEVEL");
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
    const Said said = said_of_flag(*readings[*flag]);
    if (said == Said::nothing) continue;
    out.said = said;
    out.decider = Decider::score_limit;
    out.passive = is_passive(*readings[*flag]) && said == Said::spam;
    if (!readings[*flag]->items.empty()) out.grounds = {{*flag, 0}};
    break;
  }
  if (out.said == Said::spam && !out.score.empty()) out.decider = Decider::score_limit;
  read_barracuda(readings, out);
  take_lists(readings, out);
  rank(readings, out);
  return out;
}

Judgement judge_fastmail(Readings readings) {
  Judgement out = judge_rules(readings);
  const auto score = parse_decimal_score(out.score);
  if (out.said != Said::nothing || !score) return out;
  take_usual_limit(out, *score, "5");
  out.decider = Decider::score_limit;
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
    if (status && !readings[*status]->items.empty()) out.grounds = {{*status, 0}};
  } else if (status) {
    out.said = Said::clean;
    if (!readings[*status]->items.empty()) out.grounds = {{*status, 0}};
  } else if (const auto score = parse_decimal_score(out.score); rejected && score) {
    // "False" only says that it was not rejected.
    take_usual_limit(out, *score, "6");
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
      const Said said = said_of(meaning, reading.meaning());
      if (weight(said) <= weight(out.said)) continue;
      out.said = said;
      out.decider = decider_of(said);
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
  if (family == "Fastmail") return judge_fastmail(readings);
  const bool rules = std::any_of(readings.begin(), readings.end(), [](const Reading* reading) {
    return reading->flagged || std::any_of(reading->items.begin(), reading->items.end(), is_rule);
  });
  if (rules) return judge_rules(readings);
  Judgement out = judge_words(readings);
  take_lists(readings, out);
  return out;
}

}  // namespace indicia::antispam
