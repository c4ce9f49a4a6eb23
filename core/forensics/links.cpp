// Rewritten links to original links; see links.h.
#include "forensics/links.h"

#include <cstddef>

#include "text.h"

namespace indicia::forensics {

namespace {

struct Url {
  std::string host;  // lower case, without port
  std::string_view path;
  std::string_view query;
};

std::optional<Url> take_apart(std::string_view url) {
  if (starts_with_ignoring_case(url, "https://")) {
    url.remove_prefix(8);
  } else if (starts_with_ignoring_case(url, "http://")) {
    url.remove_prefix(7);
  } else {
    return std::nullopt;
  }
  const std::size_t end = url.find_first_of("/?#");
  const std::string_view authority = url.substr(0, end);
  if (end == std::string_view::npos || authority.size() > 255) return std::nullopt;
  Url out{.host = to_lower(authority.substr(0, authority.find(':'))), .path = {}, .query = {}};
  url.remove_prefix(end);
  const std::size_t query = url.find('?');
  out.path = url.substr(0, query);
  if (query != std::string_view::npos) out.query = url.substr(query + 1);
  return out;
}

// The parameter of that name, still encoded; `rest` takes all up to the end, "&" included.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name,
                                          bool rest = false) {
  while (true) {
    const std::size_t end = query.find('&');
    const std::string_view one = query.substr(0, end);
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') {
      return (rest ? query : one).substr(name.size() + 1);
    }
    if (end == std::string_view::npos) return std::nullopt;
    query.remove_prefix(end + 1);
  }
}

bool is_link(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(text[0])) return false;
  for (char c : text.substr(0, colon)) {
    if (!is_alnum(c) && c != '+' && c != '-' && c != '.') return false;
  }
  return text.find_first_of("\r\n \t<>\"") == std::string_view::npos;
}

std::string decode_v2(std::string_view text) {
  std::string percent(text);
  for (char& c : percent) {
    if (c == '-') {
      c = '%';
    } else if (c == '_') {
      c = '/';
    }
  }
  return percent_decoded(percent);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string standard(text);
  for (char& c : standard) {
    if (c == '-') {
      c = '+';
    } else if (c == '_') {
      c = '/';
    }
  }
  return decode_base64(standard);
}

// How many replaced characters "**X" stands for: A for two up to "_" for 65.
std::size_t run_length(char c) {
  constexpr std::string_view lengths =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t at = lengths.find(c);
  return at == std::string_view::npos ? 0 : at + 2;
}

// Moves `count` characters (not octets) of UTF-8 from `from` to `out`.
bool take_characters(std::string& out, std::string_view& from, std::size_t count) {
  for (; count > 0; --count) {
    if (from.empty()) return false;
    std::size_t size = 1;
    while (size < from.size() && (static_cast<unsigned char>(from[size]) & 0xC0) == 0x80) ++size;
    out += from.substr(0, size);
    from.remove_prefix(size);
  }
  return true;
}

// https://urldefense.com/v3/__LINK__;BASE64!!TOKEN!SIGNATURE$ where "*" in LINK stands for the next
// character of the decoded BASE64 and "**X" for a run of them.
std::optional<std::string> decode_v3(std::string_view url) {
  constexpr std::string_view opening = "/v3/__";
  std::size_t at = url.find(opening);
  if (at == std::string_view::npos) return std::nullopt;
  url.remove_prefix(at + opening.size());
  // The text of a link may itself hold "__;": what follows the last one is the service's.
  const std::size_t end = url.rfind("__;");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view tail = url.substr(end + 3);
  const std::size_t mark = tail.find('!');
  if (mark == std::string_view::npos) return std::nullopt;
  const std::optional<std::string> replaced = decode_base64url(tail.substr(0, mark));
  if (!replaced) return std::nullopt;
  std::string_view characters = *replaced;
  const std::string_view link = url.substr(0, end);
  std::string out;
  for (at = 0; at < link.size(); ++at) {
    if (link[at] != '*') {
      out += link[at];
      continue;
    }
    std::size_t count = 1;
    if (at + 2 < link.size() && link[at + 1] == '*') {
      count = run_length(link[at + 2]);
      if (count == 0) return std::nullopt;
      at += 2;
    }
    if (!take_characters(out, characters, count)) return std::nullopt;
  }
  // Some programs shorten "https://" inside a path to "https:/".
  const std::size_t colon = out.find(":/");
  if (colon != std::string::npos && colon + 2 < out.size() && out[colon + 2] != '/') {
    out.insert(colon + 1, "/");
  }
  return out;
}

std::optional<std::string> decoded(std::optional<std::string_view> value) {
  if (!value) return std::nullopt;
  return percent_decoded(*value);
}

std::optional<std::string> decode_proofpoint(std::string_view url, const Url& parts,
                                             LinkService& service) {
  if (parts.path.starts_with("/v3/")) {
    service = LinkService::proofpoint_v3;
    return decode_v3(url);
  }
  const auto value = parameter(parts.query, "u");
  if (!value) return std::nullopt;
  if (parts.path == "/v2/url") {
    service = LinkService::proofpoint_v2;
    return decode_v2(*value);
  }
  if (parts.path != "/v1/url") return std::nullopt;
  service = LinkService::proofpoint_v1;
  return percent_decoded(*value);
}

