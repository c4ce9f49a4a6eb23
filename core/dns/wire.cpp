// DNS messages; see wire.h (RFC 1035 4.1, RFC 6891 6.1, RFC 8914 for the reasons of a failure).
#include "dns/wire.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dns/escape.h"
#include "dns/reply.h"
#include "ip_address.h"

namespace indicia::dns {

namespace {

constexpr std::size_t header_length = 12;
constexpr std::size_t longest_message = 65'535;
constexpr std::size_t longest_wire_name = 255;
constexpr std::uint16_t class_in = 1;
constexpr std::uint16_t type_opt = 41;

constexpr std::uint16_t flag_qr = 0x8000;
constexpr std::uint16_t flag_tc = 0x0200;
constexpr std::uint16_t flag_rd = 0x0100;
constexpr std::uint16_t flag_ad = 0x0020;
constexpr std::uint16_t flag_do = 0x8000;

void append16(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8 & 0xFF);
  out += static_cast<char>(value & 0xFF);
}

// Reads forward through the message; the first error stays and makes every later read give zero.
class Reader {
 public:
  explicit Reader(std::string_view message) : message_(message) {}

  WireError error() const { return error_; }
  bool ok() const { return error_ == WireError::none; }
  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == message_.size(); }

  void fail(WireError error) {
    if (ok()) error_ = error;
  }

  unsigned octet() {
    if (!ok()) return 0;
    if (at_ >= message_.size()) {
      fail(WireError::record_past_end);
      return 0;
    }
    return static_cast<unsigned char>(message_[at_++]);
  }

  std::uint16_t number16() {
    const unsigned high = octet();
    return static_cast<std::uint16_t>(high << 8 | octet());
  }

  std::uint32_t number32() {
    const std::uint32_t high = number16();
    return high << 16 | number16();
  }

  std::string_view octets(std::size_t count) {
    if (!ok() || count > message_.size() - at_) {
      fail(WireError::record_past_end);
      return {};
    }
    const std::string_view taken = message_.substr(at_, count);
    at_ += count;
    return taken;
  }

  // A name in key form (RFC 1035 4.1.4). A pointer must lead to a place before the labels that it
  // continues, so every chain of pointers ends; more pointers than a name has labels are refused.
  std::string name() {
    constexpr std::size_t most_pointers = 127;
    std::string out;
    std::size_t place = at_;
    std::size_t segment = at_;
    std::size_t length = 1;
    std::size_t pointers = 0;
    while (ok()) {
      if (place >= message_.size()) return broken_name(WireError::name_past_end);
      const unsigned head = static_cast<unsigned char>(message_[place]);
      if (head >= 0xC0) {
        if (place + 1 >= message_.size()) return broken_name(WireError::name_past_end);
        const std::size_t target =
            (head & 0x3F) << 8 | static_cast<unsigned char>(message_[place + 1]);
        if (pointers++ == 0) at_ = place + 2;
        if (target >= segment || pointers > most_pointers) {
          return broken_name(WireError::bad_pointer);
        }
        segment = place = target;
        continue;
      }
      if (head >= 0x40) return broken_name(WireError::bad_label);
      if (head == 0) {
        if (pointers == 0) at_ = place + 1;
        return out;
      }
      length += head + 1;
      if (length > longest_wire_name) return broken_name(WireError::name_too_long);
      if (head > message_.size() - place - 1) return broken_name(WireError::name_past_end);
      if (!out.empty()) out += '.';
      for (char c : message_.substr(place + 1, head)) {
        append_label_octet(out, static_cast<unsigned char>(c));
      }
      place += head + 1;
    }
    return {};
  }

 private:
  std::string broken_name(WireError error) {
    fail(error);
    return {};
  }

  std::string_view message_;
  std::size_t at_ = 0;
  WireError error_ = WireError::none;
};

std::string address_text(std::string_view octets) {
  IpAddress address{.v6 = octets.size() == 16};
  for (std::size_t i = 0; i < octets.size() && i < address.octets.size(); ++i) {
    address.octets[i] = static_cast<std::uint8_t>(octets[i]);
  }
  return to_string(address);
}

std::string soa_text(Reader& reader) {
  std::string text = reader.name();
  text += ". " + reader.name() + '.';
  for (int i = 0; i < 5; ++i) text += ' ' + std::to_string(reader.number32());
  return text;
}

