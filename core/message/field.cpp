// Splits octets into fields and body (RFC 5322 2.1, 2.2, 3.5, 4.5); see field.h.
#include "message/field.h"

#include <algorithm>
#include <optional>

#include "text.h"

namespace indicia::message {

Location Field::locate(std::size_t offset, std::size_t length) const {
  const std::size_t start = static_cast<std::size_t>(value.data() - raw.data()) + offset;
  const auto lines = std::count(
      raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(std::min(start, raw.size())), '\n');
  return {location.offset + start, length, location.line + static_cast<std::size_t>(lines)};
}

std::vector<const Field*> Message::named(std::string_view name) const {
  std::vector<const Field*> found;
  for (const Field& field : fields) {
    if (equal_ignoring_case(field.name, name)) found.push_back(&field);
  }
  return found;
}

const Field* Message::first(std::string_view name) const {
  for (const Field& field : fields) {
    if (equal_ignoring_case(field.name, name)) return &field;
  }
  return nullptr;
}

std::size_t field_name_length(std::string_view line) {
  std::size_t length = 0;
  while (length < line.size() && line[length] > ' ' && line[length] < '\x7F' &&
         line[length] != ':') {
    ++length;
  }
  std::size_t colon = length;
  while (colon < line.size() && is_wsp(line[colon])) ++colon;
  return colon < line.size() && line[colon] == ':' ? length : 0;
}

namespace {

struct Line {
  std::string_view text;  // without its line end
  std::size_t next = 0;   // offset of the following line
};

Line line_at(std::string_view octets, std::size_t start) {
  const std::size_t end = octets.find('\n', start);
  if (end == std::string_view::npos) return {octets.substr(start), octets.size()};
  std::string_view text = octets.substr(start, end - start);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {text, end + 1};
}

class Parser {
 public:
  Parser(std::string_view octets, const Location& origin, const Limits& limits)
      : octets_(octets), origin_(origin), limits_(limits) {
    message_.octets = octets;
  }

  Message run() {
    std::size_t at = 0;
    std::size_t line_number = origin_.line;
    while (at < octets_.size()) {
      const Line line = line_at(octets_, at);
      if (line.text.empty()) {
        end_header(at, line.next, line_number + 1);
        break;
      }
      take(at, line, line_number);
      at = line.next;
      ++line_number;
    }
    if (!message_.has_body) message_.header = octets_.substr(0, at);
    note_left_out();
    count_line_ends();
    return std::move(message_);
  }

 private:
  void defect(std::string_view ident, std::size_t offset, std::size_t length) {
    message_.defects.push_back({ident, offset, length});
  }

  void end_header(std::size_t at, std::size_t body, std::size_t line_number) {
    message_.header = octets_.substr(0, at);
    message_.body = octets_.substr(body);
    message_.has_body = true;
    message_.body_location = {origin_.offset + body, message_.body.size(), line_number};
  }

  void take(std::size_t at, const Line& line, std::size_t line_number) {
    const std::size_t size = line.next - at;
    const bool continuation = is_wsp(line.text.front());
    if (continuation && leaving_out_) return;
    if (continuation && !message_.fields.empty()) {
      continue_field(at + line.text.size(), size);
      return;
    }
    leaving_out_ = !has_room(at, size);
    if (leaving_out_) return;
    last_octets_ = size;
    read_octets_ += size;
    start_field(at, line, line_number);
  }

  bool has_room(std::size_t at, std::size_t size) {
    if (message_.fields.size() >= limits_.fields) {
      leave_out(too_many_, at);
      return false;
    }
    if (size > limits_.header_octets - read_octets_) {
      leave_out(too_long_, at);
      return false;
    }
    return true;
  }

  void leave_out(std::optional<std::size_t>& first, std::size_t at) {
    if (!first) first = at;
    ++message_.left_out;
  }

