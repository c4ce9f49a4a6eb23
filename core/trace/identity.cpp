// Recorded results with their place, and the choice of client address, HELO and MAIL FROM (RFC 7208
// 2.3, 2.4; facts: providers 2.1); see identity.h.
#include "trace/identity.h"

#include <algorithm>
#include <set>
#include <utility>

#include "message/address.h"
#include "message/received_words.h"
#include "text.h"
#include "trace/border.h"
#include "trace/host.h"
#include "trace/result_field.h"

namespace indicia::trace {

std::string_view to_string(Source source) {
  switch (source) {
    case Source::option:
      return "option";
    case Source::received_spf:
      return "received_spf";
    case Source::authentication_results:
      return "authentication_results";
    case Source::vendor_field:
      return "vendor_field";
    case Source::border_received:
      return "border_received";
    case Source::return_path:
      return "return_path";
    case Source::unknown:
      break;
  }
  return "unknown";
}

namespace {

std::string_view domain_part(std::string_view address) {
  const std::size_t sign = address.rfind('@');
  return sign == std::string_view::npos ? address : address.substr(sign + 1);
}

bool is_domain_only(std::string_view mail_from) {
  return !mail_from.empty() && mail_from.find('@') == std::string_view::npos;
}

// Equal, or one gives the domain of the other.
bool agree(std::string_view a, std::string_view b) {
  if (a.ends_with('.')) a.remove_suffix(1);
  if (b.ends_with('.')) b.remove_suffix(1);
  if (a.empty() || b.empty()) return a.empty() && b.empty();
  if (is_domain_only(a) || is_domain_only(b)) {
    return equal_ignoring_case(domain_part(a), domain_part(b));
  }
  // Local parts may differ in case only by the receiver's own rules (RFC 5321 2.4).
  return equal_ignoring_case(a, b);
}

}  // namespace

bool Chosen::conflicting() const {
  if (!best) return false;
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Claim& claim) { return !agree(best->value, claim.value); });
}

namespace {

const Hop* border_of(const Path& path) {
  return path.border ? &path.hops[*path.border] : nullptr;
}

// Where the sender's own Received fields begin; npos: nowhere.
std::size_t end_of_receiver_zone(const Path& path) {
  if (!path.border || *path.border == 0) return std::string_view::npos;
  return path.hops[*path.border - 1].location.offset;
}

class Trust {
 public:
  explicit Trust(const Path& path) : path_(path), border_(border_of(path)) {
    for (const Hop& hop : path.hops) {
      if (!hop.trusted) continue;
      organizations_.insert(organization_of(hop.received.by));
      icloud_ = icloud_ || is_icloud(hop);
    }
    if (border_ != nullptr) organizations_.insert(organization_of(path.receiver_domain));
    organizations_.erase("");
    zone_end_ = end_of_receiver_zone(path);
  }

  // standards R7: above the border and by a host of the receiver; below it only what a service is
  // known to write there, and of that the first.
  bool accepts(const ResultField& result) {
    if (border_ == nullptr || result.kind == ResultKind::arc) return false;
    const std::size_t offset = result.field->location.offset;
    const std::string organization = organization_of(result.writer);
    if (offset < border_->location.offset) {
      if (!result.writer.empty()) return organizations_.contains(organization);
      return result.kind == ResultKind::received_spf || organizations_.contains("outlook.com");
    }
    if (offset >= zone_end_) return false;
    const bool icloud = icloud_ && organization == "icloud.com";
    const bool known =
        writes_below_border(border_->received.by) && is_results_below(result, *border_);
    return (icloud || known) && below_.emplace(result.kind, host_name(result.writer)).second;
  }

  // The authserv-id, or the host of the Received field that the result stands on.
  std::string writer(const ResultField& result) const {
    if (!result.writer.empty()) return result.writer;
    // Oldest first, so offsets fall.
    const auto above = std::partition_point(
        path_.hops.begin(), path_.hops.end(),
        [&](const Hop& hop) { return hop.location.offset > result.field->location.offset; });
    return above == path_.hops.begin() ? std::string() : host_name((above - 1)->received.by);
  }

