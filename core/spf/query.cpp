// What SMTP said to a Query (RFC 7208 2.3, 2.4, 4.1, 4.3, 5; RFC 5321 4.1.1.3 for source routes).
#include "spf/check_host.h"
#include "text.h"

namespace indicia::spf {

namespace {

// "<@relay.example:user@example.com>" names user@example.com; routes are ignored.
std::string_view without_route(std::string_view path) {
  if (path.starts_with('<') && path.ends_with('>')) {
    path.remove_prefix(1);
    path.remove_suffix(1);
  }
  const std::size_t colon = path.find(':');
  if (path.starts_with('@') && colon != std::string_view::npos) path.remove_prefix(colon + 1);
  return path;
}

}  // namespace

Query make_query(const IpAddress& client_ip, std::string_view mail_from, std::string_view helo) {
  Query query{.client_ip = unmapped(client_ip), .helo = std::string(trim(helo))};
  const std::string_view path = without_route(trim(mail_from));
  if (path.empty()) {
    query.domain = query.helo;
    query.sender = "postmaster@" + query.helo;
    return query;
  }
  const std::size_t at = path.rfind('@');
  query.domain = path.substr(at == std::string_view::npos ? 0 : at + 1);
  query.sender =
      at == std::string_view::npos || at == 0 ? "postmaster@" + query.domain : std::string(path);
  return query;
}

}  // namespace indicia::spf
