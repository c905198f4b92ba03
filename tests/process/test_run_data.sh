#!/bin/bash
# els run --data: the user's tasks join the others, or stand alone; their keys stay with generator and
# analyzer; bad lines; els eval.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

# 200 labelled sentences, 40 per intent; the answers of the free texts are words found nowhere else.
words=(parcel invoice password refund app)
intents=(shipping billing access returns software)
for i in {0..199}; do
    kind=$((i % 5))
    echo "{\"question\":\"Hello, number $i: something is wrong with my ${words[kind]}\"," \
        "\"answer\":\"${intents[kind]}\",\"kind\":\"intent\"}"
done >"$T/data.jsonl"
for i in {0..39}; do
    echo "{\"question\":\"Which word belongs to entry $i?\",\"answer\":\"secretkey${i}q\"," \
        "\"kind\":\"words\",\"split\":\"probe\"}"
done >>"$T/data.jsonl"

for i in {0..39}; do
    echo "{\"question\":\"Crate $i holds pears and plums. What is $((i + 3)) + $((i * 7 % 40))?\"," \
        "\"answer\":\"$((i + 3 + i * 7 % 40))\",\"kind\":\"sums\"}"
done >>"$T/data.jsonl"

mkdir "$T/tap"
run joined --iterations 3 --probe-tasks 16 --data "$T/data.jsonl" --tap "$T/tap"
ended joined 60
[ "$code" = 0 ] || fail "the run with --data ended with $code"
cat "$T"/tap/executor.*.jsonl >"$T/heard"
for kind in intent benchmark customer_support sales_research; do
    grep -q "\"kind\":\"$kind\"" "$T/heard" || fail "no task of kind $kind was asked"
done
grep -q 'Which word belongs to entry' "$T/heard" || fail "no task with a secret key was asked"
grep -q 'secretkey[0-9]*q' "$T/heard" && fail "an executor's socket has carried a key"
"$BIN/els-test-json" lines task_chunk <"$T/heard" | sort -u | grep '^tasks' >"$T/members" ||
    fail "no chunk of tasks was recorded"
printf 'tasks[].%s\n' index id kind question context kb fields 'fields[].name' 'fields[].type' \
    'fields[].choices' | cat - <(echo tasks) | sort >"$T/allowed"
extra=$(comm -23 "$T/members" "$T/allowed")
[ -z "$extra" ] || fail "a task carries more than it should: $extra"

rm -rf "$T/tap"/*
run alone --iterations 3 --data "$T/data.jsonl" --plugins dataset --tap "$T/tap"
ended alone 60
[ "$code" = 0 ] || fail "the run with --plugins dataset ended with $code"
cat "$T"/tap/executor.*.jsonl | grep -q '"kind":"intent"' || fail "--plugins dataset asked nothing"
cat "$T"/tap/executor.*.jsonl | grep -q '"kind":"benchmark"' && fail "--plugins dataset asked other tasks"

"$BIN/els" eval --data "$T/data.jsonl" --store "$T/alone" --json >"$T/eval.json" 2>"$T/eval.log" ||
    fail "els eval --data ended with $?"
"$BIN/els-test-json" document <"$T/eval.json" | grep -qx success_rate || fail "no success rate"
grep -q '"tasks": 280' "$T/eval.json" || fail "els eval did not ask every row"

# A kind that was learned with numbers is asked for numbers, whatever the answers of the file look like.
for answer in few many few many; do
    echo "{\"question\":\"What is 71 + 24?\",\"answer\":\"$answer\",\"kind\":\"sums\"}"
done >"$T/other.jsonl"
"$BIN/els" eval --data "$T/other.jsonl" --store "$T/alone" --predictions "$T/typed.jsonl" >"$T/typed" ||
    fail "els eval of a kind with other answers ended with $?"
[ "$(grep -c '"answer":"95"' "$T/typed.jsonl")" = 4 ] || fail "els eval asks for the file's type, not the learned one"

# Bad lines.
echo '{"question": 5}' | cat - "$T/data.jsonl" >"$T/bad.jsonl"
run bad --iterations 2 --data "$T/bad.jsonl"
ended bad 20
[ "$code" = 1 ] || fail "a bad line gave exit code $code"
grep -q 'bad.jsonl:1: .*--skip-bad' "$T/bad.log" || fail "no clear line on the bad line"
run bad --iterations 2 --data "$T/bad.jsonl" --skip-bad
ended bad 60
[ "$code" = 0 ] || fail "--skip-bad ended with $code"
grep -q 'bad.jsonl:1: ' "$T/bad.log" || fail "--skip-bad hides what it leaves out"
"$BIN/els-broker" --net "$NET" --store "$T/refused" --data "$T/bad.jsonl" 2>"$T/refused.log"
[ $? = 1 ] || fail "the broker took a bad file without --skip-bad"
echo ok
