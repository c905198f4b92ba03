#!/bin/bash
# Tasks that crash, loop, eat memory or give answers that no message can hold: they are set aside
# and listed, the others are answered, and nothing of them is learned. BOXES=no: executors without
# black boxes, whose next life does not tell what they had in hand nor what ended them.
. "$(dirname "$0")/lib.sh"
FAULTS=(crash loop output nonsense)
MEMORY=()
[ -n "${SANITIZE:-}" ] || { FAULTS+=(memory); MEMORY=(--memory-mib 512); }
for i in {0..59}; do
    echo "{\"question\":\"hello $i there is word$((i % 4)) please\",\"answer\":\"intent_$((i % 4))\",\"split\":\"train\"}"
done >"$T/data.jsonl"
for fault in "${FAULTS[@]}"; do
    echo "{\"question\":\"faulty $fault word1\",\"answer\":\"intent_1\",\"split\":\"train\"}"
done >>"$T/data.jsonl"

launch broker els-broker --once --store "$T/store" --plugins dataset --data "$T/data.jsonl" --iterations 2 \
    --probe-tasks 8 --transfer-tasks 4 --check-tasks 4 --select-tasks 4 --lease-ms 300 --silence-ms 800 \
    --step-ms 3000
ready broker
for role in generator analyzer applier forecaster goaler monitor; do
    launch $role els-$role
done
# A supervisor of three executors: it starts one again whenever it dies.
executor() { # NUMBER [SIGNAL]
    local told=()
    [ "${BOXES:-yes}" = no ] || told=(--black-box "$T/executor.$1.box" --ended-by "${2:-0}")
    launch "executor$1" els-test-executor --instance "executor.$1" --task-deadline-ms 400 "${MEMORY[@]}" "${told[@]}"
}
lost=0
for i in 1 2 3; do executor $i; done
while kill -0 "${pid_of[broker]}" 2>/dev/null; do
    for i in 1 2 3; do
        [ -n "${pid_of[executor$i]:-}" ] || continue
        kill -0 "${pid_of[executor$i]}" 2>/dev/null && continue
        finished "executor$i" 1
        [ "$code" = 0 ] && continue # told to stop
        [ "$code" -gt 128 ] || fail "an executor ended with $code"
        lost=$((lost + 1))
        [ $lost -le 24 ] || fail "$lost executors are lost"
        executor $i $((code - 128))
    done
    read -r -t 0.02 -u "${ready_of[broker]}" _ || true
done
finished broker 60
[ "$code" = 0 ] || fail "the broker ended with $code"
# Two deaths of a chunk count for each of its tasks: fewer than three may be a task's own.
[ $lost -ge 3 ] || fail "only $lost executors were lost: nothing was tested"

"$BIN/els" outcomes --dead --store "$T/store" >"$T/dead" || fail "els outcomes ended with $?"
[ "$(grep -c 'its answer cannot be sent' "$T/dead")" = 2 ] || fail "wrong reasons: $(<"$T/dead")"
ended=$(grep -c 'it ended three executors' "$T/dead")
guilty=$((${#FAULTS[@]} - 2)) innocent=0
# Without a black box an executor that died unnoticed just before a suspect went out counts against that one too:
# on a slow machine a neighbour may go with the guilty (docs/reliability.md).
[ "${BOXES:-yes}" = yes ] || innocent=2
[ "$ended" -ge $guilty ] && [ "$ended" -le $((guilty + innocent)) ] || fail "set aside were: $(<"$T/dead")"
"$BIN/els" outcomes --dead --store "$T/store" --json --segment train | "$BIN/els-test-json" document >"$T/keys" ||
    fail "no JSON"
grep -qx dead "$T/keys" || fail "no list in the JSON"
"$BIN/els" outcomes --dead --store "$T/store" --from 2 | grep -q 'no task was set aside' || fail "--from is not obeyed"
"$BIN/els" outcomes --store "$T/store" 2>/dev/null
[ $? = 2 ] || fail "outcomes without --dead is taken"
echo "ok: $lost executors lost"
