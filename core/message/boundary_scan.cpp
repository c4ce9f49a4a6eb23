// The boundary scan (RFC 2046 5.1); see mime.h.
#include <algorithm>

#include "message/content_field.h"
#include "message/mime.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t most_defects = 200;

// A multipart whose final delimiter has not come yet.
struct Open {
  std::size_t part = 0;
  std::string boundary;
  bool seen = false;  // at least one delimiter
};

struct Delimiter {
  std::size_t level = 0;  // in the stack of open multiparts
  bool final = false;
  bool exact = false;  // nothing but white space follows
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

class Scan {
 public:
  Scan(const Message& message, const Limits& limits)
      : message_(message), octets_(message.octets), limits_(limits) {}

  PartTree run() {
    const std::size_t body = message_.has_body ? position(message_.body) : octets_.size();
    // Locations count from the start of the input, positions from the start of the message.
    if (message_.has_body) {
      origin_ = message_.body_location.offset - body;
      line_ = message_.body_location.line;
    } else if (!message_.fields.empty()) {
      const Field& field = message_.fields.front();
      origin_ = field.location.offset - position(field.raw);
    }
    Part root;
    root.header = message_.header;
    root.header_location = {
        origin_, root.header.size(),
        message_.fields.empty() ? line_ : message_.fields.front().location.line};
    tree_.parts.push_back(std::move(root));
    read_content_fields(tree_.parts[0], message_, false);
    if (!message_.has_body) return std::move(tree_);
    begin_body(body);
    std::size_t at = body;
    // Without an open multipart no line of a body means anything.
    while (at < octets_.size() && (in_header_ || !open_.empty())) at = take_line(at);
    finish();
    return std::move(tree_);
  }

 private:
  std::size_t position(std::string_view view) const {
    return static_cast<std::size_t>(view.data() - octets_.data());
  }

  void defect(std::string_view ident, std::size_t offset, std::size_t length) {
    if (tree_.defects.size() < most_defects) tree_.defects.push_back({ident, offset, length});
  }

  // Returns where the next line starts.
  std::size_t take_line(std::size_t at) {
    const std::size_t feed = octets_.find('\n', at);
    const std::size_t next = feed == std::string_view::npos ? octets_.size() : feed + 1;
    std::size_t end = feed == std::string_view::npos ? octets_.size() : feed;
    if (feed != std::string_view::npos && end > at && octets_[end - 1] == '\r') --end;
    const std::string_view text = octets_.substr(at, end - at);
    ++line_;
    if (full_) return octets_.size();
    if (const std::optional<Delimiter> found = delimiter(text)) {
      take_delimiter(*found, at, next, text.size());
    } else if (in_header_ && text.empty()) {
      end_header(at);
      begin_body(next);
    }
    return next;
  }

  // RFC 2046 5.1.1: it suffices that the line begins with "--" and the boundary. Boundaries may be
  // prefixes of each other, so a line that ends there goes first, the innermost such; then the
  // longest boundary.
  std::optional<Delimiter> delimiter(std::string_view line) const {
    if (!line.starts_with("--")) return std::nullopt;
    line.remove_prefix(2);
    std::optional<Delimiter> longest;
    for (std::size_t level = open_.size(); level-- > 0;) {
      const std::string& boundary = open_[level].boundary;
      if (!line.starts_with(boundary)) continue;
      std::string_view rest = line.substr(boundary.size());
      if (is_blank(rest)) return Delimiter{level, false, true};
      const bool final = rest.starts_with("--");
      if (final && is_blank(rest.substr(2))) return Delimiter{level, true, true};
      if (!longest || boundary.size() > open_[longest->level].boundary.size()) {
        longest = Delimiter{level, final, false};
      }
    }
    return longest;
  }

  void take_delimiter(const Delimiter& found, std::size_t at, std::size_t next,
                      std::size_t length) {
    if (!found.exact) defect("mime-delimiter-continues", at, length);
    // The line end before the delimiter belongs to it (RFC 2046 5.1.1).
    std::size_t end = at;
    if (end > 0 && octets_[end - 1] == '\n') --end;
    if (end < at && end > 0 && octets_[end - 1] == '\r') --end;
    Open& container = open_[found.level];
    container.seen = true;
    close_until(container.part, end);
    for (std::size_t level = found.level + 1; level < open_.size(); ++level)
      lost_final(open_[level], at);
    open_.resize(found.level + (found.final ? 0 : 1));
    current_ = found.final ? current_ : add_part(current_, next, false, at);
  }

  // Ends the part being read and those around it, up to but without `container`.
  void close_until(std::size_t container, std::size_t end) {
    if (in_header_) {
      Part& part = tree_.parts[current_];
      const std::size_t last = std::max(end, position(part.header));
      end_header(last);
      defect("mime-part-without-empty-line", position(part.header), part.header.size());
      part.body = octets_.substr(last, 0);
      part.body_location = {origin_ + last, 0, line_};
      in_header_ = false;
    }
    while (current_ != container) {
      end_body(tree_.parts[current_], end);
      current_ = tree_.parts[current_].parent;
    }
  }

  void lost_final(const Open& open, std::size_t at) {
    defect(open.seen ? "mime-missing-final-delimiter" : "mime-boundary-not-found", at, 0);
  }

  // The empty line behind the header section may itself be the line end before the delimiter.
  void end_body(Part& part, std::size_t end) {
    const std::size_t start = std::min(position(part.body), end);
    if (start < position(part.body)) {
      part.body_location.offset = origin_ + start;
      --part.body_location.line;
    }
    part.body = octets_.substr(start, end - start);
    part.body_location.length = part.body.size();
  }

