// Everything the analysis needs that does not stand in the message: who received it, the time to
// judge at, the language of texts, and the limits against hostile input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace indicia {

// Each limit that is reached is listed in the report and never turns into a verdict of its own.
struct Limits {
  std::size_t input_octets = 64U << 20;
  std::size_t header_octets = 1U << 20;
  std::size_t fields = 10'000;
  std::size_t signatures = 50;       // DKIM-Signature fields that are verified
  std::size_t arc_sets = 50;         // RFC 8617 4.2.1
  std::size_t rsa_bits_least = 512;  // below: not even computed
  std::size_t rsa_bits_most = 8192;
  std::size_t mime_depth = 50;
  std::size_t mime_parts = 1'000;
  std::size_t messages = 100;     // of one mbox
  std::size_t repairs = 100'000;  // places that one kind of repair changes in a pasted text
  std::size_t questions = 200;
  std::size_t rounds = 20;

  bool operator==(const Limits&) const = default;
};

// What the searches for changes may spend: counts, never time, so that a report does not depend on
// the machine.
struct Budget {
  std::uint64_t hypotheses = 100'000;
  std::uint64_t octets_hashed = std::uint64_t{1} << 30;

  bool operator==(const Budget&) const = default;
};

// Times are seconds since 1970-01-01 00:00 UTC.
struct Options {
  std::string input_name;           // shown in the report; a file name or "-"
  std::int64_t evaluated_at = 0;    // the driver's clock; the core has none
  std::optional<std::int64_t> now;  // judge expiry and ages at this time instead of at receipt
  std::optional<std::string> client_ip;
  std::optional<std::string> helo;
  std::optional<std::string> mail_from;
  std::optional<std::string> receiver;            // last host that belongs to the user
  bool headers_only = false;                      // what follows the header section is not the body
  bool personal_names = false;                    // allow DNS names that carry personal data
  std::string language = "en";                    // "en" or "ru"
  std::optional<std::string> public_suffix_list;  // text of a list that replaces the built-in one
  std::size_t message = 0;  // which of several messages of the input is analysed, from 0
  Limits limits;
  Budget budget;
};

}  // namespace indicia
