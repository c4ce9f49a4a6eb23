// Received fields of every dialect.
#include "message/received.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const message::Received hop = message::parse_received(fuzz::text(data, size));
  fuzz::require_inside(hop.defects, size);
  fuzz::require(hop.from.size() <= size && hop.by.size() <= size && hop.date_text.size() <= size);
  if (hop.from_ip) fuzz::require(parse_ip(to_string(*hop.from_ip)) == hop.from_ip);
  return 0;
}
