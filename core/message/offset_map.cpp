// Runs of octets between an original and a repaired text; see offset_map.h.
#include "message/offset_map.h"

#include <algorithm>

namespace indicia::message {

namespace {

using Run = OffsetMap::Run;

std::size_t feeds(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// The last run that starts at or before the offset; runs.end(): it lies before all of them.
std::vector<Run>::const_iterator run_before(const std::vector<Run>& runs, std::size_t offset) {
  const auto next =
      std::upper_bound(runs.begin(), runs.end(), offset,
                       [](std::size_t value, const Run& run) { return value < run.repaired; });
  return next == runs.begin() ? runs.end() : next - 1;
}

std::size_t end_of(const Run& run) {
  return run.repaired + run.length;
}

}  // namespace

Location OffsetMap::original(const Location& repaired) const {
  if (identity || repaired.line == 0) return repaired;
  Location out{0, 0, 1};
  auto run = run_before(runs, repaired.offset);
  if (run != runs.end()) {
    const std::size_t inside = std::min(repaired.offset - run->repaired, run->length);
    out.offset = run->original + inside * run->stride;
    out.line = run->original_line + (repaired.line - run->repaired_line);
  }
  if (repaired.length == 0) return out;
  const std::size_t last = repaired.offset + repaired.length - 1;
  run = run_before(runs, last);
  std::size_t end = original_size;
  if (run != runs.end() && last < end_of(*run)) {
    end = run->original + (last - run->repaired + 1) * run->stride;
  } else {
    const auto next = run == runs.end() ? runs.begin() : run + 1;
    if (next != runs.end()) end = next->original;
  }
  out.length = end > out.offset ? end - out.offset : 0;
  return out;
}

bool OffsetMap::is_verbatim(std::size_t repaired_offset, std::size_t length) const {
  if (identity || length == 0) return true;
  const auto run = run_before(runs, repaired_offset);
  return run != runs.end() && run->stride == 1 && repaired_offset + length <= end_of(*run);
}

OffsetMap compose(const OffsetMap& outer, const OffsetMap& inner, std::string_view text) {
  OffsetMap out{.runs = {}, .original_size = outer.original_size, .identity = false};
  auto next = outer.runs.begin();
  for (const Run& run : inner.runs) {
    std::size_t counted = run.repaired;
    std::size_t line = 0;  // line ends of the run passed so far
    while (next != outer.runs.end() && end_of(*next) <= run.original) ++next;
    for (auto part = next; part != outer.runs.end() && part->repaired < run.original + run.length;
         ++part) {
      const std::size_t start = std::max(part->repaired, run.original);
      const std::size_t end = std::min(end_of(*part), run.original + run.length);
      const std::size_t repaired = run.repaired + (start - run.original);
      line += feeds(text.substr(counted, repaired - counted));
      counted = repaired;
      const std::size_t middle_line = run.original_line + line;
      out.runs.push_back(
          {.repaired = repaired,
           .original = part->original + (start - part->repaired) * part->stride,
           .length = end - start,
           .repaired_line = run.repaired_line + line,
           .original_line = part->original_line + (middle_line - part->repaired_line),
           .stride = part->stride});
      next = part;
    }
  }
  return out;
}

void Rewriter::add_run(std::size_t length, std::size_t stride) {
  std::vector<Run>& runs = offsets_.runs;
  if (!runs.empty() && runs.back().stride == stride && end_of(runs.back()) == text_.size() &&
      runs.back().original + runs.back().length * stride == at_) {
    runs.back().length += length;
  } else if (runs.size() >= most_) {
    given_up_ = true;
  } else {
    runs.push_back({text_.size(), at_, length, text_line_, source_line_, stride});
  }
}

void Rewriter::keep(std::size_t end) {
  if (end <= at_) return;
  if (given_up_) {
    at_ = end;
    return;
  }
  add_run(end - at_, 1);
  const std::string_view kept = source_.substr(at_, end - at_);
  text_ += kept;
  const std::size_t lines = feeds(kept);
  source_line_ += lines;
  text_line_ += lines;
  at_ = end;
}

void Rewriter::leave_out(std::size_t end) {
  if (end <= at_) return;
  if (!given_up_) source_line_ += feeds(source_.substr(at_, end - at_));
  at_ = end;
}

void Rewriter::put(std::string_view text) {
  if (given_up_) return;
  text_ += text;
}

void Rewriter::replace(std::size_t octets, std::string_view text, std::size_t stride) {
  if (stride > 0) add_run(text.size(), stride);
  at_ += octets;
  if (given_up_) return;
  text_ += text;
  const std::size_t lines = feeds(text);
  source_line_ += lines;
  text_line_ += lines;
}

void Rewriter::mark(std::string_view ident, std::size_t length) {
  if (marks_.size() >= most_) given_up_ = true;
  if (given_up_) return;
  const std::size_t lines = length == 0 ? 0 : feeds(source_.substr(at_, length - 1));
  marks_.push_back({ident, {at_, length, source_line_}, source_line_ + lines});
}

Rewriter::Result Rewriter::finish() {
  if (given_up_) return {};
  keep(source_.size());
  offsets_.original_size = source_.size();
  offsets_.identity = false;
  return {std::move(text_), std::move(offsets_), std::move(marks_)};
}

}  // namespace indicia::message
