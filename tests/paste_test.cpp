// Repairs of pasted headers: what each makes of its damage, and what it leaves alone.
#include "message/paste.h"

#include <boost/test/unit_test.hpp>

#include "damage.h"
#include "message/container.h"
#include "message/field.h"
#include "text.h"

using namespace indicia;
using namespace indicia::message;

namespace {

std::optional<Paste> repair(std::string_view input) {
  bool limit = false;
  return repair_paste(input, {}, limit);
}

// "ident*count@first-last"
std::string repairs_of(const std::optional<Paste>& paste) {
  std::string out;
  for (const Repair& one : paste ? paste->repairs : std::vector<Repair>()) {
    if (!out.empty()) out += " ";
    out += std::string(one.ident) + "*" + std::to_string(one.count) + "@" +
           std::to_string(one.location.line) + "-" + std::to_string(one.last_line);
  }
  return out;
}

// Names of the fields that are read in the end; "?" for a line that is none.
std::string names_in(std::string_view text) {
  std::string out;
  const Container container = open_container(text, {});
  for (const Field& field : container.messages.front().message.fields) {
    if (!out.empty()) out += ",";
    out += field.name.empty() ? "?" : std::string(field.name);
  }
  return out;
}

constexpr std::string_view header =
    "Received: from out.example.com (out.example.com [192.0.2.25])\n"
    "\tby mx.example.org with ESMTPS id 7F8E; Sat, 21 Nov 2026 09:02:04 +0000\n"
    "From: \"Doe & Co\" <news@example.com>\n"
    "To: anna@example.net\n"
    "Subject: one\n"
    " two\n"
    "Message-ID: <1@example.com>\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(paste)

BOOST_AUTO_TEST_CASE(damage_that_covers_all_lines) {
  const std::string all = std::string(header) + "\nbody\n";
  struct Row {
    std::string_view what;
    std::string input;
    std::string_view repairs;
    std::string text;
  };
  const std::string plain(header);
  const Row rows[] = {
      {"quoted", damage::quoted(plain), "quoting*7@1-7", plain},
      {"quoted without a space", damage::quoted_tightly(plain), "quoting*7@1-7", plain},
      {"quoted with |", damage::each(plain, [](const std::string& l) { return "| " + l; }),
       "quoting*7@1-7", plain},
      {"quoted twice", damage::quoted(damage::quoted(plain)), "quoting*14@1-7", plain},
      {"quoted mark of HTML", damage::each(plain, [](const std::string& l) { return "&gt; " + l; }),
       "quoting*7@1-7", plain},
      {"an answer below the quotation", damage::quoted(plain) + "\nThank you\n",
       "quoting*7@1-7 trailing-text*1@8-9", plain},
      {"quoted with its body", damage::quoted(all), "quoting*9@1-9", all},
      {"indented", damage::indented(plain), "indentation*7@1-7", plain},
      {"indented by a tab", damage::each(plain, [](const std::string& l) { return "\t" + l; }),
       "indentation*7@1-7", plain},
      {"indented, body at the margin", damage::indented(plain) + "\nbody\n", "indentation*7@1-7",
       all},
      {"double spacing", damage::double_spacing(plain), "double-spacing*7@2-14", plain},
      {"double spacing with a body", damage::double_spacing(all), "double-spacing*9@2-18", all},
      {"a line between fields",
       "From: a@example.com\n\nTo: b@example.net\n\nSubject: x\n y\n\n"
       "Date: Sat, 21 Nov 2026 09:02:04 +0000\n\nbody\n",
       "double-spacing*3@2-7",
       "From: a@example.com\nTo: b@example.net\nSubject: x\n y\n"
       "Date: Sat, 21 Nov 2026 09:02:04 +0000\n\nbody\n"},
      {"entities", damage::entities(plain), "html-entities*7@3-7", plain},
      {"entities, ampersand as it was",
       "From: A & B &lt;a@example.com&gt;\nSubject: AT&amp;T\nMessage-ID: &lt;1@example.com&gt;\n",
       "html-entities*4@1-3",
       "From: A & B <a@example.com>\nSubject: AT&amp;T\nMessage-ID: <1@example.com>\n"},
      {"no-break spaces", damage::no_break_spaces(plain), "no-break-spaces*2@2-6",
       "Received: from out.example.com (out.example.com [192.0.2.25])\n"
       " by mx.example.org with ESMTPS id 7F8E; Sat, 21 Nov 2026 09:02:04 +0000\n" +
           plain.substr(plain.find("From: "))},
      {"characters without width", "\xE2\x80\x8B" + plain, "no-break-spaces*1@1-1", plain},
      {"UTF-16", damage::utf16(plain), "utf16*1@1-1", plain},
      {"CR alone", "From: a@example.com\rSubject: x\r y\r\rone\rtwo", "cr-line-ends*1@1-1",
       "From: a@example.com\r\nSubject: x\r\n y\r\n\r\none\r\ntwo"},
      {"curly quotes",
       "From: \xE2\x80\x9C"
       "Doe\xE2\x80\x9D <a@example.com>\nSubject: \xE2\x80\x9Cx\xE2\x80\x9D\n"
       "Content-Type: text/plain; charset=\xE2\x80\x9Cutf-8\xE2\x80\x9D\n",
       "smart-quotes*4@1-3",
       "From: \"Doe\" <a@example.com>\nSubject: \xE2\x80\x9Cx\xE2\x80\x9D\n"
       "Content-Type: text/plain; charset=\"utf-8\"\n"},
      {"words above", "Hi,\nhere they are:\n\n" + plain, "text-above*1@1-3", plain},
      {"words directly above", "here they are\n" + plain, "text-above*1@1-1", plain},
      {"rest of a field above", "        by mx.example.net with SMTP id 3;\n" + plain,
       "text-above*1@1-1", plain},
      {"Gmail's table", damage::under_table(plain), "table-above*1@1-13", plain},
      {"Gmail's table in two rows of results",
       "Message ID\t<1@example.com>\nSubject:\tone two\nSPF:\tPASS with IP 192.0.2.25\n" + plain,
       "table-above*1@1-3", plain},
      {"signature below", damage::quoted(plain) + "> \n> -- \n> Anna\n",
       "quoting*10@1-10 trailing-text*1@8-10", plain},
      {"byte order mark first", "\xEF\xBB\xBF" + damage::quoted(plain), "quoting*7@1-7",
       "\xEF\xBB\xBF" + plain},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const std::optional<Paste> found = repair(row.input);
      BOOST_TEST(repairs_of(found) == row.repairs);
      BOOST_TEST((found ? found->text : "") == row.text);
    }
  }
}

