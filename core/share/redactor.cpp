// Replaces personal data in texts and header fields; see redactor.h.
#include "share/redactor.h"

#include <algorithm>
#include <array>

#include "ip_address.h"
#include "message/encoded_word.h"
#include "message/field_names.h"
#include "message/lexical.h"
#include "message/received.h"
#include "share/field_kinds.h"
#include "text.h"

namespace indicia::share {

namespace {

constexpr auto npos = std::string_view::npos;

// RFC 5322 3.2.3 atext, the dot and what RFC 6532 3.1 adds.
bool is_local(char c) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || marks.find(c) != npos;
}

bool is_domain(char c) {
  return is_alnum(c) || c == '-' || c == '.' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Octets of the at sign there, or of its escape in a link; 0: none.
std::size_t at_sign(std::string_view text, std::size_t at) {
  if (text[at] == '@') return 1;
  return text.substr(at, 3) == "%40" ? 3 : 0;
}

std::size_t domain_end(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '[') {
    constexpr std::size_t longest = 64;
    const std::size_t end = text.substr(0, at + longest).find(']', at);
    return end == npos ? at : end + 1;
  }
  const std::size_t start = at;
  while (at < text.size() && is_domain(text[at]) && at_sign(text, at) == 0) ++at;
  while (at > start && (text[at - 1] == '.' || text[at - 1] == '-')) --at;
  return at;
}

// Properties of RFC 8601 2.2 and tags whose value is an address: what stands before "=" is no part
// of it. Anything else before "=" is (VERP, SRS, BATV).
bool is_property(std::string_view name) {
  constexpr std::string_view kinds[] = {"smtp.", "header.", "policy.", "body.", "dns."};
  constexpr std::string_view names[] = {"i",
                                        "d",
                                        "r",
                                        "from",
                                        "to",
                                        "cc",
                                        "mail",
                                        "mailfrom",
                                        "helo",
                                        "rcpt",
                                        "rcptto",
                                        "sender",
                                        "recipient",
                                        "receiver",
                                        "reply-to",
                                        "user",
                                        "identity",
                                        "ident",
                                        "auth",
                                        "sasl_username",
                                        "envelope-from",
                                        "envelope-sender",
                                        "envelope-to",
                                        "sasl",
                                        "login",
                                        "email",
                                        "e",
                                        "address"};
  const std::string word = to_lower(name);
  return std::any_of(std::begin(kinds), std::end(kinds),
                     [&](std::string_view kind) { return word.starts_with(kind); }) ||
         std::find(std::begin(names), std::end(names), word) != std::end(names);
}

// Where the local part before text[at] begins; nothing before `floor` belongs to it.
std::size_t local_start(std::string_view text, std::size_t floor, std::size_t at) {
  if (at > floor && text[at - 1] == '"') {
    std::size_t start = at - 1;
    while (start > floor && text[start - 1] != '"') --start;
    return start > floor ? start - 1 : floor;
  }
  std::size_t start = at;
  while (start > floor && is_local(text[start - 1])) --start;
  while (start < at && std::string_view("'`*|").find(text[start]) != npos) ++start;
  const std::string_view word = text.substr(start, at - start);
  // A link: the address is its last piece.
  if (word.starts_with("//")) return start + word.find_last_of("/?&=") + 1;
  const std::size_t equals = word.find('=');
  if (equals != npos && is_property(word.substr(0, equals))) start += equals + 1;
  return start;
}

bool is_private(const IpAddress& address) {
  const IpAddress bare = unmapped(address);
  const bool zero = std::all_of(bare.octets.begin(), bare.octets.end() - 1,
                                [](std::uint8_t octet) { return octet == 0; });
  const bool loopback = bare.v6 ? zero && bare.octets[15] <= 1 : bare.octets[0] == 127;
  const bool unspecified = !bare.v6 && bare.octets[0] == 0;
  return !loopback && !unspecified && !is_global(bare);
}

bool is_address_octet(char c) {
  return hex_value(c) >= 0 || c == ':' || c == '.';
}

// The private address in a run of digits, colons and dots, as a piece of it; empty: none.
std::string_view private_address_in(std::string_view run, bool behind_ipv) {
  constexpr std::size_t longest = 64;
  if (run.size() > longest) return {};
  if (behind_ipv && run.starts_with("6:")) run.remove_prefix(2);
  while (run.starts_with(':') && !run.starts_with("::")) run.remove_prefix(1);
  while (run.ends_with('.') || (run.ends_with(':') && !run.ends_with("::"))) run.remove_suffix(1);
  std::string_view candidates[] = {run, run.substr(0, run.find(':')),
                                   run.substr(run.rfind(':') == npos ? 0 : run.rfind(':') + 1)};
  for (std::string_view candidate : candidates) {
    const auto address = parse_ip(candidate);
    if (address && is_private(*address)) return candidate;
  }
  return {};
}

// Each line's content is one word; its blanks and its line end stay.
std::string mask_lines(std::string_view text, std::string_view word) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    const std::string_view content = trim(line);
    if (content.empty()) {
      out += line;
    } else {
      const auto start = static_cast<std::size_t>(content.data() - line.data());
      out += line.substr(0, start);
      out += word;
      out += line.substr(start + content.size());
    }
    text.remove_prefix(end);
  }
  return out;
}

