// Leaves, their forms and the trial of forms; see leaf_forms.h.
#include "forensics/leaf_forms.h"

#include <algorithm>
#include <cstring>

#include "message/field.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_leaf_octets = std::size_t{4} << 20;
constexpr std::size_t most_octets = std::size_t{16} << 20;  // of all leaves of a scope
constexpr std::size_t most_attempts = 4'000;

std::size_t position(std::string_view body, std::string_view view) {
  return static_cast<std::size_t>(view.data() - body.data());
}

void add_leaves(Scope& scope, const BodyQuestion& question, std::size_t root) {
  const std::vector<message::Part>& parts = question.parts->parts;
  const std::string_view body = question.message->body;
  std::vector<bool> has_children(parts.size(), false);
  for (const message::Part& part : parts) {
    if (part.parent != message::Part::no_parent) has_children[part.parent] = true;
  }
  std::size_t octets = 0;
  for (std::size_t i = root; i < parts.size(); ++i) {
    const message::Part& part = parts[i];
    if (i > root && part.depth <= parts[root].depth) break;
    if (has_children[i] || part.type == "multipart" || part.body.empty()) continue;
    const Coding coding = coding_of(part.transfer_encoding);
    if (coding == Coding::other) continue;
    if (part.body.size() > most_leaf_octets || octets + part.body.size() > most_octets) {
      scope.left_out = true;
      continue;
    }
    octets += part.body.size();
    const bool own = i == root;
    scope.leaves.push_back({.part = &part,
                            .offset = position(body, part.body),
                            .octets = part.body,
                            .coding = coding,
                            .text = part.type == "text",
                            .html = part.is("text", "html"),
                            .own = own,
                            .header_offset = own ? 0 : position(body, part.header)});
  }
}

// Whether a cut before text[at] would part "=XX" or a character of UTF-8, which reads badly.
bool inside_unit(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return false;
  return text[at - 1] == '=' || (at > 1 && text[at - 2] == '=') ||
         (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

constexpr std::size_t columns_tried[] = {76, 72, 64, 60, 0};
constexpr std::optional<bool> final_ends[] = {std::nullopt, true, false};

std::vector<Recipe> base64_recipes(bool text) {
  std::vector<Recipe> out;
  for (const std::optional<bool>& final_end : final_ends) {
    for (const std::size_t columns : columns_tried) {
      for (int lf = 0; lf < (text ? 2 : 1); ++lf) {
        out.push_back({Coding::base64, nullptr, columns, lf == 1, final_end});
      }
    }
  }
  return out;
}

std::uint64_t fingerprint(const LeafChanges& changes) {
  // FNV-1a by eight octets, which needs the upper half mixed into the lower.
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&](std::uint64_t number) {
    hash = (hash ^ number) * 1099511628211U;
    hash ^= hash >> 32;
  };
  for (const LeafChange& change : changes) {
    add(change.offset);
    add(change.length);
    add(change.text.size());
    std::string_view text = change.text;
    std::uint64_t word = 0;
    for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
      std::memcpy(&word, text.data(), sizeof word);
      add(word);
    }
    for (const char c : text) add(static_cast<unsigned char>(c));
  }
  return hash;
}

}  // namespace

Scope whole_body(const BodyQuestion& question) {
  Scope scope{0, question.message->body.size(), &question.parts->parts[0], {}, false};
  add_leaves(scope, question, 0);
  return scope;
}

std::optional<Scope> first_child(const BodyQuestion& question) {
  const std::vector<message::Part>& parts = question.parts->parts;
  if (parts[0].type != "multipart" || parts.size() < 2) return std::nullopt;
  const std::size_t begin = position(question.message->body, parts[1].body);
  Scope scope{begin, begin + parts[1].body.size(), &parts[1], {}, false};
  add_leaves(scope, question, 1);
  return scope;
}

std::string_view line_end_of(const BodyQuestion& question) {
  const message::Message& message = *question.message;
  return message.crlf_line_ends == 0 && message.lf_line_ends > 0 ? "\n" : "\r\n";
}

