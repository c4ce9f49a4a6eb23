// Links rewritten after signing (dkim-forensics.md 4, B5 and B5+B6): every rewritten link of every
// text part gives way to its original, all at once, in the few styles that the rewritten form
// leaves open, with the lines of quoted-printable and base64 filled again as the usual programs do.
#include <algorithm>
#include <string>
#include <utility>

#include "forensics/body_codec.h"
#include "forensics/leaf_forms.h"
#include "forensics/link_scan.h"

namespace indicia::forensics {

namespace {

constexpr std::size_t most_links = 100'000;
constexpr std::size_t most_open = 5;  // links with a slash in doubt that are tried one by one

constexpr LinkStyle styles[] = {
    {},
    {.drop_slash = true},
    {.entities = false},
    {.drop_blank = true},
    {.drop_slash = true, .drop_blank = true},
    {.drop_slash = true, .drop_scheme = true},
    {.drop_slash = true, .drop_scheme = true, .drop_blank = true},
    {.entities = false, .drop_slash = true},
    {.add_slash = true},
    {.unquote = true},
    {.outer = true},
    {.drop_slash = true, .outer = true},
    {.percent = LinkStyle::Percent::upper},
    {.percent = LinkStyle::Percent::lower},
};

// How the octets around the originals are written.
struct Filling {
  enum class Reach { link, lines, part };
  Reach reach = Reach::link;
  const QuotedPrintable* writer = nullptr;
  std::size_t columns = 0;  // of base64; 0 with Reach::link: as they are
};

struct LinkedPart {
  Leaf leaf;
  Decoded decoded;
  std::vector<FoundLink> links;
  std::vector<std::size_t> starts;  // quoted-printable: where the links stand in the octets
  std::vector<std::size_t> ends;
};

std::size_t columns_of(std::string_view octets) {
  const std::size_t feed = octets.find('\n');
  if (feed == std::string_view::npos) return 0;
  return feed > 0 && octets[feed - 1] == '\r' ? feed - 1 : feed;
}

class LinkSearch {
 public:
  LinkSearch(const BodyQuestion& question, BodyProbe& probe)
      : probe_(probe),
        scope_(whole_body(question)),
        line_end_(line_end_of(question)),
        trial_(question, probe, scope_) {
    std::size_t left = most_links;
    for (const Leaf& leaf : scope_.leaves) {
      if (!leaf.text) continue;
      LinkedPart part{leaf, decode(leaf), {}, {}, {}};
      LinkScan scan = scan_links(part.decoded.text, leaf.html, left);
      tokens_ += scan.tokens;
      left -= scan.links.size();
      if (scan.links.empty()) continue;
      part.links = std::move(scan.links);
      parts_.push_back(std::move(part));
    }
    if (left == 0) probe.search().budget_ended = true;
  }

  bool run() {
    if (tokens_ > 0) probe_.search().excluded.push_back("links-not-reversible");
    if (parts_.empty()) return false;
    const std::vector<Filling> fillings = make_fillings();
    std::vector<std::string> seen;
    for (const LinkStyle& style : styles) {
      if (!is_new(style, seen)) continue;
      for (const Filling& filling : fillings) {
        if (all(style, filling) || some(style, filling)) return true;
        if (trial_.ended()) return false;
      }
    }
    return slashes_apart(fillings);
  }

 private:
  // The fillings that apply: one for parts without a transfer encoding.
  std::vector<Filling> make_fillings() const {
    std::vector<Filling> out = {Filling{}};
    bool quoted = false;
    bool base64 = false;
    for (const LinkedPart& part : parts_) {
      quoted |= part.leaf.coding == Coding::quoted_printable;
      base64 |= part.leaf.coding == Coding::base64;
    }
    if (quoted) {
      for (const auto reach : {Filling::Reach::lines, Filling::Reach::part}) {
        for (const QuotedPrintable& writer : quoted_printable_writers()) {
          out.push_back({reach, &writer, 76});
        }
      }
    }
    if (base64) {
      for (const std::size_t columns : {76U, 72U, 64U, 60U, 0U}) {
        out.push_back({Filling::Reach::part, &quoted_printable_writers()[0], columns});
      }
    }
    return out;
  }

