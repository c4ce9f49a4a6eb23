// Key records read leniently; see key_repair.h.
#include "dkim/key_repair.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "crypto/der.h"
#include "crypto/key_forms.h"
#include "crypto/rsa_key_der.h"
#include "dkim/key_text.h"
#include "text.h"

namespace indicia::dkim {

bool KeyReading::has(std::string_view fault) const {
  return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

namespace {

constexpr std::size_t longest_record = 16'384;
// Beyond this no order of strings is tried: the largest key of 8192 bits is 1,400 characters.
constexpr std::size_t longest_to_order = 4'096;
constexpr std::size_t most_pieces = 4;
constexpr std::size_t most_records = 10;

bool is_base64(char c) {
  return is_alnum(c) || c == '+' || c == '/';
}

// The value of p= to octets, and what had to be forgiven for it.
class Material {
 public:
  Material(std::string_view text, ForgivenFaults& faults) : faults_(faults) { read(text); }

  crypto::FoundKey key() const { return crypto::find_key(octets_); }
  bool private_key() const { return private_key_; }
  const KeyLength& length() const { return length_; }

 private:
  void read(std::string_view value) {
    std::string text = without_armour(value);
    if (text.find("...") != std::string::npos || text.find("\xE2\x80\xA6") != std::string::npos) {
      faults_.add("key-abbreviated");
      return;
    }
    text = without_percent(without_ssh_words(text));
    const std::string with_plus = spaces_as_plus(text);
    decode(without_fws(text));
    measure();
    if (key().form != crypto::KeyForm::none) return;
    if (octets_.starts_with("-----BEGIN ")) {
      faults_.add("key-double-base64");
      const std::string inner = std::exchange(octets_, {});
      decode(without_fws(without_armour(inner)));
      return;
    }
    if (!with_plus.empty()) try_plus(with_plus);
    private_key_ = private_key_ || crypto::begins_as_private_key(octets_);
    if (crypto::begins_as_ssh_key(octets_)) faults_.add("key-ssh");
  }

  // RFC 7468 2: -----BEGIN label----- and -----END label-----.
  std::string without_armour(std::string_view text) {
    constexpr std::string_view dashes = "-----";
    std::string out;
    while (true) {
      const std::size_t start = text.find(dashes);
      if (start == std::string_view::npos) return out.append(text);
      out += text.substr(0, start);
      text.remove_prefix(start + dashes.size());
      const std::size_t end = std::min(text.find(dashes), text.size());
      const std::string_view label = text.substr(0, end);
      faults_.add("key-pem");
      private_key_ = private_key_ || label.find("PRIVATE") != std::string_view::npos;
      text.remove_prefix(std::min(end + dashes.size(), text.size()));
    }
  }

  // A line of OpenSSH: the type, the key, a comment. The comment goes only where the key before it
  // is whole, because spaces may be of another origin.
  std::string_view without_ssh_words(std::string_view text) {
    constexpr std::string_view types[] = {"ssh-rsa", "ssh-ed25519"};
    for (const std::string_view type : types) {
      if (!text.starts_with(type)) continue;
      faults_.add("key-ssh");
      text = trim(text.substr(type.size()));
    }
    const std::string_view first = text.substr(0, text.find_first_of(" \t\r\n"));
    const bool whole = first.size() < text.size() && is_ssh(first);
    return whole ? first : text;
  }

  static bool is_ssh(std::string_view base64) {
    const auto octets = decode_base64(base64);
    return octets && crypto::begins_as_ssh_key(*octets) &&
           crypto::find_key(*octets).form != crypto::KeyForm::none;
  }

  std::string without_percent(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool encoded = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                           hex_value(text[i + 2]) >= 0;
      if (!encoded) {
        out += text[i];
        continue;
      }
      faults_.add("key-percent-encoding");
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    }
    return out;
  }

  // What a web form made of "+"; empty: there is no space.
  static std::string spaces_as_plus(std::string_view text) {
    if (text.find(' ') == std::string_view::npos) return {};
    std::string out(text);
    std::replace(out.begin(), out.end(), ' ', '+');
    return without_fws(out);
  }

  void try_plus(std::string_view text) {
    const auto octets = decode_base64(text);
    if (!octets || crypto::find_key(*octets).form == crypto::KeyForm::none) return;
    octets_ = *octets;
    faults_.add("key-plus-lost");
    measure_characters(text.size());
  }

  void decode(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (char c : text) {
      if (c == '-' || c == '_') {
        faults_.add("key-base64url");
        c = c == '-' ? '+' : '/';
      }
      if (is_base64(c)) {
        plain += c;
      } else if (c != '=') {
        faults_.add("key-stray-characters");
      }
    }
    measure_characters(text.size());
    ends_as_rsa_ = ends_as_rsa(plain);
    // A length that nothing encodes to: the last character stands for no octet.
    if (plain.size() % 4 == 1) plain.pop_back();
    octets_ = decode_base64(plain).value_or("");
  }

  // INTEGER 65537 at the end, by the three ways in which octets can lie in base64.
  static bool ends_as_rsa(std::string_view base64) {
    return base64.ends_with("IDAQAB") || base64.ends_with("CAwEAAQ") || base64.ends_with("AgMBAAE");
  }

  void measure_characters(std::size_t characters) { length_.characters = characters; }

  void measure() {
    length_.octets = octets_.size();
    length_.has_exponent = ends_as_rsa_;
    const auto outer = crypto::der::read_header(octets_);
    if (!outer || outer->tag != crypto::der::tag_sequence) return;
    constexpr std::size_t most = 8'192;  // no key is as long: the length field itself is damaged
    if (outer->promised() > most) return;
    length_.expected_octets = outer->promised();
    length_.expected_characters = (outer->promised() + 2) / 3 * 4;
  }

  ForgivenFaults& faults_;
  std::string octets_;
  bool private_key_ = false;
  bool ends_as_rsa_ = false;
  KeyLength length_;
};

const MeantTag* find(const std::vector<MeantTag>& tags, char name) {
  for (const MeantTag& tag : tags) {
    if (tag.name == name && !tag.value.empty()) return &tag;
  }
  return nullptr;
}

// A restriction of the key that is worth keeping: letters, digits and what separates them.
std::string kept(const std::vector<MeantTag>& tags, char name) {
  const MeantTag* tag = find(tags, name);
  if (tag == nullptr) return {};
  const std::string value = without_fws(tag->value);
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
    return is_alnum(c) || c == ':' || c == '*' || c == '-';
  });
  return plain && value.size() <= 64 ? std::string(1, name) + "=" + value + "; " : std::string();
}

