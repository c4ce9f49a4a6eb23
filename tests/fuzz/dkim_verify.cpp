// First line a key record, then a message: every signature is examined and verified against it.
#include "dkim/verify.h"

#include <string>

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string record(fuzz::take_line(text));
  const message::Message message = message::parse_message(text, {}, {});
  const auto signatures =
      dkim::examine(message, {.octets = message.body, .present = message.has_body}, 5);
  dns::Answers answers;
  for (const auto& examined : signatures) {
    answers.add({.question = {examined.signature.selector_ascii + "._domainkey." +
                                  examined.signature.domain_ascii,
                              dns::RecordType::txt},
                 .status = dns::Status::ok,
                 .records = {{.strings = {record}}}});
  }
  answers.set_default_nxdomain();
  for (const auto& examined : signatures) {
    dns::Inquiry inquiry(answers, 200, false);
    const dkim::Verification verified =
        dkim::verify(examined, inquiry, 1'795'338'124, Limits{}, nullptr);
    // Only a signature that fits both hashes may pass.
    fuzz::require(verified.result != Result::pass ||
                  (verified.header_signature == dkim::HeaderSignature::match &&
                   verified.body_hash == dkim::BodyHash::match));
    fuzz::require((verified.result == Result::pass) == (verified.reason == dkim::Reason::none));
    fuzz::require(inquiry.open().empty());
  }
  return 0;
}
