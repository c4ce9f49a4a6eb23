// Charsets changed after signing (dkim-forensics.md 4, B12): the text as another charset writes it,
// in the transfer encoding it has now or in one that suits, with the charset parameter to match.
#include <algorithm>
#include <string>
#include <utility>

#include "forensics/body_codec.h"
#include "forensics/charset_change.h"
#include "forensics/leaf_forms.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::string_view charsets[] = {"utf-8",  "iso-8859-1",   "windows-1252", "iso-8859-15",
                                         "koi8-r", "windows-1251", "iso-8859-5"};

// The name in the charset parameter: as received, or that of the charset tried in either case.
enum class Name { unchanged, lower, upper };

// Where the value of charset= stands in the raw field; nullopt: there is none.
struct Span {
  std::size_t offset = 0;
  std::size_t length = 0;
};

std::optional<Span> charset_value(std::string_view raw) {
  const std::string low = to_lower(raw);
  std::size_t at = low.find("charset");
  if (at == std::string::npos) return std::nullopt;
  at = low.find_first_not_of(" \t\r\n", at + 7);
  if (at == std::string::npos || low[at] != '=') return std::nullopt;
  at = low.find_first_not_of(" \t\r\n\"", at + 1);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t end = std::min(low.find_first_of("\"; \t\r\n", at), low.size());
  return Span{at, end - at};
}

