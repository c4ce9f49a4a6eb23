// Changes of the header as exact replacements in the received octets, and the proof that these
// lead back to the signed header: made from the octets anew, without anything the search kept.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/verify.h"
#include "forensics/header_input.h"
#include "forensics/search.h"
#include "message/field.h"

namespace indicia::forensics {

// Ascending and disjoint; each as short as its equal ends allow. Line ends are the message's own.
std::vector<Replacement> undo_of(const message::Message& message, std::span<const Change> changes);

// The header section with the replacements made; they must come from undo_of for this message.
std::string undone_header(const message::Message& message, std::span<const Replacement> undo);

// Digests of the header inputs of the signatures with that b= in this header section, top to
// bottom, at most four: a copied signature field has the same b=.
std::vector<std::string> header_digests(std::string_view header, const dkim::Signature& signature);

}  // namespace indicia::forensics
