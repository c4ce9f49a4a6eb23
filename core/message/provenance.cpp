// Signs of exports, stores, pages and redaction; see provenance.h.
#include "message/provenance.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t most_places = 3;
constexpr std::size_t longest_detail = 80;

// Fields of mail programs' and servers' stores.
constexpr std::array<std::string_view, 22> store_fields = {
    "status",
    "x-status",
    "x-keywords",
    "x-uid",
    "x-uidl",
    "x-imap",
    "x-imapbase",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-mozilla-keys",
    "x-account-key",
    "x-gmail-labels",
    "x-gm-thrid",
    "x-evolution",
    "x-evolution-source",
    "x-offlineimap",
    "x-tuid",
    "x-kmail-encryptionstate",
    "x-label",
    "content-length",
    "lines",
    "x-universally-unique-identifier",
};

// Fields whose values are addresses or identifiers in angle brackets.
constexpr std::array<std::string_view, 13> address_fields = {
    "from",          "to",          "cc",          "bcc",      "reply-to",
    "sender",        "return-path", "message-id",  "received", "delivered-to",
    "x-original-to", "envelope-to", "in-reply-to",
};

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

// Gathers one sign.
class Sign {
 public:
  explicit Sign(std::string_view ident) { sign_.ident = ident; }

  void add(const Location& location, std::string_view detail) {
    ++sign_.count;
    if (sign_.locations.size() == most_places) return;
    sign_.locations.push_back(location);
    sign_.details.push_back(clean_utf8(detail.substr(0, longest_detail)));
  }

  void add(const Field& field, const Location& location) {
    sign_.fields.push_back(&field);
    add(location, field.name);
  }

  void take(std::vector<FileSign>& signs) {
    if (sign_.count > 0) signs.push_back(std::move(sign_));
  }

 private:
  FileSign sign_;
};

// "_000_DM6PR08MB1234_"
bool is_exchange_boundary(std::string_view text) {
  return text.size() > 6 && text.front() == '_' && is_digit(text[1]) && is_digit(text[2]) &&
         is_digit(text[3]) && text[4] == '_' && text.back() == '_';
}
// "----=_NextPart_000_0012_01DC5AC3.4E2B1D10"
bool is_outlook_boundary(std::string_view text) {
  constexpr std::string_view start = "----=_NextPart_";
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  constexpr std::string_view form = "ddd_xxxx_xxxxxxxx.xxxxxxxx";
  return text.size() == form.size() &&
         std::equal(form.begin(), form.end(), text.begin(), [](char wanted, char c) {
           return wanted == 'd' ? is_digit(c) : wanted == 'x' ? hex_value(c) >= 0 : c == wanted;
         });
}
// "===============1234567890123456789=="
bool is_python_boundary(std::string_view text) {
  constexpr std::string_view start = "===============";
  if (!text.starts_with(start) || !text.ends_with("==")) return false;
  text.remove_prefix(start.size());
  text.remove_suffix(2);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// "17641470001.7AeB3.4711": the time and a count, letters of base 16, the process
bool is_perl_boundary(std::string_view text) {
  constexpr std::size_t least_time = 10;
  const std::size_t first = text.find('.');
  const std::size_t last = text.rfind('.');
  if (first == std::string_view::npos || first < least_time || first == last) return false;
  const std::string_view noise = text.substr(first + 1, last - first - 1);
  const std::string_view process = text.substr(last + 1);
  return noise.size() >= 4 && noise.size() <= 9 && !process.empty() &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), is_digit) &&
         std::all_of(process.begin(), process.end(), is_digit) &&
         std::all_of(noise.begin(), noise.end(), [](char c) { return hex_value(c) >= 0; });
}
// "--boundary-LibPST-iamunique-928963397_-_-", "alt-" in front for the alternatives
bool is_libpst_boundary(std::string_view text) {
  return text.find("--boundary-LibPST-iamunique-") != std::string_view::npos;
}

struct BoundaryStyle {
  std::string_view ident;
  bool (*fits)(std::string_view);
};

constexpr std::array boundary_styles = {
    BoundaryStyle{"exchange-boundary", is_exchange_boundary},
    BoundaryStyle{"outlook-boundary", is_outlook_boundary},
    BoundaryStyle{"python-boundary", is_python_boundary},
    BoundaryStyle{"perl-boundary", is_perl_boundary},
    BoundaryStyle{"libpst-boundary", is_libpst_boundary},
};

void add_boundaries(std::vector<FileSign>& signs, const Message& message, const PartTree& tree) {
  const Field* type = message.first("Content-Type");
  for (const BoundaryStyle& style : boundary_styles) {
    Sign sign(style.ident);
    for (const Part& part : tree.parts) {
      // The parts of an enclosed message tell of that message.
      if (part.enclosed_message) break;
      if (!part.boundary.empty() && style.fits(part.boundary)) {
        const bool root = part.parent == Part::no_parent && type != nullptr;
        sign.add(root ? type->location : part.header_location, part.boundary);
      }
    }
    sign.take(signs);
  }
}

