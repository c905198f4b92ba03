#!/usr/bin/env bash
# The scripts in examples/ end well and print what they are there to show.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
measuring_less "$T/bin"
export PATH="$T/bin:$PATH"
cd "$T" || fail "no folder"

# example NAME PATTERN: the script of that name prints a line that matches.
example() {
    timeout 100 "$examples/$1.sh" "$T/$1" >"$T/$1.out" 2>"$T/$1.log" || fail "$1 ended with $?"
    grep -qE -- "$2" "$T/$1.out" || fail "$1 does not show $2: $(tail -n 5 "$T/$1.out")"
}

example basic_learning '^37$'
example custom_configuration '^governor.cap +160 .*pinned'
grep -q 'evaluator.rounds default -> 3' "$T/custom_configuration.out" || fail "no trial in the history"
example live_monitoring '"topic":"iteration".*"iteration":6,'
grep -q '^finished' "$T/live_monitoring.out" || fail "the run has not finished"
example own_data '^[0-9.]+ [a-z]+: '
if command -v jq >/dev/null; then
    example results_analysis '^learning off: .*multiplier (1|none)$'
    grep -qE '^6,0\.[0-9]+,0\.[0-9]+,0\.[0-9]+$' "$T/results_analysis.out" || fail "no curve as CSV"
    if command -v curl >/dev/null; then
        example full_integration '"answer":"84"'
        grep -q '^iteration 6 of 6: ' "$T/full_integration.out" || fail "the events stopped"
        grep -q '^els_run_iteration 8' "$T/full_integration.out" || fail "no metrics"
    else
        echo "skipped: full_integration needs curl"
    fi
else
    echo "skipped: results_analysis and full_integration need jq"
fi
echo "ok"
