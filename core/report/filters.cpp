// Places anti-spam fields relative to the trust boundary and lets each filter speak; see filters.h.
#include "report/filters.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "antispam/read.h"
#include "text.h"
#include "trace/host.h"

namespace indicia {

using antispam::Reading;
using antispam::Side;

std::string_view to_string(Standing standing) {
  constexpr std::array<std::string_view, 4> names = {"receiver", "service", "named", "claimed"};
  return names[static_cast<std::size_t>(standing)];
}

Location FilterEvidence::place(const Reading& reading, const antispam::Item& item,
                               const message::Message& message) const {
  const auto found =
      std::lower_bound(message.fields.begin(), message.fields.end(), reading.location.offset,
                       [](const message::Field& field, std::size_t offset) {
                         return field.location.offset < offset;
                       });
  if (found == message.fields.end()) return reading.location;
  return found->locate(item.offset, item.length);
}

namespace {

// Decides the standing of each field.
class Placer {
 public:
  Placer(const trace::Path& path, const std::vector<Reading>& fields) : fields_(fields) {
    if (!path.border) return;
    border_ = &path.hops[*path.border];
    if (*path.border > 0) zone_end_ = path.hops[*path.border - 1].location.offset;
    hosts_.insert(trace::organization_of(path.receiver_domain));
    for (const trace::Hop& hop : path.hops) {
      if (!hop.trusted) continue;
      hosts_.insert(trace::organization_of(hop.received.by));
      names_.insert(trace::host_name(hop.received.by));
      if (hop.received.from_ip) peers_.insert(to_string(unmapped(*hop.received.from_ip)));
    }
    hosts_.erase("");
    names_.erase("");
    count_copies();
  }

  std::vector<Standing> run() {
    std::vector<Standing> standings;
    for (const Reading& field : fields_) standings.push_back(standing_of(field));
    raise_named(standings);
    return standings;
  }

 private:
  bool below(const Reading& field) const {
    return field.location.offset > border_->location.offset;
  }

  void count_copies() {
    for (const Reading& field : fields_) {
      if (!below(field)) continue;
      Copies& copies = copies_[to_lower(field.name)];
      ++copies.all;
      if (is_peer(field.value_of("CIP"))) ++copies.fitting;
    }
  }

  Standing standing_of(const Reading& field) {
    if (border_ == nullptr) return Standing::claimed;
    if (!below(field)) return Standing::receiver;
    const antispam::Vendor vendor = antispam::vendor_of(field.header.row);
    if (!is_service(vendor)) return Standing::claimed;
    if (vendor.replaces) return is_replaced(field) ? Standing::service : Standing::claimed;
    // Google writes its word for the servers behind it, never below its own border.
    if (vendor.family == "Google") return Standing::claimed;
    // Between the border's Received field and the sender's own, the first of its name; where the
    // service wrote none, that is the sender's.
    if (field.location.offset >= zone_end_) return Standing::claimed;
    return seen_.insert(to_lower(field.name)).second ? Standing::named : Standing::claimed;
  }

  // Servers of that service took the message in.
  bool is_service(const antispam::Vendor& vendor) const {
    for (std::string_view host : split(vendor.hosts, ' ')) {
      if (!host.empty() && hosts_.contains(std::string(host))) return true;
    }
    return false;
  }

  // A service that replaces foreign copies leaves one of each name, and its report names a client
  // that the path knows. Of several copies the one that does is the service's own.
  bool is_replaced(const Reading& field) const {
    const std::string_view client = field.value_of("CIP");
    const std::string name = to_lower(field.name);
    const Copies& copies = copies_.at(name);
    // A field that the service itself may write several times.
    const bool alone = copies.all == 1 || name == "x-customspam";
    if (client.empty()) return alone;
    return is_peer(client) && copies.fitting == 1;
  }

  bool is_peer(std::string_view client) const {
    const auto ip = parse_ip(client);
    if (!ip) return false;
    // Handed over inside of the service.
    if (client == "255.255.255.255" || !is_global(*ip)) return true;
    return peers_.contains(to_string(unmapped(*ip)));
  }

  // SpamAssassin, amavis and Rspamd name the host that scanned. All fields of that family below the
  // border gain by it, as long as there is one copy of each.
  void raise_named(std::vector<Standing>& standings) const {
    if (border_ == nullptr) return;
    std::set<std::string_view> families;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (standings[i] == Standing::claimed && names_receiver(fields_[i])) {
        families.insert(antispam::vendor_of(fields_[i].header.row).family);
      }
    }
    if (families.empty()) return;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::string_view family = antispam::vendor_of(fields_[i].header.row).family;
      if (standings[i] == Standing::claimed && families.contains(family) &&
          copies_.at(to_lower(fields_[i].name)).all == 1) {
        standings[i] = Standing::named;
      }
    }
  }

  bool names_receiver(const Reading& field) const {
    std::string_view text;
    const std::string name = to_lower(field.name);
    if (name == "x-spam-checker-version" || name == "x-virus-scanned" ||
        name == "x-rspamd-server") {
      text = field.value_of("");
    } else if (field.header.grammar == antispam::Grammar::rule_report) {
      text = field.value_of("system");
    }
    if (text.empty()) return false;
    const std::size_t blank = text.rfind(' ');
    const std::string host =
        trace::host_name(text.substr(blank == std::string_view::npos ? 0 : blank + 1));
    if (host.find('.') != std::string::npos) return hosts_.contains(trace::organization_of(host));
    return std::any_of(names_.begin(), names_.end(),
                       [&](const std::string& known) { return known.starts_with(host + "."); });
  }

