// One Received field to one hop (RFC 5321 4.4, RFC 5322 3.6.7) in the dialects of the mail servers
// in use; see received.h. Only what the server observed is taken as such: names that the client
// gave stand in `from`.
#include "message/received.h"

#include <algorithm>
#include <array>
#include <utility>

#include "message/lexical.h"
#include "message/received_words.h"
#include "text.h"

namespace indicia::message {

namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_comments = 50;

enum class Clause { none, from, by, via, with, again, id, for_, tls, sender, other };

Clause clause_of(std::string_view word) {
  constexpr std::pair<std::string_view, Clause> keywords[] = {
      {"from", Clause::from}, {"by", Clause::by}, {"via", Clause::via},
      {"with", Clause::with}, {"id", Clause::id}, {"for", Clause::for_}};
  for (const auto& [name, clause] : keywords) {
    if (equal_ignoring_case(word, name)) return clause;
  }
  return Clause::none;
}

std::string without_angles(std::string_view word) {
  if (word.starts_with('<')) word.remove_prefix(1);
  if (word.ends_with('>')) word.remove_suffix(1);
  return std::string(word);
}

std::string_view first_word(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find_first_of(" \t\r\n,"));
}

// The word behind a prefix; empty when the comment does not begin so.
std::string_view after_prefix(std::string_view comment, std::string_view prefix) {
  return starts_with_ignoring_case(comment, prefix) ? first_word(comment.substr(prefix.size()))
                                                    : std::string_view();
}

class ReceivedParser {
 public:
  explicit ReceivedParser(std::string_view value) : value_(value) {}

  Received run() {
    const std::size_t clauses_end = read_date();
    read_clauses(value_.substr(0, clauses_end));
    for (std::size_t i = 0; i < received_.comments.size(); ++i) {
      if (!names_peer_[i]) read_remark(received_.comments[i]);
    }
    finish_from();
    read_protocol_tls(received_);
    if (received_.from.empty() && !received_.from_ip) defect("received-no-from", 0, value_.size());
    if (received_.by.empty()) defect("received-no-by", 0, value_.size());
    if (!received_.date) defect("received-no-date", 0, value_.size());
    return std::move(received_);
  }

 private:
  void defect(std::string_view ident, std::size_t offset, std::size_t length) {
    add_defect(received_.defects, ident, offset, length);
  }

  // The last ";" outside of comments that a date follows; others may stand inside of clauses or
  // behind the date. Returns where the clauses end.
  std::size_t read_date() {
    constexpr std::size_t most_tries = 4;
    std::array<std::size_t, most_tries> semicolons{};  // the last ones, as a ring
    std::size_t count = 0;
    bool comments = true;
    for (std::size_t at = 0; at < value_.size(); ++at) {
      if (value_[at] == '(' && comments) {
        const std::size_t end = comment_end(value_, at);
        comments = end != npos;
        if (comments) at = end - 1;
      } else if (value_[at] == ';') {
        semicolons[count++ % most_tries] = at;
      }
    }
    if (count == 0) return read_date_without_semicolon();
    for (std::size_t tried = 1; tried <= std::min(count, most_tries); ++tried) {
      const std::size_t at = semicolons[(count - tried) % most_tries];
      if (!parse_date(value_.substr(at + 1)).date) continue;
      take_date(at + 1);
      return at;
    }
    const std::size_t last = semicolons[(count - 1) % most_tries];
    take_date(last + 1);
    return last;
  }

  void take_date(std::size_t start) {
    const std::string_view text = value_.substr(start);
    const ParsedDate parsed = parse_date(text);
    received_.date = parsed.date;
    received_.date_text = std::string(trim(text));
    for (const Defect& found : parsed.defects) {
      defect(found.ident, start + found.offset, found.length);
    }
  }

  // RFC 5321 4.4 requires the ";"; without it a date is recognised by its day name and comma.
  std::size_t read_date_without_semicolon() {
    constexpr std::array<std::string_view, 7> days = {"Mon,", "Tue,", "Wed,", "Thu,",
                                                      "Fri,", "Sat,", "Sun,"};
    defect("received-no-semicolon", 0, value_.size());
    const std::size_t comma = value_.find(',');
    if (comma == npos || comma < 3) return value_.size();
    const std::size_t start = comma - 3;
    for (std::string_view day : days) {
      if (!equal_ignoring_case(value_.substr(start, 4), day)) continue;
      if (!parse_date(value_.substr(start)).date) continue;
      take_date(start);
      return start;
    }
    return value_.size();
  }