// The token is the first segment of the path, the link the second one.
std::optional<std::string> decode_cisco(const Url& parts) {
  const std::size_t slash = parts.path.find('/', 1);
  if (slash == std::string_view::npos) return std::nullopt;
  return percent_decoded(parts.path.substr(slash + 1));
}

std::optional<std::string> decode_sophos(const Url& parts) {
  const auto value = parameter(parts.query, "u");
  return value ? decode_base64url(percent_decoded(*value)) : std::nullopt;
}

// Some releases leave the link as it is, "&" included; "umid" is the first parameter behind it.
std::optional<std::string> decode_trend_micro(const Url& parts) {
  const auto value = parameter(parts.query, "url", true);
  if (!value) return std::nullopt;
  const std::size_t end = value->find("&umid=");
  return decoded(end == std::string_view::npos ? parameter(parts.query, "url")
                                               : value->substr(0, end));
}

std::optional<LinkService> service_of(const Url& parts) {
  const std::string& host = parts.host;
  if (host == "urldefense.com" || host == "urldefense.us" || host == "urldefense.proofpoint.com") {
    return LinkService::proofpoint_v3;
  }
  if (host.ends_with(".safelinks.protection.outlook.com") ||
      host.ends_with(".safelinks.protection.office365.us")) {
    return LinkService::safe_links;
  }
  if (host == "linkprotect.cudasvc.com") return LinkService::barracuda;
  if (host.ends_with(".protection.sophos.com")) return LinkService::sophos;
  if (host == "secure-web.cisco.com") return LinkService::cisco;
  if (host.ends_with(".trendmicro.com") && parts.path.starts_with("/wis/clicktime/")) {
    return LinkService::trend_micro;
  }
  if (host == "protect.fireeye.com" || host == "protect2.fireeye.com") return LinkService::fireeye;
  if (host == "clicktime.symantec.com") return LinkService::symantec;
  if (host == "www.google.com" && parts.path == "/url") return LinkService::google;
  if (host.ends_with(".mimecastprotect.com") ||
      (host.starts_with("protect-") && host.ends_with(".mimecast.com"))) {
    return LinkService::mimecast;
  }
  return std::nullopt;
}

}  // namespace

bool leads_to_service(std::string_view url) {
  const std::optional<Url> parts = take_apart(url.substr(0, 300));
  return parts && service_of(*parts);
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view name_of(LinkService service) {
  switch (service) {
    case LinkService::proofpoint_v1:
    case LinkService::proofpoint_v2:
    case LinkService::proofpoint_v3:
      return "Proofpoint URL Defense";
    case LinkService::safe_links:
      return "Microsoft Safe Links";
    case LinkService::barracuda:
      return "Barracuda Link Protection";
    case LinkService::sophos:
      return "Sophos Email";
    case LinkService::cisco:
      return "Cisco Secure Email";
    case LinkService::trend_micro:
      return "Trend Micro";
    case LinkService::fireeye:
      return "FireEye Email Security";
    case LinkService::symantec:
      return "Symantec Click-time Protection";
    case LinkService::google:
      return "Google";
    case LinkService::mimecast:
      return "Mimecast";
  }
  return {};
}

std::optional<RewrittenLink> decode_link(std::string_view url) {
  const std::optional<Url> parts = take_apart(url);
  if (!parts) return std::nullopt;
  const std::optional<LinkService> service = service_of(*parts);
  if (!service) return std::nullopt;
  RewrittenLink link{*service, {}};
  std::optional<std::string> original;
  switch (*service) {
    case LinkService::proofpoint_v1:
    case LinkService::proofpoint_v2:
    case LinkService::proofpoint_v3:
      original = decode_proofpoint(url, *parts, link.service);
      break;
    case LinkService::safe_links:
      original = decoded(parameter(parts->query, "url"));
      break;
    case LinkService::trend_micro:
      original = decode_trend_micro(*parts);
      break;
    case LinkService::barracuda:
      original = decoded(parameter(parts->query, "a"));
      break;
    case LinkService::sophos:
      original = decode_sophos(*parts);
      break;
    case LinkService::cisco:
      original = decode_cisco(*parts);
      break;
    case LinkService::fireeye:
    case LinkService::symantec:
      // The link comes last, and some releases do not encode it.
      original = decoded(parameter(parts->query, "u", true));
      break;
    case LinkService::google:
      original = decoded(parameter(parts->query, "q"));
      if (!original) original = decoded(parameter(parts->query, "url"));
      break;
    case LinkService::mimecast:
      return parts->path.starts_with("/s/") || parts->path.starts_with("/r/") ? std::optional(link)
                                                                              : std::nullopt;
  }
  if (!original || !is_link(*original)) return std::nullopt;
  link.original = std::move(*original);
  return link;
}

}  // namespace indicia::forensics