  const std::vector<Reading>& fields_;
  const trace::Hop* border_ = nullptr;
  std::size_t zone_end_ = std::string_view::npos;
  std::set<std::string> hosts_;  // organisations of the trusted hops
  std::set<std::string> names_;  // their hosts
  std::set<std::string> peers_;  // addresses that handed over to them
  struct Copies {
    std::size_t all = 0;
    std::size_t fitting = 0;  // name a client that the path knows
  };
  std::map<std::string, Copies> copies_;  // below the border, by name
  std::set<std::string> seen_;
};

bool same_block(Standing a, Standing b) {
  const auto sure = [](Standing one) {
    return one == Standing::receiver || one == Standing::service;
  };
  return a == b || (sure(a) && sure(b));
}

// Whether the decider rests on X-CustomSpam where the sender can write it: not one of the fields
// that Microsoft is known to replace.
bool is_loose(const FilterEvidence& evidence, const Filter& filter) {
  if (filter.judgement.decider != antispam::Decider::custom_setting) return false;
  for (const antispam::Piece& piece : filter.judgement.grounds) {
    const Reading& reading = evidence.reading(filter, piece);
    const Standing standing = evidence.standings[filter.fields[piece.reading]];
    if (antispam::header_name(reading.header.row) == "X-CustomSpam" &&
        standing != Standing::receiver)
      return true;
  }
  return false;
}

std::vector<Filter> group(const FilterEvidence& evidence) {
  std::vector<Filter> filters;
  std::vector<std::string_view> families;
  for (std::size_t i = 0; i < evidence.fields.size(); ++i) {
    const Side side = antispam::side_of(evidence.fields[i]);
    const Standing standing = evidence.standings[i];
    const antispam::Vendor vendor = antispam::vendor_of(evidence.fields[i].header.row);
    std::size_t at = 0;
    while (at < filters.size() && (families[at] != vendor.family || filters[at].side != side ||
                                   !same_block(filters[at].standing, standing))) {
      ++at;
    }
    if (at == filters.size()) {
      filters.push_back({.vendor = vendor.name, .side = side, .standing = standing});
      families.push_back(vendor.family);
    }
    Filter& filter = filters[at];
    filter.standing = std::max(filter.standing, standing);
    filter.fields.push_back(i);
  }
  return filters;
}

int rank(const Filter& filter) {
  if (filter.side == Side::earlier) return 3;
  if (filter.side == Side::outbound) return 2;
  return filter.standing == Standing::claimed ? 1 : 0;
}

// Google writes no verdict of its filter; what DMARC led to stands in a comment of its results.
void add_gmail(FilterEvidence& evidence, const trace::Records& records) {
  for (const Filter& filter : evidence.filters) {
    const bool spoke = filter.judgement.said != antispam::Said::nothing;
    if (filter.vendor == "Google" && filter.believed() && spoke) return;
  }
  Filter google{.vendor = "Google", .standing = Standing::receiver, .silent = true};
  for (const trace::RecordedResults& record : records.authentication_results) {
    if (!record.trusted || google.judgement.said != antispam::Said::nothing) continue;
    for (const message::ResultInfo& info : record.results.results) {
      for (const std::string& comment : info.comments) {
        const std::size_t at = info.method == "dmarc" ? comment.find("dis=") : std::string::npos;
        if (at == std::string::npos) continue;
        const std::string word = comment.substr(at + 4, comment.find(' ', at) - at - 4);
        if (!equal_ignoring_case(word, "quarantine") && !equal_ignoring_case(word, "reject"))
          continue;
        google.silent = false;
        google.remark = "dis=" + clean_utf8(word);
        google.judgement.said = antispam::Said::spoofed;
        google.judgement.decider = antispam::Decider::dmarc;
      }
    }
  }
  evidence.filters.push_back(std::move(google));
}

}  // namespace

FilterEvidence read_filters(const message::Message& message, const trace::Path& path,
                            const trace::Records& records) {
  FilterEvidence evidence;
  std::optional<std::size_t> border;
  if (path.border) border = path.hops[*path.border].location.offset;
  evidence.fields = antispam::read_filters(message, border);
  const bool gmail = path.border && trace::organization_of(path.receiver) == "google.com";
  if (evidence.fields.empty() && !gmail) return evidence;
  evidence.unsubscribe = message.first("List-Unsubscribe") != nullptr;
  evidence.one_click = message.first("List-Unsubscribe-Post") != nullptr;
  evidence.standings = Placer(path, evidence.fields).run();
  evidence.filters = group(evidence);
  for (Filter& filter : evidence.filters) {
    std::vector<const Reading*> readings;
    for (std::size_t index : filter.fields) readings.push_back(&evidence.fields[index]);
    filter.judgement = antispam::judge(readings);
    filter.loose = is_loose(evidence, filter);
    if (!filter.judgement.grounds.empty()) {
      filter.vendor =
          antispam::vendor_of(evidence.reading(filter, filter.judgement.grounds.front()).header.row)
              .name;
    }
  }
  if (gmail) add_gmail(evidence, records);
  std::stable_sort(evidence.filters.begin(), evidence.filters.end(),
                   [](const Filter& a, const Filter& b) { return rank(a) < rank(b); });
  return evidence;
}

}  // namespace indicia
