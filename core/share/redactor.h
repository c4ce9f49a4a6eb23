// What leaves the user's hands without personal data: local parts of addresses, display names, the
// subject and private IP addresses are replaced. Domains, selectors, results, Message-IDs and queue
// ids stay, since without them nothing could be looked up.
//
//   alice@example.com      r1@example.com; the same address is r1 everywhere
//   "Alice" <...>          "name" <...>
//   Subject: Your invoice  Subject: [subject]
//   192.168.1.20, fd00::1  10.x
//   user=alice             user=user
//
// What no reader can take apart (tokens in links, base64 of filters) stays as it is.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/evidence.h"

namespace indicia::share {

class Redactor {
 public:
  // Numbers the addresses of the selected message: From first, then in the order of the header,
  // then those of messages inside of it, which reports about them quote.
  explicit Redactor(const MessageEvidence* message);

  // A sentence or a word of a report. Linear.
  std::string text(std::string_view shown);

  // One header field as it stands: name, order and folding stay.
  std::string field(const message::Field& field);

  // Octets of another kind: addresses and private IP addresses alone.
  std::string octets(std::string_view raw);

 private:
  void learn(const message::Message& message);
  std::string addresses(std::string_view raw);
  std::string address_list(std::string_view value);
  std::string address_word(std::string_view word);
  std::string received(std::string_view value);
  std::string signature(std::string_view value);
  std::string replaced(std::string_view local, std::string_view at, std::string_view domain);

  std::map<std::string, std::size_t, std::less<>> numbers_;  // addresses in lower case
  std::set<std::string, std::less<>> kept_;                  // Message-IDs, without brackets
  std::vector<std::string> names_;                           // of several words; longest first
  std::vector<std::string> subjects_;                        // of several words
};

// "10.x" in place of each private address: RFC 1918, RFC 4193, RFC 6598, link-local. Loopback
// addresses tell nothing and stay.
std::string without_private_addresses(std::string_view text);

}  // namespace indicia::share
