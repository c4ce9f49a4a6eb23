// Pieces of a header input and digests of changed ones; see header_input.h.
#include "forensics/header_input.h"

#include <algorithm>
#include <utility>

#include "dkim/canonical.h"
#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t no_slot = static_cast<std::size_t>(-1);

std::string lower_name_of(const Change& change) {
  return to_lower(change.field != nullptr ? change.field->name : field_of(change.text).name);
}

}  // namespace

message::Field field_of(std::string_view text) {
  message::Field field;
  const std::size_t colon = std::min(text.find(':'), text.size());
  field.raw = text;
  field.name = text.substr(0, colon);
  while (!field.name.empty() && is_wsp(field.name.back())) field.name.remove_suffix(1);
  field.value = text.substr(std::min(colon + 1, text.size()));
  return field;
}

RunningHash::RunningHash(dkim::Hash hash) {
  if (hash == dkim::Hash::sha1) state_ = crypto::Sha1();
}

void RunningHash::update(std::string_view octets) {
  std::visit([&](auto& state) { state.update(octets); }, state_);
}

std::string RunningHash::digest() const {
  return std::visit([](const auto& state) { return state.digest(); }, state_);
}

HeaderInput::HeaderInput(const message::Message& message, const dkim::Examined& examined)
    : message_(message),
      examined_(examined),
      canonicalization_(examined.signature.header_canonicalization),
      field_slots_(message.fields.size(), no_slot) {
  const dkim::Signature& signature = examined.signature;
  std::vector<Name*> by_slot;
  for (const std::string& name : signature.signed_headers) {
    Name& entry = names_[to_lower(name)];
    entry.slots.push_back(by_slot.size());
    by_slot.push_back(&entry);
  }
  for (const message::Field& field : message.fields) {
    if (field.name.empty() || &field == examined.field) continue;
    const auto entry = names_.find(to_lower(field.name));
    if (entry != names_.end()) entry->second.instances.push_back(&field);
  }
  RunningHash hash(signature.hash);
  const auto open_slot = [&] { slots_.push_back({text_.size(), states_.size()}); };
  const auto close_slot = [&] {
    states_.push_back(hash);
    hash.update(std::string_view(text_).substr(slots_.back().begin));
  };
  std::map<const Name*, std::size_t> taken;
  for (std::size_t slot = 0; slot < by_slot.size(); ++slot) {
    open_slot();
    const message::Field* field = field_at(*by_slot[slot], taken[by_slot[slot]]++);
    if (field == nullptr) continue;
    field_slots_[static_cast<std::size_t>(field - message.fields.data())] = slot;
    dkim::append_canonical(text_, *field, canonicalization_);
    text_ += "\r\n";
    close_slot();
  }
  open_slot();
  dkim::append_canonical_without(text_, *examined.field, signature.b_offset, signature.b_length,
                                 canonicalization_);
  close_slot();
}

// RFC 6376 5.4.2: from the bottom up.
const message::Field* HeaderInput::field_at(const Name& name, std::size_t place) const {
  return place < name.instances.size() ? name.instances[name.instances.size() - 1 - place]
                                       : nullptr;
}

std::string_view HeaderInput::piece(std::size_t slot) const {
  const std::size_t begin = slots_[slot].begin;
  const std::size_t end = slot + 1 < slots_.size() ? slots_[slot + 1].begin : text_.size();
  return std::string_view(text_).substr(begin, end - begin);
}

std::size_t HeaderInput::slot_of(const message::Field* field) const {
  return field_slots_[static_cast<std::size_t>(field - message_.fields.data())];
}

std::string HeaderInput::canonical(const message::Field& field) const {
  std::string out;
  dkim::append_canonical(out, field, canonicalization_);
  out += "\r\n";
  return out;
}