 private:
  const Path& path_;
  const Hop* border_;
  std::set<std::string> organizations_;
  std::set<std::pair<ResultKind, std::string>> below_;
  std::size_t zone_end_ = 0;
  bool icloud_ = false;
};

}  // namespace

Records read_records(const message::Message& message, const Path& path) {
  Records records;
  Trust trust(path);
  for (ResultField& result : read_result_fields(message)) {
    const bool trusted = trust.accepts(result);
    std::string writer = trust.writer(result);
    if (result.kind == ResultKind::received_spf) {
      records.received_spf.push_back(
          {std::move(result.received_spf), result.field->location, trusted, std::move(writer)});
    } else {
      records.authentication_results.push_back({std::move(result.results), result.field->location,
                                                trusted, std::move(writer),
                                                std::string(result.field->name)});
    }
  }
  return records;
}

namespace {

std::string canonical_ip(std::string_view text) {
  const auto address = message::address_in(text);
  return address ? to_string(unmapped(*address)) : std::string(trim(text));
}

// "<a@b>", "a@b", "@b" and "b" (Microsoft, Yahoo give the domain alone).
std::string canonical_mail_from(std::string_view text) {
  Defects ignored;
  const std::string address = message::parse_path(text, ignored).address();
  return address.starts_with('@') ? address.substr(1) : address;
}

// "domain of [transitioning] <address> designates ...".
std::optional<std::string> sender_in_comment(std::string_view comment) {
  constexpr std::string_view lead = "domain of ";
  const std::size_t at = comment.find(lead);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = trim(comment.substr(at + lead.size()));
  if (starts_with_ignoring_case(rest, "transitioning ")) rest = trim(rest.substr(14));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n"));
  return word.empty() ? std::nullopt : std::optional(std::string(word));
}

std::optional<std::string> property_of_spf(const message::AuthenticationResults& results,
                                           std::initializer_list<std::string_view> names) {
  for (const message::ResultInfo& info : results.results) {
    if (info.method != "spf") continue;
    for (std::string_view name : names) {
      for (const message::Property& property : info.properties) {
        if (property.name == name && (property.type == "smtp" || property.type.empty())) {
          return property.value;
        }
      }
    }
  }
  return std::nullopt;
}

// KEY:value; of X-Forefront-Antispam-Report.
std::optional<std::string> report_value(std::string_view report, std::string_view key) {
  for (std::string_view item : split(report, ';')) {
    item = trim(item);
    if (item.size() > key.size() && item.substr(0, key.size()) == key && item[key.size()] == ':') {
      return std::string(trim(item.substr(key.size() + 1)));
    }
  }
  return std::nullopt;
}

class Selector {
 public:
  Selector(const message::Message& message, const Path& path, const Records& records,
           const Options& options)
      : message_(message),
        path_(path),
        records_(records),
        options_(options),
        border_(border_of(path)),
        zone_end_(end_of_receiver_zone(path)) {
    for (const Hop& hop : path.hops) {
      if (!hop.trusted || hop.border) continue;
      if (hop.received.from_ip) inner_.insert(to_string(unmapped(*hop.received.from_ip)));
      // Behind a gateway: results above that hop speak of the gateway, not of the border.
      if (!hop.local &&
          (handover_ == nullptr || hop.location.offset > handover_->location.offset)) {
        handover_ = &hop;
      }
    }
  }

  Identity run() {
    from_options();
    from_received_spf();
    from_authentication_results();
    from_vendor_fields();
    from_border();
    from_return_path();
    Identity identity;
    identity.client_ip = choose_client_ip();
    identity.helo = choose(helo_);
    identity.mail_from = choose_mail_from(identity.helo);
    identity.mail_from_domain_only =
        identity.mail_from.best && is_domain_only(identity.mail_from.best->value);
    return identity;
  }

