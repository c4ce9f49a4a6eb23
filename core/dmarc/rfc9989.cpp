// The DMARC verdict of RFC 9989: policy discovery by the tree walk (4.10.1), alignment with a walk
// for each identifier (4.10.2), result (5.3.5) and the policy's request (4.7).
#include <algorithm>

#include "dmarc/decide.h"

namespace indicia::dmarc {

namespace {

// Labels that both names end in.
std::size_t common_labels(std::string_view a, std::string_view b) {
  const auto left = dns::labels(a);
  const auto right = dns::labels(b);
  const auto [end, ignored] =
      std::mismatch(left.rbegin(), left.rend(), right.rbegin(), right.rend());
  return static_cast<std::size_t>(end - left.rbegin());
}

class Discovery {
 public:
  Discovery(const std::string& author, const std::vector<Identifier>& identifiers,
            dns::Inquiry& inquiry, std::optional<bool>& exists)
      : author_(author), identifiers_(identifiers), inquiry_(inquiry), exists_(exists) {}

  Verdict run() {
    RecordLookup first = look_up_record(author_, inquiry_, true);
    if (first.domain_exists) exists_ = true;
    const bool first_failed = first.failed();
    const bool required = author_walk_is_required(first);
    walk_ = walk_tree(std::move(first), inquiry_, required);
    for (const RecordLookup& lookup : walk_.lookups) verdict_.walked.push_back(lookup.name);
    if (walk_.complete()) verdict_.organizational_domain = walk_.organizational_domain();
    choose_record(first_failed);
    // Without a record DMARC does not apply and alignment means nothing (RFC 9989 4.10.1).
    if (verdict_.result != Result::none) {
      align_all();
      verdict_.record ? apply() : sum_up_methods(verdict_, verdict_.result == Result::untestable);
    }
    verdict_.provenance = verdict_.result == Result::untestable ? Provenance::untestable : weakest_;
    return std::move(verdict_);
  }

 private:
  // RFC 9989 4.10.2: with a record at the author domain the names above only matter to an
  // identifier that is another domain and is compared in relaxed mode.
  bool author_walk_is_required(const RecordLookup& first) const {
    if (!first.record) return true;
    bool needed = false;
    for (const Identifier& identifier : identifiers_) {
      if (identifier.domain == author_ && identifier.result == Result::pass) return false;
      needed = needed || (matters(identifier) && identifier.domain != author_ &&
                          mode_for(*first.record, identifier.method) == AlignmentMode::relaxed &&
                          common_labels(author_, identifier.domain) > 0);
    }
    return needed;
  }

  // RFC 9989 4.10.1: the author domain, its organizational domain, its public suffix domain.
  void choose_record(bool first_failed) {
    use(walk_.lookups.front().provenance);
    const Record* record = walk_.at(author_);
    verdict_.record_domain = author_;
    if (record == nullptr) {
      use(walk_.provenance());
      if (first_failed || !walk_.complete()) {
        verdict_.record_domain.clear();
        give_up(verdict_, walk_.not_asked());
        return;
      }
      verdict_.record_domain = walk_.organizational_domain();
      record = walk_.at(verdict_.record_domain);
    }
    if (record == nullptr) {
      verdict_.record_domain = walk_.public_suffix_domain();
      record = walk_.at(verdict_.record_domain);
    }
    if (record == nullptr) {
      verdict_.result = Result::none;
      verdict_.reason = walk_.several() ? Reason::several_records : Reason::no_record;
      return;
    }
    verdict_.record = *record;
    verdict_.result = Result::fail;  // until alignment is known
  }

  void align_all() {
    verdict_.identifiers.reserve(identifiers_.size());
    for (const Identifier& identifier : identifiers_) {
      verdict_.identifiers.push_back({identifier, {}, Alignment::none});
    }
    // Those that can turn the result are asked first: questions are limited.
    for (bool deciding : {true, false}) {
      for (Aligned& aligned : verdict_.identifiers) {
        if (matters(aligned.identifier) == deciding) align(aligned, deciding);
      }
    }
  }

