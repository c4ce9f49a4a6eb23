// Reads, settles and prints every input; see analyze_command.h.
#include "analyze_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include "analysis.h"
#include "dns_source.h"
#include "input.h"
#include "json/bundle.h"
#include "json/report.h"
#include "page.h"
#include "render.h"
#include "settle.h"
#include "share/ticket.h"
#include "text.h"

namespace indicia::cli {

namespace {

// 3 outranks 1, 1 outranks 4, 4 outranks 0.
int worse(int a, int b) {
  for (int status : {exit_unreadable, exit_finding, exit_dns}) {
    if (a == status || b == status) return status;
  }
  return exit_ok;
}

bool fails(const Report& report, Arguments::FailOn fail_on) {
  if (fail_on == Arguments::FailOn::never) return false;
  const Severity least = fail_on == Arguments::FailOn::warn ? Severity::warn : Severity::fail;
  const auto at_least = [&](const Finding& finding) { return finding.severity <= least; };
  return report.headline.severity <= least ||
         std::any_of(report.findings.begin(), report.findings.end(), at_least);
}

// A limit kept fields from being read: no verdict, neither a failure nor a message to be taken for
// good.
bool is_cut(const Report& report) {
  return report.facts.evidence && report.facts.evidence->message.cut();
}

// DNS was wanted, and the verdict is open because an answer it needs did not come.
bool lacks_dns(const Report& report) {
  const Result result = report.facts.dmarc.rfc9989.result;
  if (result != Result::temperror && result != Result::untestable) return false;
  return std::any_of(
      report.facts.answers.begin(), report.facts.answers.end(), [](const dns::Answer& answer) {
        return answer.provenance == Provenance::observed &&
               (answer.status == dns::Status::servfail || answer.status == dns::Status::timeout);
      });
}

class Run {
 public:
  Run(const Arguments& arguments, DnsSource& dns)
      : arguments_(arguments), dns_(dns), style_(terminal_style(arguments.style)) {
    progress_ = isatty(STDERR_FILENO) != 0 && arguments.inputs.size() > 1 && is_for_people();
  }

  int all() {
    int status = exit_ok;
    if (arguments_.output == Arguments::Output::html) {
      page_ = find_page();
      if (!page_.problem.empty()) {
        complain(page_.problem);
        return exit_unreadable;
      }
    }
    std::size_t number = 0;
    for (const std::string& input : arguments_.inputs) {
      show_progress(++number, input);
      status = worse(status, one(input));
    }
    clear_line();
    return status;
  }

 private:
  // Where a progress line may stand.
  static void clear_line() {
    if (isatty(STDERR_FILENO) != 0) std::fputs("\r\x1b[K", stderr);
  }

  void show_progress(std::size_t number, const std::string& input) const {
    if (!progress_) return;
    std::fputs(fmt::format("\r\x1b[K{}/{} {}", number, arguments_.inputs.size(),
                           shortened(shown_name(input), style_.width - 20))
                   .c_str(),
               stderr);
  }

  int one(const std::string& name) {
    Input input = read_input(name, arguments_.options.limits.input_octets);
    if (!input.problem.empty()) {
      clear_line();
      complain(input.problem);
      return exit_unreadable;
    }
    Options options = arguments_.options;
    dns::Answers answers_of_case;
    const bool from_case = is_case(input.octets);
    if (from_case) {
      Case kept;
      if (const std::string problem = read_case(input.octets, kept); !problem.empty()) {
        clear_line();
        complain(fmt::format("case file {}: {}", shown_name(name), escaped(problem)));
        return exit_unreadable;
      }
      options = with_flags(kept.options);
      answers_of_case = with_given(kept.answers);
      input.octets = std::move(kept.octets);
    } else if (!arguments_.evaluated_at_given) {
      options.evaluated_at = clock();
    }
    dns::Answers& answers = from_case ? answers_of_case : dns_.answers();
    if (options.input_name.empty()) options.input_name = name;
    const Evidence evidence = examine(std::move(input.octets), options);
    if (const std::size_t count = evidence.messages.size(); count > 0 && options.message >= count) {
      clear_line();
      complain(
          fmt::format("{}: there is no message {}, the input holds {}; give a number from 1 to {}",
                      shown_name(name), options.message + 1, count, count));
      return exit_unreadable;
    }
    if (arguments_.dns_plan) {
      const Report plan = evaluate(evidence, answers, &workspace_);
      if (plan.facts.evidence) {
        print_plan(plan);
        return is_cut(plan) ? exit_unreadable : exit_ok;
      }
      clear_line();
      complain(shown_name(name) + ": " + escaped(plan.headline.text) + "; no name would be asked");
      return fails(plan, arguments_.fail_on) ? exit_finding : exit_ok;
    }
    DnsSummary summary;
    const Report report = settled_report(evidence, answers, summary);
    if (const std::string problem = print(report, summary); !problem.empty()) {
      complain(problem);
      return exit_unreadable;
    }
    if (is_cut(report)) return exit_unreadable;
    if (fails(report, arguments_.fail_on)) return exit_finding;
    return !arguments_.dns.offline && lacks_dns(report) ? exit_dns : exit_ok;
  }

