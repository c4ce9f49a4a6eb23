// First line the sender, second the HELO name; each further line "name type data" of a zone. The
// limits hold, and the check is the same over answers revealed one by one.
#include "spf/check_host.h"

#include "input.h"
#include "text.h"

using namespace indicia;

namespace {

void add_line(dns::Answers& answers, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return;
  const auto type = dns::parse_record_type(line.substr(first + 1, second - first - 1));
  if (!type) return;
  dns::Answer answer{.question = {dns::normalise_name(line.substr(0, first)), *type},
                     .status = dns::Status::ok};
  const auto known = answers.all().find(answer.question);
  if (known != answers.all().end()) answer = known->second;
  const std::string data(line.substr(second + 1));
  answer.records.push_back({.data = data, .preference = 0, .strings = {data}});
  answers.add(std::move(answer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string_view sender = fuzz::take_line(text);
  const std::string_view helo = fuzz::take_line(text);
  dns::Answers answers;
  while (!text.empty()) add_line(answers, fuzz::take_line(text));
  answers.set_default_nxdomain();
  const auto query =
      spf::make_query(*parse_ip(size % 2 == 0 ? "192.0.2.1" : "2001:db8::1"), sender, helo);
  dns::Inquiry inquiry(answers, 400, true);
  const spf::Check check = spf::check_host(query, inquiry);
  fuzz::require(check.lookups <= spf::lookup_limit + 2);
  fuzz::require(check.void_lookups <= spf::void_lookup_limit + 1);
  fuzz::require(check.includes.size() <= spf::lookup_limit);
  fuzz::require(check.explanation.empty() || check.result == Result::fail);

  dns::Answers known;
  for (int round = 0; round < 400; ++round) {
    dns::Inquiry partial(known, 400, true);
    const spf::Check replayed = spf::check_host(query, partial);
    if (partial.open().empty()) {
      fuzz::require(replayed == check);
      return 0;
    }
    const dns::Question& question = partial.open().front().question;
    const auto answer = answers.find(question);
    const auto alias = answers.find({question.name, dns::RecordType::cname});
    const bool use_alias =
        alias && alias->status == dns::Status::ok && (!answer || answer->status != dns::Status::ok);
    known.add(use_alias ? *alias : answer.value());
  }
  std::abort();
}
