// DMARC: the first line is the author domain, the second an identifier's domain, every other one a
// TXT record, placed in turn at the names of the author's walk. What comes out must be possible.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "dmarc/evaluate.h"
#include "dmarc/public_suffix.h"
#include "dmarc/tree_walk.h"
#include "text.h"

using namespace indicia;

namespace {

void expect(bool condition) {
  if (!condition) std::abort();
}

void check_record(std::string_view text) {
  const auto record = dmarc::parse_record(text);
  if (!record) return;
  expect(record->text == text);
  expect(!record->p_invalid || !record->p);
  expect(record->percent <= 100);
  expect(!record->rua_usable || !record->rua.empty());
  for (const Defect& defect : record->defects) expect(defect.offset + defect.length <= text.size());
}

bool is_policy(const std::string& word) {
  return word.empty() || word == "none" || word == "quarantine" || word == "reject";
}

void check_verdict(const dmarc::Verdict& verdict, const std::string& author) {
  expect(is_policy(verdict.policy) && is_policy(verdict.disposition));
  expect(verdict.walked.size() <= 8);
  if (verdict.result == Result::pass || verdict.result == Result::fail) {
    expect(verdict.record.has_value());
    expect(dmarc::is_within(author, verdict.record_domain));
  }
  if (verdict.result == Result::pass) {
    expect(verdict.spf == Result::pass || verdict.dkim == Result::pass);
    expect(verdict.disposition == "none");
  }
  if (!verdict.organizational_domain.empty()) {
    expect(dmarc::is_within(author, verdict.organizational_domain));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string_view> lines = split(text, '\n');
  for (std::string_view line : lines) check_record(line);
  if (lines.size() < 2) return 0;
  const std::string author = dns::normalise_name(lines[0]);
  dns::Answers answers;
  answers.set_default_nxdomain();
  if (dns::is_valid_name(author)) {
    const std::vector<std::string> targets = dmarc::walk_targets(author);
    expect(targets.size() <= 8);
    for (std::size_t i = 2; i < lines.size() && i - 2 < targets.size(); ++i) {
      answers.add({.question = {"_dmarc." + targets[i - 2], dns::RecordType::txt},
                   .status = dns::Status::ok,
                   .records = {dns::Record{.strings = {std::string(lines[i])}}}});
    }
  }
  const std::vector<dmarc::Identifier> identifiers = {
      {dmarc::Identifier::Method::spf, std::string(lines[1]), Result::pass, 0},
      {dmarc::Identifier::Method::dkim, std::string(lines[1]), Result::temperror, 0},
  };
  dns::Inquiry inquiry(answers, 200, false);
  const dmarc::Evaluation evaluation =
      dmarc::evaluate({.from_fields = 1, .domains = {std::string(lines[0])}, .invalid = false},
                      identifiers, inquiry, dmarc::PublicSuffixList::builtin());
  expect(inquiry.open().empty());  // the table answers every question
  check_verdict(evaluation.rfc9989, evaluation.author_domain);
  check_verdict(evaluation.rfc7489, evaluation.author_domain);
  return 0;
}
