#!/bin/bash
# poison_cost.sh [PAIRS] [ROWS]: what a task that ends its executors costs. PAIRS (3) times, one after the other, a run
# over ROWS (60000) tasks of a file without one and a run in which one of them crashes every executor: how long the
# iteration takes, which ends when the task has been tried alone. Exit code 1 when less than 95 % of the throughput are left.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
pairs=${1:-3} rows=${2:-60000}
SMALL=(--plugins dataset --probe-tasks 4 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --executors 2 --iterations 2
    --agents react)
# The same programs, but for the executor, which has tasks that break it.
mkdir "$T/bin"
for program in "$BIN"/els-*; do
    ln -s "$program" "$T/bin/"
done
cp "$BIN/els" "$T/bin/els"
ln -sf "$BIN/els-test-executor" "$T/bin/els-executor"
BIN=$T/bin
awk -v n="$rows" 'BEGIN {for (i = 0; i < n; i++)
    printf "{\"question\":\"hello %d there is word%d please\",\"answer\":\"intent_%d\",\"split\":\"train\"}\n", i, i % 4, i % 4}' >"$T/calm.jsonl"
sed "$((rows / 2))s/hello [0-9]* there is/faulty crash/" "$T/calm.jsonl" >"$T/poison.jsonl"

# iteration_ms NAME KIND: how long iteration 1 took.
iteration_ms() {
    local line
    mkfifo "$T/$1.log"
    while IFS= read -r line; do
        case $line in
        *'els-broker: granted '*) echo "${EPOCHREALTIME/./} $line" ;;
        esac
    done <"$T/$1.log" >"$T/lines" &
    run "$1" --data "$T/$2.jsonl" --log-level debug
    finished "$1" 300
    [ "$code" = 0 ] || fail "$1 ended with $code"
    wait $!
    awk '/ iteration=1 / && !from {from = $1} / iteration=2 / {print int(($1 - from) / 1000); exit}' "$T/lines"
}
for ((i = 0; i < pairs; i++)); do
    for kind in calm poison; do
        echo "$kind $(iteration_ms "$kind.$i" $kind)" >>"$T/times"
    done
    "$BIN/els" outcomes --dead --store "$T/poison.$i" | grep -q 'it ended three executors' || fail "no task was set aside"
done
awk -v rows="$rows" '{t[$1, ++n[$1]] = $2}
    END {for (i = 1; i <= n["calm"]; i++) {r[i] = t["calm", i] / t["poison", i]
            printf "%d tasks: %d ms without, %d ms with a poison task: %.1f %%\n", rows, t["calm", i], t["poison", i], 100 * r[i]}
        for (i = 1; i <= n["calm"]; i++) for (j = i + 1; j <= n["calm"]; j++) if (r[j] < r[i]) {x = r[i]; r[i] = r[j]; r[j] = x}
        median = r[int((n["calm"] + 1) / 2)]
        printf "median %.1f %%\n", 100 * median
        exit median < 0.95}' "$T/times"
