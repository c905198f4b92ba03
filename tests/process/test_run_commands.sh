#!/bin/bash
# Commands from the spool: taken in mid-run, once each, at the same iteration whoever dies.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
OPTIONS=(--iterations 10 --seed 5)

ask() { # ask NAME AT VERB [ARG...]
    local name=$1
    shift
    "$BIN/els-test-command" ask "$T/$name" applier "$@" || fail "the command $* was not written"
}

taken() { # taken NAME EXPECTED
    local got
    got=$("$BIN/els-test-command" taken "$T/$1") || fail "the journal of $1 cannot be read"
    [ "$got" = "$2" ] || fail "$1 has taken: $got"
}

run calm "${OPTIONS[@]}"
at_iteration calm 1
ask calm 8 nothing-known later
echo noise >"$T/calm/commands/0.cmd"
ended calm 60
[ "$code" = 0 ] || fail "the undisturbed run ended with $code"
taken calm "8 nothing-known"
[ -e "$T/calm/commands/refused/0.cmd" ] || fail "noise was not set aside"
grep -q 'command file commands/0.cmd is refused' "$T/calm.log" || fail "no line on the noise"
[ -z "$(echo "$T"/calm/commands/*.cmd | grep -v '\*')" ] || fail "commands were left"

run hurt "${OPTIONS[@]}"
at_iteration hurt 1
ask hurt 8 nothing-known later
at_iteration hurt 4
kill_child hurt els-broker # before it is taken
at_iteration hurt 7
kill_child hurt els-broker # about when it is
ended hurt 60
[ "$code" = 0 ] || fail "the run with dead brokers ended with $code"
taken hurt "8 nothing-known"
same_digest hurt calm

# While no run is on it waits for the next one.
ask calm 0 nothing-known
run calm --iterations 2 --seed 5
ended calm 60
taken calm "0 nothing-known"
echo ok
