// check_host() of RFC 7208 4 as a pure function over a table of answers. A missing answer ends the
// check as temperror with reason not_asked and leaves its question open; a macro over a HELO name
// that is not known ends it likewise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "ip_address.h"
#include "message/defect.h"
#include "result.h"

namespace indicia::spf {

// One word for each distinct cause.
enum class Reason {
  matched,   // a mechanism matched; see mechanism
  no_match,  // neutral by default (RFC 7208 4.7)
  no_record,
  invalid_domain,    // malformed, single label, too long (RFC 7208 4.3)
  domain_not_found,  // NXDOMAIN
  several_records,
  record_syntax,
  unknown_mechanism,
  duplicate_modifier,
  include_without_record,
  redirect_without_record,
  include_permerror,
  include_temperror,
  lookup_limit,
  void_lookup_limit,
  mx_limit,
  dns_error,  // SERVFAIL, timeout, bogus
  not_asked,
  helo_unknown,  // a macro needs the HELO name, and nobody gave it
};

std::string_view to_string(Reason reason);

// Nothing is wrong, and nothing can be said before somebody tells more.
constexpr bool is_open(Reason reason) {
  return reason == Reason::not_asked || reason == Reason::helo_unknown;
}

// RFC 7208 4.6.4.
constexpr unsigned lookup_limit = 10;
constexpr unsigned void_lookup_limit = 2;
constexpr unsigned names_limit = 10;  // of one mx, one ptr, one %{p}

struct Query {
  IpAddress client_ip;
  std::string domain;                // the domain to check: of MAIL FROM, or the HELO name
  std::string sender;                // MAIL FROM or postmaster@HELO (RFC 7208 2.4, 4.3)
  std::string helo;                  // empty: not known, since RFC 5321 4.1.1.1 knows no empty one
  std::string receiver = "unknown";  // %{r}
  std::int64_t time = 0;             // %{t}
  unsigned void_limit = void_lookup_limit;  // not every receiver enforces it
};

// The query for a MAIL FROM as it stood in SMTP, with or without angle brackets and source route:
// a null reverse-path becomes postmaster@HELO (RFC 7208 2.4), a missing local part postmaster
// (4.3), an IPv4-mapped address IPv4 (5).
Query make_query(const IpAddress& client_ip, std::string_view mail_from, std::string_view helo);

// One step of the evaluation, in order; depth is the nesting of include and redirect. An include or
// redirect stands before the steps of its target.
struct Step {
  unsigned depth = 0;
  std::string domain;  // whose record
  std::string term;    // as written; empty: the record itself was fetched
  std::string target;  // the expanded domain of the term, or the name whose record was fetched
  // "match", "no match", "record" (fetched), "followed" (redirect), "explanation" or "ignored"
  // (exp), or the word of the Reason that ended the check here.
  std::string outcome;
  std::string record;              // the text, where a record was fetched
  std::vector<std::string> found;  // addresses and names that DNS gave for the term, in order
  unsigned lookups = 0;            // counters after the step; before the target's steps for include
  unsigned void_lookups = 0;       // and redirect

  bool operator==(const Step&) const = default;
};

struct Check {
  Result result = Result::untestable;
  Reason reason = Reason::not_asked;
  Reason cause = Reason::not_asked;  // the innermost cause; differs from reason inside an include
  std::string domain;                // the domain checked
  std::string record;                // its record, empty: none
  // The matching term as written: of the outermost record, or of the one it was redirected to.
  std::string mechanism;
  std::string
      matched_domain;        // whose record held the matching term (inside include: the inner one)
  std::string matched_term;  // the term in that record; equals mechanism outside an include
  std::string problem;       // the term that caused a permerror or temperror
  std::string problem_domain;  // the domain whose record or DNS is at fault
  Defects syntax;              // all syntax errors of the record at fault, see spf/record.h
  std::string explanation;     // exp= (RFC 7208 6.2), only for fail
  unsigned lookups = 0;        // terms that cost a lookup; above lookup_limit at the end of a limit
  unsigned void_lookups = 0;
  std::vector<std::string> includes;  // domains included or redirected to, in order
  std::vector<Step> trace;
  Provenance provenance = Provenance::untestable;  // weakest of the answers the result rests on

  bool operator==(const Check&) const = default;
};

// The explanation is no part of the verdict: while its questions are unanswered the result is fail
// without an explanation, and they stay open as not required.
Check check_host(const Query& query, dns::Inquiry& inquiry);

}  // namespace indicia::spf
