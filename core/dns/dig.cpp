// Pasted dig output; see dig.h. A paste is cut into blocks, one for each reply or command.
#include "dns/dig.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "ip_address.h"
#include "text.h"

namespace indicia::dns {

namespace {

constexpr std::string_view comment_line = "; <<>>";
constexpr std::string_view header_mark = "->>HEADER<<-";

struct Line {
  std::string_view text;  // without its end
  std::size_t number = 0;
  std::size_t offset = 0;
};

// Calls visit for each line until it returns false.
template <typename Visit>
void for_each_line(std::string_view text, std::size_t first, Visit visit) {
  std::size_t number = first;
  for (std::size_t offset = 0; offset <= text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    std::string_view line = text.substr(offset, end - offset);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!visit(Line{line, number, offset})) return;
    offset = end + 1;
  }
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_fws(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_fws(text[at])) ++at;
    if (at > begin) out.push_back(text.substr(begin, at - begin));
  }
  return out;
}

// The arguments of a dig command at a prompt or alone on its line.
std::optional<std::string_view> command_arguments(std::string_view line) {
  constexpr std::string_view prompts = "$#>%";
  std::string_view rest = trim(line);
  if (const std::size_t prompt = rest.substr(0, rest.find('"')).find_last_of(prompts);
      prompt != std::string_view::npos && !rest.starts_with(';')) {
    // The last prompt character directly before the command; "$" may also stand in a host name.
    const std::string_view after = trim(rest.substr(prompt + 1));
    if (after.starts_with("dig ") || after.starts_with("kdig ")) rest = after;
  }
  if (rest.starts_with('k')) rest.remove_prefix(1);
  if (!rest.starts_with("dig ")) return std::nullopt;
  return rest.substr(4);
}

struct Arguments {
  std::string name;
  std::optional<RecordType> type = RecordType::a;  // nullopt: one that we do not know
  bool brief = false;                              // +short
};

bool is_other_type(std::string_view word) {
  for (std::string_view type : {"ANY", "CAA", "DNSKEY", "DS", "HTTPS", "NSEC", "NSEC3", "RRSIG",
                                "SRV", "SVCB", "TLSA", "AXFR", "CDS", "HINFO", "NAPTR"}) {
    if (equal_ignoring_case(word, type)) return true;
  }
  return false;
}

Arguments parse_arguments(std::string_view text) {
  constexpr std::string_view options_with_value = "bcfkpy";
  Arguments out;
  const std::vector<std::string_view> list = words(text);
  const auto take_type = [&](std::string_view word) { out.type = parse_record_type(word); };
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string_view word = list[i];
    const bool has_value = i + 1 < list.size();
    if (word.starts_with('@') || equal_ignoring_case(word, "IN")) continue;
    if (word.starts_with('+')) {
      out.brief = out.brief || equal_ignoring_case(word, "+short");
    } else if (word == "-t" && has_value) {
      take_type(list[++i]);
    } else if (word == "-q" && has_value) {
      out.name = normalise_name(list[++i]);
    } else if (word == "-x" && has_value) {
      out.type = RecordType::ptr;
      if (const auto address = parse_ip(list[++i])) out.name = reverse_name(*address);
    } else if (word.size() > 1 && word.front() == '-') {
      if (word.size() == 2 && options_with_value.find(word[1]) != std::string_view::npos) ++i;
    } else if (parse_record_type(word) || is_other_type(word)) {
      take_type(word);
    } else if (out.name.empty()) {
      out.name = normalise_name(word);
    }
  }
  return out;
}

enum class Section { none, question, answer, authority, other };

// A stretch of lines inside the pasted text.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t line = 0;

  void add(const Line& next) {
    if (line == 0) {
      begin = next.offset;
      line = next.number;
    }
    end = next.offset + next.text.size();
  }
};

