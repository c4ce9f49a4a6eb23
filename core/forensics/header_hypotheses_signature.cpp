// The signature field itself, which is part of what it signs (dkim-forensics.md 5.3).
#include <algorithm>
#include <array>

#include "dkim/canonical.h"
#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_tags = 32;

// The field's value between its semicolons, with all white space.
struct Specs {
  const message::Field* field = nullptr;
  std::vector<std::string> specs;  // a last one that is empty stands for a final semicolon
  bool usable = false;

  static std::string_view name(std::string_view spec) {
    return trim(spec.substr(0, spec.find('=')));
  }
  static std::string_view value(std::string_view spec) {
    const std::size_t equals = spec.find('=');
    return equals == std::string_view::npos ? std::string_view() : trim(spec.substr(equals + 1));
  }
};

Specs specs_of(const Ground& ground, Offers& offers) {
  Specs out;
  out.field = ground.examined.field;
  if (out.field->raw.size() > Ground::longest_field) {
    offers.cut();
    return out;
  }
  for (const std::string_view spec : split(out.field->value, ';')) out.specs.emplace_back(spec);
  out.usable = out.specs.size() <= most_tags;
  if (!out.usable) offers.cut();
  return out;
}

std::string joined(const std::vector<std::string>& specs) {
  std::string out;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (i > 0) out += ';';
    out += specs[i];
  }
  return out;
}

bool offer(const Specs& specs, const std::vector<std::string>& changed, Offers& offers) {
  return offers.exactly(*specs.field, joined(changed));
}

// A tag's value in place, white space around it kept.
bool offer_value(const Specs& specs, std::size_t i, std::string_view value, Offers& offers) {
  const std::string& spec = specs.specs[i];
  const std::string_view old = Specs::value(spec);
  if (old.empty() || old == value) return false;
  std::vector<std::string> changed = specs.specs;
  changed[i].replace(static_cast<std::size_t>(old.data() - spec.data()), old.size(), value);
  return offer(specs, changed, offers);
}

// h= as the fields themselves write their names.
std::string names_as_written(const Ground& ground) {
  std::string out;
  for (const std::string& name : ground.examined.signature.signed_headers) {
    if (!out.empty()) out += ':';
    const auto& fields = ground.examined.signed_fields;
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const message::Field* one) {
      return equal_ignoring_case(one->name, name);
    });
    out += field == fields.end() ? std::string_view(name) : (*field)->name;
  }
  return out;
}

// How signers lay out the field.
struct Layout {
  std::size_t width = 998;        // lines are broken before a tag that goes beyond
  std::string_view indent = " ";  // of further lines
  std::string_view colon = ":";   // between the names of h=
  bool break_names = false;       // long h= is broken behind a colon
  bool tag_per_line = false;
  bool blank = true;  // behind a semicolon
  bool final_semicolon = false;
  bool first_on_next_line = false;
};

class Page {
 public:
  Page(std::size_t column, const Layout& layout) : column_(column), layout_(layout) {}

  void put(std::string_view text, bool may_break) {
    const bool wanted = layout_.tag_per_line && may_break;
    if (!out_.empty() && may_break && (wanted || column_ + 1 + text.size() > layout_.width)) {
      new_line();
    } else if (may_break && (layout_.blank || out_.empty())) {
      out_ += ' ';
      ++column_;
    }
    out_ += text;
    column_ += text.size();
  }

  void new_line() {
    out_ += "\r\n";
    out_ += layout_.indent;
    column_ = layout_.indent.size();
  }

  std::size_t column() const { return column_; }
  std::string& text() { return out_; }

 private:
  std::string out_;
  std::size_t column_;
  const Layout& layout_;
};

void put_names(Page& page, std::string_view value, bool last, const Layout& layout) {
  std::string names;
  std::vector<std::string> pieces;
  for (const std::string_view name : split(value, ':')) pieces.emplace_back(trim(name));
  if (!layout.break_names) {
    std::string text = "h=";
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i > 0) text += layout.colon;
      text += pieces[i];
    }
    page.put(text + (last ? "" : ";"), true);
    return;
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view end = i + 1 < pieces.size() ? layout.colon : last ? "" : ";";
    const std::string text = (i == 0 ? "h=" : "") + pieces[i] + std::string(end);
    if (i == 0) {
      page.put(text, true);
    } else {
      if (page.column() + text.size() > layout.width) page.new_line();
      page.put(text, false);
    }
  }
}

