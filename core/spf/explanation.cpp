// exp= of the record that gave the final fail (RFC 7208 6.2): any trouble means no explanation, and
// nothing here counts against the limits or changes the result.
#include "spf/evaluation.h"
#include "text.h"

namespace indicia::spf {

namespace {

// Far beyond what an SMTP reply can carry (RFC 5321 4.5.3.1.5), and still bounded.
constexpr std::size_t explanation_octets = 65'536;

std::optional<std::string> fetch_text(Evaluation& evaluation, Term& term, const Target& target) {
  const dns::Response response =
      ask(evaluation, target, dns::RecordType::txt, dns::Purpose::spf_explanation);
  if (!response.asked()) {
    step_of(evaluation, term).outcome = to_string(Reason::not_asked);
    return std::nullopt;
  }
  if (!response.ok() || response.records.size() != 1) return std::nullopt;
  return response.records.front().text();
}

std::optional<std::string> expand_text(Evaluation& evaluation, Term& term, std::string_view text) {
  std::size_t error = 0;
  const auto string = parse_macro_string(text, MacroPlace::explanation, error);
  if (!string) return std::nullopt;
  if (const auto end = prepare_macros(evaluation, term, *string)) {
    step_of(evaluation, term).outcome = to_string(end->reason);
    return std::nullopt;
  }
  std::string out = expand(*string, evaluation.values, explanation_octets);
  if (out.size() == explanation_octets || !is_ascii(out)) return std::nullopt;
  return out;
}

}  // namespace

void explain(Evaluation& evaluation, const Frame& frame, const Record& record) {
  const Modifier& exp = *record.exp;
  Term term = begin_term(evaluation, frame, record.term(exp.span), dns::Purpose::spf_explanation);
  step_of(evaluation, term).outcome = "ignored";
  const Expansion expansion = expand_target(evaluation, term, exp.value);
  if (expansion.end) step_of(evaluation, term).outcome = to_string(expansion.end->reason);
  if (!expansion.target) return;
  const auto text = fetch_text(evaluation, term, *expansion.target);
  if (!text) return;
  if (auto expanded = expand_text(evaluation, term, *text)) {
    step_of(evaluation, term).outcome = "explanation";
    evaluation.check.explanation = std::move(*expanded);
  }
}

}  // namespace indicia::spf
