// Words of filters without a verdict; see filter_unjudged.h.
#include "diagnosis/filter_unjudged.h"

#include "diagnosis/catalogue.h"
#include "text.h"

namespace indicia::diagnosis {

namespace {

using antispam::Backing;
using antispam::Grammar;
using antispam::Item;
using antispam::Known;
using antispam::Reading;
using antispam::Verdict;

// A list of words that stays readable whatever a hostile field holds.
class Words {
 public:
  void add(const std::string& word) {
    constexpr std::size_t most = 6;
    constexpr std::size_t longest = 120;
    if (count_ == most) text_ += ", ...";
    if (++count_ > most) return;
    if (!text_.empty()) text_ += ", ";
    text_ += word.size() > longest ? clean_utf8(word.substr(0, longest)) + "..." : word;
  }

  std::string sentence(std::string_view language, std::string_view ident) const {
    return text_.empty() ? std::string() : phrase(language, ident, {{"term", text_}});
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

class Unjudged {
 public:
  Unjudged(const FilterEvidence& evidence, const Filter& filter)
      : evidence_(evidence), filter_(filter) {}

  std::string run(std::string_view language) {
    for (std::size_t index : filter_.fields) {
      const Reading& reading = evidence_.fields[index];
      if (reading.flagged == true && !reading.items.empty()) sort_flag(reading);
      for (const Item& item : reading.items) sort(reading, item);
    }
    std::string text;
    const auto append = [&](const std::string& sentence) {
      if (!text.empty() && !sentence.empty()) text += ' ';
      text += sentence;
    };
    append(against_.sentence(language, "filter-left-against"));
    append(unconfirmed_.sentence(language, "filter-left-unconfirmed"));
    append(unknown_.sentence(language, "filter-left-unknown"));
    if (!scored_) append(score(language).sentence(language, "filter-left-score"));
    return text;
  }

 private:
  // A yes that decides nothing alone, with the score that belongs to it.
  void sort_flag(const Reading& reading) {
    const bool unconfirmed = reading.meaning().backing == Backing::unconfirmed;
    note(unconfirmed ? unconfirmed_ : against_, reading, reading.items.front());
    scored_ = true;
  }

  void sort(const Reading& reading, const Item& item) {
    if (item.known == Known::unknown_value) return note(unknown_, reading, item);
    const antispam::Entry meaning = meaning_of(reading, item);
    if (meaning.verdict == Verdict::good) scored_ = scored_ || holds_score(reading, item);
    if (meaning.verdict != Verdict::bad) return;
    note(meaning.backing == Backing::unconfirmed ? unconfirmed_ : against_, reading, item);
  }

  // Of the word itself; of a field in free words, that of the field.
  static antispam::Entry meaning_of(const Reading& reading, const Item& item) {
    if (item.row) {
      const antispam::Entry meaning = antispam::entry(*item.row);
      // Rules have a list of their own, a folder its sentence.
      const bool apart = meaning.kind == antispam::Kind::rule ||
                         meaning.kind == antispam::Kind::symbol ||
                         reading.header.tells == antispam::Tells::folder;
      return apart ? antispam::Entry() : meaning;
    }
    const bool free =
        reading.header.grammar == Grammar::text || reading.header.grammar == Grammar::suffix;
    return free ? reading.meaning() : antispam::Entry();
  }

  void note(Words& words, const Reading& reading, const Item& item) {
    words.add(filter_word(reading, item));
    scored_ = scored_ || holds_score(reading, item);
  }

  bool holds_score(const Reading& reading, const Item& item) const {
    const std::string& score = filter_.judgement.score;
    return item.value == score || reading.score == score;
  }

  Words score(std::string_view language) const {
    const antispam::Judgement& judgement = filter_.judgement;
    Words words;
    const bool adds = !judgement.score.starts_with('-') &&
                      judgement.score.find_first_of("123456789") != std::string::npos;
    if (!adds || !judgement.threshold.empty()) return words;
    words.add(filter_.vendor == "Microsoft"
                  ? "SCL:" + judgement.score
                  : phrase(language, "filter-score", {{"count", judgement.score}}));
    return words;
  }

  const FilterEvidence& evidence_;
  const Filter& filter_;
  Words against_, unconfirmed_, unknown_;
  bool scored_ = false;  // the score stands among them, or is known for a good one
};

}  // namespace

std::string filter_word(const Reading& reading, const Item& item) {
  const std::string& value = item.value.empty() ? item.score : item.value;
  if (item.name.empty()) {
    if (antispam::header_name(reading.header.row) == "X-MS-Exchange-Organization-SCL")
      return "SCL:" + value;
    return reading.name + ": " + value;
  }
  if (reading.header.grammar == Grammar::suffix) return reading.name + ": " + value;
  if (reading.header.grammar == Grammar::report)
    return item.name + (value.empty() ? "" : ":" + value);
  return item.name + (value.empty() ? "" : "=" + value);
}

std::string unjudged_words(const Facts& facts, const Filter& filter, std::string_view language) {
  if (filter.silent || filter.judgement.said != antispam::Said::nothing || !filter.heard()) {
    return {};
  }
  return Unjudged(facts.evidence->filters, filter).run(language);
}

bool speaks(const Filter& filter, std::string_view unjudged) {
  const antispam::Judgement& judgement = filter.judgement;
  if (filter.silent) return true;
  if (filter.side == antispam::Side::outbound) return antispam::is_against(judgement.said);
  if (filter.side != antispam::Side::inbound) return false;
  return judgement.said != antispam::Said::nothing ||
         judgement.folder != antispam::Folder::unknown ||
         judgement.decider == antispam::Decider::inbox_rule || !judgement.quarantine_mark.empty() ||
         !unjudged.empty();
}

}  // namespace indicia::diagnosis
