// The public suffix list through libpsl, for the organizational domain of RFC 7489 3.2. RFC 9989
// does not use it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace indicia::dmarc {

// Names go in and come out in key form (dns/answers.h): lower case, A-labels, no final dot. Both
// sections of the list count, as with DMARC receivers.
class PublicSuffixList {
 public:
  // The list chosen when the program was configured.
  static const PublicSuffixList& builtin();

  // The text of another list; nullptr when it holds no rule, or more lines that are none.
  static std::unique_ptr<const PublicSuffixList> from_text(std::string_view text);

  PublicSuffixList(const PublicSuffixList&) = delete;
  PublicSuffixList& operator=(const PublicSuffixList&) = delete;
  ~PublicSuffixList();

  // The longest public suffix that the name ends in; by the default rule "*" that is at least its
  // last label. Empty: not a DNS name.
  std::string public_suffix(std::string_view domain) const;

  // The public suffix and one label; nullopt: the name is a public suffix itself or no DNS name.
  // libpsl takes the "x" of a rule "*.x" for a public suffix, too; for DMARC such a name stands for
  // itself either way.
  std::optional<std::string> organizational_domain(std::string_view domain) const;

  // What the list says of its version, else (built-in list only) the day its file was made,
  // YYYY-MM-DD; empty: unknown.
  const std::string& date() const { return date_; }

 private:
  struct Rules;
  PublicSuffixList(std::unique_ptr<const Rules> rules, std::string date);

  std::unique_ptr<const Rules> rules_;
  std::string date_;
};

}  // namespace indicia::dmarc
