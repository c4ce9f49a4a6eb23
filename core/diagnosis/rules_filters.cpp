// What anti-spam filters wrote, put together with what was verified here.
#include "diagnosis/filter_texts.h"
#include "diagnosis/rules.h"

namespace indicia::diagnosis {

namespace {

using antispam::Decider;
using antispam::Folder;
using antispam::Item;
using antispam::Piece;
using antispam::Said;
using antispam::Side;
using Matches = std::vector<Match>;

const FilterEvidence& evidence_of(const Facts& facts) {
  return facts.evidence->filters;
}

// A filter that most probably wrote the field, but whose fields the sender could have written.
Confidence sureness(const Filter& filter) {
  const antispam::Judgement& judgement = filter.judgement;
  const bool doubtful = filter.standing == Standing::named || judgement.assumed ||
                        judgement.passive || filter.loose ||
                        judgement.decider == Decider::safe_senders_only;
  return doubtful ? Confidence::likely : Confidence::certain;
}

Location place_of(const Facts& facts, const Filter& filter, const Piece& piece) {
  const FilterEvidence& evidence = evidence_of(facts);
  return evidence.place(evidence.reading(filter, piece), evidence.item(filter, piece),
                        facts.evidence->message);
}

// `term`: what was seen; empty: the words that the verdict is read from.
Match match_of(const Facts& facts, const Filter& filter, std::string reason = {},
               std::string term = {}) {
  const std::string& level = filter.judgement.bulk_level;
  if (term.empty()) term = filter_grounds(facts, filter);
  Match match{.params = {{"writer", std::string(filter.vendor)},
                         {"term", std::move(term)},
                         {"from_domain", facts.from_domain()},
                         {"recomputed", std::string(to_string(facts.dmarc.rfc9989.result))},
                         {"count", level.empty() ? "-" : level},
                         {"reason", std::move(reason)}},
              .confidence = sureness(filter)};
  if (!filter.judgement.grounds.empty()) {
    match.locations.push_back(place_of(facts, filter, filter.judgement.grounds.front()));
  } else if (!filter.fields.empty()) {
    match.locations.push_back(evidence_of(facts).fields[filter.fields.front()].location);
  }
  return match;
}

template <typename Condition, typename Reason>
Matches each(const Facts& facts, Condition&& condition, Reason&& reason) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (condition(filter)) matches.push_back(match_of(facts, filter, reason(filter)));
  }
  return matches;
}

std::string no_reason(const Filter&) {
  return {};
}

// By content or reputation, not by a list, a threat or a forgery: those have rules of their own.
bool by_content(const Filter& filter) {
  return filter.against() && filter.judgement.said == Said::spam &&
         filter.judgement.decider != Decider::custom_setting;
}

Matches spam(const Facts& facts, bool authenticated_too) {
  Matches matches;
  if (!facts.evidence || authentication_holds(facts) != authenticated_too) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (!by_content(filter)) continue;
    const std::string causes = filter_causes(facts, filter);
    matches.push_back(match_of(facts, filter));
    matches.back().phrases.push_back(
        {"causes", causes.empty() ? "filter-causes-none" : "filter-causes", {{"reason", causes}}});
  }
  return matches;
}

Matches junked(const Facts& facts) {
  return spam(facts, true);
}
Matches spam_unproven(const Facts& facts) {
  return spam(facts, false);
}

// Bulk by verdict, or a level that is on its way there.
Matches bulk(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    const std::string& level = filter.judgement.bulk_level;
    const bool raised = filter.believed() && level.size() == 1 && level[0] >= '4';
    const bool verdict = filter.against() && filter.judgement.said == Said::bulk;
    if (!raised && !verdict) continue;
    matches.push_back(match_of(facts, filter, {}, verdict ? std::string() : "BCL:" + level));
    if (!verdict && level[0] < '7') matches.back().severity = Severity::info;
  }
  return matches;
}

Matches threat(const Facts& facts) {
  return each(
      facts,
      [](const Filter& filter) {
        return filter.against() &&
               (filter.judgement.said == Said::phishing || filter.judgement.said == Said::malware);
      },
      no_reason);
}

Matches spoofed(const Facts& facts, bool passes_here) {
  Matches matches;
  if (!facts.evidence || authenticated(facts) != passes_here) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    // What an administrator forbade is no matter of authentication.
    const bool verdict = filter.against() && filter.judgement.said == Said::spoofed &&
                         filter.judgement.decider != Decider::spoof_block;
    // Microsoft's composite failure says it too, whatever the verdict was.
    const bool composite =
        !filter.against() && filter.believed() && filter.judgement.compauth == "fail";
    if (!verdict && !composite) continue;
    matches.push_back(match_of(facts, filter));
    if (composite) matches.back().severity = Severity::info;
  }
  return matches;
}

