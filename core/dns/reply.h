// The records of one reply, from a packet or from printed text, to answers (RFC 1034 3.6.2,
// RFC 2181 5, RFC 2308).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dns/answers.h"

namespace indicia::dns {

struct ResourceRecord {
  std::string name;  // key form
  RecordType type = RecordType::txt;
  std::uint32_t ttl = 0;
  Record record;

  bool operator==(const ResourceRecord&) const = default;
};

// One reply to one question. Status is ok unless the server said otherwise; an alias with status
// nxdomain means that its target does not exist (RFC 6604 3).
struct Reply {
  Question question;
  Status status = Status::ok;
  std::vector<ResourceRecord> records;  // of the answer section, class IN
  bool proves_absence = true;           // a SOA stood in the authority section (RFC 2308 2.2)
  std::uint32_t negative_ttl = 0;
  Dnssec dnssec = Dnssec::unknown;
};

// One answer for each CNAME from the question's name on, then the answer of the final name. That
// last one is left out where the reply ends with an alias and says nothing of its target: the
// target is then a question of its own.
std::vector<Answer> answers_of(const Reply& reply);

// Every RRset as one answer with status ok, in the order of first appearance; the TTL is the
// smallest of the set, a record that stands twice counts once (RFC 2181 5).
std::vector<Answer> group(const std::vector<ResourceRecord>& records);

}  // namespace indicia::dns
