// Recorded verdicts beside recomputed ones (RFC 8601 2.7): which agree, and why others cannot.
#include <algorithm>
#include <array>

#include "message/idn.h"
#include "report/gather.h"
#include "report/recorded_signature.h"
#include "text.h"

namespace indicia {

namespace {

using message::ResultInfo;

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

// Why a signature that passed at the receiver does not pass here.
std::string_view signature_difference(dkim::Reason reason) {
  switch (reason) {
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

std::string_view dkim_difference(const Comparison& one, const DkimFact& fact) {
  const dkim::Verification& ours = fact.verification;
  // RFC 8601 2.7.1: it verified, and a rule of the receiver's own refused it.
  if (one.recorded == "policy") return "receiver_policy";
  // The same section: it could not process the signature, an algorithm it does not know for one.
  if (one.recorded == "neutral") return "receiver_could_not_check";
  if (!is_pass(one.recorded)) return "passes_now";
  return signature_difference(ours.reason);
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

// A DMARC verdict follows from SPF and DKIM, never from ARC: where one of those differs in the same
// direction, that is the reason.
void explain_dmarc(std::vector<Comparison>& list) {
  const auto cause_of = [&](bool recorded_pass) -> std::string_view {
    for (const Comparison& one : list) {
      if (one.method != "dmarc" && one.method != "arc" && one.trusted && one.agrees == false &&
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

void add_result(std::vector<Comparison>& list, const Facts& facts,
                const std::vector<KnownSignature>& known, const ResultInfo& info,
                const trace::RecordedResults& record, std::vector<bool>& taken) {
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

// Whoever wrote the verdict sealed the message in the same step: its set names it, and no Received
// field stands between the two.
bool added_with(const arc::ExaminedSet& one, const trace::RecordedResults& record,
                const trace::Path& path) {
  const std::string& id = record.results.authserv_id;
  if (id.empty() || !equal_ignoring_case(one.results.results.authserv_id, id)) return false;
  const std::optional<std::size_t> hop = path.hop_beneath(record.location.offset);
  return !hop || path.hops[*hop].location.offset > one.set.field()->location.offset;
}

// The newest set of the chain that the verdict is about: a receiver that seals adds its own set
// after judging, and what stands above the verdict is newer still. 0: there was none.
unsigned newest_seen(const Facts& facts, const trace::RecordedResults& record) {
  unsigned newest = 0;
  for (const arc::ExaminedSet& one : facts.arc.examined->sets) {
    if (one.set.field()->location.offset < record.location.offset) continue;
    if (!added_with(one, record, facts.evidence->path)) newest = one.set.instance;
  }
  return newest;
}

// Verdicts on the chain as it was earlier, each made once.
class ChainVerdicts {
 public:
  const arc::Verdict& up_to(unsigned newest, const Facts& facts) {
    std::optional<arc::Verdict>& one = made_[newest];
    if (!one) one = arc::judge(*facts.arc.examined, facts.arc.chain.sets, newest);
    return *one;
  }

 private:
  std::array<std::optional<arc::Verdict>, arc::most_sets + 1> made_;
};

// Why a chain that passed at the receiver does not pass here.
std::string_view arc_difference(const Facts& facts, const arc::Cause& cause) {
  const auto& sets = facts.arc.examined->sets;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (sets[i].set.instance != cause.instance) continue;
    const arc::VerifiedSet& set = facts.arc.chain.sets[i];
    if (cause.reason == arc::Reason::seal_fails) return signature_difference(set.seal.reason);
    if (cause.reason == arc::Reason::signature_fails) {
      return signature_difference(set.message_signature.reason);
    }
  }
  return "receiver_more_lenient";
}

Comparison arc_comparison(const Facts& facts, ChainVerdicts& chains, const ResultInfo& info,
                          const trace::RecordedResults& record) {
  const unsigned newest = newest_seen(facts, record);
  const arc::Verdict& verdict = chains.up_to(newest, facts);
  return {.method = info.method,
          .domain = facts.arc.sealer(newest),
          .recorded = clean_utf8(info.result),
          .recorded_by = clean_utf8(record.writer),
          .trusted = record.trusted,
          .recomputed = verdict.result,
          .reason = is_pass(info.result) ? arc_difference(facts, verdict.cause) : "passes_now",
          .location = record.location};
}

}  // namespace

std::vector<Comparison> compare_recorded(const Facts& facts) {
  std::vector<Comparison> list;
  const std::vector<KnownSignature> known = known_signatures(facts);
  ChainVerdicts chains;
  for (const trace::RecordedResults& record : facts.evidence->records.authentication_results) {
    std::vector<bool> taken(known.size(), false);
    for (const ResultInfo& info : record.results.results) {
      if (info.method == "spf" || info.method == "dkim" || info.method == "dmarc") {
        add_result(list, facts, known, info, record, taken);
      } else if (info.method == "arc" && facts.arc.examined != nullptr) {
        list.push_back(arc_comparison(facts, chains, info, record));
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