// A line at the margin: field or continuation?
BOOST_AUTO_TEST_CASE(lost_folding) {
  struct Row {
    std::string_view what;
    std::string_view input;
    std::string_view names;
    std::string_view repairs;
  };
  constexpr std::string_view octets =
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
  const std::string tags = "DKIM-Signature: v=1; d=example.com; s=s1; ";
  const std::string b = "; bh=AAAA; b=" + std::string(octets) + "\n";
  const std::string end = "From: a@example.com\nTo: b@example.net\nSubject: x\n";
  const std::string names[] = {
      tags + "h=from:\nsubject:to:from" + b + end,
      tags + "h=from : to\n: date : message-id" + b + end,
      tags + "h=From:To:\nSubject:Date:Reply-To:\nList-Unsubscribe;\nbh=AAAA;\nb=" +
          std::string(octets) + "\n" + end,
      tags + "h=from:to; z=From:a@example.com|\nTo:b@example.net|Subject:x=20y" + b + end,
      tags + "bh=AAAA; b=" + std::string(octets) + ";\nh=from:to\n" + end,
  };
  const Row rows[] = {
      {"h= goes on", names[0], "DKIM-Signature,From,To,Subject", "lost-folding*1@2-2"},
      {"h= goes on behind a colon", names[1], "DKIM-Signature,From,To,Subject",
       "lost-folding*1@2-2"},
      {"h= over three lines", names[2], "DKIM-Signature,From,To,Subject", "lost-folding*4@2-5"},
      {"z= goes on", names[3], "DKIM-Signature,From,To,Subject", "lost-folding*1@2-2"},
      {"a field behind a complete h=", names[4], "DKIM-Signature,From,To,Subject",
       "lost-folding*1@2-2"},
      {"Received clauses",
       "Received: from a.example\nby mx.example.org (Postfix)\nwith ESMTP id 1\n"
       "for <a@example.com>;\nSat, 21 Nov 2026 09:02:04 +0000\nFrom: a@example.com\nTo: x@y\n",
       "Received,From,To", "lost-folding*4@2-5"},
      {"a time is no name",
       "Received: by mx.example.org; Sat, 21 Nov 2026\n09:02:04 +0000\nFrom: a@example.com\nTo: "
       "b\n",
       "Received,From,To", "lost-folding*1@2-2"},
      {"open comment",
       "Received: by mx.example.org (note\nX: y) id 1; Sat, 21 Nov 2026 09:02:04 +0000\n"
       "(UTC)\nFrom: a@example.com\nTo: b@example.net\n",
       "Received,From,To", "lost-folding*2@2-3"},
      {"values of filters",
       "X-Forefront-Antispam-Report:\nCIP:192.0.2.25;CTRY:US;LANG:en;\nSFV:NSPM;H:a.example;\n"
       "DIR:INB;\nX-Microsoft-Antispam:\nBCL:0;\n(1)\nFrom: a@example.com\nTo: b@example.net\n",
       "X-Forefront-Antispam-Report,X-Microsoft-Antispam,From,To", "lost-folding*5@2-7"},
      {"address list", "From: a@example.com\nTo: b@example.net,\nc@example.net\nSubject: x\n",
       "From,To,Subject", "lost-folding*1@3-3"},
      {"open quoted string",
       "To: \"Doe\nJr: x\" <b@example.net>,\n<c@example.net>\nFrom: a@example.com\nSubject: x\n",
       "To,From,Subject", "lost-folding*2@2-3"},
      {"a URL is no field",
       "List-Unsubscribe:\n<https://example.com/u>,\n<mailto:u@example.com>\nFrom: a@example.com\n"
       "To: b@example.net\n",
       "List-Unsubscribe,From,To", "lost-folding*2@2-3"},
      {"unknown names with a hyphen are fields",
       "Received: by mx.example.org;\nSat, 21 Nov 2026 09:02:04 +0000\nNew-Thing: x\nFrom: a@b\n"
       "To: b@example.net\n",
       "Received,New-Thing,From,To", "lost-folding*1@2-2"},
      {"unknown names behind a complete field are fields",
       "Received: by mx.example.org;\nSat, 21 Nov 2026 09:02:04 +0000\nFoo: x\nFrom: a@b\n"
       "To: b@example.net\n",
       "Received,Foo,From,To", "lost-folding*1@2-2"},
      {"MIME parameters",
       "From: a@example.com\nTo: b@example.net\nContent-Type: multipart/mixed;\nboundary=\"x: y\"\n"
       "Subject: x\n",
       "From,To,Content-Type,Subject", "lost-folding*1@4-4"},
      {"results",
       "Authentication-Results: mx.example.org;\ndkim=pass header.i=@example.com;\n"
       "spf=pass (example.org: domain of\na@example.com designates 192.0.2.25 as permitted "
       "sender)\nsmtp.mailfrom=example.com\nFrom: a@example.com\nTo: b@example.net\n",
       "Authentication-Results,From,To", "lost-folding*4@2-5"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      const std::optional<Paste> found = repair(row.input);
      BOOST_TEST(repairs_of(found) == row.repairs);
      BOOST_TEST(names_in(found ? std::string_view(found->text) : row.input) == row.names);
    }
  }
}

