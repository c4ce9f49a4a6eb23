// First line: canonicalization (s or r), hash (1 or 2), l= (0: none), and octets of the body that
// were added: offset and length. Then the message as received, whose signature is made over the
// body without them. Whatever the search proves must be undone by its replacements.
#include "forensics/body_search.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "../signed_body.h"
#include "input.h"

using namespace indicia;

namespace {

// The words of the line; what is no number counts as 0.
std::vector<std::uint64_t> numbers(std::string_view line) {
  std::vector<std::uint64_t> found;
  for (const std::string_view word : split(line, ' ')) {
    found.push_back(parse_decimal(word).value_or(0));
  }
  found.resize(5);
  return found;
}

std::string undone(std::string_view input, const forensics::Edit& edit) {
  std::string out;
  std::size_t at = 0;
  for (const forensics::Replacement& one : edit.undo) {
    const std::size_t offset = one.received.offset;
    fuzz::require(offset >= at && offset <= input.size());
    fuzz::require(one.received.length <= input.size() - offset);
    fuzz::require(one.received.length > 0 || !one.text.empty());
    out += input.substr(at, offset - at);
    out += one.text;
    at = offset + one.received.length;
  }
  return out + std::string(input.substr(at));
}

void check(const signed_body::Received& received) {
  const dkim::Examined& examined = received.signatures.front();
  if (examined.body_hash != dkim::BodyHash::differ) return;
  const Budget budget{.hypotheses = 3'000, .octets_hashed = 1U << 20};
  forensics::Meter meter(budget);
  const forensics::Search search = received.search(meter);
  fuzz::require(search.octets_hashed <= budget.octets_hashed);
  const auto all = forensics::body_hypotheses();
  for (const std::string_view ident : search.excluded) {
    fuzz::require(std::find(all.begin(), all.end(), ident) != all.end());
  }
  if (!search.edit) {
    // Two idents are findings of attempts that go by another name (body_codec.h).
    const auto missing = std::count_if(all.begin(), all.end(), [&](std::string_view ident) {
      return ident != "links-not-reversible" && ident != "encoded-lines" &&
             std::find(search.excluded.begin(), search.excluded.end(), ident) ==
                 search.excluded.end();
    });
    fuzz::require(search.budget_ended == (missing > 0));
    return;
  }
  fuzz::require(std::find(all.begin(), all.end(), search.edit->ident) != all.end());
  for (const auto& [name, value] : search.edit->params) fuzz::require(is_utf8(value));
  if (search.edit->undo.empty()) return;  // the signer hashed another form
  const signed_body::Received original(undone(received.octets, *search.edit));
  fuzz::require(!original.signatures.empty());
  fuzz::require(original.signatures.front().computed_body_hash == examined.signature.body_hash);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string_view line = fuzz::take_line(text);
  const std::vector<std::uint64_t> wanted = numbers(line);
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  if (!message.has_body) return 0;
  const std::string_view body = message.body;
  const std::size_t offset = std::min<std::size_t>(wanted[3], body.size());
  const std::size_t length = std::min<std::size_t>(wanted[4], body.size() - offset);
  std::string sent(body.substr(0, offset));
  sent += body.substr(offset + length);
  signed_body::Signing signing{.canonicalization = line.starts_with('s') ? "simple" : "relaxed",
                               .algorithm = wanted[1] == 1 ? "rsa-sha1" : "rsa-sha256"};
  if (wanted[2] > 0) signing.length = wanted[2];
  const signed_body::Received received(signed_body::field(sent, signing) + std::string(text));
  if (!received.signatures.empty()) check(received);
  return 0;
}
