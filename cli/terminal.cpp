// Escaping, wrapping and the terminal's own facts; see terminal.h.
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace indicia::cli {

namespace {

// The wide blocks of UAX 11 that mail shows in practice.
constexpr std::pair<long, long> wide[] = {
    {0x1100, 0x115E}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <std::size_t n>
bool within(const std::pair<long, long> (&ranges)[n], long value) {
  return std::any_of(std::begin(ranges), std::end(ranges), [&](const auto& range) {
    return value >= range.first && value <= range.second;
  });
}

}  // namespace

void complain(std::string_view text) {
  const std::string line = "indicia: " + std::string(text) + "\n";
  std::fputs(line.c_str(), stderr);
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    count += within(wide, point.value) ? 2 : 1;
    text.remove_prefix(point.length);
  }
  return count;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (columns(text) <= most || most < 5) return std::string(text);
  const std::size_t head = (most - 3) / 2;
  const std::size_t tail = most - 3 - head;
  std::vector<std::string_view> points;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = first_code_point(rest).length;
    points.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  std::string left;
  std::string right;
  for (std::size_t i = 0; columns(left) + columns(points[i]) <= head; ++i) left += points[i];
  for (std::size_t i = points.size(); columns(right) + columns(points[i - 1]) <= tail; --i) {
    right.insert(0, points[i - 1]);
  }
  return left + "..." + right;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && columns(line) + 1 + columns(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

namespace {

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string lower = to_lower(value);
    return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
  }
  return false;
}

bool wants_colour(const std::string& request, bool terminal) {
  if (request == "always") return true;
  if (request == "never") return false;
  if (const char* no = std::getenv("NO_COLOR"); no != nullptr && *no != '\0') return false;
  if (const char* force = std::getenv("FORCE_COLOR"); force != nullptr && *force != '\0')
    return true;
  return terminal;
}

}  // namespace

Style terminal_style(const StyleRequest& request) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  Style style;
  std::size_t width = request.width;
  if (width == 0 && terminal) {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  }
  style.width = width == 0 ? 80 : std::clamp<std::size_t>(width, 60, 120);
  style.colour = wants_colour(request.colour, terminal);
  style.unicode = terminal && !request.ascii && utf8_locale();
  style.verbose = request.verbose;
  style.quiet = request.quiet;
  return style;
}

}  // namespace indicia::cli