// RFC 6376 3.7: the signature field goes without the value of b= and without a line end.
std::string HeaderInput::canonical_signature(std::string_view text) const {
  const message::Field field = field_of(text);
  const dkim::Signature signature = dkim::parse_signature(field.value);
  std::string out;
  dkim::append_canonical_without(out, field, signature.b_offset, signature.b_length,
                                 canonicalization_);
  return out;
}

void HeaderInput::add(std::vector<Update>& updates, std::size_t slot, std::string text) const {
  if (text != piece(slot)) updates.push_back({slot, std::move(text)});
}

// Which instances the slots of one name hold when some are gone and others have come.
void HeaderInput::select_again(const Name& name, std::string_view lower_name,
                               std::span<const Change> changes,
                               std::vector<Update>& updates) const {
  std::vector<const Change*> concerned;
  for (const Change& change : changes) {
    if (lower_name_of(change) == lower_name) concerned.push_back(&change);
  }
  std::vector<std::string> pieces;  // bottom up
  for (const Change* change : concerned) {
    if (change->kind == Change::Kind::inserted) pieces.push_back(canonical(field_of(change->text)));
  }
  for (std::size_t i = name.instances.size(); i > 0 && pieces.size() < name.slots.size(); --i) {
    const message::Field* field = name.instances[i - 1];
    const auto change = std::find_if(concerned.begin(), concerned.end(),
                                     [&](const Change* one) { return one->field == field; });
    if (change == concerned.end()) {
      const std::size_t slot = slot_of(field);
      pieces.push_back(slot == no_slot ? canonical(*field) : std::string(piece(slot)));
    } else if ((*change)->kind == Change::Kind::replaced) {
      pieces.push_back(canonical(field_of((*change)->text)));
    }
  }
  pieces.resize(name.slots.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    add(updates, name.slots[i], std::move(pieces[i]));
  }
}

std::vector<HeaderInput::Update> HeaderInput::updates(std::span<const Change> changes) const {
  std::vector<std::string> selected;  // names whose instances come or go
  for (const Change& change : changes) {
    if (change.kind == Change::Kind::replaced) continue;
    std::string name = lower_name_of(change);
    if (std::find(selected.begin(), selected.end(), name) == selected.end()) {
      selected.push_back(std::move(name));
    }
  }
  std::vector<Update> updates;
  for (const std::string& name : selected) {
    const auto entry = names_.find(name);
    if (entry != names_.end()) select_again(entry->second, name, changes, updates);
  }
  for (const Change& change : changes) {
    if (change.kind != Change::Kind::replaced) continue;
    if (change.field == examined_.field) {
      add(updates, slots(), canonical_signature(change.text));
      continue;
    }
    const std::size_t slot = slot_of(change.field);
    if (slot == no_slot) continue;
    if (!selected.empty() &&
        std::find(selected.begin(), selected.end(), lower_name_of(change)) != selected.end()) {
      continue;
    }
    add(updates, slot, canonical(field_of(change.text)));
  }
  std::sort(updates.begin(), updates.end(),
            [](const Update& a, const Update& b) { return a.slot < b.slot; });
  return updates;
}

std::size_t HeaderInput::cost(const std::vector<Update>& updates) const {
  if (updates.empty()) return 0;
  std::size_t octets = text_.size() - slots_[updates.front().slot].begin;
  for (const Update& update : updates) {
    octets += update.text.size();
    octets -= piece(update.slot).size();
  }
  return octets;
}

std::string HeaderInput::digest(const std::vector<Update>& updates) const {
  const Slot& first = slots_[updates.empty() ? slots() : updates.front().slot];
  RunningHash hash = states_[first.state];
  std::size_t at = first.begin;
  const std::string_view text = text_;
  for (const Update& update : updates) {
    const std::size_t begin = slots_[update.slot].begin;
    hash.update(text.substr(at, begin - at));
    hash.update(update.text);
    at = begin + piece(update.slot).size();
  }
  hash.update(text.substr(at));
  return hash.digest();
}

}  // namespace indicia::forensics
