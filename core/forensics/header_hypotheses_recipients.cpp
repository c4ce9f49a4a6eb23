// Address fields written anew by a gateway (dkim-forensics.md 5.1 H7): the same mailboxes in other
// dress, and recipients that came or went.
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

constexpr std::array<std::string_view, 5> address_fields = {"To", "Cc", "From", "Reply-To",
                                                            "Sender"};
constexpr std::size_t most_mailboxes = 64;  // of a field that is written anew
constexpr std::size_t most_recoded = 8;     // with names that are not ASCII

struct Dress {
  enum class Name { kept, quoted, bare, as_needed, none, single_quoted, address };
  enum class Bare { kept, angle, plain };
  Name name = Name::kept;
  Bare bare = Bare::kept;  // a mailbox without a name
  bool comment_as_name = false;
  bool lower_domain = false;
  std::string_view separator = ", ";
};

bool needs_quotes(std::string_view name) {
  return name.find_first_of("()<>[]:;@\\,.\"") != std::string_view::npos;
}

std::string_view without_single_quotes(std::string_view name) {
  if (name.size() > 2 && name.front() == '\'' && name.back() == '\'') {
    return name.substr(1, name.size() - 2);
  }
  return name;
}

// The address as it stands in angle brackets, when it does.
std::string address_of(const message::Mailbox& mailbox, const Dress& dress) {
  message::Mailbox copy = mailbox;
  if (dress.lower_domain) copy.domain = to_lower(copy.domain);
  return copy.address();
}

std::string dressed(const message::Mailbox& mailbox, std::string_view text, const Dress& dress) {
  const std::string address = address_of(mailbox, dress);
  std::string name = mailbox.display_name;
  if (name.empty() && dress.comment_as_name) name = mailbox.comment;
  using Name = Dress::Name;
  if (name.empty() || dress.name == Name::none) {
    if (dress.name == Name::address) return quoted(address) + " <" + address + ">";
    if (dress.bare == Dress::Bare::angle) return "<" + address + ">";
    if (dress.bare == Dress::Bare::plain) return address;
    return dress.lower_domain || dress.name == Name::none ? address : std::string(text);
  }
  switch (dress.name) {
    case Name::kept:
      if (!dress.lower_domain && !dress.comment_as_name) return std::string(text);
      break;
    case Name::quoted:
      return quoted(without_single_quotes(name)) + " <" + address + ">";
    case Name::bare:
      return std::string(without_single_quotes(name)) + " <" + address + ">";
    case Name::as_needed:
      return (needs_quotes(name) ? quoted(name) : name) + " <" + address + ">";
    case Name::single_quoted:
      return quoted("'" + name + "'") + " <" + address + ">";
    case Name::none:
    case Name::address:
      break;
  }
  // A name that only repeats the address goes; others stay as they are.
  if (dress.name == Name::address && equal_ignoring_case(name, address)) return address;
  return (needs_quotes(name) ? quoted(name) : name) + " <" + address + ">";
}

struct List {
  std::string content;
  message::AddressList parsed;

  std::string_view text(std::size_t i) const {
    const message::Mailbox& mailbox = parsed.mailboxes[i];
    return trim(std::string_view(content).substr(mailbox.offset, mailbox.length));
  }
  std::size_t size() const { return parsed.mailboxes.size(); }
};

List list_of(const message::Field& field) {
  List list;
  list.content = content_of(field);
  list.parsed = message::parse_address_list(list.content);
  return list;
}

std::string dressed(const List& list, const Dress& dress) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += dress.separator;
    out += dressed(list.parsed.mailboxes[i], list.text(i), dress);
  }
  return out;
}

std::vector<Dress> dresses(bool simple) {
  using Name = Dress::Name;
  using Bare = Dress::Bare;
  std::vector<Dress> all;
  std::vector<std::string_view> separators = {", ", ","};
  if (simple) separators = {", ", ",\r\n ", ",\r\n\t", ",\r\n        ", ","};
  for (const std::string_view separator : separators) {
    for (const Name name : {Name::kept, Name::bare, Name::quoted, Name::as_needed, Name::none,
                            Name::single_quoted, Name::address}) {
      for (const Bare bare : {Bare::kept, Bare::plain, Bare::angle}) {
        for (const bool comment : {false, true}) {
          for (const bool lower_domain : {false, true}) {
            all.push_back({name, bare, comment, lower_domain, separator});
          }
        }
      }
    }
  }
  return all;
}

struct Addressed {
  const message::Field* field;
  List list;
};

std::vector<Addressed> addressed_fields(const Ground& ground, Offers& offers) {
  std::vector<Addressed> all;
  for (const std::string_view name : address_fields) {
    const message::Field* field = ground.signed_field(name);
    if (field == nullptr) continue;
    List list = list_of(*field);
    if (list.size() > most_mailboxes) {
      offers.cut();
      list.parsed.mailboxes.clear();
    }
    all.push_back({field, std::move(list)});
  }
  return all;
}

