#!/bin/bash
# feed_cost.sh [ROUNDS] [SECONDS]: what a subscriber of the feed that does not keep up costs the loop, within one run of
# the plugin noop. ROUNDS (20) times, in turn, for SECONDS (1) each: no subscriber; one that is stopped (SIGSTOP); none;
# one that is slow (20 lines a second). Of each turn: iterations per second, and processor time of all processes of the
# run per iteration. Printed are the ratios to the mean of the two turns without that are nearest, with 95 %
# intervals (t). Exit code 1 when more than 2 % are lost on average. That such a subscriber sees what it missed is tested
# in tests/cli/test_subscription.c.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
rounds=${1:-20} seconds=${2:-1}
SMALL=(--plugins noop --batch-size 512 --probe-tasks 4 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --agents react)
followers=()
store=$(mktemp -d /dev/shm/els-test-XXXXXX) # in memory: a disk waits for others
ln -s "$store" "$T/loop"
trap 'for pid in "${followers[@]}"; do kill -KILL "$pid" 2>/dev/null; done; stop_all; rm -rf "$T" "$store"' EXIT

run loop --iterations 100000 --executors 2 --feed "ipc://$T/feed"
at_iteration loop 20
run_pid=${pid_of[loop]}
pause() {
    read -r -t "$1" -u "${ready_of[loop]}" _ || true
}
# count: the newest iteration committed, and the processor time of the run's processes in ticks
count() {
    local pid stat ticks=0
    [[ $(<"$T/loop/status.json") =~ \"iteration\":([0-9]+) ]] || fail "no iteration in status.json"
    iteration=${BASH_REMATCH[1]}
    for pid in $(<"/proc/$run_pid/task/$run_pid/children"); do
        read -r -a stat <"/proc/$pid/stat"
        ticks=$((ticks + stat[13] + stat[14]))
    done
    processor=$ticks
}
# turn KIND: how it goes for a while
turn() {
    local from_iteration from_processor from=${EPOCHREALTIME/./}
    kill -0 "$run_pid" 2>/dev/null || fail "the run has ended"
    count
    from_iteration=$iteration from_processor=$processor
    pause "$seconds"
    count
    echo "$1 $((iteration - from_iteration)) $((${EPOCHREALTIME/./} - from)) $((processor - from_processor))" >>"$T/turns"
}
# follow NAME: a subscriber that hears; its lines come on descriptor $out
follow() {
    mkfifo "$T/$1"
    "$BIN/els" tail --feed "ipc://$T/feed" --wait 0 >"$T/$1" &
    subscriber=$!
    followers+=($subscriber)
    exec {out}<"$T/$1"
    read -r -u "$out" _
}
leave() {
    kill -KILL "$@"
    wait "$@" 2>/dev/null
    exec {out}<&-
    followers=()
}
for ((round = 0; round < rounds; round++)); do
    turn none
    follow "stopped$round"
    kill -STOP $subscriber
    turn stopped
    leave $subscriber
    turn none
    follow "slow$round"
    while read -r _; do read -r -t 0.05 -u "${ready_of[loop]}" _; done <&"$out" &
    followers+=($!)
    turn slow
    leave $subscriber $!
done
turn none
kill -INT "$run_pid"
finished loop 30
awk '{kind[NR] = $1; speed[NR] = $2 / $3 * 1e6; cost[NR] = $4 / ($2 + ($2 == 0)) * 10; all += $2; time += $3}
    function say(what, kind, sum, squares, n,   mean, half) {
        mean = sum / n
        half = n > 1 ? (1.96 + 2.4 / (n - 1)) * sqrt((squares - sum * mean) / (n - 1) / n) : 0
        printf "%s subscriber: %s %.4f (%.4f to %.4f) of that without\n", kind, what, mean, mean - half, mean + half
        return mean
    }
    END {
        for (i = 2; i < NR; i += 2) {
            r = speed[i] / ((speed[i - 1] + speed[i + 1]) / 2); s[kind[i]] += r; s2[kind[i]] += r * r
            r = cost[i] / ((cost[i - 1] + cost[i + 1]) / 2); c[kind[i]] += r; c2[kind[i]] += r * r
            n[kind[i]]++
        }
        printf "%d iterations in %.0f s\n", all, time / 1e6
        for (k in n) {
            if (say("iterations per second", k, s[k], s2[k], n[k]) < 0.98)
                missed = 1
            say("processor time per iteration", k, c[k], c2[k], n[k])
        }
        exit missed
    }' "$T/turns"
