// Every sample's header section, damaged in every way that copying does it, comes back as the list
// of fields it was: names in order, values after relaxed canonicalization (RFC 6376 3.4.2). And
// every header signature that verifies over the original verifies over the repaired text, and says
// so.
#include <algorithm>

#include "analysis.h"
#include "damage.h"
#include "dkim/canonical.h"
#include "json/nlohmann.h"
#include "json/report.h"
#include "message/container.h"
#include "message/field_names.h"
#include "message/paste.h"
#include "sample.h"

using namespace indicia;

BOOST_AUTO_TEST_SUITE(pasted_samples)

namespace {

using Damage = std::string (*)(std::string_view);

struct Row {
  std::string_view what;
  Damage damage;
  // Of a hundred samples. Where lines were cut and folding is lost too, nothing but a signature
  // tells a line cut in a word from a folded one that has the same length.
  int least = 100;
  // The same for signatures. A tab that became a no-break space is gone, and simple
  // canonicalization hashes it.
  int least_signatures = 100;
};

const Row rows[] = {
    {"lost folding", damage::lost_folding},
    {"double spacing", damage::double_spacing},
    {"quoted", damage::quoted},
    {"quoted tightly", damage::quoted_tightly},
    {"indented", damage::indented},
    {"entities", damage::entities},
    {"no-break spaces", damage::no_break_spaces, 100, 90},
    {"utf-16", damage::utf16},
    {"cut at 76", [](std::string_view h) { return damage::cut(h, true); }},
    {"cut at 76, lost folding", [](std::string_view h) { return damage::cut(h, false); }, 88},
    {"wrapped at 76", [](std::string_view h) { return damage::wrapped(h, true); }},
    // A filter's list without a blank, longer than a line, looks folded where it was wrapped.
    {"wrapped at 76, lost folding", [](std::string_view h) { return damage::wrapped(h, false); },
     94},
    {"table above", damage::under_table},
    {"words above", damage::under_words},
    {"lost folding, double spacing",
     [](std::string_view h) { return damage::double_spacing(damage::lost_folding(h)); }},
    {"lost folding, quoted",
     [](std::string_view h) { return damage::quoted(damage::lost_folding(h)); }},
    {"lost folding, entities, table above",
     [](std::string_view h) {
       return damage::under_table(damage::entities(damage::lost_folding(h)));
     }},
    {"wrapped, then quoted twice",
     [](std::string_view h) { return damage::quoted(damage::quoted(damage::wrapped(h, true))); }},
};

std::vector<std::string> relaxed_fields(const message::Message& message) {
  std::vector<std::string> out;
  for (const message::Field& field : message.fields) {
    std::string text;
    dkim::append_canonical(text, field, dkim::Canonicalization::relaxed);
    // RFC 6376 3.7: what stands in b= is not hashed.
    const std::size_t b = message::is_signature_field_name(field.name)
                              ? std::min(text.rfind("b="), text.size())
                              : text.size();
    out.push_back(text.substr(0, b) + without_fws(std::string_view(text).substr(b)));
  }
  return out;
}

struct Count {
  int good = 0;
  int all = 0;

  void add(bool is_good, std::string_view what, const std::string& where) {
    ++all;
    good += is_good ? 1 : 0;
    if (!is_good) BOOST_TEST_MESSAGE(what << ": " << where);
  }
  void check(std::string_view what, int least) const {
    BOOST_TEST_MESSAGE(what << ": " << good << " of " << all);
    BOOST_CHECK_MESSAGE(good * 100 >= all * least, what << ": " << good << " of " << all);
  }
};

std::string first_difference(const std::vector<std::string>& want,
                             const std::vector<std::string>& got) {
  std::size_t i = 0;
  while (i < want.size() && i < got.size() && want[i] == got[i]) ++i;
  return "\n  want " + (i < want.size() ? want[i] : "") + "\n   got " +
         (i < got.size() ? got[i] : "");
}

Report report_of(std::string octets, const Sample& sample) {
  return evaluate(examine(std::move(octets), sample.options), sample.answers);
}

bool verifies(const DkimFact& fact) {
  return fact.verification.header_signature == dkim::HeaderSignature::match;
}

// Samples of pastes are damaged already.
std::vector<std::filesystem::path> intact_folders() {
  std::vector<std::filesystem::path> folders = sample_folders();
  std::erase_if(folders, [](const std::filesystem::path& folder) {
    return folder.filename().string().find("-paste-") != std::string::npos;
  });
  return folders;
}

}  // namespace

BOOST_AUTO_TEST_CASE(intact_messages_are_left_alone) {
  for (const auto& folder : intact_folders()) {
    BOOST_TEST_CONTEXT(folder.filename()) {
      bool limit = false;
      BOOST_TEST(!message::repair_paste(read_file(folder / "message.eml"), {}, limit));
      BOOST_TEST(!limit);
    }
  }
}

BOOST_AUTO_TEST_CASE(damaged_headers_come_back) {
  for (const Row& row : rows) {
    Count count;
    for (const auto& folder : intact_folders()) {
      const std::string octets = read_file(folder / "message.eml");
      const message::Container container = message::open_container(octets, {});
      const message::Message& original = container.messages.front().message;
      const std::string damaged = row.damage(original.header);
      bool limit = false;
      const auto paste = message::repair_paste(damaged, {}, limit);
      const message::Container found =
          message::open_container(paste ? std::string_view(paste->text) : damaged, {});
      const auto want = relaxed_fields(original);
      const auto got = relaxed_fields(found.messages.front().message);
      count.add(want == got, row.what, folder.filename().string() + first_difference(want, got));
    }
    count.check(row.what, row.least);
  }
}

