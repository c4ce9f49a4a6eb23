// The leaves of a message's part tree as a codec sees them, the forms in which each may have stood
// in the signed body, and the trial of such forms against the signed hash.
//
// Limits: leaves above 4 MiB are left as they are, and a class of hypotheses ends after 4,000
// attempts or a quarter of what the meter holds, so that the others have their turn; both show as
// Search::budget_ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forensics/body_probe.h"
#include "forensics/body_search.h"
#include "forensics/transfer.h"

namespace indicia::forensics {

// One stretch of the body as received and what stood there instead.
struct LeafChange {
  std::size_t offset = 0;  // in the body
  std::size_t length = 0;
  std::string text;
};
using LeafChanges = std::vector<LeafChange>;  // ascending, disjoint

struct Leaf {
  const message::Part* part = nullptr;
  std::size_t offset = 0;  // of its octets in the body
  std::string_view octets;
  Coding coding = Coding::identity;
  bool text = false;
  bool html = false;
  // Its header section is outside of the hashed octets: the message's own, or that of the part
  // that was the message before a list wrapped it up.
  bool own = false;
  std::size_t header_offset = 0;  // in the body; only where !own
};

// The stretch of the body that is taken for the whole signed body.
struct Scope {
  std::size_t begin = 0;
  std::size_t end = 0;
  const message::Part* root = nullptr;
  std::vector<Leaf> leaves;  // in the order of their octets
  bool left_out = false;     // leaves were too large
};

Scope whole_body(const BodyQuestion& question);
// The first child of the outermost multipart; nullopt: there is none.
std::optional<Scope> first_child(const BodyQuestion& question);

// "\r\n", or "\n" in a message that has no CRLF.
std::string_view line_end_of(const BodyQuestion& question);

// Appends the replacement of body[offset, offset + old.size()) by `text`, without what both have in
// common at their ends; nothing where they are equal.
void append_change(LeafChanges& changes, std::size_t offset, std::string_view old,
                   std::string_view text);

// The leaf's text in the terms of its coding.
struct Decoded {
  std::string text;
  std::vector<EncodedLine> lines;  // quoted-printable only
};
Decoded decode(const Leaf& leaf);

// A field of a leaf's own header section; nullopt: there is none of that name.
struct HeaderField {
  std::size_t offset = 0;  // in the body (of no meaning for an own leaf)
  std::string_view raw;    // without its final line end
  std::size_t end = 0;     // behind its line end
};
std::optional<HeaderField> header_field(const Leaf& leaf, std::string_view name);

// How a leaf's octets may have been written.
struct Recipe {
  Coding coding = Coding::identity;
  const QuotedPrintable* writer = nullptr;
  std::size_t columns = 0;        // of base64
  bool lf = false;                // base64 holds the text with LF
  std::optional<bool> final_end;  // a line end behind the last line of base64; absent: as it is
};
std::vector<Recipe> text_recipes();  // identity, quoted-printable, base64
std::vector<Recipe> data_recipes();  // base64 only

std::string written(const Leaf& leaf, std::string_view text, const Recipe& recipe,
                    std::string_view line_end);

// The written form of texts that begin alike: start() and rest(text) together are what written()
// gives for the text.
class SharedStart {
 public:
  // `common` is empty or ends with a line end. All must outlive this.
  SharedStart(const Leaf& leaf, std::string_view common, const Recipe& recipe,
              std::string_view line_end);

  const std::string& start() const { return start_; }
  // Of a text that begins with the common one.
  std::string rest(std::string_view text) const;

 private:
  std::string base64_rest(std::string_view text) const;

  const Leaf& leaf_;
  const Recipe& recipe_;
  std::string_view line_end_;
  std::size_t common_ = 0;  // octets
  std::string start_;
  std::string pending_;  // base64: behind the last whole line of start_
};

// The labels that a Content-Transfer-Encoding field may have borne for it; empty: no field.
std::vector<std::string_view> labels(Coding coding, bool ascii);

// A leaf with all that its forms are made from.
struct Source {
  Leaf leaf;
  Decoded decoded;
  bool ascii = false;
  std::optional<HeaderField> encoding;  // its Content-Transfer-Encoding
  std::optional<HeaderField> type;      // its Content-Type
};
Source source_of(const Leaf& leaf);

// The changes of its header that let it bear the label; empty: no Content-Transfer-Encoding.
void append_label(LeafChanges& changes, const Source& source, std::string_view label,
                  std::string_view line_end);

// What the text was before; works on one line as well as on all of them. Null: unchanged.
using Transform = std::function<std::string(std::string_view)>;
// The changes of its octets for the recipe, line by line where both forms have the same lines.
void append_body(LeafChanges& changes, const Source& source, const Recipe& recipe,
                 const Transform& transform, std::string_view line_end);

// Tries forms of the body. Equal forms are tried once.
class Trial {
 public:
  Trial(const BodyQuestion& question, BodyProbe& probe, const Scope& scope);

  // Whether the body with these changes has the signed hash; then found() holds its undo.
  bool test(const LeafChanges& changes);
  const std::vector<Replacement>& found() const { return found_; }

  bool ended() const { return ended_; }
  void end() { ended_ = true; }

 private:
  const BodyQuestion& question_;
  BodyProbe& probe_;
  const Scope& scope_;
  std::set<std::uint64_t> seen_;
  std::size_t attempts_ = 0;
  std::uint64_t octets_left_ = 0;
  bool ended_ = false;
  std::vector<Replacement> found_;
};

}  // namespace indicia::forensics
