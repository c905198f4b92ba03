#!/bin/bash
# Every allocation of a stage fails once. Each program gets what it received in a short run (--input), in as many
# lives as it makes allocations. It then ends with one line and SIGABRT, and what it had sent until then is what it
# sends otherwise; or it leaves a message out, says so, and sends all others; or it sends all. A sample of the
# allocations, another one for each number as argument; with ELS_EVERY=1 all, and then whole runs in which every life
# of a process has one of its first allocations fail: started again, they come to the state of the undisturbed run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
[ -z "${SANITIZE:-}" ] || { echo "skipped: sanitizers have allocations of their own"; exit 77; }
step=199
RANDOM=${1:-1}
[ -z "${ELS_EVERY:-}" ] || step=1
SMALL=(--batch-size 6 --probe-tasks 4 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --agents react,memory
       --executors 1 --step-ms 3000)
FAILING=$BIN/../lib/libels-test-memory-failing.so

run calm --iterations 2 --tap "$T/taps"
ended calm 60
[ "$code" = 0 ] || fail "the undisturbed run ended with $code"

# frames FILE: what was sent, without how it is shown.
frames() {
    grep -o '"frame":"[^"]*"' "$1"
}
# replay ROLE NAME [VARIABLE...]: what the role sends, in $T/NAME, on what was recorded; sets $code.
replay() {
    local role=$1 name=$2
    shift 2
    { # what the shell says of a signal is left out
        env LD_PRELOAD="$FAILING" "$@" "$BIN/els-$role" --input "$T/taps/$role".*.jsonl >"$T/$name.out" 2>"$T/$name.err"
        code=$?
    } 2>/dev/null
    frames "$T/$name.out" >"$T/$name"
}
for role in generator executor analyzer applier forecaster goaler monitor; do
    replay $role all ELS_FAIL_COUNT="$T/count"
    [ "$code" = 0 ] || fail "$role ends with $code"
    n=$(<"$T/count") ended=0 left_out=0 without=0
    [ "$n" -gt 50 ] || fail "$role makes $n allocations"
    [ "$n" -gt $step ] && from=$((RANDOM % step)) || from=$((n / 2))
    for ((at = from; at < n; at += step)); do
        replay $role some ELS_FAIL_AT=$at
        last=$(tail -n 1 "$T/some.err")
        if [ $code = 134 ] && [[ $last = 'els: out of memory'* ]] && cmp -s -n "$(stat -c %s "$T/some")" "$T/some" "$T/all"; then
            ended=$((ended + 1))
        elif [ $code = 0 ] && cmp -s "$T/some" "$T/all"; then
            without=$((without + 1))
        elif [ $code = 0 ] && [[ $last = *' not sent'* ]] && ! diff "$T/all" "$T/some" | grep -q '^>'; then
            left_out=$((left_out + 1))
        elif [ $code = 1 ] && [[ $last = *'--input '* ]] && cmp -s -n "$(stat -c %s "$T/some")" "$T/some" "$T/all"; then
            left_out=$((left_out + 1)) # a frame that a socket would have dropped ends a replay
        else
            cp "$T/some.err" "$T/$role.log"
            fail "$role, allocation $at of $n: ended with $code: $last"
        fi
    done
    echo "$role: $n allocations; ended with the line $ended, left a message out and said so $left_out, went on $without"
done
[ -n "${ELS_EVERY:-}" ] || exit 0

deaths=0
for within in 300 1000 3000; do
    export LD_PRELOAD=$FAILING ELS_FAIL_WITHIN=$within
    run "hurt$within" --iterations 2
    unset LD_PRELOAD ELS_FAIL_WITHIN
    ended "hurt$within" 200
    [ "$code" = 0 ] || fail "within $within: the run ended with $code"
    same_digest "hurt$within" calm
    deaths=$((deaths + $(grep -c 'died (signal 6) and was restarted' "$T/hurt$within.log")))
done
[ $deaths -gt 10 ] || fail "only $deaths processes ended without memory"
echo "whole runs: $deaths processes ended without memory and were started again; the state of the undisturbed run"
