// The look at an input, and the passes over it; see paste.h.
#include "message/paste.h"

#include <algorithm>
#include <utility>

#include "message/field.h"
#include "message/field_names.h"
#include "message/line.h"
#include "message/paste_around.h"
#include "message/paste_characters.h"
#include "message/paste_shape.h"
#include "text.h"

namespace indicia::message {

namespace {

// Signs that a pass may have something to do. A look reads the header section once and no more.
class Look {
 public:
  explicit Look(std::string_view input) : input_(input) {
    const std::size_t start = first_line(input);
    std::size_t at = start;
    while (at < input.size()) {
      const Line line = line_at(input, at);
      if (line.text.empty()) break;
      read_line(line.text);
      at = line.next;
    }
    // More than one field stands above the first empty line, unless lines are spaced out.
    suspicious_ = suspicious_ || signature_open_ || (fields_ < 2 && at < input.size());
    const std::string_view header = input.substr(start, at - start);
    suspicious_ = suspicious_ || header.find("=\xE2\x80") != std::string_view::npos ||
                  header.find("\xE2\x80\x9C") != std::string_view::npos ||
                  header.find("\xE2\x80\x98") != std::string_view::npos ||
                  (header.find('<') == std::string_view::npos &&
                   header.find("&lt;") != std::string_view::npos);
  }

  bool suspicious() const { return suspicious_ || is_utf16(input_) || has_cr_alone(); }

 private:
  bool has_cr_alone() const {
    return input_.find('\n') == std::string_view::npos &&
           input_.find('\r') != std::string_view::npos;
  }

  void read_line(std::string_view line) {
    if (is_wsp(line.front())) {
      if (fields_ == 0) suspicious_ = true;
      if (signature_open_ && has_b(line)) signature_open_ = false;
      return;
    }
    const std::size_t length = field_name_length(line);
    const std::string_view name = line.substr(0, length);
    if (!is_plain_field_name(name) || signature_open_) suspicious_ = true;
    if (name == "SPF" || name == "DKIM" || name == "DMARC") suspicious_ = true;
    ++fields_;
    signature_open_ = is_signature_field_name(name) && !has_b(line);
  }

  static bool has_b(std::string_view line) {
    for (std::size_t at = line.find("b="); at != std::string_view::npos;
         at = line.find("b=", at + 1)) {
      if (at == 0 || is_wsp(line[at - 1]) || line[at - 1] == ';') return true;
    }
    return false;
  }

  std::string_view input_;
  std::size_t fields_ = 0;
  bool signature_open_ = false;  // its b= has not come yet
  bool suspicious_ = false;
};

class Repairer {
 public:
  Repairer(std::string_view input, std::size_t most_repairs)
      : input_(input), most_repairs_(most_repairs) {}

  // Reading goes on from what one pass leaves with the next.
  std::optional<Paste> run() {
    if (!apply(decode_utf16) && is_utf16(input_)) return std::nullopt;
    apply(end_lines);
    apply_from_start(replace_spaces);
    apply(cut_text_above);
    constexpr int deepest = 8;
    for (int level = 0; level < deepest && apply(strip_quoting); ++level) {
    }
    apply(strip_indentation);
    apply(close_spacing);
    apply_from_start(decode_entities);
    apply_from_start(straighten_quotes);
    if (!paste_.repairs.empty()) apply(cut_text_below);
    const bool unfolded = apply([&](Rewriter& out) {
      return restore_folding(out, first_line(out.source()), paste_.joints);
    });
    if (!unfolded) paste_.joints.clear();
    if (!paste_.repairs.empty()) apply(cut_text_below);
    if (paste_.repairs.empty()) return std::nullopt;
    return std::move(paste_);
  }

  bool limit_reached() const { return limit_reached_; }

 private:
  std::string_view text() const {
    return paste_.offsets.identity ? input_ : std::string_view(paste_.text);
  }

  template <typename Pass>
  bool apply(Pass&& pass) {
    Rewriter out(text(), most_repairs_);
    if (!pass(out)) return false;
    Rewriter::Result result = out.finish();
    if (out.given_up()) {
      limit_reached_ = true;
      return false;
    }
    for (const Rewriter::Mark& mark : result.marks) note(mark);
    paste_.offsets = paste_.offsets.identity ? std::move(result.offsets)
                                             : compose(paste_.offsets, result.offsets, result.text);
    paste_.text = std::move(result.text);
    return true;
  }

  bool apply_from_start(bool (*pass)(Rewriter&, std::size_t)) {
    return apply([&](Rewriter& out) { return pass(out, first_line(out.source())); });
  }

  void note(const Rewriter::Mark& mark) {
    const Location place = paste_.offsets.original(mark.location);
    const std::size_t end_line =
        paste_.offsets.original({mark.location.offset + mark.location.length, 0, mark.last_line})
            .line;
    auto found = std::find_if(paste_.repairs.begin(), paste_.repairs.end(),
                              [&](const Repair& one) { return one.ident == mark.ident; });
    if (found == paste_.repairs.end()) {
      paste_.repairs.push_back(
          {.ident = mark.ident, .location = place, .last_line = place.line, .count = 0});
      found = paste_.repairs.end() - 1;
    }
    // Passes go from top to bottom; a second pass of the same kind may start above again.
    Location& whole = found->location;
    const std::size_t end = std::max(whole.offset + whole.length, place.offset + place.length);
    if (place.offset < whole.offset) whole = place;
    whole.length = end - whole.offset;
    found->last_line = std::max(found->last_line, end_line);
    ++found->count;
    if (found->places.size() < Repair::most_places) found->places.push_back(place);
  }

  std::string_view input_;
  std::size_t most_repairs_;
  Paste paste_;
  bool limit_reached_ = false;
};

}  // namespace

std::optional<Paste> repair_paste(std::string_view input, const Limits& limits,
                                  bool& limit_reached) {
  limit_reached = false;
  if (!Look(input).suspicious()) return std::nullopt;
  Repairer repairer(input, limits.repairs);
  std::optional<Paste> paste = repairer.run();
  limit_reached = repairer.limit_reached();
  return paste;
}

}  // namespace indicia::message
