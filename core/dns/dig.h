// Pasted output of dig and kdig to answers: whole replies with their header and sections (several
// in one paste), and `+short` lines below the command that made them or with a question given.
// The format is the zone-file text of RFC 1035 5 with the reply's other parts in comments.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "dns/answers.h"
#include "dns/zone.h"

namespace indicia::dns {

struct DigText {
  std::vector<Answer> answers;
  std::vector<SkippedRecord> skipped;
  std::vector<TextError> errors;
};

// Whether a header of dig, its comment line or a dig command stands in the text.
bool looks_like_dig(std::string_view text);

// NOERROR without the record is nodata; NXDOMAIN is nxdomain; every other status is servfail, or
// bogus when an extended error says so (RFC 8914); "no servers could be reached" is timeout. The
// AD flag becomes `secure`: a claim of the text, as all of it is.
DigText parse_dig(std::string_view text);

// The lines of `dig +short`. Aliases come first there, without their owner names.
DigText parse_dig_short(std::string_view text, const Question& question, std::size_t line = 1);

}  // namespace indicia::dns
