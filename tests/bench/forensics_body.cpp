// What the search over a body costs, in microseconds of processor time: every single cut in one
// pass beside one plain body hash (target: at most 5 times), and whole searches that find nothing,
// which are the longest. Prints "name<TAB>microseconds" lines and the ratios.
#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>
#include <string>

#include "dkim/canonical.h"
#include "forensics/body_probe.h"
#include "forensics/body_search.h"
#include "forensics/cuts.h"
#include "signed_body.h"

using namespace indicia;
using namespace indicia::forensics;
using signed_body::Received;

namespace {

double best_of(int rounds, const std::function<void()>& run) {
  double best = 1e300;
  for (int i = 0; i < rounds; ++i) {
    const std::clock_t start = std::clock();
    run();
    best = std::min(best, static_cast<double>(std::clock() - start) * 1e6 / CLOCKS_PER_SEC);
  }
  return best;
}

std::string lines(std::size_t octets) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < octets) {
    for (int i = 0; i < 76; ++i) {
      state = state * 1'664'525U + 1'013'904'223U;
      text += static_cast<char>("abcdefghijklmnopqrstuvwxyz012345"[state >> 27]);
    }
    text += "\r\n";
  }
  return text;
}

void cuts(std::string_view canonicalization) {
  const std::string body = lines(10'000'000);
  const std::string field = signed_body::field("x", {.canonicalization = canonicalization});
  const dkim::Signature signature = dkim::parse_signature(std::string_view(field).substr(15));
  const double plain = best_of(7, [&] {
    dkim::hash_body(body, {{signature.hash, signature.body_canonicalization, {}}});
  });
  const double all = best_of(7, [&] {
    Search search;
    Meter meter{Budget{}};
    BodyProbe probe(body, signature, meter, search);
    find_cut(probe, {});
  });
  std::cout << "body hash, " << canonicalization << "\t" << plain << "\n"
            << "all cuts, " << canonicalization << "\t" << all << "\n"
            << "all cuts / body hash\t" << all / plain << "\n";
}

// A letter in text and HTML with an attachment.
void whole_search(std::string_view name, std::size_t text, std::size_t attachment, int rounds) {
  std::string html = "<html><body>\r\n";
  while (html.size() < text) html += "<p><b>" + lines(70) + "</b><br>\r\n</p>\r\n";
  html += "</body></html>\r\n";
  const std::string body =
      "--b\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
      "--a\r\nContent-Type: text/plain\r\n\r\n" +
      lines(text / 4) + "\r\n--a\r\nContent-Type: text/html\r\n\r\n" + html +
      "\r\n--a--\r\n--b\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Type: application/pdf\r\n\r\n" +
      lines(attachment) + "\r\n--b--\r\n";
  const Received received(signed_body::field("other", {}) +
                          "From: a@example.com\r\n"
                          "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                          body);
  Search search;
  const double time = best_of(rounds, [&] { search = received.search(); });
  std::cout << name << "\t" << time << "\n  octets\t" << body.size() << "\n  hypotheses\t"
            << search.tried << "\n  octets hashed\t" << search.octets_hashed << "\n  budget\t"
            << (search.budget_ended ? "ended" : "enough") << "\n";
  for (const std::string_view ident : body_hypotheses()) {
    const auto& done = search.excluded;
    if (std::find(done.begin(), done.end(), ident) == done.end()) {
      std::cout << "  not to its end\t" << ident << "\n";
    }
  }
}

}  // namespace

int main() {
  cuts("relaxed");
  cuts("simple");
  whole_search("search, 50 KB", 40'000, 0, 5);
  whole_search("search, 1 MB attachment", 40'000, 1'000'000, 3);
  whole_search("search, 20 MB attachment", 40'000, 20'000'000, 1);
}
