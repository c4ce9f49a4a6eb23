// What somebody asks about a filter's words: a header, a field, a value, a rule or a whole field
// copied from a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "antispam/table.h"

namespace indicia::antispam {

// A piece that the table lacks. `listed`: the values that it has for the field; none: the name is
// not known either.
struct Unlisted {
  Row header = 0;
  std::string field;  // empty: the header's whole value
  std::string value;
  std::vector<Row> listed;
};

struct Topic {
  std::vector<Row> rows;  // best first, each once
  std::vector<Unlisted> unlisted;

  bool empty() const { return rows.empty() && unlisted.empty(); }
};

// What a topic names; empty: nothing is known under that name. Topics: an ident ("ms.sfv.spm"), a
// header ("X-Spamd-Result", "SBRS"), "SFV", "SFV:SPM", "SFV=SPM", "SFV:SPM;CAT:SPM",
// "compauth=601", "URIBL_BLACK", "SPM", and "X-Forefront-Antispam-Report: SFV:SPM;SCL:5".
Topic find_topic(std::string_view topic);

}  // namespace indicia::antispam