 private:
  using Claims = std::vector<Claim>;

  static void add(Claims& claims, const std::optional<std::string>& value, Source source,
                  const Location& location) {
    if (value) claims.push_back({*value, source, location});
  }
  void add_ip(const std::optional<std::string>& text, Source source, const Location& location) {
    if (text && message::address_in(*text)) ips_.push_back({canonical_ip(*text), source, location});
  }
  void add_helo(const std::optional<std::string>& text, Source source, const Location& location) {
    if (text && !trim(*text).empty()) add(helo_, std::string(trim(*text)), source, location);
  }
  void add_mail_from(const std::optional<std::string>& text, Source source,
                     const Location& location) {
    if (text) add(mail_from_, canonical_mail_from(*text), source, location);
  }

  void from_options() {
    if (options_.client_ip) {
      add(ips_, canonical_ip(*options_.client_ip), Source::option, {});
    }
    add_helo(options_.helo, Source::option, {});
    add_mail_from(options_.mail_from, Source::option, {});
  }

  // A record that speaks of the border hop.
  bool speaks(bool trusted, const Location& location) const {
    return trusted && (handover_ == nullptr || location.offset > handover_->location.offset);
  }

  void from_received_spf() {
    for (const RecordedSpf& record : records_.received_spf) {
      if (!speaks(record.trusted, record.location)) continue;
      const message::ReceivedSpf& spf = record.received_spf;
      add_ip(spf.client_ip, Source::received_spf, record.location);
      add_helo(spf.helo, Source::received_spf, record.location);
      add_mail_from(spf.envelope_from ? spf.envelope_from : sender_in_comment(spf.comment),
                    Source::received_spf, record.location);
    }
  }

  void from_authentication_results() {
    constexpr Source source = Source::authentication_results;
    for (const RecordedResults& record : records_.authentication_results) {
      if (!speaks(record.trusted, record.location)) continue;
      add_ip(client_ip_text(record.results), source, record.location);
      add_helo(property_of_spf(record.results, {"helo"}), source, record.location);
      add_mail_from(property_of_spf(record.results, {"mailfrom", "mail", "envelope-from"}), source,
                    record.location);
    }
  }

  // The first field of that name in the receiver's part of the header; above the border only,
  // unless the service writes below it.
  const message::Field* vendor(std::string_view name, bool below) const {
    const message::Field* field = message_.first(name);
    if (field == nullptr || border_ == nullptr) return nullptr;
    const std::size_t limit = below ? zone_end_ : border_->location.offset;
    const bool about_gateway =
        handover_ != nullptr && field->location.offset < handover_->location.offset;
    return field->location.offset < limit && !about_gateway ? field : nullptr;
  }

  // facts: providers 2.1, 2.4. Each field counts only at the receiver that writes it.
  void from_vendor_fields() {
    constexpr Source source = Source::vendor_field;
    if (border_ == nullptr) return;
    const std::string receiver = organization_of(path_.receiver_domain);
    if (receiver == "outlook.com") {
      if (const auto* field = vendor("X-Forefront-Antispam-Report", true)) {
        const auto ip = report_value(field->value, "CIP");
        // 255.255.255.255: not evaluated.
        if (ip != "255.255.255.255") add_ip(ip, source, field->location);
        add_helo(report_value(field->value, "H"), source, field->location);
      }
      if (const auto* field = vendor("X-Sender-IP", true)) {
        add_ip(std::string(trim(field->value)), source, field->location);
      }
    } else if (receiver == "yahoo.com") {
      if (const auto* field = vendor("X-Originating-Ip", false)) {
        add_ip(std::string(trim(field->value)), source, field->location);
      }
    } else if (receiver == "messagingengine.com" || receiver == "internal") {
      if (const auto* field = vendor("X-Spam-source", false)) {
        const std::size_t at = field->value.find("IP='");
        if (at != std::string_view::npos) {
          const std::string_view rest = field->value.substr(at + 4);
          add_ip(std::string(rest.substr(0, rest.find('\''))), source, field->location);
        }
      }
      if (const auto* field = vendor("X-Mail-from", false)) {
        add_mail_from(std::string(field->value), source, field->location);
      }
    }
    if (const auto* field = vendor("X-Envelope-From", false)) {
      add_mail_from(std::string(field->value), source, field->location);
    }
  }

