// RRsets and alias chains; see reply.h.
#include "dns/reply.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace indicia::dns {

namespace {

// Equal records have equal keys.
std::string key_of(const Record& record) {
  std::string key = std::to_string(record.preference) + ' ' + record.data;
  for (const std::string& string : record.strings) {
    key += ' ' + std::to_string(string.size()) + ' ' + string;
  }
  return key;
}

}  // namespace

std::vector<Answer> group(const std::vector<ResourceRecord>& records) {
  std::vector<Answer> answers;
  std::map<Question, std::size_t> places;
  std::set<std::pair<std::size_t, std::string>> present;
  for (const ResourceRecord& entry : records) {
    const Question question{entry.name, entry.type};
    const auto [place, is_new] = places.emplace(question, answers.size());
    if (is_new) {
      answers.push_back({.question = question, .status = Status::ok, .ttl = entry.ttl});
    }
    Answer& answer = answers[place->second];
    answer.ttl = std::min(answer.ttl, entry.ttl);
    if (present.emplace(place->second, key_of(entry.record)).second) {
      answer.records.push_back(entry.record);
    }
  }
  return answers;
}

std::vector<Answer> answers_of(const Reply& reply) {
  constexpr std::size_t longest_chain = 17;  // one more than Inquiry follows
  std::map<Question, Answer> sets;
  for (Answer& set : group(reply.records)) {
    Question key = set.question;
    sets.emplace(std::move(key), std::move(set));
  }
  std::vector<Answer> answers;
  std::set<std::string> left;  // names that an alias led away from
  Question question = reply.question;
  const auto add = [&](Answer answer) {
    answer.dnssec = reply.dnssec;
    answers.push_back(std::move(answer));
  };
  // A server failure tells nothing, even beside records.
  const bool failed = reply.status != Status::ok && reply.status != Status::nxdomain;
  while (!failed) {
    if (const auto found = sets.find(question); found != sets.end()) {
      add(found->second);
      return answers;
    }
    const auto alias = sets.find({question.name, RecordType::cname});
    if (alias == sets.end()) break;
    add(alias->second);
    left.insert(question.name);
    question.name = alias->second.records.front().data;
    // Loops and long chains are judged where they are followed, by Inquiry.
    if (left.contains(question.name) || left.size() == longest_chain) return answers;
  }
  Answer last{.question = question, .status = reply.status, .ttl = reply.negative_ttl};
  if (last.status == Status::ok) {
    if (!answers.empty() && !reply.proves_absence) return answers;
    last.status = Status::nodata;
  }
  add(std::move(last));
  return answers;
}

}  // namespace indicia::dns
