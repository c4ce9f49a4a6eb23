// DMARC policy records (RFC 9989 4.7, 4.8).
#include "dmarc/record.h"

#include <boost/test/unit_test.hpp>

using namespace indicia;
using namespace indicia::dmarc;

namespace {

struct Row {
  std::string_view point;
  std::string_view text;
  std::string_view read;  // as written by summary() below; "-": no DMARC record
};

// Only what differs from an empty record, then the idents of the defects.
const Row rows[] = {
    {"M5 the version alone is a record", "v=DMARC1", ""},
    {"M5 white space around the equals sign", "v = DMARC1 ; p=none", "p=none second"},
    {"M5 final semicolon and space", "v=DMARC1; ", ""},
    {"M5 the version's value is case-sensitive", "v=dmarc1; p=none", "-"},
    {"M5 the tag name too", "V=DMARC1; p=none", "-"},
    {"M5 DMARC10 is another version", "v=DMARC10; p=none", "-"},
    {"M5 a missing semicolon", "v=DMARC1 p=none", "-"},
    {"M5 the version comes first", "p=none; v=DMARC1", "-"},
    {"M5 nothing before the version", " v=DMARC1", "-"},
    {"M5 another text", "v=spf1 -all", "-"},
    {"M5 empty text", "", "-"},
    {"M6 unknown tags are ignored", "v=DMARC1; p=reject; x=1; y=", "p=reject second unknown:x,y"},
    {"M6 a bad value takes the default", "v=DMARC1; p=none; adkim=z; aspf=s; psd=x; t=maybe",
     "p=none second aspf=s ! dmarc-bad-value dmarc-bad-value dmarc-bad-value"},
    {"M6 a spec without equals sign is left out", "v=DMARC1; quarantine; p=none",
     "p=none second ! tag-list-no-equals"},
    {"M6 a control character is no value", "v=DMARC1; p=none; rua=mailto:a@example.com\x01",
     "p=none second ! dmarc-bad-value"},
    {"M6 of a repeated tag the first counts", "v=DMARC1; p=reject; p=none",
     "p=reject second ! tag-list-duplicate-tag"},
    {"M7 values without case",
     "v=DMARC1; p=REJECT; sp=Quarantine; np=NONE; adkim=S; aspf=S; t=Y; psd=N",
     "p=reject sp=quarantine np=none second adkim=s aspf=s psd=n t=y"},
    {"M8 defaults", "v=DMARC1; adkim=r; aspf=r; fo=0; psd=u; t=n", "! dmarc-fo-without-ruf"},
    {"M8 absent policies stay absent", "v=DMARC1; np=reject", "np=reject"},
    {"M9 obsolete tags", "v=DMARC1; p=none; pct=50; rf=afrf; ri=86400",
     "p=none second pct=50 obsolete:pct,rf,ri"},
    {"M9 pct beyond 100", "v=DMARC1; p=none; pct=101",
     "p=none second obsolete:pct ! dmarc-bad-value"},
    {"M9 size of a report URI",
     "v=DMARC1; p=none; rua=mailto:a@example.com!10m,mailto:b@example.com",
     "p=none second rua=2 usable ! dmarc-obsolete-uri-size"},
    {"M10 p in another place", "v=DMARC1; rua=mailto:a@example.com; p=none", "p=none rua=1 usable"},
    {"M11 invalid p", "v=DMARC1; p=block", "bad-p second ! dmarc-bad-value"},
    {"M11 empty p", "v=DMARC1; p=; rua=mailto:a@example.com",
     "bad-p second rua=1 usable ! dmarc-bad-value"},
    {"M11 invalid sp and np", "v=DMARC1; p=none; sp=x; np=y",
     "p=none bad-sp bad-np second ! dmarc-bad-value dmarc-bad-value"},
    {"M11 a URI without scheme is not valid", "v=DMARC1; p=x; rua=a@example.com",
     "bad-p second rua=1 ! dmarc-bad-value dmarc-bad-uri"},
    {"M11 a mailto URI without address", "v=DMARC1; p=none; rua=mailto:,mailto:@example.com",
     "p=none second rua=2 ! dmarc-bad-uri dmarc-bad-uri"},
    {"M11 other schemes are valid URIs", "v=DMARC1; rua=https://example.com/report?x=%41",
     "rua=1 usable"},
    {"M11 a bad escape", "v=DMARC1; rua=https://example.com/%4", "rua=1 ! dmarc-bad-uri"},
    {"M12 fo needs ruf", "v=DMARC1; p=none; fo=1", "p=none second ! dmarc-fo-without-ruf"},
    {"M12 fo with ruf", "v=DMARC1; p=none; fo=1:d:s; ruf=mailto:a@example.com",
     "p=none second fo=1:d:s ruf=1"},
    {"M12 0 and 1 exclude each other", "v=DMARC1; fo=0:1; ruf=mailto:a@example.com",
     "ruf=1 ! dmarc-bad-value"},
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::string summary(const std::optional<Record>& parsed) {
  if (!parsed) return "-";
  const Record& record = *parsed;
  std::string out;
  const auto add = [&](bool condition, const std::string& word) {
    if (condition) out += (out.empty() ? "" : " ") + word;
  };
  add(record.p.has_value(), "p=" + record.p.value_or(""));
  add(record.sp.has_value(), "sp=" + record.sp.value_or(""));
  add(record.np.has_value(), "np=" + record.np.value_or(""));
  add(record.p_invalid, "bad-p");
  add(record.sp_invalid, "bad-sp");
  add(record.np_invalid, "bad-np");
  add(record.p_is_second, "second");
  add(record.adkim == AlignmentMode::strict, "adkim=s");
  add(record.aspf == AlignmentMode::strict, "aspf=s");
  add(record.psd != 'u', std::string("psd=") + record.psd);
  add(record.testing, "t=y");
  add(record.percent != 100, "pct=" + std::to_string(record.percent));
  add(record.failure_options != "0", "fo=" + record.failure_options);
  add(!record.rua.empty(), "rua=" + std::to_string(record.rua.size()));
  add(!record.ruf.empty(), "ruf=" + std::to_string(record.ruf.size()));
  add(record.rua_usable, "usable");
  add(!record.obsolete_tags.empty(), "obsolete:" + joined(record.obsolete_tags));
  add(!record.unknown_tags.empty(), "unknown:" + joined(record.unknown_tags));
  add(!record.defects.empty(), "!");
  for (const Defect& defect : record.defects) add(true, std::string(defect.ident));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_record)

BOOST_AUTO_TEST_CASE(table) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.point << ": " << row.text) {
      const auto record = parse_record(row.text);
      BOOST_TEST(summary(record) == row.read);
      if (!record) continue;
      BOOST_TEST(record->text == row.text);
      for (const Defect& defect : record->defects) {
        BOOST_TEST(defect.offset + defect.length <= row.text.size());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_huge_record_stays_cheap) {
  std::string text = "v=DMARC1; rua=";
  for (int i = 0; i < 60'000; ++i) text += "mailto:a@example.com!1m,";
  BOOST_TEST(parse_record(text)->rua.size() == 60'000);
}

BOOST_AUTO_TEST_SUITE_END()