// Nothing here is a damaged paste.
BOOST_AUTO_TEST_CASE(left_alone) {
  const std::string start =
      "Received: by mx.example.org; Sat, 21 Nov 2026 09:02:04 +0000\n"
      "From: <a@example.com>\nTo: <b@example.net>\n";
  const std::string inputs[] = {
      start,
      std::string(header),
      start + "\n> quoted\n> Received: x\n> From: y\n",
      start + "\n&lt;b&gt; &amp; &quot;\n",
      start + "Subject: &lt;b&gt;\n",
      "From: a@example.com\nTo: b@example.net\nSubject: a &lt;b&gt; c\nDate: x\n\nbody\n",
      start + "Subject: Re: foo: bar\n",
      start + "Subject: x\nRe: y\nNote: z\n",
      start + "List-Unsubscribe: <https://example.com/u>\nList-Id: x <y.example>\n",
      start + "DKIM-Signature: v=1; b=AAAA; h=from:to:subject\nSubject: date\n",
      start + "DKIM-Signature: v=1; h=from:to:subject\nSubject: hello\n",
      start + "DKIM-Signature: v=1;\n h=from:to:\n subject:date; bh=AAAA;\n b=AAAA\n",
      start + "Subject: \xE2\x80\x9Cx\xE2\x80\x9D\n",
      start + "Content-Type: text/plain; name=\"\xE2\x80\x9Cx\xE2\x80\x9D.pdf\"\n",
      start + "X-Empty:\nSubject: x\n",
      start + "x/y: z\nSubject: x\n",
      start + "this line is broken\nSubject: x\n",     // RFC 5322 2.2: a fault of the sender
      start + "Subject: x\n\n\n\nA\n\nB\n\nC\n\nD\n",  // a body of single lines
      start + "Subject: x\n\nFrom: y\n\nTo: z\n\nDate: x\n\nSubject: x\n",
      "Subject: x\n\nFrom: the shop\n\nTo: all\n\nhello\n",  // the first field alone
      start + "SPF: pass\nDKIM: none\nSubject: x\n",         // somebody's own fields
      ">From a@example.com Sat Nov 21 09:02:04 2026\n",
      "From a@example.com Sat Nov 21 09:02:04 2026\n" + start + "\nbody\n",
      "\n\n" + start + "\nbody\n",
      "Dear all,\nplease note: nothing here.\n",
      "> Dear all,\n> please note: nothing here.\n> Bye\n",
      // Forwarded in prose: no mail system wrote these fields.
      "FYI\n\n---------- Forwarded message\nFrom: a@example.com\nDate: x\nSubject: x\nTo: "
      "b\n\nhi\n",
      "one\ntwo\nthree\nSubject: x\nfour\nfive\n",
      "    int main() {\n      default: return;\n    }\n",
      "",
      "\n",
      "-- \n",
      std::string(3, '\0'),
  };
  for (const std::string& input : inputs) {
    BOOST_TEST_CONTEXT(input) {
      BOOST_TEST(repairs_of(repair(input)) == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(cut_lines) {
  const std::string plain = std::string(header) +
                            "List-Unsubscribe: <https://example.com/unsubscribe/"
                            "0123456789abcdef0123456789abcdef0123456789abcdef>\n"
                            "X-Long: this was cut off by some program in the middle of the very "
                            "word, as was the one above\n";
  const std::optional<Paste> found = repair(damage::cut(plain, true));
  BOOST_REQUIRE(found);
  BOOST_TEST(repairs_of(found) == "wrapped-lines*2@8-10");
  BOOST_TEST(found->text == plain);
  BOOST_REQUIRE(found->joints.size() == 2);
  for (const Joint& joint : found->joints) {
    BOOST_TEST(joint.length == 0);
    BOOST_TEST(joint.ambiguous == (found->text[joint.offset - 1] != ' '));
  }
}

// Every octet that was kept is found at its place in the input, and lines are counted there.
BOOST_AUTO_TEST_CASE(places) {
  const std::string plain(header);
  const std::string inputs[] = {
      damage::quoted(damage::lost_folding(plain)),
      damage::under_table(damage::double_spacing(damage::indented(plain))),
      damage::under_words(damage::entities(damage::quoted(plain))),
      damage::utf16(damage::lost_folding(plain)),
      damage::utf16(damage::quoted(damage::double_spacing(plain))),
  };
  for (const std::string& input : inputs) {
    const std::optional<Paste> found = repair(input);
    BOOST_REQUIRE(found);
    const bool wide = input.starts_with("\xFF\xFE");
    std::size_t line = 1;
    for (std::size_t i = 0; i < found->text.size(); ++i) {
      const Location place = found->offsets.original({i, 1, line});
      const auto before = std::count(
          input.begin(), input.begin() + static_cast<std::ptrdiff_t>(place.offset), '\n');
      BOOST_TEST(place.line == static_cast<std::size_t>(before) + 1);
      if (found->offsets.is_verbatim(i, 1)) {
        BOOST_TEST(!wide);
        BOOST_TEST(input.substr(place.offset, place.length) == found->text.substr(i, 1));
      } else if (wide && place.length == 2) {
        BOOST_TEST(input[place.offset] == found->text[i]);
      }
      if (found->text[i] == '\n') ++line;
    }
    const Location whole = found->offsets.original({0, found->text.size(), 1});
    BOOST_TEST(whole.offset + whole.length <= input.size());
  }
}

BOOST_AUTO_TEST_CASE(hostile_input_stays_linear) {
  const auto repeated = [](std::string_view text) {
    std::string out;
    while (out.size() < (1U << 20)) out += text;
    return out;
  };
  const std::string start = "Received: x\nFrom: a@b\nTo: c\nSubject: d\n";
  const std::string inputs[] = {
      start + repeated("(\n"),
      start + repeated("x\n"),
      start + repeated("&lt;\n"),
      start + repeated("h=from:\nsubject:to\n"),
      start + repeated("DKIM-Signature: h=\nfrom:to\n"),
      repeated("> "),
      repeated("> Received: x\n> From: y\n"),
      repeated(">"),
      repeated("\n\nReceived: x\n"),
      repeated("x\nReceived: y\n"),
      repeated("From: x\n\n"),
      "x\n" + repeated(" \n"),
      "\xFF\xFE" + repeated("a\xE9"),
      start + repeated("\xE2\x80\x9C"),
      start + repeated("\xC2\xA0\n"),
      "SPF: pass\nDKIM: pass\n" + repeated("x: y\n"),
      start + "Content-Type: multipart/mixed; boundary=-\nx\n\n" + repeated("-"),
  };
  for (const std::string& input : inputs) {
    const std::optional<Paste> found = repair(input);
    if (found) BOOST_TEST(found->text.size() <= 2 * input.size());
  }
}

BOOST_AUTO_TEST_CASE(too_many_places_are_left) {
  std::string input(header);
  for (int i = 0; i < 100; ++i) input += "X-A: b\n";
  Limits limits;
  limits.repairs = 50;
  bool reached = false;
  BOOST_TEST(!repair_paste(damage::quoted(input), limits, reached));
  BOOST_TEST(reached);
}

BOOST_AUTO_TEST_SUITE_END()
