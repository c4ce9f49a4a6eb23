// The schema "indicia-answers/1"; see read_answers.h.
#include "json/read_answers.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dns/escape.h"
#include "ip_address.h"
#include "json/depth.h"
#include "json/parse.h"
#include "message/date.h"
#include "text.h"

namespace indicia::json {

namespace {

using dns::RecordType;
using dns::Status;

constexpr std::size_t most_errors = 20;
constexpr std::size_t deepest = 32;

std::size_t line_at(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

// The line on which each element of the top object's "answers" starts. The parser keeps no
// positions; the text is known to be well-formed, so strings and brackets are enough to find them.
std::vector<std::size_t> element_lines(std::string_view text) {
  std::vector<std::size_t> lines;
  std::size_t line = 1;
  std::size_t depth = 0;
  std::string_view key;
  bool inside = false;    // of "answers"
  bool at_start = false;  // of an element
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (is_fws(c)) continue;
    if (inside && depth == 2 && at_start && c != ']') {
      lines.push_back(line);
      at_start = false;
    }
    if (c == '"') {
      const std::size_t begin = ++i;
      while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
      if (depth == 1) key = text.substr(begin, i - begin);
    } else if (c == '{' || c == '[') {
      if (++depth == 2 && c == '[') inside = at_start = key == "answers";
    } else if (c == '}' || c == ']') {
      if (depth-- == 2) inside = false;
    } else if (c == ',' && depth == 2) {
      at_start = true;
    }
  }
  return lines;
}

// The types of the IANA registry beside those of dns::RecordType.
constexpr std::array<std::string_view, 87> other_types = {
    "A6",         "AFSDB",   "AMTRELAY", "ANY",    "APL",        "ATMA",     "AVC",    "AXFR",
    "CAA",        "CDNSKEY", "CDS",      "CERT",   "CLA",        "CSYNC",    "DHCID",  "DLV",
    "DNAME",      "DNSKEY",  "DOA",      "DS",     "DSYNC",      "EID",      "EUI48",  "EUI64",
    "GID",        "GPOS",    "HHIT",     "HINFO",  "HIP",        "HTTPS",    "IPN",    "IPSECKEY",
    "ISDN",       "IXFR",    "KEY",      "KX",     "L32",        "L64",      "LOC",    "LP",
    "MAILA",      "MAILB",   "MB",       "MD",     "MF",         "MG",       "MINFO",  "MR",
    "NAPTR",      "NID",     "NIMLOC",   "NINFO",  "NSAP",       "NSAP-PTR", "NSEC",   "NSEC3",
    "NSEC3PARAM", "NULL",    "NXNAME",   "NXT",    "OPENPGPKEY", "OPT",      "PX",     "RESINFO",
    "RKEY",       "RP",      "RRSIG",    "RT",     "SIG",        "SINK",     "SMIMEA", "SRV",
    "SSHFP",      "SVCB",    "TA",       "TALINK", "TKEY",       "TLSA",     "TSIG",   "UID",
    "UINFO",      "UNSPEC",  "URI",      "WALLET", "WKS",        "X25",      "ZONEMD"};

class AnswersReader {
 public:
  explicit AnswersReader(std::string_view text) : text_(text) {}

  AnswersFile read() {
    const JsonInput document = parse();
    if (file_.errors.empty()) read_document(document);
    return std::move(file_);
  }

 private:
  void refuse(std::size_t line, std::string what, std::string_view remedy) {
    if (file_.errors.size() < most_errors) {
      file_.errors.push_back({line, std::move(what), std::string(remedy)});
    }
  }

  JsonInput parse() {
    if (is_deeper_than(text_, deepest)) {
      refuse(1, "this JSON is nested too deeply", "give an answers file");
      return nullptr;
    }
    json::Parsed parsed = json::parse(text_);
    switch (parsed.fault) {
      case json::Parsed::Fault::none:
        return std::move(parsed.document);
      case json::Parsed::Fault::syntax:
        refuse(line_at(text_, parsed.octet == 0 ? 0 : parsed.octet - 1),
               "this is not valid JSON: " + reason_of(parsed.reason),
               "mend this line, or give zone-file text or the output of dig");
        break;
      case json::Parsed::Fault::number:
        refuse(1, "this JSON cannot be read", "write every number as a whole number below 2^32");
        break;
    }
    return nullptr;
  }

  // The part of the library's sentence that says what was found: the last step of
  // "[...] parse error at line 1, column 2: syntax error while parsing value - unexpected ...".
  static std::string reason_of(std::string_view sentence) {
    if (const std::size_t at = sentence.find(" - "); at != std::string_view::npos) {
      sentence.remove_prefix(at + 3);
    } else if (const std::size_t colon = sentence.rfind(": "); colon != std::string_view::npos) {
      sentence.remove_prefix(colon + 2);
    }
    return dns::to_text_form(sentence.substr(0, sentence.find("; last read:")).substr(0, 120));
  }

