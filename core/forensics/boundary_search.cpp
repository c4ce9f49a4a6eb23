// The frame of a multipart changed after signing (dkim-forensics.md 4, B14): gateways that take a
// message apart and put it together again choose boundaries of their own, drop or add what stands
// before the first and behind the last part, and write the fields of the parts their way.
#include <algorithm>
#include <string>
#include <utility>

#include "forensics/body_codec.h"
#include "forensics/leaf_forms.h"
#include "message/content_field.h"
#include "text.h"

namespace indicia::forensics {

namespace {

using message::Part;

constexpr std::size_t most_boundaries = 32;
constexpr std::size_t most_multiparts = 8;
constexpr std::size_t longest_boundary = 200;

constexpr std::string_view preambles[] = {
    "This is a multi-part message in MIME format.",
    "This is a multi-part message in MIME format",
    "This is a multipart message in MIME format.",
    "This is a MIME-formatted message.  If you see this text it means that your\n"
    "E-mail software does not support MIME-formatted messages.",
    "This is a MIME-encapsulated message",
    "This message is in MIME format. Since your mail reader does not understand\n"
    "this format, some or all of this message may not be legible.",
    "  This message is in MIME format.  The first part should be readable text,\n"
    "  while the remaining parts are likely unreadable without MIME-aware tools.",
    "This is a multi-part message in MIME format...",
    "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)",
    "This is a cryptographically signed message in MIME format.",
};

// A line "--boundary" or "--boundary--" of one multipart.
struct Delimiter {
  std::size_t offset = 0;  // in the body
  std::size_t end = 0;     // behind its line end
  bool final = false;
};

struct Multipart {
  const Part* part = nullptr;
  std::size_t begin = 0;  // of its body, in the body of the message
  std::size_t end = 0;
  std::vector<Delimiter> delimiters;
  std::vector<std::size_t> names;  // where its boundary stands in the fields inside of the body
};

class FrameSearch {
 public:
  FrameSearch(const BodyQuestion& question, BodyProbe& probe)
      : probe_(probe),
        message_(*question.message),
        parts_(question.parts->parts),
        body_(question.message->body),
        scope_{0, body_.size(), &parts_[0], {}, false},
        line_end_(line_end_of(question)),
        trial_(question, probe, scope_) {
    for (std::size_t i = 0; i < parts_.size() && multiparts_.size() < most_multiparts; ++i) {
      if (parts_[i].type == "multipart" && !parts_[i].boundary.empty()) add_multipart(i);
    }
  }

  bool boundaries() {
    const std::vector<std::string> candidates = candidate_boundaries();
    // The outermost alone, then each inner one, always with the frames that come with it.
    for (const Multipart& multipart : multiparts_) {
      for (const std::string& boundary : candidates) {
        if (boundary == multipart.part->boundary) continue;
        LeafChanges renamed;
        append_renamed(renamed, multipart, boundary);
        if (proven(renamed, "boundary-renamed", boundary)) return true;
        if (frames(multipart, renamed, "boundary-renamed", boundary)) return true;
        if (trial_.ended()) return false;
      }
    }
    return all_renamed(candidates);
  }

  bool frame() {
    for (const Multipart& multipart : multiparts_) {
      if (frames(multipart, {}, "multipart-frame", {})) return true;
      if (trial_.ended()) return false;
    }
    return false;
  }

  bool part_headers();

 private:
  std::size_t position(std::string_view view) const {
    return static_cast<std::size_t>(view.data() - body_.data());
  }

  void add_multipart(std::size_t index) {
    const Part& part = parts_[index];
    Multipart multipart{&part, position(part.body), position(part.body) + part.body.size(), {}, {}};
    const std::string opening = "--" + part.boundary;
    std::size_t at = multipart.begin;
    while (at < multipart.end) {
      const std::size_t feed = body_.find('\n', at);
      const std::size_t next = feed == std::string_view::npos ? body_.size() : feed + 1;
      std::string_view line = body_.substr(at, next - at);
      if (line.starts_with(opening)) {
        line.remove_prefix(opening.size());
        const bool final = line.starts_with("--");
        if (trim(line.substr(final ? 2 : 0)).empty()) {
          multipart.delimiters.push_back({at, next, final});
        }
      }
      at = next;
    }
    if (part.depth > 0) {
      const std::size_t name = part.header.find(part.boundary);
      if (name != std::string_view::npos) {
        multipart.names.push_back(position(part.header) + name);
      }
    }
    multiparts_.push_back(std::move(multipart));
  }

