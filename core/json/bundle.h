// A message with everything that leads to its report, as one JSON object: the input's octets, the
// options, the answers that were used, and the report. A case file (schema indicia-case/1) is one
// that is kept and handed on, and read again as an input; a page's (indicia-page/1) stands inside
// an HTML file.
//
//   {"schema", "report", "options", "answers", "message_base64"}
#pragma once

#include <string>
#include <string_view>

#include "json/answers.h"
#include "options.h"
#include "report/report.h"

namespace indicia {

// One line. "<", ">", "&", U+2028 and U+2029 are escaped, so that nothing in it ends a script
// element or begins a comment.
std::string page_json(const Report& report);

// The same with the schema of a case file.
std::string case_json(const Report& report);

// The page with the report in place of its marker, "<!--indicia-report-->". Empty: the page does
// not hold that marker exactly once.
std::string page_with_report(std::string_view page, const Report& report);

struct Case {
  std::string octets;
  Options options;
  AnswersFile answers;
};

// A JSON object that says at its beginning that it is a case file.
bool is_case(std::string_view text);

// An empty string, or one sentence that says what is wrong. The report inside is not read: it is
// computed again. Never throws.
std::string read_case(std::string_view text, Case& out);

// Options as read_options() reads them; what is at its default is left out, but for evaluated_at.
std::string options_json(const Options& options);

}  // namespace indicia