  void read_document(const JsonInput& document) {
    if (!document.is_object()) {
      return refuse(1, "an answers file is a JSON object",
                    "start it with {\"schema\": \"indicia-answers/1\", ...");
    }
    const std::string schema = text_of(document, "schema");
    if (schema != "indicia-answers/1" && schema != "indicia/1") {
      return refuse(1,
                    schema.empty() ? "the member \"schema\" is missing"
                                   : "\"" + dns::excerpt(schema) + "\" is not a known schema",
                    "write \"schema\": \"indicia-answers/1\"");
    }
    if (document.contains("default")) {
      const std::string value = text_of(document, "default");
      file_.default_nxdomain = value == "nxdomain";
      if (value != "nxdomain" && value != "not_asked") {
        refuse(1, "\"default\" is neither \"not_asked\" nor \"nxdomain\"",
               "write \"nxdomain\" only if names that are not in the file do not exist");
      }
    }
    const auto answers = document.find("answers");
    if (answers == document.end() || !answers->is_array()) {
      return refuse(1, "the list \"answers\" is missing", "write \"answers\": [...]");
    }
    const std::vector<std::size_t> lines = element_lines(text_);
    for (std::size_t i = 0; i < answers->size(); ++i) {
      line_ = i < lines.size() ? lines[i] : 1;
      read_answer((*answers)[i]);
    }
  }

  static std::string text_of(const JsonInput& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
  }

  void wrong(std::string what, std::string_view remedy) { refuse(line_, std::move(what), remedy); }

  void read_answer(const JsonInput& element) {
    if (!element.is_object() || !element.contains("name") || !element["name"].is_string()) {
      return wrong("an answer has no name",
                   "write {\"name\": \"example.com\", \"type\": \"TXT\", \"status\": ...}");
    }
    dns::Answer answer;
    answer.question.name = dns::normalise_name(text_of(element, "name"));
    const std::string shown = "\"" + dns::excerpt(answer.question.name) + "\"";
    if (!is_name(answer.question.name)) {
      return wrong(shown + " is not a DNS name",
                   "a name has labels of 1 to 63 octets and 253 octets in all");
    }
    const std::string type_text = text_of(element, "type");
    const auto type = dns::parse_record_type(type_text);
    if (!type && !is_type_word(type_text)) {
      return wrong(type_text.empty()
                       ? "the answer for " + shown + " has no record type"
                       : "\"" + dns::excerpt(type_text) + "\" of " + shown + " is no record type",
                   "write \"type\": \"TXT\"");
    }
    const auto status = dns::parse_status(text_of(element, "status"));
    if (!status) {
      return wrong("the answer for " + shown + " has no known status",
                   "write ok, nodata, nxdomain, servfail, timeout, bogus or not_asked");
    }
    if (!type) {
      file_.skipped.push_back({line_, answer.question.name, type_text});
      return;
    }
    answer.question.type = *type;
    answer.status = *status;
    if (!read_records(element, shown, answer) || !read_rest(element, shown, answer)) return;
    if (!asked_.insert(answer.question).second) {
      return wrong(shown + " is answered twice for the type " +
                       std::string(dns::to_string(answer.question.type)),
                   "put all records into the list of one answer");
    }
    file_.answers.push_back(std::move(answer));
  }

  // A type that this program does not use, such as CAA or TYPE65 (RFC 3597 5). Any other word is a
  // slip of the pen, and its answer would be missed without a word.
  static bool is_type_word(std::string_view text) {
    if (starts_with_ignoring_case(text, "TYPE")) return parse_decimal(text.substr(4)).has_value();
    return std::any_of(other_types.begin(), other_types.end(),
                       [&](std::string_view type) { return equal_ignoring_case(type, text); });
  }

  bool read_records(const JsonInput& element, const std::string& shown, dns::Answer& answer) {
    const auto records = element.find("records");
    const bool present = records != element.end() && !(records->is_array() && records->empty());
    if (!present && answer.status == Status::ok) {
      wrong("the answer for " + shown + " is ok but has no records",
            "list its records, or write the status nodata");
      return false;
    }
    if (!present) return true;
    if (answer.status != Status::ok || !records->is_array()) {
      wrong("the records of " + shown +
                (records->is_array() ? " contradict its status" : " are not a list"),
            "write \"records\": [...] beside the status ok alone");
      return false;
    }
    for (const JsonInput& value : *records) {
      dns::Record record;
      if (!read_record(value, answer.question.type, record)) {
        wrong("a record of " + shown + " is not of the type " +
                  std::string(dns::to_string(answer.question.type)),
              remedy_for(answer.question.type));
        return false;
      }
      answer.records.push_back(std::move(record));
    }
    return true;
  }

  static std::string_view remedy_for(RecordType type) {
    switch (type) {
      case RecordType::a:
        return "write an address such as \"192.0.2.1\"";
      case RecordType::aaaa:
        return "write an address such as \"2001:db8::1\"";
      case RecordType::mx:
        return "write {\"preference\": 10, \"exchange\": \"mx.example.com\"}";
      case RecordType::txt:
      case RecordType::spf:
        return "write the text, or the list of its character-strings";
      case RecordType::soa:
        return "write both names and the five numbers as one text";
      case RecordType::cname:
      case RecordType::ns:
      case RecordType::ptr:
        return "write a name such as \"mx.example.com\"";
    }
    return "";
  }

