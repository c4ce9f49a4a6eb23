// Pieces of a Received field (RFC 5321 4.4): words and comments, the peer that a comment names, and
// the signs of TLS that each mail server writes in its own way.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ip_address.h"
#include "message/defect.h"
#include "message/received.h"

namespace indicia::message {

struct ReceivedToken {
  bool comment = false;
  std::string_view text;  // a comment with its parentheses
  std::size_t offset = 0;
};

// Cuts the clauses (the text before the date) into words and top-level comments.
class ReceivedLexer {
 public:
  ReceivedLexer(std::string_view text, Defects& defects) : text_(text), defects_(defects) {}
  std::optional<ReceivedToken> next();

 private:
  std::size_t end_of_comment();
  std::size_t end_of_bracket() const;

  std::string_view text_;
  Defects& defects_;
  std::size_t at_ = 0;
  bool no_comments_ = false;
};

// "192.0.2.1", "[IPv6:2001:db8::1]", "[192.0.2.1]:25", "192.0.2.1:25", "fe80::1%5": the address.
std::optional<IpAddress> address_in(std::string_view word);

// What a comment of the from clause says of the client.
struct Peer {
  std::optional<IpAddress> ip;
  bool bracketed = false;  // "([ip]...)": no name before the bracket
  std::optional<std::string> helo;
  std::string reverse;
  std::string ident;
};

// `comment` without its parentheses.
Peer read_peer(std::string_view comment);

// Takes version and cipher from a comment, where it tells any.
void read_tls(std::string_view comment, Received& received);

// Takes what the protocol's name tells (RFC 3848, RFC 6531), last of all.
void read_protocol_tls(Received& received);

}  // namespace indicia::message
