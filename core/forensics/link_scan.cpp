// Rewritten links in text; see link_scan.h.
#include "forensics/link_scan.h"

#include <algorithm>

#include "text.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_layers = 4;  // one service over another
constexpr std::size_t longest_link = 16'384;

// RFC 3986 2: what ends a link in text or in an attribute.
bool ends_link(char c, bool html) {
  return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' ||
         (html && c == '\'');
}

std::string without_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] != '&') continue;
    for (const std::string_view entity : {"amp;", "#38;", "#x26;"}) {
      if (starts_with_ignoring_case(text.substr(i + 1, 5), entity)) {
        i += entity.size();
        break;
      }
    }
  }
  return out;
}

// In running text a full stop or a bracket behind the link is not part of it. A link of URL Defense
// ends with its "$".
std::string_view link_alone(std::string_view token) {
  if (const std::size_t mark = token.rfind("__;"); mark != std::string_view::npos) {
    const std::size_t dollar = token.find('$', mark);
    if (dollar != std::string_view::npos) return token.substr(0, dollar + 1);
  }
  while (!token.empty() &&
         std::string_view(".,;:!?)]}*'").find(token.back()) != std::string_view::npos) {
    token.remove_suffix(1);
  }
  return token;
}

// ` name="value"` at the start of the text; the value, or nullopt.
std::optional<std::string_view> attribute(std::string_view text, std::string_view name) {
  std::string_view rest = text.substr(0, longest_link);
  if (rest.empty() || !is_fws(rest[0])) return std::nullopt;
  rest.remove_prefix(1);
  if (!rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  if (!rest.starts_with("=\"")) return std::nullopt;
  rest.remove_prefix(2);
  const std::size_t end = rest.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

// Safe Links keeps the original beside the link: href="..." originalsrc="..." shash="...".
void take_attributes(FoundLink& link, std::string_view text) {
  std::size_t at = link.offset + link.token_length;
  if (at >= text.size() || text[at] != '"') return;
  ++at;
  const auto source = attribute(text.substr(at), "originalsrc");
  if (!source) return;
  link.original = link.outer = *source;
  link.literal = true;
  // The link's own closing quote is written again behind the original.
  at += source->size() + std::string_view(" originalsrc=\"\"").size();
  if (const auto hash = attribute(text.substr(at), "shash")) {
    at += hash->size() + std::string_view(" shash=\"\"").size();
  }
  link.length = at - link.offset;
}

// Reads the token at `at`; nullopt: not a rewritten link.
std::optional<FoundLink> read_link(std::string_view text, std::size_t at, bool html,
                                   std::size_t& end) {
  end = at;
  while (end < text.size() && end - at < longest_link && !ends_link(text[end], html)) ++end;
  const std::string_view token = link_alone(text.substr(at, end - at));
  std::string url = html ? without_entities(token) : std::string(token);
  std::optional<RewrittenLink> decoded = decode_link(url);
  if (!decoded) return std::nullopt;
  FoundLink link{.service = decoded->service,
                 .offset = at,
                 .length = token.size(),
                 .html = html,
                 .blank_behind = false,
                 .token_length = token.size(),
                 .original = decoded->original,
                 .outer = decoded->original};
  for (std::size_t layer = 1; layer < most_layers; ++layer) {
    decoded = decode_link(link.original);
    if (!decoded || decoded->original.empty()) break;
    link.original = decoded->original;
  }
  const std::size_t behind = at + token.size();
  link.blank_behind = token.ends_with('$') && behind < text.size() && text[behind] == ' ';
  if (html && link.service == LinkService::safe_links) take_attributes(link, text);
  return link;
}

bool is_bare_origin(std::string_view url) {
  const std::size_t start = url.find("://");
  return start != std::string_view::npos &&
         url.find_first_of("/?#", start + 3) == std::string_view::npos;
}

void change_percent(std::string& url, LinkStyle::Percent percent) {
  for (std::size_t i = 0; i + 2 < url.size(); ++i) {
    if (url[i] != '%' || hex_value(url[i + 1]) < 0 || hex_value(url[i + 2]) < 0) continue;
    for (const std::size_t at : {i + 1, i + 2}) {
      const bool letter = is_alpha(url[at]);
      url[at] = lower(url[at]);
      if (letter && percent == LinkStyle::Percent::upper) {
        url[at] = static_cast<char>(url[at] - 32);
      }
    }
  }
}

}  // namespace

LinkScan scan_links(std::string_view text, bool html, std::size_t most) {
  LinkScan out;
  std::size_t from = 0;
  while (out.links.size() < most) {
    const std::size_t colon = text.find("://", from);
    if (colon == std::string_view::npos) break;
    from = colon + 3;
    std::size_t at = colon;
    while (at > 0 && colon - at < 5 && is_alpha(text[at - 1])) --at;
    std::string_view scheme = text.substr(at, colon - at);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) {
      if (colon - at != 5 || !equal_ignoring_case(scheme.substr(1), "http")) continue;
      ++at;
    }
    if (!leads_to_service(text.substr(at, 300))) continue;
    std::size_t end = at;
    std::optional<FoundLink> link = read_link(text, at, html, end);
    from = std::max(from, link ? link->offset + link->length : end);
    if (!link) continue;
    if (link->original.empty()) {
      ++out.tokens;
    } else {
      out.links.push_back(std::move(*link));
    }
  }
  return out;
}

std::string original_of(const FoundLink& link, const LinkStyle& style) {
  if (link.literal) return link.original + '"';
  std::string url = style.outer ? link.outer : link.original;
  if (style.unquote) url = percent_decoded(url);
  if (style.percent != LinkStyle::Percent::kept) change_percent(url, style.percent);
  if (style.drop_slash && url.ends_with('/') &&
      is_bare_origin(std::string_view(url).substr(0, url.size() - 1))) {
    url.pop_back();
  }
  if (style.add_slash && is_bare_origin(url)) url += '/';
  if (style.drop_scheme && !link.html && url.starts_with("http://www.")) url.erase(0, 7);
  if (!link.html || !style.entities) return url;
  std::string out;
  for (char c : url) {
    out += c;
    if (c == '&') out += "amp;";
  }
  return out;
}

std::size_t replaced_length(const FoundLink& link, const LinkStyle& style) {
  return link.length + (style.drop_blank && link.blank_behind && !link.html ? 1 : 0);
}

}  // namespace indicia::forensics
