// Transfer encodings changed after signing (dkim-forensics.md 4, B6 and B3+B6). Relays that cannot
// send 8bit (RFC 6152 3) and gateways that rebuild a message write the same text anew; the signer's
// form is found by writing it as the usual programs do.
#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "forensics/body_codec.h"
#include "forensics/leaf_forms.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_stored = std::size_t{16} << 20;  // octets of forms kept for pairs
constexpr std::size_t most_single_leaves = 32;

// A recipe and which of its labels the field bears.
struct Choice {
  const Recipe* recipe = nullptr;
  std::size_t label = 0;
};

struct Form {
  Choice choice;
  LeafChanges changes;
};

std::string_view name_of(Coding coding, bool ascii) {
  return labels(coding, ascii)[0];
}

void append_form(LeafChanges& changes, const Source& source, const Choice& choice,
                 std::string_view line_end) {
  const Coding coding = choice.recipe->coding;
  if (!source.leaf.own && (coding != source.leaf.coding || coding == Coding::identity)) {
    append_label(changes, source, labels(coding, source.ascii)[choice.label], line_end);
  }
  append_body(changes, source, *choice.recipe, {}, line_end);
}

class TransferSearch {
 public:
  TransferSearch(const BodyQuestion& question, BodyProbe& probe, Scope scope, bool wrapped)
      : probe_(probe),
        scope_(std::move(scope)),
        wrapped_(wrapped),
        line_end_(line_end_of(question)),
        trial_(question, probe, scope_) {
    for (const Leaf& leaf : scope_.leaves) {
      if (!leaf.text && leaf.coding == Coding::identity) continue;
      Group& group = !leaf.text ? data_ : leaf.html ? html_ : plain_;
      group.sources.push_back(source_of(leaf));
    }
  }

  bool run() {
    group_forms(plain_, text_recipes_);
    group_forms(html_, text_recipes_);
    group_forms(data_, data_recipes_);
    return together() || one_group(plain_) || one_group(html_) || one_group(data_) ||
           pairs(plain_, html_) || with_data() || single(plain_, text_recipes_) ||
           single(html_, text_recipes_) || single(data_, data_recipes_);
  }

 private:
  struct Group {
    std::vector<Source> sources;
    std::vector<Form> forms;
  };

  std::vector<Choice> choices(const Group& group, const std::vector<Recipe>& recipes) const {
    std::vector<Choice> out;
    for (const Recipe& recipe : recipes) {
      bool labelled = false;
      for (const Source& source : group.sources) {
        labelled |= !source.leaf.own &&
                    (recipe.coding != source.leaf.coding || recipe.coding == Coding::identity);
      }
      const std::size_t count = labelled ? labels(recipe.coding, true).size() : 1;
      for (std::size_t label = 0; label < count; ++label) out.push_back({&recipe, label});
    }
    return out;
  }

  // The distinct forms of a group, as long as they fit.
  void group_forms(Group& group, const std::vector<Recipe>& recipes) {
    if (group.sources.empty()) return;
    std::set<std::string> seen;
    for (const Choice& choice : choices(group, recipes)) {
      Form form{choice, {}};
      std::string key;
      for (const Source& source : group.sources) {
        append_form(form.changes, source, choice, line_end_);
      }
      for (const LeafChange& change : form.changes) {
        stored_ += 2 * change.text.size() + sizeof(LeafChange);
        key += std::to_string(change.offset) + ' ' + std::to_string(change.length) + ' ' +
               change.text + '\n';
      }
      if (stored_ > most_stored) {
        probe_.search().budget_ended = true;
        return;
      }
      if (!form.changes.empty() && seen.insert(std::move(key)).second) {
        group.forms.push_back(std::move(form));
      }
    }
  }

