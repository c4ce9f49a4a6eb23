// What the passes over a pasted text ask of a line; internal to them.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "message/field.h"
#include "message/field_names.h"
#include "text.h"

namespace indicia::message {

// Octets of the quotation mark that starts the line; 0: none.
inline std::size_t quotation_mark(std::string_view line) {
  if (line.starts_with('>') || line.starts_with('|')) return 1;
  return line.starts_with("&gt;") ? 4 : 0;
}

inline std::string_view name_of(std::string_view line) {
  return line.substr(0, field_name_length(line));
}

inline bool is_known_field(std::string_view line) {
  return is_known_field_name(name_of(line));
}

// The known names of different fields, as far as thresholds need to count them.
class KnownNames {
 public:
  void add(std::string_view line) {
    constexpr std::size_t enough = 16;
    const std::string_view name = name_of(line);
    if (is_system_field_name(name)) has_system_ = true;
    if (names_.size() < enough && is_known_field_name(name)) names_.insert(to_lower(name));
  }
  std::size_t count() const { return names_.size(); }
  bool has_system() const { return has_system_; }

 private:
  std::set<std::string> names_;
  bool has_system_ = false;
};

}  // namespace indicia::message
