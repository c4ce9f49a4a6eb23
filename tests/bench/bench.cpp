// Time per message of the core's steps over a corpus in memory, in microseconds of processor time.
// Prints "name<TAB>microseconds" lines; run.sh sets them beside other programs and computes ratios.
// To measure one more step, add a row to `steps` below.
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "analysis.h"
#include "crypto/crypto.h"
#include "crypto/rsa_key_der.h"
#include "dkim/canonical.h"
#include "dkim/verify.h"
#include "dns/answers.h"
#include "message/field.h"
#include "text.h"

using namespace indicia;

namespace {

constexpr std::int64_t judged_at = 1'795'255'200;

// What the bare cryptography of one message needs: its distinct canonical bodies and, for each
// signature, the parsed key and the octets to open.
struct Bare {
  std::vector<std::string> bodies;
  std::vector<std::pair<const crypto::RsaPublicKey*, std::string>> signatures;
};

struct Corpus {
  std::vector<std::string> messages;
  dns::Answers answers;
  std::vector<crypto::RsaPublicKey> keys;
  std::vector<Bare> bare;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << what << "\n";
  std::exit(1);
}

void read_dns(Corpus& corpus, const std::string& text) {
  for (const std::string_view line : split(text, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 3) continue;
    const std::string_view data = line.substr(words[0].size() + words[1].size() + 2);
    dns::Answer answer{.question = {std::string(words[0]), *dns::parse_record_type(words[1])},
                       .status = dns::Status::ok};
    answer.records.push_back({.strings = {std::string(data)}});
    corpus.answers.add(answer);
  }
  corpus.answers.set_default_nxdomain();
}

message::Message parse(const std::string& text) {
  return message::parse_message(text, {0, text.size(), 1}, {});
}

std::vector<dkim::Examined> examine(const message::Message& message) {
  return dkim::examine(message, {message.body, message.has_body, false}, 50);
}

// Also checks that every signature passes: a benchmark of failures would measure something else.
void prepare_bare(Corpus& corpus) {
  corpus.keys.reserve(100);
  std::vector<std::string> records;
  for (const std::string& text : corpus.messages) {
    const message::Message message = parse(text);
    Bare bare;
    dns::Inquiry inquiry(corpus.answers, 200, false);
    std::vector<dkim::BodyHashRequest> seen;
    for (const dkim::Examined& examined : examine(message)) {
      const dkim::Signature& signature = examined.signature;
      const dkim::Verification v = dkim::verify(examined, inquiry, judged_at, {}, nullptr);
      if (v.result != Result::pass) fail("a signature of the corpus does not pass");
      const std::string& record = v.keys[*v.used_key].record;
      auto known = std::find(records.begin(), records.end(), record);
      if (known == records.end()) {
        const auto key = dkim::make_public_key(record, {});
        corpus.keys.push_back(*key.rsa);
        records.push_back(record);
        known = records.end() - 1;
      }
      bare.signatures.emplace_back(&corpus.keys[static_cast<std::size_t>(known - records.begin())],
                                   signature.signature);
      const dkim::BodyHashRequest request{signature.hash, signature.body_canonicalization, {}};
      if (std::find(seen.begin(), seen.end(), request) != seen.end()) continue;
      seen.push_back(request);
      bare.bodies.push_back(dkim::canonical_body(message.body, signature.body_canonicalization));
    }
    corpus.bare.push_back(std::move(bare));
  }
}

Corpus read_corpus(const std::filesystem::path& folder) {
  Corpus corpus;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".eml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) corpus.messages.push_back(read_file(path));
  if (corpus.messages.empty()) fail("no messages in " + folder.string());
  read_dns(corpus, read_file(folder / "dns.txt"));
  prepare_bare(corpus);
  return corpus;
}

// Results go here so that no step is optimised away.
volatile std::size_t sink = 0;

void keep(std::size_t value) {
  sink = sink + value;
}

struct Step {
  const char* name;
  std::function<void(const Corpus&)> run;  // once over the whole corpus
};

std::vector<Step> steps(dkim::KeyCache& cache, Workspace& workspace) {
  return {
      {"bare SHA-256",
       [](const Corpus& corpus) {
         for (const Bare& bare : corpus.bare) {
           for (const std::string& body : bare.bodies) keep(crypto::sha256(body).size());
         }
       }},
      {"bare RSA",
       [](const Corpus& corpus) {
         for (const Bare& bare : corpus.bare) {
           for (const auto& [key, signature] : bare.signatures) keep(key->open(signature)->size());
         }
       }},
      {"parse fields",
       [](const Corpus& corpus) {
         for (const std::string& text : corpus.messages) keep(parse(text).fields.size());
       }},
      {"canonical body",
       [](const Corpus& corpus) {
         for (const std::string& text : corpus.messages) {
           const message::Message message = parse(text);
           keep(dkim::canonical_body(message.body, dkim::Canonicalization::relaxed).size());
         }
       }},
      {"DKIM examine",
       [](const Corpus& corpus) {
         for (const std::string& text : corpus.messages) {
           const message::Message message = parse(text);
           keep(examine(message).size());
         }
       }},
      {"DKIM examine and verify",
       [&cache](const Corpus& corpus) {
         for (const std::string& text : corpus.messages) {
           const message::Message message = parse(text);
           dns::Inquiry inquiry(corpus.answers, 200, false);
           for (const dkim::Examined& examined : examine(message)) {
             const auto v = dkim::verify(examined, inquiry, judged_at, {}, &cache);
             keep(v.result == Result::pass ? 1 : 0);
           }
         }
       }},
      {"whole analysis",
       [&workspace](const Corpus& corpus) {
         Options options;
         options.evaluated_at = judged_at;
         for (const std::string& text : corpus.messages) {
           const Evidence evidence = indicia::examine(text, options);
           keep(evaluate(evidence, corpus.answers, &workspace).findings.size());
         }
       }},
  };
}

double microseconds(std::clock_t from, std::clock_t to, std::size_t messages) {
  return static_cast<double>(to - from) * 1e6 / CLOCKS_PER_SEC / static_cast<double>(messages);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) fail("usage: indicia_bench FOLDER");
  const Corpus corpus = read_corpus(argv[1]);
  dkim::KeyCache cache;
  Workspace workspace;
  std::vector<Step> all = steps(cache, workspace);
  // Rounds over all steps in turn, so that the machine's moods meet them alike; the best counts.
  std::vector<double> best(all.size(), 1e300);
  for (int round = 0; round < 12; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::clock_t start = std::clock();
      all[i].run(corpus);
      best[i] = std::min(best[i], microseconds(start, std::clock(), corpus.messages.size()));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) std::cout << all[i].name << "\t" << best[i] << "\n";
}
