// MIME fields written anew by a gateway (dkim-forensics.md 5.1 H4, H5, H6).
#include <algorithm>
#include <array>

#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "text.h"

namespace indicia::forensics {

namespace {

struct Parameter {
  std::string name;
  std::string value;  // without its quotes
  bool quoted = false;
};

struct ContentType {
  std::string type;
  std::vector<Parameter> parameters;
};

// Splits at semicolons outside quotes. Comments stay in the values.
ContentType content_type_of(std::string_view content) {
  ContentType out;
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= content.size(); ++i) {
    if (i < content.size() && content[i] == '"') quoted = !quoted;
    if (i < content.size() && (quoted || content[i] != ';')) continue;
    pieces.push_back(trim(content.substr(begin, i - begin)));
    begin = i + 1;
  }
  out.type = pieces.front();
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    if (pieces[i].empty()) continue;
    const std::size_t equals = std::min(pieces[i].find('='), pieces[i].size());
    Parameter parameter;
    parameter.name = trim(pieces[i].substr(0, equals));
    std::string_view value = trim(pieces[i].substr(std::min(equals + 1, pieces[i].size())));
    parameter.quoted = value.size() > 1 && value.front() == '"' && value.back() == '"';
    if (parameter.quoted) value = value.substr(1, value.size() - 2);
    parameter.value = value;
    out.parameters.push_back(std::move(parameter));
  }
  return out;
}

enum class Quotes { kept, all, none, needed };
enum class Case { kept, lower, upper };

std::string cased(std::string_view text, Case wanted) {
  if (wanted == Case::lower) return to_lower(text);
  if (wanted == Case::upper) return to_upper(text);
  return std::string(text);
}

struct Dress {
  Quotes quotes = Quotes::kept;
  Case charset = Case::kept;
  Case type = Case::kept;
  std::string_view separator = "; ";
  bool final_semicolon = false;
};

bool needs_quotes(std::string_view value) {  // RFC 2045 5.1 tspecials
  return value.empty() || value.find_first_of(" ()<>@,;:\\\"/[]?=") != std::string_view::npos;
}

std::string dressed(const ContentType& content, const Dress& dress) {
  std::string out = cased(content.type, dress.type);
  for (const Parameter& parameter : content.parameters) {
    out += dress.separator;
    out += parameter.name + "=";
    const bool charset = equal_ignoring_case(parameter.name, "charset");
    const std::string value = cased(parameter.value, charset ? dress.charset : Case::kept);
    const bool quotes = dress.quotes == Quotes::all ||
                        (dress.quotes == Quotes::kept && parameter.quoted) ||
                        (dress.quotes == Quotes::needed && needs_quotes(value));
    out += quotes ? "\"" + value + "\"" : value;
  }
  if (dress.final_semicolon) out += ";";
  return out;
}

std::vector<Dress> dresses(bool simple) {
  std::vector<std::string_view> separators = {"; ", ";"};
  if (simple) separators = {"; ", ";\r\n ", ";\r\n\t", ";", ";\r\n        "};
  std::vector<Dress> all;
  for (const bool final_semicolon : {false, true}) {
    for (const Case type : {Case::kept, Case::lower, Case::upper}) {
      for (const std::string_view separator : separators) {
        for (const Case charset : {Case::kept, Case::lower, Case::upper}) {
          for (const Quotes quotes : {Quotes::kept, Quotes::all, Quotes::needed, Quotes::none}) {
            all.push_back({quotes, charset, type, separator, final_semicolon});
          }
        }
      }
    }
  }
  return all;
}

constexpr std::size_t most_parameters = 8;