  // Every boundary that the message names but does not use: in copies of its own Content-Type in
  // other fields or in z= (RFC 6376 3.5), or in a quoted header section.
  std::vector<std::string> candidate_boundaries() const {
    std::vector<std::string> out;
    const auto take = [&](std::string_view value) {
      if (out.size() >= most_boundaries) return;
      const message::ContentField field = message::parse_content_field(value);
      const message::Parameter* found = field.parameter("boundary");
      if (found == nullptr || found->octets.empty() || found->octets.size() > longest_boundary) {
        return;
      }
      const bool used = std::any_of(
          multiparts_.begin(), multiparts_.end(),
          [&](const Multipart& multipart) { return multipart.part->boundary == found->octets; });
      if (!used && std::find(out.begin(), out.end(), found->octets) == out.end()) {
        out.push_back(found->octets);
      }
    };
    for (const std::string& copied : probe_.signature().copied_headers) {
      const std::size_t colon = copied.find(':');
      if (colon != std::string::npos && starts_with_ignoring_case(copied, "content-type")) {
        take(std::string_view(copied).substr(colon + 1));
      }
    }
    for (const message::Field& field : message_.fields) {
      if (equal_ignoring_case(field.name, "Content-Type")) continue;
      if (field.value.size() > 10'000 || !holds_boundary(field.value)) continue;
      take(field.value);
    }
    quoted_boundaries(take);
    return out;
  }

  static bool holds_boundary(std::string_view text) {
    return text.find("oundary=") != std::string_view::npos ||
           text.find("OUNDARY=") != std::string_view::npos;
  }

  template <typename Take>
  void quoted_boundaries(Take&& take) const {
    constexpr std::string_view name = "ontent-Type:";
    std::size_t at = 0;
    for (std::size_t found = 0; found < most_boundaries; ++found) {
      at = body_.find(name, at);
      if (at == std::string_view::npos) return;
      at += name.size();
      std::string_view value = body_.substr(at, 1'000);
      // The field ends before the first line that does not continue it.
      std::size_t end = value.find('\n');
      while (end != std::string_view::npos && end + 1 < value.size() && is_wsp(value[end + 1])) {
        end = value.find('\n', end + 1);
      }
      value = value.substr(0, end);
      if (holds_boundary(value)) take(value);
    }
  }

  void append_renamed(LeafChanges& changes, const Multipart& multipart,
                      std::string_view boundary) const {
    const std::string& now = multipart.part->boundary;
    for (const std::size_t name : multipart.names) append_change(changes, name, now, boundary);
    for (const Delimiter& delimiter : multipart.delimiters) {
      append_change(changes, delimiter.offset + 2, now, boundary);
    }
  }

  // Several multiparts renamed at once: the candidates in the order of their discovery.
  bool all_renamed(const std::vector<std::string>& candidates) {
    if (multiparts_.size() < 2 || candidates.size() < multiparts_.size()) return false;
    for (std::size_t shift = 0; shift < candidates.size(); ++shift) {
      LeafChanges changes;
      for (std::size_t i = 0; i < multiparts_.size(); ++i) {
        append_renamed(changes, multiparts_[i], candidates[(i + shift) % candidates.size()]);
      }
      sort(changes);
      if (proven(changes, "boundary-renamed", candidates[shift])) return true;
    }
    return false;
  }

  static void sort(LeafChanges& changes) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const LeafChange& a, const LeafChange& b) { return a.offset < b.offset; });
  }

  // What may have stood before the first delimiter.
  std::vector<std::string> openings(const Multipart& multipart) const {
    std::vector<std::string> out = {std::string(), std::string(line_end_)};
    for (const std::string_view preamble : preambles) {
      const std::string text = with_line_ends(preamble, line_end_);
      const std::string end(line_end_);
      out.push_back(text + end);
      out.push_back(text + end + end);
      out.push_back(end + text + end);
    }
    const std::size_t first = multipart.delimiters.front().offset;
    std::string now(body_.substr(multipart.begin, first - multipart.begin));
    std::erase(out, now);
    out.insert(out.begin(), std::move(now));
    return out;
  }

  std::vector<std::string> closings(const Multipart& multipart) const {
    const Delimiter& last = multipart.delimiters.back();
    std::vector<std::string> out;
    if (!last.final) return {std::string()};
    out.emplace_back(body_.substr(last.end, multipart.end - std::min(multipart.end, last.end)));
    if (!out[0].empty()) out.emplace_back();
    out.emplace_back(line_end_);
    return out;
  }

  enum class Lines { kept, added, removed };

  // Empty lines before the delimiters but the first, which programs put there or not.
  void append_lines(LeafChanges& changes, const Multipart& multipart, Lines lines) const {
    for (std::size_t i = 1; i < multipart.delimiters.size() && lines != Lines::kept; ++i) {
      const std::size_t at = multipart.delimiters[i].offset;
      if (lines == Lines::added) {
        changes.push_back({at, 0, std::string(line_end_)});
      } else if (body_.substr(0, at).ends_with("\r\n\r\n")) {
        changes.push_back({at - 2, 2, {}});
      } else if (body_.substr(0, at).ends_with("\n\n")) {
        changes.push_back({at - 1, 1, {}});
      }
    }
  }

