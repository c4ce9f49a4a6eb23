// Recorded results to signatures; see recorded_signature.h.
#include "report/recorded_signature.h"

#include "text.h"

namespace indicia {

std::vector<KnownSignature> known_signatures(const Facts& facts) {
  std::vector<KnownSignature> known;
  for (const DkimFact& fact : facts.dkim) {
    const dkim::Signature& signature = fact.examined->signature;
    if (fact.examined->syntax == dkim::Reason::too_many_signatures) break;  // and all below it
    known.push_back({encode_base64(signature.signature), to_lower(signature.domain),
                     to_lower(signature.selector)});
  }
  return known;
}

std::string domain_of(std::string_view address_or_domain) {
  const std::size_t at = address_or_domain.rfind('@');
  return to_lower(at == std::string_view::npos ? address_or_domain
                                               : address_or_domain.substr(at + 1));
}

std::string property(const message::ResultInfo& info, std::string_view type,
                     std::string_view name) {
  const message::Property* found = info.property(type, name);
  return found ? found->value : std::string();
}

namespace {

// Several signatures that a result may mean: the first, unless it matters which.
std::optional<std::size_t> one_of(const Facts& facts, const std::vector<std::size_t>& fitting) {
  if (fitting.empty()) return std::nullopt;
  const auto passes = [&](std::size_t i) {
    return facts.dkim[i].verification.result == Result::pass;
  };
  for (std::size_t i : fitting) {
    if (passes(i) != passes(fitting.front())) return std::nullopt;
  }
  return fitting.front();
}

}  // namespace

std::optional<std::size_t> find_signature(const Facts& facts,
                                          const std::vector<KnownSignature>& known,
                                          const message::ResultInfo& info,
                                          const std::vector<bool>& taken) {
  const std::string b = property(info, "header", "b");
  const std::string selector = to_lower(property(info, "header", "s"));
  const std::string domain = domain_of(property(info, "header", "d"));
  const std::string identity = domain_of(property(info, "header", "i"));  // may be a subdomain
  std::vector<std::size_t> exact;
  std::vector<std::size_t> above;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!b.empty()) {
      if (b.size() >= 4 && known[i].b.starts_with(b)) return i;
      continue;
    }
    if (taken[i] || (!selector.empty() && selector != known[i].selector)) continue;
    if (known[i].domain == (domain.empty() ? identity : domain)) exact.push_back(i);
    if (domain.empty() && identity.ends_with("." + known[i].domain)) above.push_back(i);
  }
  return one_of(facts, exact.empty() ? above : exact);
}

}  // namespace indicia
