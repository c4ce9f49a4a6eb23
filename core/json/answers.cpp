// Writing answers, and telling the forms of an answers file apart; see answers.h.
#include "json/answers.h"

#include <utility>

#include "dns/dig.h"
#include "dns/escape.h"
#include "json/print.h"
#include "json/read_answers.h"
#include "message/date.h"
#include "text.h"

namespace indicia {

namespace {

std::string shown_name(const std::string& name) {
  return name.empty() ? "." : name;
}

Json record_json(dns::RecordType type, const dns::Record& record) {
  switch (type) {
    case dns::RecordType::mx:
      return {{"preference", record.preference}, {"exchange", shown_name(record.data)}};
    case dns::RecordType::txt:
    case dns::RecordType::spf: {
      if (record.strings.size() == 1) return dns::to_text_form(record.strings.front());
      Json list = Json::array();
      for (const std::string& string : record.strings) list.push_back(dns::to_text_form(string));
      return list;
    }
    case dns::RecordType::a:
    case dns::RecordType::aaaa:
    case dns::RecordType::soa:
      return clean_utf8(record.data);
    case dns::RecordType::cname:
    case dns::RecordType::ns:
    case dns::RecordType::ptr:
      return shown_name(record.data);
  }
  return nullptr;
}

bool starts_like_json(std::string_view text) {
  const std::string_view rest = trim(text);
  return rest.starts_with('{') || rest.starts_with('[');
}

AnswersFile from_dig(dns::DigText dig) {
  AnswersFile file;
  file.answers = std::move(dig.answers);
  file.skipped = std::move(dig.skipped);
  file.errors = std::move(dig.errors);
  return file;
}

AnswersFile from_zone(dns::ZoneText zone) {
  AnswersFile file;
  file.answers = std::move(zone.answers);
  file.apexes = std::move(zone.apexes);
  file.skipped = std::move(zone.skipped);
  file.errors = std::move(zone.errors);
  for (const std::string& apex : file.apexes) {
    if (apex.empty()) file.default_nxdomain = true;  // the root zone holds every name
  }
  return file;
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  return text;
}

}  // namespace

namespace json {

Json answer_json(const dns::Answer& answer) {
  using dns::Status;
  Json out = {{"name", shown_name(answer.question.name)},
              {"type", dns::to_string(answer.question.type)},
              {"status", dns::to_string(answer.status)}};
  if (answer.status == Status::ok) {
    Json records = Json::array();
    for (const dns::Record& record : answer.records) {
      records.push_back(record_json(answer.question.type, record));
    }
    out["records"] = std::move(records);
  }
  if (answer.status == Status::ok || answer.status == Status::nodata ||
      answer.status == Status::nxdomain) {
    out["ttl"] = answer.ttl;
  }
  if (answer.asked_at != 0) out["asked_at"] = message::to_iso(answer.asked_at);
  if (!answer.resolver.empty()) out["resolver"] = clean_utf8(answer.resolver);
  if (answer.dnssec != dns::Dnssec::unknown) out["dnssec"] = dns::to_string(answer.dnssec);
  return out;
}

}  // namespace json

std::string answers_json(const std::vector<dns::Answer>& answers, bool default_nxdomain) {
  std::string out = "{\n  \"schema\": \"indicia-answers/1\",\n  \"default\": \"";
  out += default_nxdomain ? "nxdomain" : "not_asked";
  out += "\",\n  \"answers\": [";
  std::string_view separator = "\n    ";
  for (const dns::Answer& answer : answers) {
    out += separator;
    out += json::printed(json::answer_json(answer));
    separator = ",\n    ";
  }
  out += answers.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return out;
}

std::string used_answers_json(const std::vector<dns::UsedAnswer>& used) {
  dns::Answers each;
  for (const dns::Answer& answer : used) each.add(answer);
  std::vector<dns::Answer> list;
  for (const auto& [question, answer] : each.all()) list.push_back(answer);
  return answers_json(list, false);
}

AnswersFile parse_answers(std::string_view text) {
  text = without_byte_order_mark(text);
  if (starts_like_json(text)) return json::read_answers(text);
  AnswersFile file =
      dns::looks_like_dig(text) ? from_dig(dns::parse_dig(text)) : from_zone(dns::parse_zone(text));
  if (file.answers.empty() && file.errors.empty()) {
    file.errors.push_back({1, "no DNS record stands in this text",
                           "give an answers file, zone-file text or the whole output of dig"});
  }
  return file;
}

AnswersFile parse_answers(std::string_view text, const dns::Question& short_output_of) {
  return from_dig(dns::parse_dig_short(without_byte_order_mark(text), short_output_of));
}

void add_answers(const AnswersFile& file, dns::Answers& table) {
  for (const dns::Answer& answer : file.answers) table.add(answer);
  for (const std::string& apex : file.apexes) table.add_authority(apex);
  if (file.default_nxdomain) table.set_default_nxdomain();
}

}  // namespace indicia
