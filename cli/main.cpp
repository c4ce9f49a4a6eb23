// The program: reads the arguments and runs one command.
#include "analyze_command.h"
#include "arguments.h"
#include "explain_command.h"
#include "spf_command.h"

int main(int argc, char** argv) {
  using namespace indicia::cli;
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
