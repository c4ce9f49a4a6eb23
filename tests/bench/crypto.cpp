// Processor time of the cryptography alone, natively and as WebAssembly: see wasm/README.md.
// Prints "name<TAB>value<TAB>unit" lines; the best of several rounds counts.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

#include "crypto/crypto.h"

using namespace indicia;

namespace {

volatile std::size_t sink = 0;

// Seconds that one call takes.
template <typename Call>
double seconds(Call call, int calls) {
  double best = 1e300;
  for (int round = 0; round < 7; ++round) {
    const std::clock_t start = std::clock();
    for (int i = 0; i < calls; ++i) sink = sink + call();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / calls);
  }
  return best;
}

std::string unhex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return out;
}

}  // namespace

int main() {
  // Any odd number serves as a modulus for this; the signature is below it.
  const auto rsa = crypto::RsaPublicKey::make(std::string(256, '\xB5'), {"\x01\x00\x01", 3});
  const std::string signature(256, '\x35');
  // RFC 8032 7.1, test 1.
  const auto ed25519 = crypto::Ed25519PublicKey::make(
      unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  const std::string ed25519_signature = unhex(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
      "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  if (!rsa || !ed25519 || !ed25519->verify(ed25519_signature, "")) return 1;
  const std::string octets(1'000'000, 'a');

  const auto microseconds = [](const char* name, double value) {
    std::printf("%s\t%.0f\tmicroseconds\n", name, value * 1e6);
  };
  const auto megaoctets = [](const char* name, double value) {
    std::printf("%s\t%.0f\tMB/s\n", name, 1 / value);
  };
  microseconds("RSA-2048", seconds([&] { return rsa->open(signature)->size(); }, 300));
  microseconds("Ed25519", seconds([&] { return ed25519->verify(ed25519_signature, ""); }, 300));
  megaoctets("SHA-256", seconds([&] { return crypto::sha256(octets).size(); }, 20));
  megaoctets("SHA-1", seconds([&] { return crypto::sha1(octets).size(); }, 20));
}
