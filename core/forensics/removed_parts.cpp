// Signs of removed parts; see removed_parts.h.
#include "forensics/removed_parts.h"

#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_signs = 20;
constexpr std::size_t octets_read = 4'096;  // of each part: notices stand at its start

struct Named {
  std::string_view name;   // lower case
  std::string_view value;  // lower case, somewhere in the value; empty: any
};

constexpr Named fields[] = {
    {"x-content-filtered-by", {}},
    {"x-mailman-content-filtered", {}},
    {"x-attachment-removed", {}},
    {"x-attachments-removed", {}},
    {"x-mimedefang-filter", {}},
    {"x-amavis-alert", "banned"},
    {"x-altermime-removed", {}},
    {"x-demime", {}},
    {"x-mailscanner", "attachment"},
    {"x-quarantined-attachment", {}},
    {"x-ms-exchange-attachment-removed", {}},
};

constexpr std::string_view notices[] = {
    "attachment was removed",
    "attachment has been removed",
    "attachments were removed",
    "attachments have been removed",
    "attachment removed",
    "an html attachment was scrubbed",
    "a non-text attachment was scrubbed",
    "attachment was scrubbed",
    "the message was stripped",
    "[demime ",
    "part has been removed",
    "file was removed",
    "was deleted by the virus",
    "the original attachment has been replaced",
    "\xD0\xB2\xD0\xBB\xD0\xBE\xD0\xB6\xD0\xB5\xD0\xBD\xD0\xB8\xD0\xB5 "
    "\xD0\xB1\xD1\x8B\xD0\xBB\xD0\xBE "
    "\xD1\x83\xD0\xB4\xD0\xB0\xD0\xBB\xD0\xB5\xD0\xBD\xD0\xBE",  // "an attachment was removed"
};

// X-Amavis-..., X-<site>-Content-Filter, X-<site>-MailScanner.
bool is_filter_field(const message::Field& field) {
  const std::string name = to_lower(field.name);
  if (name.starts_with("x-") && name.ends_with("-content-filter")) return true;
  for (const Named& known : fields) {
    if (name != known.name) continue;
    if (known.value.empty()) return true;
    return to_lower(field.value.substr(0, octets_read)).find(known.value) != std::string::npos;
  }
  return false;
}

void add_text_sign(std::vector<Sign>& signs, const message::Part& part) {
  const auto decoded =
      message::decode_transfer(part.transfer_encoding, part.body.substr(0, octets_read));
  const std::string text = to_lower(decoded ? *decoded : std::string_view());
  for (const std::string_view notice : notices) {
    if (text.find(notice) == std::string::npos) continue;
    signs.push_back({"removed-parts-text", part.body_location});
    return;
  }
}

}  // namespace

std::vector<Sign> removed_parts_signs(const message::Message& message,
                                      const message::PartTree& parts) {
  std::vector<Sign> signs;
  for (const message::Field& field : message.fields) {
    if (signs.size() >= most_signs) return signs;
    if (is_filter_field(field)) signs.push_back({"removed-parts-field", field.location});
  }
  std::vector<std::size_t> children(parts.parts.size(), 0);
  for (const message::Part& part : parts.parts) {
    if (part.parent != message::Part::no_parent) ++children[part.parent];
  }
  for (std::size_t i = 0; i < parts.parts.size() && signs.size() < most_signs; ++i) {
    const message::Part& part = parts.parts[i];
    const std::string header = to_lower(part.header.substr(0, octets_read));
    if (i > 0 && (part.is("text", "x-moz-deleted") ||
                  header.find("x-mozilla-altered:") != std::string::npos)) {
      signs.push_back({"removed-parts-detached", part.header_location});
    } else if (part.type == "text") {
      add_text_sign(signs, part);
    } else if (part.is("multipart", "alternative") && children[i] == 1) {
      // RFC 2046 5.1.4: an alternative to nothing; Mailman leaves such behind.
      signs.push_back({"removed-parts-empty", part.header_location});
    }
  }
  return signs;
}

}  // namespace indicia::forensics
