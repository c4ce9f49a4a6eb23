// DNS through libunbound; see resolver.h. The only file that includes it.
#include "resolver.h"

#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "dns/observed.h"
#include "dns/zone.h"
#include "ip_address.h"
#include "text.h"

namespace indicia::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* default_trust_anchor = "/usr/share/dns/root.key";
constexpr int class_in = 1;
constexpr int type_dnskey = 48;

// What libunbound said to one question.
struct Result {
  bool failed = false;
  bool secure = false;
  bool bogus = false;
  std::string packet;
};

struct Job {
  int id = 0;
  bool cancelled = false;
  std::optional<Result> result;
};

extern "C" void indicia_resolver_done(void* argument, int error, ub_result* result) {
  Job& job = *static_cast<Job*>(argument);
  job.result = Result{.failed = error != 0 || result == nullptr};
  if (result == nullptr) return;
  job.result->secure = result->secure != 0;
  job.result->bogus = result->bogus != 0;
  if (result->answer_packet != nullptr && result->answer_len > 0) {
    job.result->packet.assign(static_cast<const char*>(result->answer_packet),
                              static_cast<std::size_t>(result->answer_len));
  }
  ub_resolve_free(result);
}

// One libunbound context with its cache. Jobs live as long as it does, since it may call back until
// it is deleted.
class Context {
 public:
  // anchor_file empty: no validation.
  Context(const std::string& address, const std::string& anchor_file) : context_(ub_ctx_create()) {
    if (context_ == nullptr) {
      problem_ = "libunbound could not be started; free some memory";
      return;
    }
    ub_ctx_debugout(context_, nullptr);
    ub_ctx_async(context_, 1);
    set("module-config:", anchor_file.empty() ? "iterator" : "validator iterator");
    // A resolver on this machine is a resolver like any other.
    set("do-not-query-localhost:", "no");
    // Built-in empty zones would answer for reserved names and addresses in place of the resolver.
    set("unblock-lan-zones:", "yes");
    // Nothing may be sent that the report does not list, such as RFC 8145's signals.
    set("trust-anchor-signaling:", "no");
    set("target-fetch-policy:", "0 0 0 0 0");
    if (address == "system") {
      check(ub_ctx_resolvconf(context_, nullptr),
            "/etc/resolv.conf could not be read; name a resolver with --resolver IP");
    } else if (address != "root") {
      check(ub_ctx_set_fwd(context_, address.c_str()),
            "the resolver's address is not usable; write it as IP or IP@PORT");
    }
    if (!anchor_file.empty()) {
      check(ub_ctx_add_ta_file(context_, anchor_file.c_str()),
            "the trust anchor could not be read; name a file of DS or DNSKEY records");
    }
    // Removing a zone fixes the settings, so it comes last.
    for (const char* zone : {"test.", "home.arpa."}) ub_ctx_zone_remove(context_, zone);
  }

  ~Context() {
    if (context_ == nullptr) return;
    cancel();
    ub_ctx_delete(context_);
  }

  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const std::string& problem() const { return problem_; }
  int descriptor() const { return ub_fd(context_); }
  void process() { ub_process(context_); }

  Job& start(const std::string& name, int type) {
    Job& job = jobs_.emplace_back();
    if (ub_resolve_async(context_, (name + '.').c_str(), type, class_in, &job,
                         indicia_resolver_done, &job.id) != 0) {
      job.result = Result{.failed = true};
    }
    return job;
  }

  // What has not come by now never will.
  void cancel() {
    for (Job& job : jobs_) {
      if (job.result || job.cancelled) continue;
      ub_cancel(context_, job.id);
      job.cancelled = true;
    }
  }

 private:
  void set(const char* option, const char* value) { ub_ctx_set_option(context_, option, value); }

  void check(int error, const char* sentence) {
    if (error != 0 && problem_.empty()) problem_ = sentence;
  }

  ub_ctx* context_;
  std::string problem_;
  std::deque<Job> jobs_;
};

