// Octets to header fields and body: every field lies inside the octets, and their places agree.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "message/field.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets(reinterpret_cast<const char*>(data), size);
  const message::Message message = message::parse_message(octets, {}, {});
  for (const message::Field& field : message.fields) {
    const auto offset = static_cast<std::size_t>(field.location.offset);
    if (octets.substr(offset, field.raw.size()) != field.raw) std::abort();
  }
  if (message.has_body && message.header.size() + message.body.size() > octets.size()) std::abort();
  return 0;
}
