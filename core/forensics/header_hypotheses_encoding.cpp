// Octets beyond ASCII written otherwise (dkim-forensics.md 5.1 H15): encoded words decoded or
// written by another encoder, and charsets taken for one another.
#include <algorithm>

#include "forensics/encoded_spelling.h"
#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/charset.h"
#include "message/encoded_word.h"
#include "text.h"

namespace indicia::forensics {

namespace {

// The octets as UTF-8 of Latin-1 characters, which is what a double conversion makes.
std::string widened(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    message::append_utf8(out, static_cast<char32_t>(static_cast<unsigned char>(c)));
  }
  return out;
}

// The reverse; empty: not all characters are Latin-1.
std::string narrowed(std::string_view utf8) {
  std::string out;
  const auto points = message::code_points(utf8);
  if (!points) return out;
  for (const char32_t point : *points) {
    if (point > 0xFF) return {};
    out += static_cast<char>(point);
  }
  return out;
}

bool raw_octets_otherwise(const message::Field& field, Offers& offers, std::string_view content) {
  if (is_ascii(content)) return false;
  const std::string narrow = narrowed(content);
  if (!narrow.empty() && offers.content(field, narrow)) return true;
  if (offers.content(field, widened(content))) return true;
  for (const std::string_view charset :
       {"iso-8859-1", "windows-1252", "koi8-r", "windows-1251", "iso-8859-2", "iso-8859-15"}) {
    const auto text = message::to_utf8(content, charset);
    if (text && offers.content(field, *text)) return true;
  }
  return false;
}

}  // namespace

bool encoding_changed(const Ground& ground, Offers& offers) {
  std::size_t count = 0;
  for (const message::Field* field : ground.examined.signed_fields) {
    if (++count > Ground::most_fields) {
      offers.cut();
      break;
    }
    const bool encoded = field->value.find("=?") != std::string_view::npos;
    if (!encoded && is_ascii(field->value)) continue;
    if (field->raw.size() > Ground::longest_field) {
      offers.cut();
      continue;
    }
    const std::string content = content_of(*field);
    for (const std::string& text : respelled_words(content)) {
      if (offers.content(*field, text)) return true;
    }
    if (ground.simple) {
      for (const std::string& value : respelled_words(field->value)) {
        if (offers.exactly(*field, value)) return true;
      }
    }
    if (raw_octets_otherwise(*field, offers, content)) return true;
    const std::string decoded(trim(message::decode_encoded_words(field->value).text));
    for (const std::string& text :
         encoded_spellings(decoded, field->name, charset_labels(field->value))) {
      if (offers.content(*field, text)) return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
