// Text that was copied out of a mail program, a web page or a ticket to the header section it was.
// The repaired text is read in place of the input; an offset map leads back to it, every repair is
// listed, and what a signature verifies over is said (dkim[].verified_over).
//
// A well-formed message comes out untouched after one look at its header section: each pass says
// in its header what makes it act. The passes, in this order, since each shows the next its lines:
//   utf16, cr-line-ends, no-break-spaces, text-above or table-above, quoting (up to eight levels), indentation,
//   double-spacing, html-entities, smart-quotes, trailing-text, lost-folding and wrapped-lines,
//   trailing-text
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/lost_folding.h"
#include "message/offset_map.h"
#include "message/repair.h"
#include "options.h"

namespace indicia::message {

struct Paste {
  std::string text;
  OffsetMap offsets;
  std::vector<Repair> repairs;  // in the order they were made
  std::vector<Joint> joints;    // where header lines were put together; offsets in text
};

// nullopt: nothing to repair, read the input as it is. `limit_reached`: a pass
// was not made, since it would have changed more than limits.repairs places.
std::optional<Paste> repair_paste(std::string_view input, const Limits& limits,
                                  bool& limit_reached);

}  // namespace indicia::message
