// Zone-file text; see zone.h. Two steps: text to entries (the tokens of one record), entries to
// records (RFC 1035 5.1).
#include "dns/zone.h"

#include <limits>
#include <optional>
#include <utility>

#include "dns/escape.h"
#include "ip_address.h"
#include "text.h"

namespace indicia::dns {

namespace {

constexpr std::size_t most_errors = 20;
constexpr std::size_t longest_string = 255;  // octets of a character-string, RFC 1035 3.3

struct Token {
  std::string_view text;  // escapes kept, quotation marks removed
  bool quoted = false;
  bool cut_by_comment = false;  // a ";" stands directly behind it
};

struct Entry {
  std::size_t line = 0;
  bool owner_given = false;  // the first token stands at the start of the line
  std::vector<Token> tokens;
};

// Splits the text into entries; every octet is looked at once.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t line) : text_(text), line_(line) {}

  // Nothing left: false. An error makes an entry without tokens and skips the rest of the line.
  bool next(Entry& entry, std::vector<TextError>& errors) {
    while (at_ < text_.size()) {
      entry = {.line = line_, .owner_given = !is_fws(text_[at_])};
      read_entry(entry, errors);
      if (!entry.tokens.empty()) return true;
    }
    return false;
  }

 private:
  void read_entry(Entry& entry, std::vector<TextError>& errors) {
    std::size_t open = 0;
    std::size_t opened_at = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        ++at_;
        ++line_;
        if (open == 0) return;
      } else if (c == ';') {
        skip_line();
      } else if (c == '(') {
        if (open++ == 0) opened_at = line_;
        ++at_;
      } else if (c == ')') {
        ++at_;
        if (open == 0) {
          return refuse(entry, errors, "a closing parenthesis has no opening one",
                        "remove it or add the opening one");
        }
        --open;
      } else if (is_wsp(c) || c == '\r') {
        ++at_;
      } else if (c == '"') {
        if (!read_quoted(entry)) {
          return refuse(entry, errors, "a quoted string has no closing quotation mark",
                        "close it on the same line; a long text is several strings side by side");
        }
      } else {
        read_word(entry);
      }
    }
    if (open != 0) {
      entry.line = opened_at;
      refuse(entry, errors, "an opening parenthesis is never closed", "close it after the record");
    }
  }

  void skip_line() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end;
  }

  void refuse(Entry& entry, std::vector<TextError>& errors, std::string_view what,
              std::string_view remedy) {
    if (errors.size() < most_errors) {
      errors.push_back({entry.line, std::string(what), std::string(remedy)});
    }
    entry.tokens.clear();
    skip_line();
  }

  bool read_quoted(Entry& entry) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() && !is_line_end(text_[at_ + 1]) ? 2 : 1;
    }
    if (at_ >= text_.size() || text_[at_] != '"') return false;
    entry.tokens.push_back({.text = text_.substr(begin, at_ - begin), .quoted = true});
    ++at_;
    return true;
  }

  void read_word(Entry& entry) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_word(text_[at_])) {
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() && !is_line_end(text_[at_ + 1]) ? 2 : 1;
    }
    const bool comment = at_ < text_.size() && text_[at_] == ';';
    entry.tokens.push_back(
        {.text = text_.substr(begin, at_ - begin), .quoted = false, .cut_by_comment = comment});
  }

  static bool is_line_end(char c) { return c == '\r' || c == '\n'; }

  static bool ends_word(char c) {
    return is_fws(c) || c == ';' || c == '(' || c == ')' || c == '"';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_;
};

// Seconds, plain (RFC 1035 5.1) or with BIND's units: 1w2d3h4m5s.
std::optional<std::uint32_t> parse_ttl(std::string_view text) {
  constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();  // RFC 2181 8
  std::uint64_t total = 0;
  std::uint64_t number = 0;
  bool digits = false;
  if (text.empty()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = lower(text[i]);
    if (is_digit(c)) {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      digits = true;
    } else {
      const std::uint64_t unit = c == 's'   ? 1
                                 : c == 'm' ? 60
                                 : c == 'h' ? 3'600
                                 : c == 'd' ? 86'400
                                 : c == 'w' ? 604'800
                                            : 0;
      if (unit == 0 || !digits) return std::nullopt;
      total += number * unit;
      number = 0;
      digits = false;
    }
    if (total > most || number > most) return std::nullopt;
  }
  total += number;
  if (total > most) return std::nullopt;
  return static_cast<std::uint32_t>(total);
}

bool is_class(std::string_view text) {
  for (std::string_view name : {"IN", "CH", "HS", "CS"}) {
    if (equal_ignoring_case(text, name)) return true;
  }
  return false;
}

class RecordReader {
 public:
  explicit RecordReader(std::string origin) : origin_(std::move(origin)) {}