// The names a trust anchor file has keys for, key form; nullopt: the file cannot be read.
std::optional<std::vector<std::string>> anchored_names(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> names;
  for (const dns::SkippedRecord& record : dns::parse_zone(text).skipped) {
    if (record.type == "DS" || record.type == "DNSKEY") names.push_back(record.name);
  }
  return names;
}

bool is_beneath(std::string_view name, std::string_view apex) {
  return apex.empty() || name == apex ||
         (name.ends_with(apex) && name.size() > apex.size() &&
          name[name.size() - apex.size() - 1] == '.');
}

using Jobs = std::vector<Job*>;

bool all_done(const Jobs& jobs) {
  return std::all_of(jobs.begin(), jobs.end(), [](const Job* job) { return job->result; });
}

}  // namespace

bool is_resolver_address(const std::string& text) {
  if (text == "system" || text == "root") return true;
  const std::size_t at = text.find('@');
  if (!parse_ip(text.substr(0, at))) return false;
  if (at == std::string::npos) return true;
  const auto port = parse_decimal(std::string_view(text).substr(at + 1));
  return port && *port >= 1 && *port <= 65'535;
}

struct Resolver::State {
  explicit State(ResolverSettings given) : settings(std::move(given)) {
    if (!is_resolver_address(settings.address)) {
      problem = "\"" + dns::excerpt(settings.address) +
                "\" is not a resolver; write system, root, IP or IP@PORT";
      return;
    }
    const bool own_anchor = !settings.trust_anchor.empty();
    const std::string anchor = own_anchor ? settings.trust_anchor : default_trust_anchor;
    const auto names = anchored_names(anchor);
    if (own_anchor && (!names || names->empty())) {
      problem = "\"" + dns::excerpt(anchor) + "\" " +
                (names ? "has no DS or DNSKEY record" : "is missing, empty or cannot be read") +
                "; name a file of DS or DNSKEY records, or leave --trust-anchor out";
      return;
    }
    if (names) anchors = *names;
    if (!anchors.empty()) {
      validating = std::make_unique<Context>(settings.address, anchor);
      // The distribution's key is no wish of the user's: it counts once the resolver has shown that
      // it passes signatures on.
      must_probe = !own_anchor;
      problem = validating->problem();
    }
    if (problem.empty() && (must_probe || !validating)) {
      plain = std::make_unique<Context>(settings.address, "");
      problem = plain->problem();
    }
  }

  std::vector<dns::Answer> ask(const std::vector<dns::Question>& questions);
  void run(const std::vector<dns::Question>& questions, Jobs& validated, Jobs& plainly);
  std::vector<dns::Answer> answers_for(const dns::Question& question, const Job* job,
                                       bool is_validated) const;

  ResolverSettings settings;
  std::string problem;
  std::vector<std::string> anchors;
  std::unique_ptr<Context> validating;
  std::unique_ptr<Context> plain;
  bool must_probe = false;
  std::map<dns::Question, std::vector<dns::Answer>> cache;
};