  void align(Aligned& aligned, bool deciding) {
    const std::string& domain = aligned.identifier.domain;
    const bool relaxed =
        !verdict_.record ||
        mode_for(*verdict_.record, aligned.identifier.method) == AlignmentMode::relaxed;
    if (is_unknown(aligned.identifier)) {
      aligned.alignment = Alignment::undecided;
      return;
    }
    if (!dns::is_valid_name(domain)) return;
    if (domain == author_) {
      aligned.alignment = Alignment::strict;
      aligned.organizational_domain = verdict_.organizational_domain;
      return;
    }
    if (!relaxed) return;
    const std::size_t common = common_labels(author_, domain);
    // An organizational domain is the name itself or a name above it, so names without a common
    // ancestor never share one, and no walk is needed.
    if (common == 0) return;
    if (deciding) use(walk_.provenance());
    const std::string& organizational = verdict_.organizational_domain;
    if (!organizational.empty() && !is_within(domain, organizational)) return;
    aligned.alignment = Alignment::undecided;
    if (organizational.empty() && common < 2) return;
    const Walk walk = walk_tree(look_up_record(domain, inquiry_, deciding), inquiry_, deciding);
    waiting_ = waiting_ || (deciding && walk.not_asked());
    if (!walk.complete()) return;
    aligned.organizational_domain = walk.organizational_domain();
    if (organizational.empty()) return;
    if (deciding) use(walk.provenance());
    aligned.alignment =
        aligned.organizational_domain == organizational ? Alignment::relaxed : Alignment::none;
  }

  void apply() {
    const Record& record = *verdict_.record;
    const bool invalid = has_invalid_policy(record);
    if (invalid && !record.rua_usable) {
      verdict_.result = Result::permerror;
      verdict_.reason = Reason::invalid_policy;
      return;
    }
    decide(verdict_, waiting_ || walk_.not_asked());
    if (invalid) {
      verdict_.policy = "none";
      verdict_.policy_tag = "p";
    } else {
      choose_policy(record);
    }
    if (verdict_.result == Result::pass) verdict_.disposition = "none";
    if (verdict_.result == Result::fail && !verdict_.policy.empty()) {
      verdict_.disposition = record.testing ? one_level_down(verdict_.policy) : verdict_.policy;
    }
  }

  // RFC 9989 4.10.1: p at the author domain; beneath the record's domain sp, or np where the author
  // domain does not exist; p where they are absent (4.7).
  void choose_policy(const Record& record) {
    const auto take = [&](std::string_view tag, const std::optional<std::string>& value) {
      verdict_.policy = value.value_or("none");
      verdict_.policy_tag = std::string(tag);
    };
    if (verdict_.record_domain == author_) return take("p", record.p);
    if (record.np) {
      if (!exists_) ask_existence();
      if (!exists_) return;
      if (!*exists_) return take("np", record.np);
    }
    if (record.sp) return take("sp", record.sp);
    take("p", record.p);
  }

  // RFC 9989 3.2.13: only NXDOMAIN for the name itself says that it does not exist; NXDOMAIN behind
  // an alias speaks of the alias's target (RFC 8020 2).
  void ask_existence() {
    const bool decides = verdict_.result != Result::pass;
    const dns::Response response = inquiry_.ask(
        author_, dns::RecordType::txt, {.purpose = dns::Purpose::dmarc, .required = decides});
    if (decides) use(response.provenance);
    if (response.ok() || response.status == dns::Status::nodata || !response.aliases.empty()) {
      exists_ = true;
    } else if (response.status == dns::Status::nxdomain) {
      exists_ = false;
    }
  }

  // A missing answer proves nothing and so lends the verdict nothing.
  void use(Provenance provenance) {
    if (provenance != Provenance::untestable) weakest_ = std::max(weakest_, provenance);
  }

  const std::string& author_;
  const std::vector<Identifier>& identifiers_;
  dns::Inquiry& inquiry_;
  std::optional<bool>& exists_;
  Verdict verdict_;
  Walk walk_;
  Provenance weakest_ = Provenance::verified;
  bool waiting_ = false;
};

}  // namespace

Verdict evaluate_rfc9989(const std::string& author, const std::vector<Identifier>& identifiers,
                         dns::Inquiry& inquiry, std::optional<bool>& exists) {
  return Discovery(author, identifiers, inquiry, exists).run();
}

}  // namespace indicia::dmarc