void append_change(LeafChanges& changes, std::size_t offset, std::string_view old,
                   std::string_view text) {
  const std::size_t least = std::min(old.size(), text.size());
  const auto [a, b] =
      std::mismatch(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(least), text.begin());
  auto front = static_cast<std::size_t>(a - old.begin());
  if (front == old.size() && front == text.size()) return;
  std::size_t back = 0;
  while (back < least - front && old[old.size() - 1 - back] == text[text.size() - 1 - back]) ++back;
  // A stretch that begins with the end of a line and goes on is shown from that line's start.
  if (old.size() - front - back > 2 && (old[front] == '\r' || old[front] == '\n')) {
    front = old.substr(0, front).rfind('\n') + 1;
  }
  while (front > 0 && (inside_unit(old, front) || inside_unit(text, front))) --front;
  while (back > 0 && (inside_unit(old, old.size() - back) || inside_unit(text, text.size() - back)))
    --back;
  changes.push_back({offset + front, old.size() - front - back,
                     std::string(text.substr(front, text.size() - front - back))});
}

Decoded decode(const Leaf& leaf) {
  Decoded out;
  if (leaf.coding == Coding::quoted_printable) {
    out.text = decode_quoted_printable(leaf.octets, &out.lines);
  } else if (leaf.coding == Coding::base64) {
    out.text = decode_base64_lines(leaf.octets);
  } else {
    out.text = leaf.octets;
  }
  return out;
}

std::optional<HeaderField> header_field(const Leaf& leaf, std::string_view name) {
  const std::string_view header = leaf.part->header;
  const message::Message fields = message::parse_message(header, {}, {});
  const message::Field* field = fields.first(name);
  if (field == nullptr) return std::nullopt;
  const std::size_t start = position(header, field->raw);
  const std::size_t feed = header.find('\n', start + field->raw.size());
  return HeaderField{
      leaf.header_offset + start, field->raw,
      leaf.header_offset + (feed == std::string_view::npos ? header.size() : feed + 1)};
}

std::vector<Recipe> text_recipes() {
  std::vector<Recipe> out = {Recipe{}};
  for (const QuotedPrintable& writer : quoted_printable_writers()) {
    out.push_back({Coding::quoted_printable, &writer, 0, false, std::nullopt});
  }
  for (const Recipe& recipe : base64_recipes(true)) out.push_back(recipe);
  return out;
}

std::vector<Recipe> data_recipes() {
  return base64_recipes(false);
}

std::string written(const Leaf& leaf, std::string_view text, const Recipe& recipe,
                    std::string_view line_end) {
  return SharedStart(leaf, {}, recipe, line_end).rest(text);
}

namespace {

std::string base64_text(const Leaf& leaf, const Recipe& recipe, std::string_view text) {
  return leaf.text ? with_line_ends(text, recipe.lf ? "\n" : "\r\n") : std::string(text);
}

std::string written_by_line(const Recipe& recipe, std::string_view text,
                            std::string_view line_end) {
  return recipe.coding == Coding::quoted_printable
             ? encode_quoted_printable(text, *recipe.writer, line_end)
             : with_line_ends(text, line_end);
}

}  // namespace

SharedStart::SharedStart(const Leaf& leaf, std::string_view common, const Recipe& recipe,
                         std::string_view line_end)
    : leaf_(leaf), recipe_(recipe), line_end_(line_end), common_(common.size()) {
  if (recipe.coding != Coding::base64) {
    start_ = written_by_line(recipe, common, line_end);
    return;
  }
  pending_ = base64_text(leaf, recipe, common);
  if (recipe.columns == 0 || recipe.columns % 4 != 0) return;
  const std::size_t per_line = recipe.columns / 4 * 3;
  const std::size_t whole = pending_.size() / per_line * per_line;
  start_ =
      encode_base64_lines(std::string_view(pending_).substr(0, whole), recipe.columns, line_end);
  pending_.erase(0, whole);
}

std::string SharedStart::rest(std::string_view text) const {
  text.remove_prefix(common_);
  return recipe_.coding == Coding::base64 ? base64_rest(text)
                                          : written_by_line(recipe_, text, line_end_);
}

std::string SharedStart::base64_rest(std::string_view text) const {
  const std::string octets = pending_ + base64_text(leaf_, recipe_, text);
  std::string out;
  if (!start_.empty() && !octets.empty()) out += line_end_;
  out += encode_base64_lines(octets, recipe_.columns, line_end_);
  // The message's own body ends with a line end whatever the writer did; a canonical body does too.
  if (recipe_.final_end.value_or(leaf_.octets.ends_with('\n'))) out += line_end_;
  return out;
}