void judge_type(const MeantTag* tag, std::string_view type, ForgivenFaults& faults) {
  if (tag == nullptr ? type == "rsa" : tag->value == type) return;
  const bool case_only = tag != nullptr && equal_ignoring_case(tag->value, type);
  faults.add(case_only ? "key-tag-case" : "key-type");
}

void judge_form(crypto::KeyForm form, ForgivenFaults& faults) {
  switch (form) {
    case crypto::KeyForm::rsa_pkcs1:
      return faults.add("key-pkcs1");
    case crypto::KeyForm::rsa_certificate:
    case crypto::KeyForm::ed25519_certificate:
      return faults.add("key-certificate");
    case crypto::KeyForm::rsa_ssh:
    case crypto::KeyForm::ed25519_ssh:
      return faults.add("key-ssh");
    case crypto::KeyForm::ed25519_spki:
      return faults.add("key-spki-ed25519");
    case crypto::KeyForm::rsa_private:
    case crypto::KeyForm::ed25519_private:
      return faults.add("key-private");
    case crypto::KeyForm::none:
    case crypto::KeyForm::rsa_spki:
    case crypto::KeyForm::ed25519_raw:
      return;
  }
}

std::string write_record(const std::vector<MeantTag>& tags, const crypto::FoundKey& key) {
  const std::string octets =
      key.is_rsa() ? crypto::write_rsa_spki(key.modulus, key.exponent) : std::string(key.ed25519);
  return "v=DKIM1; k=" + std::string(key.is_rsa() ? "rsa" : "ed25519") + "; " + kept(tags, 'h') +
         kept(tags, 's') + kept(tags, 't') + "p=" + encode_base64(octets);
}

// One p=: fills in the reading when it holds a key.
void read_public_key(KeyReading& reading, const std::vector<MeantTag>& tags, std::string_view value,
                     ForgivenFaults& faults) {
  const Material material(value, faults);
  const crypto::FoundKey key = material.key();
  reading.length = material.length();
  judge_form(key.form, faults);
  const bool secret = material.private_key() || key.form == crypto::KeyForm::rsa_private ||
                      key.form == crypto::KeyForm::ed25519_private;
  if (secret) faults.add("key-private");
  // What another p= before it has shown stays published.
  reading.private_key = reading.private_key || secret;
  if (!key.is_rsa() && !key.is_ed25519()) return;
  if (key.trailing) faults.add("key-trailing-octets");
  judge_type(find(tags, 'k'), key.is_rsa() ? "rsa" : "ed25519", faults);
  reading.record = write_record(tags, key);
}

// Nothing but base64, or the text of a PEM file or of a key of SSH.
bool is_bare_key(std::string_view text) {
  if (text.starts_with("-----BEGIN ") || text.starts_with("ssh-")) return true;
  constexpr std::size_t most_padding = 2;
  const std::size_t equals = text.find('=');
  return equals == std::string_view::npos || text.size() - equals <= most_padding;
}

KeyReading read_text(std::string_view text) {
  KeyReading reading;
  ForgivenFaults faults;
  const std::string plain = without_marks(text, faults);
  std::vector<MeantTag> tags = meant_tags(plain, faults);
  if (tags.empty() && is_bare_key(plain)) {
    // Believed only where it is one.
    faults.add("key-missing-tag");
    read_public_key(reading, tags, plain, faults);
    if (reading.record.empty() && !reading.private_key) return {};
  }
  for (const MeantTag& tag : tags) {
    if (tag.name != 'p' || tag.value.empty() || !reading.record.empty()) continue;
    read_public_key(reading, tags, tag.value, faults);
  }
  reading.faults = faults.take();
  return reading;
}

