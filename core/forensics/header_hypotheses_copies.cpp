// Values as signed that stand elsewhere in the message: in z= (RFC 6376 3.5), in the parts that a
// proven edit of the body uncovered, in fields where a relay keeps what it replaced
// (dkim-forensics.md 3.4, 5.1 H2, H9).
#include <algorithm>
#include <array>

#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_copies = 100;

// The change that gives a field this text; nothing when no place for it is known.
void add_change(const Ground& ground, std::vector<Change>& changes, std::string_view text) {
  const message::Field copy = field_of(text);
  if (copy.name.empty() || text.size() > Ground::longest_field || !ground.is_named(copy.name)) {
    return;
  }
  // Instances of one name come bottom up, as they are signed (RFC 6376 5.4.2).
  for (const message::Field* field : ground.examined.signed_fields) {
    if (!equal_ignoring_case(field->name, copy.name)) continue;
    const bool taken = std::any_of(changes.begin(), changes.end(),
                                   [&](const Change& one) { return one.field == field; });
    if (taken) continue;
    changes.push_back({Change::Kind::replaced, field, std::string(text)});
    return;
  }
  changes.push_back({Change::Kind::inserted, nullptr, std::string(text)});
}

// Every field alone, then all of them: what differs is found by the digest.
bool offer_each_and_all(const std::vector<Change>& changes, Offers& offers) {
  if (changes.size() > 1 && offers.changes(changes)) return true;
  return std::any_of(changes.begin(), changes.end(),
                     [&](const Change& one) { return offers.changes({one}); });
}

bool offer_texts(const Ground& ground, const std::vector<std::string>& texts, Offers& offers) {
  std::vector<Change> changes;
  for (const std::string& text : texts) {
    if (changes.size() == most_copies) {
      offers.cut();
      break;
    }
    add_change(ground, changes, text);
  }
  return offer_each_and_all(changes, offers);
}

// Names of fields that keep what stood in `name`.
std::vector<std::string> copy_names(std::string_view name) {
  std::vector<std::string> names;
  for (const std::string_view prefix :
       {"X-Original-", "X-Google-Original-", "Original-", "X-Old-", "Old-", "X-Gmail-Original-",
        "X-Microsoft-Original-", "X-MS-Exchange-Original-", "X-Prev-", "X-Saved-", "X-Orig-",
        "X-Mailman-Original-", "X-"}) {
    names.push_back(std::string(prefix) + std::string(name));
  }
  names.push_back("X-" + std::string(name) + "-Original");
  return names;
}

}  // namespace

bool copied_fields(const Ground& ground, Offers& offers) {
  std::vector<std::string> unfolded;
  for (const std::string& copy : ground.examined.signature.copied_headers) {
    if (unfolded.size() == most_copies) break;
    unfolded.push_back(copy);
  }
  if (ground.examined.signature.copied_headers.size() > most_copies) offers.cut();
  return offer_texts(ground, unfolded, offers);
}

bool fields_of_body(const Ground& ground, Offers& offers) {
  return offer_texts(ground, ground.fields, offers);
}

bool message_id_replaced(const Ground& ground, Offers& offers) {
  constexpr std::size_t most = 40;
  const message::Field* field = ground.signed_field("Message-ID");
  if (field == nullptr) return false;
  std::vector<std::string> values;
  const auto add = [&](std::string_view value) {
    if (!value.empty() && values.size() < most &&
        std::find(values.begin(), values.end(), value) == values.end()) {
      values.emplace_back(value);
    }
  };
  for (const message::Field& other : ground.message.fields) {
    if (&other == field || other.raw.size() > Ground::longest_field) continue;
    if (ends_with_ignoring_case(other.name, "message-id")) add(content_of(other));
  }
  for (const std::string_view name : {"In-Reply-To", "References", "Thread-Index", "Content-ID"}) {
    const message::Field* other = ground.any_field(name);
    if (other == nullptr) continue;
    const std::string content = content_of(*other);
    for (std::size_t at = content.find('<'); at != std::string::npos; at = content.find('<', at)) {
      const std::size_t end = content.find('>', at);
      if (end == std::string::npos) break;
      add(std::string_view(content).substr(at, end + 1 - at));
      at = end;
    }
  }
  for (const std::string& value : values) {
    if (offers.content(*field, value)) return true;
    if (value.front() != '<' && offers.content(*field, "<" + value + ">")) return true;
  }
  return false;
}

bool original_elsewhere(const Ground& ground, Offers& offers) {
  std::size_t count = 0;
  for (const std::string& name : ground.examined.signature.signed_headers) {
    if (++count > Ground::most_fields) {
      offers.cut();
      break;
    }
    const message::Field* field = ground.signed_field(name);
    for (const std::string& copy_name : copy_names(name)) {
      const message::Field* copy = ground.any_field(copy_name);
      if (copy == nullptr) continue;
      if (field != nullptr
              ? offers.value(*field, copy->value) || offers.content(*field, content_of(*copy))
              : offers.insert(name, content_of(*copy))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace indicia::forensics
