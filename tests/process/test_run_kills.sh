#!/bin/bash
# els run: an executor, the broker and the whole run killed with -9, an interrupt: always the same state.
. "$(dirname "$0")/lib.sh"
AGENTS=all . "$(dirname "$0")/run.sh"
OPTIONS=(--iterations 5 --seed 5)

run calm "${OPTIONS[@]}"
ended calm 60
[ "$code" = 0 ] || fail "the undisturbed run ended with $code"

run hurt "${OPTIONS[@]}"
at_iteration hurt 2
# What an executor has in hand outlives it, or a poison task is found more slowly (test_faulty.sh).
tr '\0' ' ' <"/proc/$(child hurt els-executor)/cmdline" | grep -q -e '--black-box /dev/fd/' || fail "executors have no black box"
kill_child hurt els-executor
at_iteration hurt 4
kill_child hurt els-broker
ended hurt 60
[ "$code" = 0 ] || fail "the run with two dead children ended with $code"
same_digest hurt calm
grep -q 'els-executor died (signal 9) and was restarted' "$T/hurt.log" || fail "no line on the executor"
grep -q 'els-broker died (signal 9) and was restarted' "$T/hurt.log" || fail "no line on the broker"

run killed "${OPTIONS[@]}"
at_iteration killed 3
kill -KILL "${pid_of[killed]}"
ended killed 10
[ "$code" = 137 ] || fail "the killed run ended with $code"
[ ! -s "$T/killed.json" ] || fail "the killed run has printed something"
run killed "${OPTIONS[@]}"
ended killed 60
[ "$code" = 0 ] || fail "the resumed run ended with $code"
same_digest killed calm

run stopped "${OPTIONS[@]}"
at_iteration stopped 3
kill -INT "${pid_of[stopped]}"
ended stopped 10
[ "$code" = 130 ] || fail "the interrupted run ended with $code"
grep -q 'the same command goes on' "$T/stopped.log" || fail "no line on how to go on"
run stopped "${OPTIONS[@]}"
ended stopped 60
[ "$code" = 0 ] || fail "the run that goes on ended with $code"
same_digest stopped calm
echo ok
