// Content fields with parameters, and the encoded words beside them: what is shown is UTF-8.
#include "message/content_field.h"

#include "input.h"
#include "message/encoded_word.h"
#include "text.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const message::ContentField field = message::parse_content_field(text);
  for (const message::Parameter& parameter : field.parameters) {
    fuzz::require(is_utf8(parameter.value) || !parameter.unknown_charset.empty());
    fuzz::require(field.parameter(parameter.name) != nullptr);
  }
  fuzz::require_inside(field.defects, size);
  const message::DecodedText decoded = message::decode_encoded_words(text);
  fuzz::require(is_utf8(decoded.text));
  fuzz::require_inside(decoded.defects, size);
  return 0;
}
