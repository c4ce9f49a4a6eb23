// What an input is that holds no message, by the octets at its beginning: people save mail in the
// formats of programs, and hand over documents and pictures of it.
#pragma once

#include <string_view>

namespace indicia::message {

enum class FileFormat {
  unknown,
  outlook,  // a compound file ([MS-CFB] 2.2): .msg, but also old Office documents
  tnef,     // winmail.dat ([MS-OXTNEF] 2.1.3.2)
  pst,      // a data file of Outlook ([MS-PST] 2.2.2.6)
  pdf,
  zip,  // also .docx, .eml inside an archive
  gzip,
  image,
  html,
  rtf,
};

FileFormat file_format(std::string_view octets);
std::string_view to_string(FileFormat format);

}  // namespace indicia::message