// The data of one record of a known type; its end must be the record's end.
Record record_data(Reader& reader, RecordType type, std::size_t length) {
  const std::size_t end = reader.at() + length;
  Record record;
  switch (type) {
    case RecordType::a:
    case RecordType::aaaa: {
      const std::size_t size = type == RecordType::a ? 4 : 16;
      if (length != size) reader.fail(WireError::bad_record_data);
      record.data = address_text(reader.octets(size));
      break;
    }
    case RecordType::ns:
    case RecordType::cname:
    case RecordType::ptr:
      record.data = reader.name();
      break;
    case RecordType::mx:
      record.preference = reader.number16();
      record.data = reader.name();
      break;
    case RecordType::soa:
      record.data = soa_text(reader);
      break;
    case RecordType::txt:
    case RecordType::spf:
      while (reader.ok() && reader.at() < end) {
        record.strings.emplace_back(reader.octets(reader.octet()));
      }
      if (length == 0) reader.fail(WireError::bad_record_data);
      break;
  }
  if (reader.ok() && reader.at() != end) reader.fail(WireError::bad_record_data);
  return record;
}

std::optional<RecordType> known_type(std::uint16_t number) {
  for (RecordType type :
       {RecordType::a, RecordType::ns, RecordType::cname, RecordType::soa, RecordType::ptr,
        RecordType::mx, RecordType::txt, RecordType::aaaa, RecordType::spf}) {
    if (static_cast<std::uint16_t>(type) == number) return type;
  }
  return std::nullopt;
}

struct Frame {
  std::string name;
  std::uint16_t type = 0;
  std::uint16_t record_class = 0;
  std::uint32_t ttl = 0;
  std::size_t length = 0;
};

Frame read_frame(Reader& reader) {
  Frame frame;
  frame.name = reader.name();
  frame.type = reader.number16();
  frame.record_class = reader.number16();
  frame.ttl = reader.number32();
  frame.length = reader.number16();
  return frame;
}

struct Sections {
  std::vector<ResourceRecord> answer;
  bool soa = false;
  bool referral = false;  // NS without SOA
  std::uint32_t negative_ttl = 0;
  std::uint16_t upper_rcode = 0;
  bool validation_failed = false;
};

// RFC 2181 8: a TTL with its highest bit set counts as 0.
std::uint32_t checked_ttl(std::uint32_t ttl) {
  return ttl > 0x7FFF'FFFF ? 0 : ttl;
}

void read_answer(Reader& reader, Sections& sections) {
  const Frame frame = read_frame(reader);
  const auto type = known_type(frame.type);
  if (!type || frame.record_class != class_in) {
    reader.octets(frame.length);
    return;
  }
  Record record = record_data(reader, *type, frame.length);
  sections.answer.push_back({frame.name, *type, checked_ttl(frame.ttl), std::move(record)});
}

void read_authority(Reader& reader, Sections& sections) {
  const Frame frame = read_frame(reader);
  const std::string_view data = reader.octets(frame.length);
  if (!reader.ok() || frame.record_class != class_in) return;
  if (frame.type == static_cast<std::uint16_t>(RecordType::ns)) sections.referral = true;
  if (frame.type == static_cast<std::uint16_t>(RecordType::soa) && data.size() >= 22) {
    // RFC 2308 5: the smaller of the SOA's TTL and its MINIMUM, the last four octets.
    Reader minimum(data.substr(data.size() - 4));
    sections.soa = true;
    sections.negative_ttl = std::min(checked_ttl(frame.ttl), checked_ttl(minimum.number32()));
  }
}

// RFC 8914 4: the codes that say that validation failed.
bool is_validation_failure(unsigned code) {
  return code >= 6 && code <= 12;
}

void read_additional(Reader& reader, Sections& sections) {
  const Frame frame = read_frame(reader);
  const std::string_view data = reader.octets(frame.length);
  if (!reader.ok() || frame.type != type_opt) return;
  sections.upper_rcode = static_cast<std::uint16_t>(frame.ttl >> 24);
  constexpr unsigned option_extended_error = 15;
  Reader options(data);
  while (options.ok() && !options.at_end()) {
    const unsigned code = options.number16();
    const std::string_view value = options.octets(options.number16());
    if (options.ok() && code == option_extended_error && value.size() >= 2) {
      Reader info(value);
      if (is_validation_failure(info.number16())) sections.validation_failed = true;
    }
  }
}

std::vector<Answer> failure(const Question& question, Status status) {
  Answer answer{.question = question, .status = status};
  if (status == Status::bogus) answer.dnssec = Dnssec::bogus;
  return {answer};
}

// RFC 1035 4.1.1 and RFC 2308 2: NOERROR and NXDOMAIN are answers, every other code is a failure.
std::vector<Answer> interpret(Sections sections, const Question& question, std::uint16_t rcode,
                              bool secure) {
  constexpr std::uint16_t noerror = 0;
  constexpr std::uint16_t nxdomain = 3;
  if (rcode != noerror && rcode != nxdomain) {
    return failure(question, sections.validation_failed ? Status::bogus : Status::servfail);
  }
  // RFC 2308 2.2: a referral says nothing of the name itself.
  if (rcode == noerror && sections.answer.empty() && sections.referral && !sections.soa) {
    return failure(question, Status::servfail);
  }
  return answers_of({.question = question,
                     .status = rcode == nxdomain ? Status::nxdomain : Status::ok,
                     .records = std::move(sections.answer),
                     .proves_absence = sections.soa,
                     .negative_ttl = sections.negative_ttl,
                     .dnssec = secure ? Dnssec::secure : Dnssec::unknown});
}

}  // namespace

