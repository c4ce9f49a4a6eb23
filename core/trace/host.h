// Which organisation a host name belongs to, as far as Received fields need it: names alone, no
// DNS and no public suffix list, so that a wrong guess can only split an organisation.
#pragma once

#include <string>
#include <string_view>

#include "ip_address.h"
#include "message/received.h"

namespace indicia::trace {

// Lower case, without a trailing dot and brackets.
std::string host_name(std::string_view host);

// The last two labels, three under names such as co.uk; the name itself when it has fewer; empty
// for addresses.
std::string domain_of(std::string_view host);

// Large services with hosts under several domains count as one: outlook.com for office365.com,
// pphosted.com for ppops.net. Otherwise domain_of.
std::string organization_of(std::string_view host);

// Both are known and equal.
bool same_organization(std::string_view a, std::string_view b);

// A filtering service that stands in front of other people's mail servers.
bool is_gateway(std::string_view host);

// A service that writes its results below its own border Received field and removes fields that
// pretend to be such (facts: providers 2.4): the organisation that both names must belong to.
bool writes_below_border(std::string_view host);

// The name that the server itself looked up and confirmed; empty when it did not, or says so.
std::string confirmed_name(const message::Received& received);

// The client is another host of the server's organisation, by what the server observed: a name
// that the client gave counts only with an address that a stranger cannot have.
bool within_organization(const message::Received& received);

// Protocols that never carry mail between organisations (RFC 2033 and local deliveries).
bool is_local_protocol(std::string_view with);

// Mail fetched from a mailbox: the host that kept it is the receiver.
bool is_retrieval(std::string_view with);

// RFC 4954: the client logged in, so it is a user of the server.
bool is_submission(const message::Received& received);

}  // namespace indicia::trace
