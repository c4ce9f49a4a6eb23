// Date-times to seconds (RFC 5322 3.3, 4.3; RFC 3339 for reports); see date.h.
#include "message/date.h"

#include <algorithm>
#include <array>

#include "message/lexical.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so that
// the leap day comes last.
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = (month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719'468;
}

struct Civil {
  std::int64_t year;
  int month;
  int day;
};

constexpr Civil civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int month =
      static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

constexpr std::array<std::string_view, 12> months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> week_days = {
    "thursday", "friday",  "saturday", "sunday",
    "monday",   "tuesday", "wednesday"};  // from 1970-01-01

// Index of the name whose first three letters or whole spelling the word is; -1: none.
template <std::size_t count>
int name_index(const std::array<std::string_view, count>& names, std::string_view word) {
  for (std::size_t i = 0; i < count; ++i) {
    if (equal_ignoring_case(word, names[i].substr(0, 3)) || equal_ignoring_case(word, names[i])) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

struct NamedZone {
  std::string_view name;
  int hours;
};
// RFC 5322 4.3, and UTC, which is no zone of the grammar but cannot be misread.
constexpr NamedZone named_zones[] = {{"UT", 0},   {"GMT", 0},  {"UTC", 0},  {"EST", -5},
                                     {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7},
                                     {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"Z", 0}};

struct Token {
  enum Kind { number, word, mark, end } kind = end;
  std::string_view text;
  std::size_t offset = 0;
  bool glued = false;  // follows the previous token without white space or comment
};

// A date has fewer tokens than this; whatever follows it is not looked at.
constexpr std::size_t most_tokens = 32;

struct Tokens {
  std::array<Token, most_tokens + 1> list{};  // the last one stays `end`
  std::size_t count = 0;
  bool unterminated_comment = false;
};

bool is_word_octet(char c) {
  return is_alpha(c) || static_cast<unsigned char>(c) > 0x7F;
}

Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  bool glued = false;
  for (std::size_t at = 0; at < text.size() && tokens.count < most_tokens;) {
    const std::size_t start = at;
    if (is_fws(text[at])) {
      ++at;
      glued = false;
      continue;
    }
    if (text[at] == '(') {
      at = comment_end(text, at);
      glued = false;
      if (at == std::string_view::npos) {
        tokens.unterminated_comment = true;
        break;
      }
      continue;
    }
    Token token{.kind = Token::mark, .offset = at, .glued = glued};
    if (is_digit(text[at])) {
      token.kind = Token::number;
      while (at < text.size() && is_digit(text[at])) ++at;
    } else if (is_word_octet(text[at])) {
      token.kind = Token::word;
      while (at < text.size() && is_word_octet(text[at])) ++at;
    } else {
      ++at;
    }
    token.text = text.substr(start, at - start);
    tokens.list[tokens.count++] = token;
    glued = true;
  }
  return tokens;
}

class DateParser {
 public:
  explicit DateParser(std::string_view text) : text_(text), tokens_(tokens_of(text)) {}

  ParsedDate run() {
    if (tokens_.unterminated_comment) defect("date-unterminated-comment", 0, text_.size());
    if (read_date_and_time()) finish();
    return std::move(parsed_);
  }

 private:
  const Token& token(std::size_t ahead = 0) const {
    return tokens_.list[std::min(at_ + ahead, most_tokens)];
  }
  bool is_mark(char c, std::size_t ahead = 0) const {
    return token(ahead).kind == Token::mark && token(ahead).text[0] == c;
  }
  bool skip_mark(char c) {
    if (!is_mark(c)) return false;
    ++at_;
    return true;
  }
  void defect(std::string_view ident, std::size_t offset, std::size_t length) {
    parsed_.defects.push_back({ident, offset, length});
  }
  void defect_here(std::string_view ident) { defect(ident, token().offset, token().text.size()); }
  bool malformed() {
    defect_here("date-malformed");
    return false;
  }

  // A number of at most `digits` digits.
  bool take_number(std::size_t digits, int& value) {
    if (token().kind != Token::number || token().text.size() > digits) return malformed();
    value = static_cast<int>(*parse_decimal(token().text));
    ++at_;
    return true;
  }

  bool read_date_and_time() {
    while (token().kind == Token::mark) {
      defect_here("date-leading-text");
      ++at_;
    }
    if (token().kind == Token::number && token().text.size() == 4 && is_mark('-', 1)) {
      return read_iso();
    }
    if (token().kind == Token::word && name_index(months, token().text) < 0) read_day_name();
    if (token().kind == Token::word) return read_month_first();
    if (!take_number(2, day_)) return false;
    separator();
    if (!read_month()) return false;
    separator();
    return read_year() && read_time() && (read_zone(), true);
  }

  void read_day_name() {
    week_day_ = name_index(week_days, token().text);
    if (week_day_ < 0 || token().text.size() != 3) defect_here("date-day-name");
    ++at_;
    skip_mark('.');
    skip_mark(',');
  }

  // 21-Nov-2026: seen, not in any grammar of RFC 5322.
  void separator() {
    if (!is_mark('-') && !is_mark('/') && !is_mark('.')) return;
    defect_here("date-separator");
    ++at_;
  }

  // RFC 5322 3.3: the month is a name. A number could be a day just as well, so it is not guessed.
  bool read_month() {
    const int index = token().kind == Token::word ? name_index(months, token().text) : -1;
    if (index < 0) return malformed();
    if (token().text.size() != 3) defect_here("date-month-name");
    month_ = index + 1;
    ++at_;
    return true;
  }

  bool read_year() {
    if (token().kind != Token::number) return malformed();
    const std::size_t digits = token().text.size();
    if (digits < 2 || digits > 9) return malformed();
    year_ = static_cast<std::int64_t>(*parse_decimal(token().text));
    if (digits < 4) {
      // RFC 5322 4.3: 00-49 are 2000-2049, 50-99 and every three-digit year count from 1900.
      defect_here("date-obsolete-year");
      year_ += digits == 2 && year_ < 50 ? 2000 : 1900;
    }
    ++at_;
    return true;
  }

  bool read_time() {
    skip_mark(',');
    if (token().text.size() == 1) defect_here("date-short-time");
    if (!take_number(2, hour_)) return false;
    if (!skip_mark(':')) return malformed();
    if (!take_number(2, minute_)) return false;
    if (skip_mark(':')) {
      if (!take_number(2, second_)) return false;
      if (is_mark('.') && token(1).kind == Token::number && token(1).glued) {
        defect_here("date-fraction");
        at_ += 2;
      }
    }
    if (token().kind == Token::word &&
        (equal_ignoring_case(token().text, "AM") || equal_ignoring_case(token().text, "PM"))) {
      defect_here("date-am-pm");
      if (hour_ < 1 || hour_ > 12) return malformed();
      hour_ = hour_ % 12 + (lower(token().text[0]) == 'p' ? 12 : 0);
      ++at_;
    }
    return true;
  }

  // "Nov 21 09:02:04 2026" (the form of the C library) and "Nov 21, 2026 09:02:04".
  bool read_month_first() {
    defect_here("date-not-rfc5322");
    if (!read_month() || !take_number(2, day_)) return false;
    skip_mark(',');
    if (!is_mark(':', 1)) return read_year() && read_time() && (read_zone(), true);
    if (!read_time()) return false;
    const bool zone_first = token().kind != Token::number;
    if (zone_first) read_zone();
    if (!read_year()) return false;
    if (!zone_first) read_zone();
    return true;
  }

  // 2026-11-21T09:02:04Z or with a blank (RFC 3339 5.6).
  bool read_iso() {
    defect_here("date-not-rfc5322");
    if (!read_year() || !skip_mark('-') || !take_number(2, month_) || !skip_mark('-') ||
        !take_number(2, day_)) {
      return malformed();
    }
    if (token().kind == Token::word && equal_ignoring_case(token().text, "T")) ++at_;
    return read_time() && (read_zone(), true);
  }

  void unknown_zone(std::string_view ident) {
    defect_here(ident);
    zone_known_ = false;
  }

  void read_zone() {
    if ((is_mark('+') || is_mark('-')) && token(1).kind == Token::number && token(1).glued) {
      return read_numeric_zone();
    }
    if (token().kind != Token::word) return unknown_zone("date-no-zone");
    const std::string_view name = token().text;
    const bool alone = !token(1).glued;
    for (const NamedZone& zone : named_zones) {
      if (!equal_ignoring_case(name, zone.name)) continue;
      if (zone.hours == 0 && (is_mark('+', 1) || is_mark('-', 1)) && token(1).glued) {
        defect_here("date-zone-form");  // GMT+0200
        ++at_;
        return read_zone();
      }
      if (!alone) break;
      defect_here("date-obsolete-zone");
      zone_minutes_ = zone.hours * 60;
      ++at_;
      return;
    }
    // RFC 5322 4.3: military letters were defined with the wrong sign once, so that they and every
    // other name say nothing: -0000. Zero has no sign, so Z is certain.
    unknown_zone("date-unknown-zone");
    do {
      ++at_;
    } while (token().kind != Token::end && token().glued);
  }

  void read_numeric_zone() {
    const Token& sign = token();
    const Token& digits = token(1);
    std::string value(digits.text);
    std::size_t used = 2;
    if (value.size() == 2 && is_mark(':', 2) && token(3).kind == Token::number && token(3).glued &&
        token(3).text.size() == 2) {
      value += token(3).text;
      used = 4;
      defect_here("date-zone-form");
    } else if (value.size() == 1 || value.size() == 2) {
      value = (value.size() == 1 ? "0" : "") + value + "00";
      defect_here("date-zone-form");
    }
    const int number = value.size() == 4 ? static_cast<int>(*parse_decimal(value)) : -1;
    if (number < 0 || number % 100 > 59) {
      unknown_zone("date-bad-zone");
    } else {
      zone_minutes_ = number / 100 * 60 + number % 100;
      if (sign.text[0] == '-') zone_minutes_ = -zone_minutes_;
      // RFC 5322 3.3: "-0000" is universal time from a host that does not tell its zone.
      if (number == 0 && sign.text[0] == '-') zone_known_ = false;
      // No place on earth keeps such a time.
      if (zone_minutes_ > 14 * 60 || zone_minutes_ < -12 * 60) defect_here("date-zone-range");
    }
    at_ += used;
  }

  void finish() {
    if (token().kind != Token::end) {
      defect("date-trailing-text", token().offset, text_.size() - token().offset);
    }
    // RFC 5322 3.3: years from 1900; second 60 is a leap second.
    if (year_ < 1900 || year_ > 9999 || month_ < 1 || month_ > 12 || day_ < 1 ||
        day_ > days_in_month(year_, month_) || hour_ > 23 || minute_ > 59 || second_ > 60) {
      defect("date-impossible", 0, text_.size());
      return;
    }
    const std::int64_t days = days_from_civil(year_, month_, day_);
    const std::int64_t from_thursday = (days % 7 + 7) % 7;
    if (week_day_ >= 0 && week_day_ != from_thursday) {
      defect("date-day-of-week", 0, text_.size());
    }
    parsed_.date = Date{.seconds = days * seconds_per_day + hour_ * 3'600 + minute_ * 60 + second_ -
                                   zone_minutes_ * 60,
                        .zone_minutes = zone_minutes_,
                        .zone_known = zone_known_};
  }

  std::string_view text_;
  Tokens tokens_;
  std::size_t at_ = 0;
  ParsedDate parsed_;
  std::int64_t year_ = 0;
  int month_ = 0;
  int day_ = 0;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int week_day_ = -1;
  int zone_minutes_ = 0;
  bool zone_known_ = true;
};

std::string padded(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value < 0 ? -value : value);
  const std::string zeros(width > digits.size() ? width - digits.size() : 0, '0');
  return (value < 0 ? "-" : "") + zeros + digits;
}

}  // namespace

