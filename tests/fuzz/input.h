// What the targets share. libFuzzer hands over a block of exactly the input's size, so a view of it
// lets the sanitizers see every overread.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "message/defect.h"

namespace fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool holds) {
  if (!holds) std::abort();
}

// Defects name places inside the text that was parsed.
inline void require_inside(const indicia::Defects& defects, std::size_t size) {
  for (const indicia::Defect& defect : defects) {
    require(!defect.ident.empty());
    require(defect.offset <= size && defect.length <= size - defect.offset);
  }
}

// Cuts the text before the first line end off its front.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace fuzz
