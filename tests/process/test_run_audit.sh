#!/bin/bash
# els audit on the store of a real run: a user's command, every iteration, the end; json; tampering.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

run a --iterations 3 --executors 1 --plugins benchmark
ended a 60
[ "$code" = 0 ] || fail "the first run failed"
"$BIN/els" config set react.max_steps 7 --store "$T/a" >"$T/set.out" 2>&1 || fail "els config set: $(cat "$T/set.out")"
run a --iterations 3 --executors 1 --plugins benchmark
ended a 60
[ "$code" = 0 ] || fail "the second run failed"

"$BIN/els" audit show --store "$T/a" --last 1000 >"$T/show" || fail "els audit show"
grep -q 'command taken .*set react.max_steps global 7' "$T/show" || fail "the user's command is not in the log"
[ "$(grep -c 'iteration committed' "$T/show")" = 12 ] || fail "not every iteration is in the log"
grep -q 'run finished' "$T/show" || fail "the end of the run is not in the log"

"$BIN/els" audit verify --store "$T/a" >"$T/verify" || fail "els audit verify"
head=$(sed -n 's/^head //p' "$T/verify")
"$BIN/els" audit verify --store "$T/a" --head "$head" --json | grep -q '"ok": true' || fail "verify with its own head"
"$BIN/els" audit verify --store "$T/a" --head "${head/[0-9]/f}" 2>"$T/why"
[ $? = 1 ] || fail "a head that is not there is accepted"
grep -q 'the log was cut or made anew' "$T/why" || fail "it is not said what is wrong"
exit 0