std::string laid_out(const Specs& specs, const Layout& layout) {
  Page page(specs.field->name.size() + 1, layout);
  std::vector<std::string> tags;
  for (const std::string& spec : specs.specs) {
    if (!trim(spec).empty()) tags.push_back(spec);
  }
  if (layout.first_on_next_line) page.new_line();
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string name(Specs::name(tags[i]));
    const std::string_view value = Specs::value(tags[i]);
    const bool last = i + 1 == tags.size() && !layout.final_semicolon;
    const std::string end = last ? "" : ";";
    if (name == "h") {
      put_names(page, value, last, layout);
    } else if (name == "b") {
      // Its value is no part of the input; its folding stays.
      page.put("b=" + std::string(value) + end, true);
    } else if (name == "bh" || name == "d" || name == "s") {
      page.put(name + "=" + without_fws(value) + end, true);
    } else {
      page.put(name + "=" + collapsed(value) + end, true);
    }
  }
  return page.text();
}

std::vector<Layout> layouts() {
  std::vector<Layout> all;
  for (const bool final_semicolon : {false, true}) {
    for (const std::string_view colon : {":", " : ", ": ", " :"}) {
      for (const bool blank : {true, false}) {
        all.push_back({.colon = colon, .blank = blank, .final_semicolon = final_semicolon});
      }
    }
    for (const std::string_view indent : {"\t", " ", "        ", "  ", "    "}) {
      all.push_back({.indent = indent, .tag_per_line = true, .final_semicolon = final_semicolon});
      all.push_back({.indent = indent,
                     .tag_per_line = true,
                     .final_semicolon = final_semicolon,
                     .first_on_next_line = true});
      for (const bool break_names : {false, true}) {
        for (const std::string_view colon : {":", " : "}) {
          for (const std::size_t width :
               {78U, 76U, 75U, 77U, 74U, 73U, 72U, 79U, 80U, 71U, 70U, 65U}) {
            all.push_back({.width = width,
                           .indent = indent,
                           .colon = colon,
                           .break_names = break_names,
                           .final_semicolon = final_semicolon});
          }
        }
      }
    }
  }
  return all;
}

// White space of folds alone changed, everything else as received.
std::vector<std::string> other_folds(std::string_view value) {
  std::vector<std::string> texts;
  for (const std::string_view space : {"\r\n\t", "\r\n ", "\r\n        ", " ", "", "\r\n  "}) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] != '\n') {
        if (value[i] != '\r' || i + 1 == value.size() || value[i + 1] != '\n') out += value[i];
        continue;
      }
      while (i + 1 < value.size() && is_wsp(value[i + 1])) ++i;
      out += space;
    }
    texts.push_back(std::move(out));
  }
  return texts;
}

// The tags as they are, lines broken before every choice of them.
bool broken_before_tags(const Specs& specs, Offers& offers) {
  constexpr std::size_t most = 11;  // 1,024 choices
  std::vector<std::string> tags;
  for (const std::string& spec : specs.specs) tags.emplace_back(trim(spec));
  const std::size_t gaps = tags.size() - (tags.back().empty() ? 2 : 1);
  if (tags.size() < 2 || gaps >= most) return false;
  for (const std::string_view indent : {"\t", " ", "        "}) {
    for (std::size_t choice = 0; choice < std::size_t{1} << gaps; ++choice) {
      std::string value = " " + tags.front();
      for (std::size_t i = 1; i < tags.size(); ++i) {
        value += ";";
        if (tags[i].empty()) continue;
        const bool broken = ((choice >> (i - 1)) & 1) != 0;
        value += broken ? "\r\n" + std::string(indent) : " ";
        value += tags[i];
      }
      if (offers.exactly(*specs.field, value)) return true;
    }
  }
  return false;
}

// Values that a tag may have had which is gone.
std::vector<std::string> lost_tags(const Ground& ground, const Specs& specs) {
  const dkim::Signature& signature = ground.examined.signature;
  const auto is_there = [&](std::string_view name) {
    return std::any_of(specs.specs.begin(), specs.specs.end(),
                       [&](const std::string& spec) { return Specs::name(spec) == name; });
  };
  std::vector<std::string> tags;
  if (!is_there("i")) {
    tags.push_back("i=@" + signature.domain);
    if (const message::Field* from = ground.any_field("From")) {
      const std::string content = content_of(*from);
      const std::size_t open = content.rfind('<');
      const std::size_t start = open == std::string::npos ? 0 : open + 1;
      const std::size_t end = std::min(content.find('>', start), content.size());
      tags.push_back("i=" + content.substr(start, end - start));
    }
  }
  if (!is_there("q")) tags.push_back("q=dns/txt");
  if (!is_there("l")) tags.push_back("l=" + std::to_string(ground.examined.body_octets));
  if (!is_there("c")) {
    for (const std::string_view c : {"simple/simple", "simple"}) {
      if (ground.simple) tags.push_back("c=" + std::string(c));
    }
  }
  if (!is_there("v")) tags.push_back("v=1");
  return tags;
}

}  // namespace

