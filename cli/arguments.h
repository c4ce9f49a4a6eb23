// Flags to a command. Everything the program can be told stands here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "options.h"
#include "terminal.h"

namespace indicia::cli {

// Exit statuses; over several inputs 3 outranks 1, 1 outranks 4, 4 outranks 0.
constexpr int exit_ok = 0;
constexpr int exit_finding = 1;  // a finding at or above --fail-on
constexpr int exit_usage = 2;
// An input, answers or options file; a header that a limit cut short; or unwritable output.
constexpr int exit_unreadable = 3;
constexpr int exit_dns = 4;  // DNS was wanted and did not answer what the verdict needs

struct DnsArguments {
  bool offline = false;
  std::string resolver = "system";   // system, root or IP[@PORT]
  std::string trust_anchor;          // file; empty: the packaged one
  unsigned timeout_seconds = 5;      // for one round of questions
  std::vector<std::string> answers;  // files
  std::string save_answers;          // file
};

struct Arguments {
  enum class Command { analyze, spf, explain, list };
  Command command = Command::analyze;
  std::vector<std::string> inputs;  // files, "-": standard input
  DnsArguments dns;
  bool dns_plan = false;
  Options options;
  bool evaluated_at_given = false;
  bool language_given = false;
  bool json = false;
  // What analyze prints; json stands for Output::json, too.
  enum class Output { text, json, markdown, reply, html } output = Output::text;
  bool redact = true;     // in markdown and reply
  std::string case_file;  // message, options, answers and report go there as one; empty: none
  enum class FailOn { fail, warn, never } fail_on = FailOn::fail;
  StyleRequest style;
  std::string topic;  // of explain and list
  // spf
  std::string ip;
  std::string mail_from;
  std::string helo;
  bool json_lines = false;
};

// The arguments, or the exit status with which the program ends at once (help, version, usage
// errors, an unreadable options file); messages are printed here.
struct ParsedArguments {
  std::optional<Arguments> arguments;
  int status = exit_ok;
};

ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace indicia::cli
