// Walks from a domain to the top-level domain (RFC 9989 4.10); see tree_walk.h.
#include "dmarc/tree_walk.h"

#include <algorithm>
#include <utility>

namespace indicia::dmarc {

bool RecordLookup::failed() const {
  return status != dns::Status::ok && status != dns::Status::nodata &&
         status != dns::Status::nxdomain;
}

RecordLookup look_up_record(std::string_view domain, dns::Inquiry& inquiry, bool required) {
  RecordLookup lookup;
  lookup.domain = std::string(domain);
  lookup.name = "_dmarc." + lookup.domain;
  const dns::Response response = inquiry.ask(
      lookup.name, dns::RecordType::txt, {.purpose = dns::Purpose::dmarc, .required = required});
  lookup.status = response.status;
  lookup.provenance = response.provenance;
  // RFC 8020 2: what stands beneath a name proves the name, also when an alias leads nowhere.
  lookup.domain_exists =
      response.ok() || response.status == dns::Status::nodata || !response.aliases.empty();
  for (const dns::Record& text : response.records) {
    std::optional<Record> record = parse_record(text.text());
    if (!record) continue;
    ++lookup.records;
    lookup.record = std::move(record);
  }
  // RFC 9989 4.10 step 2: several records are all discarded.
  if (lookup.records > 1) lookup.record.reset();
  return lookup;
}

std::vector<std::string> walk_targets(std::string_view start) {
  constexpr std::size_t most_labels = 7;
  std::vector<std::string> targets{std::string(start)};
  std::size_t count = dns::labels(start).size();
  std::string_view target = start;
  while (count > 1) {
    target.remove_prefix(target.find('.') + 1);
    if (--count <= most_labels) targets.emplace_back(target);
  }
  return targets;
}

Walk walk_tree(RecordLookup first, dns::Inquiry& inquiry, bool required) {
  Walk walk;
  walk.start = first.domain;
  const auto ends = [](const RecordLookup& lookup) {
    return lookup.record && lookup.record->psd != 'u';
  };
  const std::vector<std::string> targets = walk_targets(walk.start);
  walk.lookups.push_back(std::move(first));
  for (std::size_t i = 1; i < targets.size() && !ends(walk.lookups.back()); ++i) {
    walk.lookups.push_back(look_up_record(targets[i], inquiry, required));
  }
  return walk;
}

bool Walk::complete() const {
  return std::none_of(lookups.begin(), lookups.end(), [](const auto& l) { return l.failed(); });
}

bool Walk::not_asked() const {
  return std::any_of(lookups.begin(), lookups.end(),
                     [](const auto& l) { return l.status == dns::Status::not_asked; });
}

bool Walk::several() const {
  return std::any_of(lookups.begin(), lookups.end(), [](const auto& l) { return l.records > 1; });
}

Provenance Walk::provenance() const {
  Provenance weakest = Provenance::verified;
  for (const RecordLookup& lookup : lookups) weakest = std::max(weakest, lookup.provenance);
  return weakest;
}

const Record* Walk::at(std::string_view domain) const {
  for (const RecordLookup& lookup : lookups) {
    if (lookup.domain == domain && lookup.record) return &*lookup.record;
  }
  return nullptr;
}

std::string Walk::public_suffix_domain() const {
  for (const RecordLookup& lookup : lookups) {
    if (lookup.record && lookup.record->psd == 'y' && lookup.domain != start) return lookup.domain;
  }
  return {};
}

std::string Walk::organizational_domain() const {
  std::string shortest = start;
  for (const RecordLookup& lookup : lookups) {
    if (!lookup.record) continue;
    if (lookup.record->psd == 'n') return lookup.domain;
    if (lookup.record->psd == 'y' && lookup.domain != start) {
      // One label below, counted on the start name: the shortcut may have skipped the name itself.
      const std::size_t above = start.size() - lookup.domain.size() - 1;
      const std::size_t dot = above == 0 ? std::string::npos : start.rfind('.', above - 1);
      return dot == std::string::npos ? start : start.substr(dot + 1);
    }
    shortest = lookup.domain;
  }
  return shortest;
}

bool is_within(std::string_view name, std::string_view domain) {
  if (domain.empty() || !name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

}  // namespace indicia::dmarc
