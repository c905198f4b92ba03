#!/bin/bash
# No room for the journal in the middle of a run: nothing is acknowledged, one line says why, and the
# run goes on to the same state when there is room again; so does one that was killed while it waited.
# A limit on the size of files stands for the full disk: it can be set for one process, and lifted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--plugins customer_support --iterations 40 --batch-size 20 --probe-tasks 8 --transfer-tasks 4
         --check-tasks 4 --agents react --lease-ms 300 --step-ms 1500 --stage-wait-ms 2000)
make_expected "${OPTIONS[@]}"
trap '' XFSZ # inherited: a write beyond the limit then fails with an error

# waits_in NAME N: the broker has said N times that it waits.
waits_in() {
    local from=$SECONDS
    until [ "$(grep -c 'cannot be written: the run waits' "$T/broker.log")" -ge "$1" ]; do
        kill -0 "${pid_of[broker]}" 2>/dev/null || fail "the broker ended on a full disk"
        [ $((SECONDS - from)) -lt 60 ] || fail "the broker does not meet its limit"
        read -r -t 0.02 -u "${ready_of[broker]}" _ || true
    done
}
committed() {
    [[ $(<"$T/store/status.json") =~ \"iteration\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}
log_size() {
    stat -c %s "$T/store/journal.db-wal"
}

start_system "${OPTIONS[@]}"
iteration_reached 4
prlimit --pid "${pid_of[broker]}" --fsize=$(($(log_size) + 20000)):unlimited || fail "no prlimit"
waits_in 1
at=$(committed)
# Longer than a stage may be silent: the broker must not take the wait for their silence.
read -r -t 2.5 -u "${ready_of[broker]}" _ || true
[ "$(committed)" = "$at" ] || fail "something was committed without room"
prlimit --pid "${pid_of[broker]}" --fsize=unlimited:unlimited
iteration_reached $((at + 2))
grep -q 'can be written again: the run goes on' "$T/broker.log" || fail "no line on going on"

prlimit --pid "${pid_of[broker]}" --fsize=$(($(log_size) + 20000)):unlimited
waits_in 2
kill_hard broker
launch broker els-broker --once --store "$T/store" "${OPTIONS[@]}"
finished broker 60
[ "$code" = 0 ] || fail "the broker ended with $code"
[ "$(digest_of "$T/store/report.json")" = "$(digest_of "$T/expected.json")" ] || fail "another state"
echo ok
