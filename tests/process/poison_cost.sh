#!/bin/bash
# poison_cost.sh [PAIRS] [TASKS]: what a task that ends its executors costs the others. PAIRS (3) times, one after the
# other, a run with TASKS (10000) training tasks and one in which one of them crashes every executor:
# how long it takes until the others are answered, and with it their throughput, and how long the whole iteration
# takes, which ends when the task has been tried alone. Exit code 1 when the others have less than 95 %.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
pairs=${1:-3} tasks=${2:-10000}
SMALL=(--plugins customer_support --batch-size $tasks --probe-tasks 4 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --executors 2 --iterations 2
    --agents react)
# The same programs, but for the executor, which has tasks that break it.
mkdir "$T/bin"
for program in "$BIN"/els-*; do
    ln -s "$program" "$T/bin/"
done
cp "$BIN/els" "$T/bin/els"
ln -sf "$BIN/els-test-executor" "$T/bin/els-executor"
BIN=$T/bin
# iteration_ms NAME KIND: how long iteration 1 took until the last task was answered by an executor, and in all.
iteration_ms() {
    local line
    mkfifo "$T/$1.log"
    while IFS= read -r line; do
        case $line in
        *'els-broker: granted '* | *'els-broker: done '*) echo "${EPOCHREALTIME/./} $line" ;;
        esac
    done <"$T/$1.log" >"$T/lines" &
    [ "$2" = calm ] || export ELS_TEST_CRASH=$((tasks / 2))
    run "$1" --log-level debug
    unset ELS_TEST_CRASH
    finished "$1" 300
    [ "$code" = 0 ] || fail "$1 ended with $code"
    wait $!
    awk '/ iteration=1 / && !from {from = $1}
        / done .* iteration=1 .* by=executor/ {last = $1}
        / iteration=2 / {print int((last - from) / 1000), int(($1 - from) / 1000); exit}' "$T/lines"
}
for ((i = 0; i < pairs; i++)); do
    for kind in calm poison; do
        echo "$kind $(iteration_ms "$kind.$i" $kind)" >>"$T/times"
    done
    "$BIN/els" outcomes --dead --store "$T/poison.$i" | grep -q 'it ended three executors' || fail "no task was set aside"
done
awk -v tasks="$tasks" '{t[$1, ++n[$1]] = $2; all[$1, n[$1]] = $3}
    END {for (i = 1; i <= n["calm"]; i++) {r[i] = t["calm", i] / t["poison", i]
            printf "%d tasks: %d ms without, %d ms with a poison task: throughput of the others %.1f %%; the iteration %d and %d ms\n",
                tasks, t["calm", i], t["poison", i], 100 * r[i], all["calm", i], all["poison", i]}
        for (i = 1; i <= n["calm"]; i++) for (j = i + 1; j <= n["calm"]; j++) if (r[j] < r[i]) {x = r[i]; r[i] = r[j]; r[j] = x}
        median = r[int((n["calm"] + 1) / 2)]
        printf "median %.1f %%\n", 100 * median
        exit median < 0.95}' "$T/times"
