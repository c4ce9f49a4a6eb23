// Recorded verdicts beside recomputed ones (RFC 8601 2.7): which agree, and why others cannot.
#include <algorithm>

#include "message/idn.h"
#include "report/gather.h"
#include "text.h"

namespace indicia {

namespace {

using message::ResultInfo;

// What the signatures of the message are known by, made once for all results.
struct Known {
  std::string b;  // in base64
  std::string domain;
  std::string selector;
};

std::vector<Known> known_signatures(const Facts& facts) {
  std::vector<Known> known;
  for (const DkimFact& fact : facts.dkim) {
    const dkim::Signature& signature = fact.examined->signature;
    if (fact.examined->syntax == dkim::Reason::too_many_signatures) break;  // and all below it
    known.push_back({encode_base64(signature.signature), to_lower(signature.domain),
                     to_lower(signature.selector)});
  }
  return known;
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

// Several signatures that a result may mean: the first, unless it matters which.
std::optional<std::size_t> one_of(const Facts& facts, const std::vector<std::size_t>& fitting) {
  if (fitting.empty()) return std::nullopt;
  const auto passes = [&](std::size_t i) {
    return facts.dkim[i].verification.result == Result::pass;
  };
  for (std::size_t i : fitting) {
    if (passes(i) != passes(fitting.front())) return std::nullopt;
  }
  return fitting.front();
}

// The signature a dkim= result speaks of: by header.b (RFC 8601 6: at least its first eight
// characters), else by domain and selector, else by domain where all signatures of it agree.
// `taken` keeps two results from claiming one signature.
std::optional<std::size_t> find_signature(const Facts& facts, const std::vector<Known>& known,
                                          const ResultInfo& info, const std::vector<bool>& taken) {
  const std::string b = property(info, "header", "b");
  const std::string selector = to_lower(property(info, "header", "s"));
  const std::string domain = domain_of(property(info, "header", "d"));
  const std::string identity = domain_of(property(info, "header", "i"));  // may be a subdomain
  std::vector<std::size_t> exact;
  std::vector<std::size_t> above;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!b.empty()) {
      if (b.size() >= 4 && known[i].b.starts_with(b)) return i;
      continue;
    }
    if (taken[i] || (!selector.empty() && selector != known[i].selector)) continue;
    if (known[i].domain == (domain.empty() ? identity : domain)) exact.push_back(i);
    if (domain.empty() && identity.ends_with("." + known[i].domain)) above.push_back(i);
  }
  return one_of(facts, exact.empty() ? above : exact);
}

bool is_pass(std::string_view word) {
  return word == "pass" || word == "bestguesspass";
}
bool is_unsure(Result result) {
  return result == Result::untestable || result == Result::temperror;
}

// Words that say "no pass" in different ways: receivers differ in which they choose (RFC 8601
// 2.7.1), so a difference among them is no disagreement. A best guess is made where no record
// stands, so it agrees with none.
bool same_meaning(std::string_view recorded, Result recomputed) {
  if (recorded == to_string(recomputed)) return true;
  if (recorded == "bestguesspass" && recomputed == Result::none) return true;
  return !is_pass(recorded) && recomputed != Result::pass;
}

std::string_view dkim_difference(const Comparison& one, const DkimFact& fact) {
  const dkim::Verification& ours = fact.verification;
  // RFC 8601 2.7.1: it verified, and a rule of the receiver's own refused it.
  if (one.recorded == "policy") return "receiver_policy";
  // The same section: it could not process the signature, an algorithm it does not know for one.
  if (one.recorded == "neutral") return "receiver_could_not_check";
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
    // A receiver that still works by RFC 7489 comes to that verdict.
    const bool by_rfc7489 = one.recorded == to_string(facts.dmarc.rfc7489.result);
    one.reason = by_rfc7489 ? "rfc7489" : "unexplained";
  }
}

