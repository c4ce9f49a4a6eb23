// Received fields to hops in time order with delays, gaps and the trust boundary (RFC 5321 4.4,
// facts: providers 2.2); see path.h.
#include "trace/path.h"

#include <algorithm>

#include "text.h"
#include "trace/border.h"
#include "trace/host.h"
#include "trace/result_field.h"

namespace indicia::trace {

namespace {

// A date without a known zone is off by hours: it is shown, and nothing is computed from it.
bool is_comparable(const message::Received& received) {
  if (!received.date) return false;
  for (const Defect& defect : received.defects) {
    if (defect.ident == "date-no-zone" || defect.ident == "date-unknown-zone" ||
        defect.ident == "date-bad-zone") {
      return false;
    }
  }
  return true;
}

void measure_delays(std::vector<Hop>& hops) {
  const Hop* before = nullptr;
  for (Hop& hop : hops) {
    if (!is_comparable(hop.received)) continue;
    if (before == nullptr) {
      hop.delay_kind = Delay::first;
    } else {
      hop.delay_seconds = hop.received.date->seconds - before->received.date->seconds;
      // Mail does not travel back in time: the clocks differ by at least that much. Nothing is
      // subtracted anywhere, since neither clock is known to be right.
      hop.delay_kind = hop.delay_seconds < 0 ? Delay::clocks_differ : Delay::known;
    }
    before = &hop;
  }
}

void measure_total(Path& path) {
  const Hop* first = nullptr;
  const Hop* last = nullptr;
  for (const Hop& hop : path.hops) {
    if (hop.delay_kind == Delay::undated) continue;
    if (first == nullptr) first = &hop;
    if (hop.trusted || !path.border) last = &hop;
    if (hop.delay_kind == Delay::clocks_differ) path.total_is_lower_bound = true;
  }
  if (first == nullptr || last == nullptr || first == last) return;
  const std::int64_t total = last->received.date->seconds - first->received.date->seconds;
  if (total >= 0) path.total_seconds = total;
}

bool is_local(const message::Received& received) {
  if (received.from.empty() && !received.from_ip) return true;
  return is_local_protocol(received.with) || is_retrieval(received.with) ||
         within_organization(received);
}

// The newer hop took the message from somebody else than the host that wrote the older one.
bool is_gap(const message::Received& older, const message::Received& newer) {
  if (older.by.empty() || (newer.from.empty() && !newer.from_ip)) return false;
  if (newer.from_ip && older.by_ip && unmapped(*newer.from_ip) == unmapped(*older.by_ip)) {
    return false;
  }
  // Inner names and private addresses have nothing to be compared with.
  if (newer.from_ip && !is_global(*newer.from_ip)) return false;
  if (domain_of(older.by).find('.') == std::string::npos) return false;
  const bool named = domain_of(newer.from).find('.') != std::string::npos ||
                     domain_of(newer.from_reverse).find('.') != std::string::npos;
  return named && !same_organization(older.by, newer.from) &&
         !same_organization(older.by, newer.from_reverse);
}

// What the receiver's hosts share; inner names and addresses are passed over for a newer hop.
std::string shared_domain(const std::vector<Hop>& hops, std::size_t border) {
  for (std::size_t i = border; i < hops.size(); ++i) {
    for (std::string_view host :
         {std::string_view(hops[i].received.by),
          i > border ? std::string_view(hops[i].received.from) : std::string_view()}) {
      std::string domain = domain_of(host);
      if (domain.find('.') != std::string::npos) return domain;
    }
  }
  return host_name(hops[border].received.by);
}

}  // namespace

std::optional<std::size_t> Path::hop_beneath(std::size_t offset) const {
  // Fields are put on top, so the places of the hops fall from the oldest to the newest.
  const auto end = std::partition_point(
      hops.begin(), hops.end(), [&](const Hop& hop) { return hop.location.offset > offset; });
  if (end == hops.begin()) return std::nullopt;
  return static_cast<std::size_t>(end - hops.begin()) - 1;
}

Path trace_path(const message::Message& message, const std::optional<std::string>& receiver) {
  Path path;
  for (const message::Field* field : message.named("Received")) {
    Hop& hop = path.hops.emplace_back();
    hop.received = message::parse_received(field->value);
    hop.location = field->location;
    hop.local = is_local(hop.received);
  }
  const Border border = find_border(message, path.hops, receiver);
  path.border_reason = border.reason;
  if (receiver && border.reason == "receiver_option_not_found") path.receiver_not_found = *receiver;
  std::reverse(path.hops.begin(), path.hops.end());
  if (border.hop) {
    path.border = path.hops.size() - 1 - *border.hop;
    path.hops[*path.border].border = true;
    for (std::size_t i = *path.border; i < path.hops.size(); ++i) path.hops[i].trusted = true;
    path.receiver = path.hops[*path.border].received.by;
    path.receiver_domain = shared_domain(path.hops, *path.border);
  }
  if (message.cut()) {
    for (Hop& hop : path.hops) {
      if (is_comparable(hop.received)) hop.delay_kind = Delay::unknown;
    }
    return path;
  }
  for (std::size_t i = 1; i < path.hops.size(); ++i) {
    path.hops[i].gap = is_gap(path.hops[i - 1].received, path.hops[i].received);
  }
  measure_delays(path.hops);
  measure_total(path);
  return path;
}

}  // namespace indicia::trace