ParsedDate parse_date(std::string_view text) {
  return DateParser(text).run();
}

std::string to_iso(std::int64_t seconds) {
  std::int64_t days = seconds / seconds_per_day;
  std::int64_t rest = seconds % seconds_per_day;
  if (rest < 0) {
    rest += seconds_per_day;
    --days;
  }
  const Civil civil = civil_from_days(days);
  return padded(civil.year, 4) + "-" + padded(civil.month, 2) + "-" + padded(civil.day, 2) + "T" +
         padded(rest / 3'600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2) +
         "Z";
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  // RFC 3339 5.6: YYYY-MM-DDThh:mm:ss, a fraction, then Z or an offset.
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() <= shape.size()) return std::nullopt;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool fits = shape[i] == '0'   ? is_digit(text[i])
                      : shape[i] == 'T' ? lower(text[i]) == 't'
                                        : text[i] == shape[i];
    if (!fits) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t digits) {
    return static_cast<int>(*parse_decimal(text.substr(at, digits)));
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 ||
      minute > 59 || second > 60) {
    return std::nullopt;
  }
  std::int64_t seconds =
      days_from_civil(year, month, day) * seconds_per_day + hour * 3'600 + minute * 60 + second;
  std::string_view rest = text.substr(shape.size());
  if (rest.front() == '.') {
    std::size_t digits = 1;
    while (digits < rest.size() && is_digit(rest[digits])) ++digits;
    if (digits == 1) return std::nullopt;
    rest.remove_prefix(digits);
  }
  if (rest == "Z" || rest == "z") return seconds;
  if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
  const auto zone_hour = parse_decimal(rest.substr(1, 2));
  const auto zone_minute = parse_decimal(rest.substr(4, 2));
  if (!zone_hour || !zone_minute || *zone_hour > 23 || *zone_minute > 59) return std::nullopt;
  const auto offset = static_cast<std::int64_t>(*zone_hour * 3'600 + *zone_minute * 60);
  return rest[0] == '+' ? seconds - offset : seconds + offset;
}

}  // namespace indicia::message