// A DMARC verdict follows from SPF and DKIM: where one of those differs in the same direction, that
// is the reason.
void explain_dmarc(std::vector<Comparison>& list) {
  const auto cause_of = [&](bool recorded_pass) -> std::string_view {
    for (const Comparison& one : list) {
      if (one.method != "dmarc" && one.trusted && one.agrees == false &&
          is_pass(one.recorded) == recorded_pass) {
        return one.reason;
      }
    }
    return "unexplained";
  };
  const std::string_view causes[] = {cause_of(false), cause_of(true)};
  for (Comparison& one : list) {
    if (one.method == "dmarc" && one.reason == "unexplained") {
      one.reason = causes[is_pass(one.recorded) ? 1 : 0];
    }
  }
}

// Whether a result names a client other than the one SPF was recomputed for.
bool other_client(const Facts& facts, const std::optional<std::string>& ip) {
  const auto address = ip && facts.spf.query ? parse_ip(*ip) : std::nullopt;
  return address && unmapped(*address) != unmapped(facts.spf.query->client_ip);
}

// Comparable only where both speak of one identity, domain and client. postmaster@HELO stands for a
// null sender (RFC 7208 2.4).
Result recomputed_spf(const Facts& facts, std::string_view domain, bool about_helo,
                      const std::optional<std::string>& ip) {
  if (!facts.spf.query || other_client(facts, ip)) return Result::untestable;
  const bool ours_is_helo = facts.spf.identity == "helo";
  if (about_helo && !ours_is_helo) return Result::untestable;
  if (!about_helo && ours_is_helo && domain.empty()) return Result::untestable;
  if (!domain.empty() && domain != to_lower(facts.spf.query->domain)) return Result::untestable;
  return facts.spf.result;
}

std::optional<std::string> client_in_comments(const ResultInfo& info) {
  for (const std::string& comment : info.comments) {
    if (auto ip = message::client_ip_in_comment(comment)) return ip;
  }
  return std::nullopt;
}

void add_result(std::vector<Comparison>& list, const Facts& facts, const std::vector<Known>& known,
                const ResultInfo& info, const trace::RecordedResults& record,
                std::vector<bool>& taken) {
  Comparison one{.method = info.method,
                 .recorded = clean_utf8(info.result),
                 .recorded_by = clean_utf8(record.writer),
                 .trusted = record.trusted,
                 .location = record.location};
  if (info.method == "dkim") {
    one.signature = find_signature(facts, known, info, taken);
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
    one.recomputed = recomputed_spf(facts, domain, about_helo, client_in_comments(info));
  } else {
    // RFC 8601 2.7: header.from names whose verdict it is; From may have been rewritten since.
    const std::string from = domain_of(property(info, "header", "from"));
    const bool ours = from.empty() || facts.from_domain().empty() ||
                      message::to_ascii(from).value_or(from) == facts.from_domain();
    one.domain = ours ? facts.from_domain() : clean_utf8(from);
    one.recomputed = ours ? facts.dmarc.rfc9989.result : Result::untestable;
  }
  list.push_back(std::move(one));
}

}  // namespace

std::vector<Comparison> compare_recorded(const Facts& facts) {
  std::vector<Comparison> list;
  const std::vector<Known> known = known_signatures(facts);
  for (const trace::RecordedResults& record : facts.evidence->records.authentication_results) {
    std::vector<bool> taken(known.size(), false);
    for (const ResultInfo& info : record.results.results) {
      if (info.method == "spf" || info.method == "dkim" || info.method == "dmarc") {
        add_result(list, facts, known, info, record, taken);
      }
    }
  }
  for (const trace::RecordedSpf& record : facts.evidence->records.received_spf) {
    const auto& spf = record.received_spf;
    const bool about_helo = spf.identity && equal_ignoring_case(*spf.identity, "helo");
    const std::string domain = spf.envelope_from ? domain_of(*spf.envelope_from) : "";
    list.push_back(
        {.method = "spf",
         .domain = clean_utf8(domain),
         .recorded = clean_utf8(spf.result),
         .recorded_by = clean_utf8(record.writer),
         .trusted = record.trusted,
         .recomputed = recomputed_spf(facts, about_helo ? "" : domain, about_helo, spf.client_ip),
         .location = record.location});
  }
  for (Comparison& one : list) judge(one, facts);
  explain_dmarc(list);
  return list;
}

}  // namespace indicia