// The same parameters in other order, without one of them, or with one more.
std::vector<ContentType> other_contents(const ContentType& content) {
  std::vector<ContentType> all = {content};
  const std::size_t count = content.parameters.size();
  for (std::size_t i = 0; i < count; ++i) {
    ContentType changed = content;
    changed.parameters.erase(changed.parameters.begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(std::move(changed));
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = i + 1; k < count; ++k) {
      ContentType changed = content;
      std::swap(changed.parameters[i], changed.parameters[k]);
      all.push_back(std::move(changed));
    }
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> more = {{
      {"charset", "us-ascii"},
      {"charset", "utf-8"},
      {"charset", "iso-8859-1"},
      {"charset", "windows-1252"},
      {"format", "flowed"},
      {"delsp", "yes"},
      {"delsp", "no"},
      {"reply-type", "original"},
      {"type", "text/html"},
      {"type", "multipart/alternative"},
      {"micalg", "pgp-sha256"},
      {"protected-headers", "v1"},
  }};
  for (const auto& [name, value] : more) {
    const auto same = std::find_if(
        content.parameters.begin(), content.parameters.end(),
        [wanted = name](const Parameter& one) { return equal_ignoring_case(one.name, wanted); });
    ContentType changed = content;
    if (same != content.parameters.end()) {
      Parameter& parameter =
          changed.parameters[static_cast<std::size_t>(same - content.parameters.begin())];
      if (parameter.value == value) continue;
      parameter.value = value;
      all.push_back(std::move(changed));
      continue;
    }
    changed.parameters.push_back({std::string(name), std::string(value), false});
    all.push_back(changed);
    std::rotate(changed.parameters.begin(), changed.parameters.end() - 1, changed.parameters.end());
    all.push_back(std::move(changed));
  }
  return all;
}

// Each parameter's quotes alone.
bool one_quoted_otherwise(const message::Field& field, const ContentType& content, Offers& offers,
                          std::string_view separator) {
  for (std::size_t i = 0; i < content.parameters.size(); ++i) {
    ContentType changed = content;
    changed.parameters[i].quoted = !changed.parameters[i].quoted;
    if (offers.value(field, " " + dressed(changed, {.separator = separator}))) return true;
  }
  return false;
}

}  // namespace

bool content_type_rewritten(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("Content-Type");
  if (field == nullptr) return false;
  ContentType content = content_type_of(content_of(*field));
  if (content.parameters.size() > most_parameters) {
    offers.cut();
    return false;
  }
  const std::vector<Dress> all = dresses(ground.simple);
  const std::vector<ContentType> contents = other_contents(content);
  for (const Dress& dress : all) {
    if (offers.value(*field, " " + dressed(content, dress))) return true;
  }
  for (const std::string_view separator : {"; ", ";", ";\r\n ", ";\r\n\t"}) {
    if (!ground.simple && separator.size() > 2) break;
    if (one_quoted_otherwise(*field, content, offers, separator)) return true;
  }
  // Changed parameters in the dresses without a final semicolon and with the type as it is.
  for (std::size_t i = 1; i < contents.size(); ++i) {
    for (const Dress& dress : all) {
      if (dress.final_semicolon || dress.type != Case::kept) break;
      if (offers.value(*field, " " + dressed(contents[i], dress))) return true;
    }
  }
  return false;
}

bool transfer_encoding_changed(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("Content-Transfer-Encoding");
  if (field == nullptr) return false;
  constexpr std::array<std::string_view, 16> words = {"7bit",
                                                      "8bit",
                                                      "quoted-printable",
                                                      "base64",
                                                      "binary",
                                                      "7Bit",
                                                      "8Bit",
                                                      "Quoted-Printable",
                                                      "Base64",
                                                      "7BIT",
                                                      "8BIT",
                                                      "QUOTED-PRINTABLE",
                                                      "BASE64",
                                                      "BINARY",
                                                      "Binary",
                                                      "Quoted-printable"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return offers.content(*field, word); });
}

bool mime_version_changed(const Ground& ground, Offers& offers) {
  const message::Field* field = ground.signed_field("MIME-Version");
  if (field == nullptr) return false;
  const std::string content = content_of(*field);
  std::vector<std::string> values = {std::string(trim(content.substr(0, content.find('(')))), "1.0",
                                     "1.0 (1.0)"};
  // "Apple Mail (2.3774.600.62)" writes "1.0 (Mac OS X Mail 16.0 \(3774.600.62\))".
  if (const message::Field* mailer = ground.any_field("X-Mailer")) {
    const std::string name = content_of(*mailer);
    const std::size_t open = name.find("(2.");
    const std::size_t close = open == std::string::npos ? open : name.find(')', open);
    if (close != std::string::npos) {
      const std::string build = name.substr(open + 3, close - open - 3);
      for (const std::string_view version :
           {"16.0", "15.0", "14.0", "13.4", "13.0", "12.4", "12.0", "11.5", "11.0", "10.3", "10.2",
            "9.3", "8.2", "7.3", "6.6"}) {
        values.push_back("1.0 (Mac OS X Mail " + std::string(version) + " \\(" + build + "\\))");
      }
    }
  }
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) { return offers.content(*field, value); });
}

}  // namespace indicia::forensics
