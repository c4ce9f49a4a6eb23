// Reads the public suffix list, compiled or as text, and asks it; the only file that includes
// libpsl. Memory streams stand in for the files that libpsl expects.
#include "dmarc/public_suffix.h"

#include <libpsl.h>

#include <cstdio>
#include <utility>

#include "dmarc/public_suffix_data.h"
#include "dns/answers.h"
#include "message/idn.h"
#include "text.h"

namespace indicia::dmarc {

struct PublicSuffixList::Rules {
  psl_ctx_t* context = nullptr;

  explicit Rules(psl_ctx_t* loaded) : context(loaded) {}
  Rules(const Rules&) = delete;
  Rules& operator=(const Rules&) = delete;
  ~Rules() { psl_free(context); }
};

namespace {

psl_ctx_t* load(const void* octets, std::size_t size) {
  if (size == 0) return nullptr;
  // libpsl only reads, so the stream never writes through the pointer.
  std::FILE* stream = fmemopen(const_cast<void*>(octets), size, "r");
  if (stream == nullptr) return nullptr;
  psl_ctx_t* context = psl_load_fp(stream);
  std::fclose(stream);
  return context;
}

// The value of a "// VERSION:" comment up to its end of line.
std::string version_of(std::string_view text) {
  constexpr std::string_view mark = "// VERSION:";
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + mark.size());
  return std::string(trim(text.substr(0, text.find('\n'))));
}

// One line of a list for libpsl: a comment (section marks are comments) or a rule in A-labels,
// since that is the form of the names asked and libpsl may be built without an IDN library.
// nullopt: a rule that no name can match. The rule ends at the first white space.
std::optional<std::string> readable(std::string_view line) {
  constexpr std::size_t longest_comment = 200;  // libpsl's line buffer is not much longer
  line = trim(line);
  if (line.starts_with("//")) return std::string(line.substr(0, longest_comment));
  line = line.substr(0, line.find_first_of(" \t"));
  std::string mark;
  if (line.starts_with('!')) mark = "!";
  if (line.starts_with("*.")) mark = "*.";
  const std::optional<std::string> name = message::to_ascii(line.substr(mark.size()));
  if (!name) return std::nullopt;
  return mark + *name;
}

}  // namespace

PublicSuffixList::PublicSuffixList(std::unique_ptr<const Rules> rules, std::string date)
    : rules_(std::move(rules)), date_(std::move(date)) {}

PublicSuffixList::~PublicSuffixList() = default;

const PublicSuffixList& PublicSuffixList::builtin() {
  static const PublicSuffixList list(
      std::make_unique<const Rules>(load(public_suffix_dafsa, public_suffix_dafsa_size)),
      public_suffix_date);
  return list;
}

std::unique_ptr<const PublicSuffixList> PublicSuffixList::from_text(std::string_view text) {
  // libpsl would take a compiled list as well, without checking its graph.
  if (text.starts_with(".DAFSA@")) return nullptr;
  std::string lines;
  lines.reserve(text.size());
  std::size_t rules_read = 0;
  std::size_t others = 0;
  for (std::string_view line : split(text, '\n')) {
    const std::optional<std::string> rule = readable(line);
    if (rule) lines += *rule + '\n';
    if (trim(line).empty() || trim(line).starts_with("//")) continue;
    ++(rule && trim(line).find_first_of(" \t") == std::string_view::npos ? rules_read : others);
  }
  // Any text has lines that begin with a word; those of a list hold nothing else.
  if (others > rules_read) return nullptr;
  auto rules = std::make_unique<const Rules>(load(lines.data(), lines.size()));
  if (rules->context == nullptr || psl_suffix_count(rules->context) <= 0) return nullptr;
  return std::unique_ptr<const PublicSuffixList>(
      new PublicSuffixList(std::move(rules), version_of(text)));
}

std::string PublicSuffixList::public_suffix(std::string_view domain) const {
  const std::string name(domain);
  if (!dns::is_valid_name(name)) return {};
  const char* suffix = psl_unregistrable_domain(rules_->context, name.c_str());
  return suffix == nullptr ? std::string() : std::string(suffix);
}

std::optional<std::string> PublicSuffixList::organizational_domain(std::string_view domain) const {
  const std::string name(domain);
  if (!dns::is_valid_name(name)) return std::nullopt;
  const char* registrable = psl_registrable_domain(rules_->context, name.c_str());
  if (registrable == nullptr) return std::nullopt;
  return std::string(registrable);
}

}  // namespace indicia::dmarc
