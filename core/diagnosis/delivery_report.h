// A delivery report (RFC 3464) as the headline needs it: of all its recipients the one that is
// worst off, what was answered, and who can mend it by the status code (RFC 3463, RFC 7372).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnosis/finding.h"
#include "report/facts.h"

namespace indicia::diagnosis {

// What the report says; nothing in it is proven. Values are clean UTF-8, empty: not said.
struct DeliveryNotice {
  std::string_view action;  // failed, delayed, delivered, relayed, expanded
  std::string address;
  std::string host;    // the remote host that answered
  std::string answer;  // the answer, or the reason in the words of the reporting host
  std::string status;  // "5.1.1"
  bool returned = false;

  bool failed() const { return action == "failed"; }
  bool delayed() const { return action == "delayed"; }
};

// nullopt: the message in question is no delivery report, or names no action of RFC 3464 2.3.3.
std::optional<DeliveryNotice> read_delivery_notice(const Evidence& evidence);

// Several lines of a reply that were written as one: the code at the start of each stands once.
std::string joined_reply(std::string_view answer);

struct DeliveryRemedy {
  std::string_view phrase;  // what to do
  std::optional<Who> who;   // nullopt: the code does not tell
};

DeliveryRemedy remedy_of(const DeliveryNotice& notice);

}  // namespace indicia::diagnosis
