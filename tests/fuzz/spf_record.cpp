// SPF records: terms and defects cover the record's terms exactly once, in order.
#include "spf/record.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  if (!spf::is_spf_record(text)) return 0;
  const spf::Record record = spf::parse_record(text);
  fuzz::require_inside(record.defects, size);
  std::size_t terms = record.directives.size() + record.unknown.size() + record.defects.size();
  if (record.redirect) ++terms;
  if (record.exp) ++terms;
  std::size_t words = 0;
  for (std::size_t i = 6; i < size; ++i) {
    if (text[i] != ' ' && text[i - 1] == ' ') ++words;
  }
  fuzz::require(terms == words);
  for (const spf::Directive& directive : record.directives) {
    fuzz::require(!record.term(directive.span).empty());
    fuzz::require(directive.prefix4 <= 32 && directive.prefix6 <= 128);
  }
  return 0;
}