  void read(const Entry& entry) {
    if (entry.owner_given && entry.tokens.front().text.starts_with('$') &&
        !entry.tokens.front().quoted) {
      return read_directive(entry);
    }
    std::size_t at = 0;
    if (entry.owner_given) {
      const auto name = absolute(entry, entry.tokens[at++].text);
      if (!name) return;
      owner_ = *name;
    } else if (!owner_) {
      return refuse(entry, "the first record names no owner",
                    "write the name at the start of the line");
    }
    read_record(entry, at);
  }

  ZoneRecords out;

 private:
  void refuse(const Entry& entry, std::string what, std::string_view remedy) {
    if (out.errors.size() < most_errors) {
      out.errors.push_back({entry.line, std::move(what), std::string(remedy)});
    }
  }

  std::optional<std::string> absolute(const Entry& entry, std::string_view text) {
    std::string name = origin_;
    if (text != "@") {
      name = normalise_name(text);
      const bool is_absolute = is_absolute_text(text);
      if (!is_absolute && !origin_.empty()) name += '.' + origin_;
    }
    if (!name.empty() && !is_valid_name(name)) {
      refuse(entry, "\"" + excerpt(text) + "\" is not a DNS name",
             "a name has labels of 1 to 63 octets and 253 octets in all");
      return std::nullopt;
    }
    return name;
  }

  // Whether a final dot stands for the root, which an escaped dot does not.
  static bool is_absolute_text(std::string_view text) {
    std::size_t backslashes = 0;
    if (!text.ends_with('.')) return false;
    for (std::size_t i = text.size() - 1; i > 0 && text[i - 1] == '\\'; --i) ++backslashes;
    return backslashes % 2 == 0;
  }

  void read_directive(const Entry& entry) {
    const std::string_view directive = entry.tokens.front().text;
    const std::string_view value = entry.tokens.size() > 1 ? entry.tokens[1].text : "";
    if (equal_ignoring_case(directive, "$ORIGIN") && !value.empty()) {
      if (auto name = absolute(entry, value)) origin_ = *std::move(name);
    } else if (equal_ignoring_case(directive, "$TTL") && parse_ttl(value)) {
      default_ttl_ = *parse_ttl(value);
    } else if (equal_ignoring_case(directive, "$TTL") ||
               equal_ignoring_case(directive, "$ORIGIN")) {
      refuse(entry, excerpt(directive) + " has no usable value",
             "write \"$TTL 3600\" or \"$ORIGIN example.com.\"");
    } else {
      refuse(entry, "the directive " + excerpt(directive) + " is not carried out",
             "put the records themselves into the text");
    }
  }

  void read_record(const Entry& entry, std::size_t at) {
    const std::vector<Token>& tokens = entry.tokens;
    std::optional<std::uint32_t> ttl;
    std::string_view record_class = "IN";
    bool class_given = false;
    // RFC 1035 5.1: TTL and class stand before the type in either order, both may be missing.
    for (; at < tokens.size() && !tokens[at].quoted; ++at) {
      if (!ttl && is_digit(tokens[at].text.front()) && parse_ttl(tokens[at].text)) {
        ttl = parse_ttl(tokens[at].text);
      } else if (!class_given && is_class(tokens[at].text)) {
        record_class = tokens[at].text;
        class_given = true;
      } else {
        break;
      }
    }
    if (at == tokens.size() || tokens[at].quoted) {
      return refuse(
          entry, "the record of \"" + excerpt(*owner_) + "\" has no type",
          "write name, TTL, class and type, for example: example.com. 300 IN TXT \"...\"");
    }
    const Token& word = tokens[at++];
    const auto type = parse_record_type(word.text);
    if (!type || !equal_ignoring_case(record_class, "IN")) return skip(entry, word.text);
    if (ttl) last_ttl_ = *ttl;
    ResourceRecord record{
        .name = *owner_, .type = *type, .ttl = ttl.value_or(default_ttl_.value_or(last_ttl_))};
    if (read_data(entry, at, record)) out.records.push_back(std::move(record));
  }

  // A word that could be a type is one that we do not know; anything else is a mistake.
  void skip(const Entry& entry, std::string_view type) {
    for (char c : type) {
      if (!is_alnum(c) && c != '-') {
        return refuse(entry, "\"" + excerpt(type) + "\" is not a record type",
                      "a record starts with its name at the start of the line, then TTL, class and "
                      "type: example.com. 300 IN TXT \"...\"");
      }
    }
    out.skipped.push_back({entry.line, *owner_, std::string(type)});
  }

  bool read_data(const Entry& entry, std::size_t at, ResourceRecord& record) {
    const std::size_t count = entry.tokens.size() - at;
    // RFC 3597 5: the generic form, for types that the writer did not know.
    if (count > 0 && entry.tokens[at].text == "\\#") {
      out.skipped.push_back({entry.line, *owner_, std::string(to_string(record.type)) + " \\#"});
      return false;
    }
    switch (record.type) {
      case RecordType::a:
      case RecordType::aaaa:
        return expect(entry, record, count, 1) &&
               read_address(entry, entry.tokens[at].text, record);
      case RecordType::ns:
      case RecordType::cname:
      case RecordType::ptr:
        return expect(entry, record, count, 1) && read_name(entry, entry.tokens[at].text, record);
      case RecordType::mx:
        return expect(entry, record, count, 2) &&
               read_preference(entry, entry.tokens[at].text, record) &&
               read_name(entry, entry.tokens[at + 1].text, record);
      case RecordType::soa:
        return expect(entry, record, count, 7) && read_soa(entry, at, record);
      case RecordType::txt:
      case RecordType::spf:
        return read_strings(entry, at, record);
    }
    return false;
  }

