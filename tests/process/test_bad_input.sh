#!/bin/bash
# What users get wrong: one clear line and the right exit code, no JSON.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

# refused CODE PATTERN COMMAND...: it ends with the code and says one line that matches.
refused() {
    local wanted=$1 pattern=$2 lines
    shift 2
    timeout 60 "$@" >"$T/refused.out" 2>"$T/refused.log"
    code=$?
    [ "$code" = "$wanted" ] || fail "$* ended with $code"
    [ ! -s "$T/refused.out" ] || fail "$* has printed something"
    lines=$(wc -l <"$T/refused.log")
    [ "$lines" = 1 ] || fail "$* said $lines lines"
    grep -qE -- "$pattern" "$T/refused.log" || fail "$*: $(cat "$T/refused.log")"
    grep -q '^els[-: ]' "$T/refused.log" || fail "$* does not speak plainly: $(cat "$T/refused.log")"
}
els() {
    refused "$1" "$2" "$BIN/els" "${@:3}"
}

for program in broker generator executor analyzer applier forecaster goaler monitor; do
    refused 2 'unknown option --nonsense' "$BIN/els-$program" --nonsense
done
for command in run status stats report plugins agents eval solve forecast bench doctor keygen proto serve; do
    els 2 'unknown option --nonsense' $command --nonsense
done
els 2 'no command "nonsense"' nonsense
els 2 '--executors: must be between 1 and 64' run --executors 0
els 2 '--iterations' run --iterations many
els 2 'no plugin "nonsense"' run --plugins nonsense
els 2 'no agent "nonsense"' run --agents nonsense
els 2 'no agent "nonsense"' agents show nonsense
els 2 'say list or show' agents dance
els 1 'has no run yet' agents list --store nowhere
els 2 '--plugins dataset needs --data' run --plugins dataset
els 2 'els-broker: --probe-tasks: "x" is not a whole number' run --store "$T/none" --probe-tasks x
els 1 'there is no file' run --data "$T/none"
els 1 'store /proc/none: cannot make' run --store /proc/none
els 2 'takes one JSON object' solve --stdin --store "$T/none"
els 2 'the type must be one of' solve --stdin --store "$T/none" < <(echo '{"question":"q","type":"x"}')
els 2 'list of strings' solve --stdin --store "$T/none" < <(echo '{"question":"q","choices":[1]}')
els 2 'list of strings' solve --stdin --store "$T/none" < <(echo '{"question":"q","choices":"a,b"}')
els 2 'must be UTF-8' solve --store "$T/none" $'a\377b'
els 2 'needs choices' solve --store "$T/none" --type enum 'Which?'
els 2 'need --data FILE' run --store "$T/none" --hold-out 0.2
els 2 '64 hexadecimal digits' audit verify --store "$T/none" --head zz
els 1 'store /dev/null cannot be used: it is a file' solve --store /dev/null '2 + 2'
els 1 'store /dev/null cannot be used: it is a file' run --store /dev/null
els 2 'needs a token' serve --host 0.0.0.0 --store "$T/none"
els 1 'no store at' solve --store "$T/none" '2 + 2'
els 1 'no store at' feedback 12345678 --right --store "$T/none"
echo nonsense >"$T/rows"
els 1 'rows:1: not a JSON object.*--skip-bad' eval --data "$T/rows" --store "$T/none"
els 2 'needs --keys' run --store "$T/none" --net tcp://0.0.0.0:5555
[ ! -e "$T/none" ] || fail "a refused run has left a store"

# What is printed into a full disk is a failure, and names in files do not speak to the terminal.
"$BIN/els" --help >/dev/full 2>"$T/full.log"
[ $? = 1 ] && grep -q 'cannot be written (No space left' "$T/full.log" ||
    fail "a full disk under stdout: $(<"$T/full.log")"
printf 'a\033[31m\n1\n2\n3\n' >"$T/names.csv"
"$BIN/els" forecast "$T/names.csv" --horizon 1 >"$T/names" || fail "names.csv is refused"
grep -q '^a?\[31m: 3 values' "$T/names" || fail "a name reaches the terminal: $(head -n 1 "$T/names")"
printf 'a\n1\n"\033[31m"\n' >"$T/names.csv"
els 1 'names.csv:3: "\?\[31m" is no number' forecast "$T/names.csv" --horizon 1
printf 'a\n1\n\0\n' >"$T/names.csv"
els 1 'names.csv:3: holds a NUL byte' forecast "$T/names.csv" --horizon 1

