// The text of a DMARC policy record to its tags (RFC 9989 4.7, 4.8; RFC 7489 6.3, 6.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::dmarc {

enum class AlignmentMode { relaxed, strict };

// Tags after RFC 9989's rules: an unknown tag is ignored, a tag with a syntax error takes its
// default and leaves a defect, of a repeated tag the first instance counts.
struct Record {
  std::string text;
  std::optional<std::string> p;  // lower case; absent: none (RFC 9989 4.7)
  std::optional<std::string> sp;
  std::optional<std::string> np;
  bool p_invalid = false;  // present with a value that is no policy
  bool sp_invalid = false;
  bool np_invalid = false;
  bool p_is_second = false;  // RFC 7489 6.4 demands it
  AlignmentMode adkim = AlignmentMode::relaxed;
  AlignmentMode aspf = AlignmentMode::relaxed;
  char psd = 'u';                // y, n or u
  bool testing = false;          // t=y
  unsigned percent = 100;        // pct=, RFC 7489 only
  std::vector<std::string> rua;  // URIs as written
  std::vector<std::string> ruf;
  bool rua_usable = false;                 // at least one URI of rua is syntactically valid
  std::string failure_options = "0";       // fo=, without ruf= always "0"
  std::vector<std::string> obsolete_tags;  // pct, rf, ri as present
  std::vector<std::string> unknown_tags;
  // Those of the tag list, and dmarc-bad-value, dmarc-bad-uri, dmarc-obsolete-uri-size,
  // dmarc-fo-without-ruf. Offsets count from the start of text.
  Defects defects;
};

// nullopt: the text does not begin with v=DMARC1 and is no DMARC record.
std::optional<Record> parse_record(std::string_view text);

}  // namespace indicia::dmarc
