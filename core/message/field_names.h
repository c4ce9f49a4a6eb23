// Which words are names of mail's header fields: the only way to tell a field from a continuation
// that lost its indentation (RFC 5322 3.6, RFC 4021, and what mail systems in use write).
#pragma once

#include <string_view>

namespace indicia::message {

// Registered or common, or of a family such as "X-". Compares without case.
bool is_known_field_name(std::string_view name);

// Of the fields that mail systems write and people do not: Received, DKIM-Signature, Message-ID.
// Quoted mail in prose shows From, To, Date and Subject, but none of these.
bool is_system_field_name(std::string_view name);

// Letters, digits, hyphens, underscores and dots, a letter first: the shape that people give a
// name, though RFC 5322 2.2 admits more.
bool is_plain_field_name(std::string_view name);

// DKIM-Signature and every other field that is a signature in tags (RFC 6376 3.5, RFC 8617 4.1).
bool is_signature_field_name(std::string_view name);

}  // namespace indicia::message