  static LeafChanges merged(const LeafChanges& a, const LeafChanges& b) {
    LeafChanges out;
    out.reserve(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out),
               [](const LeafChange& x, const LeafChange& y) { return x.offset < y.offset; });
    return out;
  }

  static const Form* same(const Group& group, const Choice& choice) {
    for (const Form& form : group.forms) {
      if (form.choice.recipe == choice.recipe && form.choice.label == choice.label) return &form;
    }
    return nullptr;
  }

  // All text of the message was written by one program.
  bool together() {
    for (const Form& form : plain_.forms) {
      if (const Form* other = same(html_, form.choice)) {
        if (proven(merged(form.changes, other->changes), form.choice)) return true;
      }
    }
    return false;
  }

  bool one_group(const Group& group) {
    for (const Form& form : group.forms) {
      if (proven(form.changes, form.choice)) return true;
    }
    return false;
  }

  static bool common(const Choice& choice) {
    return choice.label < (choice.recipe->coding == Coding::identity ? 2U : 1U) &&
           !choice.recipe->final_end;
  }

  bool pairs(const Group& a, const Group& b) {
    for (const Form& one : a.forms) {
      for (const Form& other : b.forms) {
        if (!common(one.choice) || !common(other.choice)) continue;
        if (proven(merged(one.changes, other.changes), one.choice)) return true;
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

  bool with_data() {
    for (const Form& data : data_.forms) {
      if (data.choice.recipe->final_end) continue;
      for (const Group* group : {&plain_, &html_}) {
        for (const Form& form : group->forms) {
          const Form* other = group == &plain_ ? same(html_, form.choice) : nullptr;
          LeafChanges changes = merged(form.changes, data.changes);
          if (other != nullptr) changes = merged(changes, other->changes);
          if (proven(changes, form.choice)) return true;
          if (trial_.ended()) return false;
        }
      }
    }
    return false;
  }

  bool single(const Group& group, const std::vector<Recipe>& recipes) {
    if (group.sources.size() < 2) return false;
    for (std::size_t i = 0; i < group.sources.size() && i < most_single_leaves; ++i) {
      for (const Choice& choice : choices(group, recipes)) {
        LeafChanges changes;
        append_form(changes, group.sources[i], choice, line_end_);
        if (proven(changes, choice)) return true;
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

  const Source& first_source() const {
    return !plain_.sources.empty()  ? plain_.sources[0]
           : !html_.sources.empty() ? html_.sources[0]
                                    : data_.sources[0];
  }

  bool proven(const LeafChanges& changes, const Choice& choice) {
    if (!trial_.test(changes)) return false;
    Edit edit{{}, {}, trial_.found(), {}};
    const Source* changed = &first_source();
    for (const Group* group : {&plain_, &html_, &data_}) {
      for (const Source& source : group->sources) {
        const std::size_t at = changes.back().offset;
        if (at >= source.leaf.offset && at <= source.leaf.offset + source.leaf.octets.size()) {
          changed = &source;
        }
      }
    }
    edit.params = {{"received", std::string(name_of(changed->leaf.coding, changed->ascii))},
                   {"signed", std::string(name_of(choice.recipe->coding, changed->ascii))}};
    const bool same_coding =
        choice.recipe->coding == changed->leaf.coding && choice.recipe->coding != Coding::identity;
    edit.ident = wrapped_      ? "list-wrapped-encoding"
                 : same_coding ? "encoded-lines"
                               : "transfer-encoding";
    add_fields(edit, choice);
    probe_.search().edit = std::move(edit);
    return true;
  }

  // The fields of the scope's root as they were when its content was the message's body.
  void add_fields(Edit& edit, const Choice& choice) const {
    const bool leaf_root = !scope_.leaves.empty() && scope_.leaves[0].own;
    if (wrapped_) {
      const message::Message header = message::parse_message(scope_.root->header, {}, {});
      for (const message::Field& field : header.fields) {
        if (leaf_root && equal_ignoring_case(field.name, "Content-Transfer-Encoding")) continue;
        if (!field.name.empty()) edit.fields.emplace_back(field.raw);
      }
    }
    if (!leaf_root) return;
    for (const std::string_view label : labels(choice.recipe->coding, first_source().ascii)) {
      if (!label.empty()) {
        edit.fields.push_back("Content-Transfer-Encoding: " + std::string(label));
      }
    }
  }

  BodyProbe& probe_;
  Scope scope_;
  bool wrapped_ = false;
  std::string_view line_end_;
  Trial trial_;
  Group plain_;
  Group html_;
  Group data_;
  std::size_t stored_ = 0;
  const std::vector<Recipe> text_recipes_ = text_recipes();
  const std::vector<Recipe> data_recipes_ = data_recipes();
};

}  // namespace

bool try_transfer(const BodyQuestion& question, BodyProbe& probe) {
  return TransferSearch(question, probe, whole_body(question), false).run();
}

bool try_wrapped_transfer(const BodyQuestion& question, BodyProbe& probe) {
  std::optional<Scope> scope = first_child(question);
  return scope && TransferSearch(question, probe, std::move(*scope), true).run();
}

}  // namespace indicia::forensics
