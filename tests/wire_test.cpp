// DNS messages: queries, responses, hostile packets (RFC 1035 4, RFC 6891, RFC 2308).
#include "dns/wire.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace indicia::dns;

namespace {

// Octets from hexadecimal digits; other characters of the table are spacing.
std::string octets(std::string_view hex) {
  std::string out;
  int high = -1;
  for (char c : hex) {
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) continue;
    if (high < 0) {
      high = value;
    } else {
      out += static_cast<char>(high << 4 | value);
      high = -1;
    }
  }
  return out;
}

std::string number16(unsigned value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}

// A name without compression; labels are plain letters here.
std::string wire_name(std::string_view name) {
  std::string out;
  for (std::string_view label : labels(name)) {
    out += static_cast<char>(label.size());
    out += label;
  }
  return out + '\0';
}

std::string record(std::string_view name, unsigned type, unsigned ttl, std::string_view data,
                   unsigned record_class = 1) {
  return std::string(name) + number16(type) + number16(record_class) + number16(ttl >> 16) +
         number16(ttl & 0xFFFF) + number16(static_cast<unsigned>(data.size())) + std::string(data);
}

struct Packet {
  unsigned id = 7;
  unsigned flags = 0x8180;  // QR RD RA
  std::string question_name = "example.com";
  unsigned question_type = 16;
  std::vector<std::string> answer, authority, additional;

  std::string octets() const {
    std::string out = number16(id) + number16(flags) + number16(1) +
                      number16(static_cast<unsigned>(answer.size())) +
                      number16(static_cast<unsigned>(authority.size())) +
                      number16(static_cast<unsigned>(additional.size())) +
                      wire_name(question_name) + number16(question_type) + number16(1);
    for (const auto* section : {&answer, &authority, &additional}) {
      for (const std::string& text : *section) out += text;
    }
    return out;
  }
};

const std::string pointer = "\xC0\x0C";  // the question's name

std::string soa_data() {
  return wire_name("ns.example.com") + wire_name("admin.example.com") +
         octets("00000001 00000e10 00000258 00093a80 0000012c");  // MINIMUM 300
}

