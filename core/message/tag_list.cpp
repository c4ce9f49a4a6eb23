// Splits tag=value lists (RFC 6376 3.2); see tag_list.h.
#include "message/tag_list.h"

#include <algorithm>

#include "text.h"

namespace indicia::message {

const Tag* TagList::find(std::string_view name) const {
  for (const Tag& tag : tags) {
    if (tag.name == name) return &tag;
  }
  return nullptr;
}

namespace {

// RFC 6376 3.2: ALPHA *(ALPHA / DIGIT / "_").
bool is_tag_name(std::string_view name) {
  if (name.empty() || !is_alpha(name.front())) return false;
  for (char c : name) {
    if (!is_alnum(c) && c != '_') return false;
  }
  return true;
}

}  // namespace

TagList parse_tag_list(std::string_view text) {
  // A list has few tags; beyond this many the duplicate search would no longer be cheap.
  constexpr std::size_t most_tags = 200;
  TagList list;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find(';', start), text.size());
    const std::string_view spec = text.substr(start, end - start);
    const std::size_t equals = spec.find('=');
    const std::string_view name = trim(spec.substr(0, equals));
    if (trim(spec).empty()) {
      // Only the last spec may be empty: that is the optional final ";".
      if (end != text.size())
        list.defects.push_back({"tag-list-empty-tag", start, spec.size() + 1});
    } else if (equals == std::string_view::npos) {
      list.defects.push_back({"tag-list-no-equals", start, spec.size()});
    } else if (!is_tag_name(name)) {
      list.defects.push_back({"tag-list-bad-name", start, spec.size()});
    } else if (list.tags.size() == most_tags) {
      list.defects.push_back({"tag-list-too-many-tags", start, text.size() - start});
      break;
    } else {
      if (list.find(name) != nullptr) {
        list.defects.push_back({"tag-list-duplicate-tag", start, spec.size()});
      }
      const std::string_view raw = spec.substr(equals + 1);
      list.tags.push_back({name, trim(raw), static_cast<std::size_t>(name.data() - text.data()),
                           start + equals + 1, raw.size()});
    }
    start = end + 1;
  }
  return list;
}

}  // namespace indicia::message