  // A field read in part would be another field: it is left out whole.
  void continue_field(std::size_t end, std::size_t size) {
    if (size > limits_.header_octets - read_octets_) {
      leave_out(too_long_, message_.fields.back().location.offset - origin_.offset);
      message_.fields.pop_back();
      read_octets_ -= last_octets_;
      leaving_out_ = true;
      return;
    }
    last_octets_ += size;
    read_octets_ += size;
    extend(end);
  }

  // From the first field that was left out to the end of the header section.
  void note_left_out() {
    const std::size_t end = message_.header.size();
    if (too_many_) defect("message-too-many-fields", *too_many_, end - *too_many_);
    if (too_long_) defect("message-header-too-long", *too_long_, end - *too_long_);
  }

  void start_field(std::size_t at, const Line& line, std::size_t line_number) {
    if (is_wsp(line.text.front())) {
      defect("message-starts-with-continuation", at, line.text.size());
      add(at, line.text, 0, line_number);
      return;
    }
    const std::size_t name = field_name_length(line.text);
    if (name == 0) {
      defect(line.text.starts_with("From ") && at == 0 ? "message-mbox-from-line"
                                                       : "message-line-not-a-field",
             at, line.text.size());
    } else if (line.text[name] != ':') {
      defect("message-name-space", at, name);
    }
    add(at, line.text, name, line_number);
  }

  void add(std::size_t at, std::string_view line, std::size_t name, std::size_t line_number) {
    Field field;
    field.raw = line;
    field.name = line.substr(0, name);
    field.value = name == 0 ? line : line.substr(line.find(':', name) + 1);
    field.location = {origin_.offset + at, line.size(), line_number};
    message_.fields.push_back(field);
  }

  // The last field now ends at `end`: a continuation line belongs to it (RFC 5322 2.2.3).
  void extend(std::size_t end) {
    Field& field = message_.fields.back();
    const std::size_t start = field.location.offset - origin_.offset;
    const std::size_t value = static_cast<std::size_t>(field.value.data() - octets_.data());
    field.raw = octets_.substr(start, end - start);
    field.value = octets_.substr(value, end - value);
    field.location.length = field.raw.size();
  }

  void count_line_ends() {
    std::size_t lf = octets_.starts_with('\n') ? 1 : 0;
    std::size_t cr = octets_.starts_with('\r') ? 1 : 0;
    // In blocks with small counters, which compilers turn into vector code.
    constexpr std::size_t block = 255;  // what a counter of one octet holds
    for (std::size_t start = 1; start < octets_.size(); start += block) {
      const char* text = octets_.data() + start;
      const std::size_t size = std::min(block, octets_.size() - start);
      unsigned char lfs = 0;
      unsigned char crs = 0;
      unsigned char pairs = 0;
      for (std::size_t i = 0; i < size; ++i) {
        const char before = text[static_cast<std::ptrdiff_t>(i) - 1];
        lfs = static_cast<unsigned char>(lfs + (text[i] == '\n'));
        crs = static_cast<unsigned char>(crs + (text[i] == '\r'));
        pairs = static_cast<unsigned char>(pairs + ((text[i] == '\n') & (before == '\r')));
      }
      lf += lfs;
      cr += crs;
      message_.crlf_line_ends += pairs;
    }
    message_.lf_line_ends = lf - message_.crlf_line_ends;
    message_.bare_cr = cr - message_.crlf_line_ends;
    const std::size_t nul = octets_.find('\0');
    if (nul != std::string_view::npos) defect("message-nul", nul, 1);
  }

  std::string_view octets_;
  Location origin_;
  const Limits& limits_;
  Message message_;
  bool leaving_out_ = false;             // the field that the next continuation line belongs to
  std::size_t read_octets_ = 0;          // of all fields, line ends included
  std::size_t last_octets_ = 0;          // of the last one
  std::optional<std::size_t> too_many_;  // where the first field begins that each limit left out
  std::optional<std::size_t> too_long_;
};

}  // namespace

Message parse_message(std::string_view octets, const Location& origin, const Limits& limits) {
  return Parser(octets, origin, limits).run();
}

}  // namespace indicia::message
