// Address literals (RFC 4291 2.2, RFC 5952), prefixes and reverse names.
#include "ip_address.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;

BOOST_AUTO_TEST_SUITE(ip_address)

BOOST_AUTO_TEST_CASE(parsing_and_text) {
  struct Row {
    std::string_view text;
    std::string_view canonical;  // empty: refused
  };
  const Row rows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.01", ""},  // S17: no leading zeros
      {"192.0.2", ""},
      {"192.0.2.256", ""},
      {"192.0.2.1 ", ""},
      {"::", "::"},
      {"::1", "::1"},
      {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:db8::", "2001:db8::"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // one zero group is not compressed
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"2001:db8::1::2", ""},
      {"2001:db8:1:2:3:4:5:6:7", ""},
      {"1:2:3:4:5:6:7::8", ""},
      {":1", ""},
      {"1:", ""},
      {"12345::", ""},
      {"fe80::1%eth0", ""},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT("address " << row.text) {
      const auto address = parse_ip(row.text);
      BOOST_TEST(address.has_value() == !row.canonical.empty());
      if (address) BOOST_TEST(to_string(*address) == row.canonical);
    }
  }
}

BOOST_AUTO_TEST_CASE(prefixes) {
  const auto ip = [](std::string_view text) { return *parse_ip(text); };
  BOOST_TEST(in_prefix(ip("192.0.2.129"), ip("192.0.2.128"), 25));
  BOOST_TEST(!in_prefix(ip("192.0.2.127"), ip("192.0.2.128"), 25));
  BOOST_TEST(in_prefix(ip("203.0.113.9"), ip("192.0.2.128"), 0));
  BOOST_TEST(!in_prefix(ip("2001:db8::1"), ip("192.0.2.128"), 0));  // S17
  BOOST_TEST(in_prefix(ip("2001:db8:1::1"), ip("2001:db8::"), 32));
  BOOST_TEST(!in_prefix(ip("192.0.2.1"), ip("192.0.2.1"), 33));
  BOOST_TEST((unmapped(ip("::ffff:192.0.2.1")) == ip("192.0.2.1")));  // S4
}

BOOST_AUTO_TEST_CASE(global_addresses) {
  for (std::string_view text : {"192.0.2.1", "2001:db8::1", "8.8.8.8", "172.32.0.1"}) {
    BOOST_TEST(is_global(*parse_ip(text)));
  }
  for (std::string_view text :
       {"10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "169.254.1.1", "::1",
        "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1"}) {
    BOOST_TEST(!is_global(*parse_ip(text)));
  }
}

BOOST_AUTO_TEST_CASE(reverse_names) {
  BOOST_TEST(reverse_name(*parse_ip("192.0.2.25")) == "25.2.0.192.in-addr.arpa");
  BOOST_TEST(reverse_name(*parse_ip("2001:db8::1")) ==
             "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

BOOST_AUTO_TEST_SUITE_END()
