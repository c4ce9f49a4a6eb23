// Lines of a text report; see sheet.h.
#include "sheet.h"

#include <fmt/format.h>

#include <algorithm>

namespace indicia::cli {

std::string_view word_of(Severity severity) {
  switch (severity) {
    case Severity::fail:
      return "FAIL";
    case Severity::warn:
      return "warn";
    case Severity::info:
      return "info";
    case Severity::ok:
      return "ok";
  }
  return "info";
}

std::string_view word_of(Result result) {
  switch (result) {
    case Result::pass:
      return "ok";
    case Result::fail:
      return "FAIL";
    case Result::softfail:
    case Result::policy:
      return "warn";
    case Result::neutral:
    case Result::none:
      return "none";
    case Result::temperror:
    case Result::permerror:
      return "err";
    case Result::untestable:
      return "n/a";
  }
  return "n/a";
}

std::string Sheet::label(std::string_view ident, const Params& params) const {
  return phrase(report_.evidence.options.language, ident, params);
}

void Sheet::line(std::string_view text) {
  out_ += text;
  out_ += '\n';
}

std::string Sheet::bold(std::string_view text) const {
  return style_.colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string Sheet::mark(std::string_view word) const {
  const std::string padded = fmt::format("{:<{}}", word, indent - 1);
  if (!style_.colour) return padded;
  const int code = word == "FAIL" || word == "err" ? 31
                   : word == "warn"                ? 33
                   : word == "ok"                  ? 32
                                                   : 0;
  return code == 0 ? padded : fmt::format("\x1b[{}m{}\x1b[0m", code, padded);
}

void Sheet::paragraph(std::string_view text, std::size_t left, std::string_view lead) {
  bool first = true;
  for (const std::string& one : wrapped(escaped(text), style_.width - left)) {
    std::string start(left, ' ');
    if (first && !lead.empty()) start = fmt::format("{:<{}}", lead, left);
    line(start + one);
    first = false;
  }
}

void Sheet::marked(std::string_view word, std::string_view text, bool strong) {
  const std::vector<std::string> lines = wrapped(escaped(text), style_.width - indent);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    line((i == 0 ? mark(word) + " " : std::string(indent, ' ')) +
         (strong ? bold(lines[i]) : lines[i]));
  }
}

void Sheet::row(std::string_view name, const std::string& value) {
  if (value.empty()) return;
  const std::size_t left = std::max<std::size_t>(10, columns(name) + 2);
  line(fmt::format("{}{}{}", name, std::string(left - columns(name), ' '),
                   shortened(escaped(value), style_.width - left)));
}

}  // namespace indicia::cli
