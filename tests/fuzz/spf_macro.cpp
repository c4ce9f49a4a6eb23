// First line the sender, second the HELO name, then a macro string, expanded in every place.
#include "spf/macro.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text(data, size);
  spf::MacroValues values;
  values.local_part = fuzz::take_line(text);
  values.helo = fuzz::take_line(text);
  values.sender_domain = values.domain = "example.com";
  values.client_ip = *parse_ip(size % 2 == 0 ? "192.0.2.1" : "2001:db8::1");
  for (const auto place : {spf::MacroPlace::domain_spec, spf::MacroPlace::unknown_modifier,
                           spf::MacroPlace::explanation}) {
    std::size_t error = 0;
    const auto string = spf::parse_macro_string(text, place, error);
    if (!string) {
      fuzz::require(error < text.size());
      continue;
    }
    const std::string out = spf::expand(*string, values, 1'024);
    fuzz::require(out.size() <= 1'024);
    const std::string name = spf::fit_name(out);
    fuzz::require(name.size() <= 253 || name.find('.') == std::string::npos);
    spf::ends_as_domain(*string);
  }
  return 0;
}