bool has_blank_inside(std::string_view text) {
  return trim(text).find(' ') != npos;
}

// Every place of `what` that is no part of a longer word.
std::string replace_words(std::string_view text, std::string_view what, std::string_view by) {
  const auto in_word = [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; };
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find(what); at != npos; at = text.find(what, at + what.size())) {
    const std::size_t end = at + what.size();
    if (at > 0 && in_word(text[at - 1]) && in_word(what.front())) continue;
    if (end < text.size() && in_word(text[end]) && in_word(what.back())) continue;
    out += text.substr(copied, at - copied);
    out += by;
    copied = end;
  }
  out += text.substr(copied);
  return out;
}

// "user=alice" as servers write it into their answers: who logged in.
std::string without_logins(std::string_view text) {
  constexpr std::string_view names[] = {"user=", "username=", "login=", "sasl_username="};
  const auto in_word = [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; };
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 0;
    for (std::string_view name : names) {
      const bool starts = at == 0 || !in_word(text[at - 1]);
      if (starts && starts_with_ignoring_case(text.substr(at), name)) length = name.size();
    }
    if (length == 0) {
      out += text[at++];
      continue;
    }
    out += text.substr(at, length);
    at += length;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;()<>\"'", at), text.size());
    // An address has been replaced already.
    const std::string_view value = text.substr(at, end - at);
    out += value.empty() || value.find('@') != npos ? value : "user";
    at = end;
  }
  return out;
}

// What stands between < and >, or the whole.
void keep_identifiers(std::string_view value, std::set<std::string, std::less<>>& kept) {
  while (true) {
    const std::size_t start = value.find('<');
    const std::size_t end = value.find('>', start == npos ? 0 : start);
    if (start == npos || end == npos) return;
    kept.emplace(trim(value.substr(start + 1, end - start - 1)));
    value.remove_prefix(end + 1);
  }
}

}  // namespace

std::string without_private_addresses(std::string_view text) {
  const auto joins = [](char c) { return is_alnum(c) || c == '-' || c == '_'; };
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_address_octet(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_address_octet(text[end])) ++end;
    const std::string_view before = text.substr(0, at);
    const bool behind_ipv = ends_with_ignoring_case(before, "IPv");
    const bool joined =
        (!before.empty() && joins(before.back()) && text[at] != ':' && !behind_ipv) ||
        (end < text.size() && joins(text[end]));
    const std::string_view found =
        joined ? std::string_view() : private_address_in(text.substr(at, end - at), behind_ipv);
    if (!found.empty()) {
      const auto start = static_cast<std::size_t>(found.data() - text.data());
      out += text.substr(copied, start - copied);
      out += "10.x";
      copied = start + found.size();
    }
    at = end;
  }
  out += text.substr(copied);
  return out;
}