Decoding decode(const Packet& packet, RecordType type = RecordType::txt) {
  return decode_response(packet.octets(), {packet.question_name, type}, {.id = 7});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(queries) {
  const struct {
    const char* name;
    RecordType type;
    QueryFlags flags;
    const char* expected;
  } rows[] = {
      {"Example.com.",
       RecordType::txt,
       {.id = 0x1234},
       "1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0010 0001"},
      {"a\\046b.test",
       RecordType::a,
       {.recursion_desired = false, .authentic_data = true},
       "0000 0020 0001 0000 0000 0000 03 612e62 04 74657374 00 0001 0001"},
      {"test",
       RecordType::mx,
       {.payload_size = 512, .dnssec_ok = true},
       "0000 0100 0001 0000 0000 0001 04 74657374 00 000f 0001 00 0029 0200 0000 8000 0000"},
      {"",
       RecordType::ns,
       {.payload_size = 1232},
       "0000 0100 0001 0000 0000 0001 00 0002 0001 00 0029 04d0 00000000 0000"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto query = encode_query({row.name, row.type}, row.flags);
      BOOST_REQUIRE(query.has_value());
      BOOST_TEST(*query == octets(row.expected));
    }
  }
  BOOST_TEST(!encode_query({"a..b", RecordType::a}, {}).has_value());
  BOOST_TEST(!encode_query({std::string(64, 'a') + ".test", RecordType::a}, {}).has_value());
}

BOOST_AUTO_TEST_CASE(record_types) {
  const struct {
    RecordType type;
    std::string data;
    Record expected;
  } rows[] = {
      {RecordType::a, octets("c0000201"), {.data = "192.0.2.1"}},
      {RecordType::aaaa, octets("20010db8000000000000000000000001"), {.data = "2001:db8::1"}},
      {RecordType::mx,
       octets("000a") + wire_name("MX.example.com"),
       {.data = "mx.example.com", .preference = 10}},
      {RecordType::mx, octets("0000 00"), {.data = ""}},  // null MX, RFC 7505
      {RecordType::txt,
       octets("03 610062 00 01 ff"),
       {.strings = {std::string("a\0b", 3), "", "\xFF"}}},
      {RecordType::ns, octets("02 6e73") + pointer, {.data = "ns.example.com"}},
      {RecordType::ptr, octets("03 612e62 00"), {.data = "a\\046b"}},
      {RecordType::soa,
       soa_data(),
       {.data = "ns.example.com. admin.example.com. 1 3600 600 604800 300"}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(to_string(row.type)) {
      const auto number = static_cast<unsigned>(row.type);
      const Packet packet{
          .question_type = number,
          .answer = {record(pointer, number, 60, row.data), record(pointer, number, 30, row.data)}};
      const Decoding result = decode(packet, row.type);
      BOOST_TEST(to_string(result.error) == "none");
      BOOST_REQUIRE(result.answers.size() == 1U);
      BOOST_TEST((result.answers[0].status == Status::ok));
      BOOST_TEST(result.answers[0].ttl == 30U);               // the least of the set
      BOOST_REQUIRE(result.answers[0].records.size() == 1U);  // RFC 2181 5: no duplicates
      BOOST_TEST((result.answers[0].records[0] == row.expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(codes_to_statuses) {
  const std::string soa = record(pointer, 6, 900, soa_data());
  const std::string ns = record(pointer, 2, 900, wire_name("ns.example.com"));
  const std::string bogus = record(std::string(1, '\0'), 41, 0, octets("000f 0002 0006"), 1232);
  const std::string badvers = record(std::string(1, '\0'), 41, 0x01000000, "", 1232);
  const struct {
    const char* name;
    unsigned flags;
    std::vector<std::string> authority, additional;
    Status status;
    unsigned rcode;
    unsigned ttl;
  } rows[] = {
      {"nodata", 0x8180, {soa}, {}, Status::nodata, 0, 300},
      {"nodata without SOA", 0x8180, {}, {}, Status::nodata, 0, 0},
      {"nodata, SOA and NS", 0x8180, {soa, ns}, {}, Status::nodata, 0, 300},
      {"referral", 0x8100, {ns}, {}, Status::servfail, 0, 0},
      {"nxdomain", 0x8183, {soa}, {}, Status::nxdomain, 3, 300},
      {"servfail", 0x8182, {}, {}, Status::servfail, 2, 0},
      {"refused", 0x8185, {}, {}, Status::servfail, 5, 0},
      {"notimp", 0x8184, {}, {}, Status::servfail, 4, 0},
      {"bogus, RFC 8914", 0x8182, {}, {bogus}, Status::bogus, 2, 0},
      {"upper bits of the code", 0x8180, {}, {badvers}, Status::servfail, 16, 0},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Decoding result =
          decode({.flags = row.flags, .authority = row.authority, .additional = row.additional});
      BOOST_TEST(to_string(result.error) == "none");
      BOOST_REQUIRE(result.answers.size() == 1U);
      BOOST_TEST(to_string(result.answers[0].status) == to_string(row.status));
      BOOST_TEST(result.rcode == row.rcode);
      BOOST_TEST(result.answers[0].ttl == row.ttl);
    }
  }
}

BOOST_AUTO_TEST_CASE(aliases_become_answers_of_their_own) {  // D51
  const std::string first = record(pointer, 5, 60, wire_name("key.example.net"));
  const std::string second = record(wire_name("key.example.net"), 5, 50, wire_name("k.test"));
  const std::string text = record(wire_name("k.test"), 16, 40, octets("02 703d"));
  const std::string soa = record(wire_name("test"), 6, 900, soa_data());
  const struct {
    const char* name;
    unsigned flags;
    std::vector<std::string> answer, authority;
    std::vector<std::string> expected;  // name, type and status
  } rows[] = {
      {"to the end",
       0x8180,
       {first, second, text},
       {},
       {"example.com CNAME ok", "key.example.net CNAME ok", "k.test TXT ok"}},
      {"any order",
       0x8180,
       {text, second, first},
       {},
       {"example.com CNAME ok", "key.example.net CNAME ok", "k.test TXT ok"}},
      {"target does not exist, RFC 6604",
       0x8183,
       {first, second},
       {soa},
       {"example.com CNAME ok", "key.example.net CNAME ok", "k.test TXT nxdomain"}},
      {"target without the type",
       0x8180,
       {first, second},
       {soa},
       {"example.com CNAME ok", "key.example.net CNAME ok", "k.test TXT nodata"}},
      {"target in a zone of another server",
       0x8180,
       {first, second},
       {},
       {"example.com CNAME ok", "key.example.net CNAME ok"}},
      {"loop",
       0x8180,
       {first, record(wire_name("key.example.net"), 5, 9, pointer)},
       {soa},
       {"example.com CNAME ok", "key.example.net CNAME ok"}},
      {"others' records are not taken", 0x8180, {text}, {}, {"example.com TXT nodata"}},
      {"failure beside an alias", 0x8182, {first}, {}, {"example.com TXT servfail"}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Decoding result =
          decode({.flags = row.flags, .answer = row.answer, .authority = row.authority});
      std::vector<std::string> got;
      for (const Answer& answer : result.answers) {
        got.push_back(answer.question.name + ' ' + std::string(to_string(answer.question.type)) +
                      ' ' + std::string(to_string(answer.status)));
      }
      BOOST_TEST(got == row.expected, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(authentic_data_needs_a_trusted_resolver) {
  const Packet packet{.flags = 0x81A0, .answer = {record(pointer, 16, 1, octets("01 61"))}};
  const auto dnssec = [&](bool trust) {
    return decode_response(packet.octets(), {"example.com", RecordType::txt},
                           {.trust_authentic_data = trust})
        .answers.at(0)
        .dnssec;
  };
  BOOST_TEST((dnssec(true) == Dnssec::secure));
  BOOST_TEST((dnssec(false) == Dnssec::unknown));
}

BOOST_AUTO_TEST_CASE(truncation_is_said_and_not_used) {
  const Packet packet{.flags = 0x8380, .answer = {record(pointer, 16, 1, octets("01 61"))}};
  const Decoding result = decode(packet);
  BOOST_TEST(result.truncated);
  BOOST_TEST((result.answers.at(0).status == Status::servfail));
  BOOST_TEST((result.error == WireError::none));
}

BOOST_AUTO_TEST_CASE(hostile_packets) {
  const auto with = [](const std::string& answer) { return Packet{.answer = {answer}}.octets(); };
  const std::string good = with(record(pointer, 16, 1, octets("01 61")));
  Packet wrong_name;
  wrong_name.question_name = "example.org";
  Packet wrong_type;
  wrong_type.question_type = 1;
  std::string long_name;
  for (int i = 0; i < 128; ++i)
    long_name +=
        "\x01"
        "a";
  long_name += '\0';
  std::string pointers = octets("00");  // at 41, in a record nobody reads, each leads one back
  for (unsigned at = 41; at < 41 + 2 * 200; at += 2) {
    pointers += number16(0xC000 | (at == 41 ? 40 : at - 2));
  }
  const std::string chain =
      Packet{.answer = {record(std::string(1, '\0'), 999, 0, pointers),
                        record(number16(0xC000 | (41 + 2 * 199)), 16, 1, octets("01 61"))}}
          .octets();
  const struct {
    const char* name;
    std::string packet;
    WireError error;
  } rows[] = {
      {"empty", "", WireError::truncated_header},
      {"header only", good.substr(0, 12), WireError::name_past_end},
      {"a query", octets("0007 0100 0001 0000 0000 0000") + good.substr(12),
       WireError::not_a_response},
      {"other id", "\x01" + good.substr(1), WireError::wrong_id},
      {"other opcode", good.substr(0, 2) + octets("a180") + good.substr(4),
       WireError::wrong_opcode},
      {"other name", wrong_name.octets(), WireError::wrong_question},
      {"other type", wrong_type.octets(), WireError::wrong_question},
      {"no question", octets("0007 8180 0000 0000 0000 0000"), WireError::wrong_question},
      {"two questions", good.substr(0, 4) + octets("0002") + good.substr(6),
       WireError::wrong_question},
      {"pointer to itself", with(record("\xC0\x1D", 16, 1, octets("01 61"))),
       WireError::bad_pointer},
      {"pointer forward", with(record("\xC0\x40", 16, 1, octets("01 61"))), WireError::bad_pointer},
      {"pointer past the end", with(record("\xFF\xFF", 16, 1, octets("01 61"))),
       WireError::bad_pointer},
      {"loop of labels and pointer",
       with(record("\x01"
                   "a\xC0\x1D",
                   16, 1, octets("01 61"))),
       WireError::bad_pointer},
      {"long chain of pointers", chain, WireError::bad_pointer},
      {"half a pointer", good.substr(0, 30), WireError::name_past_end},
      {"label type 01",
       with(record("\x41"
                   "a",
                   16, 1, octets("01 61"))),
       WireError::bad_label},
      {"label type 10", with(record(std::string("\x80\0", 2), 16, 1, "")), WireError::bad_label},
      {"name of 257 octets", with(record(long_name, 16, 1, octets("01 61"))),
       WireError::name_too_long},
      {"label past the end",
       good.substr(0, 29) + "\x3F"
                            "abc",
       WireError::name_past_end},
      {"record cut", good.substr(0, good.size() - 1), WireError::record_past_end},
      {"fewer records than counted", good.substr(0, 6) + octets("ffff") + good.substr(8),
       WireError::name_past_end},
      {"string past its record", with(record(pointer, 16, 1, octets("05 61")) + "bcdefgh"),
       WireError::bad_record_data},
      {"TXT without a string", with(record(pointer, 16, 1, "")), WireError::bad_record_data},
      {"A of five octets", with(record(pointer, 1, 1, "12345")), WireError::bad_record_data},
      {"A of three octets", with(record(pointer, 1, 1, "123")), WireError::bad_record_data},
      {"AAAA of four octets", with(record(pointer, 28, 1, "1234")), WireError::bad_record_data},
      {"MX with more", with(record(pointer, 15, 1, octets("000a 00 00"))),
       WireError::bad_record_data},
      {"trailing octets", good + "x", WireError::trailing_octets},
      {"too long", good + std::string(65'536, '\0'), WireError::too_long},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      // Exactly sized on the heap, so that a sanitizer sees every octet read past the end.
      const std::vector<char> block(row.packet.begin(), row.packet.end());
      const Decoding result = decode_response({block.data(), block.size()},
                                              {"example.com", RecordType::txt}, {.id = 7});
      BOOST_TEST(to_string(result.error) == to_string(row.error));
      BOOST_REQUIRE(result.answers.size() == 1U);
      BOOST_TEST((result.answers[0].status == Status::servfail));
      BOOST_TEST(result.answers[0].question.name == "example.com");
    }
  }
  BOOST_TEST((decode_response(good, {"example.com", RecordType::txt}, {.id = 7}).error ==
              WireError::none));
}

BOOST_AUTO_TEST_CASE(every_prefix_and_every_changed_octet_ends) {
  const std::string good =
      Packet{.answer = {record(pointer, 5, 60, wire_name("key.example.net")),
                        record("\xC0\x29", 16, 40, octets("02 703d"))},
             .authority = {record(pointer, 6, 900, soa_data())},
             .additional = {record(std::string(1, '\0'), 41, 0, octets("000f 0002 0006"), 1232)}}
          .octets();
  const Question question{"example.com", RecordType::txt};
  BOOST_TEST((decode_response(good, question, {}).error == WireError::none));
  for (std::size_t i = 0; i < good.size(); ++i) {
    const std::vector<char> prefix(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i));
    BOOST_TEST((decode_response({prefix.data(), i}, question, {}).error != WireError::none));
    for (unsigned value = 0; value < 256; ++value) {
      std::string changed = good;
      changed[i] = static_cast<char>(value);
      BOOST_TEST(!decode_response(changed, question, {}).answers.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(queries_come_back) {
  for (const char* name :
       {"example.com", "a\\046b.\\255\\000.test", "*.example", "_dmarc.x.test"}) {
    auto packet = encode_query({name, RecordType::aaaa}, {.id = 9});
    BOOST_REQUIRE(packet.has_value());
    (*packet)[2] = static_cast<char>(0x81);
    const Decoding result = decode_response(*packet, {name, RecordType::aaaa}, {.id = 9});
    BOOST_TEST(to_string(result.error) == "none");
    BOOST_TEST((result.answers.at(0).status == Status::nodata));
  }
}

BOOST_AUTO_TEST_SUITE_END()
