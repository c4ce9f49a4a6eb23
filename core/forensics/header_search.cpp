// The search over the header; see header_search.h.
#include "forensics/header_search.h"

#include <algorithm>
#include <array>

#include "forensics/header_hypotheses.h"
#include "forensics/header_params.h"
#include "forensics/header_trial.h"
#include "forensics/header_undo.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_attempts = 6'000;    // of one hypothesis
constexpr std::size_t most_verifications = 40;  // of one hypothesis, without a digest
constexpr std::size_t most_kept = 24;           // of one hypothesis, for sets and pairs
constexpr std::size_t longest_kept = 4'096;     // octets of one change's text

struct Row {
  std::string_view ident;
  Hypothesis hypothesis;
  bool common = false;  // among the ten that are tried in pairs
};

constexpr std::array rows = {
    Row{"copied-field", copied_fields},
    Row{"field-of-body", fields_of_body},
    Row{"subject-tag", subject_tag, true},
    Row{"from-rewritten", from_rewritten, true},
    Row{"reply-to-added", reply_to_added, true},
    Row{"list-field-added", list_field_added, true},
    Row{"subject-marks", subject_marks},
    Row{"reply-to-replaced", reply_to_replaced},
    Row{"content-type-rewritten", content_type_rewritten, true},
    Row{"transfer-encoding-changed", transfer_encoding_changed, true},
    Row{"mime-version-changed", mime_version_changed, true},
    Row{"date-reformatted", date_reformatted, true},
    Row{"message-id-replaced", message_id_replaced, true},
    Row{"recipients-reformatted", recipients_reformatted, true},
    Row{"original-elsewhere", original_elsewhere},
    Row{"duplicate-field", duplicate_field},
    Row{"field-removed", field_removed},
    Row{"volatile-field", volatile_field},
    Row{"encoding-changed", encoding_changed},
    Row{"token-broken", token_broken},
    Row{"refolded", refolded},
    Row{"name-case", name_case},
    Row{"fields-reordered", fields_reordered},
    Row{"body-hash-replaced", body_hash_replaced},
    Row{"signature-refolded", signature_refolded},
    Row{"signature-tag-added", signature_tag_added},
    Row{"signature-tag-removed", signature_tag_removed},
    Row{"signature-letter-case", signature_letter_case},
};

// Changes that one kind of host makes together (dkim-forensics.md 5.2): of each hypothesis its
// first few, or none.
struct Choice {
  std::string_view ident;
  std::size_t most = 0;
};

struct Set {
  std::string_view ident;
  std::array<Choice, 5> choices;
};

constexpr std::array sets = {
    Set{"set-list",
        {{{"subject-tag", 16},
          {"from-rewritten", 16},
          {"reply-to-added", 2},
          {"field-of-body", 1},
          {"list-field-added", 1}}}},
    Set{"set-group",
        {{{"from-rewritten", 12},
          {"reply-to-added", 2},
          {"reply-to-replaced", 4},
          {"list-field-added", 8},
          {"subject-tag", 4}}}},
    Set{"set-rebuilt",
        {{{"content-type-rewritten", 5},
          {"transfer-encoding-changed", 4},
          {"mime-version-changed", 2},
          {"date-reformatted", 5},
          {"recipients-reformatted", 8}}}},
    // The list's program has written the MIME fields anew as well.
    Set{"set-list-rebuilt",
        {{{"subject-tag", 6},
          {"from-rewritten", 8},
          {"reply-to-added", 2},
          {"field-of-body", 1},
          {"content-type-rewritten", 8}}}},
    Set{"set-relay",
        {{{"message-id-replaced", 8}, {"from-rewritten", 12}, {"original-elsewhere", 6}}}},
};

constexpr std::string_view pairs_ident = "two-edits";

constexpr auto idents = [] {
  std::array<std::string_view, rows.size() + signer_fault_idents.size() + sets.size() + 1> all = {};
  std::size_t at = 0;
  for (const Row& row : rows) all[at++] = row.ident;
  for (const std::string_view ident : signer_fault_idents) all[at++] = ident;
  for (const Set& set : sets) all[at++] = set.ident;
  all[at] = pairs_ident;
  return all;
}();

using Changes = std::vector<Change>;

bool share_a_field(const Changes& a, const Changes& b) {
  return std::any_of(a.begin(), a.end(), [&](const Change& one) {
    return one.field != nullptr && std::any_of(b.begin(), b.end(), [&](const Change& other) {
             return one.field == other.field;
           });
  });
}

bool is_short(const Changes& changes) {
  return std::all_of(changes.begin(), changes.end(),
                     [](const Change& one) { return one.text.size() <= longest_kept; });
}

class HeaderSearch {
 public:
  HeaderSearch(const HeaderQuestion& question, Meter& meter)
      : question_(question),
        trial_(question, meter, search_),
        ground_{*question.message, *question.examined, question.fields,
                question.examined->signature.header_canonicalization ==
                    dkim::Canonicalization::simple} {}

  Search run() {
    if (!proven_elsewhere()) by_trial();
    return std::move(search_);
  }

 private:
  bool over() const { return search_.edit.has_value() || search_.budget_ended; }

  void exclude(std::string_view ident) { search_.excluded.push_back(ident); }

