// The tree walk of RFC 9989 4.10 and the organizational domain it gives.
#include "dmarc/tree_walk.h"

#include <boost/test/unit_test.hpp>

#include "dmarc_zone.h"

using namespace indicia;
using namespace indicia::dmarc;
using dmarc_tests::zone;

BOOST_AUTO_TEST_SUITE(dmarc_tree_walk)

struct TargetsRow {
  std::string_view point;
  std::string_view start;
  std::string_view targets;
};

const TargetsRow targets_rows[] = {
    {"M13 one label", "example", "example"},
    {"M13 up to the top-level domain", "a.example.com", "a.example.com example.com com"},
    {"M13 eight labels", "1.2.3.4.5.6.7.8",
     "1.2.3.4.5.6.7.8 2.3.4.5.6.7.8 3.4.5.6.7.8 4.5.6.7.8 5.6.7.8 6.7.8 7.8 8"},
    {"M13 thirteen labels: the name, then seven", "a.b.c.d.e.f.g.h.i.j.mail.example.com",
     "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com h.i.j.mail.example.com "
     "i.j.mail.example.com j.mail.example.com mail.example.com example.com com"},
};

BOOST_AUTO_TEST_CASE(targets) {
  for (const TargetsRow& row : targets_rows) {
    BOOST_TEST_CONTEXT(row.point) {
      std::string joined;
      for (const std::string& target : walk_targets(row.start)) {
        joined += (joined.empty() ? "" : " ") + target;
      }
      BOOST_TEST(joined == row.targets);
    }
  }
}

struct OrganizationRow {
  std::string_view point;
  std::string_view start;
  std::string_view zone;
  std::string_view organization;
  std::size_t queries;
};

const OrganizationRow organization_rows[] = {
    {"M16 no psd tag is the normal case", "a.mail.example.com",
     "mail.example.com v=DMARC1|example.com v=DMARC1", "example.com", 4},
    {"M17 psd=n ends the walk", "a.mail.example.com",
     "mail.example.com v=DMARC1; psd=n|example.com v=DMARC1", "mail.example.com", 2},
    {"M17 psd=n at the start", "example.com", "example.com v=DMARC1; psd=n", "example.com", 1},
    {"M18 psd=y at the start is not one label below", "co.test", "co.test v=DMARC1; psd=y",
     "co.test", 1},
    {"M18 psd=y at the top", "a.mail.example.com", "com v=DMARC1; psd=y", "example.com", 4},
    {"M18 a name that the shortcut skipped", "1.2.3.4.5.6.7.8.9", "3.4.5.6.7.8.9 v=DMARC1; psd=y",
     "2.3.4.5.6.7.8.9", 2},
    {"M19 the shortest name with a record", "a.b.example.com",
     "a.b.example.com v=DMARC1|b.example.com v=DMARC1", "b.example.com", 4},
    {"M20 the start", "a.example.com", "", "a.example.com", 3},
    {"M21 a top-level domain without psd=y", "a.example.com", "example.com v=DMARC1|com v=DMARC1",
     "com", 3},
    {"M15 several records are discarded and the walk goes on", "a.example.com",
     "a.example.com v=DMARC1; psd=n|a.example.com v=DMARC1; psd=n|example.com v=DMARC1",
     "example.com", 3},
};

BOOST_AUTO_TEST_CASE(organizations) {
  for (const OrganizationRow& row : organization_rows) {
    BOOST_TEST_CONTEXT(row.point) {
      const dns::Answers answers = zone(row.zone);
      dns::Inquiry inquiry(answers, 200, false);
      const Walk walk = walk_tree(look_up_record(row.start, inquiry, true), inquiry, true);
      BOOST_TEST(walk.complete());
      BOOST_TEST(walk.organizational_domain() == row.organization);
      BOOST_TEST(walk.lookups.size() == row.queries);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
