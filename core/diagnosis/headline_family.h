// The families of headlines: the situations a message can be in, and which of them comes first.
// Families and priority are those of the product's UX contract.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "diagnosis/delivery_report.h"
#include "diagnosis/finding.h"
#include "report/facts.h"

namespace indicia::diagnosis {

struct Context {
  const Evidence& evidence;
  const Facts& facts;
  std::string_view language;
  std::optional<DeliveryNotice> notice = read_delivery_notice(evidence);
};

struct Family {
  std::string_view ident;
  Severity severity;
  bool (*holds)(const Context&);
  Acts acts = Acts::unknown;
  std::string_view carriers = {};  // Headline::carriers
};

// In the order of priority.
std::span<const Family> headline_families();

// No verdict is left without a family; should one be, nothing is claimed.
const Family& last_resort();

const dmarc::Verdict& verdict(const Context& c);

// DMARC fails.
bool failed(const Context& c);

// Fields beyond a limit were left out, and with them every verdict.
bool header_cut(const Context& c);

// Nothing stands (RFC 9989 4.10), or no policy is valid (4.10.1).
bool policy_unusable(const Context& c);

// Authentication is fine and a filter of the receiver's is not content.
bool against(const Context& c);

// What a trusted receiver recorded; nullptr: nothing.
const Comparison* recorded_dmarc(const Context& c);

// The author's own signature whose body was changed; nullptr: none.
const DkimFact* changed_body(const Context& c);

// The author's own signature, whose every change is proven and lies in the header; nullptr: none.
const DkimFact* changed_header(const Context& c);

// The hop with the longest wait that more than a Received field attests; nullptr: none. Anybody can
// write such a field.
const trace::Hop* slowest(const Context& c);

}  // namespace indicia::diagnosis