bool body_hash_replaced(const Ground& ground, Offers& offers) {
  constexpr std::size_t most = 100;
  const Specs specs = specs_of(ground, offers);
  if (!specs.usable) return false;
  std::vector<std::string> hashes;
  const auto add = [&](std::string hash) {
    if (!hash.empty() && std::find(hashes.begin(), hashes.end(), hash) == hashes.end()) {
      hashes.push_back(std::move(hash));
    }
  };
  add(encode_base64(ground.examined.computed_body_hash));
  for (const message::Field& field : ground.message.fields) {
    if (hashes.size() >= most) break;
    if (&field == ground.examined.field || field.raw.size() > Ground::longest_field) continue;
    if (!equal_ignoring_case(field.name, "DKIM-Signature") &&
        !equal_ignoring_case(field.name, "ARC-Message-Signature")) {
      continue;
    }
    const message::TagList tags = message::parse_tag_list(field.value);
    if (const message::Tag* tag = tags.find("bh")) add(without_fws(tag->value));
  }
  for (const dkim::BodyHashed& hashed : dkim::hash_body(
           "", {{ground.examined.signature.hash, dkim::Canonicalization::simple, {}},
                {ground.examined.signature.hash, dkim::Canonicalization::relaxed, {}}})) {
    add(encode_base64(hashed.digest));
  }
  for (std::size_t i = 0; i < specs.specs.size(); ++i) {
    if (Specs::name(specs.specs[i]) != "bh") continue;
    for (const std::string& hash : hashes) {
      if (offer_value(specs, i, hash, offers)) return true;
    }
  }
  return false;
}

bool signature_refolded(const Ground& ground, Offers& offers) {
  const Specs specs = specs_of(ground, offers);
  if (!specs.usable) return false;
  for (const std::string& text : other_folds(specs.field->value)) {
    if (offers.exactly(*specs.field, text)) return true;
  }
  for (const Layout& layout : layouts()) {
    if (offers.exactly(*specs.field, laid_out(specs, layout))) return true;
  }
  return ground.simple && broken_before_tags(specs, offers);
}

bool signature_tag_added(const Ground& ground, Offers& offers) {
  const Specs specs = specs_of(ground, offers);
  if (!specs.usable) return false;
  std::vector<std::size_t> optional;
  constexpr std::array<std::string_view, 7> needed = {"v", "a", "b", "bh", "d", "h", "s"};
  for (std::size_t i = 0; i < specs.specs.size(); ++i) {
    const std::string_view name = Specs::name(specs.specs[i]);
    if (std::find(needed.begin(), needed.end(), name) == needed.end() && optional.size() < 6) {
      optional.push_back(i);
    }
  }
  for (std::size_t choice = 1; choice < std::size_t{1} << optional.size(); ++choice) {
    std::vector<std::string> left;
    for (std::size_t i = 0; i < specs.specs.size(); ++i) {
      const auto place = std::find(optional.begin(), optional.end(), i);
      const bool gone =
          place != optional.end() && ((choice >> (place - optional.begin())) & 1) != 0;
      if (!gone) left.push_back(specs.specs[i]);
    }
    if (offer(specs, left, offers)) return true;
  }
  return false;
}

bool signature_tag_removed(const Ground& ground, Offers& offers) {
  const Specs specs = specs_of(ground, offers);
  if (!specs.usable) return false;
  for (const std::string& tag : lost_tags(ground, specs)) {
    for (std::size_t i = specs.specs.size() + 1; i-- > 0;) {
      for (const std::string_view space : {" ", "\r\n ", "\r\n\t", ""}) {
        if (!ground.simple && space.size() > 1) continue;
        std::vector<std::string> changed = specs.specs;
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), std::string(space) + tag);
        if (offer(specs, changed, offers)) return true;
      }
    }
  }
  return false;
}

bool signature_letter_case(const Ground& ground, Offers& offers) {
  const Specs specs = specs_of(ground, offers);
  if (!specs.usable) return false;
  std::string from_domain;
  if (const message::Field* from = ground.any_field("From")) {
    const std::string content = content_of(*from);
    const std::size_t at = content.rfind('@');
    if (at != std::string::npos) {
      from_domain = content.substr(at + 1, content.find_first_of("> ", at) - at - 1);
    }
  }
  for (std::size_t i = 0; i < specs.specs.size(); ++i) {
    const std::string name(Specs::name(specs.specs[i]));
    const std::string value(Specs::value(specs.specs[i]));
    if (name == "b" || name == "bh" || name == "v" || name == "t" || name == "x") continue;
    std::vector<std::string> values = {to_lower(value), title_case(value), to_upper(value)};
    if (name == "d" && equal_ignoring_case(from_domain, value)) values.push_back(from_domain);
    if (name == "h") values.push_back(names_as_written(ground));
    for (const std::string& one : values) {
      if (offer_value(specs, i, one, offers)) return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
