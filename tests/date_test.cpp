// Date-times with all obsolete forms (RFC 5322 3.3, 4.3), and RFC 3339 times of reports.
#include "message/date.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::message;

namespace {

struct Row {
  std::string_view text;
  std::string_view expected;  // UTC, the zone in minutes where it is known; "-": no date
  std::string_view defects;
};

const Row rows[] = {
    {"Sat, 21 Nov 2026 01:02:05 -0800 (PST)", "2026-11-21T09:02:05Z -480", ""},
    {"21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", ""},
    {"Sat, 21 Nov 2026 09:02 +0530", "2026-11-21T03:32:00Z 330", ""},
    {"sat, 21 NOV 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", ""},
    {"Sat,\r\n 21\r\n\tNov 2026 09:02:05\r\n +0000", "2026-11-21T09:02:05Z 0", ""},
    // RFC 5322 3.3: -0000 is universal time of a host that does not tell its zone.
    {"21 Nov 2026 09:02:05 -0000", "2026-11-21T09:02:05Z ?", ""},
    // Comments stand anywhere, also around the colons (RFC 5322 4.3).
    {"Sat (x), 21 (a (b) c) Nov (\\)) 2026 09 : 02 (y) : 05 +0000 (z)", "2026-11-21T09:02:05Z 0",
     ""},
    {"Sat, 21 Nov 2026 12:02:04 +0300 (using TLSv1.3 with cipher X (256/256 bits)) (none)",
     "2026-11-21T09:02:04Z 180", ""},
    {"Sat, 21 Nov 2026 12:02:04 +0300 and more", "2026-11-21T09:02:04Z 180", "date-trailing-text "},
    {"Sat, 21 Nov 2026 12:02:04 +0300 (never closed", "2026-11-21T09:02:04Z 180",
     "date-unterminated-comment "},
    // Obsolete years.
    {"21 Nov 26 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-obsolete-year "},
    {"21 Nov 49 09:02:05 +0000", "2049-11-21T09:02:05Z 0", "date-obsolete-year "},
    {"21 Nov 50 09:02:05 +0000", "1950-11-21T09:02:05Z 0", "date-obsolete-year "},
    {"21 Nov 126 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-obsolete-year "},
    // Obsolete zones.
    {"21 Nov 2026 09:02:05 UT", "2026-11-21T09:02:05Z 0", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 GMT", "2026-11-21T09:02:05Z 0", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 utc", "2026-11-21T09:02:05Z 0", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 EST", "2026-11-21T14:02:05Z -300", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 EDT", "2026-11-21T13:02:05Z -240", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 CST", "2026-11-21T15:02:05Z -360", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 CDT", "2026-11-21T14:02:05Z -300", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 MST", "2026-11-21T16:02:05Z -420", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 MDT", "2026-11-21T15:02:05Z -360", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 PST", "2026-11-21T17:02:05Z -480", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 PDT", "2026-11-21T16:02:05Z -420", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 Z", "2026-11-21T09:02:05Z 0", "date-obsolete-zone "},
    {"21 Nov 2026 09:02:05 A", "2026-11-21T09:02:05Z ?", "date-unknown-zone "},
    {"21 Nov 2026 09:02:05 j", "2026-11-21T09:02:05Z ?", "date-unknown-zone "},
    {"21 Nov 2026 09:02:05 CEST", "2026-11-21T09:02:05Z ?", "date-unknown-zone "},
    {"21 Nov 2026 09:02:05 EST5EDT", "2026-11-21T09:02:05Z ?", "date-unknown-zone "},
    {"21 Nov 2026 09:02:05", "2026-11-21T09:02:05Z ?", "date-no-zone "},
    {"21 Nov 2026 09:02:05 (PST)", "2026-11-21T09:02:05Z ?", "date-no-zone "},
    // Zones that no grammar has.
    {"21 Nov 2026 09:02:05 +02:00", "2026-11-21T07:02:05Z 120", "date-zone-form "},
    {"21 Nov 2026 09:02:05 +2", "2026-11-21T07:02:05Z 120", "date-zone-form "},
    {"21 Nov 2026 09:02:05 GMT+0200", "2026-11-21T07:02:05Z 120", "date-zone-form "},
    {"21 Nov 2026 09:02:05 +0260", "2026-11-21T09:02:05Z ?", "date-bad-zone "},
    {"21 Nov 2026 09:02:05 +02000", "2026-11-21T09:02:05Z ?", "date-bad-zone "},
    {"21 Nov 2026 09:02:05 +1400", "2026-11-20T19:02:05Z 840", ""},
    {"21 Nov 2026 09:02:05 +1500", "2026-11-20T18:02:05Z 900", "date-zone-range "},
    // Other oddities: a value where it is certain, and always a defect.
    {"Sun, 21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-day-of-week "},
    {"Saturday, 21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-day-name "},
    {"Sab, 21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-day-name "},
    {"Sat 21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", ""},
    {"21 November 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-month-name "},
    {"21-Nov-2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-separator date-separator "},
    {"21 Nov 2026 9:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-short-time "},
    {"21 Nov 2026 09:02:05.516 +0000", "2026-11-21T09:02:05Z 0", "date-fraction "},
    {"21 Nov 2026 12:02:05 AM +0000", "2026-11-21T00:02:05Z 0", "date-am-pm "},
    {"21 Nov 2026 09:02:05 PM +0000", "2026-11-21T21:02:05Z 0", "date-am-pm "},
    {"Sat Nov 21 09:02:05 2026", "2026-11-21T09:02:05Z ?", "date-not-rfc5322 date-no-zone "},
    {"Sat Nov 21 09:02:05 EST 2026", "2026-11-21T14:02:05Z -300",
     "date-not-rfc5322 date-obsolete-zone "},
    {"Nov 21, 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-not-rfc5322 "},
    {"2026-11-21T10:02:05+01:00", "2026-11-21T09:02:05Z 60", "date-not-rfc5322 date-zone-form "},
    {"_ Sat, 21 Nov 2026 09:02:05 +0000", "2026-11-21T09:02:05Z 0", "date-leading-text "},
    // The calendar.
    {"29 Feb 2024 00:00:00 +0000", "2024-02-29T00:00:00Z 0", ""},
    {"29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00Z 0", ""},
    {"31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00Z 0", ""},
    {"1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z 0", ""},
    {"30 Dec 1969 23:32:54 -0330", "1969-12-31T03:02:54Z -210", ""},
    {"31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z 0", ""},
    {"29 Feb 2026 00:00:00 +0000", "-", "date-impossible "},
    {"29 Feb 1900 00:00:00 +0000", "-", "date-impossible "},
    {"31 Apr 2026 00:00:00 +0000", "-", "date-impossible "},
    {"0 Apr 2026 00:00:00 +0000", "-", "date-impossible "},
    {"1 Apr 2026 24:00:00 +0000", "-", "date-impossible "},
    {"1 Apr 2026 23:60:00 +0000", "-", "date-impossible "},
    {"1 Apr 2026 23:59:61 +0000", "-", "date-impossible "},
    {"1 Apr 1899 00:00:00 +0000", "-", "date-impossible "},
    {"1 Apr 10000 00:00:00 +0000", "-", "date-impossible "},
    // No date at all; a month as a number is not guessed.
    {"", "-", "date-malformed "},
    {"20 11 2026 05:34:27 -0300", "-", "date-malformed "},
    {"21 Foo 2026 09:02:05 +0000", "-", "date-malformed "},
    {"21 Nov 2026", "-", "date-malformed "},
    {"21 Nov 99999999999999999999 09:02:05 +0000", "-", "date-malformed "},
    {"21 Nov 2026 09:0222222222222222222222:05 +0000", "-", "date-malformed "},
    {"((21 Nov) 2026 09:02:05 +0000", "-", "date-unterminated-comment date-malformed "},
};

std::string shown(const std::optional<Date>& date) {
  if (!date) return "-";
  return to_iso(date->seconds) + " " +
         (date->zone_known ? std::to_string(date->zone_minutes) : std::string("?"));
}

std::string idents(const Defects& defects) {
  std::string out;
  for (const Defect& defect : defects) out += std::string(defect.ident) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(date)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const ParsedDate parsed = parse_date(row.text);
      BOOST_TEST(shown(parsed.date) == row.expected);
      BOOST_TEST(idents(parsed.defects) == row.defects);
      for (const Defect& defect : parsed.defects) {
        BOOST_TEST(defect.offset + defect.length <= row.text.size());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_day_goes_there_and_back) {
  // Three centuries around the leap rules of 1900 and 2000.
  std::int64_t days = -25'567;  // 1900-01-01
  BOOST_TEST(to_iso(days * 86'400) == "1900-01-01T00:00:00Z");
  for (; days < 84'006; ++days) {
    const std::int64_t seconds = days * 86'400 + 1;
    const auto back = parse_iso(to_iso(seconds));
    if (!back || *back != seconds) BOOST_FAIL("day " << days << " is " << to_iso(seconds));
  }
  BOOST_TEST(to_iso(days * 86'400) == "2200-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(times_of_reports) {
  struct IsoRow {
    std::string_view text;
    std::optional<std::int64_t> seconds;
  };
  const IsoRow iso_rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-21T09:10:00Z", 1'795'252'200},
      {"2026-11-21t09:10:00z", 1'795'252'200},
      {"2026-11-21T10:10:00+01:00", 1'795'252'200},
      {"2026-11-21T03:40:00-05:30", 1'795'252'200},
      {"2026-11-21T09:10:00.999Z", 1'795'252'200},
      {"2026-11-21 09:10:00Z", std::nullopt},
      {"2026-11-21T09:10:00", std::nullopt},
      {"2026-11-21T09:10:00.Z", std::nullopt},
      {"2026-11-21T09:10:00+0100", std::nullopt},
      {"2026-11-21T09:10:00Zx", std::nullopt},
      {"2026-02-29T09:10:00Z", std::nullopt},
      {"2026-11-21T24:10:00Z", std::nullopt},
      {"2026-1a-21T09:10:00Z", std::nullopt},
      {"", std::nullopt},
  };
  for (const IsoRow& row : iso_rows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST((parse_iso(row.text) == row.seconds));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