  // A child of `parent` whose header section starts at `start`.
  std::size_t add_part(std::size_t parent, std::size_t start, bool enclosed, std::size_t at) {
    if (tree_.parts.size() >= limits_.mime_parts) {
      defect("mime-too-many-parts", at, octets_.size() - at);
      full_ = true;
      return parent;
    }
    Part part;
    part.parent = parent;
    part.depth = tree_.parts[parent].depth + 1;
    part.enclosed_message = enclosed;
    part.header = octets_.substr(start, 0);
    part.header_location = {origin_ + start, 0, line_};
    in_header_ = true;
    tree_.parts.push_back(std::move(part));
    return tree_.parts.size() - 1;
  }

  void end_header(std::size_t end) {
    Part& part = tree_.parts[current_];
    const std::size_t start = position(part.header);
    part.header = octets_.substr(start, end - start);
    part.header_location.length = part.header.size();
    const Message fields = parse_message(part.header, part.header_location, limits_);
    const bool digest = tree_.parts[part.parent].is("multipart", "digest");
    read_content_fields(part, fields, digest);
  }

  // The current part's header section has been read; its body starts at `start`.
  void begin_body(std::size_t start) {
    in_header_ = false;
    {
      Part& part = tree_.parts[current_];
      part.body = octets_.substr(std::min(start, octets_.size()));
      part.body_location = {origin_ + start, part.body.size(), line_};
    }
    const Part& part = tree_.parts[current_];
    const bool identity = part.transfer_encoding == "7bit" || part.transfer_encoding == "8bit" ||
                          part.transfer_encoding == "binary";
    const bool encloses =
        part.type == "message" &&
        (part.subtype == "rfc822" || part.subtype == "global" || part.subtype == "news");
    if (part.type != "multipart" && !encloses) return;
    if (part.type == "multipart" && part.boundary.empty()) {
      defect("mime-no-boundary", position(part.header), part.header.size());
    } else if (part.depth >= limits_.mime_depth) {
      defect("mime-too-deep", start, 0);
    } else if (encloses) {
      // RFC 2046 5.2.1: only the identity encodings; in others the message is not visible here.
      if (identity) {
        current_ = add_part(current_, start, true, start);
      } else {
        defect("mime-encoded-message", start, 0);
      }
    } else {
      // RFC 2045 6.4 forbids other encodings; writers that declare one have not applied it.
      if (!identity) defect("mime-encoded-multipart", start, 0);
      open_.push_back({current_, part.boundary, false});
    }
  }

  void finish() {
    const std::size_t end = octets_.size();
    close_until(0, end);
    end_body(tree_.parts[0], end);
    for (const Open& open : open_) {
      if (!full_) lost_final(open, end);
    }
  }

  const Field* content_field(const Message& message, std::string_view name) {
    const std::vector<const Field*> found = message.named(name);
    if (found.empty()) return nullptr;
    if (found.size() > 1) {
      defect("mime-repeated-content-field", position(found[1]->raw), found[1]->raw.size());
    }
    return found.front();
  }

  ContentField parsed(const Field& field) {
    ContentField out = parse_content_field(field.value);
    if (!out.defects.empty()) {
      defect("mime-bad-content-field", position(field.raw), field.raw.size());
    }
    return out;
  }

  void read_content_fields(Part& part, const Message& message, bool digest) {
    if (digest) {
      part.type = "message";
      part.subtype = "rfc822";
    }
    if (const Field* field = content_field(message, "Content-Type")) {
      read_type(part, parsed(*field));
    }
    if (const Field* field = content_field(message, "Content-Disposition")) {
      const ContentField disposition = parsed(*field);
      part.disposition = disposition.value;
      if (const Parameter* name = disposition.parameter("filename")) part.filename = name->value;
    }
    if (const Field* field = content_field(message, "Content-Transfer-Encoding")) {
      const ContentField encoding = parsed(*field);
      if (!encoding.value.empty()) part.transfer_encoding = encoding.value;
    }
  }

  static void read_type(Part& part, const ContentField& field) {
    const std::size_t slash = field.value.find('/');
    // RFC 2045 5.2: a value without a subtype is unreadable.
    if (slash == std::string::npos || slash == 0 || slash + 1 == field.value.size()) return;
    part.type = field.value.substr(0, slash);
    part.subtype = field.value.substr(slash + 1);
    const auto take = [&](std::string_view name, std::string& target, bool lowered) {
      const Parameter* found = field.parameter(name);
      if (found != nullptr) target = lowered ? to_lower(found->value) : found->value;
    };
    take("charset", part.charset, true);
    take("name", part.filename, false);
    if (part.type != "multipart") return;
    take("report-type", part.report_type, true);
    if (const Parameter* boundary = field.parameter("boundary")) {
      // RFC 2046 5.1.1: a boundary does not end with white space, since gateways add some.
      part.boundary = boundary->octets;
      while (!part.boundary.empty() && is_fws(part.boundary.back())) part.boundary.pop_back();
    }
  }

  const Message& message_;
  std::string_view octets_;
  const Limits& limits_;
  std::size_t origin_ = 0;
  std::size_t line_ = 0;  // number of the line that comes next
  std::vector<Open> open_;
  std::size_t current_ = 0;  // the part being read
  bool in_header_ = false;
  bool full_ = false;
  PartTree tree_;
};

}  // namespace

PartTree scan_parts(const Message& message, const Limits& limits) {
  return Scan(message, limits).run();
}

}  // namespace indicia::message
