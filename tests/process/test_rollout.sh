#!/bin/bash
# els run --rollout: who loads which learned state when, by what the broker logs; the learned state is
# the same in every mode, and when an executor dies on the way.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
ITERATIONS=20 # a rollback comes back to a state after 16 promotions: with this seed some are left
OPTIONS=(--iterations "$ITERATIONS" --seed 2 --plugins benchmark --agents react,memory --select-tasks 2 --batch-size 6
         --lease-ms 20000 --log-level debug)

# events NAME: the rollout in the order the broker logged it, one event per line:
#   told VERSION EXECUTOR KEPT [verify] | loaded VERSION EXECUTOR HELD [verified] | served VERSION N of M
events() {
    sed -n \
        -e 's/.*rollout what=state \([0-9]*\): \(executor[^ ]*\) is told to load it and keep \[\([0-9,]*\)\].*/told \1 \2 [\3]/p' \
        -e 's/.*rollout what=state \([0-9]*\): \(executor[^ ]*\) is told to load and verify it and keep \[\([0-9,]*\)\].*/told \1 \2 [\3] verify/p' \
        -e 's/.*rollout what=state \([0-9]*\): \(executor[^ ]*\) has loaded it .* holds \[\([0-9,]*\)\].*/loaded \1 \2 \3/p' \
        -e 's/.*rollout what=state \([0-9]*\): \(executor[^ ]*\) has loaded and verified it .* holds \[\([0-9,]*\)\].*/loaded \1 \2 \3 verified/p' \
        -e 's/.*rollout what=state \([0-9]*\) is served; \([0-9]*\) of \([0-9]*\) hold.*/served \1 \2 of \3/p' \
        "$T/$1.log" >"$T/$1.events"
    [ "$(grep -c ^served "$T/$1.events")" -ge $((ITERATIONS * 2 / 3)) ] || fail "$1: too few states were rolled out"
}

run one "${OPTIONS[@]}" --executors 1
ended one 120
[ "$code" = 0 ] || fail "the run ended with $code"
for mode in all_at_once rolling canary blue_green; do
    run "$mode" "${OPTIONS[@]}" --executors 3 --rollout "$mode"
    ended "$mode" 120
    [ "$code" = 0 ] || fail "the run with $mode ended with $code"
    same_digest "$mode" one
    events "$mode"
done

# all_at_once: nobody is told, nobody is waited for.
! grep -q '^told' "$T/all_at_once.events" || fail "all_at_once tells executors when to load"

# The others: tasks name a state when all hold it, and all of them were told.
for mode in rolling canary blue_green; do
    ! grep '^served' "$T/$mode.events" | grep -v '3 of 3$' || fail "$mode serves a state too early"
    awk '$1 == "told" && !seen[$2, $3]++ { told[$2]++ }
         $1 == "served" && told[$2] != 3 { print $2 " was told to " told[$2]; bad = 1 }
         END { exit bad }' "$T/$mode.events" || fail "$mode does not tell all three"
done

# rolling: never two executors loading at a time.
awk '$1 == "told" && loading != "" && loading != $3 { print $3 " is told while " loading " loads"; bad = 1 }
     $1 == "told" { loading = $3 }
     $1 == "loaded" && $3 == loading { loading = "" }
     END { exit bad }' "$T/rolling.events" || fail "rolling loads two at a time"

# canary: the first of every state verifies it, before any other is told.
awk '$1 == "told" && !started[$2]++ && $5 != "verify" { print $2 " begins without a canary"; bad = 1 }
     $1 == "loaded" && $5 == "verified" { verified[$2] = 1 }
     $1 == "told" && $5 != "verify" && !verified[$2] { print $3 " is told before the canary"; bad = 1 }
     END { exit bad }' "$T/canary.events" || fail "canary does not wait for its canary"

# blue_green: all are told before the first has loaded it, and keep the state that a rollback comes
# back to beside the live one; no other mode does.
awk '$1 == "loaded" { begun[$2] = 1 }
     $1 == "told" && begun[$2] && !again[$2, $3] { print $3 " is told late"; bad = 1 }
     $1 == "told" { again[$2, $3] = 1 }
     END { exit bad }' "$T/blue_green.events" || fail "blue_green does not load side by side"
grep -q '^told .*,' "$T/blue_green.events" || fail "blue_green keeps no way back"
for mode in rolling canary; do
    ! grep -q '^told .*,' "$T/$mode.events" || fail "$mode keeps more than it says"
done
# What is to be kept is held by everybody from then on.
for mode in rolling canary blue_green; do
    awk '$1 == "told" { gsub(/[][]/, "", $4); kept[$3] = $4 }
         $1 == "loaded" { n = split(kept[$3], need, ",")
             for (i = 1; i <= n; i++)
                 if (index("," $4 ",", "," need[i] ",") == 0) { print $3 " has lost " need[i]; bad = 1 } }
         END { exit bad }' "$T/$mode.events" || fail "$mode gives up what it is to keep"
done

# An executor that dies during rolling rollouts changes nothing.
run hurt "${OPTIONS[@]}" --lease-ms 300 --executors 3 --rollout rolling
at_iteration hurt 3
kill_child hurt els-executor
ended hurt 120
[ "$code" = 0 ] || fail "the hurt run ended with $code"
same_digest hurt one

"$BIN/els" run --rollout sideways --store "$T/none" 2>"$T/err"
[ $? = 2 ] || fail "an unknown mode is not wrong usage"
echo ok
