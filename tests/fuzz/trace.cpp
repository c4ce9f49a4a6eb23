// The way of a whole message: hops, border, recorded results and identity.
#include "input.h"
#include "trace/identity.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const message::Message message = message::parse_message(fuzz::text(data, size), {0, size, 1}, {});
  const trace::Path path = trace::trace_path(message, std::nullopt);
  fuzz::require(path.hops.size() == message.named("Received").size());
  fuzz::require(!path.border || *path.border < path.hops.size());
  const trace::Records records = trace::read_records(message, path);
  const trace::Identity identity = trace::select_identity(message, path, records, {});
  // A client is named only with a border, and is never an inner address.
  if (identity.client_ip.best) {
    const auto address = parse_ip(identity.client_ip.best->value);
    fuzz::require(path.border && address && is_global(*address));
  }
  return 0;
}
