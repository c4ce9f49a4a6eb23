// Tag lists: each value stands where the list says.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "message/tag_list.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const message::TagList list = message::parse_tag_list(text);
  for (const message::Tag& tag : list.tags) {
    const std::string raw = text.substr(tag.value_offset, tag.raw_value_length);
    if (raw.find(tag.value) == std::string::npos) std::abort();
    if (text.compare(tag.name_offset, tag.name.size(), tag.name) != 0) std::abort();
  }
  return 0;
}
