#!/usr/bin/env bash
# Measures the core beside other programs on the same generated messages, in one run, and prints the times per
# message and the ratios. Builds what it needs below build/bench; npm fetches mailauth there at the first run.
# A peer that is missing is a failure, unless BENCH_PEERS names the wanted ones ("opendkim dkimpy mailauth").
# Usage: tests/bench/run.sh [COUNT [MEAN_OCTETS]]
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-400} mean=${2:-36000}
peers=${BENCH_PEERS-opendkim dkimpy mailauth}
build=$PWD/build/bench
corpus=$build/corpus-$count-$mean
results=$build/results.txt

cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DINDICIA_TESTS=ON -DINDICIA_CLI=OFF >/dev/null
ninja -C "$build" indicia_bench >/dev/null

if [ ! -e "$corpus/complete" ]; then
  /usr/bin/python3 tests/bench/make_messages.py "$corpus" "$count" "$mean"
  touch "$corpus/complete"
fi

"$build/tests/indicia_bench" "$corpus" >"$results"
for peer in $peers; do
  case $peer in
    opendkim)
      cc -O2 -o "$build/opendkim_bench" tests/bench/peers/opendkim.c -lopendkim
      "$build/opendkim_bench" "$corpus" ;;
    dkimpy) /usr/bin/python3 tests/bench/peers/dkimpy.py "$corpus" ;;
    mailauth)
      mkdir -p "$build/peers"
      cp tests/bench/peers/package.json tests/bench/peers/mailauth.mjs "$build/peers/"
      [ -e "$build/peers/node_modules/mailauth" ] || (cd "$build/peers" && npm install --silent --no-audit --no-fund)
      node "$build/peers/mailauth.mjs" "$corpus" ;;
    *) echo "unknown peer $peer" >&2; exit 2 ;;
  esac >>"$results"
done

awk -F'\t' '
  { time[$1] = $2; printf "%-28s %9.1f us\n", $1, $2 }
  function ratio(what, over, under, target) {
    if (time[over] && time[under]) printf "%-52s %7.2f   target %s\n", what, time[over] / time[under], target
  }
  END {
    dkim = "DKIM examine and verify"; whole = "whole analysis"
    time["floor"] = time["bare SHA-256"] + time["bare RSA"]
    print ""
    ratio("crypto floor / DKIM", "floor", dkim, ">= 0.7")
    ratio("libopendkim / DKIM", "libopendkim", dkim, "")
    ratio("dkimpy / DKIM", "dkimpy", dkim, "")
    ratio("mailauth / DKIM", "mailauth", dkim, "")
    ratio("crypto floor / whole analysis", "floor", whole, ">= 0.7")
    ratio("libopendkim / whole analysis", "libopendkim", whole, ">= 4")
    ratio("dkimpy and pyspf / whole analysis", "dkimpy and pyspf", whole, ">= 20")
    ratio("mailauth / whole analysis", "mailauth", whole, ">= 15")
  }' "$results"