  bool expect(const Entry& entry, const ResourceRecord& record, std::size_t count,
              std::size_t wanted) {
    if (count == wanted) return true;
    refuse(entry,
           "a record of type " + std::string(to_string(record.type)) + " has " +
               std::to_string(count) + " values instead of " + std::to_string(wanted),
           "compare the line with its source; a record ends at the line end unless parentheses "
           "hold it together");
    return false;
  }

  bool read_address(const Entry& entry, std::string_view text, ResourceRecord& record) {
    const bool v4 = record.type == RecordType::a;
    const auto address = v4 ? parse_ipv4(text) : parse_ipv6(text);
    if (!address) {
      refuse(entry, "\"" + excerpt(text) + "\" is not an " + (v4 ? "IPv4" : "IPv6") + " address",
             "write it like " + std::string(v4 ? "192.0.2.1" : "2001:db8::1"));
      return false;
    }
    record.record.data = indicia::to_string(*address);
    return true;
  }

  bool read_name(const Entry& entry, std::string_view text, ResourceRecord& record) {
    auto name = absolute(entry, text);
    if (!name) return false;
    record.record.data = *std::move(name);
    return true;
  }

  bool read_preference(const Entry& entry, std::string_view text, ResourceRecord& record) {
    const auto number = parse_decimal(text);
    if (!number || *number > 0xFFFF) {
      refuse(entry, "\"" + excerpt(text) + "\" is not a preference",
             "an MX record has a number up to 65535, then the host");
      return false;
    }
    record.record.preference = static_cast<std::uint16_t>(*number);
    return true;
  }

  bool read_soa(const Entry& entry, std::size_t at, ResourceRecord& record) {
    std::string text;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto name = absolute(entry, entry.tokens[at + i].text);
      if (!name) return false;
      text += *name + ". ";
    }
    for (std::size_t i = 2; i < 7; ++i) {
      const std::string_view word = entry.tokens[at + i].text;
      const auto serial = parse_decimal(word);
      const auto number = i == 2 && serial && *serial <= 0xFFFF'FFFF
                              ? std::optional(static_cast<std::uint32_t>(*serial))
                              : parse_ttl(word);
      if (!number) {
        refuse(entry, "\"" + excerpt(word) + "\" is not a number of an SOA record",
               "five numbers follow the two names");
        return false;
      }
      text += std::to_string(*number) + (i == 6 ? "" : " ");
    }
    record.record.data = std::move(text);
    return true;
  }

  bool read_strings(const Entry& entry, std::size_t at, ResourceRecord& record) {
    for (; at < entry.tokens.size(); ++at) {
      const Token& token = entry.tokens[at];
      // What a name server would serve is the part before the comment; nobody means that.
      if (token.cut_by_comment && !token.quoted) {
        refuse(entry, "a semicolon outside quotation marks ends the text of this record",
               "put the whole text into quotation marks");
        return false;
      }
      std::string octets = from_text_form(token.text);
      if (octets.size() > longest_string) {
        refuse(entry,
               "a string of " + std::to_string(octets.size()) +
                   " octets is longer than the 255 that one string can have",
               "split it into several quoted strings side by side");
        return false;
      }
      record.record.strings.push_back(std::move(octets));
    }
    if (!record.record.strings.empty()) return true;
    refuse(entry, "a record of type " + std::string(to_string(record.type)) + " has no text",
           "write the text in quotation marks after the type");
    return false;
  }

  std::string origin_;
  std::optional<std::string> owner_;
  std::optional<std::uint32_t> default_ttl_;
  std::uint32_t last_ttl_ = 0;
};

}  // namespace

std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 60;
  return text.size() <= longest ? to_text_form(text)
                                : to_text_form(text.substr(0, longest)) + "...";
}

ZoneRecords read_records(std::string_view text, const ZoneStart& start) {
  Scanner scanner(text, start.line);
  RecordReader reader(normalise_name(start.origin));
  Entry entry;
  while (scanner.next(entry, reader.out.errors)) reader.read(entry);
  return std::move(reader.out);
}

ZoneText parse_zone(std::string_view text, const ZoneStart& start) {
  ZoneRecords records = read_records(text, start);
  ZoneText zone{.answers = group(records.records),
                .skipped = std::move(records.skipped),
                .errors = std::move(records.errors)};
  for (const Answer& answer : zone.answers) {
    if (answer.question.type == RecordType::soa) zone.apexes.push_back(answer.question.name);
  }
  return zone;
}

}  // namespace indicia::dns
