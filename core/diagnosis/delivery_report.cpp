// Picks the recipient and reads its fields; see delivery_report.h.
#include "diagnosis/delivery_report.h"

#include <algorithm>
#include <iterator>

#include "text.h"

namespace indicia::diagnosis {

namespace {

// RFC 3464 2.3.3, worst first.
constexpr std::string_view actions[] = {"failed", "delayed", "relayed", "expanded", "delivered"};

std::string one_line(std::string_view text) {
  std::string out;  // blanks that folding left become one
  for (char c : trim(text)) {
    if (!is_wsp(c)) out += c;
    if (is_wsp(c) && !out.ends_with(' ')) out += ' ';
  }
  return clean_utf8(out);
}

// The value behind "type;" of RFC 3464 2.1.2.
std::string typed_value(const message::StatusFields& group, std::string_view name) {
  const std::string* value = message::find_status(group, name);
  if (value == nullptr) return {};
  const std::size_t semicolon = value->find(';');
  return one_line(
      std::string_view(*value).substr(semicolon == std::string::npos ? 0 : semicolon + 1));
}

// RFC 3463 2: class "." subject "." detail, at the start of the text; empty: none.
std::string_view status_code(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return {};
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at]) && at - start < 3) ++at;
    if (at == start) return {};
  }
  const bool ends = at == text.size() || (!is_alnum(text[at]) && text[at] != '.');
  return ends ? text.substr(0, at) : std::string_view();
}

// "550-" or "550 " of RFC 5321 4.2.
bool is_reply_code(std::string_view text) {
  return text.size() > 3 && text[0] >= '2' && text[0] <= '5' && is_digit(text[1]) &&
         is_digit(text[2]) && (text[3] == '-' || text[3] == ' ');
}

std::string_view action_of(const message::StatusFields& group) {
  const std::string* written = message::find_status(group, "action");
  if (written == nullptr) return {};
  // A comment may follow the word.
  for (std::string_view action : actions) {
    if (starts_with_ignoring_case(*written, action)) return action;
  }
  return {};
}

DeliveryNotice read(const message::StatusFields& group, std::string_view action) {
  DeliveryNotice notice;
  notice.action = action;
  notice.address = typed_value(group, "final-recipient");
  if (notice.address.empty()) notice.address = typed_value(group, "original-recipient");
  notice.host = typed_value(group, "remote-mta");
  notice.answer = joined_reply(typed_value(group, "diagnostic-code"));
  if (const std::string* status = message::find_status(group, "status")) {
    notice.status = one_line(*status);
  } else if (is_reply_code(notice.answer)) {
    notice.status = std::string(status_code(std::string_view(notice.answer).substr(4)));
  }
  return notice;
}

}  // namespace

std::string joined_reply(std::string_view answer) {
  std::string out(answer);
  if (!is_reply_code(answer) || answer[3] != '-') return out;
  const std::string code(answer.substr(0, 3));
  const std::string status(status_code(answer.substr(4)));
  for (const char* mark : {"-", " "}) {
    const std::string again = " " + code + mark + (status.empty() ? "" : status + " ");
    for (std::size_t at = out.find(again, 4); at != std::string::npos; at = out.find(again, at)) {
      out.replace(at, again.size(), " ");
    }
  }
  out[3] = ' ';
  return out;
}

std::optional<DeliveryNotice> read_delivery_notice(const Evidence& evidence) {
  const auto& report = evidence.report;
  if (!report || report->type != "delivery-status" || evidence.selected != 0) return std::nullopt;
  for (std::string_view action : actions) {
    for (const message::StatusFields& group : report->groups) {
      if (action_of(group) != action) continue;
      DeliveryNotice notice = read(group, action);
      notice.returned = report->returned.has_value();
      return notice;
    }
  }
  return std::nullopt;
}

DeliveryRemedy remedy_of(const DeliveryNotice& notice) {
  struct Row {
    std::string_view subject_and_detail;
    DeliveryRemedy remedy;
  };
  constexpr DeliveryRemedy address{"phrase-bounce-address", Who::sender};
  constexpr DeliveryRemedy domain{"phrase-bounce-domain", Who::sender};
  constexpr DeliveryRemedy mailbox{"phrase-bounce-mailbox", Who::recipient};
  constexpr DeliveryRemedy size{"phrase-bounce-size", Who::sender};
  constexpr DeliveryRemedy unreached{"phrase-bounce-unreached", std::nullopt};
  constexpr DeliveryRemedy authentication{"phrase-bounce-authentication", Who::sender};
  constexpr DeliveryRemedy reverse{"phrase-bounce-reverse", Who::ip_owner};
  // RFC 3463 3; RFC 7505 4.2 (1.10); RFC 7372 3 (7.20 to 7.26); Microsoft's 7.509 and 7.515 for
  // mail that fails DMARC or is not authenticated.
  constexpr Row rows[] = {
      {"1.1", address},
      {"1.3", address},
      {"1.6", address},
      {"1.2", domain},
      {"1.10", domain},
      {"2.1", mailbox},
      {"2.2", mailbox},
      {"2.3", size},
      {"3.4", size},
      {"4.1", unreached},
      {"4.2", unreached},
      {"4.3", unreached},
      {"4.4", unreached},
      {"4.5", unreached},
      {"4.7", unreached},
      {"7.20", authentication},
      {"7.21", authentication},
      {"7.22", authentication},
      {"7.23", authentication},
      {"7.24", authentication},
      {"7.25", reverse},
      {"7.26", authentication},
      {"7.509", authentication},
      {"7.515", authentication},
  };
  const std::string_view code = status_code(notice.status);
  const std::string_view rest = code.empty() ? code : code.substr(code.find('.') + 1);
  const auto found = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const Row& row) { return row.subject_and_detail == rest; });
  if (found == std::end(rows)) {
    return {notice.answer.empty() ? "phrase-bounce-silent" : "phrase-bounce-other", std::nullopt};
  }
  return found->remedy;
}

}  // namespace indicia::diagnosis
