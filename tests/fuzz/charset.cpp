// First line a charset's label, then its octets; and domain names in both forms.
#include "message/charset.h"

#include "input.h"
#include "message/idn.h"
#include "text.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view octets = fuzz::text(data, size);
  const std::string_view charset = fuzz::take_line(octets);
  const auto utf8 = message::to_utf8(octets, charset);
  fuzz::require(utf8.has_value() == message::is_known_charset(charset));
  if (utf8) fuzz::require(is_utf8(*utf8) && message::code_points(*utf8).has_value());
  if (const auto ascii = message::to_ascii(octets)) {
    fuzz::require(is_ascii(*ascii));
    fuzz::require(message::to_ascii(message::to_unicode(*ascii)) == ascii);
  }
  fuzz::require(is_utf8(message::to_unicode(clean_utf8(octets))));
  return 0;
}
