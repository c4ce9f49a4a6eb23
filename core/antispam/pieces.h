// Steps that the grammars of all vendors share: cutting a value into pieces and looking them up.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "antispam/reading.h"

namespace indicia::antispam {

// More pieces than this in one field are counted, not kept.
constexpr std::size_t most_items = 2000;

// Valid UTF-8, folding and repeated blanks made one blank, none at the ends.
std::string plain(std::string_view text);

// Without blanks, line ends and one pair of double or single quotes around it.
std::string_view unquoted(std::string_view text);

// Adds pieces of one field's value to its reading.
class Collector {
 public:
  Collector(std::string_view value, Reading& reading) : value_(value), reading_(reading) {}

  // A key with its value; both are views into the field's value. Looks the value up, then the
  // field. A key that the table lacks is
  // known as far as `otherwise` says: an unknown one of an open vocabulary is no defect.
  void field(std::string_view name, std::string_view text, Known otherwise = Known::unknown_name);
  // A whole value that the grammar itself reads, such as a number: known even where the table has
  // no row for it.
  void understood(std::string_view text) { field({}, text, Known::field); }
  // A rule or symbol with the score printed beside it, as text; empty: none. A score that is no
  // number is a defect and stays as the value.
  void rule(std::string_view name, std::string_view score, std::string_view options,
            std::optional<Row> row);
  // A piece that the grammar has no place for.
  void malformed(std::string_view piece, std::string_view defect = "filter-item-malformed");
  void defect(std::string_view ident, std::string_view piece);
  // The number itself, or an empty string and a defect.
  std::string number(std::string_view text);

  bool full() const { return full_; }
  const Reading& reading() const { return reading_; }

 private:
  std::size_t offset_of(std::string_view piece) const;
  bool add(Item&& item, std::string_view piece);

  std::string_view value_;
  Reading& reading_;
  bool full_ = false;
};

}  // namespace indicia::antispam
