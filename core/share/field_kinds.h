// What personal data a header field can hold, by its name.
#pragma once

#include <string_view>

namespace indicia::share {

enum class FieldKind {
  identifier,  // Message-ID and what repeats it
  free_text,   // Subject, Comments, Keywords and their like
  addresses,   // From, To, Return-Path, X-Original-To, ...
  received,
  signature,  // tags (RFC 6376 3.5, RFC 8617 4.1)
  other,
};

FieldKind kind_of(std::string_view name);

}  // namespace indicia::share