Matches spoof(const Facts& facts) {
  return spoofed(facts, false);
}
Matches spoof_unexplained(const Facts& facts) {
  return spoofed(facts, true);
}

Matches blocked(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    const bool list =
        filter.judgement.said == Said::blocked || filter.judgement.decider == Decider::spoof_block;
    if (!filter.against() || !list) continue;
    matches.push_back(match_of(facts, filter, {}));
    matches.back().who = filter_who(filter);
  }
  return matches;
}

Matches allowed(const Facts& facts) {
  return each(
      facts,
      [](const Filter& filter) {
        return filter.believed() && filter.judgement.said == Said::allowed;
      },
      no_reason);
}

Matches custom_setting(const Facts& facts) {
  return each(
      facts,
      [](const Filter& filter) {
        return filter.against() && filter.judgement.decider == Decider::custom_setting;
      },
      [&](const Filter& filter) { return filter_settings(facts, filter); });
}

Matches attachment(const Facts& facts) {
  return each(
      facts,
      [](const Filter& filter) {
        return filter.against() && filter.judgement.said == Said::attachment;
      },
      no_reason);
}

Matches put_into_junk(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (!filter.only_filed() || filter.judgement.folder != Folder::junk) continue;
    const std::string verdict = filter_grounds(facts, filter);
    const std::string place = filter_place(facts, filter);
    const bool spoke = filter.judgement.said != Said::nothing;
    matches.push_back(match_of(facts, filter, {}, spoke ? verdict + ", " + place : place));
    // The folder is the last of the words that the judgement rests on.
    const std::vector<Piece>& grounds = filter.judgement.grounds;
    if (!grounds.empty()) matches.back().locations = {place_of(facts, filter, grounds.back())};
  }
  return matches;
}

Matches quarantined(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    const antispam::Judgement& judgement = filter.judgement;
    if (!filter.believed()) continue;
    if (judgement.folder == Folder::quarantine || judgement.said == Said::released) {
      matches.push_back(match_of(facts, filter));
    } else if (!judgement.quarantine_mark.empty()) {
      matches.push_back(
          match_of(facts, filter, {},
                   "X-MS-Exchange-Organization-Quarantine: " + judgement.quarantine_mark));
    }
  }
  return matches;
}

// Ours for the method that the filter speaks of; untestable: nothing to compare with.
Result ours(const Facts& facts, std::string_view method, std::string_view theirs) {
  if (method == "spf") return facts.spf.result;
  if (method == "dmarc") return facts.dmarc.rfc9989.result;
  // "fail" is said when no signature verified, "pass" of one that aligns.
  Result best = facts.dkim.empty() ? Result::none : Result::fail;
  for (const DkimFact& fact : facts.dkim) {
    if (fact.verification.result == Result::untestable) return Result::untestable;
    const bool counts = theirs == "fail" || fact.aligned();
    if (counts && fact.verification.result == Result::pass) best = Result::pass;
  }
  return best;
}

bool comparable(Result result) {
  return result != Result::untestable && result != Result::temperror;
}

Matches other_authentication(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (!filter.believed()) continue;
    for (const Piece& piece : filter.judgement.contributions) {
      const Item& item = evidence_of(facts).item(filter, piece);
      const std::string_view says = item.row ? antispam::entry(*item.row).says : std::string_view();
      if (says.empty()) continue;
      const std::size_t equals = says.find('=');
      const std::string_view method = says.substr(0, equals);
      const std::string_view theirs = says.substr(equals + 1);
      const Result result = ours(facts, method, theirs);
      if (!comparable(result) || to_string(result) == theirs) continue;
      matches.push_back({.params = {{"writer", std::string(filter.vendor)},
                                    {"field", std::string(method)},
                                    {"term", item.name},
                                    {"recorded", std::string(theirs)},
                                    {"recomputed", std::string(to_string(result))}},
                         .locations = {place_of(facts, filter, piece)}});
    }
  }
  return matches;
}

Matches outbound(const Facts& facts) {
  return each(
      facts,
      [](const Filter& filter) {
        return filter.side == Side::outbound && antispam::is_against(filter.judgement.said);
      },
      no_reason);
}

// A verdict from a place that the sender reached.
Matches may_be_forged(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    const bool spoke = filter.judgement.said != Said::nothing && filter.side == Side::inbound;
    if (!spoke || filter.standing != Standing::claimed || filter.judgement.grounds.empty())
      continue;
    Match match = match_of(facts, filter, {});
    match.params.push_back(
        {"field", evidence_of(facts).reading(filter, filter.judgement.grounds.front()).name});
    match.confidence = Confidence::undecidable;
    matches.push_back(std::move(match));
  }
  return matches;
}