  void read_clauses(std::string_view text) {
    ReceivedLexer lexer(text, received_.defects);
    auto token = lexer.next();
    while (token) {
      const auto following = lexer.next();
      take(*token, following ? &*following : nullptr);
      token = following;
    }
    // Comments behind the date, as Yandex writes them.
    Defects ignored;
    ReceivedLexer rest(received_.date_text, ignored);
    while (const auto found = rest.next()) {
      if (found->comment) add_comment(found->text, false);
    }
  }

  void take(const ReceivedToken& token, const ReceivedToken* following) {
    if (token.comment) return take_comment(token);
    const Clause clause = clause_of(token.text);
    // A client may call itself "by": then the server's comment follows at once.
    const bool is_name = clause_ == Clause::from && from_.empty() && !peer_seen_ &&
                         following != nullptr && following->comment && clause != Clause::none;
    if (clause != Clause::none && !is_name) {
      begin(clause);
    } else if (clause_ == Clause::with && equal_ignoring_case(token.text, "tls") && !with_open_) {
      clause_ = Clause::tls;  // Exim: (TLS1.3) tls TLS_AES_256_GCM_SHA384
    } else {
      take_word(token.text);
    }
  }

  void begin(Clause clause) {
    const bool again = (clause == Clause::from && (seen_from_ || !received_.by.empty())) ||
                       (clause == Clause::by && !received_.by.empty());
    if (again) {
      clause_ = clause == Clause::from ? Clause::sender : Clause::other;
    } else {
      clause_ = clause;
    }
    seen_from_ = seen_from_ || clause == Clause::from;
    with_open_ = clause == Clause::with && received_.with.empty();
    if (clause == Clause::with && !with_open_) clause_ = Clause::again;
  }

  void take_word(std::string_view word) {
    switch (clause_) {
      case Clause::from:
        if (from_.empty() && !peer_seen_) {
          take_from(word);
        } else if (!peer_.ip && word.find('[') != npos) {
          peer_.ip = address_in(word.substr(word.find('[')));
        }
        break;
      case Clause::by:
        if (received_.by.empty()) {
          received_.by = without_angles(word);
          received_.by_ip = address_in(word);
        } else if (!received_.by_ip) {
          received_.by_ip = word.starts_with('[') ? address_in(word) : std::nullopt;
        }
        break;
      case Clause::via:
        append(received_.via, word);
        break;
      case Clause::with:
        if (with_open_) append(received_.with, word);
        break;
      case Clause::id:
        if (received_.id.empty()) received_.id = without_angles(word);
        break;
      case Clause::for_:
        if (received_.for_address.empty() && (word.starts_with('<') || word.find('@') != npos)) {
          received_.for_address = without_angles(word);
        }
        break;
      case Clause::again:
        read_tls(word, received_);  // Mimecast: with ESMTP with STARTTLS
        break;
      case Clause::tls:
        received_.tls = Received::Tls::yes;
        received_.tls_cipher = std::string(word);
        clause_ = Clause::other;
        break;
      case Clause::sender:
        // XMail: for <recipient> from <sender>.
        if (word.starts_with('<')) received_.envelope_from = without_angles(word);
        clause_ = Clause::other;
        break;
      case Clause::none:
      case Clause::other:
        break;
    }
  }

  // The name may be glued to an address: boggle.example[192.0.2.1].
  void take_from(std::string_view word) {
    const std::size_t bracket = word.find('[');
    if (bracket != 0 && bracket != npos && address_in(word.substr(bracket))) {
      peer_.ip = address_in(word.substr(bracket));
      word = word.substr(0, bracket);
    }
    from_ = without_angles(word);
  }

  static void append(std::string& text, std::string_view word) {
    if (!text.empty()) text += ' ';
    text += word;
  }

  void add_comment(std::string_view delimited, bool names_peer) {
    if (received_.comments.size() == most_comments) {
      return defect("received-too-many-comments", 0, value_.size());
    }
    received_.comments.emplace_back(delimited.substr(1, delimited.size() - 2));
    names_peer_.push_back(names_peer);
  }

  void take_comment(const ReceivedToken& token) {
    const std::string_view inner = token.text.substr(1, token.text.size() - 2);
    if (clause_ == Clause::with && !received_.with.empty()) with_open_ = false;
    const bool names_peer = clause_ == Clause::from && !is_remark(inner) && add_peer(inner);
    if (clause_ == Clause::by && !received_.by_ip) received_.by_ip = read_peer(inner).ip;
    add_comment(token.text, names_peer);
  }

