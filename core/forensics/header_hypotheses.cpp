// What the hypotheses read and how they offer; see header_hypotheses.h.
#include "forensics/header_hypotheses.h"

#include <algorithm>

#include "forensics/field_text.h"
#include "text.h"

namespace indicia::forensics {

const message::Field* Ground::signed_field(std::string_view name) const {
  for (const message::Field* field : examined.signed_fields) {
    if (equal_ignoring_case(field->name, name)) {
      return field->raw.size() <= longest_field ? field : nullptr;
    }
  }
  return nullptr;
}

bool Ground::is_named(std::string_view name) const {
  const std::vector<std::string>& names = examined.signature.signed_headers;
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& one) { return equal_ignoring_case(one, name); });
}

const message::Field* Ground::any_field(std::string_view name) const {
  const message::Field* field = message.first(name);
  return field != nullptr && field->raw.size() <= longest_field ? field : nullptr;
}

bool Offers::remove(const message::Field& field) {
  return test_({{Change::Kind::removed, &field, {}}});
}

bool Offers::exactly(const message::Field& field, std::string_view value) {
  std::string text(field.raw.substr(0, field.raw.size() - field.value.size()));
  text += value;
  return test_({{Change::Kind::replaced, &field, std::move(text)}});
}

bool Offers::value(const message::Field& field, std::string_view value) {
  return collapsed(value) != collapsed(field.value) && exactly(field, value);
}

bool Offers::content(const message::Field& field, std::string_view content) {
  if (collapsed(content) == collapsed(field.value)) return false;
  if (!ground_.simple) return exactly(field, " " + std::string(content));
  for (const std::string& value : foldings(field.name, content)) {
    if (exactly(field, value)) return true;
  }
  return false;
}

bool Offers::insert(std::string_view name, std::string_view content) {
  const std::string text = std::string(name) + ": " + std::string(content);
  return test_({{Change::Kind::inserted, nullptr, text}});
}

}  // namespace indicia::forensics
