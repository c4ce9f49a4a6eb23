// White space and letter case, which count under simple canonicalization (dkim-forensics.md 5.1
// H13), and lines that were broken inside a token (H14).
#include <algorithm>
#include <array>

#include "forensics/field_text.h"
#include "forensics/header_hypotheses.h"
#include "text.h"

namespace indicia::forensics {

namespace {

// The signed fields that are short enough, at most Ground::most_fields of them.
std::vector<const message::Field*> spaced_fields(const Ground& ground, Offers& offers) {
  std::vector<const message::Field*> fields;
  for (const message::Field* field : ground.examined.signed_fields) {
    if (field->raw.size() > Ground::longest_field || fields.size() == Ground::most_fields) {
      offers.cut();
      continue;
    }
    fields.push_back(field);
  }
  return fields;
}

std::string with_fold_space(std::string_view value, char space) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool first_of_line = i > 0 && value[i - 1] == '\n' && is_wsp(value[i]);
    out += first_of_line ? space : value[i];
  }
  return out;
}

// Folds as the message writes them become one SP each.
std::string unfolded_to_space(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n') continue;
    if (value[i] != '\n') {
      out += value[i];
      continue;
    }
    while (i + 1 < value.size() && is_wsp(value[i + 1])) ++i;
    out += ' ';
  }
  return out;
}

std::string broken_behind(std::string_view content, char separator, std::string_view indent) {
  std::string out;
  for (std::size_t i = 0; i < content.size(); ++i) {
    out += content[i];
    if (content[i] != separator || i + 1 == content.size() || !is_wsp(content[i + 1])) continue;
    while (i + 1 < content.size() && is_wsp(content[i + 1])) ++i;
    out += "\r\n";
    out += indent;
  }
  return out;
}

// Other white space for one value. The same index is the same habit for every field.
std::vector<std::string> spacings(const message::Field& field) {
  const std::string content = content_of(field);
  const std::string_view value = field.value;
  std::string_view ended = value;
  while (!ended.empty() && is_wsp(ended.back())) ended.remove_suffix(1);
  std::vector<std::string> values = {
      " " + content,
      unfolded_to_space(value),
      unfold(value),
      " " + collapsed(content),
      with_fold_space(value, '\t'),
      with_fold_space(value, ' '),
      content,
      "  " + content,
      "\t" + content,
      std::string(ended),
      std::string(ended) + " ",
      std::string(trim(value)),
      " " + std::string(trim(value)),
      " \r\n " + content,
      "\r\n " + content,
      "\r\n\t" + content,
  };
  // One mailbox or parameter on each line.
  for (const char separator : {',', ';'}) {
    for (const std::string_view indent : {" ", "\t", "        "}) {
      values.push_back(" " + broken_behind(content, separator, indent));
    }
  }
  for (const std::size_t width : {78U, 76U, 75U, 74U, 72U, 64U, 998U}) {
    for (const bool tab : {false, true}) values.push_back(folded(field.name, content, width, tab));
  }
  return values;
}

// A fold that was lost: one at each white space of the content.
std::vector<std::string> single_folds(const message::Field& field) {
  constexpr std::size_t most = 64;
  const std::string content = content_of(field);
  std::vector<std::string> values;
  std::size_t count = 0;
  for (std::size_t i = 0; i < content.size() && count < most; ++i) {
    if (!is_wsp(content[i]) || is_wsp(content[i - 1])) continue;
    ++count;
    values.push_back(" " + content.substr(0, i) + "\r\n" + content.substr(i));
    values.push_back(" " + content.substr(0, i) + "\r\n\t" + content.substr(i + 1));
  }
  return values;
}

std::string with_name(const message::Field& field, std::string_view name) {
  return std::string(name) + ":" + std::string(field.value);
}

// Ways to write names, for all fields alike.
std::string renamed(std::string_view name, std::size_t habit) {
  if (habit == 2) return to_lower(name);
  if (habit == 3) return to_upper(name);
  if (habit == 0) {  // as RFC 5322 and RFC 2045 write them
    for (const std::string_view usual : {"Message-ID", "MIME-Version", "Content-ID", "List-ID"}) {
      if (equal_ignoring_case(usual, name)) return std::string(usual);
    }
  }
  return title_case(name);
}

constexpr std::size_t name_habits = 4;