  // The options of a case; a flag goes before them.
  Options with_flags(Options options) const {
    const Options& given = arguments_.options;
    const auto prefer = [](const auto& flag, auto& option) {
      if (flag) option = flag;
    };
    prefer(given.now, options.now);
    prefer(given.client_ip, options.client_ip);
    prefer(given.helo, options.helo);
    prefer(given.mail_from, options.mail_from);
    prefer(given.receiver, options.receiver);
    prefer(given.public_suffix_list, options.public_suffix_list);
    options.headers_only |= given.headers_only;
    options.personal_names |= given.personal_names;
    if (arguments_.language_given) options.language = given.language;
    if (arguments_.evaluated_at_given) options.evaluated_at = given.evaluated_at;
    if (given.message != 0) options.message = given.message;
    return options;
  }

  // The answers of a case; an answers file goes before them, an answer asked before does not.
  dns::Answers with_given(const AnswersFile& kept) {
    dns::Answers answers = dns_.answers();
    AnswersFile added = kept;
    std::erase_if(added.answers, [&](const dns::Answer& answer) {
      const auto known = dns_.answers().find(answer.question);
      return known && known->provenance == Provenance::supplied;
    });
    add_answers(added, answers);
    return answers;
  }

  Report settled_report(const Evidence& evidence, dns::Answers& answers, DnsSummary& summary) {
    const auto started = std::chrono::steady_clock::now();
    const auto evaluate_now = [&](const dns::Answers& known) {
      return evaluate(evidence, known, &workspace_);
    };
    summary.offline = arguments_.dns.offline;
    if (!dns_.live() || answers.default_nxdomain()) {
      Report report = conclude(evidence, answers, &workspace_);
      dns_.note_used(report.facts.answers);
      return report;
    }
    auto settled = settle(answers, evidence.options.limits.rounds, evaluate_now,
                          [&](const std::vector<dns::Question>& batch) {
                            show_asking(batch.size());
                            return dns_.ask(batch);
                          });
    using std::chrono::milliseconds;
    summary.asked = settled.asked;
    if (settled.asked > 0) summary.resolver = arguments_.dns.resolver;
    summary.milliseconds = static_cast<long>(
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - started)
            .count());
    Report report = conclude(evidence, answers, &workspace_);
    if (!settled.complete) report.facts.limits.emplace_back("rounds");
    dns_.note_used(report.facts.answers);
    return report;
  }

  // On a terminal a slow resolver is no silence.
  void show_asking(std::size_t names) const {
    if (progress_ || isatty(STDERR_FILENO) == 0 || !is_for_people()) return;
    std::fputs(fmt::format("\r\x1b[Kasking {} names ...\r", names).c_str(), stderr);
  }

  static std::int64_t clock() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
  }

  void print_plan(const Report& report) const {
    for (const dns::OpenQuestion& question : report.facts.questions) {
      fmt::print("{:<5} {}  {}{}{}\n", dns::to_string(question.question.type),
                 escaped(question.question.name), dns::to_string(question.purpose),
                 question.required ? "" : "  optional",
                 question.personal ? "  personal, asked only with --personal-names" : "");
    }
    fmt::print("names: {}; answers may lead to more (includes, redirects, aliases)\n",
               report.facts.questions.size());
  }

  bool is_for_people() const { return arguments_.output == Arguments::Output::text; }

  std::string shared(const Report& report, share::Format format) const {
    return share::ticket(report, {.format = format, .redact = arguments_.redact, .language = {}});
  }

  // What went wrong with a file beside the output; empty: nothing.
  std::string print(const Report& report, const DnsSummary& summary) const {
    clear_line();
    const bool several = arguments_.inputs.size() > 1;
    switch (arguments_.output) {
      case Arguments::Output::json:
        fmt::print("{}\n", report_json(report));
        break;
      case Arguments::Output::markdown:
        fmt::print("{}{}", shared(report, share::Format::markdown), several ? "\n" : "");
        break;
      case Arguments::Output::reply:
        fmt::print("{}{}", shared(report, share::Format::reply), several ? "\n" : "");
        break;
      case Arguments::Output::html: {
        const std::string html = page_with_report(page_.html, report);
        if (html.empty()) {
          return escaped(page_.name) +
                 " does not hold the marker of the page exactly once; build the page again";
        }
        fmt::print("{}", html);
        break;
      }
      case Arguments::Output::text:
        if (several && !style_.verbose) {
          fmt::print("{}", render_line(report, style_));
        } else {
          fmt::print("{}{}", render_text(report, summary, style_), several ? "\n" : "");
        }
    }
    std::fflush(stdout);
    return arguments_.case_file.empty()
               ? std::string()
               : write_file(arguments_.case_file, case_json(report) + "\n");
  }

  const Arguments& arguments_;
  DnsSource& dns_;
  Style style_;
  Workspace workspace_;
  bool progress_ = false;
  Page page_;  // of --html
};

}  // namespace

int run_analyze(const Arguments& arguments) {
  DnsSource dns(arguments.dns);
  if (const std::string problem = dns.load(); !problem.empty()) {
    complain(problem);
    return exit_unreadable;
  }
  const int status = Run(arguments, dns).all();
  if (const std::string silence = dns.silence(); !silence.empty()) complain(silence);
  if (const std::string problem = dns.save(); !problem.empty()) {
    complain(problem);
    return exit_unreadable;
  }
  return status;
}

}  // namespace indicia::cli