struct Block {
  std::size_t line = 0;
  std::optional<Arguments> arguments;
  std::optional<Question> question;
  bool other_question = false;  // of a type that we do not know
  std::optional<std::string> status;
  Section section = Section::none;
  Stretch answer;
  Stretch authority;
  bool authentic_data = false;
  bool truncated = false;
  bool validation_failed = false;
  bool no_server = false;
  bool refused = false;  // by the network, not by a server
  std::int64_t asked_at = 0;
  std::string resolver;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The word behind a label such as "status: ".
std::string_view value_after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + label.size());
  return trim(line.substr(0, line.find_first_of(",;")));
}

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  // Days before each month of a year that begins in March, so that a leap day comes last.
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719'468;
}

// "Sat Nov 21 14:03:00 UTC 2026"; other zones have no agreed abbreviations, so they give 0.
std::int64_t parse_when(std::string_view text) {
  constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::vector<std::string_view> part = words(text);
  if (part.size() != 6 || (part[4] != "UTC" && part[4] != "GMT") || part[1].size() != 3) return 0;
  const std::size_t month = months.find(to_lower(part[1]));
  const auto day = parse_decimal(part[2]);
  const auto year = parse_decimal(part[5]);
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year) return 0;
  const std::vector<std::string_view> clock = split(part[3], ':');
  if (clock.size() != 3 || *year < 1970 || *year > 9999 || *day < 1 || *day > 31) return 0;
  std::int64_t seconds = 0;
  for (std::string_view number : clock) {
    const auto value = parse_decimal(number);
    if (!value || *value > 60) return 0;
    seconds = seconds * 60 + static_cast<std::int64_t>(*value);
  }
  return days_from_civil(static_cast<std::int64_t>(*year), static_cast<unsigned>(month / 3 + 1),
                         static_cast<unsigned>(*day)) *
             86'400 +
         seconds;
}

class Paste {
 public:
  Paste(std::string_view text, std::size_t first_line) : text_(text), first_line_(first_line) {}

  DigText read() {
    for_each_line(text_, first_line_, [&](const Line& line) {
      read_line(line);
      return true;
    });
    finish();
    return std::move(out_);
  }

 private:
  void start(std::size_t line) {
    finish();
    block_ = Block{.line = line};
  }

  void read_line(const Line& line) {
    if (const auto arguments = command_arguments(line.text)) {
      start(line.number);
      block_.arguments = parse_arguments(*arguments);
    } else if (line.text.starts_with(comment_line)) {
      read_comment_line(line);
    } else if (contains(line.text, header_mark)) {
      if (block_.status || !block_.arguments) start(line.number);
      block_.answer = {};
      block_.status = value_after(line.text, "status: ");
      block_.section = Section::other;
    } else if (line.text.starts_with(';')) {
      read_comment(line);
    } else if (block_.section == Section::answer || block_.section == Section::none) {
      if (!trim(line.text).empty()) block_.answer.add(line);
    } else if (block_.section == Section::authority) {
      block_.authority.add(line);
    }
  }

  // "; <<>> DiG 9.18.24 <<>> TXT example.com"
  void read_comment_line(const Line& line) {
    const std::size_t second = line.text.find("<<>>", comment_line.size());
    const bool repeats_command = block_.arguments && !block_.status && block_.answer.line == 0;
    if (!repeats_command) start(line.number);
    if (second != std::string_view::npos) {
      const bool brief = block_.arguments && block_.arguments->brief;
      block_.arguments = parse_arguments(line.text.substr(second + 4));
      block_.arguments->brief = block_.arguments->brief || brief;
    }
  }

