// What SMTP said to a Query (RFC 7208 2.3, 2.4, 4.1, 4.3, 5; RFC 5321 4.1.1.3 for source routes;
// RFC 8616 4 for U-labels).
#include "message/idn.h"
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

// RFC 8616 4: U-labels become A-labels. What has none stays and is no domain to check.
std::string a_labels(std::string_view domain) {
  if (is_ascii(domain)) return std::string(domain);
  return message::to_ascii(domain).value_or(std::string(domain));
}

}  // namespace

Query make_query(const IpAddress& client_ip, std::string_view mail_from, std::string_view helo) {
  Query query{.client_ip = unmapped(client_ip), .helo = a_labels(trim(helo))};
  const std::string_view path = without_route(trim(mail_from));
  if (path.empty()) {
    query.domain = query.helo;
    query.sender = "postmaster@" + query.helo;
    return query;
  }
  const std::size_t at = path.rfind('@');
  query.domain = a_labels(path.substr(at == std::string_view::npos ? 0 : at + 1));
  const std::string_view local_part = path.substr(0, at == std::string_view::npos ? 0 : at);
  query.sender = std::string(local_part.empty() ? "postmaster" : local_part) + "@" + query.domain;
  return query;
}

}  // namespace indicia::spf
