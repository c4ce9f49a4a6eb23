// First line a link, then a text with links. What is undone is a link again, and nothing is found
// outside of the text.
#include "forensics/links.h"

#include "forensics/link_scan.h"
#include "input.h"

using namespace indicia::forensics;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  const std::string_view url = fuzz::take_line(text);
  if (const auto link = decode_link(url)) {
    fuzz::require(!name_of(link->service).empty());
    fuzz::require((link->service == LinkService::mimecast) == link->original.empty());
    if (url.size() <= 300) fuzz::require(leads_to_service(url));
  }
  for (const bool html : {false, true}) {
    std::size_t at = 0;
    for (const FoundLink& link : scan_links(text, html, 1'000).links) {
      for (const bool on : {false, true}) {
        LinkStyle style;
        style.entities = style.drop_slash = style.drop_scheme = style.unquote = on;
        style.outer = style.drop_blank = on;
        style.percent = on ? LinkStyle::Percent::upper : LinkStyle::Percent::lower;
        fuzz::require(link.offset + replaced_length(link, style) <= text.size());
        fuzz::require(!original_of(link, style).empty());
      }
      fuzz::require(link.offset >= at);
      at = link.offset + link.length;
    }
  }
  return 0;
}