  void read_comment(const Line& line) {
    std::string_view text = line.text;
    while (text.starts_with(';')) text.remove_prefix(1);
    text = trim(text);
    if (contains(text, "SECTION:")) {
      block_.section = text.starts_with("QUESTION")    ? Section::question
                       : text.starts_with("ANSWER")    ? Section::answer
                       : text.starts_with("AUTHORITY") ? Section::authority
                                                       : Section::other;
    } else if (starts_with_ignoring_case(text, "flags: ")) {
      const std::string_view flags = text.substr(7, text.find(';') - 7);
      for (std::string_view flag : words(flags)) {
        if (flag == "ad") block_.authentic_data = true;
        if (flag == "tc") block_.truncated = true;
      }
    } else if (text.starts_with("EDE: ")) {
      // RFC 8914 4: codes 6 to 12 say that validation failed.
      const std::vector<std::string_view> part = words(text);
      const auto code = parse_decimal(part.size() > 1 ? part[1] : "");
      if (code && *code >= 6 && *code <= 12) block_.validation_failed = true;
    } else if (contains(text, "no servers could be reached") ||
               contains(text, "failed to query server")) {
      block_.no_server = true;
    } else if (contains(text, "connection refused") || contains(text, "unreachable")) {
      block_.refused = true;
    } else if (text.starts_with("SERVER: ") || text.starts_with("From ")) {
      const std::string_view server = text.substr(text.find(' ') + 1);
      block_.resolver = excerpt(server.substr(0, server.find_first_of("#@( ")));
    } else if (text.starts_with("WHEN: ")) {
      block_.asked_at = parse_when(text.substr(6));
    } else if (block_.section == Section::question) {
      if (!block_.question) read_question(text);
    } else if (line.text.starts_with(";;") && block_.status) {
      block_.section = Section::other;  // what follows the sections, such as the query time
    }
  }

  // "example.com. IN TXT"
  void read_question(std::string_view text) {
    const std::vector<std::string_view> part = words(text);
    if (part.size() < 2) return;
    if (const auto type = parse_record_type(part.back())) {
      block_.question = Question{normalise_name(part.front()), *type};
    } else {
      block_.other_question = true;
    }
  }

  void finish() {
    if (block_.line == 0 && block_.answer.line == 0) return;
    if (!block_.question && block_.arguments && block_.arguments->type &&
        !block_.arguments->name.empty()) {
      block_.question = Question{block_.arguments->name, *block_.arguments->type};
    }
    const bool other =
        block_.other_question || (block_.arguments && !block_.arguments->type && !block_.question);
    if (!other) finish_block();
    block_ = Block{};
  }

  void finish_block() {
    const std::string_view answer =
        text_.substr(block_.answer.begin, block_.answer.end - block_.answer.begin);
    const bool bad_name =
        block_.question && !block_.question->name.empty() && !is_valid_name(block_.question->name);
    if (bad_name) {
      refuse(block_.line, "\"" + excerpt(block_.question->name) + "\" is not a DNS name",
             "a name has labels of 1 to 63 octets and 253 octets in all");
    } else if (block_.question && block_.no_server) {
      add({{.question = *block_.question,
            .status = block_.refused ? Status::servfail : Status::timeout}});
    } else if (block_.status && !block_.question) {
      refuse(block_.line, "this reply has no QUESTION SECTION",
             "paste the output of dig without +noquestion");
    } else if (block_.status) {
      finish_reply(answer);
    } else if (block_.question && block_.arguments && block_.arguments->brief) {
      const DigText brief = parse_dig_short(
          answer, *block_.question, block_.answer.line == 0 ? block_.line : block_.answer.line);
      add(brief.answers);
      append_errors(brief.errors);
    } else if (block_.answer.line != 0) {
      // Bare records, such as those of +noall +answer. Words around a paste are no errors.
      add(group(read_records(answer, {.line = block_.answer.line}).records));
    }
  }

  void finish_reply(std::string_view answer) {
    Reply reply{.question = *block_.question, .status = reply_status()};
    reply.records = take_records(answer, block_.answer.line).records;
    reply.dnssec = block_.authentic_data ? Dnssec::secure : Dnssec::unknown;
    if (reply.status == Status::bogus) reply.dnssec = Dnssec::bogus;
    const ZoneRecords authority = read_records(
        text_.substr(block_.authority.begin, block_.authority.end - block_.authority.begin),
        {.line = block_.authority.line});
    bool referral = false;
    reply.proves_absence = false;
    for (const ResourceRecord& record : authority.records) {
      if (record.type == RecordType::ns) referral = true;
      if (record.type != RecordType::soa) continue;
      reply.proves_absence = true;
      // RFC 2308 5: the smaller of the SOA's TTL and its MINIMUM, the last number.
      const auto minimum = parse_decimal(words(record.record.data).back());
      reply.negative_ttl =
          std::min(record.ttl, static_cast<std::uint32_t>(minimum.value_or(record.ttl)));
    }
    if (reply.status == Status::ok && reply.records.empty() && referral && !reply.proves_absence) {
      reply.status = Status::servfail;  // RFC 2308 2.2: says nothing of the name itself
    }
    add(answers_of(reply));
  }

