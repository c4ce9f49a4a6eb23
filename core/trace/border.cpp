// The walk from the newest Received field down to the border; see border.h.
#include "trace/border.h"

#include <algorithm>
#include <set>

#include "message/received_words.h"
#include "text.h"
#include "trace/host.h"

namespace indicia::trace {

bool writer_belongs(const ResultField& result, std::string_view host) {
  if (!result.writer.empty()) return same_organization(result.writer, host);
  // RFC 7208 9.1: Received-SPF stands above the Received field of the host that wrote it.
  return result.kind == ResultKind::received_spf || organization_of(host) == "outlook.com";
}

bool is_icloud(const Hop& hop) {
  if (organization_of(hop.received.by) == "icloud.com") return true;
  for (const std::string& comment : hop.received.comments) {
    if (comment.starts_with("mailgateway ")) return true;
  }
  return false;
}

bool is_results_below(const ResultField& result, const Hop& border) {
  if (result.kind == ResultKind::arc || result.writer.empty()) return false;
  if (!same_organization(result.writer, border.received.by)) return false;
  const auto named = client_ip(result);
  return !named || !border.received.from_ip || *named == unmapped(*border.received.from_ip);
}

namespace {

using HostSet = std::set<std::string>;

class BorderFinder {
 public:
  BorderFinder(const message::Message& message, const std::vector<Hop>& hops)
      : message_(message), hops_(hops), results_(read_result_fields(message)) {
    // Both lists run from top to bottom.
    above_.resize(hops.size() + 1);
    std::size_t hop = 0;
    for (const ResultField& result : results_) {
      while (hop < hops.size() && hops[hop].location.offset < result.field->location.offset) ++hop;
      above_[hop].push_back(&result);
    }
  }

  Border run(const std::optional<std::string>& receiver) {
    // Hops may be among the fields that were left out: where the receiver's end is not known.
    if (message_.cut()) return {std::nullopt, "over_limit"};
    if (hops_.empty()) return {std::nullopt, "no_received"};
    if (receiver) return of_receiver(*receiver);
    Border border = walk(0, {});
    if (!border.hop) return border;
    const Border behind = behind_gateway(*border.hop);
    return behind.hop ? behind : border;
  }

 private:
  // The newest hop that the named host wrote and that a stranger handed over.
  Border of_receiver(std::string_view receiver) const {
    const std::string name = host_name(receiver);
    std::optional<std::size_t> inner;
    for (std::size_t i = 0; i < hops_.size(); ++i) {
      const std::string by = host_name(hops_[i].received.by);
      const bool named = by == name || by.ends_with("." + name) ||
                         (hops_[i].received.by_ip && message::address_in(name) &&
                          *message::address_in(name) == *hops_[i].received.by_ip);
      if (!named) continue;
      if (!hops_[i].local) return {i, "receiver_option"};
      inner = i;
    }
    if (inner) return {inner, "receiver_option"};
    return {std::nullopt, "receiver_option_not_found"};
  }

  // Down from `start` over hops inside of the receiver, whose organisations gather in `own`.
  Border walk(std::size_t start, HostSet own) const {
    std::optional<Border> fallback;
    bool inner_peer = true;  // the hop above took the message from a private address
    for (std::size_t i = start; i < hops_.size(); ++i) {
      const message::Received& received = hops_[i].received;
      const std::string organization = organization_of(received.by);
      const bool known =
          inner_peer || organization.find('.') == std::string::npos || own.contains(organization);
      if (!known) break;  // whoever wrote this is no host of the receiver
      own.insert(organization);
      inner_peer = received.from_ip && !is_global(*received.from_ip);
      if (is_retrieval(received.with)) {
        add_peer(received, own);
        fallback.reset();  // the mailbox that was emptied is another organisation's
        inner_peer = true;
        continue;
      }
      if (received.from.empty() && !received.from_ip) {
        inner_peer = true;  // handed over inside of one host or cluster
        continue;
      }
      if (is_local_protocol(received.with)) {
        add_peer(received, own);
        continue;
      }
      const std::string_view results = results_at(i);
      if (within_organization(received) || is_own(received, own)) {
        // Also a message from one customer of a service to another: the border, unless a stranger
        // stands further down.
        if (!fallback && !results.empty() && received.from_ip && is_global(*received.from_ip)) {
          fallback = Border{i, results};
        }
        add_peer(received, own);
        continue;
      }
      if (is_submission(received)) return fallback.value_or(Border{i, "submission"});
      if (!received.from_ip) return {i, "foreign_name"};
      return {i, results.empty() ? "foreign_peer" : results};
    }
    return fallback.value_or(Border{std::nullopt, "no_border"});
  }

  static void add_peer(const message::Received& received, HostSet& own) {
    for (std::string_view host :
         {std::string_view(received.from), std::string_view(received.from_reverse)}) {
      own.insert(organization_of(host));
    }
  }

