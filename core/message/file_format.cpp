// Marks of other formats; see file_format.h.
#include "message/file_format.h"

#include "text.h"

namespace indicia::message {

namespace {

using namespace std::string_view_literals;

struct Mark {
  std::string_view octets;
  FileFormat format;
};

constexpr Mark marks[] = {
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, FileFormat::outlook},
    {"\x78\x9F\x3E\x22"sv, FileFormat::tnef},
    {"!BDN"sv, FileFormat::pst},
    {"%PDF-"sv, FileFormat::pdf},
    {"PK\x03\x04"sv, FileFormat::zip},
    {"\x1F\x8B\x08"sv, FileFormat::gzip},
    {"\x89PNG\r\n\x1A\n"sv, FileFormat::image},
    {"\xFF\xD8\xFF"sv, FileFormat::image},
    {"GIF8"sv, FileFormat::image},
    {"{\\rtf"sv, FileFormat::rtf},
};

bool is_html(std::string_view octets) {
  constexpr std::size_t beginning = 512;
  const std::string_view start = trim(octets.substr(0, beginning));
  return starts_with_ignoring_case(start, "<!doctype html") ||
         starts_with_ignoring_case(start, "<html") || starts_with_ignoring_case(start, "<head");
}

}  // namespace

FileFormat file_format(std::string_view octets) {
  for (const Mark& mark : marks) {
    if (octets.starts_with(mark.octets)) return mark.format;
  }
  if (octets.starts_with("\xEF\xBB\xBF")) octets.remove_prefix(3);
  return is_html(octets) ? FileFormat::html : FileFormat::unknown;
}

std::string_view to_string(FileFormat format) {
  switch (format) {
    case FileFormat::unknown:
      break;
    case FileFormat::outlook:
      return "outlook";
    case FileFormat::tnef:
      return "tnef";
    case FileFormat::pst:
      return "pst";
    case FileFormat::pdf:
      return "pdf";
    case FileFormat::zip:
      return "zip";
    case FileFormat::gzip:
      return "gzip";
    case FileFormat::image:
      return "image";
    case FileFormat::html:
      return "html";
    case FileFormat::rtf:
      return "rtf";
  }
  return "unknown";
}

}  // namespace indicia::message
