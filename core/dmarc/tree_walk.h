// The DNS tree walk of RFC 9989 4.10 and the organizational domain it gives (4.10.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/record.h"
#include "dns/answers.h"
#include "result.h"

namespace indicia::dmarc {

// What one query at _dmarc.<domain> found.
struct RecordLookup {
  std::string domain;
  std::string name;              // _dmarc.<domain>
  std::optional<Record> record;  // the only DMARC record there
  std::size_t records = 0;       // DMARC records at the name; more than one: none counts
  dns::Status status = dns::Status::not_asked;
  bool domain_exists = false;  // the answer proves that the domain exists (RFC 8020)
  Provenance provenance = Provenance::untestable;

  bool failed() const;  // a DNS error or no answer: whether a record exists is open
};

RecordLookup look_up_record(std::string_view domain, dns::Inquiry& inquiry, bool required);

// The domains a walk queries, at most eight, the start first (RFC 9989 4.10 steps 3 to 7).
std::vector<std::string> walk_targets(std::string_view start);

struct Walk {
  std::string start;
  std::vector<RecordLookup> lookups;  // in the order of the walk

  bool complete() const;   // every query was answered
  bool not_asked() const;  // one was not asked
  bool several() const;    // several records at one name were discarded
  Provenance provenance() const;

  // The record at a domain the walk queried, nullptr: none.
  const Record* at(std::string_view domain) const;
  // The domain of a psd=y record other than the start, empty: none.
  std::string public_suffix_domain() const;
  // RFC 9989 4.10.2; the start when the walk found nothing. Only meaningful when complete.
  std::string organizational_domain() const;
};

// `first` is the finished query at the start. An unanswered query does not end the walk: the names
// above it are asked in the same round.
Walk walk_tree(RecordLookup first, dns::Inquiry& inquiry, bool required);

// The domain itself or a name beneath it.
bool is_within(std::string_view name, std::string_view domain);

}  // namespace indicia::dmarc
