// Zone-file text and pasted dig output.
#include "dns/zone.h"

#include "dns/dig.h"
#include "input.h"

using namespace indicia;

namespace {

void check(const std::vector<dns::Answer>& answers) {
  dns::Answers table;
  for (const dns::Answer& answer : answers) {
    fuzz::require(answer.question.name == dns::normalise_name(answer.question.name));
    table.add(answer);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const dns::ZoneText zone = dns::parse_zone(text);
  check(zone.answers);
  fuzz::require(zone.errors.size() <= 20);
  dns::looks_like_dig(text);
  check(dns::parse_dig(text).answers);
  check(dns::parse_dig_short(text, {"example.com", dns::RecordType::txt}).answers);
  return 0;
}
