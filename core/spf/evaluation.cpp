// Look-ups, limits and expansions of one check; see evaluation.h (RFC 7208 4.6.4, 7; RFC 8616 4).
#include "spf/evaluation.h"

#include <algorithm>

#include "text.h"

namespace indicia::spf {

namespace {

// Enough to find the right-hand 253 octets of an expansion at a label's start.
constexpr std::size_t name_octets = 1'024;

bool uses_any(const MacroString& string, std::string_view letters) {
  return std::any_of(letters.begin(), letters.end(),
                     [&](char letter) { return uses(string, letter); });
}

}  // namespace

Term begin_term(Evaluation& evaluation, const Frame& frame, std::string_view text,
                dns::Purpose purpose) {
  evaluation.check.trace.push_back({.depth = frame.depth,
                                    .domain = frame.domain.name,
                                    .term = std::string(text),
                                    .lookups = evaluation.check.lookups,
                                    .void_lookups = evaluation.check.void_lookups});
  return {.frame = frame,
          .text = std::string(text),
          .step = evaluation.check.trace.size() - 1,
          .purpose = purpose};
}

Step& step_of(Evaluation& evaluation, const Term& term) {
  return evaluation.check.trace[term.step];
}

std::string key(std::string_view name) {
  std::string escaped;
  for (char c : name) {
    if (c == '\\') escaped += '\\';
    escaped += c;
  }
  return dns::normalise_name(escaped);
}

dns::Response ask(Evaluation& evaluation, std::string_view name, bool personal,
                  dns::RecordType type, dns::Purpose purpose) {
  const bool required = purpose != dns::Purpose::spf_explanation;
  dns::Response response = evaluation.inquiry.ask(
      name, type, {.purpose = purpose, .required = required, .personal = personal});
  if (required) {
    const Provenance given = response.asked() ? response.provenance : Provenance::untestable;
    evaluation.check.provenance = std::max(evaluation.check.provenance, given);
  }
  return response;
}

dns::Response ask(Evaluation& evaluation, const Target& target, dns::RecordType type,
                  dns::Purpose purpose) {
  return ask(evaluation, key(target.name), target.personal, type, purpose);
}

Verdict failure(Evaluation& evaluation, Result result, Reason reason, const Term& term) {
  Check& check = evaluation.check;
  if (check.problem_domain.empty() && term.purpose != dns::Purpose::spf_explanation) {
    check.cause = reason;
    check.problem = term.text;
    check.problem_domain = term.frame.domain.name;
  }
  return {.result = result, .reason = reason};
}

Verdict dns_failure(Evaluation& evaluation, const dns::Response& response, const Term& term) {
  return failure(evaluation, Result::temperror,
                 response.asked() ? Reason::dns_error : Reason::not_asked, term);
}

std::optional<Verdict> count_lookup(Evaluation& evaluation, const Term& term) {
  if (term.purpose == dns::Purpose::spf_explanation) return std::nullopt;
  step_of(evaluation, term).lookups = ++evaluation.check.lookups;
  if (evaluation.check.lookups <= lookup_limit) return std::nullopt;
  return failure(evaluation, Result::permerror, Reason::lookup_limit, term);
}

std::optional<Verdict> count_void(Evaluation& evaluation, Term& term,
                                  const dns::Response& response) {
  const bool was_asked = response.provenance != Provenance::verified;
  if (!response.is_void() || !was_asked || term.counted_void ||
      term.purpose == dns::Purpose::spf_explanation) {
    return std::nullopt;
  }
  term.counted_void = true;
  step_of(evaluation, term).void_lookups = ++evaluation.check.void_lookups;
  if (evaluation.check.void_lookups <= evaluation.query.void_limit) return std::nullopt;
  return failure(evaluation, Result::permerror, Reason::void_lookup_limit, term);
}

std::optional<Verdict> prepare_macros(Evaluation& evaluation, Term& term,
                                      const MacroString& string) {
  evaluation.values.domain = term.frame.domain.name;
  // An empty value would make a name that the record never means.
  if (uses(string, 'h') && evaluation.values.helo.empty()) {
    return failure(evaluation, Result::temperror, Reason::helo_unknown, term);
  }
  if (!uses(string, 'p')) return std::nullopt;
  if (auto end = count_lookup(evaluation, term)) return end;  // RFC 7208 4.6.4
  ValidatedName validated = validated_name(evaluation, term);
  evaluation.values.validated_name = std::move(validated.name);
  return validated.end;
}

Expansion expand_target(Evaluation& evaluation, Term& term,
                        const std::optional<MacroString>& domain) {
  if (!domain) {
    step_of(evaluation, term).target = term.frame.domain.name;
    return {.target = term.frame.domain};
  }
  if (!evaluation.local_part_is_ascii && uses_any(*domain, "sl")) return {};  // RFC 8616 4
  if (auto end = prepare_macros(evaluation, term, *domain)) return {.end = std::move(end)};
  Target target{
      .name = fit_name(expand(*domain, evaluation.values, name_octets)),
      .personal = uses_any(*domain, "slicp") || (term.frame.domain.personal && uses(*domain, 'd')),
  };
  step_of(evaluation, term).target = target.name;
  return {.target = std::move(target)};
}

}  // namespace indicia::spf
