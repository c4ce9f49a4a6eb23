// The native resolver alone, for the tests against a real server: questions ("NAME TYPE", one a
// line) from standard input, an answers file to standard output.
// ask RESOLVER DEADLINE_MILLISECONDS [TRUST_ANCHOR_FILE]
#include <chrono>
#include <iostream>
#include <string>

#include "json/answers.h"
#include "resolver.h"
#include "text.h"

using namespace indicia;

int main(int count, char** arguments) {
  if (count != 3 && count != 4) {
    std::cerr << "ask RESOLVER DEADLINE_MILLISECONDS [TRUST_ANCHOR_FILE]\n";
    return 2;
  }
  const auto deadline = parse_decimal(arguments[2]);
  if (!deadline) return 2;
  cli::Resolver resolver({.address = arguments[1],
                          .trust_anchor = count == 4 ? arguments[3] : "",
                          .deadline = std::chrono::milliseconds(*deadline)});
  if (!resolver.problem().empty()) std::cerr << resolver.problem() << '\n';
  std::vector<dns::Question> questions;
  std::string name;
  std::string type;
  while (std::cin >> name >> type) {
    const auto known = dns::parse_record_type(type);
    if (!known) return 2;
    questions.push_back({dns::normalise_name(name), *known});
  }
  std::cout << answers_json(resolver.ask(questions), false);
  return resolver.problem().empty() ? 0 : 4;
}
