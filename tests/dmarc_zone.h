// Small zones of DMARC records, written as text.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "dns/answers.h"

namespace dmarc_tests {

using namespace indicia;

// "name text" pairs separated by "|"; the text is a TXT record of _dmarc.name, or
//   exists    the name itself owns an address
//   alias     the name itself is an alias that leads nowhere
//   servfail, timeout, not_asked: of _dmarc.name;  own-servfail: of the name itself
inline dns::Answers zone(std::string_view text, bool authoritative = true) {
  dns::Answers answers;
  if (authoritative) answers.set_default_nxdomain();
  std::map<dns::Question, dns::Answer> table;
  std::string rows(text);
  std::istringstream stream(rows);
  for (std::string row; std::getline(stream, row, '|');) {
    std::istringstream words(row);
    std::string name;
    std::string value;
    words >> name;
    std::getline(words >> std::ws, value);
    dns::Question question{"_dmarc." + name, dns::RecordType::txt};
    dns::Answer answer{.status = dns::Status::ok};
    if (value == "exists") {
      question = {name, dns::RecordType::a};
      answer.records = {dns::Record{.data = "192.0.2.1"}};
    } else if (value == "alias") {
      question = {name, dns::RecordType::cname};
      answer.records = {dns::Record{.data = "nowhere.test"}};
    } else if (value == "own-servfail") {
      question = {name, dns::RecordType::txt};
      answer.status = dns::Status::servfail;
    } else if (value == "servfail" || value == "timeout" || value == "not_asked") {
      answer.status = *dns::parse_status(value);
    } else {
      answer = table[question];
      answer.status = dns::Status::ok;
      answer.records.push_back(dns::Record{.strings = {value}});
    }
    answer.question = question;
    answer.provenance = Provenance::observed;
    table[question] = answer;
  }
  for (const auto& [question, answer] : table) answers.add(answer);
  return answers;
}

}  // namespace dmarc_tests