std::string_view to_string(WireError error) {
  constexpr std::array<std::string_view, 14> names = {
      "none",         "too_long",        "truncated_header", "not_a_response", "wrong_id",
      "wrong_opcode", "wrong_question",  "name_past_end",    "name_too_long",  "bad_label",
      "bad_pointer",  "record_past_end", "bad_record_data",  "trailing_octets"};
  return names[static_cast<std::size_t>(error)];
}

std::optional<std::string> encode_query(const Question& question, const QueryFlags& flags) {
  const std::string name = normalise_name(question.name);
  if (!name.empty() && !is_valid_name(name)) return std::nullopt;
  const bool with_opt = flags.payload_size || flags.dnssec_ok;
  std::string out;
  append16(out, flags.id);
  append16(out, (flags.recursion_desired ? flag_rd : 0U) | (flags.authentic_data ? flag_ad : 0U));
  append16(out, 1);
  append16(out, 0);
  append16(out, 0);
  append16(out, with_opt ? 1 : 0);
  for (std::string_view label : labels(name)) {
    const std::string octets = from_text_form(label);
    out += static_cast<char>(octets.size());
    out += octets;
  }
  out += '\0';
  append16(out, static_cast<std::uint16_t>(question.type));
  append16(out, class_in);
  if (with_opt) {
    out += '\0';
    append16(out, type_opt);
    append16(out, flags.payload_size.value_or(1232));
    append16(out, 0);
    append16(out, flags.dnssec_ok ? flag_do : 0U);
    append16(out, 0);
  }
  return out;
}

Decoding decode_response(std::string_view packet, const Question& asked,
                         const Expectation& expectation) {
  const Question question{normalise_name(asked.name), asked.type};
  Decoding result;
  const auto refuse = [&](WireError error) {
    result.error = error;
    result.answers = failure(question, Status::servfail);
    return result;
  };
  if (packet.size() > longest_message) return refuse(WireError::too_long);
  if (packet.size() < header_length) return refuse(WireError::truncated_header);
  Reader reader(packet);
  const std::uint16_t id = reader.number16();
  const std::uint16_t flags = reader.number16();
  const std::uint16_t questions = reader.number16();
  const std::uint16_t answers = reader.number16();
  const std::uint16_t authorities = reader.number16();
  const std::uint16_t additionals = reader.number16();
  if (expectation.id && id != *expectation.id) return refuse(WireError::wrong_id);
  if ((flags & flag_qr) == 0) return refuse(WireError::not_a_response);
  if ((flags >> 11 & 15) != 0) return refuse(WireError::wrong_opcode);
  result.rcode = flags & 15;
  result.truncated = (flags & flag_tc) != 0;
  result.authentic_data = (flags & flag_ad) != 0;
  // A server that could not read the question may leave it out of its failure (RFC 1035 4.1.1).
  if (questions != 1 && !(questions == 0 && result.rcode != 0)) {
    return refuse(WireError::wrong_question);
  }
  for (unsigned i = 0; i < questions; ++i) {
    const std::string name = reader.name();
    const std::uint16_t type = reader.number16();
    const std::uint16_t record_class = reader.number16();
    if (!reader.ok()) return refuse(reader.error());
    if (name != question.name || type != static_cast<std::uint16_t>(question.type) ||
        record_class != class_in) {
      return refuse(WireError::wrong_question);
    }
  }
  // A truncated response ends anywhere; what it holds is not used (RFC 2181 9).
  if (result.truncated) {
    result.answers = failure(question, Status::servfail);
    return result;
  }
  Sections sections;
  for (unsigned i = 0; i < answers && reader.ok(); ++i) read_answer(reader, sections);
  for (unsigned i = 0; i < authorities && reader.ok(); ++i) read_authority(reader, sections);
  for (unsigned i = 0; i < additionals && reader.ok(); ++i) read_additional(reader, sections);
  if (reader.ok() && !reader.at_end()) reader.fail(WireError::trailing_octets);
  if (!reader.ok()) return refuse(reader.error());
  result.rcode = static_cast<std::uint16_t>(result.rcode | sections.upper_rcode << 4);
  const bool secure = expectation.trust_authentic_data && result.authentic_data;
  result.answers = interpret(std::move(sections), question, result.rcode, secure);
  return result;
}

}  // namespace indicia::dns