  bool frames(const Multipart& multipart, const LeafChanges& renamed, std::string_view ident,
              const std::string& boundary) {
    if (multipart.delimiters.empty()) return false;
    const std::size_t first = multipart.delimiters.front().offset;
    const Delimiter& last = multipart.delimiters.back();
    const std::string_view opening = body_.substr(multipart.begin, first - multipart.begin);
    const std::string_view closing =
        body_.substr(last.end, multipart.end - std::min(multipart.end, last.end));
    for (const Lines lines : {Lines::kept, Lines::added, Lines::removed}) {
      for (const std::string& end : closings(multipart)) {
        for (const std::string& start : openings(multipart)) {
          LeafChanges changes = renamed;
          append_change(changes, multipart.begin, opening, start);
          append_lines(changes, multipart, lines);
          if (last.final) append_change(changes, last.end, closing, end);
          sort(changes);
          if (proven(changes, ident, boundary)) return true;
          if (trial_.ended()) return false;
        }
      }
    }
    return false;
  }

  bool proven(const LeafChanges& changes, std::string_view ident, const std::string& boundary) {
    if (!trial_.test(changes)) return false;
    Edit edit{ident, {}, trial_.found(), {}};
    const Multipart* outer = multiparts_.empty() ? nullptr : &multiparts_[0];
    if (!boundary.empty() && outer != nullptr && outer->part->depth == 0) {
      // The field of the message names the boundary too.
      if (const message::Field* type = message_.first("Content-Type")) {
        std::string raw(type->raw);
        const std::size_t at = raw.rfind(outer->part->boundary);
        if (at != std::string::npos) {
          edit.fields.push_back(raw.replace(at, outer->part->boundary.size(), boundary));
        }
      }
    }
    probe_.search().edit = std::move(edit);
    return true;
  }

  BodyProbe& probe_;
  const message::Message& message_;
  const std::vector<Part>& parts_;
  std::string_view body_;
  Scope scope_;
  std::string_view line_end_;
  Trial trial_;
  std::vector<Multipart> multiparts_;
};

// A way to write the content fields of a part.
struct Layout {
  std::string_view fold;  // before each parameter, after the ";"
  bool one_line = false;  // no folding at all
};

constexpr Layout layouts[] = {
    {" ", true},       {"\n\t", false},       {"\n ", false},   {"\n  ", false},
    {"\n    ", false}, {"\n        ", false}, {" \n\t", false},
};

constexpr std::size_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

// The field with its parameters set out anew; quoted strings stay as they are.
std::string laid_out(std::string_view raw, const Layout& layout, std::string_view line_end) {
  std::string flat;
  bool quoted = false;
  bool behind_semicolon = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '"' && (i == 0 || raw[i - 1] != '\\')) quoted = !quoted;
    if (!quoted && is_fws(c)) {
      if (!behind_semicolon && c == ' ') flat += c;
      continue;
    }
    if (behind_semicolon) flat += with_line_ends(layout.fold, line_end);
    behind_semicolon = !quoted && c == ';';
    flat += c;
  }
  return flat;
}

bool FrameSearch::part_headers() {
  struct Headed {
    std::size_t offset = 0;
    std::string_view header;
    std::vector<std::string_view> fields;  // Content-Type, -Transfer-Encoding, -Disposition, others
    std::size_t known = 0;
  };
  std::vector<Headed> headed;
  for (const Part& part : parts_) {
    if (part.depth == 0 || part.enclosed_message || part.header.empty()) continue;
    Headed one{position(part.header), part.header, {}, 0};
    const message::Message fields = message::parse_message(part.header, {}, {});
    for (const std::string_view name :
         {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}) {
      if (const message::Field* field = fields.first(name)) one.fields.push_back(field->raw);
    }
    one.known = one.fields.size();
    for (const message::Field& field : fields.fields) {
      if (std::find(one.fields.begin(), one.fields.end(), field.raw) == one.fields.end()) {
        one.fields.push_back(field.raw);
      }
    }
    headed.push_back(std::move(one));
  }
  for (const auto& order : orders) {
    for (std::size_t layout = 0; layout <= std::size(layouts); ++layout) {
      LeafChanges changes;
      for (const Headed& one : headed) {
        std::string header;
        const auto write = [&](std::string_view raw) {
          header += layout == 0 ? std::string(raw) : laid_out(raw, layouts[layout - 1], line_end_);
          header += line_end_;
        };
        for (const std::size_t index : order) {
          if (index < one.known) write(one.fields[index]);
        }
        for (std::size_t i = one.known; i < one.fields.size(); ++i) write(one.fields[i]);
        append_change(changes, one.offset, one.header, header);
      }
      if (proven(changes, "part-headers", {})) return true;
      if (trial_.ended()) return false;
    }
  }
  return false;
}

}  // namespace

bool try_boundaries(const BodyQuestion& question, BodyProbe& probe) {
  return FrameSearch(question, probe).boundaries();
}

bool try_multipart_frame(const BodyQuestion& question, BodyProbe& probe) {
  return FrameSearch(question, probe).frame();
}

bool try_part_headers(const BodyQuestion& question, BodyProbe& probe) {
  return FrameSearch(question, probe).part_headers();
}

}  // namespace indicia::forensics
