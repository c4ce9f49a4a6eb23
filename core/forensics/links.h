// Links that a filter rewrote to lead through its own host, back to what the author wrote
// (dkim-forensics.md 4, B5). Pure functions of the link; nothing is fetched.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace indicia::forensics {

enum class LinkService {
  proofpoint_v1,
  proofpoint_v2,
  proofpoint_v3,
  safe_links,
  barracuda,
  sophos,
  cisco,
  trend_micro,
  fireeye,
  symantec,
  google,
  mimecast,
};

// The product's own name, for texts in every language.
std::string_view name_of(LinkService service);

struct RewrittenLink {
  LinkService service = LinkService::google;
  // The link inside, octet for octet as far as the form tells; empty: the link holds a token that
  // the service alone can resolve.
  std::string original;

  bool operator==(const RewrittenLink&) const = default;
};

// Undoes one rewriting. `url` is the link itself, without the "&amp;" of HTML. nullopt: not a
// rewritten link, or one whose inside is malformed. Linear in its length.
std::optional<RewrittenLink> decode_link(std::string_view url);

// Whether the link leads to the host of such a service; looks at its first octets only.
bool leads_to_service(std::string_view url);

// "%XX" as the octets they stand for; malformed sequences stay as written (RFC 3986 2.1).
std::string percent_decoded(std::string_view text);

}  // namespace indicia::forensics
