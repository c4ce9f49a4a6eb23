// The table of flags; see arguments.h.
#include "arguments.h"

#include <unistd.h>

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>

#include "analysis.h"
#include "input.h"
#include "json/read_options.h"
#include "resolver.h"
#include "text.h"

namespace indicia::cli {

namespace {

std::string check_ip(const std::string& text) {
  return parse_ip(text) ? std::string() : "'" + escaped(text) + "' is not an IPv4 or IPv6 address";
}

std::string check_resolver(const std::string& text) {
  return is_resolver_address(text) ? std::string()
                                   : "'" + escaped(text) +
                                         "' is not system, root, IP or IP@PORT with a port from 1 "
                                         "to 65535";
}

std::string check_count(const std::string& text) {
  const auto count = parse_decimal(text);
  return count && *count >= 1 ? std::string()
                              : "'" + escaped(text) + "' is not a whole number from 1";
}

std::string check_time(const std::string& text) {
  return message::parse_iso(text)
             ? std::string()
             : "'" + escaped(text) + "' is not a time such as 2026-11-21T09:10:00Z";
}

// What the flags of one command hold before they become options.
struct Raw {
  std::string options_file;
  std::string client_ip, helo, mail_from, receiver, now, language, psl;
  bool headers_only = false;
  bool personal_names = false;
  std::size_t message = 0;  // counted from 1; 0: not given
  std::string fail_on = "fail";
  bool markdown = false, reply = false, html = false;
  bool redact = false, no_redact = false;
};

void add_dns_flags(CLI::App& app, DnsArguments& dns, Raw& raw) {
  app.add_flag("--offline", dns.offline, "Ask no DNS at all")->group("DNS");
  app.add_option("--resolver", dns.resolver, "system, root or IP[@PORT]")
      ->check(check_resolver)
      ->group("DNS");
  app.add_option("--trust-anchor", dns.trust_anchor, "DNSSEC trust anchor file")->group("DNS");
  app.add_option("--timeout", dns.timeout_seconds, "Seconds for one round of questions")
      ->check(CLI::Range(1U, 120U))
      ->group("DNS");
  app.add_option("--answers", dns.answers,
                 "Answer from FILE first: answers file, zone text or dig output; repeatable")
      ->allow_extra_args(false)  // one file for each flag; what follows is a message
      ->type_name("FILE")
      ->group("DNS");
  app.add_option("--save-answers", dns.save_answers, "Write every answer used")
      ->type_name("FILE")
      ->group("DNS");
  app.add_flag("--personal-names", raw.personal_names,
               "Also ask names that carry a local part or a client address (SPF macros)")
      ->group("DNS");
}

void add_identity_flags(CLI::App& app, Raw& raw) {
  app.add_option("--client-ip", raw.client_ip, "Address of the client at the border")
      ->check(check_ip)
      ->group("Identity");
  app.add_option("--helo", raw.helo, "HELO name of that client")->group("Identity");
  app.add_option("--mail-from", raw.mail_from, "Envelope sender; \"\" or <> for the null sender")
      ->expected(1)
      ->group("Identity");
  app.add_option("--receiver", raw.receiver,
                 "The last server that is yours; moves the trust boundary")
      ->group("Identity");
  app.add_option("--now", raw.now, "Judge at this time (default: when it was received)")
      ->check(check_time)
      ->group("Identity");
}

void add_report_flags(CLI::App& app, Arguments& arguments) {
  app.add_flag("--json", arguments.json, "One report as JSON on each line")->group("Output");
  app.add_flag("-v,--verbose", arguments.style.verbose, "Details of every finding")
      ->group("Output");
  app.add_flag("-q,--quiet", arguments.style.quiet, "Only the verdict")->group("Output");
}

void add_terminal_flags(CLI::App& app, Arguments& arguments, Raw& raw) {
  app.add_option("--color", arguments.style.colour, "always, never or auto")
      ->check(CLI::IsMember({"always", "never", "auto"}))
      ->group("Output");
  app.add_flag("--ascii", arguments.style.ascii, "No glyphs beyond ASCII of our own")
      ->group("Output");
  app.add_option("--width", arguments.style.width, "Columns, 60 to 120")
      ->check(check_count)
      ->group("Output");
  app.add_option("--lang", raw.language, "en or ru")
      ->check(CLI::IsMember({"en", "ru"}))
      ->group("Output");
}

void add_sharing_flags(CLI::App& app, Arguments& arguments, Raw& raw) {
  app.add_flag("--markdown", raw.markdown,
               "The report for a ticket, in Markdown; redacted unless --no-redact is given")
      ->group("Output");
  app.add_flag("--reply", raw.reply,
               "Three plain sentences to send to a customer; redacted unless --no-redact is given")
      ->group("Output");
  app.add_flag("--html", raw.html, "The page with the report inside; one input only")
      ->group("Output");
  app.add_flag("--redact", raw.redact,
               "Replace local parts of addresses, display names, subject and private IP addresses; "
               "of --markdown and --reply only: the other forms show the message itself")
      ->group("Output");
  app.add_flag("--no-redact", raw.no_redact, "Leave them in --markdown and --reply")
      ->group("Output");
  app.add_option("--case", arguments.case_file,
                 "Also write message, options, answers and report as one file, which is an input "
                 "again; one input only")
      ->type_name("FILE")
      ->group("Output");
}

void add_analyze_flags(CLI::App& app, Arguments& arguments, Raw& raw) {
  app.add_option("FILE", arguments.inputs, "Messages, headers, mbox; none or - is standard input");
  add_dns_flags(app, arguments.dns, raw);
  app.add_flag("--dns-plan", arguments.dns_plan, "Print the names that would be asked, ask nothing")
      ->group("DNS");
  add_identity_flags(app, raw);
  add_report_flags(app, arguments);
  add_terminal_flags(app, arguments, raw);
  add_sharing_flags(app, arguments, raw);
  app.add_option("--options", raw.options_file, "Options as a JSON object; flags override them")
      ->type_name("FILE")
      ->group("Input");
  app.add_flag("--headers-only", raw.headers_only, "What follows the headers is not the body")
      ->group("Input");
  app.add_option("--message", raw.message, "Which of several messages of an input, from 1")
      ->check(check_count)
      ->type_name("N")
      ->group("Input");
  app.add_option("--psl", raw.psl, "Public suffix list that replaces the built-in one")
      ->type_name("FILE")
      ->group("Input");
  app.add_option("--fail-on", raw.fail_on, "What makes the exit status 1: fail, warn or never")
      ->check(CLI::IsMember({"fail", "warn", "never"}))
      ->group("Result");
}

std::string read_options_file(const std::string& name, Arguments& arguments) {
  constexpr std::size_t most = std::size_t{16} << 20;
  const Input file = read_input(name, most, "options as a JSON object");
  if (!file.problem.empty()) return "options file " + file.problem;
  Options& options = arguments.options;
  options.evaluated_at = 0;
  const std::string problem = read_options(file.octets, options);
  if (!problem.empty()) return "options file " + shown_name(name) + ": " + escaped(problem);
  arguments.evaluated_at_given = options.evaluated_at != 0;
  return {};
}

std::string read_psl(const std::string& name, Options& options) {
  constexpr std::size_t most = std::size_t{16} << 20;
  Input file = read_input(name, most, "a public suffix list");
  if (file.problem.empty() && !is_public_suffix_list(file.octets)) {
    return shown_name(name) +
           " holds no rule of a public suffix list; give a file like public_suffix_list.dat";
  }
  if (file.problem.empty()) options.public_suffix_list = std::move(file.octets);
  return file.problem;
}

// Flags override the options file. An empty problem means success.
std::string apply(const CLI::App& app, const Raw& raw, Arguments& arguments) {
  Options& options = arguments.options;
  if (!raw.options_file.empty()) {
    if (std::string problem = read_options_file(raw.options_file, arguments); !problem.empty()) {
      return problem;
    }
  }
  if (!raw.psl.empty()) {
    if (std::string problem = read_psl(raw.psl, options); !problem.empty()) return problem;
  }
  const auto set = [&](const char* flag, const std::string& value, std::optional<std::string>& to) {
    if (app.count(flag) > 0) to = value;
  };
  set("--client-ip", raw.client_ip, options.client_ip);
  set("--helo", raw.helo, options.helo);
  set("--mail-from", raw.mail_from == "<>" ? "" : raw.mail_from, options.mail_from);
  set("--receiver", raw.receiver, options.receiver);
  if (!raw.now.empty()) options.now = message::parse_iso(raw.now);
  if (!raw.language.empty()) options.language = raw.language;
  arguments.language_given = !raw.language.empty();
  options.headers_only |= raw.headers_only;
  options.personal_names |= raw.personal_names;
  if (raw.message > 0) options.message = raw.message - 1;
  arguments.fail_on = raw.fail_on == "never"  ? Arguments::FailOn::never
                      : raw.fail_on == "warn" ? Arguments::FailOn::warn
                                              : Arguments::FailOn::fail;
  return {};
}

// Which of the forms; a sentence where flags contradict each other.
std::string choose_output(const Raw& raw, Arguments& arguments) {
  using Output = Arguments::Output;
  const std::pair<bool, Output> forms[] = {{arguments.json, Output::json},
                                           {raw.markdown, Output::markdown},
                                           {raw.reply, Output::reply},
                                           {raw.html, Output::html}};
  int chosen = 0;
  for (const auto& [given, output] : forms) {
    if (given) arguments.output = output;
    chosen += given ? 1 : 0;
  }
  if (chosen > 1) return "give one of --json, --markdown, --reply and --html";
  if (raw.redact && raw.no_redact) return "give one of --redact and --no-redact";
  const bool shared = arguments.output == Output::markdown || arguments.output == Output::reply;
  if (raw.redact && !shared) {
    return "--redact goes with --markdown or --reply; text, JSON and HTML show the message itself";
  }
  if (raw.no_redact && !shared) return "--no-redact goes with --markdown or --reply";
  arguments.redact = !raw.no_redact;
  const bool single = arguments.output == Output::html || !arguments.case_file.empty();
  if (single && arguments.inputs.size() > 1) return "--html and --case take one input";
  return {};
}

// The words behind the program's name, last first, as the library takes them. It reads "--helo=" as
// an option whose value follows, and would swallow the next word.
std::vector<std::string> words_of(CLI::App& app, int argc, const char* const* argv) {
  const auto takes_value = [&](const std::string& name) {
    std::vector<CLI::App*> all = app.get_subcommands([](const CLI::App*) { return true; });
    all.push_back(&app);
    return std::any_of(all.begin(), all.end(), [&](const CLI::App* one) {
      const CLI::Option* option = one->get_option_no_throw(name);
      return option != nullptr && option->get_items_expected_max() > 0;
    });
  };
  std::vector<std::string> words;
  bool only_files = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    only_files |= word == "--";
    const bool empty_value = !only_files && word.starts_with("--") &&
                             word.find('=') == word.size() - 1 &&
                             takes_value(word.substr(0, word.size() - 1));
    if (empty_value) word.pop_back();
    words.push_back(std::move(word));
    if (empty_value) words.emplace_back();
  }
  std::reverse(words.begin(), words.end());
  return words;
}

// The main command and analyze are one; what stands before another command would have no effect.
std::string misplaced(const CLI::App& app, const CLI::App& command) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->count() == 0) continue;
    const std::string name = option->get_name();
    if (option->get_positional()) {
      return fmt::format("\"{}\" stands before {}, which reads no message; leave one of them out",
                         escaped(option->results().front()), command.get_name());
    }
    if (command.get_option_no_throw(name) == nullptr) {
      return fmt::format("{} has no {}; see: indicia {} --help", command.get_name(), name,
                         command.get_name());
    }
    return fmt::format("{} stands before {}; put it behind: indicia {} {} ...", name,
                       command.get_name(), command.get_name(), name);
  }
  return {};
}

