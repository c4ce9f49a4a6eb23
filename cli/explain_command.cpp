// Prints catalogue entries; see explain_command.h.
#include "explain_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "analysis.h"
#include "json/report.h"
#include "terminal.h"

namespace indicia::cli {

namespace {

void print_part(const char* name, std::string_view text, std::size_t width) {
  if (text.empty()) return;
  std::string lead = fmt::format("{:<9}", name);
  for (const std::string& line : wrapped(text, width - 9)) {
    fmt::print("{}{}\n", lead, line);
    lead = std::string(9, ' ');
  }
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

// Several writers may use one word: each of its meanings, apart.
int explain_filter_word(const Arguments& arguments) {
  const std::vector<FilterMeaning> meanings = explain_filter(arguments.topic);
  const Style style = terminal_style(arguments.style);
  for (const FilterMeaning& one : meanings) {
    if (&one != &meanings.front()) fmt::print("\n");
    fmt::print("{}  ({}, {})\n\n", one.what, one.vendor, one.kind);
    print_part("means", one.meaning, style.width);
    print_part("known", joined(one.listed), style.width);
    print_part("note", one.notes, style.width);
    print_part("sender", one.action, style.width);
    print_part("verdict", one.verdict, style.width);
    print_part("points", one.default_score, style.width);
    print_part("backing", one.confidence, style.width);
    for (std::string_view source : one.sources) print_part("source", source, style.width);
    print_part("id", one.id, style.width);
  }
  return exit_ok;
}

}  // namespace

int run_explain(const Arguments& arguments) {
  const Explanation explanation = explain(arguments.topic, arguments.options.language);
  if (explanation.title.empty() && !explain_filter(arguments.topic).empty()) {
    return explain_filter_word(arguments);
  }
  if (explanation.title.empty()) {
    complain("there is no finding or filter word \"" + escaped(arguments.topic) +
             "\"; see: indicia list");
    return exit_usage;
  }
  const Style style = terminal_style(arguments.style);
  fmt::print("{}\n\n", explanation.ident);
  print_part("title", explanation.title, style.width);
  print_part("seen", explanation.seen, style.width);
  print_part("expects", explanation.expects, style.width);
  print_part("means", explanation.means, style.width);
  print_part("fix", explanation.fix, style.width);
  print_part("who", explanation.who, style.width);
  print_part("source", explanation.references, style.width);
  return exit_ok;
}

int run_list(const Arguments& arguments) {
  // One line for each finding where a program reads it and nobody asked for a width.
  const bool whole = arguments.style.width == 0 && isatty(STDOUT_FILENO) == 0;
  constexpr std::size_t left = 31;
  const std::size_t width = terminal_style(arguments.style).width - left;
  for (std::string_view ident : finding_idents()) {
    const std::string_view title = explain(ident, arguments.options.language).title;
    std::string lead = fmt::format("{:<{}} ", ident, left - 1);
    for (const std::string& line :
         whole ? std::vector{std::string(title)} : wrapped(title, width)) {
      fmt::print("{}{}\n", lead, line);
      lead = std::string(left, ' ');
    }
  }
  return exit_ok;
}

}  // namespace indicia::cli