// Where a fold or other white space may have been put into a token: [begin, end) goes.
struct Gap {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Gap> folds_in(std::string_view value, std::size_t most) {
  std::vector<Gap> gaps;
  for (std::size_t i = 0; i < value.size() && gaps.size() < most; ++i) {
    if (value[i] != '\n') continue;
    Gap gap{i > 0 && value[i - 1] == '\r' ? i - 1 : i, i + 1};
    while (gap.end < value.size() && is_wsp(value[gap.end])) ++gap.end;
    gaps.push_back(gap);
  }
  return gaps;
}

// White space near the limit of RFC 5322 2.1.1, where gateways break lines.
std::vector<Gap> late_gaps(std::string_view value, std::size_t start_column, std::size_t most) {
  constexpr std::size_t late = 900;
  std::vector<Gap> gaps;
  std::size_t column = start_column;
  for (std::size_t i = 0; i < value.size() && gaps.size() < most; ++i, ++column) {
    if (value[i] == '\n') column = 0;
    if (!is_wsp(value[i]) || column % 1'000 < late) continue;
    Gap gap{i, i + 1};
    while (gap.end < value.size() && is_wsp(value[gap.end])) ++gap.end;
    gaps.push_back(gap);
  }
  return gaps;
}

std::string closed(std::string_view value, std::span<const Gap> gaps) {
  std::string out;
  std::size_t at = 0;
  for (const Gap& gap : gaps) {
    out += value.substr(at, gap.begin - at);
    at = gap.end;
  }
  out += value.substr(at);
  return out;
}

bool close_gaps(const message::Field& field, Offers& offers, const std::vector<Gap>& gaps) {
  if (gaps.empty()) return false;
  if (offers.exactly(field, closed(field.value, gaps))) return true;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    if (offers.exactly(field, closed(field.value, std::span(gaps).subspan(i, 1)))) return true;
    // Sendmail breaks with "!".
    if (gaps[i].begin > 0 && field.value[gaps[i].begin - 1] == '!') {
      const Gap with_mark{gaps[i].begin - 1, gaps[i].end};
      if (offers.exactly(field, closed(field.value, std::span(&with_mark, 1)))) return true;
    }
  }
  return false;
}

}  // namespace

bool refolded(const Ground& ground, Offers& offers) {
  if (!ground.simple) return false;
  const std::vector<const message::Field*> fields = spaced_fields(ground, offers);
  std::vector<std::vector<std::string>> values;
  for (const message::Field* field : fields) values.push_back(spacings(*field));
  const std::size_t habits = values.empty() ? 0 : values.front().size();
  // The fold that most programs write is tried first: without a digest few attempts are made.
  for (const message::Field* field : fields) {
    const std::string content = content_of(*field);
    if (content.find("; ") == std::string::npos) continue;
    for (const std::string_view indent : {" ", "\t"}) {
      if (offers.exactly(*field, " " + broken_behind(content, ';', indent))) return true;
    }
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (const std::string& value : values[i]) {
      if (offers.exactly(*fields[i], value)) return true;
    }
  }
  for (const message::Field* field : fields) {
    if (field->value.find('\n') != std::string_view::npos) continue;
    for (const std::string& value : single_folds(*field)) {
      if (offers.exactly(*field, value)) return true;
    }
  }
  for (std::size_t habit = 0; habit < habits; ++habit) {
    std::vector<Change> all;
    std::vector<Change> folded_ones;  // those that were on several lines
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const message::Field& field = *fields[i];
      Change change{Change::Kind::replaced, &field,
                    std::string(field.raw.substr(0, field.raw.size() - field.value.size())) +
                        values[i][habit]};
      if (field.value.find('\n') != std::string_view::npos) folded_ones.push_back(change);
      all.push_back(std::move(change));
    }
    if (offers.changes(all) || offers.changes(folded_ones)) return true;
  }
  return false;
}

bool name_case(const Ground& ground, Offers& offers) {
  if (!ground.simple) return false;
  const std::vector<const message::Field*> fields = spaced_fields(ground, offers);
  for (std::size_t habit = 0; habit < name_habits; ++habit) {
    std::vector<Change> all;
    for (const message::Field* field : fields) {
      Change change{Change::Kind::replaced, field, with_name(*field, renamed(field->name, habit))};
      if (offers.changes({change})) return true;
      all.push_back(std::move(change));
    }
    if (offers.changes(all)) return true;
  }
  for (const message::Field* field : fields) {
    for (const std::string_view name :
         {"Message-ID", "Message-Id", "MIME-Version", "Mime-Version", "CC", "Cc", "List-ID",
          "List-Id", "Content-Type", "Content-type", "Content-Transfer-Encoding",
          "Content-transfer-encoding", "Reply-To", "Reply-to"}) {
      if (!equal_ignoring_case(field->name, name)) continue;
      if (offers.changes({{Change::Kind::replaced, field, with_name(*field, name)}})) return true;
    }
  }
  return false;
}

bool token_broken(const Ground& ground, Offers& offers) {
  constexpr std::size_t most = 64;
  for (const message::Field* field : spaced_fields(ground, offers)) {
    const std::size_t column = field->raw.size() - field->value.size();
    if (close_gaps(*field, offers, folds_in(field->value, most)) ||
        close_gaps(*field, offers, late_gaps(field->value, column, most))) {
      return true;
    }
  }
  return false;
}

}  // namespace indicia::forensics
