// Recorded verdicts beside recomputed ones (RFC 8601 2.7): which agree, and why others cannot.
#include <algorithm>

#include "report/gather.h"
#include "text.h"

namespace indicia {

namespace {

using message::ResultInfo;

// RFC 8601 6: header.b carries at least the first eight characters of the signature's b=.
bool is_prefix_of_signature(std::string_view prefix, const DkimFact& fact) {
  return prefix.size() >= 4 &&
         encode_base64(fact.examined->signature.signature).starts_with(prefix);
}

std::string domain_of(std::string_view address_or_domain) {
  const std::size_t at = address_or_domain.rfind('@');
  return to_lower(at == std::string_view::npos ? address_or_domain
                                               : address_or_domain.substr(at + 1));
}

std::string property(const ResultInfo& info, std::string_view type, std::string_view name) {
  const message::Property* found = info.property(type, name);
  return found ? found->value : std::string();
}

// The signature a dkim= result speaks of: by header.b, else by domain and selector, else by domain
// where only one signature has it. `taken` keeps two results from claiming one signature.
std::optional<std::size_t> find_signature(const Facts& facts, const ResultInfo& info,
                                          const std::vector<bool>& taken) {
  const std::string b = property(info, "header", "b");
  const std::string selector = to_lower(property(info, "header", "s"));
  std::string domain = domain_of(property(info, "header", "d"));
  if (domain.empty()) domain = domain_of(property(info, "header", "i"));
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < facts.dkim.size(); ++i) {
    const dkim::Signature& signature = facts.dkim[i].examined->signature;
    if (!b.empty() && is_prefix_of_signature(b, facts.dkim[i])) return i;
    if (taken[i] || !b.empty() || domain.empty()) continue;
    const std::string own = to_lower(signature.domain);
    const bool fits = own == domain || domain.ends_with("." + own);  // header.i may be a subdomain
    if (!fits || (!selector.empty() && selector != to_lower(signature.selector))) continue;
    if (!best) best = i;
  }
  return best;
}

bool is_pass(std::string_view word) {
  return word == "pass" || word == "bestguesspass";
}
bool is_unsure(Result result) {
  return result == Result::untestable || result == Result::temperror;
}

// Words that say "no pass" in different ways: receivers differ in which they choose (RFC 8601
// 2.7.1), so a difference among them is no disagreement.
bool same_meaning(std::string_view recorded, Result recomputed) {
  if (recorded == to_string(recomputed)) return true;
  return !is_pass(recorded) && recomputed != Result::pass;
}

std::string_view dkim_difference(const Comparison& one, const DkimFact& fact) {
  const dkim::Verification& ours = fact.verification;
  if (!is_pass(one.recorded)) return "passes_now";
  switch (ours.reason) {
    case dkim::Reason::no_key:
    case dkim::Reason::key_revoked:
    case dkim::Reason::key_mismatch:
    case dkim::Reason::key_syntax:
    case dkim::Reason::key_type_mismatch:
      return "key_changed_since";
    case dkim::Reason::body_hash_mismatch:
    case dkim::Reason::signature_mismatch:
      return "changed_after_check";
    default:
      return "receiver_more_lenient";
  }
}

void judge(Comparison& one, const Facts& facts) {
  if (one.recorded == "temperror" && one.recomputed != Result::temperror) {
    one.reason = "receiver_had_dns_error";
    if (is_unsure(one.recomputed)) return;
  } else if (is_unsure(one.recomputed)) {
    one.reason = "not_recomputed";
    return;
  }
  if (same_meaning(one.recorded, one.recomputed)) {
    one.agrees = true;
    one.reason = "";
    return;
  }
  one.agrees = false;
  if (!one.reason.empty()) return;
  if (one.method == "dkim" && one.signature) {
    one.reason = dkim_difference(one, facts.dkim[*one.signature]);
  } else if (one.method == "spf") {
    one.reason = is_pass(one.recorded) ? "record_or_address_differs" : "passes_now";
  } else {
    one.reason = "unexplained";
  }
}

// A DMARC verdict follows from SPF and DKIM: where one of those differs, that is the reason.
void explain_dmarc(std::vector<Comparison>& list) {
  const auto differs = [](const Comparison& one) {
    return one.method != "dmarc" && one.trusted && one.agrees == false;
  };
  const auto cause = std::find_if(list.begin(), list.end(), differs);
  if (cause == list.end()) return;
  for (Comparison& one : list) {
    if (one.method == "dmarc" && one.reason == "unexplained") one.reason = cause->reason;
  }
}

Result recomputed_spf(const Facts& facts, std::string_view domain, bool about_helo) {
  if (!facts.spf.query) return Result::untestable;
  const bool ours_is_helo = facts.spf.identity == "helo";
  if (about_helo != ours_is_helo) return Result::untestable;
  if (!domain.empty() && domain != to_lower(facts.spf.query->domain)) return Result::untestable;
  return facts.spf.result;
}

void add_result(std::vector<Comparison>& list, const Facts& facts, const ResultInfo& info,
                const trace::RecordedResults& record, std::vector<bool>& taken) {
  Comparison one{.method = info.method,
                 .recorded = clean_utf8(info.result),
                 .recorded_by = clean_utf8(record.writer),
                 .trusted = record.trusted,
                 .location = record.location};
  if (info.method == "dkim") {
    one.signature = find_signature(facts, info, taken);
    if (one.signature) {
      taken[*one.signature] = true;
      const DkimFact& fact = facts.dkim[*one.signature];
      one.domain = fact.examined->signature.domain_ascii;
      one.recomputed = fact.verification.result;
    } else {
      one.domain = clean_utf8(domain_of(property(info, "header", "d")));
      one.recomputed =
          info.result == "none" && facts.dkim.empty() ? Result::none : Result::untestable;
    }
  } else if (info.method == "spf") {
    std::string domain = domain_of(property(info, "smtp", "mailfrom"));
    if (domain.empty()) domain = domain_of(property(info, "smtp", "mail"));
    const bool about_helo = domain.empty() && info.property("smtp", "helo") != nullptr;
    if (about_helo) domain = domain_of(property(info, "smtp", "helo"));
    one.domain = clean_utf8(domain);
    one.recomputed = recomputed_spf(facts, domain, about_helo);
  } else {
    one.domain = facts.from_domain();
    one.recomputed = facts.dmarc.rfc9989.result;
  }
  list.push_back(std::move(one));
}

}  // namespace

std::vector<Comparison> compare_recorded(const Facts& facts) {
  std::vector<Comparison> list;
  for (const trace::RecordedResults& record : facts.evidence->records.authentication_results) {
    std::vector<bool> taken(facts.dkim.size(), false);
    for (const ResultInfo& info : record.results.results) {
      if (info.method == "spf" || info.method == "dkim" || info.method == "dmarc") {
        add_result(list, facts, info, record, taken);
      }
    }
  }
  for (const trace::RecordedSpf& record : facts.evidence->records.received_spf) {
    const auto& spf = record.received_spf;
    const bool about_helo = spf.identity && equal_ignoring_case(*spf.identity, "helo");
    const std::string domain = spf.envelope_from ? domain_of(*spf.envelope_from) : "";
    list.push_back({.method = "spf",
                    .domain = clean_utf8(domain),
                    .recorded = clean_utf8(spf.result),
                    .recorded_by = clean_utf8(record.writer),
                    .trusted = record.trusted,
                    .recomputed = recomputed_spf(facts, about_helo ? "" : domain, about_helo),
                    .location = record.location});
  }
  for (Comparison& one : list) judge(one, facts);
  explain_dmarc(list);
  return list;
}

}  // namespace indicia
