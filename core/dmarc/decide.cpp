// The shared rules of both DMARC verdicts; see decide.h.
#include "dmarc/decide.h"

#include <algorithm>

namespace indicia::dmarc {

AlignmentMode mode_for(const Record& record, Identifier::Method method) {
  return method == Identifier::Method::spf ? record.aspf : record.adkim;
}

namespace {

bool is_open(Result result) {
  return result == Result::temperror || result == Result::untestable;
}

// What one identifier contributes: pass, fail, or why it is open.
Result contribution(const Aligned& aligned, bool dns_open) {
  const Result result = aligned.identifier.result;
  if (aligned.alignment == Alignment::none || (result != Result::pass && !is_open(result))) {
    return Result::fail;
  }
  if (is_open(result)) return result;
  if (aligned.alignment != Alignment::undecided) return Result::pass;
  return dns_open ? Result::untestable : Result::temperror;
}

// Best first: a pass stands whatever else failed; missing evidence could still be supplied.
Result stronger(Result a, Result b) {
  for (Result result : {Result::pass, Result::untestable, Result::temperror, Result::fail}) {
    if (a == result || b == result) return result;
  }
  return Result::none;
}

Reason open_reason(const Verdict& verdict, bool dns_open) {
  if (verdict.result == Result::temperror) return Reason::dns_error;
  for (const Aligned& aligned : verdict.identifiers) {
    if (aligned.identifier.result == Result::untestable && aligned.alignment != Alignment::none) {
      return Reason::identifier_untestable;
    }
  }
  return dns_open ? Reason::not_asked : Reason::identifier_untestable;
}

}  // namespace

bool is_unknown(const Identifier& identifier) {
  return identifier.domain.empty() && is_open(identifier.result);
}

bool matters(const Identifier& identifier) {
  return identifier.result == Result::pass || is_open(identifier.result);
}

void sum_up_methods(Verdict& verdict, bool dns_open) {
  for (const Aligned& aligned : verdict.identifiers) {
    const Result result = contribution(aligned, dns_open);
    Result& method =
        aligned.identifier.method == Identifier::Method::spf ? verdict.spf : verdict.dkim;
    method = method == Result::none ? result : stronger(method, result);
  }
}

void decide(Verdict& verdict, bool dns_open) {
  sum_up_methods(verdict, dns_open);
  const bool authenticated =
      std::any_of(verdict.identifiers.begin(), verdict.identifiers.end(),
                  [](const Aligned& aligned) { return aligned.identifier.result == Result::pass; });
  verdict.result = stronger(verdict.spf, verdict.dkim);
  if (verdict.result == Result::none) verdict.result = Result::fail;
  if (verdict.result == Result::pass) {
    verdict.reason = Reason::aligned;
  } else if (verdict.result == Result::fail) {
    verdict.reason = authenticated ? Reason::not_aligned : Reason::nothing_passed;
  } else {
    verdict.reason = open_reason(verdict, dns_open);
  }
}

bool has_invalid_policy(const Record& record) {
  return record.p_invalid || record.sp_invalid || record.np_invalid;
}

std::string one_level_down(std::string_view policy) {
  return policy == "reject" ? "quarantine" : "none";
}

void give_up(Verdict& verdict, bool dns_open) {
  verdict.result = dns_open ? Result::untestable : Result::temperror;
  verdict.reason = dns_open ? Reason::not_asked : Reason::dns_error;
}

}  // namespace indicia::dmarc
