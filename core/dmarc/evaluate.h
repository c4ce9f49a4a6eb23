// DMARC by RFC 9989 (tree walk), and beside it RFC 7489 with the public suffix list, as pure
// functions over a table of answers. A policy is what the domain owner asks for, never what a
// receiver did (RFC 9989 5.4, 7.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/record.h"
#include "dns/answers.h"
#include "result.h"

namespace indicia::dmarc {

enum class Reason {
  aligned,         // pass
  not_aligned,     // authenticated identifiers exist, none is aligned
  nothing_passed,  // no authenticated identifier at all
  no_record,
  several_records,   // RFC 7489: discovery ended; RFC 9989: all discarded and none elsewhere
  invalid_policy,    // RFC 9989 4.10.1: p, sp or np invalid and no usable rua
  no_author_domain,  // no From, a group only, no domain
  several_author_domains,
  several_from_fields,
  invalid_author_domain,
  dns_error,
  not_asked,
  identifier_untestable,  // an aligned identifier could not be checked for want of evidence
  over_limit,             // fields beyond a limit were left out: there may be another From
};

std::string_view to_string(Reason reason);

enum class Alignment { none, relaxed, strict, undecided };

std::string_view to_string(Alignment alignment);

// An identifier that SPF or DKIM authenticated or tried to. For SPF only the MAIL FROM identity
// belongs here, for a null sender the HELO name (RFC 9989 4.4.2, RFC 7208 2.4).
struct Identifier {
  enum class Method { spf, dkim };
  Method method = Method::dkim;
  std::string domain;            // A-labels
  Result result = Result::none;  // pass counts; temperror and untestable leave it undecided
  std::size_t index = 0;         // of the signature in dkim[]
};

struct Aligned {
  Identifier identifier;
  std::string organizational_domain;      // empty: alignment did not depend on it
  Alignment alignment = Alignment::none;  // of the domains alone, whatever the result
};

struct Verdict {
  Result result = Result::untestable;
  Reason reason = Reason::not_asked;
  std::string record_domain;  // where the policy record stands
  std::optional<Record> record;
  std::string organizational_domain;  // of the author domain; empty: could not be determined
  // What applies to this message before t= and pct=: none, quarantine, reject; empty: no policy, or
  // whether np= applies could not be determined.
  std::string policy;
  std::string policy_tag;   // p, sp or np: where the policy came from; empty with policy
  std::string disposition;  // what the policy asks for this message after t=: none, quarantine,
                            // reject; none on a pass; empty where no verdict stands
  // RFC 7489 with pct= below 100: what is asked for messages outside the sample; else empty.
  std::string unsampled_disposition;
  Result spf = Result::none;  // pass: an aligned SPF pass
  Result dkim = Result::none;
  std::vector<Aligned> identifiers;                // in the order given
  std::vector<std::string> walked;                 // names queried for the policy, in order
  Provenance provenance = Provenance::untestable;  // weakest of the answers used
};

// RFC 9989 11.5: the verdict for one of several author domains.
struct AuthorVerdict {
  std::string author_domain;
  std::optional<bool> exists;  // as Evaluation::author_domain_exists
  Verdict rfc9989;
  Verdict rfc7489;
};

struct Evaluation {
  std::string author_domain;  // A-labels, lower case; empty: none or several
  // RFC 9989 3.2.13: false on NXDOMAIN, true when an answer proves it; nullopt: nothing depended on
  // it, or it could not be determined.
  std::optional<bool> author_domain_exists;
  // With several author domains: RFC 9989 11.5. Fail with the strictest policy among those that
  // fail; pass only when all pass; the reason is several_author_domains.
  Verdict rfc9989;
  Verdict rfc7489;
  std::vector<AuthorVerdict> authors;  // only with several author domains, at most most_authors
};

// Author domains beyond this many are not evaluated, and then no pass is given (RFC 9989 11.5).
constexpr std::size_t most_authors = 5;

// What the From fields hold (RFC 9989 5.3.1): counts first, then the domain when there is one.
struct Author {
  std::size_t from_fields = 0;
  std::vector<std::string> domains;  // distinct, A-labels, lower case
  bool invalid = false;              // a domain that is not a DNS name
  bool cut = false;                  // message::Message::cut(): other From fields may exist
};

class PublicSuffixList;

Evaluation evaluate(const Author& author, const std::vector<Identifier>& identifiers,
                    dns::Inquiry& inquiry, const PublicSuffixList& list);

}  // namespace indicia::dmarc
