// Zone-file text to resource records and answers (RFC 1035 5, RFC 2308 4). Also used for the record
// lines inside dig output (dig.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "dns/reply.h"

namespace indicia::dns {

// What is wrong with a text and how to mend it: two sentences for the user, parts of the text in
// them cut short and in RFC 1035 5.1 form, so that they can be printed as they are.
struct TextError {
  std::size_t line = 0;  // from 1
  std::string what;
  std::string remedy;

  bool operator==(const TextError&) const = default;
};

// A record of a type or class that this program has no use for.
struct SkippedRecord {
  std::size_t line = 0;
  std::string name;  // key form
  std::string type;  // as written

  bool operator==(const SkippedRecord&) const = default;
};

struct ZoneStart {
  std::string origin;    // key form; "" is the root, so that names without a final dot are absolute
  std::size_t line = 1;  // of the text's first line
};

struct ZoneRecords {
  std::vector<ResourceRecord> records;  // in the order of the text
  std::vector<SkippedRecord> skipped;
  std::vector<TextError> errors;  // at most 20; the reader goes on after each
};

// $ORIGIN, $TTL, parentheses, comments, quoted strings, escapes, "@", blank owners, TTLs with units
// (1h30m). $INCLUDE and $GENERATE are errors.
ZoneRecords read_records(std::string_view text, const ZoneStart& start);

struct ZoneText {
  std::vector<Answer> answers;      // one RRset each; wildcards with the owner "*.x"
  std::vector<std::string> apexes;  // owners of SOA records: the text is authoritative there
  std::vector<SkippedRecord> skipped;
  std::vector<TextError> errors;
};

ZoneText parse_zone(std::string_view text, const ZoneStart& start = {});

// At most 60 octets of a text in RFC 1035 5.1 form, for messages.
std::string excerpt(std::string_view text);

}  // namespace indicia::dns