Matches list_without_unsubscribe(const Facts& facts) {
  Matches matches;
  if (!facts.evidence || evidence_of(facts).one_click) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (!filter.believed()) continue;
    std::string trait;
    Location place;
    const std::string& level = filter.judgement.bulk_level;
    if (!level.empty() && level != "0") trait = "BCL:" + level;
    for (const Piece& piece : filter.judgement.contributions) {
      const Item& item = evidence_of(facts).item(filter, piece);
      if (!trait.empty() || !item.row || !antispam::entry(*item.row).bulk_trait) continue;
      trait = item.name;
      place = place_of(facts, filter, piece);
    }
    if (trait.empty()) continue;
    Match match = match_of(facts, filter, {}, trait);
    if (place.line != 0) match.locations = {place};
    matches.push_back(std::move(match));
  }
  return matches;
}

Matches malformed(const Facts& facts) {
  Matches matches;
  if (!facts.evidence) return matches;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (!filter.heard()) continue;
    for (std::size_t index : filter.fields) {
      const antispam::Reading& reading = evidence_of(facts).fields[index];
      std::string idents;
      for (const Defect& defect : reading.defects) {
        // Encrypted text and placeholders are what they should be.
        if (defect.ident == "filter-unreadable" || defect.ident == "filter-null-value") continue;
        if (idents.find(defect.ident) != std::string::npos) continue;
        idents += (idents.empty() ? "" : ", ") + std::string(defect.ident);
      }
      constexpr std::size_t enough = 5;
      if (idents.empty() || matches.size() == enough) continue;
      matches.push_back({.params = {{"writer", std::string(filter.vendor)},
                                    {"field", reading.name},
                                    {"term", idents}},
                         .locations = {reading.location}});
    }
  }
  return matches;
}

constexpr Rule rules[] = {
    {"filter-threat", Severity::warn, Confidence::certain, Who::sender, "RFC 5598 5.5", threat},
    {"filter-spoof", Severity::warn, Confidence::certain, Who::sender, "RFC 9989 4.4", spoof},
    {"filter-spoof-unexplained", Severity::warn, Confidence::certain, Who::receiver_admin,
     "RFC 9989 4.4", spoof_unexplained},
    {"filter-blocked", Severity::warn, Confidence::certain, Who::recipient, "RFC 5598 5.5",
     blocked},
    {"filter-custom-setting", Severity::warn, Confidence::certain, Who::sender, "RFC 5598 5.5",
     custom_setting},
    {"filter-attachment", Severity::warn, Confidence::certain, Who::sender, "RFC 5598 5.5",
     attachment},
    {"filter-put-into-junk", Severity::warn, Confidence::certain, Who::recipient, "RFC 5598 5.5",
     put_into_junk},
    {"filter-junked-authenticated", Severity::warn, Confidence::certain, Who::sender,
     "RFC 6376 6.3", junked},
    {"filter-spam", Severity::warn, Confidence::certain, Who::sender, "RFC 9989 4.4",
     spam_unproven},
    {"filter-bulk", Severity::warn, Confidence::certain, Who::sender, "RFC 8058 1", bulk},
    {"filter-list-without-unsubscribe", Severity::info, Confidence::certain, Who::sender,
     "RFC 8058 3.1; RFC 2369 3.2", list_without_unsubscribe},
    {"filter-quarantined", Severity::info, Confidence::certain, Who::receiver_admin, "RFC 5598 5.5",
     quarantined},
    {"filter-allowed", Severity::info, Confidence::certain, Who::nobody, "RFC 5598 5.5", allowed},
    {"filter-saw-other-authentication", Severity::info, Confidence::likely, Who::receiver_admin,
     "RFC 8601 2.7", other_authentication},
    {"filter-outbound-spam", Severity::info, Confidence::undecidable, Who::platform, "RFC 8601 5",
     outbound},
    {"filter-may-be-forged", Severity::info, Confidence::undecidable, Who::nobody, "RFC 8601 5",
     may_be_forged},
    {"filter-malformed", Severity::info, Confidence::certain, Who::nobody, "RFC 5322 2.2.3",
     malformed},
};

}  // namespace

bool authentication_holds(const Facts& facts) {
  if (authenticated(facts) || passed_on_arrival(facts)) return true;
  const Comparison* recorded = facts.recorded("dmarc");
  return facts.dmarc.rfc9989.result == Result::untestable && recorded != nullptr &&
         recorded->recorded == "pass";
}

const Filter* treated_as_spam(const Facts& facts) {
  if (!facts.evidence) return nullptr;
  for (const Filter& filter : evidence_of(facts).filters) {
    if (filter.against()) return &filter;
  }
  for (const Filter& filter : evidence_of(facts).filters) {
    if (filter.only_filed()) return &filter;
  }
  return nullptr;
}

std::span<const Rule> filter_rules() {
  return rules;
}

}  // namespace indicia::diagnosis
