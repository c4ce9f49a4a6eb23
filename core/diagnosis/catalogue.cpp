// Looks sentences up and fills in their parameters; the tables are generated at build time.
#include "diagnosis/catalogue.h"

#include <algorithm>

namespace indicia::diagnosis {

// Generated from catalogue/en.json and catalogue/ru.json.
extern const Catalogue english_catalogue;
extern const Catalogue russian_catalogue;

const Catalogue& catalogue(std::string_view language) {
  return language == "ru" ? russian_catalogue : english_catalogue;
}

namespace {

template <typename Item>
const Item* find_in(std::span<const Item> items, std::string_view ident) {
  const auto found = std::lower_bound(
      items.begin(), items.end(), ident,
      [](const Item& item, std::string_view wanted) { return item.ident < wanted; });
  return found == items.end() || found->ident != ident ? nullptr : &*found;
}

}  // namespace

const Entry* find(std::string_view language, std::string_view ident) {
  return find_in(catalogue(language).findings, ident);
}

const HeadlineEntry* find_headline(std::string_view language, std::string_view ident) {
  return find_in(catalogue(language).headlines, ident);
}

std::string render(std::string_view text, const Params& params) {
  std::string out;
  out.reserve(text.size() + 64);
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    if (close == std::string_view::npos) return out.append(text.substr(open));
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto found = std::find_if(params.begin(), params.end(),
                                    [&](const auto& param) { return param.first == name; });
    if (found == params.end()) {
      out += text.substr(open, close - open + 1);
    } else {
      out += found->second;
    }
    text.remove_prefix(close + 1);
  }
  return out;
}

std::string phrase(std::string_view language, std::string_view ident, const Params& params) {
  const Phrase* found = find_in(catalogue(language).phrases, ident);
  return found == nullptr ? std::string() : render(found->text, params);
}

}  // namespace indicia::diagnosis