std::size_t total_size(std::span<const std::string> pieces) {
  std::size_t total = 0;
  for (const std::string& piece : pieces) total += piece.size();
  return total;
}

std::string joined(std::span<const std::string> pieces, const std::vector<std::size_t>& order) {
  std::string text;
  for (const std::size_t index : order) text += pieces[index];
  return text;
}

// Middle pieces may stand in any order without breaking the DER: the modulus is just another number
// then, and most numbers have small factors.
bool is_damaged(const KeyReading& reading) {
  return parse_key_record(reading.record).has_defect("key-small-factor");
}

// The order of the pieces that gives the soundest key with the fewest faults, other orders that
// give one as alternatives; record empty: none does.
KeyReading best_order(std::span<const std::string> pieces) {
  if (pieces.size() < 2 || pieces.size() > most_pieces) return {};
  if (total_size(pieces) > longest_to_order) return {};
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<KeyReading> readings;
  do {
    KeyReading reading = read_text(joined(pieces, order));
    if (!reading.record.empty()) readings.push_back(std::move(reading));
  } while (std::next_permutation(order.begin(), order.end()));
  if (readings.empty()) return {};
  std::stable_sort(readings.begin(), readings.end(), [](const KeyReading& a, const KeyReading& b) {
    const bool damaged = is_damaged(a);
    return damaged != is_damaged(b) ? !damaged : a.faults.size() < b.faults.size();
  });
  KeyReading best = std::move(readings.front());
  for (std::size_t i = 1; i < readings.size(); ++i) {
    if (readings[i].record != best.record) best.alternatives.push_back(readings[i].record);
  }
  return best;
}

// How much a record that holds no key has to tell.
int weight(const KeyReading& reading) {
  if (reading.private_key) return 3;
  if (reading.length.truncated()) return 2;
  return reading.length.characters > 0 || !reading.faults.empty() ? 1 : 0;
}

}  // namespace

KeyReading read_key_leniently(const std::vector<std::string>& strings) {
  constexpr std::size_t character_string = 255;
  const std::size_t total = total_size(strings);
  if (total > longest_record) return {};
  std::vector<std::size_t> order(strings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  KeyReading reading = read_text(joined(strings, order));
  reading.length.at_string_limit = total > 0 && total % character_string == 0;
  if (!reading.record.empty()) return reading;
  KeyReading other = best_order(strings);
  if (other.record.empty()) return reading;
  other.faults.insert(other.faults.begin(), "key-strings-order");
  return other;
}

KeyReading read_keys_leniently(const std::vector<dns::Record>& records) {
  KeyReading telling;
  std::vector<std::string> texts;
  for (const dns::Record& record : records) {
    if (texts.size() == most_records) break;
    KeyReading reading = read_key_leniently(record.strings);
    if (!reading.record.empty()) return reading;
    if (weight(reading) > weight(telling)) telling = std::move(reading);
    texts.push_back(record.text());
  }
  KeyReading split = best_order(texts);
  if (split.record.empty()) return telling;
  split.faults.insert(split.faults.begin(), "key-split-records");
  return split;
}

namespace {

LenientKey open_reading(KeyReading reading, const Signature& signature, std::string_view digest,
                        const Limits& limits) {
  LenientKey lenient;
  lenient.key.status = KeyStatus::absent;
  if (!reading.record.empty()) {
    PublicKey key = make_public_key(reading.record, limits);
    lenient.opened = open_signature(key, signature, digest);
    lenient.key = std::move(key.record);
  }
  lenient.reading = std::move(reading);
  return lenient;
}

}  // namespace

LenientKey open_leniently(const std::vector<dns::Record>& records, const Signature& signature,
                          std::string_view digest, const Limits& limits) {
  const KeyReading reading = read_keys_leniently(records);
  LenientKey first = open_reading(reading, signature, digest, limits);
  if (first.proven()) {
    first.reading.alternatives.clear();
    return first;
  }
  for (const std::string& record : reading.alternatives) {
    KeyReading other = reading;
    other.record = record;
    other.alternatives.clear();
    LenientKey opened = open_reading(std::move(other), signature, digest, limits);
    if (opened.proven()) return opened;
  }
  return first;
}

std::optional<LenientKey> open_reordered(const dns::Record& record, const Signature& signature,
                                         std::string_view digest, const Limits& limits) {
  // Two strings in the wrong order are no DER.
  constexpr std::size_t least_pieces = 3;
  if (record.strings.size() < least_pieces) return std::nullopt;
  KeyReading reading = best_order(record.strings);
  if (reading.record.empty()) return std::nullopt;
  reading.faults.insert(reading.faults.begin(), "key-strings-order");
  std::vector<std::string> candidates = std::move(reading.alternatives);
  candidates.insert(candidates.begin(), reading.record);
  reading.alternatives.clear();
  for (const std::string& candidate : candidates) {
    reading.record = candidate;
    LenientKey opened = open_reading(reading, signature, digest, limits);
    if (opened.proven()) return opened;
  }
  return std::nullopt;
}

}  // namespace indicia::dkim
