#!/bin/bash
# els artifact: what was learned travels as a file and answers the same elsewhere; damage is refused;
# a run that starts from it is reproducible and measured against the untrained system.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
OPTIONS=(--iterations 3 --seed 7)
ELS="$BIN/els"

# refused WORD COMMAND...: exit code 1 and one line that has the word.
refused() {
    local word=$1
    shift
    "$ELS" "$@" >"$T/out" 2>"$T/err" && fail "$* is accepted"
    local code=$?
    [ "$code" = 1 ] || fail "$* ends with $code"
    [ "$(wc -l <"$T/err")" = 1 ] || fail "$*: not one line: $(<"$T/err")"
    grep -q -- "$word" "$T/err" || fail "$*: $(<"$T/err")"
}

run first "${OPTIONS[@]}"
ended first 90
[ "$code" = 0 ] || fail "the run ended with $code"
second=first
if compares; then
    second=second
    run second "${OPTIONS[@]}" --executors 1
    ended second 90
fi

# The same learning gives the same file, whatever the executors; importing it changes nothing of it.
"$ELS" artifact export "$T/a.els" --store "$T/first" >"$T/out" || fail "no export"
"$ELS" artifact export - --store "$T/$second" >"$T/b.els" 2>"$T/err" || fail "no export to stdout"
cmp "$T/a.els" "$T/b.els" || fail "equal runs give other artifacts"
"$ELS" artifact verify "$T/a.els" >"$T/out" || fail "a good file is refused"
"$ELS" artifact import "$T/a.els" --store "$T/other" >"$T/out" || fail "no import"
"$ELS" artifact export "$T/c.els" --store "$T/other" >"$T/out"
cmp "$T/a.els" "$T/c.els" || fail "an import is exported otherwise"
"$ELS" artifact import - --store "$T/other" <"$T/a.els" | grep -q '^already there' ||
    fail "the same import again is not recognised"
"$ELS" artifact verify --store "$T/other" >"$T/out" || fail "the store is refused"
[ "$("$ELS" artifact list --store "$T/other" | wc -l)" = 1 ] || fail "not one state in the list"
"$ELS" artifact list --store "$T/other" --json | "$BIN/els-test-json" document >/dev/null ||
    fail "list --json is no JSON"
id=$("$ELS" artifact verify "$T/a.els" | cut -c 4-13)
"$ELS" artifact show "$id" --store "$T/other" >"$T/by_id" || fail "show does not find $id"
"$ELS" artifact show "$T/a.els" | cmp - "$T/by_id" || fail "show differs between file and store"
"$ELS" report --store "$T/other" | grep -q "imported from artifact $id" || fail "the report is silent"
"$ELS" status --store "$T/other" | grep -q "imported from artifact $id" || fail "the status is silent"
refused "imported state" stats --store "$T/other"

# The same answers, byte for byte.
"$ELS" plugins generate --plugin benchmark --count 40 --seed 3 --split probe |
    grep -v '"answer":""' >"$T/data.jsonl"
for store in first other; do
    "$ELS" eval --data "$T/data.jsonl" --store "$T/$store" --predictions "$T/$store.predictions" \
        >/dev/null 2>"$T/err" || fail "eval of $store: $(<"$T/err")"
    "$ELS" solve --store "$T/$store" --kind sales_research --explain \
        "Which company has the largest revenue?" >"$T/$store.solved" 2>"$T/err" ||
        fail "solve of $store: $(<"$T/err")"
done
[ -s "$T/first.predictions" ] || fail "no predictions"
cmp "$T/first.predictions" "$T/other.predictions" || fail "the import answers otherwise"
cmp "$T/first.solved" "$T/other.solved" || fail "the import solves otherwise"

# Feedback on the import makes another artifact, whose parent is this one.
answer_id=$(cat "$T/other.solved" "$T/err" | grep -o '^id [0-9a-f]*' | cut -c 4-)
"$ELS" feedback "$answer_id" --answer Acme --store "$T/other" >/dev/null || fail "no feedback"
"$ELS" artifact show --store "$T/other" | grep -q "^parent *$id" || fail "no parent is named"

# Damage at places all over the file, and cuts.
size=$(stat -c %s "$T/a.els")
for part in 0 1 2 3 4 5 6 7; do
    at=$(((size - 1) * part / 7))
    cp "$T/a.els" "$T/bad.els"
    byte=$(od -An -tu1 -j "$at" -N 1 "$T/a.els")
    printf "$(printf '\\%03o' $((byte ^ 16)))" |
        dd of="$T/bad.els" bs=1 seek="$at" conv=notrunc 2>/dev/null
    refused "bad.els is refused" artifact import "$T/bad.els" --store "$T/none"
    head -c "$at" "$T/a.els" >"$T/cut.els"
    refused "cut.els is refused" artifact verify "$T/cut.els"
done
[ ! -e "$T/none" ] || fail "a refused import has made a store"
refused "no artifact" artifact import "$T/data.jsonl" --store "$T/none"
refused "cannot be opened" artifact import "$T/nowhere" --store "$T/none"
refused "is refused" run --from "$T/bad.els" --store "$T/none"
refused "no learned state\|no state" artifact show abcdef --store "$T/first"
"$ELS" artifact export --store "$T/first" 2>/dev/null
[ $? = 2 ] || fail "an export without a file is not wrong usage"
"$ELS" artifact list --id abcd --store "$T/first" 2>"$T/err"
[ $? = 2 ] && grep -q -- '--id is for export' "$T/err" || fail "an option that means nothing is left unheard"
"$ELS" artifact import '' --store "$T/first" 2>"$T/err"
[ $? = 2 ] && grep -q 'name of the file is empty' "$T/err" || fail "an empty name: $(<"$T/err")"

# A run that starts from it: the same for any number of executors, with the untrained baseline.
LATER=(--iterations 4 --seed 7)
if compares; then
    run from1 "${LATER[@]}" --from "$T/a.els" --executors 1
    ended from1 90
    [ "$code" = 0 ] || fail "the run from an artifact ended with $code"
fi
run from3 "${LATER[@]}" --from "$T/a.els" --executors 3
at_iteration from3 1
kill_child from3 els-applier
ended from3 90
[ "$code" = 0 ] || fail "the run from an artifact with a kill ended with $code"
! compares || same_digest from3 from1
[ "$(digest from3)" != "$(digest first)" ] || fail "the start is not in the state"
baseline() { tr -d ' \n' <"$T/$1.json" | grep -o '"baseline_digest":"[0-9a-f]*"'; }
[ -n "$(baseline first)" ] && [ "$(baseline from3)" = "$(baseline first)" ] ||
    fail "the baseline is not the untrained system"
initial() { tr -d ' \n' <"$T/$1.json" | grep -o '"initial":{[^}]*"success_rate":[0-9.]*' | head -1 | grep -o '[0-9.]*$'; }
[ "$(initial from3)" = "$(initial first)" ] || fail "the baseline answers otherwise"
grep -q '"started_from"' "$T/from3.json" || fail "the report does not say where it started"
"$ELS" artifact show --store "$T/from3" | grep -q "^parent *$id" || fail "no parent is named"
echo ok
