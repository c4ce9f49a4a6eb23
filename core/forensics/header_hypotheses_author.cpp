// Lists that put their own address into From and Reply-To (dkim-forensics.md 5.1 H2, H3).
#include <algorithm>
#include <array>

#include "forensics/encoded_spelling.h"
#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/address.h"
#include "message/encoded_word.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_names = 10;
constexpr std::size_t most_addresses = 12;
constexpr std::size_t most_mailboxes = 8;  // of one field

// Where a list leaves the author it replaced, the surest first (RFC 9057: Author).
constexpr std::array<std::string_view, 12> author_fields = {
    "X-Original-From",   "X-Google-Original-From",  "Author",      "Original-From",
    "X-Old-From",        "X-Mailman-Original-From", "Reply-To",    "X-Original-Reply-To",
    "X-Original-Sender", "Mail-Followup-To",        "Resent-From", "Sender"};

void add(std::vector<std::string>& to, std::string text, std::size_t most) {
  if (text.empty() || to.size() >= most) return;
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(std::move(text));
}

std::vector<message::Mailbox> mailboxes_of(const message::Field& field) {
  std::vector<message::Mailbox> mailboxes =
      message::parse_address_list(content_of(field)).mailboxes;
  if (mailboxes.size() > most_mailboxes) mailboxes.resize(most_mailboxes);
  return mailboxes;
}

// "alice=example.com@lists.example", "alice%40example.com@…", "alice@example.com.invalid".
void add_unfolded_address(std::vector<std::string>& addresses, const message::Mailbox& mailbox) {
  constexpr std::string_view invalid = ".invalid";
  if (ends_with_ignoring_case(mailbox.domain, invalid)) {
    add(addresses,
        mailbox.local_part + "@" + mailbox.domain.substr(0, mailbox.domain.size() - invalid.size()),
        most_addresses);
  }
  // Behind a prefix too: "bounces+alice=example.com@".
  for (const std::string_view at : {"=40", "%40", "=", ".at.", "_at_"}) {
    const std::size_t found = mailbox.local_part.rfind(at);
    if (found == std::string::npos || found == 0) continue;
    const std::string domain = mailbox.local_part.substr(found + at.size());
    for (const char separator : {'\0', '+', '-'}) {
      const std::string before = mailbox.local_part.substr(0, found);
      const std::size_t start = separator == '\0' ? std::string::npos : before.find(separator);
      if (separator != '\0' && start == std::string::npos) continue;
      const std::string local = separator == '\0' ? before : before.substr(start + 1);
      add(addresses, local + "@" + domain, most_addresses);
    }
  }
}

// "Alice via List", "'Alice' via List", "Alice (via List)", "Alice on behalf of …": Alice.
void add_plain_names(std::vector<std::string>& names, std::string_view name) {
  constexpr std::array<std::string_view, 9> joints = {
      " (via ", " via ", " Via ", " - via ", " (", " on behalf of ", " at ", " in ", " | "};
  for (const std::string_view joint : joints) {
    const std::size_t found = name.rfind(joint);
    if (found == std::string_view::npos) continue;
    std::string_view plain = trim(name.substr(0, found));
    add(names, std::string(plain), most_names);
    if (plain.size() > 2 && plain.front() == '\'' && plain.back() == '\'') {
      add(names, std::string(plain.substr(1, plain.size() - 2)), most_names);
    }
  }
}

bool offer_mailbox(const message::Field& field, Offers& offers, const std::string& name,
                   const std::string& address) {
  return offers.content(field, name + " <" + address + ">") ||
         offers.content(field, quoted(name) + " <" + address + ">") ||
         offers.content(field, address + " (" + name + ")");
}

// What the fields of the message tell about the author before the list.
struct Author {
  std::vector<std::string> values;  // whole values of fields
  std::vector<std::string> names;   // as written, encoded words kept
  std::vector<std::string> addresses;
};