std::string cased(std::string_view charset, Name name) {
  std::string out(charset);
  if (name == Name::upper) {
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out;
}

void append_name(LeafChanges& changes, const Source& source, std::string_view charset, Name name) {
  if (name == Name::unchanged || !source.type) return;
  const std::optional<Span> value = charset_value(source.type->raw);
  if (!value) return;
  append_change(changes, source.type->offset + value->offset,
                source.type->raw.substr(value->offset, value->length), cased(charset, name));
}

// How the text is written once it is in the other charset; null: the leaf keeps its coding.
struct Writing {
  Coding coding = Coding::identity;
  bool keep = true;
  Recipe recipe;
  std::size_t label = 0;
};

std::vector<Writing> writings() {
  std::vector<Writing> out;
  for (const Recipe& recipe : text_recipes()) {
    if (recipe.final_end) continue;
    out.push_back({recipe.coding, true, recipe, 0});
  }
  for (const Recipe& recipe : text_recipes()) {
    if (recipe.final_end) continue;
    out.push_back({recipe.coding, false, recipe, 0});
    if (recipe.coding == Coding::identity) out.push_back({recipe.coding, false, recipe, 1});
  }
  return out;
}

class TextSearch {
 public:
  TextSearch(const BodyQuestion& question, BodyProbe& probe)
      : probe_(probe),
        message_(*question.message),
        scope_(whole_body(question)),
        line_end_(line_end_of(question)),
        trial_(question, probe, scope_) {
    for (const Leaf& leaf : scope_.leaves) {
      if (leaf.text) sources_.push_back(source_of(leaf));
    }
  }

  bool charset() {
    std::erase_if(sources_, [](const Source& source) { return source.ascii; });
    const std::vector<Writing> all = writings();
    for (const std::string_view target : charsets) {
      const CharsetOctets octets(target);
      const Transform transform = [&](std::string_view text) {
        return transcoded(text, current_, octets).value_or(std::string(text));
      };
      if (!convertible(octets)) continue;
      for (const Name name : {Name::lower, Name::upper, Name::unchanged}) {
        if (own_only() && name != Name::lower) continue;  // the name is not in the body
        for (const Writing& writing : all) {
          if (attempt(transform, target, name, writing)) {
            prove_charset(target, writing);
            return true;
          }
          if (trial_.ended()) return false;
        }
      }
    }
    return false;
  }

  bool byte_order_mark() {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    for (const bool add : {false, true}) {
      std::vector<std::string> texts;
      for (const Source& source : sources_) {
        std::string text = source.decoded.text;
        if (add) {
          text.insert(0, mark);
        } else if (text.starts_with(mark)) {
          text.erase(0, mark.size());
        }
        texts.push_back(std::move(text));
      }
      if (whole_texts(texts, "byte-order-mark")) return true;
    }
    return false;
  }

  bool quotes() {
    const auto plain = [&](std::string_view text) {
      return with_plain_quotes(text, equal_ignoring_case(current_, "utf-8"));
    };
    const auto typographic = [](std::string_view text) { return with_typographic_quotes(text); };
    for (const Transform& transform : {Transform(plain), Transform(typographic)}) {
      for (const Writing& writing : writings()) {
        if (attempt(transform, {}, Name::unchanged, writing)) {
          probe_.search().edit = Edit{"typographic-quotes", {}, trial_.found(), {}};
          return true;
        }
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

 private:
  static std::string_view charset_of(const Source& source) {
    return source.leaf.part->charset.empty() && is_utf8(source.decoded.text)
               ? std::string_view("utf-8")
               : std::string_view(source.leaf.part->charset);
  }

  bool own_only() const {
    return std::all_of(sources_.begin(), sources_.end(),
                       [](const Source& source) { return source.leaf.own; });
  }

  bool convertible(const CharsetOctets& target) const {
    bool some = false;
    for (const Source& source : sources_) {
      if (equal_ignoring_case(charset_of(source), target.charset)) continue;
      const auto text = transcoded(source.decoded.text, charset_of(source), target);
      if (!text) return false;
      some |= *text != source.decoded.text;
    }
    return some;
  }

  bool attempt(const Transform& transform, std::string_view target, Name name,
               const Writing& writing) {
    LeafChanges changes;
    for (const Source& source : sources_) {
      if (writing.keep && source.leaf.coding != writing.coding) {
        // Another coding among the leaves: its own first recipe.
        append_kept(changes, source, transform, target, name);
        continue;
      }
      LeafChanges one;
      current_ = charset_of(source);
      append_name(one, source, target, name);
      if (!source.leaf.own && source.leaf.coding != writing.coding) {
        append_label(one, source, labels(writing.coding, source.ascii)[writing.label], line_end_);
      }
      std::stable_sort(one.begin(), one.end(), [](const LeafChange& a, const LeafChange& b) {
        return a.offset < b.offset;
      });
      append_body(one, source, writing.recipe, transform, line_end_);
      std::move(one.begin(), one.end(), std::back_inserter(changes));
    }
    return trial_.test(changes);
  }

  void append_kept(LeafChanges& changes, const Source& source, const Transform& transform,
                   std::string_view target, Name name) {
    current_ = charset_of(source);
    append_name(changes, source, target, name);
    for (const Recipe& recipe : recipes_) {
      if (recipe.coding != source.leaf.coding) continue;
      append_body(changes, source, recipe, transform, line_end_);
      return;
    }
  }

  // The given texts in the codings that the leaves have.
  bool whole_texts(const std::vector<std::string>& texts, std::string_view ident) {
    for (const Recipe& recipe : recipes_) {
      if (recipe.final_end) continue;
      for (std::size_t only = 0; only <= sources_.size() && only <= 32; ++only) {
        LeafChanges changes;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
          const Leaf& leaf = sources_[i].leaf;
          if ((only > 0 && only != i + 1) || recipe.coding != leaf.coding) continue;
          append_change(changes, leaf.offset, leaf.octets,
                        written(leaf, texts[i], recipe, line_end_));
        }
        if (trial_.test(changes)) {
          probe_.search().edit = Edit{ident, {}, trial_.found(), {}};
          return true;
        }
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

  void prove_charset(std::string_view target, const Writing& writing) {
    const Source& source = sources_[0];
    Edit edit{"charset-changed",
              {{"received", clean_utf8(charset_of(source))}, {"signed", std::string(target)}},
              trial_.found(),
              {}};
    if (source.leaf.own) {
      if (const message::Field* type = message_.first("Content-Type")) {
        if (const std::optional<Span> value = charset_value(type->raw)) {
          for (const Name name : {Name::lower, Name::upper}) {
            std::string raw(type->raw);
            edit.fields.push_back(raw.replace(value->offset, value->length, cased(target, name)));
          }
        }
      }
      if (!writing.keep && writing.coding != source.leaf.coding) {
        for (const std::string_view label : labels(writing.coding, source.ascii)) {
          if (!label.empty()) {
            edit.fields.push_back("Content-Transfer-Encoding: " + std::string(label));
          }
        }
      }
    }
    probe_.search().edit = std::move(edit);
  }

  BodyProbe& probe_;
  const message::Message& message_;
  Scope scope_;
  std::string_view line_end_;
  Trial trial_;
  std::vector<Source> sources_;
  std::vector<Recipe> recipes_ = text_recipes();
  std::string_view current_;  // charset of the leaf being written
};

}  // namespace

bool try_charset(const BodyQuestion& question, BodyProbe& probe) {
  return TextSearch(question, probe).charset();
}

bool try_byte_order_mark(const BodyQuestion& question, BodyProbe& probe) {
  return TextSearch(question, probe).byte_order_mark();
}

bool try_quotes(const BodyQuestion& question, BodyProbe& probe) {
  return TextSearch(question, probe).quotes();
}

}  // namespace indicia::forensics
