// check_host() (RFC 7208 4): fetch the record, parse all of it, try its mechanisms in order, follow
// include and redirect. Recursion is bounded by the limit of ten lookups.
#include "spf/check_host.h"

#include <algorithm>
#include <array>
#include <utility>

#include "spf/evaluation.h"
#include "text.h"

namespace indicia::spf {

namespace {

Verdict evaluate(Evaluation& evaluation, const Frame& frame);

// RFC 7208 4.3: a domain name of more than one label; an address literal is none, nor is a name
// with octets beyond ASCII (RFC 8616 4 wants A-labels).
bool is_checkable(std::string_view domain) {
  const std::string name = key(domain);
  return !domain.starts_with('[') && is_ascii(domain) && dns::is_valid_name(name) &&
         dns::labels(name).size() > 1;
}

Reason reason_of(const Defect& defect) {
  if (defect.ident == "spf-unknown-mechanism") return Reason::unknown_mechanism;
  if (defect.ident == "spf-duplicate-modifier") return Reason::duplicate_modifier;
  return Reason::record_syntax;
}

Match ended(Verdict verdict) {
  return {.end = std::move(verdict)};
}

bool matches_address(const Evaluation& evaluation, const Directive& directive,
                     const dns::Response& response, Step& step) {
  const IpAddress& client = evaluation.values.client_ip;
  bool matched = false;
  for (const dns::Record& record : response.records) {
    step.found.push_back(record.data);
    const auto address = parse_ip(record.data);
    matched = matched || (address && in_prefix(client, *address,
                                               client.v6 ? directive.prefix6 : directive.prefix4));
  }
  return matched;
}

dns::RecordType address_type(const Evaluation& evaluation) {
  return evaluation.values.client_ip.v6 ? dns::RecordType::aaaa : dns::RecordType::a;
}

// RFC 7208 5.3 and 5.7: one address query; `exists` asks A for every client and takes any address.
Match match_a_or_exists(Evaluation& evaluation, Term& term, const Directive& directive,
                        const Target& target) {
  const bool exists = directive.mechanism == Mechanism::exists;
  const dns::Response response =
      ask(evaluation, target, exists ? dns::RecordType::a : address_type(evaluation), term.purpose);
  if (response.failed()) {
    return ended(dns_failure(evaluation, response, term));
  }
  if (auto end = count_void(evaluation, term, response)) return ended(*end);
  Step& step = step_of(evaluation, term);
  const bool matched = matches_address(evaluation, directive, response, step);
  return {.matched = exists ? response.ok() : matched};
}

// RFC 7208 5.4: the addresses of each target, without falling back to the domain's own address.
Match match_mx(Evaluation& evaluation, Term& term, const Directive& directive,
               const Target& target) {
  dns::Response mx = ask(evaluation, target, dns::RecordType::mx, term.purpose);
  if (mx.failed()) return ended(dns_failure(evaluation, mx, term));
  if (auto end = count_void(evaluation, term, mx)) return ended(*end);
  if (mx.records.size() > names_limit) {  // RFC 7208 4.6.4
    return ended(failure(evaluation, Result::permerror, Reason::mx_limit, term));
  }
  // Servers rotate records; the order of equal preference must not show in the result.
  std::sort(mx.records.begin(), mx.records.end(), [](const auto& a, const auto& b) {
    return a.preference != b.preference ? a.preference < b.preference : a.data < b.data;
  });
  std::optional<Verdict> open;
  for (const dns::Record& record : mx.records) {
    const dns::Response response =
        ask(evaluation, record.data, target.personal, address_type(evaluation), term.purpose);
    if (open) continue;  // only opens its question beside the first
    if (response.failed()) {
      Verdict verdict = dns_failure(evaluation, response, term);
      if (response.asked()) return ended(std::move(verdict));
      open = std::move(verdict);
      continue;
    }
    if (auto end = count_void(evaluation, term, response)) return ended(*end);
    if (matches_address(evaluation, directive, response, step_of(evaluation, term))) {
      return {.matched = true};
    }
  }
  return {.end = std::move(open)};
}

// The reason of the including record for an error of the included one. Limits and open questions
// belong to the whole check and stay what they are.
Reason included_reason(const Verdict& inner) {
  switch (inner.reason) {
    case Reason::lookup_limit:
    case Reason::void_lookup_limit:
    case Reason::not_asked:
    case Reason::helo_unknown:
      return inner.reason;
    default:
      return inner.result == Result::temperror ? Reason::include_temperror
                                               : Reason::include_permerror;
  }
}

// A target without a usable record: permerror for include and redirect (RFC 7208 5.2, 6.1).
Verdict without_record(Evaluation& evaluation, const Verdict& inner, Reason reason,
                       const Term& term, std::string_view target) {
  Verdict verdict = failure(evaluation, Result::permerror, reason, term);
  evaluation.check.cause = inner.reason;
  evaluation.check.problem_domain = target;
  return verdict;
}

// RFC 7208 5.2, the table of results.
Match match_include(Evaluation& evaluation, Term& term, const Target& target, Verdict& inner) {
  evaluation.check.includes.push_back(target.name);
  inner = evaluate(evaluation, {target, term.frame.depth + 1, true});
  if (inner.result == Result::pass) return {.matched = true};
  if (inner.result == Result::none) {
    return ended(
        without_record(evaluation, inner, Reason::include_without_record, term, target.name));
  }
  if (inner.result == Result::temperror || inner.result == Result::permerror) {
    if (evaluation.check.problem.empty()) evaluation.check.problem = term.text;
    return ended({.result = inner.result, .reason = included_reason(inner)});
  }
  return {};
}

// The mechanisms that cost a lookup; `inner` is filled by include.
Match match_by_dns(Evaluation& evaluation, Term& term, const Directive& directive, Verdict& inner) {
  if (auto end = count_lookup(evaluation, term)) return ended(*end);
  Expansion expansion = expand_target(evaluation, term, directive.domain);
  if (expansion.end) return ended(*expansion.end);
  if (!expansion.target) return {};
  const Target& target = *expansion.target;
  switch (directive.mechanism) {
    case Mechanism::include:
      return match_include(evaluation, term, target, inner);
    case Mechanism::mx:
      return match_mx(evaluation, term, directive, target);
    case Mechanism::ptr:
      return match_ptr(evaluation, term, target);
    default:
      return match_a_or_exists(evaluation, term, directive, target);
  }
}

Match match_directive(Evaluation& evaluation, Term& term, const Directive& directive,
                      Verdict& inner) {
  switch (directive.mechanism) {
    case Mechanism::all:
      return {.matched = true};
    case Mechanism::ip4:
      return {.matched =
                  in_prefix(evaluation.values.client_ip, directive.network, directive.prefix4)};
    case Mechanism::ip6:
      return {.matched =
                  in_prefix(evaluation.values.client_ip, directive.network, directive.prefix6)};
    default:
      return match_by_dns(evaluation, term, directive, inner);
  }
}

Verdict matched(const Frame& frame, const Record& record, const Directive& directive,
                const Verdict& inner) {
  Verdict verdict{.result = directive.qualifier, .reason = Reason::matched};
  verdict.mechanism = record.term(directive.span);
  const bool include = directive.mechanism == Mechanism::include;
  verdict.matched_domain = include ? inner.matched_domain : frame.domain.name;
  verdict.matched_term = include ? inner.matched_term : verdict.mechanism;
  return verdict;
}

// RFC 7208 6.1.
Verdict follow_redirect(Evaluation& evaluation, const Frame& frame, const Record& record) {
  Term term = begin_term(evaluation, frame, record.term(record.redirect->span));
  const auto finish = [&](Verdict verdict) {
    step_of(evaluation, term).outcome = to_string(verdict.reason);
    return verdict;
  };
  if (auto end = count_lookup(evaluation, term)) return finish(*end);
  Expansion expansion = expand_target(evaluation, term, record.redirect->value);
  if (expansion.end) return finish(*expansion.end);
  if (!expansion.target) {
    step_of(evaluation, term).outcome = "no match";
    return {};
  }
  const std::string target = expansion.target->name;
  evaluation.check.includes.push_back(target);
  Verdict verdict =
      evaluate(evaluation, {std::move(*expansion.target), frame.depth + 1, frame.included});
  if (verdict.result == Result::none) {
    return finish(
        without_record(evaluation, verdict, Reason::redirect_without_record, term, target));
  }
  const bool error = verdict.result == Result::temperror || verdict.result == Result::permerror;
  if (error && evaluation.check.problem.empty()) evaluation.check.problem = term.text;
  step_of(evaluation, term).outcome = error ? to_string(verdict.reason) : "followed";
  return verdict;
}

Verdict evaluate_terms(Evaluation& evaluation, const Frame& frame, const Record& record) {
  for (const Directive& directive : record.directives) {
    Term term = begin_term(evaluation, frame, record.term(directive.span));
    Verdict inner;
    Match match = match_directive(evaluation, term, directive, inner);
    Step& step = step_of(evaluation, term);
    step.outcome = match.end ? to_string(match.end->reason) : match.matched ? "match" : "no match";
    if (match.end) return std::move(*match.end);
    if (!match.matched) continue;
    Verdict verdict = matched(frame, record, directive, inner);
    if (verdict.result == Result::fail && !frame.included && record.exp) {
      explain(evaluation, frame, record);
    }
    return verdict;
  }
  // RFC 7208 6.1: "all" anywhere would have matched, so redirect is reached only without it.
  if (record.redirect) return follow_redirect(evaluation, frame, record);
  return {};
}

Verdict evaluate_record(Evaluation& evaluation, const Term& fetch, std::string_view text) {
  const Record record = parse_record(text);
  if (record.defects.empty()) return evaluate_terms(evaluation, fetch.frame, record);
  const Defect& first = record.defects.front();
  evaluation.check.syntax = record.defects;
  Verdict verdict = failure(evaluation, Result::permerror, reason_of(first), fetch);
  step_of(evaluation, fetch).outcome = to_string(verdict.reason);
  evaluation.check.problem = record.term({first.offset, first.length});
  return verdict;
}

// RFC 7208 4.5: the texts of the TXT answer that are SPF records.
std::vector<std::string> spf_texts(const dns::Response& response) {
  std::vector<std::string> texts;
  for (const dns::Record& record : response.records) {
    std::string text = record.text();
    if (is_spf_record(text)) texts.push_back(std::move(text));
  }
  return texts;
}

Verdict none(Step& step, Reason reason) {
  step.outcome = to_string(reason);
  return {.result = Result::none, .reason = reason};
}

// RFC 7208 4.3 to 4.5. The step is finished before the terms add theirs.
Verdict evaluate(Evaluation& evaluation, const Frame& frame) {
  const Term fetch = begin_term(evaluation, frame, "");
  Step& step = step_of(evaluation, fetch);
  step.target = frame.domain.name;
  if (!is_checkable(frame.domain.name)) return none(step, Reason::invalid_domain);
  const dns::Response response =
      ask(evaluation, frame.domain, dns::RecordType::txt, dns::Purpose::spf);
  if (response.failed()) {
    Verdict verdict = dns_failure(evaluation, response, fetch);
    step.outcome = to_string(verdict.reason);
    return verdict;
  }
  if (response.status == dns::Status::nxdomain) return none(step, Reason::domain_not_found);
  std::vector<std::string> texts = spf_texts(response);
  if (texts.empty()) return none(step, Reason::no_record);
  // Records of one name come in any order (RFC 2181 5); the one shown must not depend on it.
  std::sort(texts.begin(), texts.end());
  step.record = texts.front();
  if (frame.depth == 0) evaluation.check.record = texts.front();
  if (texts.size() > 1) {
    step.outcome = to_string(Reason::several_records);
    return failure(evaluation, Result::permerror, Reason::several_records, fetch);
  }
  step.outcome = "record";
  return evaluate_record(evaluation, fetch, texts.front());
}

// An SMTP command line holds at most 512 octets (RFC 5321 4.5.3.1); longer values come from no
// SMTP session and would let a record multiply them.
std::string macro_value(std::string_view value) {
  constexpr std::size_t longest = 1'000;
  return std::string(value.size() > longest ? value.substr(value.size() - longest) : value);
}

MacroValues macro_values(const Query& query) {
  MacroValues values;
  const std::size_t at = query.sender.rfind('@');
  const std::string_view sender = query.sender;
  // RFC 7208 4.3: without a local part it is "postmaster".
  values.local_part = at == std::string_view::npos || at == 0 ? std::string("postmaster")
                                                              : macro_value(sender.substr(0, at));
  values.sender_domain = macro_value(sender.substr(at == std::string_view::npos ? 0 : at + 1));
  values.helo = macro_value(query.helo);
  values.receiver = macro_value(query.receiver);
  values.client_ip = unmapped(query.client_ip);  // RFC 7208 5
  values.time = query.time;
  return values;
}

constexpr std::array<std::string_view, 19> reason_words = {
    "matched",
    "no_match",
    "no_record",
    "invalid_domain",
    "domain_not_found",
    "several_records",
    "record_syntax",
    "unknown_mechanism",
    "duplicate_modifier",
    "include_without_record",
    "redirect_without_record",
    "include_permerror",
    "include_temperror",
    "lookup_limit",
    "void_lookup_limit",
    "mx_limit",
    "dns_error",
    "not_asked",
    "helo_unknown",
};

}  // namespace

std::string_view to_string(Reason reason) {
  return reason_words[static_cast<std::size_t>(reason)];
}

Check check_host(const Query& query, dns::Inquiry& inquiry) {
  Check check{.domain = query.domain, .provenance = Provenance::verified};
  Evaluation evaluation{query, inquiry, check, macro_values(query)};
  evaluation.local_part_is_ascii = is_ascii(evaluation.values.local_part);
  Frame frame;
  frame.domain.name = query.domain;
  if (frame.domain.name.ends_with('.')) frame.domain.name.pop_back();
  Verdict verdict = evaluate(evaluation, frame);
  check.result = verdict.result;
  check.reason = verdict.reason;
  check.mechanism = std::move(verdict.mechanism);
  check.matched_domain = std::move(verdict.matched_domain);
  check.matched_term = std::move(verdict.matched_term);
  if (check.problem_domain.empty()) check.cause = check.reason;
  return check;
}

}  // namespace indicia::spf
