// Finds the anti-spam fields and hands each to the grammar of its family; see read.h.
#include "antispam/read.h"

#include <utility>

#include "antispam/generic.h"
#include "antispam/microsoft.h"
#include "antispam/pieces.h"
#include "antispam/rspamd.h"
#include "antispam/spamassassin.h"
#include "antispam/vade.h"
#include "text.h"

namespace indicia::antispam {

namespace {

// False: the field is not what the grammar reads.
bool read_value(std::string_view value, Reading& reading) {
  switch (reading.header.grammar) {
    case Grammar::none:
      return false;
    case Grammar::word:
      read_word(value, reading);
      return true;
    case Grammar::text:
      read_text(value, reading);
      return true;
    case Grammar::opaque:
      read_opaque(value, reading);
      return true;
    case Grammar::report:
      read_report(value, reading);
      return true;
    case Grammar::pairs:
      read_pairs(value, reading);
      return true;
    case Grammar::flags:
      read_flags(value, reading);
      return true;
    case Grammar::suffix:
      read_suffix(value, reading);
      return true;
    case Grammar::score:
      read_score(value, reading);
      return true;
    case Grammar::bar:
      read_bar(value, reading);
      return true;
    case Grammar::status:
      read_status(value, reading);
      return true;
    case Grammar::symbols:
      read_symbols(value, reading);
      return true;
    case Grammar::hits:
      read_hits(value, reading);
      return true;
    case Grammar::rule_report:
      read_rule_report(value, reading);
      return true;
    case Grammar::trend:
      read_trend(value, reading);
      return true;
    case Grammar::vade:
      read_vade(value, reading);
      return true;
    case Grammar::results:
      return read_results(value, reading);
    case Grammar::return_path:
      return read_return_path(value, reading);
  }
  return false;
}

// Rspamd's short status has neither: with them the field is SpamAssassin's.
bool has_form_of(const Header& header, std::string_view value) {
  if (header.grammar != Grammar::status || vendor_of(header.row).family != "Rspamd") return true;
  return value.find("required=") == std::string_view::npos &&
         value.find("tests=") == std::string_view::npos;
}

// Tells which of several writers of one name wrote a field.
class Writers {
 public:
  Writers(const message::Message* message, std::optional<std::size_t> border)
      : message_(message), border_(border) {}

  bool is_below(const message::Field& field) const {
    return border_ && field.location.offset > *border_;
  }

  // The one whose other fields are there, else the one whose word the value is, else the first.
  Header choose(const Headers& headers, std::string_view value, bool below) {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (has_form_of(headers[i], value) && has_companion(headers[i].companions, below))
        return headers[i];
    }
    const std::string word = plain(value.substr(0, 200));
    for (std::size_t i = 0; i < headers.size(); ++i) {
      const auto row =
          headers[i].grammar == Grammar::word ? find_value(headers[i].row, {}, word) : std::nullopt;
      if (row && vendor_of(*row).name == vendor_of(headers[i].row).name) return headers[i];
    }
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (headers[i].companions.empty()) return headers[i];
    }
    return headers[0];
  }

 private:
  struct Search {
    std::string_view companions;
    bool below;
    bool found;
  };

  // Each list is looked for once on each side: a message may repeat a name thousands of times.
  bool has_companion(std::string_view companions, bool below) {
    if (message_ == nullptr || companions.empty()) return false;
    for (const Search& search : searches_) {
      if (search.companions == companions && search.below == below) return search.found;
    }
    bool found = false;
    for (std::string_view start : split(companions, ' ')) {
      for (const message::Field& field : message_->fields) {
        found = found || (is_below(field) == below && starts_with_ignoring_case(field.name, start));
      }
    }
    searches_.push_back({companions, below, found});
    return found;
  }

  const message::Message* message_;
  std::optional<std::size_t> border_;
  std::vector<Search> searches_;
};

std::optional<Reading> read_one(std::string_view name, std::string_view value, Writers& writers,
                                bool below) {
  const Headers headers(name);
  if (headers.empty()) return std::nullopt;
  Reading reading{
      .name = plain(name),
      .header = headers.size() == 1 ? headers[0] : writers.choose(headers, value, below)};
  if (!read_value(value, reading)) return std::nullopt;
  reading.header.suffix = {};  // pointed into the name
  return reading;
}

}  // namespace

std::vector<Reading> read_filters(const message::Message& message,
                                  std::optional<std::size_t> border) {
  // Together no more pieces than a hostile header section should cost.
  constexpr std::size_t most_together = 20'000;
  std::vector<Reading> readings;
  std::size_t items = 0;
  Writers writers(&message, border);
  for (const message::Field& field : message.fields) {
    if (field.name.empty() || items >= most_together) continue;
    auto reading = read_one(field.name, field.value, writers, writers.is_below(field));
    if (!reading) continue;
    reading->location = field.location;
    reading->value_offset = static_cast<std::size_t>(field.value.data() - field.raw.data());
    items += reading->items.size();
    readings.push_back(std::move(*reading));
  }
  return readings;
}

std::optional<Reading> read_filter(std::string_view name, std::string_view value) {
  Writers writers(nullptr, std::nullopt);
  return read_one(name, value, writers, false);
}

}  // namespace indicia::antispam