Author author_of(const Ground& ground, const message::Field& from) {
  constexpr std::size_t most_values = 16;
  Author author;
  for (const message::Mailbox& mailbox : mailboxes_of(from)) {
    add_plain_names(author.names, mailbox.display_name);
    add_unfolded_address(author.addresses, mailbox);
  }
  for (const std::string_view name : author_fields) {
    const message::Field* field = ground.any_field(name);
    if (field == nullptr) continue;
    add(author.values, content_of(*field), most_values);
    for (const message::Mailbox& mailbox : mailboxes_of(*field)) {
      add(author.addresses, mailbox.address(), most_addresses);
      add_plain_names(author.names, mailbox.display_name);
      add(author.names, mailbox.display_name, most_names);
    }
  }
  // Mailman leaves the author in Cc where replies go to the list.
  if (const message::Field* field = ground.any_field("Cc")) {
    for (const message::Mailbox& mailbox : mailboxes_of(*field)) {
      add(author.addresses, mailbox.address(), most_addresses);
      add(author.names, mailbox.display_name, most_names);
    }
  }
  for (const message::Mailbox& mailbox : mailboxes_of(from)) {
    add(author.names, mailbox.display_name, most_names);
    add(author.addresses, mailbox.address(), most_addresses);
  }
  return author;
}

// The list wrote "Jürgen via List" in one encoded word; the author's mailer wrote another one.
bool offer_encoded_names(const message::Field& from, Offers& offers, const Author& author) {
  std::vector<std::string> names;
  for (const std::string& name : author.names) {
    const std::string decoded = message::decode_encoded_words(name).text;
    if (decoded != name || !is_ascii(name)) add_plain_names(names, decoded);
    if (decoded != name || !is_ascii(name)) add(names, decoded, 4);
  }
  const std::vector<std::string> labels = charset_labels(from.value);
  for (const std::string& name : names) {
    for (const std::string& spelling : encoded_spellings(name, from.name, labels)) {
      for (std::size_t i = 0; i < std::min<std::size_t>(author.addresses.size(), 4); ++i) {
        if (offers.content(from, spelling + " <" + author.addresses[i] + ">") ||
            offers.content(from, quoted(spelling) + " <" + author.addresses[i] + ">")) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace

bool from_rewritten(const Ground& ground, Offers& offers) {
  const message::Field* from = ground.signed_field("From");
  if (from == nullptr) return false;
  const Author author = author_of(ground, *from);
  for (const std::string& value : author.values) {
    if (offers.content(*from, value)) return true;
  }
  for (const std::string& address : author.addresses) {
    for (const std::string& name : author.names) {
      if (offer_mailbox(*from, offers, name, address)) return true;
    }
    if (offers.content(*from, address) || offers.content(*from, "<" + address + ">")) return true;
  }
  return offer_encoded_names(*from, offers, author);
}

bool reply_to_added(const Ground& ground, Offers& offers) {
  if (!ground.is_named("Reply-To")) return false;
  std::size_t count = 0;
  std::vector<Change> all;
  for (const message::Field* field : ground.message.named("Reply-To")) {
    if (++count > Ground::most_instances) break;
    if (offers.remove(*field)) return true;
    all.push_back({Change::Kind::removed, field, {}});
  }
  return all.size() > 1 && offers.changes(all);
}

bool reply_to_replaced(const Ground& ground, Offers& offers) {
  const message::Field* reply_to = ground.signed_field("Reply-To");
  if (reply_to == nullptr) return false;
  std::vector<std::string> values;
  constexpr std::size_t most_values = 200;
  for (const std::string_view name :
       {"X-Original-Reply-To", "Original-Reply-To", "X-Google-Original-Reply-To", "From",
        "X-Original-From", "X-Google-Original-From", "Author", "Mail-Followup-To", "Cc"}) {
    if (const message::Field* field = ground.any_field(name)) {
      add(values, content_of(*field), most_values);
      for (const message::Mailbox& mailbox : mailboxes_of(*field)) {
        add(values, mailbox.address(), most_values);
        add(values, "<" + mailbox.address() + ">", most_values);
        if (mailbox.display_name.empty()) continue;
        add(values, mailbox.display_name + " <" + mailbox.address() + ">", most_values);
        add(values, quoted(mailbox.display_name) + " <" + mailbox.address() + ">", most_values);
      }
    }
  }
  // The list put its address beside the author's.
  const std::string content = content_of(*reply_to);
  const std::vector<message::Mailbox> mailboxes = mailboxes_of(*reply_to);
  for (const message::Mailbox& mailbox : mailboxes) {
    add(values, std::string(trim(std::string_view(content).substr(mailbox.offset, mailbox.length))),
        most_values);
    add(values, mailbox.address(), most_values);
    add(values, mailbox.display_name + " <" + mailbox.address() + ">", most_values);
  }
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) { return offers.content(*reply_to, value); });
}

}  // namespace indicia::forensics
