// The words that results and facts use everywhere: the result names of RFC 8601 2.7 plus
// "untestable", and the five kinds of evidence a statement can rest on.
#pragma once

#include <string_view>

namespace indicia {

enum class Result {
  none,
  pass,
  fail,
  softfail,
  neutral,
  temperror,
  permerror,
  policy,
  untestable,  // evidence is missing; neither pass nor fail
};

constexpr std::string_view to_string(Result result) {
  switch (result) {
    case Result::none:
      return "none";
    case Result::pass:
      return "pass";
    case Result::fail:
      return "fail";
    case Result::softfail:
      return "softfail";
    case Result::neutral:
      return "neutral";
    case Result::temperror:
      return "temperror";
    case Result::permerror:
      return "permerror";
    case Result::policy:
      return "policy";
    case Result::untestable:
      return "untestable";
  }
  return "untestable";
}

enum class Provenance {
  verified,    // recomputed here
  observed,    // DNS, asked by the driver at a stated time
  supplied,    // an answer from a file, whatever the file says of itself
  claimed,     // a header field says so
  untestable,  // the evidence is missing
};

constexpr std::string_view to_string(Provenance provenance) {
  switch (provenance) {
    case Provenance::verified:
      return "verified";
    case Provenance::observed:
      return "observed";
    case Provenance::supplied:
      return "supplied";
    case Provenance::claimed:
      return "claimed";
    case Provenance::untestable:
      return "untestable";
  }
  return "untestable";
}

}  // namespace indicia
