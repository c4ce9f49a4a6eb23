// Hypotheses per second of the header search on a header input of 2 KB, and the time of one of them
// as a multiple of bare SHA-256 over the whole input. Best of several runs, in processor time.
// Prints "name<TAB>value" lines.
#include <algorithm>
#include <ctime>
#include <iostream>
#include <string>

#include "crypto/crypto.h"
#include "dkim/verify.h"
#include "forensics/header_search.h"
#include "message/field.h"

using namespace indicia;

namespace {

std::string header() {
  std::string text =
      "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=sel1;\r\n"
      " h=from:to:cc:subject:date:message-id:references:reply-to:list-unsubscribe:\r\n"
      " mime-version:content-type:content-transfer-encoding;\r\n"
      " bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n b=AAAA\r\n"
      "From: Alice Doe <alice@example.com>\r\n"
      "To: Bob Roe <bob@example.net>, \"Eve, E.\" <eve@example.net>, max@example.org\r\n"
      "Cc: Team <team@example.com>\r\n"
      "Subject: Re: [list] Minutes of =?UTF-8?Q?gr=C3=BCnen?= Thursday, and what follows\r\n"
      "Date: Sat, 21 Nov 2026 10:00:00 +0100\r\nMessage-ID: <0f3c2a1e-1@example.com>\r\n"
      "Reply-To: desk@example.com\r\n"
      "List-Unsubscribe: <https://example.com/u?t=0123456789abcdef0123456789abcdef>\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"=_0123456789\"\r\n"
      "Content-Transfer-Encoding: 8bit\r\nReferences:";
  for (int i = 0; i < 20; ++i) {
    text += " <0123456789abcdef0123456789abcdef" + std::to_string(100 + i) + "@example.com>\r\n";
  }
  return text + "\r\n";
}

double seconds(std::clock_t start) {
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

int main() {
  const std::string text = header();
  const message::Message message = message::parse_message(text, {0, text.size(), 1}, {});
  const auto examined = dkim::examine(message, {}, 1);
  const std::string digest(32, '\0');
  std::string octets(2'048, 'x');
  double best_search = 1e9;
  double best_hash = 1e9;
  std::uint64_t tried = 0;
  std::uint64_t hashed = 0;
  constexpr int hashes = 100'000;
  for (int run = 0; run < 7; ++run) {
    std::clock_t start = std::clock();
    forensics::Meter meter({});
    const forensics::Search search = forensics::search_header(
        {.message = &message, .examined = &examined.front(), .digest = digest}, meter);
    const double took = seconds(start);
    tried = search.tried;
    hashed = search.octets_hashed;
    best_search = std::min(best_search, took / static_cast<double>(search.tried));
    start = std::clock();
    for (int i = 0; i < hashes; ++i) octets[0] = crypto::sha256(octets)[0];
    best_hash = std::min(best_hash, seconds(start) / hashes);
  }
  std::cout << "hypotheses\t" << tried << "\noctets hashed of each\t" << hashed / tried
            << "\nhypotheses per second\t" << static_cast<std::uint64_t>(1 / best_search)
            << "\nbare SHA-256 of 2 KB per second\t" << static_cast<std::uint64_t>(1 / best_hash)
            << "\nhypothesis / bare SHA-256 of 2 KB\t" << best_search / best_hash << "\n";
}
