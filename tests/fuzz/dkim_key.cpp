// DKIM key records; a usable key can be loaded.
#include "dkim/key_record.h"

#include "dkim/public_key.h"
#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const dkim::KeyRecord key = dkim::parse_key_record(fuzz::text(data, size));
  fuzz::require_inside(key.defects, size);
  fuzz::require(key.status != dkim::KeyStatus::usable || key.bits > 0);
  fuzz::require(key.status != dkim::KeyStatus::revoked || key.public_key.empty());
  key.testing();
  key.strict_identity();
  key.admits(dkim::Hash::sha256);
  key.for_email();
  return 0;
}
