// One hypothesis about a body; see body_probe.h.
#include "forensics/body_probe.h"

namespace indicia::forensics {

namespace {

// Steps that are remembered, and the longest text one may hold.
constexpr std::size_t most_steps = 3;
constexpr std::size_t most_text = std::size_t{64} << 10;

bool well_formed(std::string_view body, std::span<const BodyReplacement> replacements) {
  std::size_t at = 0;
  for (const BodyReplacement& one : replacements) {
    if (one.offset < at || one.offset > body.size() || one.length > body.size() - one.offset) {
      return false;
    }
    at = one.offset + one.length;
  }
  return true;
}

}  // namespace

BodyProbe::BodyProbe(std::string_view body, const dkim::Signature& signature, Meter& meter,
                     Search& search)
    : body_(body), signature_(signature), meter_(meter), search_(search) {}

bool BodyProbe::spend(std::uint64_t hypotheses, std::uint64_t octets) {
  if (hypotheses > allowance_.hypotheses || octets > allowance_.octets_hashed ||
      !meter_.spend(hypotheses, octets)) {
    search_.budget_ended = true;
    return false;
  }
  allowance_.hypotheses -= hypotheses;
  allowance_.octets_hashed -= octets;
  return true;
}

// How many steps of the last attempt stand unchanged before the first difference; one more when
// both go on from a place that the last attempt had reached.
std::size_t BodyProbe::common_steps(std::span<const BodyReplacement> replacements) const {
  std::size_t common = 0;
  while (common < last_.size() && common < replacements.size() &&
         last_[common].is(replacements[common])) {
    ++common;
  }
  const bool further = common < last_.size() && common < replacements.size() &&
                       replacements[common].offset >= last_[common].offset;
  return further ? common + 1 : common;
}

bool BodyProbe::test(std::span<const BodyReplacement> replacements) {
  if (!well_formed(body_, replacements)) return false;
  const std::size_t common = common_steps(replacements);
  std::size_t next = common > 0 ? common - 1 : 0;
  std::size_t at = common > 0 ? last_[next].offset : 0;
  std::uint64_t octets = body_.size() - at;
  for (std::size_t i = next; i < replacements.size(); ++i) octets += replacements[i].text.size();
  if (!spend(1, octets)) return false;
  ++search_.tried;
  search_.octets_hashed += octets;

  RunningBody running = common > 0 ? last_[next].before : RunningBody(signature_);
  last_.erase(last_.begin() + static_cast<std::ptrdiff_t>(next), last_.end());
  for (; next < replacements.size(); ++next) {
    const BodyReplacement& one = replacements[next];
    running.feed(body_.substr(at, one.offset - at));
    if (last_.size() == next && next < most_steps && one.text.size() <= most_text) {
      last_.push_back({one.offset, one.length, std::string(one.text), running});
    }
    running.feed(one.text);
    at = one.offset + one.length;
  }
  running.feed(body_.substr(at));
  return running.is(signature_.body_hash);
}

}  // namespace indicia::forensics
