// DMARC by RFC 9989 (tree walk), and beside it RFC 7489 with the public suffix list.
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
  invalid_policy,    // RFC 9989 4.10.1: p invalid and no usable rua
  no_author_domain,  // no From, a group only, no domain
  several_author_domains,
  several_from_fields,
  invalid_author_domain,
  dns_error,
  not_asked,
};

std::string_view to_string(Reason reason);

enum class Alignment { none, relaxed, strict, undecided };

std::string_view to_string(Alignment alignment);

// An identifier that SPF or DKIM authenticated or tried to.
struct Identifier {
  enum class Method { spf, dkim };
  Method method = Method::dkim;
  std::string domain;            // A-labels
  Result result = Result::none;  // pass counts; temperror and untestable leave it undecided
  std::size_t index = 0;         // of the signature in dkim[]
};

struct Aligned {
  Identifier identifier;
  std::string organizational_domain;
  Alignment alignment = Alignment::none;  // of the domains alone, whatever the result
};

struct Verdict {
  Result result = Result::untestable;
  Reason reason = Reason::not_asked;
  std::string record_domain;  // where the policy record stands
  std::optional<Record> record;
  std::string organizational_domain;  // of the author domain
  std::string policy;         // none, quarantine, reject: what applies to this message, before t=
  std::string policy_tag;     // p, sp or np: where the policy came from
  std::string disposition;    // what the policy asks for this message after t= / pct: none,
                              // quarantine, reject
  Result spf = Result::none;  // pass: an aligned SPF pass
  Result dkim = Result::none;
  std::vector<Aligned> identifiers;  // in the order given
  std::vector<std::string> walked;   // names queried, in order
  Provenance provenance = Provenance::untestable;
};

struct Evaluation {
  std::string author_domain;                 // A-labels, lower case
  std::optional<bool> author_domain_exists;  // NXDOMAIN test of RFC 9989 (np=); nullopt: not asked
  Verdict rfc9989;
  Verdict rfc7489;
};

// What the From fields hold (RFC 9989 5.3.1): counts first, then the domain when there is one.
struct Author {
  std::size_t from_fields = 0;
  std::vector<std::string> domains;  // distinct, A-labels, lower case
  bool invalid = false;              // a domain that is not a DNS name
};

class PublicSuffixList;

Evaluation evaluate(const Author& author, const std::vector<Identifier>& identifiers,
                    dns::Inquiry& inquiry, const PublicSuffixList& list);

}  // namespace indicia::dmarc
