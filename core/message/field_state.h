// How far the grammar of one header field has got at the end of a line: whether more must come, and
// what a line break there stands in. Reads each octet once; decides nothing by itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace indicia::message {

class FieldState {
 public:
  explicit FieldState(std::string_view name);

  void read(std::string_view text);  // the value's next octets, line by line

  // More must come: no value yet, a clause, list, comment, quoted string or tag without its end, a
  // Received field without its date (RFC 5321 4.4), a signature without its b= (RFC 6376 3.5).
  bool is_open() const;

  // A signature that lacks its b= or its bh=, whatever its last octet is.
  bool lacks_signature() const;

  // The line break stands in the value of a signature's tag:
  bool in_octets() const;         // b=: white space there is never hashed (RFC 6376 3.7)
  bool in_header_list() const;    // h=
  bool in_copied_fields() const;  // z=
  bool in_word() const;           // d=, s=, a=, c= and others that hold no white space

  // Between "<" and ">": no white space in what people write there.
  bool in_angle() const { return !has_tags_ && angle_; }

  bool is_signature() const { return has_tags_; }
  bool is_text() const { return is_text_; }  // unstructured (RFC 5322 2.2.1)

 private:
  void read_tags(char c);
  void read_tokens(char c);
  void read_date(char c);
  void end_tag();

  bool has_tags_ = false;
  bool is_text_ = false;
  bool needs_date_ = false;
  char last_ = '\0';  // octet that is no white space

  // Signatures.
  std::string tag_;       // name of the tag being read; long ones are cut
  bool value_ = false;    // behind its "="
  std::size_t size_ = 0;  // octets of the value without white space
  std::size_t b_size_ = 0;
  std::size_t bh_size_ = 0;

  // Structured fields.
  std::size_t comments_ = 0;  // depth
  bool quoted_ = false;
  bool escaped_ = false;
  bool angle_ = false;

  // Received.
  bool semicolon_ = false;
  bool digit_before_ = false;
  bool colon_before_ = false;
  bool has_time_ = false;
};

}  // namespace indicia::message