  void by_trial() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      one_cause(i);
      if (over()) return;
    }
    faults();
    // Without a digest only single causes are tried.
    if (over() || question_.digest.empty()) return;
    for (const Set& set : sets) {
      together(set);
      if (over()) return;
    }
    pairs();
  }

  // An edit that breaks one signature usually breaks the others: no search is needed.
  bool proven_elsewhere() {
    constexpr std::size_t most = 8;
    std::size_t count = 0;
    for (const Edit* edit : question_.proven) {
      if (edit->undo.empty()) continue;
      if (++count > most || !trial_.charge(question_.message->header.size())) return false;
      if (!proves(edit->undo)) continue;
      search_.edit = *edit;
      return true;
    }
    return false;
  }

  // Made anew from the octets: this is what the report claims.
  bool proves(const std::vector<Replacement>& undo) {
    const std::vector<std::string> digests =
        header_digests(undone_header(*question_.message, undo), question_.examined->signature);
    return std::any_of(digests.begin(), digests.end(),
                       [&](const std::string& one) { return trial_.fits(one); });
  }

  // True also ends the hypothesis: proof, budget or bound.
  bool attempt(std::string_view ident, const Changes& changes) {
    if (trial_.test(changes) && accept(ident, changes)) return true;
    return search_.budget_ended;
  }

  bool accept(std::string_view ident, const Changes& changes) {
    Changes needed;
    for (const Change& one : changes) {
      const bool idle =
          one.kind != Change::Kind::inserted && trial_.input().updates(std::span(&one, 1)).empty();
      if (!idle) needed.push_back(one);
    }
    // Several that have an effect only together.
    if (needed.empty()) needed = changes;
    std::vector<Replacement> undo = undo_of(*question_.message, needed);
    if (!proves(undo)) {
      needed = changes;
      undo = undo_of(*question_.message, needed);
      if (!proves(undo)) return false;
    }
    search_.edit = Edit{ident, params_of(ident, needed), std::move(undo), {}};
    return true;
  }

  void one_cause(std::size_t index) {
    const Row& row = rows[index];
    std::size_t attempts = 0;
    const std::size_t most = question_.digest.empty() ? most_verifications : most_attempts;
    bool bounded = false;
    Offers offers(ground_, [&](const Changes& changes) {
      if (attempts == most) {
        bounded = true;
        return true;
      }
      const std::uint64_t before = search_.tried;
      const bool ended = attempt(row.ident, changes);
      if (search_.tried == before) return ended;
      ++attempts;
      if (!ended && kept_[index].size() < most_kept && is_short(changes)) {
        kept_[index].push_back(changes);
      }
      return ended;
    });
    row.hypothesis(ground_, offers);
    if (!over() && !bounded && !offers.was_cut()) exclude(row.ident);
  }

  void faults() {
    for (const SignerFault& fault : signer_faults()) {
      const std::string input = fault.input(ground_);
      if (!input.empty() && input != trial_.input().text() && trial_.test_input(input)) {
        search_.edit = Edit{fault.ident, {}, {}, {}};
      }
      if (over()) return;
      exclude(fault.ident);
    }
  }

  const std::vector<Changes>& kept(std::string_view ident) const {
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.ident == ident; });
    return kept_[static_cast<std::size_t>(row - rows.begin())];
  }

  void together(const Set& set) {
    join(set, 0, {}, 0);
    if (!over()) exclude(set.ident);
  }

  // Depth first: the choices from `next` on, each with one of its first changes or none. Fewer than
  // two were tried alone.
  bool join(const Set& set, std::size_t next, const Changes& changes, std::size_t count) {
    if (next == set.choices.size() || set.choices[next].ident.empty()) {
      return count > 1 && attempt(set.ident, changes);
    }
    const Choice& choice = set.choices[next];
    const std::vector<Changes>& options = kept(choice.ident);
    for (std::size_t i = 0; i < std::min(options.size(), choice.most); ++i) {
      if (share_a_field(changes, options[i])) continue;
      Changes more = changes;
      more.insert(more.end(), options[i].begin(), options[i].end());
      if (join(set, next + 1, more, count + 1)) return true;
    }
    return join(set, next + 1, changes, count);
  }

  void pairs() {
    for (std::size_t sum = 0; sum + 1 < 2 * rows.size(); ++sum) {
      for (std::size_t i = 0; i <= sum / 2 && i < rows.size(); ++i) {
        const std::size_t k = sum - i;
        if (k <= i || k >= rows.size() || !rows[i].common || !rows[k].common) continue;
        if (pair(kept_[i], kept_[k])) return;
      }
    }
    exclude(pairs_ident);
  }

  bool pair(const std::vector<Changes>& some, const std::vector<Changes>& others) {
    for (const Changes& one : some) {
      for (const Changes& other : others) {
        if (share_a_field(one, other)) continue;
        Changes both = one;
        both.insert(both.end(), other.begin(), other.end());
        if (attempt(pairs_ident, both)) return true;
      }
    }
    return false;
  }

  const HeaderQuestion& question_;
  Search search_;
  HeaderTrial trial_;
  Ground ground_;
  std::array<std::vector<Changes>, rows.size()> kept_;
};

}  // namespace

Search search_header(const HeaderQuestion& question, Meter& meter) {
  const dkim::Signature& signature = question.examined->signature;
  if (signature.hash == dkim::Hash::unknown ||
      signature.header_canonicalization == dkim::Canonicalization::unknown ||
      (question.digest.empty() && question.key == nullptr)) {
    return {};
  }
  return HeaderSearch(question, meter).run();
}

std::span<const std::string_view> header_hypotheses() {
  return idents;
}

}  // namespace indicia::forensics
