#!/bin/bash
# els goals: a goal set while the run is on is taken, measured, shown, and can be cancelled; nonsense
# is refused with one line.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

goals() { # goals NAME WORD...
    local name=$1
    shift
    "$BIN/els" goals --store "$T/$name" "$@"
}

refused() { # refused TEXT GOAL: exit 2, one line that says TEXT
    local text=$1 line
    shift
    line=$(goals first "$@" 2>&1)
    [ $? = 2 ] || fail "goals $* did not end with 2"
    [ "$(wc -l <<<"$line")" = 1 ] || fail "goals $* said more than one line: $line"
    [[ $line == *"$text"* ]] || fail "goals $* said: $line"
}

# A goal as goals list --json has it: STATUS of the first one about SUBJECT.
status_of() { # status_of NAME SUBJECT
    goals "$1" list --json | tr -d ' \n' |
        grep -o "\"subject\":\"$2\"[^}]*\"status\":\"[a-z_]*\"" | head -n 1 |
        sed 's/.*"status":"\(.*\)"/\1/'
}

[ "$(goals nowhere list 2>&1 | wc -l)" = 1 ] || fail "a store without a run is not one line"
goals nowhere list 2>/dev/null
[ $? = 1 ] || fail "a store without a run did not end with 1"

run first --iterations 12 --seed 3 --plugins customer_support
at_iteration first 2
goals first add "success of refunds >= 95 % within 40 iterations" >"$T/added" || fail "not added"
grep -q 'success of customer_support/refund >= 0.95 within 40 iterations' "$T/added" ||
    fail "add said: $(<"$T/added")"
goals first add cost of all "<=" 0.001 >"$T/added" || fail "not added without quotes"
at_iteration first 6
[ -n "$(status_of first customer_support/refund)" ] || fail "the goal was not taken"
id=$(goals first list | grep -F 'cost     all' | cut -d' ' -f1)
[ -n "$id" ] || fail "the second goal is not listed"
goals first show "$id" | grep -q 'cost_reduction' || fail "show says: $(goals first show "$id")"
goals first cancel "$id" >/dev/null || fail "$id cannot be cancelled"
ended first 60
[ "$code" = 0 ] || fail "the run ended with $code"
[ "$(status_of first all)" = cancelled ] || fail "$id is $(status_of first all)"
[ "$(status_of first customer_support/refund)" != active ] || fail "the run is over, the goal is not"
"$BIN/els-test-json" document >"$T/keys" <"$T/first.json" || fail "the report is no JSON"
for key in goals goal_actions action_records advice; do
    grep -qx "$key" "$T/keys" || fail "the report has no $key"
done

refused 'customer_support: ' add "success of unicorns >= 90 %"
refused 'begins with' add "more of everything"
refused '>=' add "success of refund <= 90 %"
refused 'no live goal' cancel goal-999
refused 'no goal' show goal-999
refused 'say list' polish
[ -z "$(ls "$T/first/commands" 2>/dev/null | grep -v refused)" ] || fail "commands were left"

# The same commands at the same iterations give the same state.
asked() { # asked NAME
    run "$1" --iterations 6 --seed 3 --plugins customer_support --executors "$2"
    at_iteration "$1" 1
    "$BIN/els-test-command" ask "$T/$1" goaler 5 goal_add \
        "success of customer_support/refund >= 0.95 priority 1" || fail "the command was not written"
    ended "$1" 60
    [ "$code" = 0 ] || fail "the run ended with $code"
}
asked by2 2
if compares; then
    asked by1 1
    same_digest by2 by1
fi
echo ok
