// One anti-spam field taken apart: what its writer put into it, piece by piece, each with its place
// and the row of the table that explains it. Nothing here is believed yet: who may have written the
// field is decided elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "antispam/table.h"
#include "location.h"
#include "message/defect.h"

namespace indicia::antispam {

// How far the table knows a piece.
enum class Known { value, field, unknown_value, unknown_name };

std::string_view to_string(Known known);

struct Item {
  std::string name;     // key, rule or symbol as written; empty: the field's whole value
  std::string value;    // as written, folding and repeated blanks made one blank
  std::string score;    // what the piece added, decimal text; empty: none printed, or not a number
  std::string options;  // Rspamd's [options], a rule's description
  std::optional<Row> row;
  Known known = Known::unknown_name;
  std::size_t offset = 0;  // in the field's value
  std::size_t length = 0;
};

struct Reading {
  std::string name;  // of the field, as written
  Header header;     // of the table
  std::vector<Item> items;
  std::optional<bool> flagged;   // the field's own yes (spam) or no
  std::string score;             // decimal text as printed; empty: none
  std::string threshold;         // the limit that the writer compares the score with
  Defects defects;               // offsets in the field's value
  Location location;             // of the whole field
  std::size_t value_offset = 0;  // from the start of the field to its value

  Entry meaning() const { return entry(header.row); }
  // The first item of that name, without regard to case; nullptr: none. An empty name: the whole
  // value.
  const Item* find(std::string_view item) const;
  std::string_view value_of(std::string_view item) const;  // empty: none
};

// Defects of all grammars: filter-item-malformed, filter-number-malformed, filter-null-value,
// filter-value-out-of-range, filter-repeated-key, filter-too-many-items, filter-unclosed,
// filter-empty, filter-unreadable.

}  // namespace indicia::antispam