  // The root stands for "no host" in MX (RFC 7505), and is a name in NS and CNAME.
  static bool is_name(std::string_view name) { return name.empty() || dns::is_valid_name(name); }

  static bool read_name(const JsonInput& value, std::string& name) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) return false;
    name = dns::normalise_name(value.get_ref<const std::string&>());
    return is_name(name);
  }

  static bool read_record(const JsonInput& value, RecordType type, dns::Record& record) {
    switch (type) {
      case RecordType::a:
      case RecordType::aaaa: {
        if (!value.is_string()) return false;
        const std::string& text = value.get_ref<const std::string&>();
        const auto address = type == RecordType::a ? parse_ipv4(text) : parse_ipv6(text);
        if (address) record.data = indicia::to_string(*address);
        return address.has_value();
      }
      case RecordType::mx:
        return value.is_object() && value.contains("preference") && value.contains("exchange") &&
               read_number(value["preference"], record.preference) &&
               read_name(value["exchange"], record.data);
      case RecordType::txt:
      case RecordType::spf:
        return read_strings(value, record.strings);
      case RecordType::soa:
        return value.is_string() && read_soa(value.get_ref<const std::string&>(), record);
      case RecordType::cname:
      case RecordType::ns:
      case RecordType::ptr:
        return read_name(value, record.data);
    }
    return false;
  }

  template <typename Number>
  static bool read_number(const JsonInput& value, Number& number) {
    if (!value.is_number_unsigned()) return false;
    const auto read = value.get<std::uint64_t>();
    if (read > std::numeric_limits<Number>::max()) return false;
    number = static_cast<Number>(read);
    return true;
  }

  static bool read_strings(const JsonInput& value, std::vector<std::string>& strings) {
    if (value.is_string()) {
      add_string(value.get_ref<const std::string&>(), strings);
      return true;
    }
    if (!value.is_array() || value.empty()) return false;
    for (const JsonInput& string : value) {
      if (!string.is_string()) return false;
      add_string(string.get_ref<const std::string&>(), strings);
    }
    return true;
  }

  // RFC 1035 3.3: a character-string has at most 255 octets. Who writes a longer text means
  // several, since readers join them.
  static void add_string(std::string_view text, std::vector<std::string>& strings) {
    constexpr std::size_t longest = 255;
    const std::string octets = dns::from_text_form(text);
    for (std::size_t at = 0; at == 0 || at < octets.size(); at += longest) {
      strings.push_back(octets.substr(at, longest));
    }
  }

  // "ns.example. admin.example. 1 3600 600 604800 300": two names, five numbers (RFC 1035 3.3.13).
  static bool read_soa(std::string_view text, dns::Record& record) {
    const std::vector<std::string_view> parts = split(text, ' ');
    if (parts.size() != 7) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i < 2) {
        const std::string name = dns::normalise_name(parts[i]);
        if (parts[i].empty() || !is_name(name)) return false;
        record.data += name + ". ";
      } else {
        const auto number = parse_decimal(parts[i]);
        if (!number || *number > 0xFFFF'FFFF) return false;
        record.data += std::to_string(*number) + (i == 6 ? "" : " ");
      }
    }
    return true;
  }

  bool read_rest(const JsonInput& element, const std::string& shown, dns::Answer& answer) {
    const auto ttl = element.find("ttl");
    if (ttl != element.end() && !read_number(*ttl, answer.ttl)) {
      wrong("the ttl of " + shown + " is not a whole number", "write seconds, 0 to 4294967295");
      return false;
    }
    if (const auto asked_at = element.find("asked_at"); asked_at != element.end()) {
      const auto time = read_time(*asked_at);
      if (!time) {
        wrong("\"asked_at\" of " + shown + " is not a time",
              "write it like \"2026-11-21T09:10:00Z\"");
        return false;
      }
      answer.asked_at = *time;
    }
    answer.resolver = text_of(element, "resolver");
    if (element.contains("dnssec")) {
      const auto dnssec = dns::parse_dnssec(text_of(element, "dnssec"));
      if (!dnssec) {
        wrong("\"dnssec\" of " + shown + " is not a known word",
              "write unknown, insecure, secure or bogus");
        return false;
      }
      answer.dnssec = *dnssec;
    }
    return true;
  }

  static std::optional<std::int64_t> read_time(const JsonInput& value) {
    constexpr std::int64_t end_of_9999 = 253'402'300'799;
    std::optional<std::int64_t> time;
    if (value.is_string()) time = message::parse_iso(value.get_ref<const std::string&>());
    if (value.is_number_integer()) time = value.get<std::int64_t>();
    if (time && (*time < 0 || *time > end_of_9999)) return std::nullopt;
    return time;
  }

  std::string_view text_;
  AnswersFile file_;
  std::set<dns::Question> asked_;
  std::size_t line_ = 1;
};

}  // namespace

AnswersFile read_answers(std::string_view text) {
  return AnswersReader(text).read();
}

}  // namespace indicia::json
