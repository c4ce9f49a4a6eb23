// Address lists (RFC 5322 3.4, 4.4 obsolete forms, RFC 6532, RFC 6854 groups) to mailboxes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

struct Mailbox {
  std::string display_name;  // quotes removed, encoded words kept as written
  std::string local_part;    // quotes removed
  std::string domain;        // as written, comments and white space removed; empty: none
  std::string comment;       // first comment, often an old-style display name
  std::string group;         // name of the group it stands in; empty: none
  std::size_t offset = 0;    // in the parsed text
  std::size_t length = 0;

  // local@domain, the local part quoted where RFC 5322 needs it; empty when both are.
  std::string address() const;
};

struct AddressList {
  std::vector<Mailbox> mailboxes;   // in order, members of groups included
  std::vector<std::string> groups;  // names, in order, empty groups included
  Defects defects;
};

AddressList parse_address_list(std::string_view text);

// A Return-Path or envelope address: "<>" gives an empty mailbox and no defect.
Mailbox parse_path(std::string_view text, Defects& defects);

}  // namespace indicia::message
