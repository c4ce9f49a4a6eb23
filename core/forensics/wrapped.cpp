// Bodies that were wrapped into a new multipart, or got one more part; see additions.h.
#include "forensics/additions.h"
#include "forensics/body_text.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_wrapped = 20;    // parts that may be the original body
constexpr std::size_t most_multiparts = 8;  // that may have got one more part

// The fields of a part that were fields of the message before it was wrapped.
std::vector<std::string> content_fields(const message::Part& part) {
  std::vector<std::string> fields;
  const message::Message header =
      message::parse_message(part.header, part.header_location, Limits{});
  for (const message::Field& field : header.fields) {
    if (starts_with_ignoring_case(field.name, "Content-") ||
        equal_ignoring_case(field.name, "MIME-Version")) {
      fields.emplace_back(field.raw);
    }
  }
  return fields;
}

// A part with its delimiter: from the line of the delimiter before it to the one behind it.
Range with_delimiter(std::string_view body, const message::Part& part) {
  const std::size_t header = offset_in(body, part.header);
  const std::size_t feed = header >= 2 ? body.rfind('\n', header - 2) : std::string_view::npos;
  const std::size_t end = offset_in(body, part.body) + part.body.size();
  return {feed == std::string_view::npos ? 0 : feed + 1,
          end < body.size() ? next_line(body, end) : end};
}

}  // namespace

bool try_wrapped(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  const std::vector<message::Part>& parts = question.parts->parts;
  for (std::size_t i = 1; i < parts.size() && i <= most_wrapped; ++i) {
    const std::size_t begin = offset_in(body, parts[i].body);
    const std::size_t end = begin + parts[i].body.size();
    if (probe.search().budget_ended) return false;
    if (!test_removals(probe, {{0, begin}, {end, body.size()}})) continue;
    probe.search().edit = removal_edit(question, "wrapped", {{0, begin}, {end, body.size()}});
    probe.search().edit->fields = content_fields(parts[i]);
    return true;
  }
  return false;
}

bool try_part_added(const BodyQuestion& question, BodyProbe& probe) {
  const std::string_view body = probe.body();
  const std::vector<message::Part>& parts = question.parts->parts;
  std::size_t multiparts = 0;
  for (std::size_t i = 0; i < parts.size() && multiparts < most_multiparts; ++i) {
    if (parts[i].type != "multipart") continue;
    ++multiparts;
    std::size_t first = 0;
    std::size_t last = 0;
    for (std::size_t child = i + 1; child < parts.size() && parts[child].depth > parts[i].depth;
         ++child) {
      if (parts[child].parent != i) continue;
      if (first == 0) first = child;
      last = child;
    }
    if (first == last) continue;
    for (const std::size_t child : {last, first}) {
      const Range added[] = {with_delimiter(body, parts[child])};
      if (!try_removals(question, probe, "part-added", added)) continue;
      set_text(*probe.search().edit, parts[child].body);
      return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
