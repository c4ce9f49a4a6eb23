// The hypotheses of the body search that know about links, encodings, charsets and MIME structure
// (dkim-forensics.md 4: B5, B6, B12, B14, and the pairs B5+B6, B3+B6). Each sets
// probe.search().edit and returns true where the signed hash proves it.
#pragma once

#include "forensics/body_probe.h"
#include "forensics/body_search.h"

namespace indicia::forensics {

// "links-rewritten": parameters service, count. Where a link holds a token that only its service
// can resolve, "links-not-reversible" is listed as excluded.
bool try_links(const BodyQuestion& question, BodyProbe& probe);
// "transfer-encoding", or "encoded-lines" where only the line breaks inside of the encoding differ:
// parameters received and signed, the names of the encodings.
bool try_transfer(const BodyQuestion& question, BodyProbe& probe);
// "list-wrapped-encoding": the same inside the first part of a multipart that a list put around the
// message; Edit::fields holds the fields of that part.
bool try_wrapped_transfer(const BodyQuestion& question, BodyProbe& probe);
// "charset-changed": parameters received and signed.
bool try_charset(const BodyQuestion& question, BodyProbe& probe);
// "byte-order-mark" and "typographic-quotes": no parameters.
bool try_byte_order_mark(const BodyQuestion& question, BodyProbe& probe);
bool try_quotes(const BodyQuestion& question, BodyProbe& probe);
// "boundary-renamed", "multipart-frame" (preamble, epilogue, empty lines at delimiters) and
// "part-headers": no parameters.
bool try_boundaries(const BodyQuestion& question, BodyProbe& probe);
bool try_multipart_frame(const BodyQuestion& question, BodyProbe& probe);
bool try_part_headers(const BodyQuestion& question, BodyProbe& probe);

}  // namespace indicia::forensics