  // False: some style before gives the same originals.
  bool is_new(const LinkStyle& style, std::vector<std::string>& seen) const {
    std::string all;
    for (const LinkedPart& part : parts_) {
      for (const FoundLink& link : part.links) {
        all += original_of(link, style);
        all += replaced_length(link, style) == link.length ? '\n' : '\r';
      }
    }
    if (std::find(seen.begin(), seen.end(), all) != seen.end()) return false;
    seen.push_back(std::move(all));
    return true;
  }

  template <typename Style>
  static std::string replaced(const LinkedPart& part, std::size_t& next, std::size_t begin,
                              std::size_t end, Style&& style_of) {
    const std::string_view text = part.decoded.text;
    std::string out;
    for (; next < part.links.size() && part.links[next].offset < end; ++next) {
      const FoundLink& link = part.links[next];
      const LinkStyle style = style_of(link);
      out += text.substr(begin, link.offset - begin);
      out += original_of(link, style);
      begin = std::min(end, link.offset + replaced_length(link, style));
    }
    out += text.substr(begin, end - begin);
    return out;
  }

  template <typename Style>
  void append_links(LeafChanges& changes, LinkedPart& part, Style&& style_of) const {
    const bool quoted = part.leaf.coding == Coding::quoted_printable;
    if (quoted && part.starts.empty()) locate(part);
    for (std::size_t i = 0; i < part.links.size(); ++i) {
      const FoundLink& link = part.links[i];
      const LinkStyle style = style_of(link);
      const std::size_t more = replaced_length(link, style) - link.length;
      const std::size_t start = quoted ? part.starts[i] : link.offset;
      const std::size_t end = (quoted ? part.ends[i] : link.offset + link.length) + more;
      std::string text;
      if (quoted) {
        QuotedPrintable writer = quoted_printable_writers()[0];
        writer.column = part.decoded.text.size() + 3 * link.original.size() + 100;
        append_quoted_printable(text, original_of(link, style), writer, line_end_);
      } else {
        text = original_of(link, style);
      }
      append_change(changes, part.leaf.offset + start, part.leaf.octets.substr(start, end - start),
                    text);
    }
  }

  static void locate(LinkedPart& part) {
    std::vector<std::size_t> wanted;
    for (const FoundLink& link : part.links) {
      wanted.push_back(link.offset);
      wanted.push_back(link.offset + link.length);
    }
    const std::vector<std::size_t> found = encoded_offsets(part.leaf.octets, wanted);
    for (std::size_t i = 0; i < part.links.size(); ++i) {
      part.starts.push_back(found[2 * i]);
      part.ends.push_back(found[2 * i + 1]);
    }
  }

  template <typename Style>
  void append_lines(LeafChanges& changes, const LinkedPart& part, const Filling& filling,
                    Style&& style_of) const {
    std::size_t next = 0;
    for (const EncodedLine& line : part.decoded.lines) {
      const std::size_t end = line.text_offset + line.text_length;
      const bool touched = next < part.links.size() && part.links[next].offset < end;
      if (!touched && filling.reach == Filling::Reach::lines) continue;
      const std::string text = replaced(part, next, line.text_offset, end, style_of);
      append_change(changes, part.leaf.offset + line.offset,
                    part.leaf.octets.substr(line.offset, line.length),
                    encode_quoted_printable(text, *filling.writer, line_end_));
    }
  }

