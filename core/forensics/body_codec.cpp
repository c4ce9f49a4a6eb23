// The table of these hypotheses; see body_codec.h.
#include "forensics/body_codec.h"

namespace indicia::forensics {

namespace {

constexpr BodyCodecHypothesis hypotheses[] = {
    {"links-rewritten", try_links},
    {"transfer-encoding", try_transfer},
    {"list-wrapped-encoding", try_wrapped_transfer},
    {"boundary-renamed", try_boundaries},
    {"multipart-frame", try_multipart_frame},
    {"charset-changed", try_charset},
    {"byte-order-mark", try_byte_order_mark},
    {"typographic-quotes", try_quotes},
    {"part-headers", try_part_headers},
};

constexpr std::string_view idents[] = {
    "links-rewritten",       "links-not-reversible", "transfer-encoding", "encoded-lines",
    "list-wrapped-encoding", "boundary-renamed",     "multipart-frame",   "charset-changed",
    "byte-order-mark",       "typographic-quotes",   "part-headers"};

}  // namespace

std::span<const BodyCodecHypothesis> body_codec_hypotheses() {
  return hypotheses;
}

std::span<const std::string_view> body_codec_idents() {
  return idents;
}

}  // namespace indicia::forensics
