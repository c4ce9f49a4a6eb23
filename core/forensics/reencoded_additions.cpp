// Text added to a part that was decoded for it and encoded anew (dkim-forensics.md 4, B1, B4 and B6
// together): list managers and gateways put their footer or banner into the readable text and write
// all of it as their own library does.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forensics/additions.h"
#include "forensics/body_codec.h"
#include "forensics/body_text.h"
#include "forensics/leaf_forms.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_leaves = 4;
constexpr std::size_t most_octets = std::size_t{512} << 10;  // of a leaf: each attempt writes it
constexpr std::size_t most_additions = 10;                   // that are likely, of one text

std::string without(std::string_view text, const Range& range) {
  std::string out(text.substr(0, range.begin));
  out += text.substr(range.end);
  return out;
}

enum class Where { end, start };

// The short ones first.
std::vector<Range> additions_in(std::string_view text, bool html, Where where) {
  const TextPart whole{.begin = 0, .end = text.size(), .delimiter = text.size(), .html = html};
  std::vector<Range> all =
      where == Where::end ? likely_footers(text, whole) : likely_banners(text, whole);
  if (where == Where::end) std::reverse(all.begin(), all.end());
  if (all.size() > most_additions) all.resize(most_additions);
  return all;
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

class ReencodedAdditions {
 public:
  ReencodedAdditions(const BodyQuestion& question, BodyProbe& probe, Where where)
      : probe_(probe),
        where_(where),
        scope_(whole_body(question)),
        trial_(question, probe, scope_),
        line_end_(line_end_of(question)) {}

  bool run() {
    std::size_t count = 0;
    for (const Leaf& leaf : scope_.leaves) {
      if (!leaf.text) continue;
      if (++count > most_leaves || leaf.octets.size() > most_octets) {
        probe_.search().budget_ended = true;
        continue;
      }
      if (of_leaf(source_of(leaf))) return true;
    }
    return false;
  }

 private:
  bool of_leaf(const Source& source) {
    const std::string_view text = source.decoded.text;
    const std::vector<Range> additions = additions_in(text, source.leaf.html, where_);
    if (additions.empty()) return false;
    const std::string_view common = common_start(text, additions);
    for (const Recipe& recipe : recipes_) {
      // Without another encoding this is a footer or a banner, and was tried as such.
      if (recipe.coding == Coding::identity && source.leaf.coding == Coding::identity) continue;
      if (of_recipe(source, recipe, additions, {source.leaf, common, recipe, line_end_}))
        return true;
      if (trial_.ended()) return false;
    }
    return false;
  }

  // What stands before all additions, and before the line ends that may have come with one.
  static std::string_view common_start(std::string_view text, std::span<const Range> additions) {
    std::size_t begin = text.size();
    for (const Range& added : additions) begin = std::min(begin, added.begin);
    std::string_view common = text.substr(0, begin);
    for (int line = 0; line < 3; ++line) {
      common = common.substr(0, common.rfind('\n') + 1);
      if (line < 2) common = without_line_end(common);
    }
    return common;
  }

  // The first line behind all additions.
  static std::size_t tail_of(std::string_view text, std::span<const Range> additions) {
    std::size_t end = 0;
    for (const Range& added : additions) end = std::max(end, added.end);
    const std::size_t feed = text.find('\n', end == 0 ? 0 : end - 1);
    return feed == std::string_view::npos ? text.size() : feed + 1;
  }

  // The signed text behind the shared start, without one of the additions.
  struct Rest {
    const Range* added;
    std::string written;
  };

  // In base64 a line end before the footer may have come with it.
  std::vector<Rest> rests(const Source& source, const Recipe& recipe,
                          std::span<const Range> additions, const SharedStart& shared) const {
    std::vector<Rest> all;
    const std::string_view text = source.decoded.text;
    // Lines are written each on its own, but for base64.
    const bool by_line = recipe.coding != Coding::base64;
    const std::size_t tail = by_line ? tail_of(text, additions) : text.size();
    const std::string tail_written =
        by_line ? written(source.leaf, text.substr(tail), recipe, line_end_) : std::string();
    for (const Range& added : additions) {
      const std::string head = without(text.substr(0, tail), added);
      if (by_line && (head.empty() || head.ends_with('\n'))) {
        all.push_back({&added, shared.rest(head) + tail_written});
        continue;
      }
      const std::string signed_text = without(text, added);
      all.push_back({&added, shared.rest(signed_text)});
      if (by_line || added.begin == 0) continue;
      const std::string_view shorter = without_line_end(signed_text);
      all.push_back({&added, shared.rest(shorter)});
      all.push_back({&added, shared.rest(without_line_end(shorter))});
    }
    return all;
  }

  bool of_recipe(const Source& source, const Recipe& recipe, std::span<const Range> additions,
                 const SharedStart& shared) {
    const Leaf& leaf = source.leaf;
    const std::vector<Rest> all = rests(source, recipe, additions, shared);
    for (const std::string_view label : labels_for(source, recipe)) {
      LeafChanges changes;
      if (!leaf.own) append_label(changes, source, label, line_end_);
      // In two steps, so that attempts with the same start hash it once.
      if (!shared.start().empty()) changes.push_back({leaf.offset, 0, shared.start()});
      changes.push_back({leaf.offset, leaf.octets.size(), {}});
      for (const Rest& rest : all) {
        changes.back().text = rest.written;
        if (trial_.test(changes)) {
          show(source, label, shared.start() + rest.written);
          prove(source, recipe, *rest.added, label);
          return true;
        }
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

  // The change that was found once more, without what was and is the same.
  void show(const Source& source, std::string_view label, std::string_view signed_octets) {
    LeafChanges changes;
    if (!source.leaf.own) append_label(changes, source, label, line_end_);
    append_change(changes, source.leaf.offset, source.leaf.octets, signed_octets);
    trial_.test(changes);
  }

  static std::vector<std::string_view> labels_for(const Source& source, const Recipe& recipe) {
    std::vector<std::string_view> all = labels(recipe.coding, source.ascii);
    // The field is outside of the hashed octets, or as it was.
    const bool kept = recipe.coding == source.leaf.coding && recipe.coding != Coding::identity;
    if (source.leaf.own || kept || all.size() < 2) {
      const bool named = kept && source.encoding;
      return {named ? trim(source.encoding->raw.substr(source.encoding->raw.find(':') + 1))
                    : all[0]};
    }
    return {all[0], all[1]};
  }

  void prove(const Source& source, const Recipe& recipe, const Range& range,
             std::string_view label) {
    const std::string_view text = source.decoded.text;
    const std::string_view added = text.substr(range.begin, range.end - range.begin);
    Edit edit{where_ == Where::end ? "footer-and-encoding" : "banner-and-encoding",
              {},
              trial_.found(),
              {}};
    edit.params = {{"octets", std::to_string(added.size())},
                   {"line", std::to_string(edit.undo.front().received.line)},
                   {"received", std::string(labels(source.leaf.coding, source.ascii)[0])},
                   {"signed", std::string(labels(recipe.coding, source.ascii)[0])},
                   {"text", ""}};
    set_text(edit, added);
    if (source.leaf.own && !label.empty()) {
      edit.fields.push_back("Content-Transfer-Encoding: " + std::string(label));
    }
    probe_.search().edit = std::move(edit);
  }

  BodyProbe& probe_;
  Where where_;
  Scope scope_;
  Trial trial_;
  std::string_view line_end_;
  const std::vector<Recipe> recipes_ = text_recipes();
};

}  // namespace

bool try_footer_and_encoding(const BodyQuestion& question, BodyProbe& probe) {
  return ReencodedAdditions(question, probe, Where::end).run();
}

bool try_banner_and_encoding(const BodyQuestion& question, BodyProbe& probe) {
  return ReencodedAdditions(question, probe, Where::start).run();
}

}  // namespace indicia::forensics
