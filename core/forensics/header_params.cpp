// Parameters of the sentences about header edits; see header_params.h.
#include "forensics/header_params.h"

#include <algorithm>

#include "forensics/field_text.h"
#include "message/encoded_word.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t longest = 200;

std::string shortened(std::string text) {
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string shown(std::string_view content) {
  return shortened(clean_utf8(content.substr(0, 2 * longest)));
}

std::string decoded(std::string_view content) {
  return shortened(message::decode_encoded_words(content.substr(0, 8 * longest)).text);
}

// What `received` holds between what both have at their ends.
std::string inserted_text(std::string_view received, std::string_view as_signed) {
  std::size_t front = 0;
  while (front < as_signed.size() && front < received.size() &&
         received[front] == as_signed[front]) {
    ++front;
  }
  std::size_t back = 0;
  while (back < as_signed.size() - front && back < received.size() - front &&
         received[received.size() - 1 - back] == as_signed[as_signed.size() - 1 - back]) {
    ++back;
  }
  return std::string(trim(received.substr(front, received.size() - front - back)));
}

std::string names_of(std::span<const Change> changes) {
  constexpr std::size_t most = 8;
  std::vector<std::string> names;
  for (const Change& change : changes) {
    const std::string name(change.field != nullptr ? change.field->name
                                                   : field_of(change.text).name);
    const auto same = std::find_if(names.begin(), names.end(), [&](const std::string& one) {
      return equal_ignoring_case(one, name);
    });
    if (same == names.end()) names.push_back(name);
  }
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) out += ", ";
    out += names[i];
  }
  return names.size() > most ? out + ", …" : out;
}

}  // namespace

std::vector<std::pair<std::string_view, std::string>> params_of(std::string_view ident,
                                                                std::span<const Change> changes) {
  if (changes.empty()) return {};
  const Change& first = changes.front();
  const std::string received = first.field != nullptr ? content_of(*first.field) : std::string();
  const std::string as_signed =
      first.kind == Change::Kind::removed ? std::string() : content_of(field_of(first.text));
  std::string received_shown = decoded(received);
  std::string signed_shown = decoded(as_signed);
  // Where only the spelling differs, the spelling is shown.
  if (received_shown == signed_shown) {
    received_shown = shown(received);
    signed_shown = shown(as_signed);
  }
  std::vector<std::pair<std::string_view, std::string>> params = {
      {"field", clean_utf8(names_of(changes))},
      {"received", received_shown},
      {"signed", signed_shown}};
  if (ident == "subject-tag") {
    params.emplace_back("tag", clean_utf8(inserted_text(received_shown, signed_shown)));
  }
  return params;
}

}  // namespace indicia::forensics
