// Names near a key's name; see key_neighbours.h.
#include "dkim/key_neighbours.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dkim/verify.h"
#include "text.h"

namespace indicia::dkim {

std::string_view to_string(NeighbourKind kind) {
  switch (kind) {
    case NeighbourKind::doubled_domain:
      return "doubled_domain";
    case NeighbourKind::alias_target:
      return "alias_target";
    case NeighbourKind::parent_domain:
      return "parent_domain";
    case NeighbourKind::no_domainkey:
      return "no_domainkey";
    case NeighbourKind::no_selector:
      return "no_selector";
    case NeighbourKind::other_selector:
      return "other_selector";
    case NeighbourKind::wildcard_probe:
      break;
  }
  return "wildcard_probe";
}

namespace {

// Selectors that platforms give their customers in groups: the others of the group come first.
constexpr std::array<std::array<std::string_view, 3>, 5> groups = {{
    {"s1", "s2", ""},
    {"selector1", "selector2", ""},
    {"k1", "k2", "k3"},
    {"google", "default", ""},
    {"mail", "dkim", ""},
}};

class Names {
 public:
  Names(const Signature& signature, const std::vector<std::string>& aliases)
      : selector_(signature.selector_ascii), domain_(signature.domain_ascii) {
    known_.push_back(dns::normalise_name(key_name(selector_)));
    for (const std::string& alias : aliases) known_.push_back(alias);
  }

  std::string key_name(std::string_view selector) const {
    return std::string(selector) + "._domainkey." + domain_;
  }

  void add(NeighbourKind kind, const std::string& text, std::string_view selector = {}) {
    if (found_.size() == most_neighbours) return;
    const std::string name = dns::normalise_name(text);
    if (!dns::is_valid_name(name) ||
        std::find(known_.begin(), known_.end(), name) != known_.end()) {
      return;
    }
    known_.push_back(name);
    Neighbour& neighbour = found_.emplace_back();
    neighbour.kind = kind;
    neighbour.name = name;
    neighbour.selector = selector;
  }

  void add_selector(std::string_view selector) {
    if (!selector.empty()) add(NeighbourKind::other_selector, key_name(selector), selector);
  }

  void add_group_of_selector() {
    for (const auto& group : groups) {
      if (std::find(group.begin(), group.end(), selector_) == group.end()) continue;
      for (const std::string_view other : group) add_selector(other);
    }
  }

  // The selector before and the one after: "s2026a" and "s2026c" for "s2026b", "k0" and "k2" for
  // "k1".
  void add_siblings() {
    for (const int step : {-1, 1}) {
      std::string sibling(selector_);
      const char last = sibling.back();
      const char other = static_cast<char>(last + step);
      const bool same_kind =
          (is_digit(last) && is_digit(other)) || (is_alpha(last) && is_alpha(other));
      if (!same_kind) continue;
      sibling.back() = other;
      add_selector(sibling);
    }
  }

  std::vector<Neighbour> take() { return std::move(found_); }