Change change_to(const Addressed& one, const std::string& content) {
  std::string text(one.field->raw.substr(0, one.field->raw.size() - one.field->value.size()));
  return {Change::Kind::replaced, one.field, text + " " + content};
}

// A gateway writes all of them in one way; each alone, then all at once.
bool in_other_dress(const Ground& ground, Offers& offers, const std::vector<Addressed>& fields) {
  for (const Dress& dress : dresses(ground.simple)) {
    std::vector<Change> all;
    for (const Addressed& one : fields) {
      if (one.list.size() == 0) continue;
      const std::string content = dressed(one.list, dress);
      if (collapsed(content) == collapsed(one.field->value)) continue;
      all.push_back(change_to(one, content));
      if (offers.changes({all.back()})) return true;
      if (ground.simple && offers.content(*one.field, content)) return true;
    }
    if (all.size() > 1 && offers.changes(all)) return true;
  }
  return false;
}

// One mailbox of several in other dress.
bool one_in_other_dress(const Addressed& one, Offers& offers) {
  using Name = Dress::Name;
  for (std::size_t k = 0; one.list.size() > 1 && k < one.list.size(); ++k) {
    for (const Name name : {Name::bare, Name::quoted, Name::none, Name::single_quoted}) {
      std::string out;
      for (std::size_t i = 0; i < one.list.size(); ++i) {
        if (i > 0) out += ", ";
        const Dress dress = {.name = i == k ? name : Name::kept};
        out += dressed(one.list.parsed.mailboxes[i], one.list.text(i), dress);
      }
      if (offers.content(*one.field, out)) return true;
    }
  }
  return false;
}

// Recipients that were put in: at the end, in front, one of them.
bool without_some(const Addressed& one, Offers& offers) {
  const std::size_t count = one.list.size();
  const auto range = [&](std::size_t begin, std::size_t end, std::size_t left_out) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
      if (i == left_out) continue;
      if (!out.empty()) out += ", ";
      out += one.list.text(i);
    }
    return out;
  };
  for (std::size_t i = 1; i < count; ++i) {
    if (offers.content(*one.field, range(0, i, count)) ||
        offers.content(*one.field, range(i, count, count)) ||
        offers.content(*one.field, range(0, count, i - 1))) {
      return true;
    }
  }
  return false;
}

bool as_group(const message::Field& field, Offers& offers) {
  constexpr std::array<std::string_view, 10> groups = {
      "undisclosed-recipients:;",     "undisclosed-recipients: ;", "Undisclosed-recipients:;",
      "Undisclosed recipients:;",     "Undisclosed recipients: ;", "undisclosed recipients: ;",
      "undisclosed recipients:;",     "Undisclosed-Recipient:;",   "<Undisclosed-Recipient:;>",
      "\"undisclosed-recipients:\" ;"};
  if (!equal_ignoring_case(field.name, "To")) return false;
  return std::any_of(groups.begin(), groups.end(),
                     [&](std::string_view group) { return offers.content(field, group); });
}

// Names in other encoded words, all by one encoder.
bool in_other_words(const Addressed& one, Offers& offers) {
  if (one.list.size() == 0) return false;
  std::vector<std::string> names;
  bool any = false;
  for (const message::Mailbox& mailbox : one.list.parsed.mailboxes) {
    names.push_back(message::decode_encoded_words(mailbox.display_name).text);
    any = any || !is_ascii(names.back()) || names.back() != mailbox.display_name;
  }
  if (!any) return false;
  if (one.list.size() > most_recoded) {
    offers.cut();
    return false;
  }
  const auto offer = [&](const auto& written) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) out += ", ";
      const message::Mailbox& mailbox = one.list.parsed.mailboxes[i];
      const bool plain = is_ascii(names[i]) && names[i] == mailbox.display_name;
      out += plain ? std::string(one.list.text(i))
                   : written(names[i]) + " <" + mailbox.address() + ">";
    }
    return offers.content(*one.field, out);
  };
  if (offer([](const std::string& name) { return name; }) ||
      offer([](const std::string& name) { return quoted(name); })) {
    return true;
  }
  std::set<std::string> tried;
  for (const WordStyle& style : word_styles(charset_labels(one.field->value))) {
    // The first name stands for all when it comes to telling styles apart.
    std::string all;
    for (const std::string& name : names) all += encoded_in(style, name, one.field->name) + "\n";
    if (!tried.insert(all).second) continue;
    const auto in_style = [&](const std::string& name) {
      return encoded_in(style, name, one.field->name);
    };
    if (offer(in_style) || offer([&](const std::string& name) { return quoted(in_style(name)); })) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool recipients_reformatted(const Ground& ground, Offers& offers) {
  const std::vector<Addressed> fields = addressed_fields(ground, offers);
  if (in_other_dress(ground, offers, fields)) return true;
  for (const Addressed& one : fields) {
    if (one_in_other_dress(one, offers) || without_some(one, offers) ||
        as_group(*one.field, offers) || in_other_words(one, offers)) {
      return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
