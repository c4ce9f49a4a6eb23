// The state that one check_host() carries through its records, and the look-ups that count against
// its limits (RFC 7208 4.6.4). Internal to core/spf.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "spf/check_host.h"
#include "spf/macro.h"
#include "spf/record.h"

namespace indicia::spf {

// A name as it stands in SPF text, without DNS escapes.
struct Target {
  std::string name;
  bool personal = false;  // made from a local part or the client's address
};

// What the evaluation of one record came to.
struct Verdict {
  Result result = Result::neutral;
  Reason reason = Reason::no_match;
  std::string mechanism;
  std::string matched_domain;
  std::string matched_term;
};

// What a term came to: match, no match, or the end of the whole check.
struct Match {
  bool matched = false;
  std::optional<Verdict> end;
};

// One record under evaluation.
struct Frame {
  Target domain;
  unsigned depth = 0;
  bool included = false;  // beneath an include: its exp= is not used (RFC 7208 6.2)
};

// One term under evaluation. The step is Check::trace's; indices survive its growth.
struct Term {
  const Frame& frame;
  std::string text;
  std::size_t step = 0;
  dns::Purpose purpose = dns::Purpose::spf;  // spf_explanation costs nothing and requires nothing
  bool counted_void = false;
};

struct Evaluation {
  const Query& query;
  dns::Inquiry& inquiry;
  Check& check;
  MacroValues values;  // domain and validated_name are set for each expansion
  bool local_part_is_ascii = true;
};

Term begin_term(Evaluation& evaluation, const Frame& frame, std::string_view text,
                dns::Purpose purpose = dns::Purpose::spf);
Step& step_of(Evaluation& evaluation, const Term& term);

// `name` is in the key form of dns/answers.h.
dns::Response ask(Evaluation& evaluation, std::string_view name, bool personal,
                  dns::RecordType type, dns::Purpose purpose);
dns::Response ask(Evaluation& evaluation, const Target& target, dns::RecordType type,
                  dns::Purpose purpose);

// Key form of a name that SPF text or a macro gave; a backslash there is an ordinary octet.
std::string key(std::string_view name);

// Ends the check; of nested calls the first, innermost, says what the problem was.
Verdict failure(Evaluation& evaluation, Result result, Reason reason, const Term& term);
// For a response that is neither data nor void: dns_error or not_asked.
Verdict dns_failure(Evaluation& evaluation, const dns::Response& response, const Term& term);

// One more term that costs a lookup; a verdict when that exceeds the limit (RFC 7208 4.6.4).
std::optional<Verdict> count_lookup(Evaluation& evaluation, const Term& term);

// RFC 7208 4.6.4 counts terms with void answers, so a term counts once however many of its
// questions were void. A name that cannot be asked is no void answer.
std::optional<Verdict> count_void(Evaluation& evaluation, Term& term,
                                  const dns::Response& response);

// The target of a term: its expanded domain-spec, else the current domain.
struct Expansion {
  std::optional<Target> target;  // absent without an end: the term cannot match (RFC 8616 4)
  std::optional<Verdict> end;
};

Expansion expand_target(Evaluation& evaluation, Term& term,
                        const std::optional<MacroString>& domain);

// Sets the values that depend on the term; an end when a limit or an open question stops it.
std::optional<Verdict> prepare_macros(Evaluation& evaluation, Term& term,
                                      const MacroString& string);

// The client's names, in names.cpp. match_ptr: RFC 7208 5.5.
Match match_ptr(Evaluation& evaluation, Term& term, const Target& target);
// The value of %{p} (RFC 7208 7.3): "unknown" without a name or after a DNS error.
struct ValidatedName {
  std::string name = "unknown";
  std::optional<Verdict> end;
};
ValidatedName validated_name(Evaluation& evaluation, Term& term);

// Fills Check::explanation, in explanation.cpp (RFC 7208 6.2).
void explain(Evaluation& evaluation, const Frame& frame, const Record& record);

}  // namespace indicia::spf
