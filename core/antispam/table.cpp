// Looks rows up in the generated tables; see table.h.
#include "antispam/table.h"

#include <array>
#include <cstring>

#include "antispam/decimal.h"
#include "text.h"

namespace indicia::antispam {

// Generated from data/*.json. Strings stand one after the other in `pool`; every mark_step strings
// a mark tells where.
namespace data {
extern const std::uint8_t vendors[], headers[], fields[], sources[], scores[], statements[],
    kinds[], matches[], verdicts[], categories[], confidences[], fixers[], flags[], grammars[],
    tells[], sides[], companions[], whole_fields[], notes[], vendor_replaces[];
extern const std::uint16_t group_begins[], group_ends[], claim_begins[], claims[], buckets[],
    patterns[];
extern const std::uint32_t marks[];
extern const char pool[];
extern const std::size_t actions_at, meanings_at, values_at, ids_at, names_at, headers_at,
    fields_at, cited_at, scores_at, says_at, companions_at, notes_at, vendor_names_at, families_at,
    hosts_at, source_ids_at, source_texts_at;
extern const std::size_t row_count, header_count, first_rule, first_symbol, bucket_count,
    pattern_count, vendor_count, source_count, mark_step, first_letters;
}  // namespace data

namespace {

enum class Match : std::uint8_t { exact, prefix, suffix, range, leading_integer, digits, any };

std::string_view string_at(std::size_t index) {
  const char* at = data::pool + data::marks[index / data::mark_step];
  for (std::size_t skip = index % data::mark_step; skip > 0; --skip) at += std::strlen(at) + 1;
  return at;
}

std::string_view value_of(Row row) {
  return string_at(data::values_at + row);
}
std::string_view field_of(Row row) {
  return string_at(data::fields_at + data::fields[row]);
}

std::uint32_t name_hash(std::string_view name) {
  std::uint32_t value = 2166136261U;
  for (char c : name) value = (value ^ static_cast<unsigned char>(lower(c))) * 16777619U;
  return value;
}

// "a-b", "a..b", "a+", "a, b"; a and b are whole numbers and may have a sign.
bool in_range(std::string_view range, const Decimal& number) {
  const std::size_t first = decimal_length(range);
  const auto low = parse_decimal_score(range.substr(0, first));
  std::string_view rest = range.substr(first);
  if (!low) return false;
  if (rest.empty()) return compare(number, *low) == 0;
  if (compare(number, *low) == 0) return true;
  if (rest == "+") return compare(number, *low) > 0;
  const bool list = rest.starts_with(',');
  rest.remove_prefix(rest.starts_with("..") ? 2 : 1);
  const auto high = parse_decimal_score(trim(rest));
  if (!high) return false;
  if (list) return compare(number, *high) == 0;
  return compare(number, *low) > 0 && compare(number, *high) <= 0;
}

// "1xx": x stands for a digit.
bool is_digits(std::string_view pattern, std::string_view value) {
  if (pattern.size() != value.size()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (pattern[i] == 'x' ? !is_digit(value[i]) : pattern[i] != value[i]) return false;
  }
  return true;
}

bool matches(Row row, std::string_view value) {
  const std::string_view wanted = value_of(row);
  switch (static_cast<Match>(data::matches[row])) {
    case Match::exact:
      return equal_ignoring_case(value, wanted);
    case Match::prefix:
      return starts_with_ignoring_case(value, wanted);
    case Match::suffix:
      return ends_with_ignoring_case(value, wanted);
    case Match::range: {
      const auto number = parse_decimal_score(value);
      return number && in_range(wanted, *number);
    }
    case Match::leading_integer: {
      const auto number = parse_decimal_score(value.substr(0, decimal_length(value)));
      return number && in_range(wanted, *number);
    }
    case Match::digits:
      return is_digits(wanted, value);
    case Match::any:
      return true;
  }
  return false;
}

// Rows of a header's group that belong to the field. A group keeps the rows of one field together.
struct Rows {
  Row begin = 0;
  Row end = 0;
};

Rows rows_of(Row header, std::string_view field) {
  Rows found;
  Row row = data::group_begins[header];
  const Row end = data::group_ends[header];
  while (row < end) {
    Row next = row;
    while (next < end && data::fields[next] == data::fields[row]) ++next;
    if (equal_ignoring_case(field_of(row), field)) return {row, next};
    row = next;
  }
  return found;
}

std::optional<Row> find_name(Row begin, Row end, std::string_view name) {
  const Row limit = end;
  while (begin < end) {
    const Row middle = begin + (end - begin) / 2;
    if (value_of(middle) < name) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin < limit && value_of(begin) == name ? std::optional(begin) : std::nullopt;
}

}  // namespace

std::string_view to_string(Kind kind) {
  constexpr std::array<std::string_view, 5> names = {"header", "field", "value", "rule", "symbol"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(Verdict verdict) {
  constexpr std::array<std::string_view, 4> names = {"good", "neutral", "bad", "unknown"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string_view to_string(Category category) {
  constexpr std::array<std::string_view, 12> names = {
      "auth", "content",  "reputation", "headers",  "network", "policy",
      "bulk", "phishing", "malware",    "identity", "routing", "meta"};
  return names[static_cast<std::size_t>(category)];
}

std::string_view to_string(Backing backing) {
  constexpr std::array<std::string_view, 3> names = {"documented", "observed", "unconfirmed"};
  return names[static_cast<std::size_t>(backing)];
}

std::size_t row_count() {
  return data::row_count;
}

Entry entry(Row row) {
  constexpr std::array<std::string_view, 6> fixers = {"",          "sender", "receiver",
                                                      "forwarder", "both",   "none"};
  Entry out;
  out.kind = static_cast<Kind>(data::kinds[row]);
  out.vendor = string_at(data::vendor_names_at + data::vendors[row]);
  out.header = string_at(data::headers_at + data::headers[row]);
  out.field = field_of(row);
  out.value = value_of(row);
  out.meaning = string_at(data::meanings_at + row);
  out.action = string_at(data::actions_at + row);
  out.default_score = string_at(data::scores_at + data::scores[row]);
  out.says = string_at(data::says_at + data::statements[row]);
  out.sources = string_at(data::cited_at + data::sources[row]);
  out.fix_by = fixers[data::fixers[row]];
  if (row < data::header_count) out.notes = string_at(data::notes_at + data::notes[row]);
  out.verdict = static_cast<Verdict>(data::verdicts[row]);
  out.category = static_cast<Category>(data::categories[row]);
  out.backing = static_cast<Backing>(data::confidences[row]);
  const unsigned flags = data::flags[row];
  out.refused = (flags & 1U) != 0;
  out.bulk_trait = (flags & 2U) != 0;
  out.allows = (flags & 4U) != 0;
  out.blocks = (flags & 8U) != 0;
  // The ident of a rule or a symbol is made of its name.
  if (row >= data::first_rule) out.id_prefix = row < data::first_symbol ? "sa." : "rspamd.";
  out.id = row < data::first_rule ? string_at(data::ids_at + row) : out.value;
  return out;
}

Header header(Row row) {
  return {.row = row,
          .grammar = static_cast<Grammar>(data::grammars[row]),
          .tells = static_cast<Tells>(data::tells[row]),
          .side = static_cast<Side>(data::sides[row]),
          .whole_field = string_at(data::fields_at + data::whole_fields[row]),
          .companions = string_at(data::companions_at + data::companions[row]),
          .suffix = {}};
}

Headers::Headers(std::string_view name) {
  // Most fields of a message begin with a letter that no filter's name begins with.
  if (name.empty() || !is_alpha(name[0])) return;
  if ((data::first_letters >> (lower(name[0]) - 'a') & 1U) == 0) return;
  for (std::size_t at = name_hash(name) % data::bucket_count; data::buckets[at] != 0xFFFF;
       at = (at + 1) % data::bucket_count) {
    const std::size_t index = data::buckets[at];
    if (!equal_ignoring_case(string_at(data::names_at + index), name)) continue;
    claims_ = {data::claims + data::claim_begins[index],
               data::claims + data::claim_begins[index + 1]};
    return;
  }
  if (!starts_with_ignoring_case(name, "X-")) return;
  for (std::size_t i = 0; i < data::pattern_count; ++i) {
    const Row row = data::patterns[i];
    const std::string_view pattern = string_at(data::headers_at + data::headers[row]);
    const std::size_t star = pattern.find('*');
    const std::string_view tail = pattern.substr(star + 1);
    if (name.size() <= star + tail.size() ||
        !starts_with_ignoring_case(name, pattern.substr(0, star)) ||
        !ends_with_ignoring_case(name, tail)) {
      continue;
    }
    pattern_ = antispam::header(row);
    pattern_->suffix = name.substr(star, name.size() - star - tail.size());
    return;
  }
}

Header Headers::operator[](std::size_t index) const {
  return pattern_ ? *pattern_ : antispam::header(claims_[index]);
}

std::optional<Row> find_value(Row header, std::string_view field, std::string_view value) {
  const Rows rows = rows_of(header, field);
  for (Row row = rows.begin; row < rows.end; ++row) {
    if (data::kinds[row] == static_cast<std::uint8_t>(Kind::value) && matches(row, value))
      return row;
  }
  return std::nullopt;
}

std::optional<Row> find_field(Row header, std::string_view field) {
  const Rows rows = rows_of(header, field);
  for (Row row = rows.begin; row < rows.end; ++row) {
    if (data::kinds[row] == static_cast<std::uint8_t>(Kind::field)) return row;
  }
  return std::nullopt;
}

std::vector<Row> listed_values(Row header, std::string_view field) {
  std::vector<Row> listed;
  const Rows rows = rows_of(header, field);
  for (Row row = rows.begin; row < rows.end; ++row) {
    if (data::kinds[row] == static_cast<std::uint8_t>(Kind::value)) listed.push_back(row);
  }
  return listed;
}

bool knows_field(Row header, std::string_view field) {
  const Rows rows = rows_of(header, field);
  return rows.begin != rows.end;
}

std::optional<Row> find_rule(std::string_view name) {
  return find_name(data::first_rule, data::first_symbol, name);
}

std::optional<Row> find_symbol(std::string_view name) {
  return find_name(data::first_symbol, data::row_count, name);
}

namespace {

Vendor vendor_at(std::size_t index) {
  return {.name = string_at(data::vendor_names_at + index),
          .family = string_at(data::families_at + index),
          .hosts = string_at(data::hosts_at + index),
          .replaces = data::vendor_replaces[index] != 0};
}

}  // namespace

Vendor vendor(std::string_view name) {
  for (std::size_t i = 0; i < data::vendor_count; ++i) {
    if (string_at(data::vendor_names_at + i) == name) return vendor_at(i);
  }
  return {};
}

Vendor vendor_of(Row row) {
  return vendor_at(data::vendors[row]);
}

std::string_view header_name(Row row) {
  return string_at(data::headers_at + data::headers[row]);
}

std::string_view source_text(std::string_view ident) {
  for (std::size_t i = 0; i < data::source_count; ++i) {
    if (string_at(data::source_ids_at + i) == ident) return string_at(data::source_texts_at + i);
  }
  return {};
}

}  // namespace indicia::antispam
