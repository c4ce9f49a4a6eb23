// Microsoft's own grammars; see microsoft.h.
#include "antispam/microsoft.h"

#include "antispam/pieces.h"
#include "message/auth_results.h"
#include "text.h"

namespace indicia::antispam {

namespace {

bool holds_compauth(std::string_view value) {
  for (std::size_t at = value.find('='); at != std::string_view::npos;
       at = value.find('=', at + 1)) {
    constexpr std::string_view word = "compauth";
    if (at >= word.size() && equal_ignoring_case(value.substr(at - word.size(), word.size()), word))
      return true;
  }
  return false;
}

// The parser copies its words, so an item's place is that of the result it stood in.
void keep(Reading& reading, const message::ResultInfo& info, std::string_view name,
          std::string_view text) {
  Item item{.name = std::string(name), .value = plain(text)};
  item.row = find_value(reading.header.row, name, item.value);
  item.known = item.row                                     ? Known::value
               : knows_field(reading.header.row, item.name) ? Known::unknown_value
                                                            : Known::unknown_name;
  item.offset = info.offset;
  item.length = info.length;
  reading.items.push_back(std::move(item));
}

}  // namespace

bool read_results(std::string_view value, Reading& reading) {
  if (!holds_compauth(value)) return false;
  const message::AuthenticationResults results = message::parse_authentication_results(value);
  for (const message::ResultInfo& info : results.results) {
    if (reading.items.size() >= most_items) break;
    if (info.method == "compauth") {
      keep(reading, info, "compauth", info.result);
      for (const message::Property& property : info.properties) {
        if (property.name == "reason") keep(reading, info, "reason", property.value);
      }
      if (!info.reason.empty()) keep(reading, info, "reason", info.reason);
    }
    if (info.method == "dmarc") {
      keep(reading, info, "dmarc", info.result);
      for (const message::Property& property : info.properties) {
        if (property.name == "action") keep(reading, info, "action", property.value);
      }
    }
  }
  return reading.find("compauth") != nullptr;
}

bool read_return_path(std::string_view value, Reading& reading) {
  std::string_view address = trim(value);
  if (address.starts_with('<')) address.remove_prefix(1);
  if (!starts_with_ignoring_case(address, "bounces+SRS=")) return false;
  Collector(value, reading).field({}, address.substr(0, address.find('>')));
  return true;
}

}  // namespace indicia::antispam
