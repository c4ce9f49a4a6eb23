// `indicia spf` as JSON: a query from one line, one evaluation to one line. The schema of the line
// is that of `--json` and `--json-lines` alike.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/answers.h"
#include "options.h"
#include "spf/check_host.h"

namespace indicia {

// One line of `indicia spf --json-lines`: {"ip", "mail_from", "helo"?, "answers"?}. mail_from may
// be empty or "<>" for the null sender, and then helo is required; answers is an answers file.
struct SpfRequest {
  std::optional<spf::Query> query;  // absent: see error
  std::optional<AnswersFile> answers;
  std::string error;  // one sentence that names the member and the remedy
};

// Never throws. A member that is not known is an error: a typing mistake must not change a verdict.
SpfRequest read_spf_request(std::string_view line);

// One evaluation over the answers known so far, with what it lacks.
struct SpfEvaluation {
  spf::Query query;
  spf::Check check;
  std::vector<dns::OpenQuestion> questions;
  std::vector<dns::UsedAnswer> used;
  bool limit_reached = false;  // options.limits.questions

  const std::vector<dns::OpenQuestion>& open_questions() const { return questions; }

  // What is shown: a result that only lacks answers is untestable, not temperror.
  Result result() const;
};

SpfEvaluation evaluate_spf(const spf::Query& query, const dns::Answers& answers,
                           const Options& options);

// One line without a final line end. Keys, in order: result, reason, cause, explanation, domain,
// ip, mail_from, helo, record, mechanism, matched_domain, matched_term, problem, problem_domain,
// syntax, lookups, void_lookups, includes, provenance, trace, questions, limits.
std::string spf_json(const SpfEvaluation& evaluation);

// {"error", "line"} for a line that is no query.
std::string spf_error_json(std::string_view error, std::size_t line);

}  // namespace indicia