  // A confirmed name of an organisation that the hops above already belong to.
  static bool is_own(const message::Received& received, const HostSet& own) {
    const std::string organization = organization_of(confirmed_name(received));
    return !organization.empty() && own.contains(organization);
  }

  // "result_above", "result_below" or nothing.
  std::string_view results_at(std::size_t hop) const {
    for (const ResultField* result : above_[hop]) {
      if (result->kind != ResultKind::arc && writer_belongs(*result, owner(hop))) {
        return "result_above";
      }
    }
    if (!writes_below_border(hops_[hop].received.by)) return {};
    for (const ResultField* result : above_[hop + 1]) {
      if (is_results_below(*result, hops_[hop])) return "result_below";
    }
    return {};
  }

  // The name of the host that wrote the hop, or of the next newer one that gives a name.
  std::string_view owner(std::size_t hop) const {
    for (std::size_t i = hop + 1; i-- > 0;) {
      if (domain_of(hops_[i].received.by).find('.') != std::string::npos) {
        return hops_[i].received.by;
      }
      // Beyond this many inner hops the name would say nothing.
      if (hop - i >= 8) break;
    }
    return hops_[hop].received.by;
  }

  // Facts: providers 2.2. A filtering service in front of the receiver looks like a sender. Whether
  // it serves the receiver or the sender shows in the SPF verdicts: the sender's own service passes
  // at the receiver.
  Border behind_gateway(std::size_t border) const {
    const message::Received& inner = hops_[border].received;
    if (border + 1 == hops_.size()) return {std::nullopt, ""};
    if (const auto hop = skip_listed(border)) return {hop, "gateway"};
    const std::string_view gateway = hops_[border + 1].received.by;
    if (!is_gateway(gateway) || same_organization(gateway, inner.by) ||
        !same_organization(peer_name(inner), gateway)) {
      return {std::nullopt, ""};
    }
    const Border behind = walk(border + 1, {organization_of(gateway)});
    if (!behind.hop || behind.reason == "submission") return {std::nullopt, ""};
    const std::string_view here = spf_between(0, border);
    const bool serves_receiver =
        here.empty() ? spf_between(border + 1, *behind.hop) == "pass" : here != "pass";
    return serves_receiver ? Border{behind.hop, "gateway"} : Border{std::nullopt, ""};
  }

  // The peer's confirmed name; where the server writes none down, Microsoft's PTR, then the name
  // that the peer gave.
  std::string peer_name(const message::Received& received) const {
    if (!received.from_reverse.empty()) return confirmed_name(received);
    const message::Field* report = message_.first("X-Forefront-Antispam-Report");
    if (report != nullptr && organization_of(received.by) == "outlook.com") {
      const std::size_t start = report->value.find("PTR:");
      if (start != std::string_view::npos) {
        const std::string_view rest = report->value.substr(start + 4);
        return host_name(trim(rest.substr(0, rest.find(';'))));
      }
    }
    return host_name(received.from);
  }

  // Microsoft names the client in front of gateways that the tenant has listed.
  std::optional<std::size_t> skip_listed(std::size_t border) const {
    if (organization_of(hops_[border].received.by) != "outlook.com") return std::nullopt;
    const message::Field* field = message_.first("X-MS-Exchange-SkipListedInternetSender");
    if (field == nullptr) {
      field = message_.first("X-MS-Exchange-ExternalOriginalInternetSender");
    }
    if (field == nullptr) return std::nullopt;
    const std::size_t start = field->value.find("ip=[");
    if (start == std::string_view::npos) return std::nullopt;
    const std::string_view rest = field->value.substr(start + 3);
    const auto ip = message::address_in(rest.substr(0, rest.find(';')));
    for (std::size_t i = border + 1; ip && i < hops_.size(); ++i) {
      const auto& peer = hops_[i].received.from_ip;
      if (peer && unmapped(*peer) == unmapped(*ip)) return i;
    }
    return std::nullopt;
  }

  // The SPF verdict that the writer of `last` recorded, above it or above newer hops of its own.
  std::string_view spf_between(std::size_t first, std::size_t last) const {
    const std::string_view host = owner(last);
    for (std::size_t i = last + 1; i-- > first;) {
      for (const ResultField* result : above_[i]) {
        if (result->kind == ResultKind::arc || !writer_belongs(*result, host)) continue;
        if (!spf_result(*result).empty()) return spf_result(*result);
      }
    }
    if (!writes_below_border(hops_[last].received.by)) return {};
    for (const ResultField* result : above_[last + 1]) {
      if (!is_results_below(*result, hops_[last])) continue;
      if (!spf_result(*result).empty()) return spf_result(*result);
    }
    return {};
  }

  const message::Message& message_;
  const std::vector<Hop>& hops_;
  std::vector<ResultField> results_;
  std::vector<std::vector<const ResultField*>> above_;  // directly above each hop; last: below all
};

}  // namespace

Border find_border(const message::Message& message, const std::vector<Hop>& hops,
                   const std::optional<std::string>& receiver) {
  return BorderFinder(message, hops).run(receiver);
}

}  // namespace indicia::trace
