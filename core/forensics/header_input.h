// The header input of one signature (RFC 6376 3.7) in pieces, and its digest with some of them
// changed. The running hash is kept before every piece, so that a hypothesis about a late field
// does not hash the earlier ones again.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/crypto.h"
#include "dkim/signature.h"
#include "dkim/verify.h"
#include "message/field.h"

namespace indicia::forensics {

// One step back from the received header to the signed one.
struct Change {
  enum class Kind {
    replaced,  // `field` had this text when it was signed; its name stays, letter case aside
    removed,   // `field` was not there
    inserted,  // a field of this text was there; it is put in as the last of the header section
  };
  Kind kind = Kind::replaced;
  const message::Field* field = nullptr;  // one of the message's own; null: inserted
  std::string text;  // "Name: value", folded with CRLF, without a final line end

  bool operator==(const Change&) const = default;
};

// The text of one field, as parse_message would read it. Views into the text.
message::Field field_of(std::string_view text);

// A running hash of either kind.
class RunningHash {
 public:
  explicit RunningHash(dkim::Hash hash);
  void update(std::string_view octets);
  std::string digest() const;

 private:
  std::variant<crypto::Sha256, crypto::Sha1> state_;
};

class HeaderInput {
 public:
  // A piece of the input that reads otherwise: the slot of h= it belongs to, or slots() for the
  // signature field itself, and its canonical octets with the line end.
  struct Update {
    std::size_t slot = 0;
    std::string text;
  };

  // Both must outlive this.
  HeaderInput(const message::Message& message, const dkim::Examined& examined);

  // The pieces that differ once the changes are made, by slot; empty: the input stays the same.
  std::vector<Update> updates(std::span<const Change> changes) const;

  // Octets that digest() will hash.
  std::size_t cost(const std::vector<Update>& updates) const;
  std::string digest(const std::vector<Update>& updates) const;

  std::size_t slots() const { return slots_.size() - 1; }
  std::string_view text() const { return text_; }
  // The octets of one slot, line end included; empty: no field stands there.
  std::string_view piece(std::size_t slot) const;

 private:
  struct Slot {
    std::size_t begin = 0;  // in text_
    std::size_t state = 0;  // in states_
  };
  struct Name {
    std::vector<const message::Field*> instances;  // top to bottom
    std::vector<std::size_t> slots;                // in h= order
  };

  const message::Field* field_at(const Name& name, std::size_t place) const;
  void select_again(const Name& name, std::string_view lower_name, std::span<const Change> changes,
                    std::vector<Update>& updates) const;
  std::string canonical(const message::Field& field) const;
  std::string canonical_signature(std::string_view text) const;
  std::size_t slot_of(const message::Field* field) const;
  void add(std::vector<Update>& updates, std::size_t slot, std::string text) const;

  const message::Message& message_;
  const dkim::Examined& examined_;
  dkim::Canonicalization canonicalization_;
  std::map<std::string, Name, std::less<>> names_;
  std::string text_;
  std::vector<Slot> slots_;               // one for each name in h=, then the signature field
  std::vector<RunningHash> states_;       // before every piece that is not empty
  std::vector<std::size_t> field_slots_;  // by index of the field; no_slot: not signed
};

}  // namespace indicia::forensics
