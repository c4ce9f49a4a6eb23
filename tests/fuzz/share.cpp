// A message as a ticket, a reply, a redacted copy and a case file: bounded texts of well-formed
// UTF-8, and a case file that can be read again.
#include "input.h"

#include <string>

#include "analysis.h"
#include "json/bundle.h"
#include "share/redacted_message.h"
#include "share/ticket.h"
#include "text.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets(fuzz::text(data, size));
  Options options;
  options.evaluated_at = 1'795'338'124;
  options.language = size % 3 == 0 ? "ru" : "en";
  dns::Answers answers;
  answers.set_default_nxdomain();
  const Evidence evidence = examine(octets, options);
  static Workspace workspace;  // the public suffix list is read once
  const Report report = evaluate(evidence, answers, &workspace);
  for (const share::Format format :
       {share::Format::markdown, share::Format::text, share::Format::reply}) {
    const std::string text = share::ticket(report, {format, size % 2 == 0, ""});
    fuzz::require(is_utf8(text));
    fuzz::require(text.size() < 200'000);
    std::size_t lines = 0;
    for (const char c : text) lines += c == '\n' ? 1 : 0;
    fuzz::require(lines < 60);
    fuzz::require(text.find('\x1b') == std::string::npos);
  }
  fuzz::require(share::redacted_message(evidence).size() <= 8 * octets.size() + 4'000);
  Case kept;
  const std::string problem = read_case(case_json(report), kept);
  fuzz::require(octets.empty() || (problem.empty() && kept.octets == octets));
  return 0;
}
