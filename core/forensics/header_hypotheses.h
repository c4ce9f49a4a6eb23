// The hypotheses about a header (dkim-forensics.md 5), one function for each: it offers changes,
// most likely first, until one is proven. A hypothesis that could offer more than its bound says so
// with cut() and is then not among those excluded.
//
// Bounds, so that hostile headers cost linear time: texts are made only for fields of at most
// Ground::longest_field octets and for the first Ground::most_fields signed fields; what one
// hypothesis makes of one field is at most a few thousand texts; of one name at most
// Ground::most_instances instances come and go.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/verify.h"
#include "forensics/header_input.h"
#include "forensics/header_search.h"
#include "message/field.h"

namespace indicia::forensics {

// What the hypotheses read.
struct Ground {
  static constexpr std::size_t longest_field = 16'384;
  static constexpr std::size_t most_fields = 256;
  static constexpr std::size_t most_instances = 16;

  const message::Message& message;
  const dkim::Examined& examined;
  const std::vector<std::string>& fields;  // HeaderQuestion::fields
  bool simple = false;                     // header canonicalization: every octet counts

  // The signed instance, the first one of several; null: none.
  const message::Field* signed_field(std::string_view name) const;
  bool is_named(std::string_view name) const;  // in h=
  // The first field of that name, signed or not; null: none or too long to be used.
  const message::Field* any_field(std::string_view name) const;
};

// Takes offers. Every function returns whether the search is over.
class Offers {
 public:
  using Test = std::function<bool(const std::vector<Change>&)>;

  Offers(const Ground& ground, Test test) : ground_(ground), test_(std::move(test)) {}

  bool changes(const std::vector<Change>& changes) { return test_(changes); }
  bool remove(const message::Field& field);
  // The field with this value: all after its colon, with its white space.
  bool exactly(const message::Field& field, std::string_view value);
  // The same, but not where only white space differs: that is a cause of its own.
  bool value(const message::Field& field, std::string_view value);
  // The field with this content; where white space counts, in its usual foldings too.
  bool content(const message::Field& field, std::string_view content);
  bool insert(std::string_view name, std::string_view content);

  // Hypotheses are left out by a bound.
  void cut() { was_cut_ = true; }
  bool was_cut() const { return was_cut_; }

 private:
  const Ground& ground_;
  Test test_;
  bool was_cut_ = false;
};

using Hypothesis = bool (*)(const Ground& ground, Offers& offers);

// header_hypotheses_subject.cpp
bool subject_tag(const Ground& ground, Offers& offers);    // something was put into the Subject
bool subject_marks(const Ground& ground, Offers& offers);  // Re:, tags and counters in other order
// header_hypotheses_author.cpp
bool from_rewritten(const Ground& ground, Offers& offers);
bool reply_to_added(const Ground& ground, Offers& offers);
bool reply_to_replaced(const Ground& ground, Offers& offers);
// header_hypotheses_recipients.cpp
bool recipients_reformatted(const Ground& ground, Offers& offers);
// header_hypotheses_mime.cpp
bool content_type_rewritten(const Ground& ground, Offers& offers);
bool transfer_encoding_changed(const Ground& ground, Offers& offers);
bool mime_version_changed(const Ground& ground, Offers& offers);
// header_hypotheses_date.cpp
bool date_reformatted(const Ground& ground, Offers& offers);
// header_hypotheses_copies.cpp
bool copied_fields(const Ground& ground, Offers& offers);   // z=
bool fields_of_body(const Ground& ground, Offers& offers);  // what a proven body edit tells
bool message_id_replaced(const Ground& ground, Offers& offers);
bool original_elsewhere(const Ground& ground, Offers& offers);  // X-Original-<name>
// header_hypotheses_instances.cpp
bool list_field_added(const Ground& ground, Offers& offers);
bool field_removed(const Ground& ground, Offers& offers);
bool duplicate_field(const Ground& ground, Offers& offers);
bool fields_reordered(const Ground& ground, Offers& offers);
bool volatile_field(const Ground& ground, Offers& offers);
// header_hypotheses_spacing.cpp
bool refolded(const Ground& ground, Offers& offers);
bool name_case(const Ground& ground, Offers& offers);
bool token_broken(const Ground& ground, Offers& offers);
// header_hypotheses_encoding.cpp
bool encoding_changed(const Ground& ground, Offers& offers);
// header_hypotheses_signature.cpp
bool body_hash_replaced(const Ground& ground, Offers& offers);
bool signature_refolded(const Ground& ground, Offers& offers);
bool signature_tag_added(const Ground& ground, Offers& offers);
bool signature_tag_removed(const Ground& ground, Offers& offers);
bool signature_letter_case(const Ground& ground, Offers& offers);

// header_signer_faults.cpp: how a signer may have hashed by rules of its own. No edit of the
// message mends these.
struct SignerFault {
  std::string_view ident;
  // The header input as such a signer makes it; empty: it cannot differ here.
  std::string (*input)(const Ground& ground);
};
std::span<const SignerFault> signer_faults();  // in the order of signer_fault_idents

inline constexpr std::array<std::string_view, 9> signer_fault_idents = {
    "signer-line-end",        "signer-other-canonicalization", "signer-blank-at-signature",
    "signer-tag-left-out",    "signer-rest-left-out",          "signer-field-twice",
    "signer-absent-as-empty", "signer-names-as-written",       "signer-own-field-left-out"};

}  // namespace indicia::forensics
