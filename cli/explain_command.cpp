// Prints catalogue entries; see explain_command.h.
#include "explain_command.h"

#include <fmt/format.h>

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

}  // namespace

int run_explain(const Arguments& arguments) {
  const Explanation explanation = explain(arguments.topic, arguments.options.language);
  if (explanation.title.empty()) {
    complain("there is no finding \"" + escaped(arguments.topic) + "\"; see: indicia list");
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
  for (std::string_view ident : finding_idents()) {
    fmt::print("{:<30} {}\n", ident, explain(ident, arguments.options.language).title);
  }
  return exit_ok;
}

}  // namespace indicia::cli