  void from_border() {
    constexpr Source source = Source::border_received;
    if (border_ == nullptr) return;
    const message::Received& received = border_->received;
    if (received.from_ip) add_ip(to_string(*received.from_ip), source, border_->location);
    add_helo(received.from, source, border_->location);
    if (!received.envelope_from.empty()) {
      add_mail_from(received.envelope_from, source, border_->location);
    }
    // A gateway that only calls itself so may be a stranger who wrote the hops below.
    if (handover_ != nullptr && handover_->received.from_ip &&
        confirmed_name(handover_->received).empty()) {
      add_ip(to_string(*handover_->received.from_ip), source, handover_->location);
    }
  }

  // RFC 5321 4.4: written at final delivery, so it is found anywhere in the receiver's part.
  void from_return_path() {
    const message::Field* field = message_.first("Return-Path");
    if (field == nullptr || field->location.offset >= zone_end_) return;
    add_mail_from(std::string(field->value), Source::return_path, field->location);
  }

  // An inner relay, or an address that no stranger can have, is never the client.
  bool is_inside(const Claim& claim) const {
    const auto address = parse_ip(claim.value);
    if (!address || !is_global(*address)) return true;
    const bool border = border_ != nullptr && border_->received.from_ip &&
                        to_string(unmapped(*border_->received.from_ip)) == claim.value;
    return !border && inner_.contains(claim.value);
  }

  Chosen choose_client_ip() {
    const auto best = std::find_if(ips_.begin(), ips_.end(), [&](const Claim& claim) {
      return claim.source == Source::option || !is_inside(claim);
    });
    return take(ips_, best);
  }

  static Chosen choose(Claims& claims) { return take(claims, claims.begin()); }

  static Chosen take(Claims& claims, Claims::iterator best) {
    Chosen chosen;
    if (best != claims.end()) {
      chosen.best = *best;
      claims.erase(best);
    }
    chosen.alternatives = std::move(claims);
    return chosen;
  }

  Chosen choose_mail_from(const Chosen& helo) {
    auto best = mail_from_.begin();
    if (best == mail_from_.end()) return {};
    if (best->source != Source::option) {
      const std::string& value = best->value;
      const auto better = std::find_if(best, mail_from_.end(), [&](const Claim& claim) {
        // The whole address where the first source has its domain alone.
        if (is_domain_only(value)) {
          return claim.value.find('@') != std::string::npos && agree(value, claim.value);
        }
        // RFC 7208 2.4: for a null sender postmaster@HELO was checked.
        return claim.value.empty() && starts_with_ignoring_case(value, "postmaster@") &&
               helo.best && agree(domain_part(value), helo.best->value);
      });
      if (better != mail_from_.end()) best = better;
    }
    return take(mail_from_, best);
  }

  const message::Message& message_;
  const Path& path_;
  const Records& records_;
  const Options& options_;
  const Hop* border_;
  const Hop* handover_ = nullptr;  // between border and reader: where a gateway handed over
  std::size_t zone_end_;
  std::set<std::string> inner_;  // addresses of the receiver's own relays
  Claims ips_;
  Claims helo_;
  Claims mail_from_;
};

}  // namespace

Identity select_identity(const message::Message& message, const Path& path, const Records& records,
                         const Options& options) {
  return Selector(message, path, records, options).run();
}

}  // namespace indicia::trace
