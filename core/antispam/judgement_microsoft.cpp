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
    {"FTBP", Said::attachment, Decider::attachment_filter},
    {"HPHSH", Said::phishing, Decider::threat_protection},
    {"HPHISH", Said::phishing, Decider::threat_protection},
    {"PHSH", Said::phishing, Decider::phishing_filter},
    {"INTOS", Said::phishing, Decider::internal_phishing},
    {"BIMP", Said::spoofed, Decider::impersonation_protection},
    {"DIMP", Said::spoofed, Decider::impersonation_protection},
    {"UIMP", Said::spoofed, Decider::impersonation_protection},
    {"GIMP", Said::spoofed, Decider::impersonation_protection},
    {"SPOOF", Said::spoofed, Decider::spoof_protection},
    {"OSPM", Said::spam, Decider::content_filter},
}};

// The stamps of Exchange's own agents that name an exemption.
struct Stamp {
  std::string_view name;
  Decider decider;
};
constexpr std::array<Stamp, 4> exemptions = {{
    {"IPOnAllowList", Decider::ip_allow},
    {"SenderBypassed", Decider::bypass},
    {"MessageSecurityAntispamBypass", Decider::bypass},
    {"AllRecipientsBypassed", Decider::bypass},
}};

// Optional settings that give another level than 9.
struct Setting {
  std::string_view text;
  std::string_view level;  // the least that it gives
};
constexpr std::array<Setting, 6> mild_settings = {{
    {"Image links to remote sites", "5"},
    {"Numeric IP in URL", "5"},
    {"URL redirect to other port", "5"},
    {"URL to .biz or .info websites", "5"},
    {"SPF From Record Fail", "6"},
    {"Backscatter NDR", "6"},
}};

bool reaches(const std::string& level, std::string_view limit) {
  const auto number = parse_decimal_score(level);
  return number && compare(*number, *parse_decimal_score(limit)) >= 0;
}

