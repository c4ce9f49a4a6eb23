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

// What the headline is chosen from.
struct HeadlineContext {
  const Evidence& evidence;
  const Facts& facts;
  std::string_view language;
  std::optional<DeliveryNotice> notice = read_delivery_notice(evidence);
};

struct Family {
  std::string_view ident;
  Severity severity;
  bool (*holds)(const HeadlineContext&);
  Acts acts = Acts::unknown;
  std::string_view carriers = {};  // Headline::carriers
};

// In the order of priority.
std::span<const Family> headline_families();

// No verdict is left without a family; should one be, nothing is claimed.
const Family& last_resort();

// By RFC 9989, which decides.
const dmarc::Verdict& dmarc_verdict(const HeadlineContext& c);

bool dmarc_failed(const HeadlineContext& c);

// Fields beyond a limit were left out, and with them every verdict.
bool header_cut(const HeadlineContext& c);

// Nothing stands (RFC 9989 4.10), or no policy is valid (4.10.1).
bool policy_unusable(const HeadlineContext& c);

// Authentication is fine and a filter of the receiver's is not content.
bool filter_objects(const HeadlineContext& c);

// What a trusted receiver recorded; nullptr: nothing.
const Comparison* recorded_dmarc(const HeadlineContext& c);

// The author's own signature whose body was changed; nullptr: none.
const DkimFact* changed_body(const HeadlineContext& c);

// The author's own signature, whose every change is proven and lies in the header; nullptr: none.
const DkimFact* changed_header(const HeadlineContext& c);

// The hop with the longest wait that more than a Received field attests; nullptr: none. Anybody can
// write such a field.
const trace::Hop* slowest_hop(const HeadlineContext& c);

}  // namespace indicia::diagnosis
