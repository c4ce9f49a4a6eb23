// DMARC records.
#include "dmarc/record.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto record = dmarc::parse_record(fuzz::text(data, size));
  if (!record) return 0;
  fuzz::require_inside(record->defects, size);
  fuzz::require(record->percent <= 100);
  fuzz::require(record->psd == 'y' || record->psd == 'n' || record->psd == 'u');
  return 0;
}