// Help and version as they are; an error quotes the command line, which may hold anything.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream problem;
  const int status = app.exit(error, out, problem);
  std::fputs(out.str().c_str(), stdout);
  const std::string text = problem.str();
  for (std::string_view line : split(trim(text), '\n')) {
    std::fprintf(stderr, "%s\n", escaped(line).c_str());
  }
  return status == 0 ? exit_ok : exit_usage;
}

// Standard input can be read once.
bool reads_stdin_twice(const Arguments& arguments, const Raw& raw) {
  std::vector<std::string> names = arguments.inputs;
  names.insert(names.end(), arguments.dns.answers.begin(), arguments.dns.answers.end());
  names.push_back(raw.options_file);
  names.push_back(raw.psl);
  if (arguments.inputs.empty()) names.push_back("-");
  return std::count(names.begin(), names.end(), "-") > 1;
}

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  Raw raw;
  CLI::App app(
      "indicia: re-verifies DKIM, SPF and DMARC of a message, says what can be proven and who must "
      "change what.\nDNS is asked through the system resolver unless --offline is given. Text is "
      "for "
      "people and may change; use --json for programs.",
      "indicia");
  app.set_version_flag("--version", std::string("indicia ") + INDICIA_VERSION);
  app.footer(
      "Exit status: 0 analysed, 1 a finding at or above --fail-on, 2 usage, 3 unreadable input,\n"
      "a header beyond a limit or unwritable output, 4 DNS did not answer what the verdict\n"
      "needs. Over several inputs 3 outranks 1, 1 outranks 4.");
  app.require_subcommand(0, 1);
  add_analyze_flags(app, arguments, raw);

  // Only a word: its flags and its help are those of the program.
  CLI::App* analyze =
      app.add_subcommand("analyze", "Analyse messages (the default)")->fallthrough();
  analyze->set_help_flag();
  analyze->formatter_fn([&app](const CLI::App*, const std::string&, CLI::AppFormatMode mode) {
    return app.get_formatter()->make_help(&app, app.get_name(), mode);
  });

  CLI::App* spf = app.add_subcommand("spf", "Evaluate SPF alone and print every step");
  Raw raw_spf;
  spf->add_option("--ip", arguments.ip, "Client address")->check(check_ip);
  spf->add_option("--mail-from", arguments.mail_from, "Envelope sender; \"\" for the null sender");
  spf->add_option("--helo", arguments.helo, "HELO name");
  spf->add_flag("--json-lines", arguments.json_lines,
                "One query as JSON on each line of standard input, one result on each line");
  add_dns_flags(*spf, arguments.dns, raw_spf);
  add_report_flags(*spf, arguments);
  add_terminal_flags(*spf, arguments, raw_spf);

  CLI::App* explain = app.add_subcommand("explain", "Explain a finding by its ident");
  Raw raw_explain;
  explain->add_option("IDENT", arguments.topic, "For example spf-multiple-records")->required();
  add_terminal_flags(*explain, arguments, raw_explain);

  CLI::App* list = app.add_subcommand("list", "List the idents of all findings");
  Raw raw_list;
  add_terminal_flags(*list, arguments, raw_list);

  try {
    std::vector<std::string> words = words_of(app, argc, argv);
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return {std::nullopt, end_of_parsing(app, error)};
  }

  for (const CLI::App* command : {spf, explain, list}) {
    if (!command->parsed()) continue;
    if (const std::string problem = misplaced(app, *command); !problem.empty()) {
      complain(problem);
      return {std::nullopt, exit_usage};
    }
  }
  if (spf->parsed()) {
    arguments.command = Arguments::Command::spf;
    arguments.options.personal_names = raw_spf.personal_names;
    if (!raw_spf.language.empty()) arguments.options.language = raw_spf.language;
    return {arguments, exit_ok};
  }
  if (explain->parsed() || list->parsed()) {
    arguments.command = explain->parsed() ? Arguments::Command::explain : Arguments::Command::list;
    const std::string& language = explain->parsed() ? raw_explain.language : raw_list.language;
    if (!language.empty()) arguments.options.language = language;
    return {arguments, exit_ok};
  }
  if (reads_stdin_twice(arguments, raw)) {
    complain("standard input (-) can be given once; put the other input into a file");
    return {std::nullopt, exit_usage};
  }
  if (const std::string problem = choose_output(raw, arguments); !problem.empty()) {
    complain(problem);
    return {std::nullopt, exit_usage};
  }
  if (const std::string problem = apply(app, raw, arguments); !problem.empty()) {
    complain(problem);
    return {std::nullopt, exit_unreadable};
  }
  if (arguments.inputs.empty()) {
    if (isatty(STDIN_FILENO) != 0) {
      complain("no file given; try: indicia message.eml, or indicia --help");
      return {std::nullopt, exit_usage};
    }
    arguments.inputs.emplace_back("-");
  }
  return {arguments, exit_ok};
}

}  // namespace indicia::cli
