// Key records read leniently: what is read is a key by the RFC and reads as itself. NUL octets
// separate the character-strings, two of them the records.
#include "dkim/key_repair.h"

#include <algorithm>

#include "input.h"

using namespace indicia;

namespace {

std::vector<dns::Record> records_of(std::string_view text) {
  std::vector<dns::Record> records(1);
  records.back().strings.emplace_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\0') {
      records.back().strings.back() += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '\0') {
      records.emplace_back().strings.emplace_back();
      ++i;
    } else {
      records.back().strings.emplace_back();
    }
  }
  return records;
}

void check(const dkim::KeyReading& reading) {
  for (auto one = reading.faults.begin(); one != reading.faults.end(); ++one) {
    fuzz::require(std::find(one + 1, reading.faults.end(), *one) == reading.faults.end());
  }
  fuzz::require(reading.private_key == reading.has("key-private"));
  fuzz::require(!reading.record.empty() || reading.alternatives.empty());
  if (reading.record.empty()) return;
  std::vector<std::string> all = reading.alternatives;
  all.push_back(reading.record);
  for (const std::string& record : all) {
    const dkim::KeyRecord key = dkim::parse_key_record(record);
    fuzz::require(key.status == dkim::KeyStatus::usable ||
                  key.has_defect("key-impossible-numbers"));
    const dkim::KeyReading again = dkim::read_key_leniently({record});
    fuzz::require(again.record == record && again.faults.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<dns::Record> records = records_of(fuzz::text(data, size));
  for (const dns::Record& record : records) check(dkim::read_key_leniently(record.strings));
  check(dkim::read_keys_leniently(records));
  dkim::Signature signature;
  signature.key_type = dkim::KeyType::rsa;
  signature.hash = dkim::Hash::sha256;
  signature.signature = std::string(128, 'x');
  dkim::open_leniently(records, signature, std::string(32, 'x'), {});
  for (const dns::Record& record : records) {
    dkim::open_reordered(record, signature, std::string(32, 'x'), {});
  }
  return 0;
}
