// What the values of anti-spam fields mean: one table for every vendor, compiled in from
// data/*.json by compile_tables.py. A row is a header, a field inside one, a value, a SpamAssassin
// rule or an Rspamd symbol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace indicia::antispam {

// Orders as in compile_tables.py.
enum class Kind : std::uint8_t { header, field, value, rule, symbol };
enum class Verdict : std::uint8_t { good, neutral, bad, unknown };  // of this one datum
enum class Category : std::uint8_t {
  auth,
  content,
  reputation,
  headers,
  network,
  policy,
  bulk,
  phishing,
  malware,
  identity,
  routing,
  meta,
};
enum class Backing : std::uint8_t {
  documented,
  observed,
  unconfirmed
};  // "confidence" in the data
enum class Grammar : std::uint8_t {
  none,         // explained, never read as a filter's field
  word,         // the whole value is one word or phrase of the table
  text,         // free text, shown as it is
  opaque,       // encoded for the vendor alone
  report,       // key ":" value *(";" key ":" value)
  pairs,        // key "=" value, separated by blanks, commas or semicolons
  flags,        // word *("|" word)
  suffix,       // the field's name goes on where the header's pattern ends
  score,        // a number, with remarks behind it
  bar,          // one sign per point
  status,       // yes or no, key=value, tests=rule,rule
  symbols,      // Rspamd: NAME(score)[options]
  hits,         // NAME score, NAME score
  rule_report,  // lines of "score NAME description"
  trend,        // Yes-score-threshold-category-type
  vade,         // letter pairs
  results,      // Microsoft's part of Authentication-Results
  return_path,  // Microsoft's rewritten bounce address
};
enum class Tells : std::uint8_t { nothing, verdict, folder, score };
enum class Side : std::uint8_t { inbound, outbound, earlier };

std::string_view to_string(Kind kind);
std::string_view to_string(Verdict verdict);
std::string_view to_string(Category category);
std::string_view to_string(Backing backing);

using Row = std::size_t;

struct Entry {
  std::string_view id_prefix, id;  // the ident is both, one after the other
  Kind kind = Kind::header;
  std::string_view vendor, header, field, value;
  std::string_view meaning, action;  // in English
  std::string_view default_score;    // of the cited snapshot; empty: none
  std::string_view says;             // "spf=fail": an authentication result in the filter's words
  std::string_view sources;          // idents, separated by blanks
  std::string_view notes;            // of a header: what its reader should know besides
  std::string_view fix_by;           // sender, receiver, forwarder, both, none; empty: not stated
  Verdict verdict = Verdict::unknown;
  Category category = Category::meta;
  Backing backing = Backing::unconfirmed;
  bool refused = false;     // the list refused the receiver's query: nothing about the sender
  bool bulk_trait = false;  // a list or an unsubscribe address was noticed
  bool allows = false;      // an allow list of the recipient's side
  bool blocks = false;      // a block list of the recipient's side
};

Entry entry(Row row);
std::size_t row_count();

struct Header {
  Row row = 0;
  Grammar grammar = Grammar::none;
  Tells tells = Tells::nothing;
  Side side = Side::inbound;
  std::string_view
      whole_field;  // the value is read as this field of the header that lends the table
  std::string_view companions;  // names or starts of names, separated by blanks: written together
  std::string_view suffix;      // of the name, behind the pattern's fixed part
};

Header header(Row row);

// Headers that a field of that name can be, in the order of the data: one name may have several
// writers. Costs one look into a hash table.
class Headers {
 public:
  explicit Headers(std::string_view name);
  std::size_t size() const { return pattern_ ? 1 : claims_.size(); }
  bool empty() const { return size() == 0; }
  Header operator[](std::size_t index) const;

 private:
  std::span<const std::uint16_t> claims_;
  std::optional<Header> pattern_;
};

// What a value of a field means; an empty field is the whole value. nullopt: not in the table.
std::optional<Row> find_value(Row header, std::string_view field, std::string_view value);
// What a field is, whatever its value.
std::optional<Row> find_field(Row header, std::string_view field);
// The values that the table has for a field, in its order.
std::vector<Row> listed_values(Row header, std::string_view field);
// The table knows the field, with or without this value.
bool knows_field(Row header, std::string_view field);

std::optional<Row> find_rule(std::string_view name);
std::optional<Row> find_symbol(std::string_view name);

struct Vendor {
  std::string_view name, family;
  std::string_view hosts;  // organisations of the service's own servers, separated by blanks
  bool replaces = false;   // removes or renames foreign copies of its fields
};

Vendor vendor(std::string_view name);
Vendor vendor_of(Row row);
std::string_view header_name(Row row);  // Entry::header without the rest

// The citation behind an ident of Entry::sources; empty: none.
std::string_view source_text(std::string_view ident);

}  // namespace indicia::antispam
