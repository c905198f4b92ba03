#!/bin/bash
# els config with real processes: a change on trial in mid-run, kills around it, the same state.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
OPTIONS=(--iterations 8 --seed 5)

config() { # config NAME ARG...
    local name=$1
    shift
    "$BIN/els" config "$@" --store "$T/$name" >"$T/config.out" 2>"$T/config.err"
}

ask() {
    config "$@" || fail "els config $*: $(<"$T/config.err")"
}

steer() {
    at_iteration "$1" 1
    ask "$1" set react.max_steps 3 --at 4 --because "a try"
    ask "$1" set learn.replays 3 --now --at 5
}

run calm "${OPTIONS[@]}"
steer calm
ended calm 90
[ "$code" = 0 ] || fail "the undisturbed run ended with $code"
ask calm history
grep -q 'react.max_steps default -> 3' "$T/config.out" || fail "the history lacks the change"
grep -q "asked by user:.* in iteration 4: a try" "$T/config.out" || fail "nor who and why"
ask calm get learn.replays
[ "$(<"$T/config.out")" = 3 ] || fail "the value is $(<"$T/config.out")"
ask calm diff
grep -q '^learn.replays' "$T/config.out" || fail "diff does not show the difference"

if compares; then
    run plain "${OPTIONS[@]}"
    ended plain 90
    [ "$(digest plain)" != "$(digest calm)" ] || fail "the commands have changed nothing"
fi

run hurt "${OPTIONS[@]}"
steer hurt
at_iteration hurt 5
kill_child hurt els-broker
at_iteration hurt 6
kill_child hurt els-applier
at_iteration hurt 7
kill_child hurt els-executor
ended hurt 90
[ "$code" = 0 ] || fail "the run with dead children ended with $code"
same_digest hurt calm

# A bad value that a user insists on is taken back by its watch.
run bad --iterations 20 --seed 5 # on evidence of harm, long before its window of 24 is over
at_iteration bad 1
ask bad set learn.replays 3 --now --wait
[ "$(<"$T/config.out")" = set ] || fail "a change that was made at once: $(<"$T/config.out")"
ask bad pin react.max_steps
config bad set react.max_steps 3 --wait
[ $? = 1 ] || fail "a change of what is pinned was not refused"
grep -q 'refused: .*it is pinned' "$T/config.err" || fail "why it was refused: $(<"$T/config.err")"
config bad set work.budget 1 --now --at 2 --wait
code=$?
[ "$code" = 5 ] || fail "a change that was rolled back: exit code $code, $(<"$T/config.err")"
[ "$(wc -l <"$T/config.err")" = 1 ] || fail "a change that was rolled back: $(<"$T/config.err")"
ended bad 90
ask bad history
grep -q 'rolled back work.budget default -> 1' "$T/config.out" || fail "it was kept: $(<"$T/config.out")"
ask bad get work.budget
[ "$(<"$T/config.out")" = 320 ] || fail "the value is $(<"$T/config.out")"

# Words that make no sense get one line and exit code 2, and nothing is written.
for bad in "set no.such 1" "set react.finish 7" "set learn.rate 0.2" "set work.beam 8 --scope agent:react" \
    "rollback last" "approve" "dance" "get" "set react.max_steps" "reset" "reset --all react.finish" "list --at 3" \
    "get react.finish --now" "reset react.finish --wait" "approve 1 --all" "history --scope kind:x" "set work.budget 9 --scope agent:nope"; do
    config calm $bad
    [ $? = 2 ] || fail "els config $bad did not end with 2"
    [ "$(wc -l <"$T/config.err")" = 1 ] || fail "els config $bad: $(<"$T/config.err")"
done
config nowhere list
[ $? = 1 ] || fail "a store that is not there"
[ ! -e "$T"/calm/commands/*.cmd ] 2>/dev/null || fail "something was written"
config calm set react.max_steps 4 --wait
[ $? = 4 ] || fail "nobody is there to decide: $(<"$T/config.err")"
echo ok
