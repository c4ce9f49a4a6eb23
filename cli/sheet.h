// What the sections of a text report are written on: lines of one width, paragraphs, result words.
#pragma once

#include <string>
#include <string_view>

#include "analysis.h"
#include "terminal.h"

namespace indicia::cli {

std::string_view word_of(Severity severity);
std::string_view word_of(Result result);

class Sheet {
 public:
  // Columns of a result word and the blank behind it.
  static constexpr std::size_t indent = 6;

  // Both must outlive the sheet.
  Sheet(const Report& report, const Style& style) : report_(report), style_(style) {}

  const Report& report() const { return report_; }
  const Facts& facts() const { return report_.facts; }
  const MessageEvidence& message() const { return *report_.facts.evidence; }
  const Style& style() const { return style_; }

  // A phrase of the catalogue in the report's language.
  std::string label(std::string_view ident, const Params& params = {}) const;

  std::string bold(std::string_view text) const;
  // A result word padded to its column; colour never stands alone.
  std::string mark(std::string_view word) const;

  // As it is: escaped by the caller where it holds text of the message.
  void line(std::string_view text = {});
  void add(std::string_view lines) { out_ += lines; }
  // Escaped and wrapped, `left` columns from the edge; `lead` stands in them on the first line.
  void paragraph(std::string_view text, std::size_t left = indent, std::string_view lead = {});
  // Likewise behind a result word.
  void marked(std::string_view word, std::string_view text, bool strong = false);
  // A name and its value on one line; nothing where there is no value.
  void row(std::string_view name, const std::string& value);

  std::string take() { return std::move(out_); }

 private:
  const Report& report_;
  const Style& style_;
  std::string out_;
};

}  // namespace indicia::cli
