// Organisations by host names and addresses; see host.h.
#include "trace/host.h"

#include <algorithm>
#include <array>
#include <utility>

#include "message/received_words.h"
#include "text.h"

namespace indicia::trace {

namespace {

constexpr std::size_t npos = std::string_view::npos;

template <std::size_t count>
bool contains(const std::array<std::string_view, count>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Second-level names under which a country registers organisations.
constexpr std::array<std::string_view, 16> registry_labels = {
    "ac",  "co", "com", "edu", "go",  "gob", "gov", "gub",
    "mil", "ne", "net", "nhs", "nom", "or",  "org", "plc"};

// Names that a site gives its own hosts: all of them are one organisation (RFC 6762 appendix G).
constexpr std::array<std::string_view, 8> private_tops = {
    "internal", "local", "localdomain", "lan", "corp", "home", "intranet", "private"};

// Names under which a hosting service's customers stand, strangers to it and to each other.
constexpr std::array<std::string_view, 4> customer_suffixes = {
    ".amazonaws.com", ".googleusercontent.com", ".cloudapp.azure.com", ".cloudapp.net"};

constexpr std::pair<std::string_view, std::string_view> one_organization[] = {
    {"gmail.com", "google.com"},
    {"googlemail.com", "google.com"},
    {"office365.com", "outlook.com"},
    {"microsoft.com", "outlook.com"},
    {"hotmail.com", "outlook.com"},
    {"aol.com", "yahoo.com"},
    {"yahoodns.net", "yahoo.com"},
    {"me.com", "icloud.com"},
    {"mac.com", "icloud.com"},
    {"apple.com", "icloud.com"},
    {"yandex.ru", "yandex.net"},
    {"yandex.com", "yandex.net"},
    {"ppops.net", "pphosted.com"},
    {"ppe-hosted.com", "pphosted.com"},
    {"fastmail.com", "messagingengine.com"},
    {"amazonaws.com", "amazonses.com"},
    {"cloudflare.com", "cloudflare.net"},
    {"cloudflare-email.net", "cloudflare.net"},
};

constexpr std::array<std::string_view, 14> gateways = {
    "pphosted.com",      "mimecast.com",     "barracudanetworks.com", "iphmx.com",
    "messagelabs.com",   "mailcontrol.com",  "hornetsecurity.com",    "antispameurope.com",
    "antispamcloud.com", "cloud-sec-av.com", "fireeyecloud.com",      "trendmicro.com",
    "trendmicro.eu",     "sophos.com"};

constexpr std::array<std::string_view, 6> results_below = {
    "google.com", "icloud.com", "yandex.net", "mail.ru", "mimecast.com", "pphosted.com"};

}  // namespace

std::string host_name(std::string_view host) {
  while (!host.empty() && (host.front() == '[' || host.front() == '<')) host.remove_prefix(1);
  while (!host.empty() && (host.back() == ']' || host.back() == '>')) host.remove_suffix(1);
  if (host.ends_with('.')) host.remove_suffix(1);
  return to_lower(host);
}

std::string domain_of(std::string_view host) {
  const std::string name = host_name(host);
  if (message::address_in(name) || name.find(':') != npos) return {};
  const std::size_t last = name.rfind('.');
  if (last == npos || last == 0) return name;
  if (contains(private_tops, std::string_view(name).substr(last + 1))) {
    return name.substr(last + 1);
  }
  const std::size_t second = name.rfind('.', last - 1);
  if (second == npos) return name;
  const std::string_view label = std::string_view(name).substr(second + 1, last - second - 1);
  const bool country = name.size() - last - 1 == 2;
  if (!country || !contains(registry_labels, label) || second == 0) return name.substr(second + 1);
  const std::size_t third = name.rfind('.', second - 1);
  return third == npos ? name : name.substr(third + 1);
}

std::string organization_of(std::string_view host) {
  const std::string name = host_name(host);
  for (std::string_view suffix : customer_suffixes) {
    // The service's own inbound hosts have no instance names in front of the suffix.
    if (name.ends_with(suffix) && name.find("inbound-smtp.") != 0) return name;
  }
  std::string domain = domain_of(name);
  for (const auto& [alias, organization] : one_organization) {
    if (domain == alias) return std::string(organization);
  }
  return domain;
}

bool same_organization(std::string_view a, std::string_view b) {
  const std::string first = organization_of(a);
  return !first.empty() && first == organization_of(b);
}

bool is_gateway(std::string_view host) {
  return contains(gateways, organization_of(host));
}

bool writes_below_border(std::string_view host) {
  return contains(results_below, organization_of(host));
}

std::string confirmed_name(const message::Received& received) {
  const std::string name = host_name(received.from_reverse);
  if (name.empty() || name == "unknown" || name == "localhost") return {};
  for (const std::string& comment : received.comments) {
    // sendmail says when forward and reverse names disagree; qmail, which gives the client's name
    // in a comment of its own, does not look.
    if (comment.find("may be forged") != npos || starts_with_ignoring_case(comment, "HELO ")) {
      return {};
    }
  }
  return name;
}

namespace {

// Neighbours by address: one site, or one large service's allocation.
bool same_network(const IpAddress& a, const IpAddress& b, bool service) {
  return in_prefix(unmapped(a), unmapped(b), unmapped(a).v6 ? (service ? 32 : 48) : 24);
}

}  // namespace

bool within_organization(const message::Received& received) {
  if (!received.from_ip) {
    // No address was written down. A server without a domain is an inner one (iCloud's gateways).
    const std::string name = host_name(received.from);
    return same_organization(name, received.by) || name == "localhost" || name == "pps.filterd" ||
           name.find("amavis") == 0 || host_name(received.by).find('.') == npos;
  }
  if (!is_global(*received.from_ip)) return true;
  const std::string name = confirmed_name(received);
  if (!name.empty()) return same_organization(name, received.by);
  if (!received.from_reverse.empty() || !same_organization(received.from, received.by)) {
    return false;
  }
  const bool microsoft = organization_of(received.by) == "outlook.com";
  static constexpr IpAddress microsoft_inside{.v6 = true, .octets = {0x26, 0x03, 0x10}};
  if (microsoft && in_prefix(*received.from_ip, microsoft_inside, 24)) return true;
  return received.by_ip && is_global(*received.by_ip) &&
         same_network(*received.from_ip, *received.by_ip, microsoft);
}

namespace {

std::string protocol(std::string_view with) {
  return to_lower(with.substr(0, with.find_first_of(" /")));
}

}  // namespace

bool is_local_protocol(std::string_view with) {
  constexpr std::array<std::string_view, 12> local = {
      "lmtp",     "lmtpa", "lmtps",      "lmtpsa",      "http", "https",
      "httprest", "local", "local-smtp", "local-bsmtp", "pipe", "mapi"};
  return contains(local, protocol(with));
}

bool is_retrieval(std::string_view with) {
  constexpr std::array<std::string_view, 5> retrieval = {"pop3", "pop3s", "imap", "imaps", "imap4"};
  return contains(retrieval, protocol(with));
}

bool is_submission(const message::Received& received) {
  constexpr std::array<std::string_view, 6> authenticated = {"esmtpa",     "esmtpsa", "utf8smtpa",
                                                             "utf8smtpsa", "asmtp",   "smtpsa"};
  if (contains(authenticated, protocol(received.with))) return true;
  for (const std::string& comment : received.comments) {
    if (starts_with_ignoring_case(comment, "authenticated")) return true;
  }
  return false;
}

}  // namespace indicia::trace
