// Authentication-Results, Received-SPF and the comments that name a client address.
#include "message/auth_results.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const auto results = message::parse_authentication_results(text);
  for (const message::ResultInfo& info : results.results) {
    fuzz::require(info.offset <= size && info.length <= size - info.offset);
    info.property("smtp", "mailfrom");
  }
  fuzz::require_inside(results.defects, size);
  fuzz::require_inside(message::parse_received_spf(text).defects, size);
  message::client_ip_in_comment(text);
  return 0;
}
