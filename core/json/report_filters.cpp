// What anti-spam filters wrote, as JSON: each filter with its verdict and sentences, the fields it
// rests on, and what every piece of them means.
#include "json/report_parts.h"
#include "report/report.h"
#include "text.h"

namespace indicia::json {

namespace {

using antispam::Entry;
using antispam::Item;
using antispam::Piece;
using antispam::Reading;

Json or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : text_json(text);
}

std::string id_of(const Entry& entry) {
  return std::string(entry.id_prefix) + std::string(entry.id);
}

std::string_view side_word(antispam::Side side) {
  switch (side) {
    case antispam::Side::inbound:
      return "inbound";
    case antispam::Side::outbound:
      return "outbound";
    case antispam::Side::earlier:
      return "earlier";
  }
  return "inbound";
}

Json item_json(const FilterEvidence& evidence, const message::Message& message,
               const Reading& reading, const Item& item) {
  const Entry meaning = item.row ? antispam::entry(*item.row) : Entry();
  return {{"name", or_null(item.name)},
          {"value", or_null(item.value)},
          {"score", or_null(item.score)},
          {"options", or_null(item.options)},
          {"known", antispam::to_string(item.known)},
          {"id", item.row ? Json(id_of(meaning)) : Json(nullptr)},
          {"meaning", or_null(meaning.meaning)},
          {"action", or_null(meaning.action)},
          {"verdict", antispam::to_string(meaning.verdict)},
          {"confidence", item.row ? Json(antispam::to_string(meaning.backing)) : Json(nullptr)},
          {"location", location_json(evidence.place(reading, item, message))}};
}

Json field_json(const FilterEvidence& evidence, const message::Message& message,
                const Reading& reading) {
  const Entry meaning = reading.meaning();
  Json items = Json::array();
  for (const Item& item : reading.items)
    items.push_back(item_json(evidence, message, reading, item));
  return {{"field", text_json(reading.name)},
          {"id", id_of(meaning)},
          {"vendor", meaning.vendor},
          {"meaning", meaning.meaning},
          {"confidence", antispam::to_string(meaning.backing)},
          {"flagged", reading.flagged ? Json(*reading.flagged) : Json(nullptr)},
          {"score", or_null(reading.score)},
          {"threshold", or_null(reading.threshold)},
          {"items", std::move(items)},
          {"defects", defects_json(reading.defects)},
          {"location", location_json(reading.location)}};
}

Json piece_json(const Piece& piece) {
  return {{"field", piece.reading}, {"item", piece.item}};
}

Json contribution_json(const FilterEvidence& evidence, const Filter& filter, const Piece& piece) {
  const Item& item = evidence.item(filter, piece);
  const Entry meaning = item.row ? antispam::entry(*item.row) : Entry();
  const bool printed = !item.score.empty();
  const std::string_view score = printed ? std::string_view(item.score) : meaning.default_score;
  Json json = piece_json(piece);
  json["name"] = text_json(item.name);
  json["score"] = or_null(score);
  json["score_source"] = printed         ? Json("printed")
                         : score.empty() ? Json(nullptr)
                                         : Json("default");
  json["category"] = item.row ? Json(antispam::to_string(meaning.category)) : Json(nullptr);
  json["fix_by"] = or_null(meaning.fix_by);
  json["refused"] = meaning.refused;
  return json;
}

Json filter_json(const Report& report, const Filter& filter, const FilterText& text) {
  const MessageEvidence& message = *report.facts.evidence;
  const FilterEvidence& evidence = message.filters;
  const antispam::Judgement& judgement = filter.judgement;
  Json grounds = Json::array();
  for (const Piece& piece : judgement.grounds) grounds.push_back(piece_json(piece));
  Json contributions = Json::array();
  for (const Piece& piece : judgement.contributions) {
    contributions.push_back(contribution_json(evidence, filter, piece));
  }
  Json fields = Json::array();
  for (std::size_t index : filter.fields) {
    fields.push_back(field_json(evidence, message.message, evidence.fields[index]));
  }
  return {{"vendor", filter.vendor},
          {"side", side_word(filter.side)},
          {"standing", to_string(filter.standing)},
          {"believed", filter.believed()},
          {"verdict", antispam::to_string(judgement.said)},
          {"decider", antispam::to_string(judgement.decider)},
          {"assumed", judgement.assumed},
          {"folder", antispam::to_string(judgement.folder)},
          {"score", or_null(judgement.score)},
          {"threshold", or_null(judgement.threshold)},
          {"reject_at", or_null(judgement.reject_at)},
          {"bulk_level", or_null(judgement.bulk_level)},
          {"compauth", or_null(judgement.compauth)},
          {"compauth_reason", or_null(judgement.compauth_reason)},
          {"remark", or_null(filter.remark)},
          {"happened", text_json(text.happened)},
          {"decided", text_json(text.decided)},
          {"fix", text_json(text.fix)},
          {"who", to_string(text.who)},
          {"who_text", text_json(text.who_text)},
          {"grounds", std::move(grounds)},
          {"contributions", std::move(contributions)},
          {"fields", std::move(fields)},
          {"provenance", to_string(Provenance::claimed)}};
}

}  // namespace

Json filters_json(const Report& report) {
  Json list = Json::array();
  const std::vector<Filter>& filters = report.facts.evidence->filters.filters;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    list.push_back(filter_json(report, filters[i], report.filters[i]));
  }
  return list;
}

}  // namespace indicia::json
