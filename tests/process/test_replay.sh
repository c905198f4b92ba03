#!/bin/bash
# els run --tap: every stage alone, on what it received, sends the bytes it sent then; also the stages
# that look at the clock, that were killed on the way, and whose broker was; with commands of users and
# a state that is rolled out.
. "$(dirname "$0")/lib.sh"
AGENTS=all . "$(dirname "$0")/run.sh"

# Of a recording: what the stage itself sent. Hello and bye are of the process, not of the stage. A
# torn last line of a process that was killed is left out.
sent_by() {
    { [ -z "$(tail -c 1 "$1")" ] && cat "$1" || sed '$d' "$1"; } |
        grep '^{"dir":"out"' | grep -v '"message":{"type":"\(hello\|bye\)"'
}

run one --iterations 6 --seed 8 --rollout rolling --tap "$T/tap"
at_iteration one 1
"$BIN/els" goals add "success of all >= 90 % within 5 iterations" --store "$T/one" >"$T/out" 2>&1 || fail "$(<"$T/out")"
"$BIN/els" config set work.budget 200 --now --store "$T/one" >"$T/out" 2>&1 || fail "$(<"$T/out")"
at_iteration one 3
kill_child one els-goaler
at_iteration one 5
kill_child one els-broker
ended one 90
[ "$code" = 0 ] || fail "the run ended with $code"
grep -q '"type":"state_load"' "$T"/tap/executor.*.jsonl || fail "nothing was rolled out"
grep -q '"verb":"set"' "$T"/tap/applier.*.jsonl || fail "the applier has seen no command"
grep -q '"target":"goaler"' "$T"/tap/goaler.*.jsonl || fail "the goaler has seen no command"

declare -A stages
for recording in "$T"/tap/*.jsonl; do
    name=$(basename "$recording")
    stage=${name%%.*}
    [ "$stage" = broker ] && continue # it has a journal: no stage, and not replayed
    sent_by "$recording" >"$T/sent"
    grep -q '"dir":"in"' "$recording" || continue
    "$BIN/els-$stage" --input "$recording" --explain >"$T/again" 2>"$T/log" || fail "$name: $? $(head -n 3 "$T/log")"
    [ "$(grep -cE '^    sends [a-z_]+ on [a-z]+, [0-9]+ bytes$' "$T/log")" -ge "$(wc -l <"$T/again")" ] ||
        fail "$name: --explain leaves out why something was sent: $(head -n 5 "$T/log")"
    # Who was killed may have had no time to send all that follows from its last message.
    grep -q '"message":{"type":"bye"' "$recording" || head -c "$(stat -c %s "$T/sent")" "$T/again" >"$T/begun"
    [ -e "$T/begun" ] && mv "$T/begun" "$T/again"
    cmp -s "$T/sent" "$T/again" ||
        fail "$name: sends otherwise than it did: $(cmp "$T/sent" "$T/again" 2>&1) $(wc -l <"$T/sent") $(wc -l <"$T/again") lines, $(diff "$T/sent" "$T/again" | cut -c1-200 | head -n 4)"
    [ -s "$T/again" ] && stages[$stage]=$((${stages[$stage]:-0} + 1))
done
for stage in generator executor analyzer applier forecaster goaler monitor; do
    [ "${stages[$stage]:-0}" -ge 1 ] || fail "no recording of $stage was replayed"
done
[ "${stages[executor]}" = 2 ] && [ "${stages[goaler]}" = 2 ] || fail "not every process was recorded: ${stages[*]}"

# Twice the same, from standard input too.
recording=$(ls "$T"/tap/monitor.*.jsonl | head -n 1)
"$BIN/els-monitor" --input - <"$recording" >"$T/again" || fail "standard input: $?"
sent_by "$recording" | cmp -s - "$T/again" || fail "standard input gives something else"

# Why: the message that each of those sent comes from.
recording=$(ls "$T"/tap/analyzer.*.jsonl | head -n 1)
"$BIN/els-analyzer" --input "$recording" --explain >"$T/again" 2>"$T/why" || fail "--explain: $?"
sent_by "$recording" | cmp -s - "$T/again" || fail "--explain changes what is sent"
grep -A1 -E '^line [0-9]+: result_chunk on results$' "$T/why" |
    grep -qE '^    sends chunk_done on inbox, [0-9]+ bytes$' || fail "--explain: $(head -n 20 "$T/why")"

# A recording whose last line is torn ends there; one that is torn in the middle is refused.
{ head -n -1 "$recording"; tail -n 1 "$recording" | cut -c 1-70 | tr -d '\n'; } >"$T/torn"
"$BIN/els-analyzer" --input "$T/torn" >"$T/out" 2>"$T/log" || fail "a torn end: $(cat "$T/log")"
{ cat "$T/torn"; tail -n 3 "$recording"; } >"$T/odd"
"$BIN/els-analyzer" --input "$T/odd" >"$T/out" 2>"$T/log" && fail "damage in the middle is accepted"
grep -qE 'line [0-9]+' "$T/log" || fail "damage in the middle: $(cat "$T/log")"

# A file that is none.
echo 'what?' >"$T/odd"
"$BIN/els-goaler" --input "$T/odd" >"$T/out" 2>"$T/log"
code=$?
[ "$code" = 1 ] && grep -q 'line 1 is not from a tap' "$T/log" || fail "an odd file: $code $(cat "$T/log")"
"$BIN/els-goaler" --input "$T/none" >"$T/out" 2>"$T/log"
code=$?
[ "$code" = 1 ] && grep -q 'No such file' "$T/log" || fail "no file: $code $(cat "$T/log")"
echo ok