Redactor::Redactor(const MessageEvidence* message) {
  if (message == nullptr) return;
  for (const message::Field& field : message->message.fields) {
    if (kind_of(field.name) == FieldKind::identifier) keep_identifiers(field.value, kept_);
  }
  for (const AuthorMailbox& author : message->from) {
    replaced(author.mailbox.local_part, "@", author.mailbox.domain);
  }
  learn(message->message);
  for (const message::Part& part : message->mime.parts) {
    const bool header_alone = part.type == "text" && part.subtype == "rfc822-headers";
    if (!part.enclosed_message && !header_alone) continue;
    learn(message::parse_message(header_alone ? part.body : part.header, {}, Limits()));
  }
  std::stable_sort(names_.begin(), names_.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

void Redactor::learn(const message::Message& message) {
  constexpr std::size_t most_subjects = 20;
  if (const message::Field* subject = message.first("Subject")) {
    std::string text = clean_utf8(trim(message::decode_encoded_words(subject->value).text));
    if (has_blank_inside(text) && subjects_.size() < most_subjects) {
      subjects_.push_back(std::move(text));
    }
  }
  constexpr std::size_t most_names = 100;
  for (const message::Field& one : message.fields) {
    field(one);
    if (kind_of(one.name) != FieldKind::addresses || names_.size() >= most_names) continue;
    for (const message::Mailbox& mailbox : message::parse_address_list(one.value).mailboxes) {
      const std::string name = clean_utf8(message::decode_encoded_words(mailbox.display_name).text);
      if (has_blank_inside(name) && names_.size() < most_names) names_.push_back(name);
    }
  }
}

std::string Redactor::replaced(std::string_view local, std::string_view at,
                               std::string_view domain) {
  const std::string key = to_lower(local) + "@" + to_lower(domain);
  const std::size_t number = numbers_.emplace(key, numbers_.size() + 1).first->second;
  return "r" + std::to_string(number) + std::string(at) + without_private_addresses(domain);
}

std::string Redactor::addresses(std::string_view raw) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < raw.size();) {
    std::size_t sign = at_sign(raw, at);
    if (sign == 0) {
      ++at;
      continue;
    }
    while (at + sign < raw.size() && at_sign(raw, at + sign) > 0) sign += at_sign(raw, at + sign);
    const std::size_t start = local_start(raw, copied, at);
    const std::size_t end = domain_end(raw, at + sign);
    if (start == at || end == at + sign) {
      out += raw.substr(copied, at + sign - copied);
      copied = at += sign;
      continue;
    }
    const std::string_view local = raw.substr(start, at - start);
    const std::string_view domain = raw.substr(at + sign, end - at - sign);
    out += raw.substr(copied, start - copied);
    const bool is_kept = kept_.contains(raw.substr(start, end - start)) &&
                         !numbers_.contains(to_lower(local) + "@" + to_lower(domain));
    out += is_kept ? std::string(raw.substr(start, end - start))
                   : replaced(local, raw.substr(at, sign), domain);
    copied = at = end;
  }
  out += raw.substr(copied);
  return out;
}

std::string Redactor::octets(std::string_view raw) {
  return without_private_addresses(addresses(raw));
}

std::string Redactor::text(std::string_view shown) {
  std::string out = without_logins(octets(shown));
  for (const std::string& one : subjects_) out = replace_words(out, one, "[subject]");
  for (const std::string& name : names_) out = replace_words(out, name, "[name]");
  return out;
}

std::string Redactor::address_word(std::string_view word) {
  if (word.find('@') != npos) {
    std::string out = addresses(word);
    if (out != word) return out;
  }
  return starts_with_ignoring_case(word, "undisclosed") ? std::string(word) : "name";
}

