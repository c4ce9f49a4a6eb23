// Signs that a filter removed or replaced parts of the message (dkim-forensics.md 4, B13). What was
// taken away cannot be recovered, so these are signs and no proof.
#pragma once

#include <string_view>
#include <vector>

#include "location.h"
#include "message/field.h"
#include "message/mime.h"

namespace indicia::forensics {

struct Sign {
  // removed-parts-field: a field of a filter that strips parts; removed-parts-text: a part says so;
  // removed-parts-detached: a part that stands for a removed file (Thunderbird, Lotus);
  // removed-parts-empty: a multipart without the part its kind requires
  std::string_view ident;
  Location location;

  bool operator==(const Sign&) const = default;
};

// At most 20, in the order of their octets. Linear in the fields and in the first 4 KiB of each
// part.
std::vector<Sign> removed_parts_signs(const message::Message& message,
                                      const message::PartTree& parts);

}  // namespace indicia::forensics
