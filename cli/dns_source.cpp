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
    const Input file = read_input(name, most);
    if (!file.problem.empty()) return "answers file " + file.problem;
    const AnswersFile parsed = parse_answers(file.octets);
    if (!parsed.errors.empty()) {
      const dns::TextError& error = parsed.errors.front();
      return fmt::format("answers file {}, line {}: {}", shown_name(name), error.line,
                         escaped(error.what + (error.remedy.empty() ? "" : "; " + error.remedy)));
    }
    add_answers(parsed, answers_);
  }
  return {};
}

bool DnsSource::live() const {
  return !arguments_.offline && !answers_.default_nxdomain();
}

std::vector<dns::Answer> DnsSource::ask(const std::vector<dns::Question>& questions) {
  if (!resolver_) {
    resolver_ = std::make_unique<Resolver>(
        ResolverSettings{.address = arguments_.resolver,
                         .trust_anchor = arguments_.trust_anchor,
                         .deadline = std::chrono::seconds(arguments_.timeout_seconds)});
    if (!resolver_->problem().empty()) {
      complain(escaped(resolver_->problem()));
    }
  }
  return resolver_->ask(questions);
}

void DnsSource::note_used(const std::vector<dns::UsedAnswer>& used) {
  if (!arguments_.save_answers.empty()) used_.insert(used_.end(), used.begin(), used.end());
}

std::string DnsSource::save() const {
  if (arguments_.save_answers.empty()) return {};
  return write_file(arguments_.save_answers, used_answers_json(used_));
}

}  // namespace indicia::cli
