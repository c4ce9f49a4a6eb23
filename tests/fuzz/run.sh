#!/usr/bin/env bash
# run.sh TARGET SEEDS COUNT DICTIONARY: replays the seeds and the newest kept inputs, all of them, and fuzzes until
# INDICIA_FUZZ_SECONDS / COUNT seconds are over (default 5 for each target). New inputs are kept in the user's cache
# folder; an input that fails stays beside the target.
set -euo pipefail
target=$1 seeds=$2 count=$3 dictionary=$4
name=$(basename "$target")
corpus=${XDG_CACHE_HOME:-$HOME/.cache}/indicia/corpus/$name
mkdir -p "$corpus"
options=(-timeout=30 -rss_limit_mb=2048 -max_len=65536 -artifact_prefix="$target"- -print_final_stats=0)
[ ! -f "$dictionary" ] || options+=(-dict="$dictionary")

# The whole program has so many branches that weighing inputs by rare ones takes longer than running them.
case $name in fuzz_report | fuzz_share) options+=(-entropic=0) ;; esac

# What is replayed must not grow from run to run.
find "$corpus" -type f -printf '%T@ %p\n' | sort -rn | tail -n +401 | cut -d' ' -f2- | xargs -r -d '\n' rm --

seconds=$((${INDICIA_FUZZ_SECONDS:-$((5 * count))} / count))
[ "$seconds" -gt 0 ] || seconds=1
"$target" "${options[@]}" -max_total_time="$seconds" "$corpus" "$seeds"