BOOST_AUTO_TEST_CASE(header_signatures_verify_over_repaired_text) {
  std::vector<Sample> samples;
  std::vector<Report> reports;
  std::vector<std::string> headers;
  for (const auto& folder : intact_folders()) {
    samples.push_back(read_sample(folder));
    Sample& sample = samples.back();
    // A container's first message, so that each report is about the damaged header.
    sample.options.message = 0;
    const message::Container container = message::open_container(sample.message, {});
    headers.emplace_back(container.messages.front().message.header);
    reports.push_back(report_of(headers.back(), sample));
  }
  for (const Row& row : rows) {
    Count count;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Report report = report_of(row.damage(headers[i]), samples[i]);
      const std::vector<DkimFact>& originals = reports[i].facts.dkim;
      for (std::size_t k = 0; k < originals.size(); ++k) {
        if (!verifies(originals[k])) continue;
        const bool found = k < report.facts.dkim.size() && verifies(report.facts.dkim[k]);
        count.add(found, row.what,
                  samples[i].folder.filename().string() + " signature " + std::to_string(k));
        if (found) {
          const DkimFact& fact = report.facts.dkim[k];
          // Octets in front of lines or between them are gone or new in the signature field too.
          const bool untouched = report.evidence.paste == nullptr ||
                                 report.evidence.original(fact.examined->field->location).length ==
                                     fact.examined->field->location.length;
          BOOST_TEST((fact.over_repaired || untouched));
        }
      }
    }
    count.check(row.what, row.least_signatures);
  }
}

namespace {

std::vector<std::filesystem::path> pasted_folders() {
  std::vector<std::filesystem::path> folders = sample_folders();
  const std::vector<std::filesystem::path> intact = intact_folders();
  std::erase_if(folders, [&](const std::filesystem::path& folder) {
    return std::find(intact.begin(), intact.end(), folder) != intact.end();
  });
  BOOST_REQUIRE_GE(folders.size(), 9U);
  return folders;
}

void collect_locations(const Json& json, std::vector<Location>& locations) {
  if (json.is_object() && json.contains("offset") && json.contains("line")) {
    locations.push_back({json["offset"], json["length"], json["line"]});
  } else if (json.is_structured()) {
    for (const Json& member : json) collect_locations(member, locations);
  }
}

}  // namespace

// Whatever a report points at, it points at in the input as it came.
BOOST_AUTO_TEST_CASE(locations_are_places_of_the_input) {
  for (const auto& folder : pasted_folders()) {
    const Sample sample = read_sample(folder);
    const Report report = report_of(sample.message, sample);
    const Json json = Json::parse(report_json(report));
    std::vector<Location> locations;
    collect_locations(json, locations);
    BOOST_TEST(locations.size() > 10);
    BOOST_TEST_CONTEXT(folder.filename()) {
      const std::string& input = sample.message;
      const bool wide = input.starts_with("\xFF\xFE");
      for (const Location& place : locations) {
        BOOST_TEST(place.offset + place.length <= input.size());
        const auto lines = std::count(
            input.begin(), input.begin() + static_cast<std::ptrdiff_t>(place.offset), '\n');
        BOOST_TEST(place.line == static_cast<std::size_t>(lines) + 1);
      }
      const Location signature =
          report.evidence.original(report.facts.dkim.at(0).examined->field->location);
      const std::string start = input.substr(signature.offset, wide ? 28 : 14);
      BOOST_TEST(
          (wide ? start.substr(0, 4) == std::string("D\0K\0", 4) : start == "DKIM-Signature"));
      BOOST_TEST(json["dkim"][0]["verified_over"] == "repaired");
      BOOST_TEST(json["dkim"][0]["location"]["offset"] == signature.offset);
    }
  }
}

// The program guessed that a wrapped line was folded; the digest in the signature says it was cut.
BOOST_AUTO_TEST_CASE(the_signature_decides_between_readings) {
  Sample sample = read_sample(std::filesystem::path(INDICIA_SAMPLES) / "135-paste-wrapped-ticket");
  const Evidence evidence = examine(sample.message, sample.options);
  const Report unasked = evaluate(evidence, {});
  BOOST_TEST((unasked.facts.dkim.at(0).reread == nullptr));
  BOOST_TEST(!verifies(unasked.facts.dkim.at(0)));
  for (const RepairFact& fact : unasked.facts.repairs) BOOST_TEST(fact.proven == 0U);
  const Report report = evaluate(evidence, sample.answers);
  const DkimFact& fact = report.facts.dkim.at(0);
  BOOST_TEST((fact.reread != nullptr));
  BOOST_TEST(verifies(fact));
  BOOST_TEST(fact.over_repaired);
  BOOST_TEST((fact.examined->field == evidence.messages.at(0)->signatures.at(0).field));
  for (const message::Field* field : fact.examined->signed_fields) {
    BOOST_TEST((field >= evidence.messages[0]->message.fields.data()));
  }
  // A header that was changed is not talked into a match.
  std::string changed = sample.message;
  changed.replace(changed.find("boots"), 5, "coats");
  const Report other = evaluate(examine(changed, sample.options), sample.answers);
  BOOST_TEST(
      (other.facts.dkim.at(0).verification.header_signature == dkim::HeaderSignature::differ));
  BOOST_TEST((other.facts.dkim.at(0).reread == nullptr));
  // Nor does a damaged copy show that it was changed on its way.
  BOOST_TEST((other.facts.dkim[0].verification.result == Result::untestable));
  BOOST_TEST((other.facts.dkim[0].verification.reason == dkim::Reason::input_repaired));
  for (const Finding& finding : other.findings) BOOST_TEST(!finding.ident.starts_with("dkim-"));
}

BOOST_AUTO_TEST_SUITE_END()
