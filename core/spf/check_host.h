// check_host() of RFC 7208 4 as a pure function over a table of answers. A missing answer ends the
// check as temperror with reason not_asked and leaves its question open.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "ip_address.h"
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
};

std::string_view to_string(Reason reason);

struct Query {
  IpAddress client_ip;
  std::string domain;  // the domain to check: of MAIL FROM, or the HELO name
  std::string sender;  // MAIL FROM or postmaster@HELO (RFC 7208 2.4, 4.3)
  std::string helo;
  std::string receiver = "unknown";  // %{r}
  std::int64_t time = 0;             // %{t}
};

// One step of the evaluation, in order; depth is the nesting of include and redirect.
struct Step {
  unsigned depth = 0;
  std::string domain;  // whose record
  std::string term;    // as written; empty: the record itself was fetched
  std::string target;  // the expanded domain or address, if any
  std::string
      outcome;  // "match", "no match", "none", a result word, or an error word; language-free
  unsigned lookups = 0;  // counters after the step
  unsigned void_lookups = 0;

  bool operator==(const Step&) const = default;
};

struct Check {
  Result result = Result::untestable;
  Reason reason = Reason::not_asked;
  std::string domain;  // the domain checked
  std::string record;  // its record, empty: none
  std::string
      mechanism;  // the matching term of the outermost record as written, without qualifier default
  std::string
      matched_domain;       // whose record held the matching term (inside include: the inner one)
  std::string problem;      // the term that caused a permerror or temperror
  std::string explanation;  // exp= (RFC 7208 6.2), only for fail
  unsigned lookups = 0;
  unsigned void_lookups = 0;
  std::vector<std::string> includes;  // domains included or redirected to, in order
  std::vector<Step> trace;
  Provenance provenance = Provenance::untestable;  // weakest of the answers used
};

Check check_host(const Query& query, dns::Inquiry& inquiry);

}  // namespace indicia::spf
