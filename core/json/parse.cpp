// nlohmann_json's events put together to a tree; see parse.h.
#include "json/parse.h"

#include <utility>
#include <vector>

namespace indicia::json {

namespace {

class Builder : public JsonInput::json_sax_t {
 public:
  Parsed parsed;

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // is not in a text

  bool start_object(std::size_t) override { return open(JsonInput::object()); }
  bool start_array(std::size_t) override { return open(JsonInput::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    member_ = &(*open_.back())[std::move(name)];
    return true;
  }

  bool parse_error(std::size_t octet, const std::string&,
                   const nlohmann::detail::exception& error) override {
    constexpr int first_of_numbers = 400;  // the library's families of errors: 1xx is syntax
    parsed.fault = error.id < first_of_numbers ? Parsed::Fault::syntax : Parsed::Fault::number;
    parsed.octet = octet;
    parsed.reason = error.what();
    return false;
  }

 private:
  bool put(JsonInput value) {
    place(std::move(value));
    return true;
  }

  bool open(JsonInput container) {
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  JsonInput& place(JsonInput value) {
    if (open_.empty()) return parsed.document = std::move(value);
    if (open_.back()->is_object()) return *member_ = std::move(value);
    open_.back()->push_back(std::move(value));
    return open_.back()->back();
  }

  std::vector<JsonInput*> open_;  // a container does not move while one within it is open
  JsonInput* member_ = nullptr;   // of the innermost object: the one whose key came last
};

}  // namespace

Parsed parse(std::string_view text) {
  Builder builder;
  JsonInput::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder.parsed);
}

}  // namespace indicia::json
