// The DMARC verdict of RFC 7489, to explain what a receiver of that age did: two look-ups (6.6.3),
// organizational domains from the public suffix list (3.2), pct= (6.6.4), no np=, psd= or t=.
#include <algorithm>

#include "dmarc/decide.h"
#include "dmarc/public_suffix.h"

namespace indicia::dmarc {

namespace {

// RFC 7489 3.2; a name that is a public suffix itself stands for itself.
std::string organizational(const PublicSuffixList& list, const std::string& domain) {
  return list.organizational_domain(domain).value_or(domain);
}

// RFC 7489 6.3, 6.4: p is required and directly follows v; sp where present must be a policy.
bool is_invalid(const Record& record) {
  return !record.p || !record.p_is_second || record.p_invalid || record.sp_invalid;
}

void align(Verdict& verdict, const std::string& author, const std::vector<Identifier>& identifiers,
           const PublicSuffixList& list) {
  for (const Identifier& identifier : identifiers) {
    Aligned aligned{identifier, {}, Alignment::none};
    if (is_unknown(identifier)) {
      aligned.alignment = Alignment::undecided;
    } else if (dns::is_valid_name(identifier.domain)) {
      const bool same = identifier.domain == author;
      aligned.organizational_domain =
          same ? verdict.organizational_domain : organizational(list, identifier.domain);
      if (same) {
        aligned.alignment = Alignment::strict;
      } else if ((!verdict.record ||
                  mode_for(*verdict.record, identifier.method) == AlignmentMode::relaxed) &&
                 aligned.organizational_domain == verdict.organizational_domain) {
        aligned.alignment = Alignment::relaxed;
      }
    }
    verdict.identifiers.push_back(std::move(aligned));
  }
}

// RFC 7489 6.6.4: outside the sample the next weaker policy is asked for.
void ask_for(Verdict& verdict) {
  if (verdict.result == Result::pass) verdict.disposition = "none";
  if (verdict.result != Result::fail) return;
  const unsigned percent = verdict.record->percent;
  verdict.disposition = percent == 0 ? one_level_down(verdict.policy) : verdict.policy;
  if (percent > 0 && percent < 100) {
    verdict.unsampled_disposition = one_level_down(verdict.policy);
  }
}

}  // namespace

Verdict evaluate_rfc7489(const std::string& author, const std::vector<Identifier>& identifiers,
                         dns::Inquiry& inquiry, const PublicSuffixList& list) {
  Verdict verdict;
  verdict.organizational_domain = organizational(list, author);
  verdict.provenance = Provenance::verified;
  std::vector<std::string> domains{author};
  if (verdict.organizational_domain != author) domains.push_back(verdict.organizational_domain);
  bool given_up = false;
  for (const std::string& domain : domains) {
    // This verdict stands beside the other one, so nothing waits for its answers. An unanswered
    // first look-up does not keep the second from being asked in the same round.
    RecordLookup lookup = look_up_record(domain, inquiry, false);
    verdict.walked.push_back(lookup.name);
    verdict.provenance = std::max(verdict.provenance, lookup.provenance);
    if (given_up) continue;
    if (lookup.failed()) {
      give_up(verdict, lookup.status == dns::Status::not_asked);
      given_up = true;
      if (lookup.status != dns::Status::not_asked) break;
      continue;
    }
    if (lookup.records == 0) continue;
    verdict.record_domain = domain;
    verdict.record = std::move(lookup.record);
    verdict.result = Result::none;
    // RFC 7489 6.6.3 step 5: several records end the discovery.
    verdict.reason = Reason::several_records;
    break;
  }
  if (!verdict.record && !given_up) {
    if (verdict.record_domain.empty()) verdict.reason = Reason::no_record;
    verdict.result = Result::none;
    return verdict;
  }
  align(verdict, author, identifiers, list);
  if (given_up) {
    sum_up_methods(verdict, verdict.result == Result::untestable);
    return verdict;
  }
  const Record& record = *verdict.record;
  if (is_invalid(record) && !record.rua_usable) {
    verdict.result = Result::permerror;
    verdict.reason = Reason::invalid_policy;
    return verdict;
  }
  decide(verdict, false);
  if (verdict.result == Result::untestable) verdict.provenance = Provenance::untestable;
  const bool subdomain = verdict.record_domain != author && record.sp;
  verdict.policy_tag = subdomain && !is_invalid(record) ? "sp" : "p";
  verdict.policy = is_invalid(record) ? "none" : subdomain ? *record.sp : *record.p;
  ask_for(verdict);
  return verdict;
}

}  // namespace indicia::dmarc
