#!/bin/bash
# No room for the journal in the middle of a run: nothing is acknowledged, one line says why, and the
# run goes on to the same state when there is room again; so does one that was killed while it waited.
# A limit on the size of files stands for the full disk: it can be set for one process, and lifted. Then a disk that
# is full, for every file of the store and for a broker that is started on it: a small tmpfs in a mount namespace of
# this script, left out where that is not permitted. With ELS_EVERY=1 with the real stages.
if [ -z "${ELS_TEST_INSIDE:-}" ]; then
    for how in -m -Urm; do
        unshare $how true 2>/dev/null && ELS_TEST_INSIDE=1 exec unshare $how bash "$0"
    done
fi
STAGES=${ELS_EVERY:+real}
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--plugins customer_support --iterations 60 --batch-size 20 --probe-tasks 8 --transfer-tasks 4
         --check-tasks 4 --agents react --lease-ms 300 --step-ms 1500 --stage-wait-ms 4000)
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
    [[ $(<"$STORE/status.json") =~ \"iteration\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}
log_size() {
    stat -c %s "$STORE/journal.db-wal"
}
# ends_well: the broker comes to the state of the undisturbed run.
ends_well() {
    finished broker 120
    [ "$code" = 0 ] || fail "the broker ended with $code"
    [ "$(digest_of "$STORE/report.json")" = "$(digest_of "$T/expected.json")" ] || fail "another state"
}
STORE=$T/store

start_system "${OPTIONS[@]}"
iteration_reached 4
prlimit --pid "${pid_of[broker]}" --fsize=$(($(log_size) + 20000)):unlimited || fail "no prlimit"
waits_in 1
at=$(committed)
# Longer than a stage may be silent: the broker must not take the wait for their silence.
read -r -t 4.5 -u "${ready_of[broker]}" _ || true
[ "$(committed)" = "$at" ] || fail "something was committed without room"
prlimit --pid "${pid_of[broker]}" --fsize=unlimited:unlimited
iteration_reached $((at + 2))
grep -q 'can be written again: the run goes on' "$T/broker.log" || fail "no line on going on"

prlimit --pid "${pid_of[broker]}" --fsize=$(($(log_size) + 20000)):unlimited
waits_in 2
kill_hard broker
launch broker els-broker --once --store "$T/store" "${OPTIONS[@]}"
ends_well
stop_all

mkdir "$T/small"
mount -t tmpfs -o size=128m none "$T/small" 2>/dev/null || { echo "ok, without a full tmpfs: mounting is not permitted"; exit 0; }
trap 'stop_all; umount "$T/small"; rm -rf "$T"' EXIT
STORE=$T/small/store
# The disk gets as small as what is on it, while the broker, whose run would soon be over, stands still.
fill() {
    kill -STOP "${pid_of[broker]}"
    mount -o remount,size=$(($(df --output=used "$T/small" | tail -n 1) + 8))k "$T/small" || fail "the disk does not get smaller"
    kill -CONT "${pid_of[broker]}"
}
make_room() {
    mount -o remount,size=128m "$T/small" || fail "the disk does not get larger"
}
said=$(grep -c 'the run waits' "$T/broker.log")
start_system "${OPTIONS[@]}"
iteration_reached 4
fill
waits_in $((said + 1))
at=$(committed)
read -r -t 1 -u "${ready_of[broker]}" _ || true
[ "$(committed)" = "$at" ] || fail "something was committed on a full disk"
make_room
iteration_reached $((at + 2))
fill
waits_in $((said + 2))
kill_hard broker
launch broker els-broker --once --store "$STORE" "${OPTIONS[@]}"
waits_in $((said + 3)) # its next life on the full disk does too
make_room
ends_well
echo ok
