// Header inputs as signers with known errors make them (dkim-forensics.md 5.3). Such a signature
// never verified anywhere that follows RFC 6376 3.7, whatever happened to the message.
#include <array>
#include <map>

#include "dkim/canonical.h"
#include "forensics/header_hypotheses.h"
#include "message/tag_list.h"
#include "text.h"

namespace indicia::forensics {

namespace {

using dkim::Canonicalization;

// What the parts of an input are made of; each fault changes one thing.
struct Rules {
  Canonicalization canonicalization = Canonicalization::simple;
  bool repeat = false;        // a name given twice takes the same field twice
  bool absent_names = false;  // a name without a field as an empty field
  bool names_as_written = false;
  bool signature_field = true;
};

const message::Field* select(const std::vector<const message::Field*>& instances, std::size_t place,
                             const Rules& rules) {
  if (instances.empty()) return nullptr;
  if (rules.repeat) place = 0;
  if (place >= instances.size()) return nullptr;
  return instances[instances.size() - 1 - place];
}

void append_field(std::string& out, const message::Field& field, const Rules& rules) {
  const std::size_t start = out.size();
  dkim::append_canonical(out, field, rules.canonicalization);
  if (rules.names_as_written) out.replace(start, field.name.size(), field.name);
  out += "\r\n";
}

std::string fields_input(const Ground& ground, const Rules& rules) {
  std::map<std::string, std::vector<const message::Field*>> by_name;
  std::map<std::string, std::size_t> taken;
  for (const std::string& name : ground.examined.signature.signed_headers) by_name[to_lower(name)];
  for (const message::Field& field : ground.message.fields) {
    const auto entry = by_name.find(to_lower(field.name));
    if (entry != by_name.end() && &field != ground.examined.field) entry->second.push_back(&field);
  }
  std::string out;
  for (const std::string& name : ground.examined.signature.signed_headers) {
    const std::string lower_name = to_lower(name);
    const message::Field* field = select(by_name[lower_name], taken[lower_name]++, rules);
    if (field != nullptr) {
      append_field(out, *field, rules);
    } else if (rules.absent_names) {
      out += lower_name + ":\r\n";
    }
    if (out.size() > ground.message.header.size() * 2) break;  // a name repeated without end
  }
  return out;
}

void append_signature(std::string& out, const Ground& ground, Canonicalization canonicalization,
                      std::size_t offset, std::size_t length) {
  dkim::append_canonical_without(out, *ground.examined.field, offset, length, canonicalization);
}

std::string input(const Ground& ground, const Rules& rules) {
  std::string out = fields_input(ground, rules);
  const dkim::Signature& signature = ground.examined.signature;
  if (!rules.signature_field) return out;
  const std::size_t start = out.size();
  append_signature(out, ground, rules.canonicalization, signature.b_offset, signature.b_length);
  if (rules.names_as_written) {
    const std::string_view name = ground.examined.field->name;
    out.replace(start, name.size(), name);
  }
  return out;
}

Rules right_rules(const Ground& ground) {
  return {.canonicalization = ground.examined.signature.header_canonicalization};
}

std::string with_line_end(const Ground& ground) {
  return input(ground, right_rules(ground)) + "\r\n";
}

std::string same_field_twice(const Ground& ground) {
  Rules rules = right_rules(ground);
  rules.repeat = true;
  return input(ground, rules);
}

std::string absent_as_empty(const Ground& ground) {
  Rules rules = right_rules(ground);
  rules.absent_names = true;
  return input(ground, rules);
}

std::string names_kept(const Ground& ground) {
  Rules rules = right_rules(ground);
  rules.names_as_written = true;
  return ground.simple ? std::string() : input(ground, rules);
}

std::string other_canonicalization(const Ground& ground) {
  Rules rules = right_rules(ground);
  rules.canonicalization = ground.simple ? Canonicalization::relaxed : Canonicalization::simple;
  return input(ground, rules);
}

std::string without_signature_field(const Ground& ground) {
  Rules rules = right_rules(ground);
  rules.signature_field = false;
  return input(ground, rules);
}

// White space next to the value of b= belongs to the value (RFC 6376 3.7).
std::string blank_kept(const Ground& ground) {
  const dkim::Signature& signature = ground.examined.signature;
  const std::string_view raw =
      ground.examined.field->value.substr(signature.b_offset, signature.b_length);
  const std::string_view value = trim(raw);
  if (value.size() == raw.size()) return {};
  const Rules rules = right_rules(ground);
  std::string out = fields_input(ground, rules);
  append_signature(out, ground, rules.canonicalization,
                   signature.b_offset + static_cast<std::size_t>(value.data() - raw.data()),
                   value.size());
  return out;
}

// The whole tag taken out, or everything behind it.
std::string tag_cut(const Ground& ground, bool with_rest) {
  const std::string_view field_value = ground.examined.field->value;
  const message::TagList tags = message::parse_tag_list(field_value);
  const message::Tag* tag = tags.find("b");
  if (tag == nullptr) return {};
  const Rules rules = right_rules(ground);
  std::string out = fields_input(ground, rules);
  const std::size_t begin = with_rest ? tag->value_offset : tag->name_offset;
  const std::size_t end = tag->value_offset + tag->raw_value_length;
  append_signature(out, ground, rules.canonicalization, begin,
                   (with_rest ? field_value.size() : end) - begin);
  return out;
}

std::string tag_left_out(const Ground& ground) {
  return tag_cut(ground, false);
}

std::string rest_left_out(const Ground& ground) {
  return tag_cut(ground, true);
}

constexpr std::array faults = {
    SignerFault{signer_fault_idents[0], with_line_end},
    SignerFault{signer_fault_idents[1], other_canonicalization},
    SignerFault{signer_fault_idents[2], blank_kept},
    SignerFault{signer_fault_idents[3], tag_left_out},
    SignerFault{signer_fault_idents[4], rest_left_out},
    SignerFault{signer_fault_idents[5], same_field_twice},
    SignerFault{signer_fault_idents[6], absent_as_empty},
    SignerFault{signer_fault_idents[7], names_kept},
    SignerFault{signer_fault_idents[8], without_signature_field},
};

}  // namespace

std::span<const SignerFault> signer_faults() {
  return faults;
}

}  // namespace indicia::forensics