 private:
  const std::string& selector_;
  const std::string& domain_;
  std::vector<std::string> known_;
  std::vector<Neighbour> found_;
};

}  // namespace

std::vector<Neighbour> neighbours_of(const Signature& signature,
                                     const std::vector<std::string>& aliases,
                                     const SeekContext& context, bool below_domainkey) {
  Names names(signature, aliases);
  const std::string& domain = signature.domain_ascii;
  const std::string own = names.key_name(signature.selector_ascii);
  const std::string suffix = "." + domain;
  if (!aliases.empty()) {
    // An alias is there, so the name is right: only its target can be written wrongly.
    const std::string& target = aliases.back();
    if (target.ends_with(suffix)) {
      names.add(NeighbourKind::alias_target, target.substr(0, target.size() - suffix.size()));
    }
    return names.take();
  }
  names.add(NeighbourKind::no_selector, "_domainkey" + suffix);
  names.add(NeighbourKind::doubled_domain, own + suffix);
  if (!context.organizational_domain.empty() && context.organizational_domain != domain) {
    names.add(NeighbourKind::parent_domain, signature.selector_ascii + "._domainkey." +
                                                std::string(context.organizational_domain));
  }
  names.add(NeighbourKind::no_domainkey, signature.selector_ascii + suffix);
  if (!below_domainkey) return names.take();
  for (const std::string& selector : context.selectors) names.add_selector(selector);
  names.add_group_of_selector();
  names.add_siblings();
  for (const auto& group : groups) {
    for (const std::string_view selector : group) names.add_selector(selector);
  }
  return names.take();
}

namespace {

// RFC 6376 3.6.2.2 as in verify(): a usable key that fits, else the first usable one.
void open_with(Neighbour& neighbour, const Examined& examined, const Limits& limits,
               KeyCache* cache) {
  constexpr std::size_t most_keys = 10;
  std::size_t tried = 0;
  for (const dns::Record& record : neighbour.response.records) {
    if (tried++ == most_keys) return;
    PublicKey made;
    if (cache == nullptr) made = make_public_key(record.text(), limits);
    const PublicKey& key = cache != nullptr ? cache->find(record.text(), limits) : made;
    if (key.record.status != KeyStatus::usable) continue;
    Opened opened = open_signature(key, examined.signature, examined.header_digest);
    if (!neighbour.holds_key) neighbour.opened = opened;
    neighbour.holds_key = true;
    const bool fits = opened.header_signature == HeaderSignature::match ||
                      opened.header_signature == HeaderSignature::differ;
    if (!fits) continue;
    neighbour.opened = std::move(opened);
    return;
  }
}

bool none_is_a_key(const std::vector<KeyRecord>& keys) {
  return !keys.empty() && std::all_of(keys.begin(), keys.end(),
                                      [](const KeyRecord& key) { return key.of_other_kind(); });
}

void ask(Neighbour& neighbour, dns::Inquiry& inquiry) {
  neighbour.response = inquiry.ask(neighbour.name, dns::RecordType::txt,
                                   {.purpose = dns::Purpose::dkim_neighbour, .required = false});
  neighbour.response.sort_texts();
}

void probe_wildcard(Verification& verification, const Examined& examined, dns::Inquiry& inquiry) {
  Neighbour probe;
  probe.kind = NeighbourKind::wildcard_probe;
  probe.name = dns::normalise_name("_domainkey." + examined.signature.domain_ascii);
  ask(probe, inquiry);
  probe.same_text =
      probe.response.ok() && probe.response.records == verification.key_response.records;
  verification.neighbours.push_back(std::move(probe));
}

}  // namespace

void seek_key(Verification& verification, const Examined& examined, const SeekContext& context,
              dns::Inquiry& inquiry, const Limits& limits, KeyCache* cache) {
  const std::size_t least_left = std::max(most_neighbours, limits.questions / 4);
  if (verification.key_name.empty() || inquiry.left() < least_left) return;
  const dns::Response& response = verification.key_response;
  if (response.ok() && none_is_a_key(verification.keys)) {
    probe_wildcard(verification, examined, inquiry);
  }
  if (!response.is_void()) return;
  // RFC 8020: where _domainkey.<d> does not exist, nothing beneath it does. It is asked with the
  // other names that do not lie there; selectors follow when its answer is known.
  std::vector<Neighbour> names =
      neighbours_of(examined.signature, response.aliases, context, false);
  bool below_domainkey = false;
  for (Neighbour& neighbour : names) {
    ask(neighbour, inquiry);
    if (neighbour.kind != NeighbourKind::no_selector) continue;
    below_domainkey =
        neighbour.response.asked() && neighbour.response.status != dns::Status::nxdomain;
  }
  if (below_domainkey) {
    std::vector<Neighbour> all = neighbours_of(examined.signature, response.aliases, context, true);
    for (std::size_t i = names.size(); i < all.size(); ++i) {
      ask(all[i], inquiry);
      names.push_back(std::move(all[i]));
    }
  }
  for (Neighbour& neighbour : names) open_with(neighbour, examined, limits, cache);
  verification.neighbours = std::move(names);
}

}  // namespace indicia::dkim
