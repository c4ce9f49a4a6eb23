// Containers (RFC 4155, RFC 6522); see container.h.
#include "message/container.h"

#include <algorithm>
#include <array>

#include "message/line.h"
#include "message/paste_characters.h"
#include "text.h"

namespace indicia::message {

namespace {

// Names that nothing but mail uses.
constexpr std::array<std::string_view, 24> mail_names = {"received",
                                                         "return-path",
                                                         "delivered-to",
                                                         "dkim-signature",
                                                         "message-id",
                                                         "subject",
                                                         "in-reply-to",
                                                         "references",
                                                         "mime-version",
                                                         "received-spf",
                                                         "arc-seal",
                                                         "authentication-results",
                                                         "reply-to",
                                                         "bcc",
                                                         "cc",
                                                         "arc-message-signature",
                                                         "envelope-to",
                                                         "x-original-to",
                                                         "resent-from",
                                                         "arc-authentication-results",
                                                         "dkim2-signature",
                                                         "list-unsubscribe",
                                                         "x-received",
                                                         "domainkey-signature"};

// Names that other texts have too.
constexpr std::array<std::string_view, 3> address_names = {"from", "to", "sender"};
constexpr std::array<std::string_view, 3> shared_names = {"date", "content-type",
                                                          "content-transfer-encoding"};

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

// "From :" is a field (RFC 5322 4.5).
bool begins_as_from_line(std::string_view text) {
  return text.starts_with("From ") && !trim(text.substr(5)).starts_with(':');
}

// RFC 4155: "From ", an address, and a date in asctime form. Bodies hold lines that only begin so.
bool is_from_line(std::string_view text) {
  if (!begins_as_from_line(text)) return false;
  for (std::size_t i = 5; i + 5 <= text.size() && i < 500; ++i) {
    if (is_digit(text[i]) && is_digit(text[i + 1]) && text[i + 2] == ':' && is_digit(text[i + 3]) &&
        is_digit(text[i + 4])) {
      return true;
    }
  }
  return false;
}

struct NameCount {
  std::size_t certain = 0;
  std::size_t addresses = 0;
  std::size_t shared = 0;
  std::size_t unnamed = 0;
  std::size_t all = 0;

  void add(std::string_view name) {
    ++all;
    if (name.empty()) {
      ++unnamed;
    } else if (is_one_of(mail_names, name)) {
      ++certain;
    } else if (is_one_of(address_names, name)) {
      ++addresses;
    } else if (is_one_of(shared_names, name)) {
      ++shared;
    }
  }

  bool of_mail() const {
    return (certain > 0 || (addresses > 0 && addresses + shared > 1)) && unnamed * 2 <= all;
  }
};

class Opener {
 public:
  Opener(std::string_view input, const Limits& limits) : input_(input), limits_(limits) {}

  Container run() {
    if (is_utf16(input_)) {
      out_.defects.push_back({"container-utf16", 0, input_.size()});
      add(0, input_.size(), 1);
      return std::move(out_);
    }
    skip_start();
    const Line first = line_at(input_, at_);
    if (begins_as_from_line(first.text)) {
      split_mbox();
    } else {
      add(at_, input_.size(), line_);
    }
    if (out_.messages.size() > 1) {
      out_.kind = "mbox";
    } else {
      classify();
    }
    return std::move(out_);
  }

 private:
  void repair(std::string_view ident, std::size_t start, std::size_t end, std::size_t line) {
    const auto lines = std::count(input_.begin() + static_cast<std::ptrdiff_t>(start),
                                  input_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    const std::size_t last = line + static_cast<std::size_t>(lines) - (lines > 0 ? 1 : 0);
    out_.repairs.push_back(
        {.ident = ident, .location = {start, end - start, line}, .last_line = last});
  }

  void skip_start() {
    if (input_.starts_with("\xEF\xBB\xBF")) {
      repair("utf8-bom", 0, 3, 1);
      at_ = 3;
    }
    const std::size_t start = at_;
    const std::size_t start_line = line_;
    while (at_ < input_.size()) {
      const Line line = line_at(input_, at_);
      if (!line.text.empty()) break;
      at_ = line.next;
      ++line_;
    }
    if (at_ == input_.size()) {  // nothing but empty lines: no repair makes a message of it
      at_ = start;
      line_ = start_line;
    } else if (at_ > start) {
      repair("leading-empty-lines", start, at_, start_line);
    }
  }

  void split_mbox() {
    Line line = line_at(input_, at_);
    repair("mbox-from-line", line.start, line.next, line_);
    std::size_t start = line.next;
    std::size_t start_line = line_ + 1;
    std::size_t number = line_ + 1;
    std::size_t end = start;  // without the empty line in front of a From_ line
    bool after_empty = false;
    while (line.next < input_.size()) {
      line = line_at(input_, line.next);
      if (after_empty && is_from_line(line.text)) {
        add(start, end, start_line);
        if (out_.messages.size() >= limits_.messages) {
          out_.defects.push_back(
              {"container-too-many-messages", line.start, input_.size() - line.start});
          return;
        }
        start = line.next;
        start_line = number + 1;
      }
      after_empty = line.text.empty();
      end = after_empty ? line.start : line.next;
      ++number;
    }
    add(start, input_.size(), start_line);
  }

  void add(std::size_t start, std::size_t end, std::size_t line) {
    ContainedMessage found;
    found.location = {start, end > start ? end - start : 0, line};
    found.message =
        parse_message(input_.substr(start, found.location.length), found.location, limits_);
    out_.messages.push_back(std::move(found));
  }

  void classify() {
    const Message& message = out_.messages.front().message;
    if (!looks_like_headers(message)) return;
    out_.kind = message.has_body ? "message" : "headers";
    if (!could_report(message)) return;
    const PartTree tree = scan_parts(message, limits_);
    out_.report = find_report(tree);
    if (!out_.report) return;
    out_.kind = out_.report->type == "feedback-report" ? "complaint" : "bounce";
    if (!out_.report->returned) return;
    const Part& part = tree.parts[*out_.report->returned];
    const std::string& encoding = part.transfer_encoding;
    if (out_.report->headers_only && encoding != "7bit" && encoding != "8bit" &&
        encoding != "binary") {
      out_.defects.push_back(
          {"container-encoded-headers", part.body_location.offset, part.body_location.length});
      return;
    }
    const Location place = out_.report->headers_only ? part.body_location : part.header_location;
    const std::size_t end = part.body_location.offset + part.body_location.length;
    add(place.offset, end, place.line);
    out_.messages.back().enclosed = true;
    out_.messages.back().headers_only = out_.report->headers_only;
  }

  // Scanning the parts of every message would cost more than reading its fields.
  static bool could_report(const Message& message) {
    const Field* type = message.first("Content-Type");
    if (type == nullptr) return false;
    const std::string value = to_lower(type->value.substr(0, 4096));
    return value.find("report") != std::string::npos ||
           value.find("delivery-status") != std::string::npos;
  }

  std::string_view input_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  Container out_;
};

}  // namespace

bool looks_like_headers(const Message& message) {
  NameCount count;
  if (!message.cut()) {
    for (const Field& field : message.fields) count.add(field.name);
    return count.of_mail();
  }
  // The fields that are left out count as well: they may be the only ones of a mail.
  each_line(message.header, 0, [&](const Line& line) {
    const bool continuation = !line.text.empty() && is_wsp(line.text.front());
    if (!continuation) count.add(line.text.substr(0, field_name_length(line.text)));
    return true;
  });
  return count.of_mail();
}

Container open_container(std::string_view input, const Limits& limits) {
  return Opener(input, limits).run();
}

}  // namespace indicia::message
