// Received-SPF (RFC 7208 9.1) and the client addresses that receivers name in comments; see
// auth_results.h.
#include <algorithm>

#include "ip_address.h"
#include "message/auth_results.h"
#include "message/scanner.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t most_pairs = 100;

std::string without_angle_brackets(std::string_view text) {
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>') {
    text = text.substr(1, text.size() - 2);
  }
  return std::string(text);
}

// `"local part"@domain` keeps its quotes, like a property of Authentication-Results.
std::string pair_value(Scanner& scan) {
  if (scan.peek() == '"') {
    const std::size_t start = scan.at;
    std::string value = scan.quoted_string();
    if (scan.peek() != '@') return value;
    scan.at = start;
  }
  return unfold(scan.word());
}

void note(ReceivedSpf& out, const Property& pair) {
  const auto keep = [&](std::string_view name, std::optional<std::string>& target) {
    if (pair.name == name && !target) target = without_angle_brackets(pair.value);
  };
  keep("client-ip", out.client_ip);
  keep("envelope-from", out.envelope_from);
  keep("helo", out.helo);
  keep("identity", out.identity);
  keep("receiver", out.receiver);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    while (at < text.size() && !is_fws(text[at])) ++at;
    if (at > start) out.push_back(text.substr(start, at - start));
    ++at;
  }
  return out;
}

// Without brackets, quotes and punctuation around an address.
std::string_view bare(std::string_view word) {
  constexpr std::string_view around = "[](){}<>\"',;";
  while (!word.empty() && around.find(word.front()) != std::string_view::npos)
    word.remove_prefix(1);
  while (!word.empty() && around.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  if (starts_with_ignoring_case(word, "ipv6:")) word.remove_prefix(5);
  return word;
}

}  // namespace

std::optional<std::string> client_ip_in_comment(std::string_view comment) {
  const std::vector<std::string_view> list = words(comment);
  const auto is = [&](std::size_t i, std::string_view word) {
    return i < list.size() && equal_ignoring_case(list[i], word);
  };
  std::optional<std::string> found;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string_view candidate = list[i];
    bool named = false;
    if (starts_with_ignoring_case(candidate, "client-ip=")) {
      candidate.remove_prefix(10);
      named = true;
    }
    candidate = bare(candidate);
    const auto after = [&](std::string_view a) { return i >= 1 && is(i - 1, a); };
    named =
        named || after("designates") || after("designate") ||
        (after("is") && i >= 2 && is(i - 2, "ip")) ||
        (is(i + 1, "is") && (is(i + 2, "neither") || is(i + 2, "not") || is(i + 2, "authorized")));
    if (!named) continue;
    const std::optional<IpAddress> address = parse_ip(candidate);
    if (!address) continue;
    const std::optional<IpAddress> earlier = found ? parse_ip(*found) : std::nullopt;
    if (earlier && *earlier != *address) return std::nullopt;
    if (!found) found = std::string(candidate);
  }
  return found;
}

ReceivedSpf parse_received_spf(std::string_view value) {
  ReceivedSpf out;
  Scanner scan(value, "received-spf-unclosed-comment", "received-spf-unclosed-quote");
  std::vector<std::string> comments;
  scan.skip_cfws(&comments);
  const std::size_t start = scan.at;
  out.result = to_lower(scan.word("="));
  if (out.result.empty() || scan.peek() == '=') {
    // A key-value list without a result word: read the list, which may name the client.
    scan.defect("received-spf-no-result", start, out.result.size());
    out.result.clear();
    scan.at = start;
  }
  for (;;) {
    scan.skip_cfws(&comments);
    if (scan.done()) break;
    if (scan.skip(';')) continue;
    const std::size_t at = scan.at;
    const std::string key = to_lower(scan.word("="));
    scan.skip_cfws(&comments);
    if (key.empty() || scan.peek() != '=') {
      if (key.empty()) ++scan.at;  // "=" alone
      scan.defect("received-spf-stray-word", at, std::max<std::size_t>(key.size(), 1));
      continue;
    }
    ++scan.at;
    scan.skip_cfws(&comments);
    if (out.properties.size() == most_pairs) {
      scan.defect("received-spf-too-many", at, value.size() - at);
      break;
    }
    out.properties.push_back({"", key, pair_value(scan)});
    note(out, out.properties.back());
  }
  if (!comments.empty()) out.comment = comments.front();
  for (const std::string& comment : comments) {
    if (!out.client_ip) out.client_ip = client_ip_in_comment(comment);
  }
  if (scan.comments_dropped()) scan.defect("received-spf-too-many", 0, value.size());
  out.defects = scan.take_defects();
  return out;
}

}  // namespace indicia::message
