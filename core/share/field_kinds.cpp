// Field names to what they can hold; see field_kinds.h (RFC 5322 3.6, RFC 4021).
#include "share/field_kinds.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "message/field_names.h"
#include "text.h"

namespace indicia::share {

FieldKind kind_of(std::string_view name) {
  constexpr std::string_view identifiers[] = {"in-reply-to", "references", "content-id"};
  constexpr std::string_view texts[] = {"comments", "keywords", "thread-topic",
                                        "content-description", "organization"};
  constexpr std::string_view lists[] = {
      "from", "to", "cc", "bcc", "sender", "return-path", "apparently-to", "author"};
  constexpr std::string_view list_ends[] = {"-from",   "-to",        "-cc",        "-bcc",
                                            "-sender", "-recipient", "-recipients"};
  const std::string word = to_lower(name);
  const auto is = [&](std::string_view one) { return word == one; };
  const auto ends = [&](std::string_view one) { return word.ends_with(one); };
  if (word.ends_with("message-id") ||
      std::any_of(std::begin(identifiers), std::end(identifiers), is)) {
    return FieldKind::identifier;
  }
  if (word == "received" || word == "x-received") return FieldKind::received;
  if (message::is_signature_field_name(name)) return FieldKind::signature;
  if (word.ends_with("subject") || std::any_of(std::begin(texts), std::end(texts), is)) {
    return FieldKind::free_text;
  }
  if (std::any_of(std::begin(lists), std::end(lists), is) ||
      std::any_of(std::begin(list_ends), std::end(list_ends), ends)) {
    return FieldKind::addresses;
  }
  return FieldKind::other;
}

}  // namespace indicia::share
