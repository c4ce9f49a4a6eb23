// Settles SPF queries against the answers and prints them; see spf_command.h.
#include "spf_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "dns_source.h"
#include "input.h"
#include "json/spf_json.h"
#include "settle.h"
#include "spf_render.h"
#include "text.h"

namespace indicia::cli {

namespace {

constexpr std::size_t longest_line = std::size_t{64} << 20;

bool failed(const dns::Answer& answer) {
  return answer.status == dns::Status::servfail || answer.status == dns::Status::timeout;
}

// One line of standard input without its line end.
struct Line {
  std::string text;
  bool at_end = false;    // nothing was read
  bool too_long = false;  // skipped
};

Line read_line(std::FILE* file) {
  Line line;
  int c = std::fgetc(file);
  line.at_end = c == EOF;
  for (; c != EOF && c != '\n'; c = std::fgetc(file)) {
    if (line.text.size() == longest_line) {
      line.too_long = true;
    } else {
      line.text += static_cast<char>(c);
    }
  }
  return line;
}

class Run {
 public:
  Run(const Arguments& arguments, DnsSource& dns) : arguments_(arguments), dns_(dns) {}

  int one() {
    const auto address = parse_ip(arguments_.ip);
    spf::Query query;
    if (address) query = spf::make_query(*address, arguments_.mail_from, arguments_.helo);
    if (query.domain.empty()) {
      complain(
          "spf needs a client and a domain; try: indicia spf --ip 192.0.2.1 "
          "--mail-from user@example.com --helo mx.example.com");
      return exit_usage;
    }
    const SpfEvaluation evaluation = settled(std::move(query), dns_.answers());
    if (arguments_.json) {
      fmt::print("{}\n", spf_json(evaluation));
    } else {
      fmt::print("{}", render_spf(evaluation, arguments_.options.language,
                                  terminal_style(arguments_.style)));
    }
    return status_;
  }

  int each_line() {
    std::size_t number = 0;
    for (Line line = read_line(stdin); !line.at_end; line = read_line(stdin)) {
      ++number;
      if (line.too_long) {
        refuse("longer than 64 MiB; give the answers in a file (--answers)", number);
      } else if (!trim(line.text).empty()) {
        one_line(line.text, number);
      }
      std::fflush(stdout);
    }
    return status_;
  }

 private:
  void one_line(const std::string& line, std::size_t number) {
    SpfRequest request = read_spf_request(line);
    if (!request.query) {
      refuse(request.error, number);
    } else if (!request.answers) {
      fmt::print("{}\n", spf_json(settled(std::move(*request.query), dns_.answers())));
    } else {
      // A query's own answers come first and stay with it.
      dns::Answers own;
      add_answers(*request.answers, own);
      fmt::print("{}\n", spf_json(settled(std::move(*request.query), own)));
    }
  }

  void refuse(const std::string& error, std::size_t number) {
    fmt::print("{}\n", spf_error_json(error, number));
    status_ = exit_unreadable;
  }

  SpfEvaluation settled(spf::Query query, dns::Answers& answers) {
    using namespace std::chrono;
    query.time = arguments_.evaluated_at_given
                     ? arguments_.options.evaluated_at
                     : duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
    if (arguments_.options.receiver) query.receiver = *arguments_.options.receiver;
    const auto evaluate = [&](const dns::Answers& known) {
      return evaluate_spf(query, known, arguments_.options);
    };
    const bool may_ask = &answers == &dns_.answers() ? dns_.live() : !answers.default_nxdomain();
    if (!may_ask) return noted(evaluate(answers));
    const auto ask = [&](const std::vector<dns::Question>& questions) { return fetch(questions); };
    return noted(settle(answers, arguments_.options.limits.rounds, evaluate, ask).report);
  }

  // From the answers files and what was asked before, else from DNS; offline nobody is asked.
  std::vector<dns::Answer> fetch(const std::vector<dns::Question>& questions) {
    std::vector<dns::Answer> out;
    std::vector<dns::Question> unknown;
    for (const dns::Question& question : questions) {
      const auto answer = dns_.answers().find(question);
      const auto alias = dns_.answers().find({question.name, dns::RecordType::cname});
      const bool direct = answer && answer->status == dns::Status::ok;
      if (!direct && alias && alias->status == dns::Status::ok) {
        out.push_back(*alias);
      } else if (answer) {
        out.push_back(*answer);
      } else if (dns_.live()) {
        unknown.push_back(question);
      } else {
        out.push_back({.question = question, .status = dns::Status::not_asked});
      }
    }
    if (unknown.empty()) return out;
    for (dns::Answer& answer : dns_.ask(unknown)) {
      dns_.answers().add(answer);
      out.push_back(std::move(answer));
    }
    return out;
  }

  // DNS was wanted, and what the result needs did not come.
  SpfEvaluation noted(SpfEvaluation evaluation) {
    dns_.note_used(evaluation.used);
    const bool open = evaluation.check.result == Result::temperror;
    const bool asked_in_vain =
        std::any_of(evaluation.used.begin(), evaluation.used.end(), [](const auto& answer) {
          return answer.provenance == Provenance::observed && failed(answer);
        });
    if (open && asked_in_vain && status_ == exit_ok) status_ = exit_dns;
    return evaluation;
  }

  const Arguments& arguments_;
  DnsSource& dns_;
  int status_ = exit_ok;
};

}  // namespace

int run_spf(const Arguments& arguments) {
  DnsSource dns(arguments.dns);
  if (const std::string problem = dns.load(); !problem.empty()) {
    complain(problem);
    return exit_unreadable;
  }
  Run run(arguments, dns);
  const int status = arguments.json_lines ? run.each_line() : run.one();
  if (const std::string silence = dns.silence(); !silence.empty()) complain(silence);
  if (const std::string problem = dns.save(); !problem.empty()) {
    complain(problem);
    return exit_unreadable;
  }
  return status;
}

}  // namespace indicia::cli