std::vector<std::string_view> labels(Coding coding, bool ascii) {
  switch (coding) {
    case Coding::quoted_printable:
      return {"quoted-printable", "Quoted-Printable"};
    case Coding::base64:
      return {"base64", "BASE64"};
    case Coding::identity:
    case Coding::other:
      break;
  }
  if (ascii) return {"7bit", "", "8bit", "7BIT"};
  return {"8bit", "", "binary", "8BIT"};
}

Source source_of(const Leaf& leaf) {
  Source source{leaf, decode(leaf), false, std::nullopt, std::nullopt};
  source.ascii = is_ascii(source.decoded.text);
  if (leaf.own) return source;
  source.encoding = header_field(leaf, "Content-Transfer-Encoding");
  source.type = header_field(leaf, "Content-Type");
  return source;
}

void append_label(LeafChanges& changes, const Source& source, std::string_view label,
                  std::string_view line_end) {
  constexpr std::string_view name = "Content-Transfer-Encoding";
  if (!source.encoding) {
    if (label.empty()) return;
    std::string line(name);
    line += ": ";
    line += label;
    line += line_end;
    changes.push_back(
        {source.type ? source.type->end : source.leaf.header_offset, 0, std::move(line)});
    return;
  }
  const HeaderField& field = *source.encoding;
  if (label.empty()) {
    changes.push_back({field.offset, field.end - field.offset, {}});
    return;
  }
  std::string line(field.raw.substr(0, name.size()));
  line += ": ";
  line += label;
  append_change(changes, field.offset, field.raw, line);
}

void append_body(LeafChanges& changes, const Source& source, const Recipe& recipe,
                 const Transform& transform, std::string_view line_end) {
  const auto before = [&](std::string_view text) {
    return transform ? transform(text) : std::string(text);
  };
  const Leaf& leaf = source.leaf;
  const std::vector<EncodedLine>& lines = source.decoded.lines;
  const bool by_line = leaf.coding == Coding::quoted_printable && recipe.coding != Coding::base64 &&
                       lines.size() <= 500;
  if (!by_line) {
    append_change(changes, leaf.offset, leaf.octets,
                  written(leaf, before(source.decoded.text), recipe, line_end));
    return;
  }
  const std::string_view text = source.decoded.text;
  for (const EncodedLine& line : lines) {
    // A line may hold "=0D=0A", which stands for line ends of its own.
    const std::string_view one = text.substr(line.text_offset, line.text_length);
    append_change(changes, leaf.offset + line.offset, leaf.octets.substr(line.offset, line.length),
                  written(leaf, before(one), recipe, line_end));
  }
}

Trial::Trial(const BodyQuestion& question, BodyProbe& probe, const Scope& scope)
    : question_(question),
      probe_(probe),
      scope_(scope),
      octets_left_(probe.meter().left().octets_hashed / 4),
      ended_(false) {
  if (scope.left_out) probe.search().budget_ended = true;
}

bool Trial::test(const LeafChanges& changes) {
  if (ended_ || changes.empty()) return false;
  const std::string_view body = question_.message->body;
  // Also what was tried already took its time to be made.
  if (++attempts_ > most_attempts || body.size() > octets_left_) {
    probe_.search().budget_ended = true;
    ended_ = true;
    return false;
  }
  octets_left_ -= body.size();
  if (!seen_.insert(fingerprint(changes)).second) return false;
  std::vector<BodyReplacement> replacements;
  if (scope_.begin > 0) replacements.push_back({0, scope_.begin, {}});
  for (const LeafChange& change : changes) {
    replacements.push_back({change.offset, change.length, change.text});
  }
  if (scope_.end < body.size()) {
    replacements.push_back({scope_.end, body.size() - scope_.end, {}});
  }
  const std::uint64_t tried = probe_.search().tried;
  if (!probe_.test(replacements)) {
    // The budget covers no further attempt either: all are of about one size.
    ended_ = probe_.search().tried == tried;
    return false;
  }
  const Location& start = question_.message->body_location;
  std::size_t line = start.line;
  std::size_t counted = 0;
  found_.clear();
  for (const BodyReplacement& one : replacements) {
    const std::string_view before = body.substr(counted, one.offset - counted);
    line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    counted = one.offset;
    found_.push_back({{start.offset + one.offset, one.length, line}, std::string(one.text)});
  }
  return true;
}

}  // namespace indicia::forensics
