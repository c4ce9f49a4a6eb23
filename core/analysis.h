// START HERE. The three calls every front end makes:
//
//   Evidence evidence = examine(octets, options);      // once: everything that needs no DNS
//   Report report = evaluate(evidence, answers);       // pure and cheap; again as answers arrive
//   Investigation found = investigate(evidence, answers, budget);  // once, after settling
//
// conclude() is the last two with everything put together.
//
// A driver answers report.open_questions() (a timeout is an answer) and evaluates again until none
// is new ("replay until settled"). The core does no I/O, reads no clock and keeps no global state:
// the same message, answers and options give the same report, byte for byte, on every platform.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dns/answers.h"
#include "options.h"
#include "report/evidence.h"
#include "report/investigate.h"
#include "report/report.h"

namespace indicia {

// Memory that may be kept between messages: parsed public keys. Results are the same without it.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// Never throws on any input; what is wrong with the octets stands in the report. Octets beyond
// options.limits.input_octets must be refused by the driver (and are cut and listed here).
Evidence examine(std::string octets, const Options& options);

// With an investigation the report says what was changed, too; `workspace` may be null.
Report evaluate(const Evidence& evidence, const dns::Answers& answers,
                Workspace* workspace = nullptr, const Investigation* investigation = nullptr);

// Findings, filters and headline of report.facts, anew.
void describe(Report& report);

// What was changed after signing. Costly beside evaluate: call it once, when no question is open.
Investigation investigate(const Evidence& evidence, const dns::Answers& answers,
                          const Budget& budget, Workspace* workspace = nullptr);

// The last step of every driver, when no question is open: evaluates, investigates what failed
// within options.budget, and evaluates with what that found.
Report conclude(const Evidence& evidence, const dns::Answers& answers,
                Workspace* workspace = nullptr);

// What the catalogue says of one finding, placeholders left as {name}. title is empty for an ident
// that does not exist.
struct Explanation {
  std::string_view ident;
  std::string_view title, seen, expects, means, fix;
  std::string who;
  std::string_view references;
};

Explanation explain(std::string_view ident, std::string_view language);
std::vector<std::string_view> finding_idents();

// What an anti-spam filter's word means; in English only. Texts live as long as the program.
struct FilterMeaning {
  std::string id;
  std::string_view kind;  // header, field, value, rule, symbol
  std::string_view vendor;
  std::string what;  // "SFV:SPM in X-Forefront-Antispam-Report"
  std::string_view meaning;
  std::string_view action;         // what the sender can do
  std::string_view verdict;        // good, neutral, bad, unknown: of this one word
  std::string_view confidence;     // documented, observed, unconfirmed
  std::string_view default_score;  // empty: none
  std::string_view notes;          // of a header: what its reader should know besides
  std::vector<std::string_view> sources;
  std::vector<std::string_view> listed;  // of a value that is not known: those that are
};

// Headers, fields, values and rules under that name ("SFV:SPM", "compauth=601", "URIBL_BLACK",
// "X-Spamd-Result", or a whole field), then the pieces that are not known (without an id); empty:
// nothing known.
std::vector<FilterMeaning> explain_filter(std::string_view topic);

// Whether a text holds at least one rule of a public suffix list (Options::public_suffix_list).
bool is_public_suffix_list(std::string_view text);

// The program itself, for "about" and for what is handed on.
struct Tool {
  std::string_view name;
  std::string_view version;
  std::string public_suffix_list_date;  // of the built-in list
};

Tool tool();

// A phrase of the catalogue in that language; empty when there is none.
std::string phrase(std::string_view language, std::string_view ident, const Params& params = {});

// "1 h 10 min"; the sign is left out.
std::string duration_text(std::int64_t seconds);

}  // namespace indicia
