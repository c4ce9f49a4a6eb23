// What somebody asks about a filter's words: a header, a field, a value, a rule or a whole field
// copied from a message.
#pragma once

#include <string_view>
#include <vector>

#include "antispam/table.h"

namespace indicia::antispam {

// The rows that a topic names, best first, each once; empty: nothing is known under that name.
// Topics: an ident
// ("ms.sfv.spm"), a header ("X-Spamd-Result"), "SFV", "SFV:SPM", "SFV=SPM", "compauth=601",
// "URIBL_BLACK", "SPM", and "X-Forefront-Antispam-Report: SFV:SPM;SCL:5".
std::vector<Row> find_topic(std::string_view topic);

}  // namespace indicia::antispam