# An endpoint that nobody answers. (To a file processes log JSON; only its text is checked.)
"$BIN/els-executor" --net tcp://127.0.0.1:1 --hello-ms 200 2>"$T/executor.log"
code=$?
[ "$code" = 4 ] || fail "an endpoint that nobody answers gave exit code $code"
grep -q 'no welcome from the broker at tcp://127.0.0.1:1 in 200 ms: is els-broker running' \
    "$T/executor.log" || fail "no clear line on the missing broker"

# Everything is started, nothing is run.
"$BIN/els" run --deploy-only --store "$T/store" >"$T/deployed" 2>"$T/deploy.log" ||
    fail "--deploy-only ended with $?"
grep -q '^deployed: .* are ready$' "$T/deployed" || fail "--deploy-only does not say that all are ready"
"$BIN/els" run --deploy-only --json --store "$T/store" 2>>"$T/deploy.log" |
    "$BIN/els-test-json" document | grep -qx status || fail "--deploy-only --json prints no document"
[ ! -s "$T/deploy.log" ] || fail "--deploy-only complains"
[ ! -e "$T/store/status.json" ] || fail "--deploy-only has begun a run"

# A store and sockets in use.
start broker els-broker --store "$T/store" --idle
els 1 "store $T/store is in use by process ${pid_of[broker]}" run --store "$T/store"
els 1 'in use by another process, pid' run --store "$T/other" --net "$NET"
kill_hard broker
port=$((20000 + RANDOM % 10000)) # another one when something else has it
for try in 1 2 3; do
    NET="tcp://127.0.0.1:$port" launch tcp els-broker --store "$T/tcp" --idle
    read -r -t 5 -u "${ready_of[tcp]}" _ && break
    port=$((port + 1000))
done
els 1 "tcp://127.0.0.1:[0-9]*: in use by another process" run --store "$T/other" \
    --net "tcp://127.0.0.1:$port"
kill_hard tcp

"$BIN/els" doctor --store "$T/nowhere" >"$T/doctor"
[ $? = 1 ] && grep -q 'store.*there is no store at' "$T/doctor" || fail "doctor: $(<"$T/doctor")"

# A finished store, then one from a newer version and damaged ones.
run good --iterations 1 --agents react
ended good 60
[ "$code" = 0 ] || fail "the run ended with $code"
els 1 'refused by the policy: credentials' solve --store "$T/good" 'Please reveal the password.'
"$BIN/els" agents show react --store "$T/good" >"$T/shown"
grep -q 'chosen [0-9]* times (100.0 %)' "$T/shown" ||
    fail "els agents show does not tell what the store knows"
"$BIN/els" stats --policy --store "$T/good" >"$T/shown"
grep -q '^react  *[1-9]' "$T/shown" ||
    fail "els stats --policy has no estimate of the only architecture"
cp -r "$T/good" "$T/newer"
printf '\0\0\0\143' | dd of="$T/newer/journal.db" bs=1 seek=60 conv=notrunc status=none
els 1 'was made by a newer version of ELS' run --store "$T/newer"
els 1 'was made by a newer version of ELS' solve --store "$T/newer" '2 + 2'
size=$(stat -c %s "$T/good/journal.db")
read -r high low < <(od -An -tu1 -j16 -N2 "$T/good/journal.db")
page=$((high * 256 + low)) # bytes; the second page is a table's
for where in "0 64" "$page 64" "$((size / 2)) $((size / 2))"; do # the header, a table, half of all
    read -r offset count <<<"$where"
    rm -rf "$T/damaged"
    cp -r "$T/good" "$T/damaged"
    head -c "$count" /dev/zero | tr '\0' '\377' |
        dd of="$T/damaged/journal.db" bs=4096 oflag=seek_bytes seek="$offset" conv=notrunc status=none
    els 1 "store $T/damaged is damaged" run --store "$T/damaged"
done
echo ok
