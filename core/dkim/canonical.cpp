// Canonical fields and body hashes (RFC 6376 3.4, 3.7); see canonical.h.
#include "dkim/canonical.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "crypto/crypto.h"
#include "dkim/body.h"
#include "text.h"

namespace indicia::dkim {

namespace {

// RFC 6376 3.4.1: the octets as they are, line ends as CRLF.
void append_simple(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t lf = text.find('\n');
    if (lf == std::string_view::npos) {
      out += text;
      return;
    }
    const std::size_t line = lf > 0 && text[lf - 1] == '\r' ? lf - 1 : lf;
    out += text.substr(0, line);
    out += "\r\n";
    text.remove_prefix(lf + 1);
  }
}

// Appends the value by RFC 6376 3.4.2 from where it stands: line ends vanish, white space shrinks.
// White space at the value's start must have been dealt with; at its end none is left.
class RelaxedValue {
 public:
  explicit RelaxedValue(std::string& out) : out_(out), start_(out.size()) {}

  void append(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t line_end = line_end_at(text, at);
      if (line_end != 0) {
        at += line_end;
        continue;
      }
      if (is_wsp(text[at])) {
        space_ = true;
        ++at;
        continue;
      }
      if (space_ && out_.size() > start_) out_ += ' ';
      space_ = false;
      // Up to the next octet that may be white space or the start of a line end.
      std::size_t end = at + 1;
      while (end < text.size() && !is_fws(text[end])) ++end;
      out_ += text.substr(at, end - at);
      at = end;
    }
  }

 private:
  // A bare CR is content.
  static std::size_t line_end_at(std::string_view text, std::size_t at) {
    if (text[at] == '\n') return 1;
    return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 0;
  }

  std::string& out_;
  std::size_t start_;
  bool space_ = false;
};

}  // namespace

void append_canonical(std::string& out, const message::Field& field,
                      Canonicalization canonicalization) {
  append_canonical_without(out, field, field.value.size(), 0, canonicalization);
}

void append_canonical_without(std::string& out, const message::Field& field, std::size_t b_offset,
                              std::size_t b_length, Canonicalization canonicalization) {
  const std::string_view before = field.value.substr(0, b_offset);
  const std::string_view after =
      field.value.substr(std::min(b_offset + b_length, field.value.size()));
  if (canonicalization != Canonicalization::relaxed) {
    append_simple(out, field.raw.substr(0, field.raw.size() - field.value.size()));
    append_simple(out, before);
    append_simple(out, after);
    return;
  }
  for (const char c : field.name) out += lower(c);
  out += ':';
  RelaxedValue value(out);
  value.append(before);
  value.append(after);
}

std::string canonical_body(std::string_view body, Canonicalization canonicalization) {
  std::string out;
  out.reserve(body.size() + 2);
  walk_canonical_body(body, canonicalization, [&](std::string_view span) { out += span; });
  return out;
}

namespace {

// Feeds the running hashes of one canonicalization and takes the digests that l= asks for midway.
class BodyHashers {
 public:
  // A digest wanted after `length` octets, for the request of that index.
  struct Cut {
    std::uint64_t length;
    std::size_t request;
    Hash hash;
  };

  BodyHashers(bool sha1, bool sha256, std::vector<Cut> cuts, std::vector<BodyHashed>& results)
      : with_sha1_(sha1), with_sha256_(sha256), cuts_(std::move(cuts)), results_(results) {
    std::stable_sort(cuts_.begin(), cuts_.end(),
                     [](const Cut& a, const Cut& b) { return a.length < b.length; });
  }

  // Short spans gather in a buffer, since a hash takes few long pieces faster than many short ones.
  void append(std::string_view span) {
    if (span.size() > buffer_.size() - buffered_) flush();
    if (span.size() >= buffer_.size()) {
      update(span);
      return;
    }
    std::memcpy(buffer_.data() + buffered_, span.data(), span.size());
    buffered_ += span.size();
  }

  std::uint64_t finish() {
    flush();
    take_cuts(total_);
    return total_;
  }

  std::string digest(Hash hash) const {
    return hash == Hash::sha1 ? sha1_.digest() : sha256_.digest();
  }

 private:
  void flush() {
    update({buffer_.data(), buffered_});
    buffered_ = 0;
  }

  void update(std::string_view span) {
    while (next_cut_ < cuts_.size() && cuts_[next_cut_].length < total_ + span.size()) {
      const auto part = static_cast<std::size_t>(cuts_[next_cut_].length - total_);
      feed(span.substr(0, part));
      span.remove_prefix(part);
      take_cuts(total_);
    }
    feed(span);
  }

  void take_cuts(std::uint64_t length) {
    for (; next_cut_ < cuts_.size() && cuts_[next_cut_].length == length; ++next_cut_) {
      results_[cuts_[next_cut_].request].digest = digest(cuts_[next_cut_].hash);
    }
  }

  void feed(std::string_view octets) {
    if (with_sha1_) sha1_.update(octets);
    if (with_sha256_) sha256_.update(octets);
    total_ += octets.size();
  }

  bool with_sha1_;
  bool with_sha256_;
  crypto::Sha1 sha1_;
  crypto::Sha256 sha256_;
  std::uint64_t total_ = 0;
  std::vector<Cut> cuts_;
  std::size_t next_cut_ = 0;
  std::vector<BodyHashed>& results_;
  std::array<char, 4096> buffer_;
  std::size_t buffered_ = 0;
};

void hash_body_by(std::string_view body, const std::vector<BodyHashRequest>& requests,
                  Canonicalization canonicalization, std::vector<BodyHashed>& results) {
  bool sha1 = false;
  bool sha256 = false;
  std::vector<BodyHashers::Cut> cuts;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const BodyHashRequest& request = requests[i];
    if (request.canonicalization != canonicalization || request.hash == Hash::unknown) continue;
    (request.hash == Hash::sha1 ? sha1 : sha256) = true;
    if (request.length) cuts.push_back({*request.length, i, request.hash});
  }
  if (!sha1 && !sha256) return;
  BodyHashers hashers(sha1, sha256, std::move(cuts), results);
  walk_canonical_body(body, canonicalization, [&](std::string_view span) { hashers.append(span); });
  const std::uint64_t octets = hashers.finish();
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].canonicalization != canonicalization || requests[i].hash == Hash::unknown) {
      continue;
    }
    results[i].octets = octets;
    if (results[i].digest.empty()) results[i].digest = hashers.digest(requests[i].hash);
  }
}

}  // namespace

std::vector<BodyHashed> hash_body(std::string_view body,
                                  const std::vector<BodyHashRequest>& requests) {
  std::vector<BodyHashed> results(requests.size());
  hash_body_by(body, requests, Canonicalization::simple, results);
  hash_body_by(body, requests, Canonicalization::relaxed, results);
  return results;
}

}  // namespace indicia::dkim