void add_escapes(std::vector<FileSign>& signs, const Message& message) {
  constexpr std::string_view escaped = "From ";
  Sign sign("mbox-escapes");
  const std::string_view body = message.body;
  std::size_t line = message.body_location.line;
  std::size_t counted = 0;
  // Not searched with the ">" in front: bodies in HTML are full of those.
  for (std::size_t at = 0; (at = body.find(escaped, at)) != std::string_view::npos; ++at) {
    // ">>From " is what an escaped line becomes when it is escaped again.
    std::size_t start = at;
    while (start > 0 && body[start - 1] == '>') --start;
    if (start == at || (start > 0 && body[start - 1] != '\n')) continue;
    line += static_cast<std::size_t>(std::count(body.begin() + static_cast<std::ptrdiff_t>(counted),
                                                body.begin() + static_cast<std::ptrdiff_t>(start),
                                                '\n'));
    counted = start;
    const std::size_t length = at + escaped.size() - 1 - start;
    sign.add({message.body_location.offset + start, length, line}, body.substr(start, length));
  }
  sign.take(signs);
}

void add_store_fields(std::vector<FileSign>& signs, const Message& message) {
  Sign sign("store-fields");
  for (const Field& field : message.fields) {
    if (is_store_field(field.name)) sign.add(field, field.location);
  }
  sign.take(signs);
}

struct Found {
  std::size_t offset = 0;
  std::size_t length = 0;
};

bool is_address_char(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '*' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// "xxx", "XXXX.XXX", "****": three of them at least and nothing else but dots and hyphens.
bool is_masked(std::string_view text) {
  std::size_t masks = 0;
  for (const char c : text) {
    if (c == 'x' || c == 'X' || c == '*')
      ++masks;
    else if (c != '.' && c != '-')
      return false;
  }
  return masks >= 3;
}

// An address with a masked half, or asterisks inside one half: "j***@example.com".
std::optional<Found> masked_address(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('@', at)) != std::string_view::npos; ++at) {
    std::size_t start = at;
    while (start > 0 && is_address_char(text[start - 1])) --start;
    std::size_t end = at + 1;
    while (end < text.size() && is_address_char(text[end])) ++end;
    const std::string_view local = text.substr(start, at - start);
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    const std::string_view whole = text.substr(start, end - start);
    const bool asterisks = whole.find("**") != std::string_view::npos;
    if (asterisks || is_masked(local) || is_masked(domain)) return Found{start, end - start};
    at = end - 1;
  }
  return std::nullopt;
}

// What pages and people write in the place of an address.
constexpr std::array<std::string_view, 9> placeholders = {
    "[email protected]",
    "[email\xC2\xA0protected]",
    "[email&#160;protected]",
    "[redacted]",
    "<redacted>",
    "(redacted)",
    "redacted@",
    "[removed]",
    "[hidden]",
};

std::optional<Found> placeholder(std::string_view text) {
  const std::string lowered = to_lower(text);
  for (const std::string_view one : placeholders) {
    const std::size_t at = lowered.find(one);
    if (at != std::string::npos) return Found{at, one.size()};
  }
  const std::size_t block = text.find("\xE2\x96\x88");  // full block
  if (block != std::string_view::npos) return Found{block, 3};
  return std::nullopt;
}

std::optional<Found> redaction(std::string_view value) {
  const auto found = placeholder(value);
  return found ? found : masked_address(value);
}

void add_redactions(std::vector<FileSign>& signs, const Message& message) {
  constexpr std::size_t longest = 65'536;  // beyond it a field is no list of addresses to read
  Sign sign("redacted");
  for (const Field& field : message.fields) {
    if (!is_one_of(address_fields, field.name)) continue;
    if (const auto found = redaction(field.value.substr(0, longest))) {
      sign.add(field, field.locate(found->offset, found->length));
    }
  }
  sign.take(signs);
}

void add_nul(std::vector<FileSign>& signs, const Message& message, std::string_view input) {
  const bool any = std::any_of(message.defects.begin(), message.defects.end(),
                               [](const Defect& defect) { return defect.ident == "message-nul"; });
  if (!any) return;
  const auto count =
      static_cast<std::size_t>(std::count(message.octets.begin(), message.octets.end(), '\0'));
  FileSign sign{.ident = "nul", .count = count};
  const std::size_t offset =
      static_cast<std::size_t>(message.octets.data() - input.data()) + message.octets.find('\0');
  const std::string_view before = input.substr(0, offset);
  sign.locations.push_back(
      {offset, 1, 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'))});
  sign.details.push_back("");
  signs.push_back(std::move(sign));
}

void add_line_ends(std::vector<FileSign>& signs, const Message& message) {
  if (message.lf_line_ends == 0) return;
  const bool mixed = message.crlf_line_ends > 0;
  signs.push_back(
      {.ident = mixed ? "mixed-line-ends" : "lf-line-ends", .count = message.lf_line_ends});
}

}  // namespace

bool is_store_field(std::string_view name) {
  return is_one_of(store_fields, name);
}

std::vector<FileSign> read_file_signs(const Message& message, const PartTree& parts,
                                      std::string_view input) {
  std::vector<FileSign> signs;
  add_boundaries(signs, message, parts);
  add_escapes(signs, message);
  add_store_fields(signs, message);
  add_redactions(signs, message);
  if (trim(message.body).empty()) signs.push_back({.ident = "headers-only", .count = 1});
  add_nul(signs, message, input);
  add_line_ends(signs, message);
  return signs;
}

std::vector<FileSign> container_signs(const std::vector<Repair>& repairs) {
  std::vector<FileSign> signs;
  for (const std::string_view ident : {"mbox-from-line", "utf8-bom"}) {
    Sign sign(ident);
    for (const Repair& repair : repairs) {
      if (repair.ident == ident) sign.add(repair.location, "");
    }
    sign.take(signs);
  }
  return signs;
}

}  // namespace indicia::message
