// Runs the rules and ranks what they find; see diagnose.h.
#include "diagnosis/diagnose.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "diagnosis/catalogue.h"
#include "diagnosis/rules.h"
#include "text.h"

namespace indicia {

std::string_view to_string(Severity severity) {
  constexpr std::array<std::string_view, 4> names = {"fail", "warn", "info", "ok"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view to_string(Confidence confidence) {
  constexpr std::array<std::string_view, 4> names = {"proven", "certain", "likely", "undecidable"};
  return names[static_cast<std::size_t>(confidence)];
}

std::string_view to_string(Who who) {
  constexpr std::array<std::string_view, 8> names = {"sender",    "platform",  "dns",
                                                     "ip_owner",  "forwarder", "receiver_admin",
                                                     "recipient", "nobody"};
  return names[static_cast<std::size_t>(who)];
}

bool Headline::carried_by(const Finding& finding) const {
  for (std::string_view one : split(carriers, ' ')) {
    if (!one.empty() && finding.ident.starts_with(one)) return true;
  }
  return false;
}

}  // namespace indicia

namespace indicia::diagnosis {

namespace {

std::array<std::span<const Rule>, 10> all_rules() {
  return {forensic_rules(), key_rules(),  dkim_rules(),     dmarc_rules(),  spf_rules(),
          arc_rules(),      file_rules(), recorded_rules(), filter_rules(), message_rules()};
}

std::vector<std::string_view> references_of(const Rule& rule) {
  std::vector<std::string_view> list;
  for (std::string_view one : split(rule.references, ';')) list.push_back(trim(one));
  return list;
}

// Several phrases of one name become a list, sentences a text.
void add_phrase(Params& params, const PhraseParam& one, std::string_view language) {
  std::string text = phrase(language, one.phrase, one.params);
  const auto known = std::find_if(params.begin(), params.end(),
                                  [&](const auto& param) { return param.first == one.name; });
  if (known == params.end()) {
    params.emplace_back(one.name, std::move(text));
  } else if (!text.empty()) {
    std::string& sofar = known->second;
    if (!sofar.empty()) sofar += sofar.ends_with('.') ? " " : "; ";
    sofar += text;
  }
}

// Where no question was answered the way to DNS failed: that shows nothing about any zone.
bool asked_in_vain(const Facts& facts) {
  std::size_t asked = 0;
  for (const dns::Answer& answer : facts.answers) {
    if (answer.provenance != Provenance::observed) continue;
    if (answer.status != dns::Status::timeout && answer.status != dns::Status::servfail) {
      return false;
    }
    ++asked;
  }
  return asked > 1;
}

Finding finding_of(const Rule& rule, Match match, std::string_view language) {
  Finding finding{.ident = rule.ident,
                  .severity = match.severity.value_or(rule.severity),
                  .confidence = match.confidence.value_or(rule.confidence),
                  .who = match.who.value_or(rule.who),
                  .who_text = {},
                  .params = std::move(match.params),
                  .locations = std::move(match.locations),
                  .references = references_of(rule)};
  finding.who_text = phrase(language, "who-" + std::string(to_string(finding.who)), {});
  if (const Entry* entry = find(language, rule.ident)) {
    // The report's params stay language-free; the sentences may build on rendered phrases.
    Params extended;
    if (!match.phrases.empty()) extended = finding.params;
    for (const PhraseParam& one : match.phrases) add_phrase(extended, one, language);
    const Params& params = match.phrases.empty() ? finding.params : extended;
    // A phrase that has nothing to say leaves no blank behind.
    const auto sentence = [&](std::string_view text) {
      std::string line = render(text, params);
      const std::string_view inner = trim(line);
      return inner.size() == line.size() ? line : std::string(inner);
    };
    finding.title = sentence(entry->title);
    finding.seen = sentence(entry->seen);
    finding.expects = sentence(entry->expects);
    finding.means = sentence(entry->means);
    finding.fix = sentence(entry->fix);
  }
  return finding;
}

// Which half of a signature a finding about the file explains.
bool file_explains(std::string_view sign, std::string_view failure) {
  if (failure == "dkim-body-and-header-differ" || sign == "file-rebuilt") return true;
  const bool body = sign == "file-mbox-escapes";
  return failure == (body ? "dkim-body-differs" : "dkim-header-differs");
}

// The signature fails because of a change that is proven, or of what happened to this file.
bool explains(const Finding& change, const Finding& failure) {
  if (failure.ident != "dkim-body-differs" && failure.ident != "dkim-header-differs" &&
      failure.ident != "dkim-body-and-header-differ") {
    return false;
  }
  if (change.ident.starts_with("file-")) return file_explains(change.ident, failure.ident);
  const bool cut = change.ident == "dkim-body-cut" && failure.ident != "dkim-header-differs";
  // Both name the signature field among their places.
  return (cut || change.ident.starts_with("dkim-change-")) &&
         std::find_first_of(failure.locations.begin(), failure.locations.end(),
                            change.locations.begin(),
                            change.locations.end()) != failure.locations.end();
}

// DMARC fails because of what SPF and DKIM show: those findings are its causes.
bool is_consequence(const Finding& finding) {
  return finding.ident == "dmarc-not-aligned" || finding.ident == "dmarc-nothing-passed";
}

bool is_cause(const Finding& finding) {
  return (finding.severity == Severity::fail || finding.severity == Severity::warn) &&
         (finding.ident.starts_with("dkim-") || finding.ident.starts_with("spf-"));
}

void link_causes(std::vector<Finding>& findings) {
  std::vector<std::string_view> causes;
  for (const Finding& finding : findings) {
    if (is_cause(finding) &&
        std::find(causes.begin(), causes.end(), finding.ident) == causes.end()) {
      causes.push_back(finding.ident);
    }
  }
  for (Finding& finding : findings) {
    if (is_consequence(finding)) finding.causes = causes;
    for (const Finding& change : findings) {
      if (explains(change, finding)) finding.causes.push_back(change.ident);
    }
  }
}

}  // namespace

std::vector<Finding> find_all(const Facts& facts, std::string_view language) {
  std::vector<Finding> findings;
  if (!facts.evidence) return findings;
  const bool in_vain = asked_in_vain(facts);
  for (std::span<const Rule> group : all_rules()) {
    for (const Rule& rule : group) {
      for (Match& match : rule.matches(facts)) {
        const bool unanswered = rule.who == Who::dns && rule.confidence == Confidence::undecidable;
        if (unanswered && in_vain) match.who = Who::nobody;
        findings.push_back(finding_of(rule, std::move(match), language));
      }
    }
  }
  link_causes(findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity < b.severity;
    return a.causes.empty() && !b.causes.empty();
  });
  return findings;
}

void put_first(std::vector<Finding>& findings, const Headline& headline) {
  const auto rank = [&](const Finding& one) {
    return std::make_tuple(one.severity, !one.causes.empty(), !headline.carried_by(one));
  };
  const auto before = [&](const Finding& a, const Finding& b) { return rank(a) < rank(b); };
  // Mostly they are in order; moving them costs more than looking.
  if (std::is_sorted(findings.begin(), findings.end(), before)) return;
  std::stable_sort(findings.begin(), findings.end(), before);
}

const Rule* find_rule(std::string_view ident) {
  for (std::span<const Rule> group : all_rules()) {
    for (const Rule& rule : group) {
      if (rule.ident == ident) return &rule;
    }
  }
  return nullptr;
}

std::vector<std::string_view> rule_idents() {
  std::vector<std::string_view> idents;
  for (std::span<const Rule> group : all_rules()) {
    for (const Rule& rule : group) idents.push_back(rule.ident);
  }
  return idents;
}

}  // namespace indicia::diagnosis
