// DKIM-Signature values: what the tags mean lies inside the value.
#include "dkim/signature.h"

#include "input.h"
#include "text.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value = fuzz::text(data, size);
  const dkim::Signature signature = dkim::parse_signature(value);
  fuzz::require_inside(signature.defects, size);
  fuzz::require(signature.b_offset <= size && signature.b_length <= size - signature.b_offset);
  fuzz::require(is_ascii(signature.domain_ascii) && is_ascii(signature.selector_ascii));
  bool valid = true;
  fuzz::require(dkim::decode_dkim_quoted_printable(value, valid).size() <= size);
  return 0;
}