// RFC 5322 3.4, in any state of disrepair: whatever is no address is a name.
std::string Redactor::address_list(std::string_view value) {
  constexpr std::string_view ends = " \t\r\n()<>,;:\"";
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const char c = value[at];
    std::size_t end = at + 1;
    if (c == '(') {
      end = std::min(message::comment_end(value, at), value.size());
      const bool closed = value[end - 1] == ')' && end - at > 1;
      const std::size_t inside = end - at - (closed ? 2 : 1);
      out += '(' + mask_lines(value.substr(at + 1, inside), "name") + (closed ? ")" : "");
    } else if (c == '"') {
      end = std::min(message::quoted_string_end(value, at), value.size());
      const bool closed = value[end - 1] == '"' && end - at > 1;
      if (end < value.size() && value[end] == '@') {
        while (end < value.size() && ends.find(value[end]) == npos) ++end;
        out += addresses(value.substr(at, end - at));
      } else {
        const std::size_t inside = end - at - (closed ? 2 : 1);
        out += '"' + mask_lines(value.substr(at + 1, inside), "name") + (closed ? "\"" : "");
      }
    } else if (c == '<') {
      const std::size_t close = value.find_first_of("<>", at + 1);
      end = close == npos ? value.size() : close;
      const std::string_view inside = value.substr(at + 1, end - at - 1);
      const std::string shown = addresses(inside);
      out += '<' + (shown == inside ? mask_lines(inside, "name") : shown);
    } else if (ends.find(c) != npos) {
      out += c;
    } else {
      while (end < value.size() && ends.find(value[end]) == npos) ++end;
      out += address_word(value.substr(at, end - at));
    }
    at = end;
  }
  return without_private_addresses(out);
}

// A queue id may look like an address; a user who logged in need not.
std::string Redactor::received(std::string_view value) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = value.find("id"); at != npos; at = value.find("id", at + 1)) {
    const bool alone =
        at > 0 && is_fws(value[at - 1]) && at + 2 < value.size() && is_fws(value[at + 2]);
    if (at < copied || !alone) continue;
    const std::size_t start = std::min(value.find_first_not_of(" \t\r\n", at + 2), value.size());
    const std::size_t end = std::min(value.find_first_of(" \t\r\n;", start), value.size());
    out += octets(value.substr(copied, start - copied));
    out += value.substr(start, end - start);
    copied = end;
  }
  out += octets(value.substr(copied));
  const std::string user = message::parse_received(value).ident;
  return user.empty() || user.find('@') != npos ? out : replace_words(out, user, "user");
}

// RFC 6376 3.5: z= holds copies of other fields.
std::string Redactor::signature(std::string_view value) {
  std::string out;
  while (true) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view tag = value.substr(0, end);
    const std::size_t equals = tag.find('=');
    if (equals != npos && equal_ignoring_case(trim(tag.substr(0, equals)), "z")) {
      out += tag.substr(0, equals + 1);
      out += mask_lines(tag.substr(equals + 1), "[fields]");
    } else {
      out += octets(tag);
    }
    if (end == value.size()) return out;
    out += ';';
    value.remove_prefix(end + 1);
  }
}

std::string Redactor::field(const message::Field& field) {
  if (field.name.empty()) return mask_lines(field.raw, "[text]");
  const auto start = static_cast<std::size_t>(field.value.data() - field.raw.data());
  std::string out(field.raw.substr(0, start));
  switch (kind_of(field.name)) {
    case FieldKind::identifier:
      return std::string(field.raw);
    case FieldKind::free_text:
      return out + mask_lines(field.value, "[subject]");
    case FieldKind::addresses:
      return out + address_list(field.value);
    case FieldKind::received:
      return out + received(field.value);
    case FieldKind::signature:
      return out + signature(field.value);
    case FieldKind::other:
      break;
  }
  return out + text(field.value);
}

}  // namespace indicia::share
