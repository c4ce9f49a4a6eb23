// The program: reads the arguments and runs one command. A report that could not be written is a
// failure of its own, whatever the report says.
#include <cstdio>
#include <system_error>

#include "analyze_command.h"
#include "arguments.h"
#include "explain_command.h"
#include "spf_command.h"

namespace indicia::cli {

namespace {

int run(int argc, const char* const* argv) {
  const ParsedArguments parsed = parse_arguments(argc, argv);
  if (!parsed.arguments) return parsed.status;
  switch (parsed.arguments->command) {
    case Arguments::Command::analyze:
      return run_analyze(*parsed.arguments);
    case Arguments::Command::spf:
      return run_spf(*parsed.arguments);
    case Arguments::Command::explain:
      return run_explain(*parsed.arguments);
    case Arguments::Command::list:
      return run_list(*parsed.arguments);
  }
  return exit_usage;
}

int unwritten() {
  complain("the output cannot be written; check the place it goes to and the space there");
  return exit_unreadable;
}

}  // namespace

}  // namespace indicia::cli

int main(int argc, char** argv) {
  using namespace indicia::cli;
  try {
    const int status = run(argc, argv);
    return std::fflush(stdout) != 0 || std::ferror(stdout) != 0 ? unwritten() : status;
  } catch (const std::system_error&) {  // fmt, where a write fails
    return unwritten();
  }
}
