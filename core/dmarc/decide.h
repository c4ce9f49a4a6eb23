// The half of a DMARC verdict that RFC 9989 and RFC 7489 share: from the policy found and the
// alignment of each identifier to a result (RFC 9989 5.3.5, 5.3.6; RFC 7489 6.6.2).
#pragma once

#include <string>
#include <string_view>

#include "dmarc/evaluate.h"
#include "dmarc/tree_walk.h"

namespace indicia::dmarc {

// adkim or aspf.
AlignmentMode mode_for(const Record& record, Identifier::Method method);

// Without a domain and without a result: a MAIL FROM that nobody recorded could be any, so it may
// neither help nor harm the verdict.
bool is_unknown(const Identifier& identifier);

// Whether the identifier can still turn the result: it passed, or its check did not end.
bool matters(const Identifier& identifier);

// From `verdict.identifiers` to spf and dkim. `dns_open` tells that an undecided alignment waits
// for an answer rather than for a server.
void sum_up_methods(Verdict& verdict, bool dns_open);

// The same, and from them result and reason (RFC 9989 5.3.5, 5.3.6).
void decide(Verdict& verdict, bool dns_open);

// RFC 9989 4.10.1: p, sp or np are invalid; with a usable rua the record acts as p=none, without
// one there is no DMARC processing.
bool has_invalid_policy(const Record& record);

// One level down: reject to quarantine, quarantine to none.
std::string one_level_down(std::string_view policy);

// What a DNS failure leaves: untestable when nobody asked, temperror otherwise.
void give_up(Verdict& verdict, bool dns_open);

Verdict evaluate_rfc9989(const std::string& author, const std::vector<Identifier>& identifiers,
                         dns::Inquiry& inquiry, std::optional<bool>& exists);

Verdict evaluate_rfc7489(const std::string& author, const std::vector<Identifier>& identifiers,
                         dns::Inquiry& inquiry, const PublicSuffixList& list);

}  // namespace indicia::dmarc
