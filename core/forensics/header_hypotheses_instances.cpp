// Fields that came, went or changed places after signing (dkim-forensics.md 5.1 H10, H11, H12,
// H16). A field named in h= more often than it stood there was signed as absent (RFC 6376 5.4.2).
#include <algorithm>
#include <array>
#include <map>

#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/date.h"
#include "text.h"

namespace indicia::forensics {

namespace {

// Fields that lists and relays add.
constexpr std::array<std::string_view, 27> list_fields = {"List-Unsubscribe",
                                                          "List-Unsubscribe-Post",
                                                          "List-Id",
                                                          "List-Post",
                                                          "List-Help",
                                                          "List-Subscribe",
                                                          "List-Owner",
                                                          "List-Archive",
                                                          "Sender",
                                                          "Errors-To",
                                                          "Precedence",
                                                          "Resent-From",
                                                          "Resent-To",
                                                          "Resent-Date",
                                                          "Resent-Message-ID",
                                                          "Resent-Sender",
                                                          "Resent-Cc",
                                                          "X-BeenThere",
                                                          "X-Mailman-Version",
                                                          "Mailing-List",
                                                          "Feedback-ID",
                                                          "Auto-Submitted",
                                                          "X-Priority",
                                                          "Importance",
                                                          "In-Reply-To",
                                                          "References",
                                                          "Cc"};

// Fields that every hop writes anew; a signer should leave them out.
constexpr std::array<std::string_view, 12> volatile_fields = {"Received",
                                                              "Return-Path",
                                                              "Delivered-To",
                                                              "X-Original-To",
                                                              "X-Received",
                                                              "Authentication-Results",
                                                              "Received-SPF",
                                                              "DKIM-Signature",
                                                              "ARC-Seal",
                                                              "ARC-Message-Signature",
                                                              "ARC-Authentication-Results",
                                                              "DomainKey-Signature"};

bool is_volatile(std::string_view name) {
  return starts_with_ignoring_case(name, "x-") ||
         std::any_of(volatile_fields.begin(), volatile_fields.end(),
                     [&](std::string_view one) { return equal_ignoring_case(one, name); });
}

bool is_list_field(std::string_view name) {
  return std::any_of(list_fields.begin(), list_fields.end(),
                     [&](std::string_view one) { return equal_ignoring_case(one, name); });
}

// Instances of the names in h=, top to bottom, the names in the order of h=.
struct Named {
  std::string_view name;
  std::vector<const message::Field*> instances;
};

std::vector<Named> named_fields(const Ground& ground) {
  std::map<std::string, std::size_t> places;
  std::vector<Named> all;
  for (const std::string& name : ground.examined.signature.signed_headers) {
    if (places.emplace(to_lower(name), all.size()).second) all.push_back({name, {}});
  }
  for (const message::Field& field : ground.message.fields) {
    if (&field == ground.examined.field) continue;
    const auto place = places.find(to_lower(field.name));
    if (place != places.end()) all[place->second].instances.push_back(&field);
  }
  return all;
}

std::vector<Change> without(const std::vector<const message::Field*>& fields) {
  std::vector<Change> changes;
  for (const message::Field* field : fields) {
    changes.push_back({Change::Kind::removed, field, {}});
  }
  return changes;
}

// Each of the first and the last few instances alone, then so many from the bottom or the top.
bool without_some(const Named& named, Offers& offers) {
  const std::size_t count = named.instances.size();
  if (count > Ground::most_instances) offers.cut();
  const std::size_t most = std::min(count, Ground::most_instances);
  for (std::size_t i = 0; i < most; ++i) {
    if (offers.remove(*named.instances[i]) || offers.remove(*named.instances[count - 1 - i])) {
      return true;
    }
  }
  for (std::size_t i = 2; i <= most; ++i) {
    const auto first = named.instances.begin();
    const auto last = named.instances.end();
    const auto size = static_cast<std::ptrdiff_t>(i);
    if (offers.changes(without({first, first + size})) ||
        offers.changes(without({last - size, last}))) {
      return true;
    }
  }
  return false;
}

bool offer_values(std::string_view name, Offers& offers, const std::vector<std::string>& contents) {
  return std::any_of(contents.begin(), contents.end(),
                     [&](const std::string& one) { return offers.insert(name, one); });
}

}  // namespace

bool list_field_added(const Ground& ground, Offers& offers) {
  constexpr std::size_t most = 24;
  std::vector<const message::Field*> added;
  for (const Named& named : named_fields(ground)) {
    if (!is_list_field(named.name)) continue;
    for (const message::Field* field : named.instances) {
      if (added.size() < most) added.push_back(field);
    }
  }
  if (added.size() == most) offers.cut();
  for (const message::Field* field : added) {
    if (offers.remove(*field)) return true;
  }
  if (added.size() < 2) return false;
  if (offers.changes(without(added))) return true;
  // Those named List- together, then all but one, then any two.
  std::vector<const message::Field*> list;
  for (const message::Field* field : added) {
    if (starts_with_ignoring_case(field->name, "list-")) list.push_back(field);
  }
  if (list.size() > 1 && offers.changes(without(list))) return true;
  for (std::size_t i = 0; i < added.size(); ++i) {
    std::vector<const message::Field*> others = added;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (offers.changes(without(others))) return true;
    for (std::size_t k = i + 1; k < added.size(); ++k) {
      if (offers.changes(without({added[i], added[k]}))) return true;
    }
  }
  return false;
}

bool field_removed(const Ground& ground, Offers& offers) {
  const message::Field* from = ground.any_field("From");
  const std::string author = from != nullptr ? content_of(*from) : std::string();
  const std::size_t open = author.rfind('<');
  const std::string address =
      open == std::string::npos
          ? author
          : author.substr(open + 1, std::min(author.find('>', open), author.size()) - open - 1);
  std::size_t count = 0;
  for (const Named& named : named_fields(ground)) {
    if (!named.instances.empty()) continue;
    if (++count > Ground::most_fields) {
      offers.cut();
      break;
    }
    const std::string name = to_lower(named.name);
    std::vector<std::string> contents;
    // Empty fields that are met, and that relays drop.
    if (name == "cc" || name == "bcc" || name == "subject") contents = {""};
    if (name == "mime-version") contents = {"1.0"};
    if (name == "content-transfer-encoding") {
      contents = {"7bit", "8bit", "quoted-printable", "base64", "7BIT", "8BIT"};
    }
    if (name == "content-type") {
      contents = {"text/plain",
                  "text/plain; charset=us-ascii",
                  "text/plain; charset=utf-8",
                  "text/plain; charset=\"us-ascii\"",
                  "text/plain; charset=\"utf-8\"",
                  "text/plain; charset=UTF-8",
                  "text/plain; charset=\"UTF-8\"",
                  "text/html; charset=utf-8",
                  "text/html; charset=\"utf-8\"",
                  "text/html; charset=UTF-8"};
    }
    if (name == "content-language") contents = {"en-US", "en", "en-GB", "de-DE", "fr", "ru"};
    if (name == "content-disposition") contents = {"inline", "attachment"};
    if (name == "reply-to" || name == "sender" || name == "errors-to") {
      contents = {author, address, "<" + address + ">"};
    }
    if (name == "precedence") contents = {"bulk", "list", "junk"};
    if (name == "x-priority") contents = {"3", "3 (Normal)", "1", "1 (Highest)"};
    if (name == "importance") contents = {"normal", "Normal", "high", "High"};
    if (name == "list-unsubscribe-post") contents = {"List-Unsubscribe=One-Click"};
    if (name == "auto-submitted") contents = {"auto-generated", "auto-replied", "no"};
    if (offer_values(named.name, offers, contents)) return true;
  }
  return false;
}

bool duplicate_field(const Ground& ground, Offers& offers) {
  std::size_t count = 0;
  for (const Named& named : named_fields(ground)) {
    if (named.instances.empty() || is_volatile(named.name) || is_list_field(named.name)) continue;
    if (++count > Ground::most_fields) {
      offers.cut();
      break;
    }
    if (without_some(named, offers)) return true;
  }
  return false;
}

bool fields_reordered(const Ground& ground, Offers& offers) {
  std::size_t count = 0;
  for (const Named& named : named_fields(ground)) {
    const std::size_t size = named.instances.size();
    if (size < 2) continue;
    if (++count > Ground::most_fields) offers.cut();
    if (count > Ground::most_fields) break;
    const auto swapped = [&](std::size_t i, std::size_t k) {
      const message::Field& a = *named.instances[i];
      const message::Field& b = *named.instances[k];
      return std::vector<Change>{{Change::Kind::replaced, &a, std::string(b.raw)},
                                 {Change::Kind::replaced, &b, std::string(a.raw)}};
    };
    const std::size_t most = std::min(size, Ground::most_instances);
    if (size > most) offers.cut();
    for (std::size_t i = 0; i + 1 < most; ++i) {
      if (named.instances[i]->raw.size() > Ground::longest_field) continue;
      if (named.instances[i + 1]->raw.size() > Ground::longest_field) continue;
      if (offers.changes(swapped(i, i + 1))) return true;
    }
    if (size != 3) continue;
    const std::array<std::array<std::size_t, 3>, 3> orders = {{{1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};
    for (const auto& order : orders) {
      std::vector<Change> changes;
      for (std::size_t i = 0; i < 3; ++i) {
        if (order[i] == i) continue;
        if (named.instances[order[i]]->raw.size() > Ground::longest_field) continue;
        changes.push_back({Change::Kind::replaced, named.instances[i],
                           std::string(named.instances[order[i]]->raw)});
      }
      if (offers.changes(changes)) return true;
    }
  }
  return false;
}

bool volatile_field(const Ground& ground, Offers& offers) {
  std::size_t count = 0;
  for (const Named& named : named_fields(ground)) {
    if (named.instances.empty() || !is_volatile(named.name)) continue;
    if (++count > Ground::most_fields) {
      offers.cut();
      break;
    }
    if (without_some(named, offers)) return true;
  }
  return false;
}

}  // namespace indicia::forensics
