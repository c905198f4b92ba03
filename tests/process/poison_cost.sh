#!/bin/bash
# poison_cost.sh [PAIRS] [TASKS] [FAULT]: what a task that ends its executors costs its neighbours, within one run of two
# executors. In every second iteration of TASKS (60000) training tasks one task in the middle ends whatever executor gets
# it, by a crash or, if FAULT is loop, by no end; the iterations between are without. Of each: the time from the first
# chunk leased to the last neighbour answered, by the broker's own words (--log-level debug), stamped when they come.
# Printed are, over PAIRS (10) of neighbours, the mean of what the poison costs in seconds and of the throughput that is
# left, with 95 % intervals (t). Exit code 1 when that is below 95 % on average.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
pairs=${1:-10} tasks=${2:-60000} fault=${3:-crash}
# The same programs, but for the executor, which breaks on demand.
mkdir "$T/bin"
for program in "$BIN"/els-*; do
    ln -s "$program" "$T/bin/"
done
cp "$BIN/els" "$T/bin/els"
ln -sf "$BIN/els-test-executor" "$T/bin/els-executor"
BIN=$T/bin
# stamped: the broker's lines on chunks, with the time in front
stamped() {
    local line
    while IFS= read -r line; do
        case $line in
        'els-broker: granted '* | 'els-broker: done '*) echo "${EPOCHREALTIME/./} $line" ;;
        esac
    done
}
mkfifo "$T/run.log"
stamped <"$T/run.log" >"$T/lines" &
reader=$!
awk -v n="$tasks" 'BEGIN {for (i = 0; i < n; i++)
    printf "{\"question\":\"hello %d there is word%d please\",\"answer\":\"intent_%d\",\"split\":\"train\"}\n", i, i % 4, i % 4}' >"$T/data.jsonl"
SMALL=(--plugins dataset --data "$T/data.jsonl" --probe-tasks 4 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --agents react)
ELS_FAULT=$fault ELS_FAULT_AT=$((tasks / 2)) run run --no-learning --executors 2 --batch-size "$tasks" --iterations $((2 * pairs)) --log-level debug
finished run 3600
[ "$code" = 0 ] || fail "the run ended with $code"
wait $reader
[ "$("$BIN/els" outcomes --dead --store "$T/run" | grep -c 'it ended three executors')" = "$pairs" ] ||
    fail "set aside were: $("$BIN/els" outcomes --dead --store "$T/run" | tail -n 30)"
awk -v pairs="$pairs" -v tasks="$tasks" -v at="chunk=$((tasks / 2))" '
    {split($5, part, "="); i = part[2]; if (!(i in from)) from[i] = $1; if ($3 == "done" && $6 != at) to[i] = $1}
    function say(what, unit, sum, squares,   mean, half) {
        mean = sum / pairs
        half = pairs > 1 ? (1.96 + 2.4 / (pairs - 1)) * sqrt((squares - sum * mean) / (pairs - 1) / pairs) : 0
        printf "%s: %.3f%s (%.3f to %.3f)\n", what, mean, unit, mean - half, mean + half
        return mean
    }
    END {
        for (i = 1; i <= 2 * pairs; i += 2) {
            poison = (to[i] - from[i]) / 1e6; calm = (to[i + 1] - from[i + 1]) / 1e6
            printf "%d tasks: %.3f s with a poison task, %.3f s without\n", tasks, poison, calm
            n = poison - calm; cost += n; cost2 += n * n
            n = calm / poison; left += n; left2 += n * n
            without += calm
        }
        printf "an iteration without: %.3f s\n", without / pairs
        say("a poison task costs", " s", cost, cost2)
        exit say("throughput of the neighbours", "", left, left2) < 0.95
    }' "$T/lines"
