// Files and resolver as one source of answers; see dns_source.h.
#include "dns_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "input.h"
#include "json/answers.h"
#include "resolver.h"
#include "terminal.h"

namespace indicia::cli {

DnsSource::DnsSource(const DnsArguments& arguments) : arguments_(arguments) {}
DnsSource::~DnsSource() = default;

std::string DnsSource::load() {
  constexpr std::size_t most = std::size_t{64} << 20;
  for (const std::string& name : arguments_.answers) {
    const Input file = read_input(name, most, "DNS answers");
    if (!file.problem.empty()) return "answers file " + file.problem;
    const AnswersFile parsed = parse_answers(file.octets);
    if (!parsed.errors.empty()) {
      const dns::TextError& error = parsed.errors.front();
      return fmt::format("answers file {}, line {}: {}", shown_name(name), error.line,
                         escaped(error.what + (error.remedy.empty() ? "" : "; " + error.remedy)));
    }
    add_answers(parsed, answers_);
  }
  const bool chosen = arguments_.resolver != "system" || !arguments_.trust_anchor.empty();
  if (!live() || !chosen) return {};
  open_resolver();
  return escaped(resolver_->problem());
}

void DnsSource::open_resolver() {
  resolver_ = std::make_unique<Resolver>(
      ResolverSettings{.address = arguments_.resolver,
                       .trust_anchor = arguments_.trust_anchor,
                       .deadline = std::chrono::seconds(arguments_.timeout_seconds)});
}

bool DnsSource::live() const {
  return !arguments_.offline && !answers_.default_nxdomain();
}

std::vector<dns::Answer> DnsSource::ask(const std::vector<dns::Question>& questions) {
  if (!resolver_) {
    open_resolver();
    if (!resolver_->problem().empty()) complain(escaped(resolver_->problem()));
  }
  std::vector<dns::Answer> answers = resolver_->ask(questions);
  for (const dns::Question& question : questions) {
    const bool answered = std::any_of(answers.begin(), answers.end(), [&](const dns::Answer& one) {
      return one.question.name == question.name && one.status != dns::Status::timeout &&
             one.status != dns::Status::servfail;
    });
    unanswered_ += answered ? 0 : 1;
  }
  asked_ += questions.size();
  return answers;
}

std::string DnsSource::silence() const {
  if (asked_ == 0 || unanswered_ < asked_ || !resolver_->problem().empty()) return {};
  const bool root = arguments_.resolver == "root";
  return fmt::format(
      "{} gave no answer (questions asked: {}), which says nothing about the domains; check {}, or "
      "give another --resolver, or --answers",
      root                              ? "the DNS from its root"
      : arguments_.resolver == "system" ? "the system resolver"
                                        : "resolver " + escaped(arguments_.resolver),
      asked_, root ? "that this host may ask other networks" : "its address and the network");
}

void DnsSource::note_used(const std::vector<dns::UsedAnswer>& used) {
  if (!arguments_.save_answers.empty()) used_.insert(used_.end(), used.begin(), used.end());
}

std::string DnsSource::save() const {
  if (arguments_.save_answers.empty()) return {};
  return write_file(arguments_.save_answers, used_answers_json(used_));
}

}  // namespace indicia::cli
