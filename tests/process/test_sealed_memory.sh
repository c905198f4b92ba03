#!/bin/bash
# The sealed key rule in the memory of live executors and in all that they are sent: answers and row ids of held-out
# rows, random texts that no question has, are never there, nor in what any process is sent, while their
# questions are; the analyzer's memory has the answers. No message to an executor has a field for them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

# mark WORD N: twenty characters that follow from both and stand nowhere else.
mark() {
    printf '%s-%s' "$1" "$2" | sha256sum | cut -c 1-20
}
row=0
for split in probe select transfer train; do
    for i in {1..40}; do
        row=$((row + 1))
        question=$(mark question $row) answer=$(mark answer $row) id=$(mark id $row)
        echo "{\"question\":\"Which word belongs to $question?\",\"answer\":\"$answer\",\"id\":\"$id\"," \
            "\"kind\":\"words\",\"split\":\"$split\"}"
        [ $split = train ] && continue
        echo "$question" >>"$T/questions"
        echo "$answer" >>"$T/secrets"
        echo "$id" >>"$T/secrets"
    done
done >"$T/data.jsonl"

look() {
    "$BIN/els-test-memory" "$1" "$2" 2>/dev/null
    code=$?
    if [ $code = 77 ]; then
        echo "skipped: this user may not read the memory of its processes"
        stop_all
        exit 77
    fi
    [ $code = 0 ] && looks=$((looks + 1)) # else it has just ended
}

mkdir "$T/tap"
run sealed --iterations 90 --tap "$T/tap" --data "$T/data.jsonl" --plugins dataset --executors 2 --probe-tasks 40
run_pid=${pid_of[sealed]} looks=0
# Again and again from the start on, so that held-out tasks are met at work.
while kill -0 "$run_pid" 2>/dev/null; do
    for pid in $(cat "/proc/$run_pid/task/$run_pid/children" 2>/dev/null); do
        case $(cat "/proc/$pid/comm" 2>/dev/null) in
        els-executor)
            look "$pid" "$T/secrets" >>"$T/found"
            look "$pid" "$T/questions" >>"$T/asked"
            ;;
        els-analyzer) [ -s "$T/known" ] || look "$pid" "$T/secrets" >>"$T/known" ;;
        esac
    done
done
ended sealed 120
[ "$code" = 0 ] || fail "the run ended with $code"
[ $looks -ge 4 ] || fail "the run is over after $looks looks"
[ ! -s "$T/found" ] || fail "an executor had in its memory: $(sort -u "$T/found" | head -n 3)"
[ -s "$T/asked" ] || fail "no executor had a held-out question in its memory: nothing was looked at"
[ -s "$T/known" ] || fail "the analyzer's memory has no answer: the search finds nothing"

# On the wire: the frames of every life of every executor, as they came.
"$BIN/els-test-frames" "$T"/tap/executor.*.jsonl >"$T/executors" || fail "what executors were sent cannot be read"
"$BIN/els-test-frames" "$T"/tap/*.jsonl >"$T/all" || fail "what was sent cannot be read"
for wire in executors all; do # nobody needs to be told: the analyzer reads the rows itself
    look "$T/$wire" "$T/secrets" >"$T/sent"
    [ ! -s "$T/sent" ] || fail "$wire: were sent $(head -n 3 "$T/sent")"
done
look "$T/executors" "$T/questions" >"$T/sent"
while read -r question; do
    grep -qxF "$question" "$T/sent" || fail "no executor was asked $question, but it was measured"
done <"$T/asked"
# What members there are in the messages, apart from their texts.
cat "$T"/tap/executor.*.jsonl | grep '^{"dir":"in"' | grep -o '"[a-z_]*":' | sort -u >"$T/members"
grep -q '"question":' "$T/members" || fail "no message to an executor is shown"
! grep -E 'answer|template|valid|verdict|right|secret|seal' "$T/members" || fail "executors are sent fields of keys"
echo "ok: $looks looks: of 240 sealed texts 0 in executors, $(sort -u "$T/known" | wc -l) in the analyzer;" \
    "$(sort -u "$T/asked" | wc -l) of 120 held-out questions in executors;" \
    "0 and $(wc -l <"$T/sent") in the $(stat -c %s "$T/executors") bytes that executors were sent, 0 in all $(stat -c %s "$T/all")"
