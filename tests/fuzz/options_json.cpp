// Options files: never throws, and a refusal says why.
#include "input.h"
#include "json/read_options.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Options options;
  read_options(fuzz::text(data, size), options);
  return 0;
}
