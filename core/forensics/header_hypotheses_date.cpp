// A Date written anew (dkim-forensics.md 5.1 H8): another form of the same moment, also seen from
// another zone.
#include <algorithm>
#include <array>

#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/date.h"
#include "text.h"

namespace indicia::forensics {

namespace {

struct Form {
  bool day_name = true;
  std::string_view day = "padded";  // padded, short, spaced
  bool seconds = true;
  std::string zone;     // as written
  std::string comment;  // with its brackets; empty: none
};

// The zone as "+0130".
std::string numeric_zone(std::int32_t minutes) {
  const std::int32_t size = minutes < 0 ? -minutes : minutes;
  std::string digits = std::to_string(size / 60 * 100 + size % 60);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return (minutes < 0 ? "-" : "+") + digits;
}

std::string date_text(std::int64_t seconds, std::int32_t zone_minutes, const Form& form) {
  constexpr std::array<std::string_view, 7> days = {"Thu", "Fri", "Sat", "Sun",
                                                    "Mon", "Tue", "Wed"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t day_seconds = 86'400;
  const std::int64_t local = seconds + std::int64_t{60} * zone_minutes;
  const std::string iso = message::to_iso(local);  // 2026-11-21T09:10:00Z
  if (iso.size() != 20) return {};
  const std::int64_t day =
      local >= 0 ? local / day_seconds : (local - day_seconds + 1) / day_seconds;
  std::string out;
  if (form.day_name) {
    out += days[static_cast<std::size_t>((day % 7 + 7) % 7)];
    out += ", ";
  }
  std::string number = iso.substr(8, 2);
  if (form.day != "padded" && number[0] == '0') number.erase(0, 1);
  if (form.day == "spaced" && number.size() == 1) number.insert(0, 1, ' ');
  const auto month = parse_decimal(std::string_view(iso).substr(5, 2)).value_or(1);
  if (month < 1 || month > months.size()) return {};
  out += number + " ";
  out += months[static_cast<std::size_t>(month - 1)];
  out += " " + iso.substr(0, 4) + " " + iso.substr(11, form.seconds ? 8 : 5) + " " + form.zone;
  if (!form.comment.empty()) out += " " + form.comment;
  return out;
}

// Names that mailers put behind the zone in brackets.
std::vector<std::string> comments_of(std::int32_t zone_minutes) {
  struct Row {
    std::int32_t minutes;
    std::string_view name;
  };
  static constexpr std::array rows = {
      Row{0, "UTC"},    Row{0, "GMT"},    Row{0, "WET"},    Row{60, "CET"},   Row{60, "BST"},
      Row{60, "WEST"},  Row{120, "CEST"}, Row{120, "EET"},  Row{180, "EEST"}, Row{180, "MSK"},
      Row{330, "IST"},  Row{480, "CST"},  Row{480, "AWST"}, Row{540, "JST"},  Row{540, "KST"},
      Row{600, "AEST"}, Row{660, "AEDT"}, Row{720, "NZST"}, Row{-180, "BRT"}, Row{-240, "EDT"},
      Row{-300, "EST"}, Row{-300, "CDT"}, Row{-360, "CST"}, Row{-360, "MDT"}, Row{-420, "MST"},
      Row{-420, "PDT"}, Row{-480, "PST"}};
  std::vector<std::string> comments;
  for (const Row& row : rows) {
    if (row.minutes == zone_minutes) comments.push_back("(" + std::string(row.name) + ")");
  }
  return comments;
}

std::string comment_in(std::string_view content) {
  const std::size_t open = content.find('(');
  return open == std::string_view::npos ? std::string() : std::string(content.substr(open));
}

std::vector<std::string> zones_of(const message::Date& date, std::string_view content) {
  std::vector<std::string> zones = {numeric_zone(date.zone_minutes)};
  if (date.zone_minutes == 0) {
    for (const std::string_view zone : {"+0000", "GMT", "-0000", "UT", "UTC", "Z", "+00:00"}) {
      if (zone != zones.front()) zones.emplace_back(zone);
    }
  }
  // A zone by name, as received.
  const std::string_view before = trim(content.substr(0, content.find('(')));
  const std::size_t space = before.rfind(' ');
  if (space != std::string_view::npos) zones.emplace_back(before.substr(space + 1));
  return zones;
}

// All forms of the moment in its own zone.
bool in_own_zone(const message::Field& field, Offers& offers, const message::Date& date,
                 std::string_view content) {
  std::vector<std::string> comments = {"", comment_in(content)};
  for (std::string& comment : comments_of(date.zone_minutes)) comments.push_back(comment);
  for (const bool seconds : {true, false}) {
    for (const bool day_name : {true, false}) {
      for (const std::string_view day : {"padded", "short", "spaced"}) {
        for (const std::string& zone : zones_of(date, content)) {
          for (const std::string& comment : comments) {
            const std::string text =
                date_text(date.seconds, date.zone_minutes, {day_name, day, seconds, zone, comment});
            if (!text.empty() && offers.content(field, text)) return true;
          }
        }
      }
    }
  }
  return false;
}

bool in_other_zones(const message::Field& field, Offers& offers, const message::Date& date) {
  for (std::int32_t minutes = -12 * 60; minutes <= 14 * 60; minutes += 30) {
    if (minutes == date.zone_minutes) continue;
    std::vector<std::string> comments = {""};
    for (std::string& comment : comments_of(minutes)) comments.push_back(comment);
    for (const std::string_view day : {"padded", "short"}) {
      for (const std::string& comment : comments) {
        Form form = {true, day, true, numeric_zone(minutes), comment};
        if (offers.exactly(field, " " + date_text(date.seconds, minutes, form))) return true;
        if (minutes != 0) continue;
        form.zone = "GMT";
        if (offers.exactly(field, " " + date_text(date.seconds, minutes, form))) return true;
      }
    }
  }
  return false;
}

}  // namespace

bool date_reformatted(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("Date");
  if (field == nullptr) return false;
  const std::string content = content_of(*field);
  // The text itself without what stands in brackets, however the rest reads.
  if (offers.content(*field, trim(std::string_view(content).substr(0, content.find('('))))) {
    return true;
  }
  const message::ParsedDate parsed = message::parse_date(content);
  if (!parsed.date) return false;
  return in_own_zone(*field, offers, *parsed.date, content) ||
         in_other_zones(*field, offers, *parsed.date);
}

}  // namespace indicia::forensics
