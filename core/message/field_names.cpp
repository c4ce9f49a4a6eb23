// Tables of field names; see field_names.h.
#include "message/field_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "text.h"

namespace indicia::message {

namespace {

// Both sorted, in lower case.
constexpr std::array<std::string_view, 158> known_names = {{
    "abuse-reports-to",
    "accept-language",
    "acceptlanguage",
    "also-control",
    "alternate-recipient",
    "amq-delivery-message-id",
    "apparently-to",
    "approved",
    "archive",
    "archived-at",
    "authentication-results",
    "author",
    "authors",
    "auto-submitted",
    "autoforwarded",
    "autosubmitted",
    "bcc",
    "bimi-indicator",
    "bimi-location",
    "bimi-selector",
    "bounces-to",
    "cancel-key",
    "cancel-lock",
    "cc",
    "cfbl-address",
    "cfbl-feedback-id",
    "comment",
    "comments",
    "complaints-to",
    "control",
    "conversation-id",
    "date",
    "deferred-delivery",
    "delivered-by-the-graph-to",
    "delivered-to",
    "delivery-date",
    "discarded-x400-ipms-extensions",
    "discarded-x400-mts-extensions",
    "disposition-notification-options",
    "disposition-notification-to",
    "disposition-version",
    "distribution",
    "dkim-signature",
    "dkim2-signature",
    "dl-expansion-history",
    "domainkey-signature",
    "domainkey-status",
    "downgraded-final-recipient",
    "drawingcanvaselements",
    "encoding",
    "encrypted",
    "envelope-from",
    "envelope-to",
    "errors-to",
    "expires",
    "expiry-date",
    "face",
    "feedback-id",
    "followup-to",
    "from",
    "generate-delivery-report",
    "hop-count",
    "hp-outer",
    "importance",
    "in-reply-to",
    "incomplete-copy",
    "injection-date",
    "injection-info",
    "ironport-data",
    "ironport-hdrordr",
    "ironport-phdr",
    "ironport-sdr",
    "jabber-id",
    "keywords",
    "language",
    "latest-delivery-time",
    "lines",
    "mail-followup-to",
    "mail-reply-to",
    "mailer",
    "mailing-list",
    "message-category",
    "message-context",
    "message-id",
    "message-instance",
    "message-type",
    "mime-autoconverted",
    "mime-version",
    "mmhs-codress-message-indicator",
    "msgid",
    "msip_labels",
    "mt-priority",
    "newsgroups",
    "nntp-posting-date",
    "nntp-posting-host",
    "obsoletes",
    "old-date",
    "old-return-path",
    "old-subject",
    "organisation",
    "organization",
    "original-authentication-results",
    "original-from",
    "original-message-id",
    "original-recipient",
    "original-sender",
    "original-subject",
    "originator-return-address",
    "path",
    "phishing-score",
    "pics-label",
    "posted-date",
    "precedence",
    "preferred-language",
    "prevent-nondelivery-report",
    "priority",
    "received",
    "received-date",
    "received-spf",
    "references",
    "relay-version",
    "reply-by",
    "reply-to",
    "reply-type",
    "require-recipient-valid-since",
    "resent-to",
    "return-path",
    "return-receipt-to",
    "savedfromemail",
    "sender",
    "sensitivity",
    "sent-on",
    "sio-label",
    "sio-label-history",
    "solicitation",
    "spam-stopper-id",
    "spamdiagnosticmetadata",
    "spamdiagnosticoutput",
    "status",
    "subject",
    "suggested_attachment_session_id",
    "summary",
    "supersedes",
    "thread-index",
    "thread-topic",
    "tls-report-domain",
    "tls-report-submitter",
    "tls-required",
    "to",
    "topicbox-delivery-id",
    "topicbox-message-uuid",
    "topicbox-policy-reasoning",
    "tracking-did",
    "ui-outboundreport",
    "user-agent",
    "vbr-info",
    "warning",
    "xref",
}};

constexpr std::array<std::string_view, 32> system_names = {{
    "arc-authentication-results",
    "arc-message-signature",
    "arc-seal",
    "authentication-results",
    "delivered-to",
    "dkim-signature",
    "dkim2-signature",
    "domainkey-signature",
    "envelope-to",
    "feedback-id",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "message-id",
    "mime-version",
    "received",
    "received-spf",
    "references",
    "return-path",
    "thread-index",
    "x-forefront-antispam-report",
    "x-gm-message-state",
    "x-google-dkim-signature",
    "x-google-smtp-source",
    "x-mailer",
    "x-microsoft-antispam",
    "x-ms-exchange-organization-scl",
    "x-original-to",
    "x-originating-ip",
    "x-received",
    "x-spam-status",
}};

static_assert(std::is_sorted(known_names.begin(), known_names.end()));
static_assert(std::is_sorted(system_names.begin(), system_names.end()));

// Families whose members nobody can list.
constexpr std::array<std::string_view, 6> families = {"x-",      "arc-",     "list-",
                                                      "resent-", "content-", "downgraded-"};

template <std::size_t size>
bool holds(const std::array<std::string_view, size>& names, std::string_view name) {
  constexpr std::size_t longest = 60;
  if (name.empty() || name.size() > longest) return false;
  return std::binary_search(names.begin(), names.end(), to_lower(name));
}

}  // namespace

bool is_known_field_name(std::string_view name) {
  const bool family = std::any_of(families.begin(), families.end(), [&](std::string_view prefix) {
    return name.size() > prefix.size() && starts_with_ignoring_case(name, prefix);
  });
  return family || holds(known_names, name);
}

bool is_system_field_name(std::string_view name) {
  return holds(system_names, name);
}

bool is_plain_field_name(std::string_view name) {
  constexpr std::size_t longest = 76;
  return !name.empty() && name.size() <= longest && is_alpha(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_signature_field_name(std::string_view name) {
  return ends_with_ignoring_case(name, "-signature") || equal_ignoring_case(name, "arc-seal");
}

}  // namespace indicia::message
