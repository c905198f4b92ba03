#!/bin/sh
# Runs every libFuzzer target of build-fuzz for a time each, from the corpora in tests/fuzz/corpus. What is
# found new is kept in build-fuzz/corpus, what fails in build-fuzz/found; 1 when anything failed.
#
#   scripts/fuzz.sh SECONDS [NAME...]
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- decode dataset series params artifact plugin state applier request options http frames
failed=0
mkdir -p build-fuzz/found
for name in "$@"; do
    seeds=tests/fuzz/corpus/$name
    mkdir -p "build-fuzz/corpus/$name"
    [ "$name" = decode ] && {
        seeds=build-fuzz/seeds
        mkdir -p "$seeds"
        for file in tests/vectors/*/*.hex; do
            grep -v '^#' "$file" | xxd -r -p >"$seeds/$(basename "$file" .hex)"
        done
    }
    if build-fuzz/fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=4096 \
        -malloc_limit_mb=2048 -artifact_prefix="build-fuzz/found/$name-" -print_final_stats=1 \
        "build-fuzz/corpus/$name" "$seeds" >"build-fuzz/$name.log" 2>&1; then
        echo "$name: nothing found in $(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/$name.log") inputs"
    else
        echo "$name: FAILED, see build-fuzz/$name.log and build-fuzz/found/$name-*"
        failed=1
    fi
done
exit $failed
