// The rewritten links in the text of one part, and what stood there before by each style of undoing
// (dkim-forensics.md 4, B5).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "forensics/links.h"

namespace indicia::forensics {

struct FoundLink {
  LinkService service = LinkService::google;
  std::size_t offset = 0;  // in the text
  std::size_t length = 0;  // with the attributes that the service added behind it
  bool html = false;
  bool blank_behind = false;     // one more octet: the blank that Proofpoint puts behind a link
  std::size_t token_length = 0;  // the link alone
  std::string original;          // innermost; as HTML where `literal`
  std::string outer;             // one rewriting undone only
  bool literal = false;          // the service wrote the original beside it, ready for HTML
};

// What cannot be told from the rewritten form; one style holds for all links.
struct LinkStyle {
  enum class Percent { kept, upper, lower };

  bool entities = true;      // "&" stands as "&amp;" in HTML
  bool drop_slash = false;   // "https://example.com" was completed by "/"
  bool drop_scheme = false;  // "www.example.com" was completed by "http://"
  bool add_slash = false;
  bool unquote = false;  // "%XX" was encoded by the service
  bool outer = false;    // the inner rewriting was there when the message was signed
  bool drop_blank = false;
  Percent percent = Percent::kept;
};

struct LinkScan {
  std::vector<FoundLink> links;  // ascending
  std::size_t tokens = 0;        // links that only their service can resolve
};

// At most `most` links. Linear in the text.
LinkScan scan_links(std::string_view text, bool html, std::size_t most);

// What stood at the link's place, and how many octets of the text it replaces.
std::string original_of(const FoundLink& link, const LinkStyle& style);
std::size_t replaced_length(const FoundLink& link, const LinkStyle& style);

}  // namespace indicia::forensics
