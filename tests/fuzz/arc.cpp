// First line a key record, then a message: every set is examined and verified against it.
#include "arc/verify.h"

#include <string>

#include "input.h"

using namespace indicia;

namespace {

void answer(dns::Answers& answers, const std::optional<dkim::Examined>& field,
            const std::string& record) {
  if (!field) return;
  answers.add({.question = {field->signature.selector_ascii + "._domainkey." +
                                field->signature.domain_ascii,
                            dns::RecordType::txt},
               .status = dns::Status::ok,
               .records = {{.strings = {record}}}});
}

bool passes(const dkim::Verification& verified) {
  return verified.result == Result::pass &&
         verified.header_signature == dkim::HeaderSignature::match;
}

// RFC 8617 5.2: what a chain that passes must be made of.
void require_pass(const arc::Examined& examined, const arc::Chain& chain) {
  fuzz::require(examined.faults.empty() && !examined.over_limit);
  fuzz::require(!chain.sets.empty());
  for (std::size_t i = 0; i < chain.sets.size(); ++i) {
    const arc::Set& set = examined.sets[i].set;
    fuzz::require(set.instance == i + 1);
    fuzz::require(set.results && set.signature && set.seal);
    fuzz::require(set.chain_value == (i == 0 ? arc::ChainValue::none : arc::ChainValue::pass));
    fuzz::require(passes(chain.sets[i].seal));
  }
  const arc::VerifiedSet& newest = chain.sets.back();
  fuzz::require(passes(newest.message_signature));
  fuzz::require(newest.message_signature.body_hash == dkim::BodyHash::match);
  fuzz::require(chain.oldest_pass.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string record(fuzz::take_line(text));
  const message::Message message = message::parse_message(text, {}, {});
  const arc::Examined examined =
      arc::examine(message, {.octets = message.body, .present = message.has_body}, 5);
  dns::Answers answers;
  for (const arc::ExaminedSet& set : examined.sets) {
    answer(answers, set.message_signature, record);
    answer(answers, set.seal, record);
  }
  answers.set_default_nxdomain();
  dns::Inquiry inquiry(answers, 200, false);
  const arc::Chain chain = arc::verify(examined, inquiry, 1'795'338'124, Limits{}, nullptr);
  const arc::Verdict& verdict = chain.verdict;
  fuzz::require(chain.sets.size() == examined.sets.size());
  fuzz::require((verdict.result == Result::pass) == verdict.causes.empty());
  fuzz::require(inquiry.open().empty());
  if (verdict.result == Result::pass) require_pass(examined, chain);
  unsigned before = 0;
  for (const arc::ExaminedSet& one : examined.sets) {
    fuzz::require(one.set.instance > before && one.set.instance <= arc::most_sets);
    before = one.set.instance;
    fuzz::require(one.set.field() != nullptr);
    // The chain up to any set has a verdict, and the whole one is that of the newest.
    const arc::Verdict part = arc::judge(examined, chain.sets, one.set.instance);
    fuzz::require(part.result != Result::none);
    if (&one == &examined.sets.back()) fuzz::require(part.cause == verdict.cause);
  }
  return 0;
}
