// tag=value lists (RFC 6376 3.2), shared by DKIM signatures and keys, ARC and DMARC.
#pragma once

#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

struct Tag {
  std::string_view name;         // without surrounding white space
  std::string_view value;        // without surrounding white space, inner folding kept
  std::size_t name_offset = 0;   // in the parsed text
  std::size_t value_offset = 0;  // of the raw value, directly after "="
  std::size_t raw_value_length =
      0;  // from value_offset to the next ";" or the end, white space included
};

struct TagList {
  std::vector<Tag> tags;  // in order; malformed specs are left out and stand in defects
  Defects
      defects;  // tag-list-duplicate-tag, tag-list-empty-tag, tag-list-bad-name, tag-list-no-equals

  // First tag of that name (case-sensitive), nullptr: absent.
  const Tag* find(std::string_view name) const;
};

TagList parse_tag_list(std::string_view text);

}  // namespace indicia::message
