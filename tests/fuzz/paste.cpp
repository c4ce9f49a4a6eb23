// Repairs of pasted text: the map is ascending and inside both texts, what it calls verbatim is so,
// lines are counted as they stand, joints lie in the text, the text grows no more than by a space a
// line, and repaired text is read the same whether it comes as a paste or as it is.
#include "message/paste.h"

#include <algorithm>

#include "input.h"

using namespace indicia;
using message::OffsetMap;

namespace {

// A text without LF has lines that end with CR alone.
std::size_t line_of(std::string_view text, std::size_t offset) {
  const char end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), end));
}

void check_runs(std::string_view input, const message::Paste& paste) {
  std::size_t repaired = 0;
  std::size_t original = 0;
  for (const OffsetMap::Run& run : paste.offsets.runs) {
    fuzz::require(run.length > 0 && run.stride > 0);
    fuzz::require(run.repaired >= repaired && run.original >= original);
    repaired = run.repaired + run.length;
    original = run.original + run.length * run.stride;
    fuzz::require(repaired <= paste.text.size() && original <= input.size());
    fuzz::require(run.repaired_line == line_of(paste.text, run.repaired));
    if (run.stride != 1) continue;
    fuzz::require(input.substr(run.original, run.length) ==
                  std::string_view(paste.text).substr(run.repaired, run.length));
    fuzz::require(run.original_line == line_of(input, run.original));
    fuzz::require(paste.offsets.is_verbatim(run.repaired, run.length));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text(data, size);
  bool limit = false;
  const auto paste = message::repair_paste(input, {}, limit);
  fuzz::require(!limit || size > 1000);
  if (!paste) return 0;
  fuzz::require(!paste->repairs.empty());
  // UTF-16 has two octets where UTF-8 has up to three.
  fuzz::require(paste->text.size() <= input.size() * 2 + 2);
  // The runs are checked by counting lines: not in inputs made of them.
  if (paste->offsets.runs.size() < 500) check_runs(input, *paste);
  for (const message::Repair& repair : paste->repairs) {
    fuzz::require(repair.count > 0 && repair.location.line > 0);
    fuzz::require(repair.location.offset + repair.location.length <= input.size());
    fuzz::require(repair.last_line >= repair.location.line);
  }
  std::size_t before = 0;
  for (const message::Joint& joint : paste->joints) {
    fuzz::require(joint.offset >= before && joint.offset + joint.length <= paste->text.size());
    before = joint.offset;
  }
  const Location whole = paste->offsets.original({0, paste->text.size(), 1});
  fuzz::require(whole.offset + whole.length <= input.size());
  return 0;
}
