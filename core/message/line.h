// Lines of octets: CRLF and LF both end one; the last may lack its end.
#pragma once

#include <cstddef>
#include <string_view>

namespace indicia::message {

struct Line {
  std::size_t start = 0;
  std::size_t next = 0;   // of the following line
  std::string_view text;  // without the line end

  std::size_t end() const { return start + text.size(); }
};

inline Line line_at(std::string_view octets, std::size_t start) {
  const std::size_t feed = octets.find('\n', start);
  const std::size_t next = feed == std::string_view::npos ? octets.size() : feed + 1;
  std::size_t end = feed == std::string_view::npos ? next : feed;
  if (end > start && octets[end - 1] == '\r') --end;
  return {start, next, octets.substr(start, end - start)};
}

// Gives each line from `start` on to `take` until that returns false. Returns the start of the line
// that was refused, or the end of the octets.
template <typename Take>
std::size_t each_line(std::string_view octets, std::size_t start, Take&& take) {
  while (start < octets.size()) {
    const Line line = line_at(octets, start);
    if (!take(line)) return start;
    start = line.next;
  }
  return octets.size();
}

}  // namespace indicia::message
