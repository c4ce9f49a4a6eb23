// One author domain or several to the DMARC evaluation (RFC 9989 5.3.1, 11.5; RFC 7489 6.6.1).
#include "dmarc/evaluate.h"

#include <algorithm>
#include <array>

#include "dmarc/decide.h"

namespace indicia::dmarc {

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::aligned:
      return "aligned";
    case Reason::not_aligned:
      return "not_aligned";
    case Reason::nothing_passed:
      return "nothing_passed";
    case Reason::no_record:
      return "no_record";
    case Reason::several_records:
      return "several_records";
    case Reason::invalid_policy:
      return "invalid_policy";
    case Reason::no_author_domain:
      return "no_author_domain";
    case Reason::several_author_domains:
      return "several_author_domains";
    case Reason::several_from_fields:
      return "several_from_fields";
    case Reason::invalid_author_domain:
      return "invalid_author_domain";
    case Reason::dns_error:
      return "dns_error";
    case Reason::not_asked:
      return "not_asked";
    case Reason::identifier_untestable:
      return "identifier_untestable";
    case Reason::over_limit:
      return "over_limit";
  }
  return "not_asked";
}

std::string_view to_string(Alignment alignment) {
  switch (alignment) {
    case Alignment::none:
      return "none";
    case Alignment::relaxed:
      return "relaxed";
    case Alignment::strict:
      return "strict";
    case Alignment::undecided:
      return "undecided";
  }
  return "undecided";
}

namespace {

// RFC 9989 5.3.1, 9.1: without exactly one author domain nothing is evaluated, which is "none".
Verdict not_applicable(Reason reason) {
  Verdict verdict;
  verdict.result = Result::none;
  verdict.reason = reason;
  verdict.provenance = Provenance::verified;
  return verdict;
}

int strictness(std::string_view policy) {
  return policy == "reject" ? 3 : policy == "quarantine" ? 2 : policy == "none" ? 1 : 0;
}

// RFC 9989 11.5: a failing domain decides, then an open one, then one without a policy.
Verdict combine(const std::vector<AuthorVerdict>& authors, Verdict AuthorVerdict::*member,
                bool all_evaluated) {
  Verdict verdict = not_applicable(Reason::several_author_domains);
  const auto any = [&](Result result) {
    return std::any_of(authors.begin(), authors.end(), [&](const AuthorVerdict& author) {
      return (author.*member).result == result;
    });
  };
  verdict.result = all_evaluated ? Result::pass : Result::none;
  for (Result result :
       {Result::fail, Result::untestable, Result::temperror, Result::permerror, Result::none}) {
    if (any(result)) {
      verdict.result = result;
      break;
    }
  }
  for (const AuthorVerdict& author : authors) {
    const Verdict& one = author.*member;
    verdict.provenance = std::max(verdict.provenance, one.provenance);
    for (const std::string& name : one.walked) {
      if (std::find(verdict.walked.begin(), verdict.walked.end(), name) == verdict.walked.end()) {
        verdict.walked.push_back(name);
      }
    }
    if (one.result != Result::fail || strictness(one.policy) <= strictness(verdict.policy)) {
      continue;
    }
    verdict.record_domain = one.record_domain;
    verdict.record = one.record;
    verdict.organizational_domain = one.organizational_domain;
    verdict.policy = one.policy;
    verdict.policy_tag = one.policy_tag;
    verdict.disposition = one.disposition;
    verdict.unsampled_disposition = one.unsampled_disposition;
    verdict.spf = one.spf;
    verdict.dkim = one.dkim;
    verdict.identifiers = one.identifiers;
  }
  if (verdict.result == Result::pass) verdict.disposition = "none";
  return verdict;
}

AuthorVerdict evaluate_one(std::string domain, const std::vector<Identifier>& identifiers,
                           dns::Inquiry& inquiry, const PublicSuffixList& list) {
  AuthorVerdict one;
  one.author_domain = std::move(domain);
  one.rfc9989 = evaluate_rfc9989(one.author_domain, identifiers, inquiry, one.exists);
  one.rfc7489 = evaluate_rfc7489(one.author_domain, identifiers, inquiry, list);
  return one;
}

std::optional<Reason> why_not_applicable(const Author& author) {
  if (author.from_fields > 1) return Reason::several_from_fields;
  if (author.invalid) return Reason::invalid_author_domain;
  if (author.domains.empty()) return Reason::no_author_domain;
  for (const std::string& domain : author.domains) {
    if (!dns::is_valid_name(dns::normalise_name(domain))) return Reason::invalid_author_domain;
  }
  return std::nullopt;
}

}  // namespace

Evaluation evaluate(const Author& author, const std::vector<Identifier>& given,
                    dns::Inquiry& inquiry, const PublicSuffixList& list) {
  Evaluation evaluation;
  if (author.cut) {
    const bool one = author.from_fields == 1 && author.domains.size() == 1 && !author.invalid;
    if (one) evaluation.author_domain = author.domains.front();
    evaluation.rfc9989.reason = evaluation.rfc7489.reason = Reason::over_limit;
    return evaluation;
  }
  if (const auto reason = why_not_applicable(author)) {
    evaluation.rfc9989 = evaluation.rfc7489 = not_applicable(*reason);
    return evaluation;
  }
  // RFC 4343: names compare without case; a final dot is no part of the name.
  std::vector<Identifier> identifiers = given;
  for (Identifier& identifier : identifiers) {
    identifier.domain = dns::normalise_name(identifier.domain);
  }
  std::vector<std::string> domains;
  for (const std::string& domain : author.domains) {
    if (domains.size() > most_authors) break;  // too many already; the search stays short
    std::string name = dns::normalise_name(domain);
    if (std::find(domains.begin(), domains.end(), name) == domains.end()) {
      domains.push_back(std::move(name));
    }
  }
  const bool all_evaluated = domains.size() <= most_authors;
  if (domains.size() == 1) {
    AuthorVerdict one = evaluate_one(domains.front(), identifiers, inquiry, list);
    evaluation.author_domain = std::move(one.author_domain);
    evaluation.author_domain_exists = one.exists;
    evaluation.rfc9989 = std::move(one.rfc9989);
    evaluation.rfc7489 = std::move(one.rfc7489);
    return evaluation;
  }
  if (!all_evaluated) domains.resize(most_authors);
  for (std::string& domain : domains) {
    evaluation.authors.push_back(evaluate_one(std::move(domain), identifiers, inquiry, list));
  }
  evaluation.rfc9989 = combine(evaluation.authors, &AuthorVerdict::rfc9989, all_evaluated);
  evaluation.rfc7489 = combine(evaluation.authors, &AuthorVerdict::rfc7489, all_evaluated);
  return evaluation;
}

}  // namespace indicia::dmarc
