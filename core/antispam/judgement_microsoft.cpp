// Microsoft's fields read together: SFV tells which component decided, CAT the kind of threat, SCL
// the level, compauth whether From was believed, BCL the bulk complaints, dest the folder.
#include <array>
#include <utility>

#include "antispam/decimal.h"
#include "antispam/judgement.h"
#include "text.h"

namespace indicia::antispam {

namespace {

// What one word of SFV or CAT decides.
struct Decision {
  std::string_view word;
  Said said;
  Decider decider;
};

// SFV: lists and rules of the recipient's side come before everything that the filters thought.
constexpr std::array<Decision, 7> overrides = {{
    {"BLK", Said::blocked, Decider::recipient_block},
    {"SFE", Said::allowed, Decider::recipient_allow},
    {"SKA", Said::allowed, Decider::admin_allow},
    {"SKB", Said::blocked, Decider::admin_block},
    {"SKN", Said::allowed, Decider::rule_allow},
    {"SKS", Said::blocked, Decider::rule_block},
    {"SKQ", Said::released, Decider::quarantine_release},
}};

// CAT: a threat, whatever SFV says.
constexpr std::array<Decision, 14> threats = {{
    {"MALW", Said::malware, Decider::threat_protection},
    {"AMP", Said::malware, Decider::threat_protection},
    {"SAP", Said::malware, Decider::threat_protection},
    {"FTBP", Said::malware, Decider::threat_protection},
    {"HPHSH", Said::phishing, Decider::threat_protection},
    {"HPHISH", Said::phishing, Decider::threat_protection},
    {"PHSH", Said::phishing, Decider::threat_protection},
    {"INTOS", Said::phishing, Decider::threat_protection},
    {"BIMP", Said::spoofed, Decider::impersonation_protection},
    {"DIMP", Said::spoofed, Decider::impersonation_protection},
    {"UIMP", Said::spoofed, Decider::impersonation_protection},
    {"GIMP", Said::spoofed, Decider::impersonation_protection},
    {"SPOOF", Said::spoofed, Decider::spoof_protection},
    {"OSPM", Said::spam, Decider::content_filter},
}};

const Decision* find(std::span<const Decision> decisions, std::string_view word) {
  for (const Decision& decision : decisions) {
    if (equal_ignoring_case(decision.word, word)) return &decision;
  }
  return nullptr;
}

class Microsoft {
 public:
  explicit Microsoft(std::span<const Reading* const> readings) : readings_(readings) {}

  Judgement run() {
    read_levels();
    decide();
    place();
    return std::move(out_);
  }

 private:
  // The topmost field of that name that holds the item; notes it as a ground.
  std::string_view take(std::string_view header, std::string_view name, bool ground = true) {
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      if (!equal_ignoring_case(header_name(readings_[i]->header.row), header)) continue;
      const auto& items = readings_[i]->items;
      for (std::size_t k = 0; k < items.size(); ++k) {
        if (!equal_ignoring_case(items[k].name, name) || items[k].value.empty()) continue;
        if (ground) out_.grounds.push_back({i, k});
        return items[k].value;
      }
      return {};
    }
    return {};
  }

  std::string_view report(std::string_view name) {
    return take("X-Forefront-Antispam-Report", name);
  }

  static std::string number_or_nothing(std::string_view text) {
    return parse_decimal_score(text) ? std::string(text) : std::string();
  }

  void read_levels() {
    sfv_ = report("SFV");
    cat_ = report("CAT");
    out_.score = number_or_nothing(report("SCL"));
    if (out_.score.empty()) {
      out_.score = number_or_nothing(take("X-MS-Exchange-Organization-SCL", ""));
    }
    if (sfv_.empty()) metadata_ = take("SpamDiagnosticMetadata", "");
    out_.compauth = to_lower(take("Authentication-Results", "compauth"));
    out_.compauth_reason = take("Authentication-Results", "reason");
    out_.bulk_level = number_or_nothing(take("X-Microsoft-Antispam", "BCL"));
  }

  void say(Said said, Decider decider) {
    out_.said = said;
    out_.decider = decider;
  }

  void decide() {
    const Decision* threat = find(threats, cat_);
    // Malware and phishing are never let in by a list.
    const bool harmful = threat != nullptr && threat->decider == Decider::threat_protection;
    const Decision* listed = find(overrides, sfv_);
    if (listed != nullptr && !(harmful && listed->said == Said::allowed)) {
      return say(listed->said, listed->decider);
    }
    if (equal_ignoring_case(sfv_, "SKI") && !harmful) {
      const bool list = equal_ignoring_case(report("IPV"), "CAL");
      return say(Said::allowed, list ? Decider::ip_allow : Decider::unknown);
    }
    if (threat != nullptr) return decide_threat(*threat);
    if (equal_ignoring_case(sfv_, "SPM")) return decide_spam();
    if (equal_ignoring_case(sfv_, "NSPM")) return say(Said::clean, Decider::content_filter);
    if (sfv_.empty() && equal_ignoring_case(metadata_, "NSPM")) {
      return say(Said::clean, Decider::content_filter);
    }
    if (sfv_.empty() && equal_ignoring_case(metadata_, "SPAM")) return decide_spam();
    if (sfv_.empty()) decide_by_level();
  }

  void decide_threat(const Decision& threat) {
    say(threat.said, threat.decider);
    // Reason 000: DMARC itself asked for it.
    const bool dmarc = out_.compauth == "fail" && out_.compauth_reason == "000";
    if (threat.decider == Decider::spoof_protection && dmarc) out_.decider = Decider::dmarc;
  }

  void decide_spam() {
    if (equal_ignoring_case(cat_, "BULK") || equal_ignoring_case(report("SRV"), "BULK")) {
      return say(Said::bulk, Decider::bulk_threshold);
    }
    if (!take("X-CustomSpam", "").empty()) return say(Said::spam, Decider::custom_setting);
    say(Said::spam, Decider::content_filter);
  }

  // Without SFV the level alone: 5 and more is spam, -1 an exemption.
  void decide_by_level() {
    const auto level = parse_decimal_score(out_.score);
    if (!level) return;
    if (level->negative) return say(Said::allowed, Decider::rule_allow);
    const bool spam = compare(*level, *parse_decimal_score("5")) >= 0;
    if (spam) return decide_spam();
    if (compare(*level, *parse_decimal_score("1")) <= 0) say(Said::clean, Decider::content_filter);
  }

  void place() {
    constexpr std::string_view delivery = "X-Microsoft-Antispam-Mailbox-Delivery";
    const std::string_view folder = take(delivery, "dest");
    if (equal_ignoring_case(folder, "I")) out_.folder = Folder::inbox;
    if (equal_ignoring_case(folder, "J")) out_.folder = Folder::junk;
    if (equal_ignoring_case(folder, "C")) out_.folder = Folder::custom;
    const std::string_view rule = take(delivery, "OFR");
    const bool own_rule = equal_ignoring_case(rule, "CustomRules");
    // A rule of the recipient's own decided the folder; what the filter said stays beside it.
    if (own_rule && !is_against(out_.said) && out_.folder != Folder::inbox) {
      out_.decider = Decider::inbox_rule;
    }
    if (!take("X-MS-Exchange-Organization-Quarantine", "").empty())
      out_.folder = Folder::quarantine;
  }

  std::span<const Reading* const> readings_;
  Judgement out_;
  std::string_view sfv_, cat_, metadata_;
};

}  // namespace

Judgement judge_microsoft(std::span<const Reading* const> readings) {
  return Microsoft(readings).run();
}

}  // namespace indicia::antispam
