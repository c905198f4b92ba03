#!/bin/bash
# recovery.sh [FAULTS]: how long the system is without what a fault took, by the broker's own words (--log-level
# debug), each line stamped when it comes. FAULTS (10) of each kind:
#
#   kill -9 of the broker, more than 10^5 tasks outstanding
#                            until the first lease under the epoch of its next life: start, journal, hello and
#                            restore of all stages and plan included; then until the first answer that counts
#   kill -9 of an executor   in the first half of an iteration's tasks, so that there is work for its next life: until the
#                            first answer that counts to a chunk leased after that life said hello
#   SIGSTOP of an executor   until the last chunk that it kept is leased again, in the same run as the first
#
# The targets: 2 s, 1 s, 2 leases. Exit code 1 when one is missed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
faults=${1:-10}
LEASE_MS=1000

# stamped FILE: the lines of the broker that say where a chunk is, with the time in front.
stamped() {
    local line
    while IFS= read -r line; do
        case $line in
        'els-broker: granted '* | 'els-broker: done '* | 'els-broker: hello '*) echo "${EPOCHREALTIME/./} ${line#els-broker: }" ;;
        esac
    done >"$1"
}
# begin NAME OPTION...: a run whose lines are in $T/NAME.lines, as soon as something is done in it.
begin() {
    local name=$1
    mkfifo "$T/$name.log"
    stamped "$T/$name.lines" <"$T/$name.log" &
    run "$@" --lease-ms $LEASE_MS --step-ms 5000 --silence-ms 3000 --log-level debug --executors 2
    lines=$T/$name.lines
    wait_for 60 "$name" 'cat "$lines"' ' done ' || fail "nothing is done in $name"
}
# wait_for SECONDS NAME COMMAND PATTERN: until the command prints a line with it.
wait_for() {
    local from=$SECONDS
    until eval "$3" 2>/dev/null | grep -q -e "$4"; do
        [ $((SECONDS - from)) -lt "$1" ] || return 1
        kill -0 "${pid_of[$2]}" 2>/dev/null || fail "$2 has ended"
        read -r -t 0.05 -u "${ready_of[$2]}" _ || true
    done
}
# pause NAME SECONDS
pause() {
    read -r -t "$2" -u "${ready_of[$1]}" _ || true
}
took() { # KIND FROM TO
    echo "$1 $((($3 - $2) / 1000))" >>"$T/times"
}

# Three measurements of the untrained system and one of each of sixteen architectures: 114,000 tasks and some.
SMALL=(--plugins customer_support --probe-tasks 6000 --transfer-tasks 60 --agents
    react,chain_of_thought,tree_of_thought,planning,reflection,evaluator,memory,curriculum,voyager,toolformer,swarm,multi_agent,hierarchical,generative_agents,auto_loop,governor)
begin large --iterations 1
first() { awk -v what="$1" -v epoch="epoch=$2" '$2 == what && $3 == epoch {print $1; exit}' "$lines"; }
for ((i = 0; i < faults; i++)); do
    pid=$(child large els-broker)
    epoch=$(awk 'NF == 7 {split($3, e, "=")} END {print e[2] + 1}' "$lines")
    from=${EPOCHREALTIME/./}
    kill -KILL "$pid" || fail "no broker"
    wait_for 60 large "first done $epoch" . || fail "the broker does not come back"
    took broker "$from" "$(first granted "$epoch")"
    took answer "$from" "$(first done "$epoch")"
    pause large 1
done
# When the last of the chunks that were out at FROM was leased again; nothing while one is neither leased again nor
# answered (by others, or by itself before it stopped). FROM when all were answered.
settled() {
    awk -v from="$1" 'NF != 7 {next}
        $3 $4 != now {now = $3 $4; if ($1 <= from) split("", out)}
        $1 <= from && $2 == "granted" {out[$4 $5] = 1}
        $1 <= from && $2 == "done" {delete out[$4 $5]}
        $1 > from && ($4 $5) in out {delete out[$4 $5]; if ($2 == "granted") last = $1}
        END {for (c in out) exit; print last ? last : from}' "$lines"
}
for ((i = 0; i < faults; i++)); do
    pid=$(child large els-executor)
    kill -STOP "$pid" || fail "no executor"
    from=${EPOCHREALTIME/./}
    wait_for 60 large "settled $from" . || fail "what the stopped executor had is not leased again"
    [ "$(settled "$from")" = "$from" ] || took stopped "$from" "$(settled "$from")"
    kill -CONT "$pid"
    pause large 2
done
kill -INT "${pid_of[large]}"
finished large 30

SMALL=(--plugins noop --batch-size 65536)
begin quick --iterations 100000
# The first answer of NAME to a chunk leased after the hello that came after FROM.
answered() {
    awk -v from="$2" -v by="by=$1" '$1 <= from {next} $2 == "hello" && $3 == by {back = 1}
        back && $2 == "granted" {out[$4 $5 $6] = 1}
        back && $2 == "done" && $7 == by && ($4 $5 $6) in out {print $1; exit}' "$lines"
}
# tasks_are_out: the newest line is on one of the first chunks of an iteration
tasks_are_out() {
    tail -n 1 "$lines" | awk 'NF == 7 {split($5, c, "="); if (c[2] < 30000) print "yes"}'
}
for ((i = 0; i < faults; i++)); do
    pid=$(child quick els-executor)
    wait_for 60 quick tasks_are_out . || fail "no tasks are out"
    name=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n '/^--instance$/{n;p}')
    from=${EPOCHREALTIME/./}
    kill -KILL "$pid" || fail "no executor"
    wait_for 60 quick "answered $name $from" . || fail "$name does not come back"
    took executor "$from" "$(answered "$name" "$from")"
    pause quick 1
done
kill -INT "${pid_of[quick]}"
finished quick 30

missed=0
while read -r kind limit what; do
    grep "^$kind " "$T/times" | sort -n -k 2 | awk -v limit="$limit" -v what="$what" '{t[NR] = $2}
        END {printf "%s: %d faults, median %d ms, longest %d ms, target %s ms\n", what, NR, t[int((NR + 1) / 2)], t[NR], limit
            exit limit != "-" && t[NR] > limit}' || missed=1
done <<END
broker 2000 broker killed, until the first lease
answer - broker killed, until the first answer
executor 1000 executor killed, until its first answer
stopped $((2 * LEASE_MS)) executor stopped, until its last chunk is leased again
END
exit $missed