  template <typename Style>
  void append_part(LeafChanges& changes, LinkedPart& part, const Filling& filling,
                   Style&& style_of) const {
    if (part.leaf.coding == Coding::quoted_printable && filling.reach != Filling::Reach::link) {
      return append_lines(changes, part, filling, style_of);
    }
    if (part.leaf.coding != Coding::base64) return append_links(changes, part, style_of);
    std::size_t next = 0;
    const std::string text = replaced(part, next, 0, part.decoded.text.size(), style_of);
    const std::size_t columns =
        filling.reach == Filling::Reach::link ? columns_of(part.leaf.octets) : filling.columns;
    std::string octets = encode_base64_lines(text, columns, line_end_);
    if (part.leaf.octets.ends_with('\n')) octets += line_end_;
    append_change(changes, part.leaf.offset, part.leaf.octets, octets);
  }

  bool all(const LinkStyle& style, const Filling& filling) {
    LeafChanges changes;
    std::size_t count = 0;
    for (LinkedPart& part : parts_) {
      append_part(changes, part, filling, [&](const FoundLink&) { return style; });
      count += part.links.size();
    }
    return proven(changes, parts_[0], count);
  }

  // Some services rewrite only one of the alternatives.
  bool some(const LinkStyle& style, const Filling& filling) {
    const bool html = std::any_of(parts_.begin(), parts_.end(),
                                  [](const LinkedPart& part) { return part.leaf.html; });
    const bool plain = std::any_of(parts_.begin(), parts_.end(),
                                   [](const LinkedPart& part) { return !part.leaf.html; });
    if (!html || !plain) return false;
    for (const bool wanted : {true, false}) {
      LeafChanges changes;
      std::size_t count = 0;
      const LinkedPart* first = nullptr;
      for (LinkedPart& part : parts_) {
        if (part.leaf.html != wanted) continue;
        append_part(changes, part, filling, [&](const FoundLink&) { return style; });
        count += part.links.size();
        if (first == nullptr) first = &part;
      }
      if (proven(changes, *first, count)) return true;
    }
    return false;
  }

  // Bare origins that were written with a slash in one place and without in another.
  bool slashes_apart(const std::vector<Filling>& fillings) {
    std::vector<std::pair<bool, std::string>> open;
    for (const LinkedPart& part : parts_) {
      for (const FoundLink& link : part.links) {
        std::pair<bool, std::string> key{link.html, link.original};
        if (original_of(link, styles[0]) == original_of(link, styles[1]) ||
            std::find(open.begin(), open.end(), key) != open.end()) {
          continue;
        }
        open.push_back(std::move(key));
        if (open.size() > most_open) return false;
      }
    }
    for (unsigned mask = 1; open.size() > 1 && mask + 1 < 1U << open.size(); ++mask) {
      for (const Filling& filling : fillings) {
        LeafChanges changes;
        std::size_t count = 0;
        for (LinkedPart& part : parts_) {
          append_part(changes, part, filling, [&](const FoundLink& link) {
            const auto at = std::find(open.begin(), open.end(),
                                      std::pair<bool, std::string>{link.html, link.original});
            const auto index = static_cast<unsigned>(at - open.begin());
            return at != open.end() && (mask >> index & 1U) != 0 ? styles[1] : styles[0];
          });
          count += part.links.size();
        }
        if (proven(changes, parts_[0], count)) return true;
        if (trial_.ended()) return false;
      }
    }
    return false;
  }

  bool proven(const LeafChanges& changes, const LinkedPart& part, std::size_t count) {
    if (!trial_.test(changes)) return false;
    probe_.search().edit = Edit{"links-rewritten",
                                {{"service", std::string(name_of(part.links[0].service))},
                                 {"count", std::to_string(count)}},
                                trial_.found(),
                                {}};
    return true;
  }

  BodyProbe& probe_;
  Scope scope_;
  std::string_view line_end_;
  Trial trial_;
  std::vector<LinkedPart> parts_;
  std::size_t tokens_ = 0;
};

}  // namespace

bool try_links(const BodyQuestion& question, BodyProbe& probe) {
  return LinkSearch(question, probe).run();
}

}  // namespace indicia::forensics