  // Comments of the from clause that never name the client.
  static bool is_remark(std::string_view comment) {
    constexpr std::string_view prefixes[] = {"using ", "No client ", "Client ",  "Authenticated",
                                             "AUTH:",  "TLS",        "version=", "envelope-"};
    for (std::string_view prefix : prefixes) {
      if (starts_with_ignoring_case(trim(comment), prefix)) return true;
    }
    return false;
  }

  bool add_peer(std::string_view comment) {
    Peer found = read_peer(comment);
    if (!found.ip && !found.helo && found.reverse.empty() && found.ident.empty()) return false;
    // The server's own words come first; a later address would be one that the client wrote.
    if (peer_.ip && found.ip && *peer_.ip != *found.ip) {
      defect("received-several-addresses", 0, value_.size());
    }
    if (!peer_.ip && found.ip) {
      peer_.ip = found.ip;
      peer_.bracketed = found.bracketed;
    }
    if (!peer_.helo) peer_.helo = std::move(found.helo);
    if (peer_.reverse.empty()) peer_.reverse = std::move(found.reverse);
    if (peer_.ident.empty()) peer_.ident = std::move(found.ident);
    peer_seen_ = true;
    return true;
  }

  void read_remark(std::string_view comment) {
    comment = trim(comment);
    read_tls(comment, received_);
    if (starts_with_ignoring_case(comment, "Exim ")) exim_ = true;
    for (std::string_view prefix : {"envelope-from ", "envelope-sender "}) {
      const std::string_view word = after_prefix(comment, prefix);
      if (!word.empty()) received_.envelope_from = without_angles(word);
    }
    for (std::string_view prefix : {"Authenticated sender:", "authenticated as "}) {
      const std::string_view word = after_prefix(comment, prefix);
      if (!word.empty()) received_.ident = std::string(word);
    }
    if (starts_with_ignoring_case(comment, "AUTH: ")) {  // Courier: AUTH: mechanism user
      const std::string_view rest = trim(comment.substr(6));
      const std::size_t blank = rest.find(' ');
      if (blank != npos) received_.ident = std::string(first_word(rest.substr(blank)));
    }
    read_local_user(comment);
  }

  // Mail from the host itself: sendmail, Postfix and qmail name the user.
  void read_local_user(std::string_view comment) {
    const std::string_view sender = after_prefix(comment, "from ");
    if (!sender.empty() && !seen_from_) received_.ident = std::string(sender);
    const std::size_t userid = comment.find("from userid ");
    if (userid != npos) {
      received_.ident = "userid " + std::string(first_word(comment.substr(userid + 12)));
    }
    const std::size_t uid = comment.find("invoked by uid ");
    if (uid != npos) received_.ident = "uid " + std::string(first_word(comment.substr(uid + 15)));
  }

  void finish_from() {
    const auto literal = address_in(from_);
    received_.from_ip = peer_.ip ? peer_.ip : literal;
    received_.from_reverse = peer_.reverse;
    received_.from = from_;
    if (received_.ident.empty()) received_.ident = peer_.ident;
    if (peer_.helo) {
      // qmail, Yahoo, Exim: the name outside is what the server looked up, or the address.
      received_.from = *peer_.helo;
      if (!literal && received_.from_reverse.empty()) {
        // Exim on a local pipe: from user (helo=name).
        if (!peer_.ip && exim_ && received_.ident.empty()) {
          received_.ident = from_;
        } else {
          received_.from_reverse = from_;
        }
      }
    } else if (exim_ && peer_.bracketed && !literal) {
      // Exim leaves helo= out when it equals the name that it verified.
      received_.from_reverse = from_;
    }
    if (received_.from_reverse.size() > 1 && received_.from_reverse.ends_with('.')) {
      received_.from_reverse.pop_back();
    }
  }

  std::string_view value_;
  Received received_;
  Clause clause_ = Clause::none;
  std::string from_;
  Peer peer_;
  std::vector<bool> names_peer_;  // for each comment
  bool peer_seen_ = false;
  bool seen_from_ = false;
  bool with_open_ = false;
  bool exim_ = false;
};

}  // namespace

Received parse_received(std::string_view value) {
  return ReceivedParser(value).run();
}

}  // namespace indicia::message