  Status reply_status() const {
    if (block_.truncated) return Status::servfail;
    if (*block_.status == "NOERROR") return Status::ok;
    if (*block_.status == "NXDOMAIN") return Status::nxdomain;
    return block_.validation_failed ? Status::bogus : Status::servfail;
  }

  ZoneRecords take_records(std::string_view text, std::size_t line) {
    ZoneRecords records = read_records(text, {.line = line});
    append_errors(records.errors);
    for (SkippedRecord& skipped : records.skipped) out_.skipped.push_back(std::move(skipped));
    return records;
  }

  void append_errors(const std::vector<TextError>& errors) {
    for (const TextError& error : errors) refuse(error.line, error.what, error.remedy);
  }

  void refuse(std::size_t line, std::string what, std::string remedy) {
    constexpr std::size_t most_errors = 20;
    if (out_.errors.size() < most_errors) {
      out_.errors.push_back({line, std::move(what), std::move(remedy)});
    }
  }

  void add(std::vector<Answer> answers) {
    for (Answer& answer : answers) {
      answer.asked_at = block_.asked_at;
      answer.resolver = block_.resolver;
      out_.answers.push_back(std::move(answer));
    }
  }

  std::string_view text_;
  std::size_t first_line_;
  Block block_;
  DigText out_;
};

// Whether a line of +short output names the target of an alias instead of the data asked for.
bool is_alias_line(std::string_view line, RecordType type) {
  if (!line.ends_with('.') || line.find_first_of(" \t\"") != std::string_view::npos) return false;
  if (type == RecordType::ns || type == RecordType::cname) return false;
  // RFC 2317: a reverse name may be an alias of another name in the reverse tree.
  return type != RecordType::ptr || ends_with_ignoring_case(line, ".in-addr.arpa.") ||
         ends_with_ignoring_case(line, ".ip6.arpa.");
}

}  // namespace

bool looks_like_dig(std::string_view text) {
  bool found = false;
  for_each_line(text, 1, [&](const Line& line) {
    found = line.text.starts_with(comment_line) || contains(line.text, header_mark) ||
            command_arguments(line.text);
    return !found;
  });
  return found;
}

DigText parse_dig(std::string_view text) {
  return Paste(text, 1).read();
}

DigText parse_dig_short(std::string_view text, const Question& question, std::size_t first_line) {
  DigText out;
  Reply reply{.question = {normalise_name(question.name), question.type}};
  std::string owner = reply.question.name;
  for_each_line(text, first_line, [&](const Line& line) {
    const std::string_view data = trim(line.text);
    if (contains(data, "no servers could be reached")) reply.status = Status::timeout;
    if (data.empty() || data.starts_with(';')) return true;
    const bool alias = is_alias_line(data, question.type);
    // As a line of a zone file, so that there is one reader of record data.
    const std::string record = owner + ". IN " +
                               std::string(to_string(alias ? RecordType::cname : question.type)) +
                               ' ' + std::string(data);
    ZoneRecords records = read_records(record, {.line = line.number});
    for (TextError& error : records.errors) out.errors.push_back(std::move(error));
    for (ResourceRecord& entry : records.records) {
      if (alias) owner = entry.record.data;
      reply.records.push_back(std::move(entry));
    }
    return true;
  });
  if (reply.records.empty() && reply.status == Status::ok) {
    if (out.errors.empty()) {
      out.errors.push_back({first_line, "dig +short printed no record",
                            "run dig without +short: its output tells a name that does not exist "
                            "from one without such a record and from a failed server"});
    }
    return out;
  }
  reply.proves_absence = false;
  out.answers = answers_of(reply);
  return out;
}

}  // namespace indicia::dns
