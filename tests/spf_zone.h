// A few lines of zone as an answer table, for the tests of SPF: "name TYPE data" per line. TXT data
// may hold several character-strings, split by "~~"; TYPE FAIL makes every type of the name
// servfail.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "dns/answers.h"
#include "text.h"

namespace spf_zone {

using namespace indicia;

inline dns::Record record_of(dns::RecordType type, std::string_view data) {
  dns::Record record;
  if (type == dns::RecordType::txt) {
    for (std::size_t start = 0; start <= data.size();) {
      const std::size_t end = std::min(data.find("~~", start), data.size());
      record.strings.emplace_back(data.substr(start, end - start));
      start = end + 2;
    }
  } else if (type == dns::RecordType::mx) {
    const std::size_t space = data.find(' ');
    record.preference = static_cast<std::uint16_t>(*parse_decimal(data.substr(0, space)));
    record.data = dns::normalise_name(data.substr(space + 1));
  } else {
    record.data = data;
  }
  return record;
}

inline void add_line(dns::Answers& answers, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first + 1);
  const std::string name(line.substr(0, first));
  const std::string_view type = line.substr(first + 1, second - first - 1);
  if (type == "FAIL") {
    for (const auto each : {dns::RecordType::a, dns::RecordType::aaaa, dns::RecordType::mx,
                            dns::RecordType::ptr, dns::RecordType::txt}) {
      answers.add({.question = {name, each}, .status = dns::Status::servfail});
    }
    return;
  }
  const dns::Question question{dns::normalise_name(name), *dns::parse_record_type(type)};
  dns::Answer answer{.question = question, .status = dns::Status::ok};
  if (const auto known = answers.all().find(question); known != answers.all().end()) {
    answer = known->second;
  }
  answer.records.push_back(record_of(question.type, line.substr(second + 1)));
  answers.add(std::move(answer));
}

// Authoritative for every name.
inline dns::Answers answers(std::string_view zone) {
  dns::Answers out;
  for (std::string_view line : split(zone, '\n')) {
    if (!trim(line).empty()) add_line(out, trim(line));
  }
  out.set_default_nxdomain();
  return out;
}

}  // namespace spf_zone
