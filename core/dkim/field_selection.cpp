// Bottom-up selection of signed fields (RFC 6376 5.4.2); see field_selection.h.
#include "dkim/field_selection.h"

#include <algorithm>
#include <array>

#include "text.h"

namespace indicia::dkim {

namespace {

// RFC 5322 3.6 and RFC 2045 3: at most one instance each.
constexpr std::array<std::string_view, 11> single_fields = {
    "from",     "subject",    "to",           "date",         "cc",    "bcc",
    "reply-to", "message-id", "mime-version", "content-type", "sender"};

// Negative, zero, positive, letter case aside.
int compare(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(lower(a[i]));
    const auto y = static_cast<unsigned char>(lower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

}  // namespace

FieldIndex::FieldIndex(const message::Message& message) : cut_(message.cut()) {
  by_name_.reserve(message.fields.size());
  for (const message::Field& field : message.fields) {
    if (!field.name.empty()) by_name_.push_back(&field);
  }
  std::sort(by_name_.begin(), by_name_.end(), [](const message::Field* a, const message::Field* b) {
    const int order = compare(a->name, b->name);
    return order != 0 ? order < 0 : a < b;  // both stand in one vector
  });
}

FieldIndex::Range FieldIndex::find(std::string_view name) const {
  const auto first = std::partition_point(
      by_name_.begin(), by_name_.end(),
      [&](const message::Field* field) { return compare(field->name, name) < 0; });
  const auto last = std::partition_point(first, by_name_.end(), [&](const message::Field* field) {
    return compare(field->name, name) == 0;
  });
  return {static_cast<std::size_t>(first - by_name_.begin()),
          static_cast<std::size_t>(last - by_name_.begin())};
}

FieldIndex::Selection FieldIndex::select(const std::vector<std::string>& names,
                                         const message::Field* self) const {
  Selection selection;
  std::vector<std::uint32_t> taken(by_name_.size());  // per name, at the range's first index
  for (const std::string& name : names) {
    const Range range = find(name);
    if (range.first == range.last) continue;
    std::uint32_t& count = taken[range.first];
    while (range.first + count < range.last) {
      const message::Field* field = by_name_[range.last - ++count];
      if (field == self) continue;
      selection.signed_fields.push_back(field);
      break;
    }
  }
  for (const std::string_view name : single_fields) {
    const Range range = find(name);
    if (range.last - range.first < 2) continue;
    for (std::size_t i = range.first; i + taken[range.first] < range.last; ++i) {
      selection.unsigned_duplicates.push_back(by_name_[i]);
    }
  }
  return selection;
}

}  // namespace indicia::dkim
