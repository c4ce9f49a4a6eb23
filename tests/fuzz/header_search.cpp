// First line the edits as "offset:text" pieces between tabs, then a message: every signature's
// header is searched for the digest that it has with these edits made. An undo lies within the
// input, and with it the digest is reached.
#include "forensics/header_search.h"

#include <algorithm>
#include <string>

#include "dkim/verify.h"
#include "forensics/header_undo.h"
#include "input.h"
#include "text.h"

using namespace indicia;

namespace {

// The message with pieces put in, which stands for the signed one.
std::string edited(std::string_view text, std::string_view edits) {
  std::string out(text);
  for (const std::string_view edit : split(edits, '\t')) {
    const std::size_t colon = edit.find(':');
    const auto offset = parse_decimal(edit.substr(0, colon));
    if (!offset || colon == std::string_view::npos || *offset > out.size()) continue;
    out.insert(static_cast<std::size_t>(*offset), edit.substr(colon + 1));
  }
  return out;
}

std::string apply(std::string_view input, const std::vector<forensics::Replacement>& undo) {
  std::string out;
  std::size_t at = 0;
  for (const forensics::Replacement& one : undo) {
    fuzz::require(one.received.offset >= at && one.received.offset <= input.size());
    fuzz::require(one.received.length <= input.size() - one.received.offset);
    out += input.substr(at, one.received.offset - at);
    out += one.text;
    at = one.received.offset + one.received.length;
  }
  return out + std::string(input.substr(at));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string edits(fuzz::take_line(text));
  const std::string original = edited(text, edits);
  const message::Message signed_message = message::parse_message(original, {0, 0, 1}, {});
  const message::Message message = message::parse_message(text, {0, 0, 1}, {});
  const auto wanted = dkim::examine(signed_message, {}, 3);
  const auto examined = dkim::examine(message, {}, 3);
  forensics::Meter meter({.hypotheses = 3'000, .octets_hashed = 3'000'000});
  for (std::size_t i = 0; i < std::min(wanted.size(), examined.size()); ++i) {
    const std::string& digest = wanted[i].header_digest;
    if (digest.empty() || digest == examined[i].header_digest) continue;
    const forensics::Search search = forensics::search_header(
        {.message = &message, .examined = &examined[i], .digest = digest}, meter);
    if (!search.edit || search.edit->undo.empty()) continue;
    const std::string undone = apply(text, search.edit->undo);
    const message::Message mended = message::parse_message(undone, {0, 0, 1}, {});
    const auto digests = forensics::header_digests(mended.header, examined[i].signature);
    fuzz::require(std::find(digests.begin(), digests.end(), digest) != digests.end());
    for (const auto& [name, value] : search.edit->params) fuzz::require(is_utf8(value));
  }
  return 0;
}
