#!/bin/bash
# A labelled set: learned in one go, whatever the number of executors and whoever is killed; evaluated
# with confidence and predictions; from feedback alone; solve and feedback.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

# 600 sentences of 12 intents that two words tell apart, in fields of other names.
for i in {0..599}; do
    k=$((i % 12))
    echo "{\"text\":\"hello $((i * 7 % 100)) there is word$k and thing$((k * 5 % 12)) please\"," \
        "\"label\":\"intent_$k\"}"
done >"$T/data.jsonl"
FIELDS=(--question-field text --answer-field label)

for executors in 1 $(compares && echo 4); do
    run "by$executors" --data "$T/data.jsonl" --plugins dataset "${FIELDS[@]}" --executors $executors \
        --select-tasks 20
    ended "by$executors" 60
    [ "$code" = 0 ] || fail "the run with $executors executors ended with $code"
done
! compares || same_digest by4 by1
grep -q '"iterations_completed": 2' "$T/by1.json" || fail "a set of many labels took other than two iterations"

run killed --data "$T/data.jsonl" --plugins dataset "${FIELDS[@]}" --select-tasks 20
at_iteration killed 1
kill_child killed els-applier
kill_child killed els-executor
ended killed 60
[ "$code" = 0 ] || fail "the run whose applier was killed ended with $code"
same_digest killed by1

"$BIN/els" eval --data "$T/data.jsonl" "${FIELDS[@]}" --store "$T/by1" --json --predictions "$T/out.jsonl" \
    >"$T/eval.json" 2>"$T/eval.log" || fail "els eval ended with $?"
"$BIN/els-test-json" document <"$T/eval.json" >"$T/keys"
for key in tasks correct success_rate success_rate_ci by_kind avg_cost latency_ms confidence.ece \
    confidence.brier confidence.bins; do
    grep -qx "$key" "$T/keys" || fail "els eval prints no $key"
done
right=$(sed -n 's/^  "correct": \([0-9]*\),$/\1/p' "$T/eval.json")
[ "$right" -ge 570 ] || fail "only $right of 600 are right after learning"
[ "$(wc -l <"$T/out.jsonl")" = 600 ] || fail "not every answer is among the predictions"
head -1 "$T/out.jsonl" | grep -q '"confidence":.*"agent":"labels".*"trace":' || fail "a prediction lacks something"
"$BIN/els" eval --data "$T/data.jsonl" "${FIELDS[@]}" --store "$T/by1" --abstain-below 1 >"$T/shy" ||
    fail "els eval --abstain-below ended with $?"
grep -q 'abstained' "$T/shy" || fail "nothing was abstained on"

# One row's file has no type of its own: the learned labels are the choices.
head -1 "$T/data.jsonl" >"$T/one.jsonl"
"$BIN/els" eval --data "$T/one.jsonl" "${FIELDS[@]}" --store "$T/by1" | grep -q '^1 of 1 right' ||
    fail "a file of one row is not answered with the learned labels"

"$BIN/els" run --data "$T/data.jsonl" "${FIELDS[@]}" --feedback-only --store "$T/fed" --json >"$T/fed.json" ||
    fail "--feedback-only ended with $?"
right=$(sed -n 's/^    "correct": \([0-9]*\),$/\1/p' "$T/fed.json")
[ "$right" -ge 400 ] || fail "only $right of 600 were right from feedback alone"
"$BIN/els" report --store "$T/fed" | grep -q 'right or wrong alone' || fail "no report of it"
"$BIN/els" eval --data "$T/data.jsonl" "${FIELDS[@]}" --store "$T/fed" >"$T/fed.eval" || fail "eval after it"

# A verdict changes the answer at once.
"$BIN/els" solve --store "$T/by1" "something never heard of" >"$T/first" 2>"$T/hint" || fail "solve ended with $?"
id=$(sed -n 's/^id \([0-9a-f]*\):.*/\1/p' "$T/hint")
"$BIN/els" feedback "$id" --answer intent_3 --store "$T/by1" >/dev/null || fail "feedback ended with $?"
[ "$("$BIN/els" solve --store "$T/by1" "something never heard of" 2>/dev/null)" = intent_3 ] ||
    fail "the right answer was not learned"
"$BIN/els" feedback "$id" --wrong --store "$T/by1" >/dev/null || fail "feedback --wrong ended with $?"
"$BIN/els" feedback "$id" --store "$T/by1" 2>/dev/null
[ $? = 2 ] || fail "feedback without a verdict is taken"
"$BIN/els" feedback 00000000 --right --store "$T/by1" 2>"$T/unknown"
[ $? = 1 ] && grep -q 'knows no answer' "$T/unknown" || fail "an unknown id is taken"

# Labels beside sums, without a kind: a file of one row, and a plain question, get those of the store.
for i in {0..179}; do
    k=$((i % 4))
    if [ $k = 3 ]; then
        echo "{\"question\":\"what is $i plus $((i * 7 % 50))?\",\"answer\":$((i + i * 7 % 50))}"
    else
        echo "{\"question\":\"hello $((i * 7 % 100)) there is word$k and thing$k please\",\"answer\":\"sort_$k\"}"
    fi
done >"$T/mixed.jsonl"
run mixed --data "$T/mixed.jsonl" --plugins dataset --iterations 6
ended mixed 60
[ "$code" = 0 ] || fail "the run over labels and sums ended with $code"
head -1 "$T/mixed.jsonl" >"$T/one.jsonl"
"$BIN/els" eval --data "$T/one.jsonl" --store "$T/mixed" | grep -q '^1 of 1 right' ||
    fail "a label beside sums was not learned"
[ "$("$BIN/els" solve --store "$T/mixed" "hello, is thing2 with word2 there" 2>/dev/null)" = sort_2 ] ||
    fail "a plain question is not answered with a label"
[ "$("$BIN/els" solve --store "$T/mixed" "what is 3 plus 9?" 2>/dev/null)" = 12 ] || fail "a sum got no sum"

"$BIN/els" run --feedback-only 2>/dev/null
[ $? = 2 ] || fail "--feedback-only without --data is taken"
echo ok
