// Date-times: what is read can be written and read again.
#include "message/date.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const message::ParsedDate parsed = message::parse_date(text);
  fuzz::require_inside(parsed.defects, size);
  if (parsed.date) {
    fuzz::require(message::parse_iso(message::to_iso(parsed.date->seconds)) ==
                  parsed.date->seconds);
  }
  if (const auto seconds = message::parse_iso(text)) {
    fuzz::require(message::parse_iso(message::to_iso(*seconds)) == *seconds);
  }
  return 0;
}
