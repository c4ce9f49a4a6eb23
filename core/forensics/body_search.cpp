// The search over the body: a table of hypotheses, most likely first; see body_search.h.
#include "forensics/body_search.h"

#include <array>

#include "forensics/additions.h"
#include "forensics/body_codec.h"
#include "forensics/body_probe.h"
#include "forensics/body_text.h"
#include "forensics/line_edits.h"
#include "forensics/running_body.h"

namespace indicia::forensics {

namespace {

using dkim::Canonicalization;

// attempt returns true with probe.search().edit set, whose ident is this one unless its header
// names another.
struct Hypothesis {
  std::string_view ident;
  bool (*attempt)(const BodyQuestion&, BodyProbe&);
};

// A hypothesis may spend one part in so many of what is left: what is costly on a large body leaves
// something for the ones behind it, for the header and for other signatures.
constexpr std::uint64_t share = 8;

dkim::Signature with_other_canonicalization(const dkim::Signature& signature) {
  dkim::Signature other = signature;
  other.body_canonicalization = signature.body_canonicalization == Canonicalization::relaxed
                                    ? Canonicalization::simple
                                    : Canonicalization::relaxed;
  return other;
}

// The signer hashed no body, or the body came after signing. Under either canonicalization, since
// a signer that sees no body may also mistake what an empty one is (RFC 6376 3.4.3, 3.4.4).
bool try_empty(const BodyQuestion& question, BodyProbe& probe) {
  constexpr std::string_view ident = "body-empty-when-signed";
  const dkim::Signature& signature = probe.signature();
  if (!probe.spend(2, 2)) return false;
  probe.search().tried += 2;
  if (RunningBody(signature).is(signature.body_hash)) {
    probe.search().edit = removal_edit(question, ident, {{0, probe.body().size()}});
    return true;
  }
  if (!RunningBody(with_other_canonicalization(signature)).is(signature.body_hash)) return false;
  probe.search().edit = body_edit(question, ident, {});
  return true;
}

// The signer hashed another canonical form than c= says. No edit of the body undoes that.
bool try_other_canonicalization(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  if (!probe.spend(1, body.size())) return false;
  ++probe.search().tried;
  probe.search().octets_hashed += body.size();
  RunningBody running(with_other_canonicalization(probe.signature()));
  running.feed(body);
  if (!running.is(probe.signature().body_hash)) return false;
  probe.search().edit = body_edit(question, "body-other-canonicalization", {});
  return true;
}

constexpr Hypothesis hypotheses[] = {
    {"body-empty-when-signed", try_empty},
    {"body-other-canonicalization", try_other_canonicalization},
    {"footer-appended", try_footer_appended},
    {"wrapped", try_wrapped},
    {"footer-in-part", try_footer_in_part},
    {"html-image-added", try_html_image},
    {"html-block-added", try_html_block},
    {"footers-in-parts", try_footers_in_parts},
    {"part-added", try_part_added},
    {"marked-block-added", try_marked_blocks},
    {"banner-in-text", try_banner_in_text},
    {"banner-in-html", try_banner_in_html},
    {"banners-in-parts", try_banners_in_parts},
    {"links-rewritten", try_links},
    {"transfer-encoding", try_transfer},
    {"list-wrapped-encoding", try_wrapped_transfer},
    {"long-lines-broken", try_long_lines_broken},
    {"from-lines-escaped", try_from_lines_escaped},
    {"from-lines-unescaped", try_from_lines_unescaped},
    {"line-ends-changed", try_line_ends_changed},
    {"blank-lines-changed", try_blank_lines_changed},
    {"trailing-white-space-added", try_trailing_white_space_added},
    {"trailing-white-space-lost", try_trailing_white_space_lost},
    {"tabs-changed", try_tabs_changed},
    {"no-break-spaces-changed", try_no_break_spaces_changed},
    {"space-stuffing-changed", try_space_stuffing_changed},
    {"dots-doubled", try_dots_doubled},
    {"dot-lost", try_dot_lost},
    {"charset-changed", try_charset},
    {"byte-order-mark", try_byte_order_mark},
    {"typographic-quotes", try_quotes},
    {"boundary-renamed", try_boundaries},
    {"multipart-frame", try_multipart_frame},
    {"part-headers", try_part_headers},
    {"footer-and-encoding", try_footer_and_encoding},
    {"banner-and-encoding", try_banner_and_encoding},
    {"footer-and-from-lines", try_footer_and_from_lines},
    {"banner-and-from-lines", try_banner_and_from_lines},
    {"footer-and-line-ends", try_footer_and_line_ends},
    {"from-lines-and-line-ends", try_from_lines_and_line_ends},
};

// What an attempt may find or exclude besides its own ident (body_codec.h).
constexpr std::string_view further_idents[] = {"links-not-reversible", "encoded-lines"};

constexpr auto idents = [] {
  std::array<std::string_view, std::size(hypotheses) + std::size(further_idents)> names;
  std::size_t count = 0;
  for (const Hypothesis& hypothesis : hypotheses) names[count++] = hypothesis.ident;
  for (const std::string_view ident : further_idents) names[count++] = ident;
  return names;
}();

}  // namespace

Search search_body(const BodyQuestion& question, Meter& meter) {
  Search search;
  const dkim::Signature& signature = question.examined->signature;
  if (signature.hash == dkim::Hash::unknown ||
      signature.body_canonicalization == Canonicalization::unknown) {
    return search;
  }
  BodyProbe probe(question.message->body, signature, meter, search);
  bool budget_ended = false;
  for (const Hypothesis& hypothesis : hypotheses) {
    probe.allow({meter.left().hypotheses / share, meter.left().octets_hashed / share});
    search.budget_ended = false;
    if (hypothesis.attempt(question, probe)) break;
    budget_ended = budget_ended || search.budget_ended;
    if (!search.budget_ended) search.excluded.push_back(hypothesis.ident);
  }
  search.budget_ended = budget_ended && !search.edit;
  return search;
}

std::span<const std::string_view> body_hypotheses() {
  return idents;
}

}  // namespace indicia::forensics