// The word of compauth that a reason's family belongs to; empty: not documented.
std::string_view word_of_reason(std::string_view reason) {
  constexpr std::array<std::string_view, 10> words = {"fail", "pass", "softpass", "none", "none",
                                                      "",     "fail", "pass",     "",     "none"};
  const bool code = reason.size() == 3 && is_digit(reason[0]);
  return code ? words[static_cast<std::size_t>(reason[0] - '0')] : std::string_view();
}

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
  // What the topmost field of that name holds under the item's name, as far as the table knows it;
  // notes it as a ground.
  std::string_view take(std::string_view header, std::string_view name, bool ground = true) {
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      if (!equal_ignoring_case(header_name(readings_[i]->header.row), header)) continue;
      const auto& items = readings_[i]->items;
      for (std::size_t k = 0; k < items.size(); ++k) {
        if (!equal_ignoring_case(items[k].name, name) || items[k].value.empty()) continue;
        if (items[k].known != Known::value && items[k].known != Known::field) return {};
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
    const std::string_view usual = word_of_reason(out_.compauth_reason);
    out_.reason_unusual = !usual.empty() && !out_.compauth.empty() && usual != out_.compauth;
    out_.bulk_level = number_or_nothing(take("X-Microsoft-Antispam", "BCL"));
  }

  void say(Said said, Decider decider) {
    out_.said = said;
    out_.decider = decider;
  }

  void decide() {
    const Decision* threat = find(threats, cat_);
    // Malware and high-confidence phishing are not let in by a list.
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
    if (threat.decider == Decider::spoof_protection && out_.compauth == "fail") {
      out_.decider = decider_of_reason(out_.compauth_reason);
    }
  }

  // Why From was not believed.
  static Decider decider_of_reason(std::string_view reason) {
    if (reason == "000") return Decider::dmarc;  // DMARC itself asked for it
    if (reason == "002") return Decider::spoof_block;
    const bool own = reason == "010" || reason.starts_with('6');
    return own ? Decider::own_domain_spoof : Decider::spoof_protection;
  }

  void decide_spam() {
    if (equal_ignoring_case(cat_, "BULK") || equal_ignoring_case(report("SRV"), "BULK")) {
      return say(Said::bulk, Decider::bulk_threshold);
    }
    say(Said::spam, take_settings() ? Decider::custom_setting : Decider::content_filter);
  }

  // Every optional setting that fired. In test mode nothing follows from one.
  bool take_settings() {
    const std::size_t before = out_.grounds.size();
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      const Reading& reading = *readings_[i];
      const std::string_view header = header_name(reading.header.row);
      const bool inside = equal_ignoring_case(header, "X-Forefront-Antispam-Report");
      if (!inside && header != "X-CustomSpam") continue;
      for (std::size_t k = 0; k < reading.items.size(); ++k) {
        const Item& item = reading.items[k];
        if (inside && !equal_ignoring_case(item.name, "X-CustomSpam")) continue;
        if (fires(item)) out_.grounds.push_back({i, k});
      }
    }
    return out_.grounds.size() > before;
  }

  // A setting that would have given a higher level than the message has did not.
  bool fires(const Item& item) const {
    if (item.value.empty()) return false;
    if (item.row && entry(*item.row).verdict != Verdict::bad) return false;
    if (out_.score.empty()) return true;
    for (const Setting& setting : mild_settings) {
      if (equal_ignoring_case(item.value, setting.text)) return reaches(out_.score, setting.level);
    }
    return item.known != Known::value || reaches(out_.score, "9");
  }

  // Without SFV: a stamp that names an exemption, else the level alone. 5 and more is spam, -1 an
  // exemption that may come from a list or from a rule.
  void decide_by_level() {
    const auto level = parse_decimal_score(out_.score);
    if (level && compare(*level, *parse_decimal_score("5")) >= 0) return decide_spam();
    if (!level || compare(*level, *parse_decimal_score("1")) <= 0) {
      if (const Decider exempt = take_exemption(); exempt != Decider::unknown)
        return say(Said::allowed, exempt);
    }
    if (!level) return;
    if (level->negative) return say(Said::allowed, Decider::unknown);
    if (compare(*level, *parse_decimal_score("1")) <= 0) say(Said::clean, Decider::content_filter);
  }

  Decider take_exemption() {
    for (std::size_t i = 0; i < readings_.size(); ++i) {
      if (header_name(readings_[i]->header.row) != "X-MS-Exchange-Organization-Antispam-Report")
        continue;
      for (const Stamp& stamp : exemptions) {
        const Item* item = readings_[i]->find(stamp.name);
        if (item == nullptr || !item->row) continue;
        out_.grounds.push_back({i, static_cast<std::size_t>(item - readings_[i]->items.data())});
        return stamp.decider;
      }
    }
    return Decider::unknown;
  }

  void place() {
    constexpr std::string_view delivery = "X-Microsoft-Antispam-Mailbox-Delivery";
    const std::string_view folder = take(delivery, "dest");
    if (equal_ignoring_case(folder, "I")) out_.folder = Folder::inbox;
    if (equal_ignoring_case(folder, "J")) out_.folder = Folder::junk;
    if (equal_ignoring_case(folder, "C")) out_.folder = Folder::custom;
    // What the filter said against the message explains the folder, whoever moved it.
    const std::string_view chosen_by = take(delivery, "OFR");
    if (!is_against(out_.said)) decide_place(chosen_by);
    note_quarantine();
  }

  // Who chose the folder; what the filter said stays beside it.
  void decide_place(std::string_view chosen_by) {
    if (equal_ignoring_case(chosen_by, "CustomRules") && out_.folder != Folder::inbox) {
      out_.decider = Decider::inbox_rule;
      return;
    }
    if (out_.folder != Folder::junk) return;
    if (equal_ignoring_case(chosen_by, "SpamFilterAuthJ")) {
      out_.decider = Decider::mailbox_filter;
    } else if (equal_ignoring_case(chosen_by, "ExclusiveSettings")) {
      out_.decider = Decider::safe_senders_only;
    } else {
      out_.decider = Decider::unknown;  // not the one that held it for clean or let it in
    }
  }

  // Set when the message was quarantined, and again when it was released: no folder.
  void note_quarantine() {
    for (const Reading* reading : readings_) {
      if (header_name(reading->header.row) != "X-MS-Exchange-Organization-Quarantine") continue;
      const std::string_view value = reading->value_of("");
      const bool denied = equal_ignoring_case(value, "no") || equal_ignoring_case(value, "false");
      if (!denied) out_.quarantine_mark = value;
      return;
    }
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
