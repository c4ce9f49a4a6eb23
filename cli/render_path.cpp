// The path of the message, hop by hop, on a fixed logarithmic scale of delays.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render_sections.h"
#include "text.h"

namespace indicia::cli {

namespace {

std::string_view arrow(const Sheet& sheet) {
  return sheet.style().unicode ? " \u2192 " : " > ";
}

std::string bar(const Sheet& sheet, const trace::Hop& hop) {
  constexpr double cells = 16;
  if (hop.delay_kind == trace::Delay::clocks_differ) return "~|";
  if (hop.delay_kind != trace::Delay::known) return " |";
  const double share =
      std::log10(1.0 + static_cast<double>(hop.delay_seconds)) / std::log10(86401.0);
  const auto length = static_cast<std::size_t>(std::lround(std::min(1.0, share) * cells));
  std::string out = " |";
  for (std::size_t i = 0; i < length; ++i) out += sheet.style().unicode ? "\u2588" : "#";
  return out;
}

std::string delay_text(const Sheet& sheet, const trace::Hop& hop) {
  switch (hop.delay_kind) {
    case trace::Delay::first:
      return sheet.label("label-first");
    case trace::Delay::undated:
      return sheet.label("label-undated");
    case trace::Delay::clocks_differ:
      return "-" + duration_text(hop.delay_seconds);
    case trace::Delay::unknown:
      return "?";
    case trace::Delay::known:
      break;
  }
  return duration_text(hop.delay_seconds);
}

void hop_row(Sheet& sheet, std::size_t number, const trace::Hop& hop) {
  std::string from = hop.received.from;
  if (from.empty() && hop.received.from_ip) from = to_string(*hop.received.from_ip);
  if (from.empty()) from = "?";
  const std::size_t names = sheet.style().width - 36;
  const std::string hosts =
      shortened(escaped(from), names / 2 - 2) + std::string(arrow(sheet)) +
      shortened(escaped(hop.received.by.empty() ? "?" : hop.received.by), names / 2 - 1);
  sheet.line(fmt::format("  {:<3} {}{}{:>11} {}", number, hosts,
                         std::string(columns(hosts) < names ? names - columns(hosts) : 1, ' '),
                         delay_text(sheet, hop), bar(sheet, hop)));
}

}  // namespace

void write_path(Sheet& sheet) {
  const trace::Path& path = sheet.message().path;
  std::string title = sheet.label("label-path", {{"count", std::to_string(path.hops.size())}});
  if (path.total_seconds) {
    title += ", " + (path.total_is_lower_bound ? sheet.label("label-about") + " " : std::string()) +
             duration_text(*path.total_seconds);
  }
  sheet.line(sheet.bold(title));
  if (sheet.message().message.cut()) {
    sheet.paragraph(sheet.label("label-path-cut"), 2);
  } else if (path.hops.empty()) {
    sheet.paragraph(sheet.label("label-no-path"), 2);
  }
  constexpr std::size_t most = 15;
  for (std::size_t i = 0; i < path.hops.size(); ++i) {
    if (path.border == i) {
      const std::string text = sheet.label("label-boundary");
      const std::size_t room = sheet.style().width - Sheet::indent - 7 - columns(text);
      sheet.line("      -- " + text + " " + shortened(escaped(path.receiver), room) + " --");
    }
    const bool near_border = path.border && (i + 1 == *path.border || i == *path.border);
    if (path.hops.size() > most && !sheet.style().verbose && i >= 3 && i + 8 < path.hops.size() &&
        !near_border) {
      if (i == 3) sheet.line("      ...");
      continue;
    }
    hop_row(sheet, i + 1, path.hops[i]);
  }
  sheet.line();
}

}  // namespace indicia::cli
