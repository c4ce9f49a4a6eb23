// One hypothesis about a header; see header_trial.h.
#include "forensics/header_trial.h"

#include <algorithm>
#include <functional>

namespace indicia::forensics {

HeaderTrial::HeaderTrial(const HeaderQuestion& question, Meter& meter, Search& search)
    : question_(question),
      meter_(meter),
      search_(search),
      input_(*question.message, *question.examined),
      pinned_(question.pinned) {
  std::sort(pinned_.begin(), pinned_.end(), std::less<>());
}

bool HeaderTrial::is_pinned(const message::Field* field) const {
  return std::binary_search(pinned_.begin(), pinned_.end(), field, std::less<>());
}

bool HeaderTrial::charge(std::size_t octets) {
  if (question_.digest.empty() && verifications_ == most_verifications) search_.budget_ended = true;
  if (search_.budget_ended) return false;
  if (!meter_.spend(1, octets)) {
    search_.budget_ended = true;
    return false;
  }
  ++verifications_;
  ++search_.tried;
  search_.octets_hashed += octets;
  return true;
}

bool HeaderTrial::fits(std::string_view digest) const {
  if (!question_.digest.empty()) return digest == question_.digest;
  return question_.key != nullptr && question_.key->ed25519 &&
         question_.key->ed25519->verify(question_.examined->signature.signature, digest);
}

bool HeaderTrial::test(std::span<const Change> changes) {
  for (const Change& change : changes) {
    if (change.field != nullptr && is_pinned(change.field)) return false;
  }
  const std::vector<HeaderInput::Update> updates = input_.updates(changes);
  return !updates.empty() && charge(input_.cost(updates)) && fits(input_.digest(updates));
}

bool HeaderTrial::test_input(std::string_view octets) {
  if (!charge(octets.size())) return false;
  RunningHash hash(question_.examined->signature.hash);
  hash.update(octets);
  return fits(hash.digest());
}

}  // namespace indicia::forensics