// Asks the validating context, and the plain one beside it when there is doubt whether the resolver
// passes on what validation needs: at once when the root's keys did not validate, after a quarter
// of the time when they have not come.
void Resolver::State::run(const std::vector<dns::Question>& questions, Jobs& validated,
                          Jobs& plainly) {
  const auto start_all = [&](Context& context, Jobs& jobs) {
    for (const dns::Question& question : questions) {
      jobs.push_back(&context.start(question.name, static_cast<int>(question.type)));
    }
  };
  const Clock::time_point start = Clock::now();
  const Clock::time_point end = start + settings.deadline;
  const Clock::time_point doubt = start + settings.deadline / 4;
  const Job* probe = nullptr;
  if (validating) {
    if (must_probe) probe = &validating->start("", type_dnskey);
    start_all(*validating, validated);
  } else {
    start_all(*plain, plainly);
  }
  while (Clock::now() < end) {
    const bool proven = probe != nullptr && probe->result && probe->result->secure;
    const bool refuted = probe != nullptr && probe->result && !probe->result->secure;
    if (plainly.empty() && (refuted || (probe != nullptr && !proven && Clock::now() >= doubt))) {
      start_all(*plain, plainly);
    }
    if (validating && all_done(validated) && (probe == nullptr || proven)) break;
    if (!plainly.empty() && all_done(plainly)) break;
    const Clock::time_point wake = plainly.empty() && probe != nullptr && !proven ? doubt : end;
    std::array<pollfd, 2> descriptors{};
    nfds_t count = 0;
    for (Context* context : {validating.get(), plain.get()}) {
      if (context != nullptr) descriptors[count++] = {context->descriptor(), POLLIN, 0};
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(wake - Clock::now());
    poll(descriptors.data(), count, static_cast<int>(std::max<std::int64_t>(left.count(), 0)) + 1);
    for (Context* context : {validating.get(), plain.get()}) {
      if (context != nullptr) context->process();
    }
  }
  if (probe == nullptr) return;
  must_probe = false;
  if (probe->result && probe->result->secure) {
    plainly.clear();  // validation works; the plain answers have less to say
    plain.reset();
    return;
  }
  validated.clear();
  validating.reset();
  anchors.clear();
  // The time may have run out before anything was asked plainly.
  if (plainly.empty()) start_all(*plain, plainly);
}

std::vector<dns::Answer> Resolver::State::ask(const std::vector<dns::Question>& questions) {
  const std::int64_t asked_at = std::time(nullptr);
  std::vector<dns::Question> fresh;
  for (const dns::Question& question : questions) {
    if (cache.emplace(question, std::vector<dns::Answer>{}).second) fresh.push_back(question);
  }
  if (!fresh.empty() && !problem.empty()) {
    for (const dns::Question& question : fresh) {
      cache[question] = dns::observed({{.question = question, .status = dns::Status::servfail}},
                                      asked_at, settings.address);
    }
  } else if (!fresh.empty()) {
    Jobs validated;
    Jobs plainly;
    run(fresh, validated, plainly);
    const bool is_validated = !validated.empty();
    const Jobs& jobs = is_validated ? validated : plainly;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      cache[fresh[i]] =
          dns::observed(answers_for(fresh[i], jobs[i], is_validated), asked_at, settings.address);
    }
    for (Context* context : {validating.get(), plain.get()}) {
      if (context != nullptr) context->cancel();
    }
  }
  std::vector<dns::Answer> all;
  for (const dns::Question& question : questions) {
    const std::vector<dns::Answer>& answers = cache[question];
    all.insert(all.end(), answers.begin(), answers.end());
  }
  return all;
}

std::vector<dns::Answer> Resolver::State::answers_for(const dns::Question& question, const Job* job,
                                                      bool is_validated) const {
  dns::Answer single{.question = question, .status = dns::Status::timeout};
  if (!job->result) return {single};
  const Result& result = *job->result;
  if (result.bogus) {
    single.status = dns::Status::bogus;
    single.dnssec = dns::Dnssec::bogus;
    return {single};
  }
  single.status = dns::Status::servfail;
  if (result.failed || result.packet.empty()) return {single};
  std::vector<dns::Answer> answers = dns::decode_response(result.packet, question, {}).answers;
  for (dns::Answer& answer : answers) {
    const bool anchored = std::any_of(anchors.begin(), anchors.end(), [&](const std::string& apex) {
      return is_beneath(answer.question.name, apex);
    });
    answer.dnssec = !is_validated || answer.status == dns::Status::servfail ? dns::Dnssec::unknown
                    : result.secure                                         ? dns::Dnssec::secure
                    : anchored                                              ? dns::Dnssec::insecure
                                                                            : dns::Dnssec::unknown;
  }
  return answers;
}

Resolver::Resolver(ResolverSettings settings)
    : state_(std::make_unique<State>(std::move(settings))) {}

Resolver::~Resolver() = default;

const std::string& Resolver::problem() const {
  return state_->problem;
}

std::vector<dns::Answer> Resolver::ask(const std::vector<dns::Question>& questions) {
  return state_->ask(questions);
}

}  // namespace indicia::cli
