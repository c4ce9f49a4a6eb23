// Content-Type, Content-Disposition and other "value; name=value" fields (RFC 2045 5.1, RFC 2183 2)
// with the extended parameters of RFC 2231. Read by our own scanner: mimetic's parser cuts at ";"
// inside quoted strings and keeps comments, folding and quoted pairs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/defect.h"

namespace indicia::message {

struct Parameter {
  std::string name;             // lower case, without "*" marks
  std::string value;            // UTF-8 for display, RFC 2231 and (not allowed, but usual) RFC 2047
                                // decoded
  std::string octets;           // the value before any charset: what a boundary is compared with
  std::string unknown_charset;  // its label; value then shows the octets as they are
};

struct ContentField {
  std::string value;  // "text/plain", "attachment", "base64": lower case, no white space
  std::vector<Parameter> parameters;
  Defects defects;  // content-field-no-value, -no-semicolon, -bad-parameter, -unquoted-space,
                    // -repeated-parameter, -missing-segment, -bad-percent, -too-many,
                    // -unclosed-comment, -unclosed-quote

  // First of that name, nullptr: absent.
  const Parameter* parameter(std::string_view name) const;
};

ContentField parse_content_field(std::string_view text);

}  // namespace indicia::message
