// Lines at the margin, field or continuation; see lost_folding.h.
#include "message/lost_folding.h"

#include <algorithm>
#include <array>
#include <string>

#include "message/field.h"
#include "message/field_names.h"
#include "message/field_state.h"
#include "message/line.h"
#include "message/paste_lines.h"
#include "text.h"

namespace indicia::message {

namespace {

// Programs that wrap leave lines nearly this long at least.
constexpr std::size_t long_line = 60;
// And none longer than this.
constexpr std::size_t widest_wrap = 132;

// Characters, not octets: a wrapping program counts those.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t"));
}

std::string_view last_word(std::string_view text) {
  const std::size_t blank = text.find_last_of(" \t");
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

// "subject:to:from", "subject : date", up to the end of the tag.
bool goes_on_with_header_list(std::string_view line, const FieldState& state) {
  const std::size_t end = line.find(';');
  const std::string_view list = line.substr(0, end);
  std::size_t names = 0;
  std::size_t known = 0;
  for (std::string_view one : split(list, ':')) {
    one = trim(one);
    if (one.empty()) continue;
    if (one.find_first_of(" \t=<>@\"") != std::string_view::npos) return false;
    ++names;
    known += is_known_field_name(one) ? 1 : 0;
  }
  if (names == known && names >= 2) return true;
  const bool as_list = end != std::string_view::npos || trim(line).ends_with(':') ||
                       list.find_first_of(" \t") == std::string_view::npos;
  return state.lacks_signature() && known > 0 && as_list;
}

// RFC 6376 3.5 z=: "From:=20a|To:b"; blanks are encoded.
bool goes_on_with_copied_fields(std::string_view line, std::size_t colon) {
  return colon + 1 < line.size() && !is_wsp(line[colon + 1]) &&
         line.find_first_of("|=") != std::string_view::npos;
}

// RFC 5321 4.4.
bool is_clause(std::string_view word) {
  static constexpr std::array<std::string_view, 6> clauses = {"from", "by", "with",
                                                              "for",  "id", "via"};
  return std::find(clauses.begin(), clauses.end(), word) != clauses.end();
}

// How continuations of the usual fields begin: "by mx.example.com", "bh=", "<id@example.com>",
// "(PST)", "Sat, 21 Nov", ": date" (RFC 5321 4.4, RFC 6376 3.2, RFC 8601 2.2).
bool begins_as_continuation(std::string_view line) {
  if (line.find_first_of("<(:;\"=+/[") == 0) return true;
  const std::string_view word = first_word(line);
  if (word.size() < line.size() && is_clause(word)) return true;
  if (word.size() == 4 && word[3] == ',' && is_alpha(word[0])) return true;
  const std::size_t equals = word.find('=');
  constexpr std::size_t longest = 24;
  return equals != std::string_view::npos && equals > 0 && equals <= longest &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

// Folding stands there even where a line has all the columns that a wrapping program admits.
bool between_words(std::string_view before, std::string_view line) {
  return before.find_last_of(";,)>") == before.size() - 1 ||
         (line.find_first_of("(<") == 0 && before.back() != '=') || is_clause(last_word(before));
}

// No word begins with ".com", "@example.com" or ";".
bool inside_word(std::string_view line) {
  return line.find_first_of(".@;,") == 0;
}

// "mx-" and "in", "example" and "/unsubscribe".
bool inside_name(std::string_view before, std::string_view line) {
  constexpr std::string_view joining = ".-@_=/%";
  return joining.find(before.back()) != std::string_view::npos ||
         joining.find(line.front()) != std::string_view::npos;
}

enum class Kind { field, folded, joined, unclear };

struct Piece {
  Line line;
  Kind kind = Kind::field;
  bool supported = false;  // the field before asks for this line
  bool in_octets = false;  // what the joint before this line stands in; see FieldState
  bool in_word = false;
  bool in_angle = false;
  std::size_t columns = 0;
};

class Section {
 public:
  // Longer sections than `most` lines are not read.
  Section(std::string_view text, std::size_t start, std::size_t most) : text_(text) {
    too_long_ = !read_lines(start, most);
    if (too_long_) return;
    read(true);
    if (!is_damaged()) read(false);
  }

  bool is_too_long() const { return too_long_; }

  bool restore(Rewriter& out, std::vector<Joint>& joints) {
    if (joined_ == 0) return too_long_;
    measure();
    rewrite(out, joints);
    return true;
  }

 private:
  bool read_lines(std::size_t start, std::size_t most) {
    each_line(text_, start, [&](const Line& line) {
      if (line.text.empty() || pieces_.size() > most) return false;
      pieces_.push_back({.line = line, .columns = columns(line.text)});
      return true;
    });
    return pieces_.size() <= most;
  }

  // `damaged`: lines that only look like fields may be continuations too.
  void read(bool damaged) {
    names_ = {};
    joined_ = supported_ = unclear_ = 0;
    FieldState state("");
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      Piece& piece = pieces_[i];
      const std::string_view line = piece.line.text;
      const bool long_before = i > 0 && pieces_[i - 1].columns >= long_line;
      piece.kind = is_wsp(line.front())                ? Kind::folded
                   : i == 0                            ? first_kind(line)
                   : damaged || is_strong(line, state) ? kind_of(line, state, long_before, damaged)
                   : field_name_length(line) == 0      ? Kind::unclear
                                                       : Kind::field;
      if (piece.kind == Kind::joined) note_joint(piece, state, long_before);
      if (piece.kind == Kind::unclear) ++unclear_;
      if (piece.kind == Kind::field) {
        const std::size_t name = field_name_length(line);
        state = FieldState(line.substr(0, name));
        names_.add(line);
        state.read(line.substr(line.find(':', name) + 1));
      } else {
        state.read(line);
      }
    }
  }

  static Kind first_kind(std::string_view line) {
    return field_name_length(line) > 0 ? Kind::field : Kind::unclear;
  }

  // Needs no other sign of damage.
  static bool is_strong(std::string_view line, const FieldState& state) {
    const std::size_t name = field_name_length(line);
    if (name == 0 || !state.lacks_signature()) return false;
    return (state.in_header_list() && goes_on_with_header_list(line, state)) ||
           (state.in_copied_fields() && goes_on_with_copied_fields(line, line.find(':', name)));
  }

  static Kind kind_of(std::string_view line, const FieldState& state, bool long_before,
                      bool damaged) {
    const std::size_t name = field_name_length(line);
    if (name == 0) return Kind::joined;
    const std::size_t colon = line.find(':', name);
    if (state.in_header_list() && goes_on_with_header_list(line, state)) return Kind::joined;
    if (state.in_copied_fields() && goes_on_with_copied_fields(line, colon)) return Kind::joined;
    const std::string_view word = line.substr(0, name);
    if (!damaged || is_known_field_name(word)) return Kind::field;
    const std::string_view rest = line.substr(colon + 1);
    if (!is_plain_field_name(word) || rest.starts_with("//")) return Kind::joined;
    const bool spaced = rest.empty() || is_wsp(rest.front());
    if (spaced && word.find('-') != std::string_view::npos) return Kind::field;
    const bool asked = state.is_open() || (long_before && !state.is_signature());
    return asked ? Kind::joined : Kind::field;
  }

  void note_joint(Piece& piece, const FieldState& state, bool long_before) {
    const std::string_view line = piece.line.text;
    piece.supported = state.is_open() || long_before || begins_as_continuation(line);
    piece.in_octets = state.in_octets();
    piece.in_word = state.in_word();
    piece.in_angle = state.in_angle();
    ++joined_;
    // Lines that are no fields are the evidence, and such as "<mailto:" and "h=From:"; others only
    // follow from it.
    const std::size_t name = field_name_length(line);
    if (name > 0 && is_plain_field_name(line.substr(0, name))) return;
    if (name > 0) piece.supported = state.is_open() || begins_as_continuation(line);
    ++unclear_;
    if (piece.supported) ++supported_;
  }

  bool is_damaged() const {
    const bool fields = names_.count() >= 3 || (names_.count() == 2 && names_.has_system());
    return fields && supported_ > 0 && supported_ * 2 >= unclear_;
  }

  // Finds the width that a program wrapped at, if one did, and whether it cut words there.
  void measure() {
    for (const Piece& piece : pieces_) {
      width_ = std::max(width_, piece.columns);
      if (piece.kind == Kind::folded) kept_folding_ = true;
    }
    if (width_ < long_line || width_ > widest_wrap) width_ = 0;
    if (width_ == 0) return;
    std::size_t full = 0;
    std::size_t filled = 0;  // the next word would not have fitted
    std::size_t others = 0;
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const Piece& before = pieces_[i - 1];
      if (piece.kind != Kind::joined || piece.in_octets) continue;
      const std::size_t with_next = before.columns + 1 + columns(first_word(piece.line.text));
      (before.columns == width_ ? full : with_next > width_ ? filled : others) += 1;
    }
    // Folding that was kept tells these lines apart from folded ones: all of them were cut.
    cuts_words_ =
        kept_folding_ ? full >= 2 && filled + others == 0 : full >= 2 && full * 3 >= filled;
    may_cut_words_ = full == 1 && filled + others == 0;
  }

  bool is_full(const Piece& before) const { return width_ > 0 && before.columns == width_; }

  // No octet stood between the two lines.
  bool is_cut(const Piece& before, const Piece& piece) const {
    const std::string_view line = before.line.text;
    if (is_wsp(line.back())) return is_full(before);
    if (piece.in_word && line.back() != ';') return true;
    if (!is_full(before)) return piece.in_angle && (kept_folding_ || cuts_words_);
    if (between_words(line, piece.line.text)) return false;
    if (cuts_words_ || inside_word(piece.line.text) ||
        (may_cut_words_ && inside_name(line, piece.line.text)))
      return true;
    // A program that breaks between words cuts one that is longer than a line.
    return columns(last_word(line)) + columns(first_word(piece.line.text)) > width_;
  }

  bool is_ambiguous(const Piece& before, const Piece& piece) const {
    const std::string_view line = before.line.text;
    if (piece.in_octets || is_wsp(line.back())) return false;
    const bool behind_hyphen = width_ > 0 && line.ends_with('-') && before.columns >= long_line;
    return is_full(before) || behind_hyphen || piece.in_angle;
  }

  void rewrite(Rewriter& out, std::vector<Joint>& joints) {
    const bool wrapped = kept_folding_ || cuts_words_;
    for (std::size_t i = 1; i < pieces_.size(); ++i) {
      const Piece& before = pieces_[i - 1];
      const Piece& piece = pieces_[i];
      if (piece.kind != Kind::joined) continue;
      const bool cut = is_cut(before, piece);
      out.keep(before.line.end());
      Joint joint{.offset = out.written(), .ambiguous = is_ambiguous(before, piece)};
      if (cut) {
        out.mark("wrapped-lines", piece.line.start - before.line.end());
        out.leave_out(piece.line.start);
      } else {
        out.keep(piece.line.start);
        out.mark(wrapped ? "wrapped-lines" : "lost-folding");
        out.put(" ");
      }
      joint.length = out.written() - joint.offset;
      joints.push_back(joint);
    }
  }

  std::string_view text_;
  std::vector<Piece> pieces_;
  bool too_long_ = false;
  KnownNames names_;
  std::size_t joined_ = 0;
  std::size_t supported_ = 0;
  std::size_t unclear_ = 0;
  std::size_t width_ = 0;  // 0: nobody wrapped
  bool cuts_words_ = false;
  bool may_cut_words_ = false;  // one line alone shows it
  bool kept_folding_ = false;
};

}  // namespace

bool restore_folding(Rewriter& out, std::size_t start, std::vector<Joint>& joints) {
  Section section(out.source(), start, out.most());
  if (section.is_too_long()) out.give_up();
  return section.restore(out, joints);
}

}  // namespace indicia::message
