// All single cuts of a body in one pass; see cuts.h.
#include "forensics/cuts.h"

#include <algorithm>

namespace indicia::forensics {

namespace {

constexpr std::uint64_t block_octets = 64;  // of SHA-1 and SHA-256

// Calls visit(octets, end, original) with the body as the replacements make it, in order; `end` is
// where the octets, or what they replace, end in the body. Ends when visit returns false.
template <typename Visit>
void walk_replaced(std::string_view body, std::span<const BodyReplacement> replacements,
                   Visit&& visit) {
  std::size_t at = 0;
  for (const BodyReplacement& one : replacements) {
    if (!visit(body.substr(at, one.offset - at), one.offset, true)) return;
    at = one.offset + one.length;
    if (!visit(one.text, at, false)) return;
  }
  visit(body.substr(at), body.size(), true);
}

// Takes the canonical body and stops at the first line end where the digest is the wanted one.
class Lines {
 public:
  explicit Lines(const dkim::Signature& signature)
      : hash_(signature.hash),
        wanted_(signature.body_hash),
        left_(signature.body_length.value_or(UINT64_MAX)) {}

  void append(std::string_view span) {
    while (!span.empty() && !ended()) {
      const std::size_t feed = span.find('\n');
      const std::size_t length = feed == std::string_view::npos ? span.size() : feed + 1;
      hash(span.substr(0, length));
      if (feed != std::string_view::npos) end_line();
      span.remove_prefix(length);
    }
  }

  bool ended() const { return found_ || left_ == 0; }
  bool found() const { return found_; }
  std::size_t lines() const { return lines_; }
  std::uint64_t tried() const { return tried_; }

 private:
  void hash(std::string_view span) {
    line_octets_ += span.size();
    if (span.size() > left_) span = span.substr(0, static_cast<std::size_t>(left_));
    left_ -= span.size();
    hash_.update(span);
  }

  void end_line() {
    ++lines_;
    if (line_octets_ > 2) {
      ++tried_;
      found_ = hash_.is(wanted_);
    }
    line_octets_ = 0;
  }

  GatheringHash hash_;
  std::string_view wanted_;
  std::uint64_t left_;  // octets that l= still covers
  std::size_t lines_ = 0;
  std::size_t line_octets_ = 0;  // since the last line end
  std::uint64_t tried_ = 0;
  bool found_ = false;
};

// The place behind that many line ends.
std::size_t end_of_line(std::string_view body, std::span<const BodyReplacement> replacements,
                        std::size_t lines) {
  std::size_t place = body.size();
  walk_replaced(body, replacements, [&](std::string_view octets, std::size_t end, bool original) {
    for (std::size_t at = 0; (at = octets.find('\n', at)) != std::string_view::npos; ++at) {
      if (--lines > 0) continue;
      // A replacement is kept as a whole.
      place = original ? end - (octets.size() - at - 1) : end;
      return false;
    }
    return true;
  });
  return place;
}

}  // namespace

std::optional<std::size_t> find_cut(BodyProbe& probe,
                                    std::span<const BodyReplacement> replacements) {
  const std::string_view body = probe.body();
  std::uint64_t octets = body.size();
  for (const BodyReplacement& one : replacements) octets += one.text.size();
  octets += block_octets * static_cast<std::uint64_t>(std::count(body.begin(), body.end(), '\n'));
  if (!probe.spend(1, octets)) return std::nullopt;
  probe.search().octets_hashed += octets;

  const dkim::Signature& signature = probe.signature();
  dkim::CanonicalBody canonical(signature.body_canonicalization);
  Lines lines(signature);
  const auto append = [&lines](std::string_view span) { lines.append(span); };
  walk_replaced(body, replacements, [&](std::string_view text, std::size_t, bool) {
    canonical.feed(text, append);
    return !lines.ended();
  });
  if (!lines.ended()) canonical.finish(append);
  probe.search().tried += lines.tried();
  if (!lines.found()) return std::nullopt;
  return end_of_line(body, replacements, lines.lines());
}

}  // namespace indicia::forensics
