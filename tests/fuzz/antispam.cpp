// Anti-spam fields of every family: the input is a header section, and its first line alone is
// asked as a topic.
#include "antispam/decimal.h"
#include "antispam/explain.h"
#include "input.h"
#include "message/field.h"
#include "report/filters.h"
#include "text.h"
#include "trace/identity.h"

using namespace indicia;

namespace {

void require_number(std::string_view text) {
  fuzz::require(text.empty() || antispam::parse_decimal_score(text).has_value());
}

void require_sound(const FilterEvidence& evidence, const Filter& filter) {
  for (const auto* pieces : {&filter.judgement.grounds, &filter.judgement.contributions}) {
    for (const antispam::Piece& piece : *pieces) {
      fuzz::require(piece.reading < filter.fields.size());
      fuzz::require(piece.item < evidence.fields[filter.fields[piece.reading]].items.size());
    }
  }
  require_number(filter.judgement.score);
  require_number(filter.judgement.threshold);
  // What the sender could write decides nothing; a good word counts only where it could not.
  if (filter.standing == Standing::claimed) fuzz::require(!filter.believed());
  if (filter.standing == Standing::named) {
    fuzz::require(!filter.believed() || antispam::is_against(filter.judgement.said));
  }
  // Largest share first: printed shares where all are printed.
  std::optional<antispam::Decimal> before;
  for (const antispam::Piece& piece : filter.judgement.contributions) {
    const antispam::Item& item = evidence.item(filter, piece);
    require_number(item.score);
    const auto share = antispam::parse_decimal_score(item.score);
    if (!share) break;
    fuzz::require(!before || antispam::compare(*before, *share) >= 0);
    before = share;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text(data, size);
  antispam::find_topic(input.substr(0, std::min(input.find('\n'), std::size_t{200})));
  const message::Message message = message::parse_message(input, {0, input.size(), 1}, Limits{});
  const trace::Path path = trace::trace_path(message, std::nullopt);
  const FilterEvidence evidence = read_filters(message, path, trace::read_records(message, path));
  fuzz::require(evidence.standings.size() == evidence.fields.size());
  std::size_t grouped = 0;
  for (const Filter& filter : evidence.filters) {
    grouped += filter.fields.size();
    require_sound(evidence, filter);
  }
  fuzz::require(grouped == evidence.fields.size());
  for (const antispam::Reading& reading : evidence.fields) {
    require_number(reading.score);
    require_number(reading.threshold);
    for (const antispam::Item& item : reading.items) {
      fuzz::require(is_utf8(item.name) && is_utf8(item.value) && is_utf8(item.options));
      const Location place = evidence.place(reading, item, message);
      fuzz::require(place.offset + place.length <= size);
    }
  }
  return 0;
}
