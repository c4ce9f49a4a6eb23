// Changes to replacements and back to a header; see header_undo.h.
#include "forensics/header_undo.h"

#include <algorithm>

#include "crypto/crypto.h"
#include "dkim/canonical.h"
#include "dkim/field_selection.h"
#include "text.h"

namespace indicia::forensics {

namespace {

// Offset in the message's octets.
std::size_t place(const message::Message& message, const message::Field& field) {
  return static_cast<std::size_t>(field.raw.data() - message.octets.data());
}

std::size_t line_end_at(std::string_view octets, std::size_t at) {
  if (octets.substr(at).starts_with("\r\n")) return 2;
  return octets.substr(at).starts_with("\n") ? 1 : 0;
}

// The message's own way to end a line.
std::string_view line_end_of(const message::Message& message) {
  return message.lf_line_ends > message.crlf_line_ends ? "\n" : "\r\n";
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t found = line_end_at(text, i);
    if (found == 0) {
      out += text[i];
    } else {
      out += line_end;
      i += found - 1;
    }
  }
  return out;
}

// Never inside a UTF-8 character, so that both sides can be shown.
bool inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

Replacement replacement(const message::Field& field, std::string text) {
  const std::string_view received = field.raw;
  const std::string_view as_signed = text;
  const std::size_t most = std::min(received.size(), as_signed.size());
  std::size_t front = 0;
  while (front < most && received[front] == as_signed[front]) ++front;
  while (front > 0 && (inside_character(received, front) || inside_character(as_signed, front) ||
                       received[front - 1] == '\r')) {
    --front;
  }
  std::size_t back = 0;
  while (back < most - front &&
         received[received.size() - 1 - back] == as_signed[as_signed.size() - 1 - back]) {
    ++back;
  }
  while (back > 0 && (inside_character(received, received.size() - back) ||
                      inside_character(as_signed, as_signed.size() - back))) {
    --back;
  }
  const auto lines =
      std::count(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(front), '\n');
  return {{field.location.offset + front, received.size() - front - back,
           field.location.line + static_cast<std::size_t>(lines)},
          std::string(as_signed.substr(front, as_signed.size() - front - back))};
}

Replacement removal(const message::Message& message, const message::Field& field) {
  const std::size_t end = place(message, field) + field.raw.size();
  return {{field.location.offset, field.raw.size() + line_end_at(message.octets, end),
           field.location.line},
          {}};
}

// Below the last line of the header section.
Replacement insertion(const message::Message& message, std::string text) {
  const message::Field& first = message.fields.front();
  const std::string_view line_end = line_end_of(message);
  const bool ended = message.header.ends_with('\n');
  text = ended ? text + std::string(line_end) : std::string(line_end) + text;
  const auto lines = std::count(message.header.begin(), message.header.end(), '\n');
  const std::size_t start = first.location.offset - place(message, first);
  const auto before =
      std::count(message.octets.begin(),
                 message.octets.begin() + static_cast<std::ptrdiff_t>(place(message, first)), '\n');
  return {{start + message.header.size(), 0,
           first.location.line + static_cast<std::size_t>(lines - before)},
          std::move(text)};
}

}  // namespace

std::vector<Replacement> undo_of(const message::Message& message, std::span<const Change> changes) {
  std::vector<Replacement> undo;
  std::string inserted;
  const std::string_view line_end = line_end_of(message);
  for (const Change& change : changes) {
    std::string text = with_line_ends(change.text, line_end);
    switch (change.kind) {
      case Change::Kind::replaced:
        undo.push_back(replacement(*change.field, std::move(text)));
        break;
      case Change::Kind::removed:
        undo.push_back(removal(message, *change.field));
        break;
      case Change::Kind::inserted:
        if (!inserted.empty()) inserted += line_end;
        inserted += text;
        break;
    }
  }
  std::sort(undo.begin(), undo.end(), [](const Replacement& a, const Replacement& b) {
    return a.received.offset < b.received.offset;
  });
  if (!inserted.empty()) undo.push_back(insertion(message, std::move(inserted)));
  return undo;
}

std::string undone_header(const message::Message& message, std::span<const Replacement> undo) {
  const message::Field& first = message.fields.front();
  const std::size_t start = first.location.offset - place(message, first);
  std::string out;
  std::size_t at = 0;
  for (const Replacement& one : undo) {
    const std::size_t offset = one.received.offset - start;
    out += message.header.substr(at, offset - at);
    out += one.text;
    at = std::min(offset + one.received.length, message.header.size());
  }
  out += message.header.substr(at);
  return out;
}

std::vector<std::string> header_digests(std::string_view header, const dkim::Signature& signature) {
  constexpr std::size_t most = 4;
  Limits limits;
  limits.header_octets = header.size() + 1;
  limits.fields = header.size();
  const message::Message message = message::parse_message(header, {0, header.size(), 1}, limits);
  const dkim::FieldIndex index(message);
  std::vector<std::string> digests;
  for (const message::Field* field : message.named("DKIM-Signature")) {
    if (digests.size() == most) break;
    const dkim::Signature own = dkim::parse_signature(field->value);
    if (own.signature != signature.signature) continue;
    std::string input;
    for (const message::Field* one : index.select(own.signed_headers, field).signed_fields) {
      dkim::append_canonical(input, *one, own.header_canonicalization);
      input += "\r\n";
    }
    dkim::append_canonical_without(input, *field, own.b_offset, own.b_length,
                                   own.header_canonicalization);
    digests.push_back(own.hash == dkim::Hash::sha1 ? crypto::sha1(input) : crypto::sha256(input));
  }
  return digests;
}

}  // namespace indicia::forensics
