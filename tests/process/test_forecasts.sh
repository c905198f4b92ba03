#!/bin/bash
# els forecasts: what a run forecast of itself was registered before the fact, in an earlier
# transaction, and scored when it came; the state of the machine in status and report.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

# value NAME FILE: the first number or word of that name in a JSON file
value() {
    grep -oE "\"$1\": *(\"[a-z]*\"|[0-9.]+|true|false|null)" "$2" | head -n 1 | sed 's/.*: *//'
}
refused() {
    local wanted=$1 pattern=$2
    shift 2
    "$BIN/els" forecasts "$@" >"$T/out" 2>"$T/log"
    code=$?
    [ "$code" = "$wanted" ] || fail "forecasts $* ended with $code: $(cat "$T/log")"
    [ ! -s "$T/out" ] || fail "forecasts $* has printed something"
    [ "$(wc -l <"$T/log")" = 1 ] && grep -qE -- "$pattern" "$T/log" || fail "forecasts $*: $(cat "$T/log")"
}

refused 1 'there is no store|no store' --store "$T/none"
refused 2 '--last' --store "$T/none" --last -1

# A run whose forecaster is killed on the way, looked at while it is on.
run one --iterations 24 --seed 3
at_iteration one 6
"$BIN/els" forecasts --store "$T/one" >"$T/live" 2>"$T/live.log"
code=$?
[ -d "/proc/${pid_of[one]}" ] && { [ "$code" = 0 ] || fail "during the run: $code $(cat "$T/live.log")"; }
kill_child one els-forecaster
ended one 90
[ "$code" = 0 ] || fail "the run ended with $code"

"$BIN/els" forecasts --store "$T/one" --json >"$T/list" 2>"$T/log" || fail "--json: $(cat "$T/log")"
[ ! -s "$T/log" ] || fail "it complains: $(cat "$T/log")"
"$BIN/els-test-json" document <"$T/list" >"$T/members" || fail "no JSON document"
for member in run 'forecasts[].series' 'forecasts[].made_at' 'forecasts[].due_at' 'forecasts[].mean' \
    'forecasts[].lower' 'forecasts[].upper' 'forecasts[].naive' 'forecasts[].scored_at' \
    'forecasts[].actual' 'forecasts[].inside' 'series[].mase' 'series[].coverage'; do
    grep -qxF "$member" "$T/members" || fail "no \"$member\" in --json"
done
[ "$(value faults "$T/list")" = 0 ] || fail "forecasts were scored that had not been registered so"
scored=$(grep -c '"scored_at"' "$T/list")
[ "$scored" -gt 100 ] || fail "only $scored forecasts were scored"
# every one of them in a later iteration than it was made in
awk -F: '/"made_at"/ {made = $2 + 0} /"scored_at"/ {if ($2 + 0 <= made) exit 1}' "$T/list" ||
    fail "a forecast was scored in the iteration that made it"
# the records count the same ones
counted=$(sed -n '/"series": \[/,/^  \]/p' "$T/list" | awk '/"scored":/ {sum += $2} END {print sum}')
[ "$counted" = "$scored" ] || fail "the records count $counted, the list $scored"

"$BIN/els" forecasts --store "$T/one" --series train_success --last 5 >"$T/out" || fail "--series"
[ "$(grep -c '^train_success .*\[' "$T/out")" = 5 ] || fail "--last 5: $(cat "$T/out")"
grep -qE '^train_success +[0-9]+ scored, MASE [0-9.]+, [0-9]+ % inside' "$T/out" || fail "no record: $(cat "$T/out")"
grep -q '^multiplier' "$T/out" && fail "--series shows others"
"$BIN/els" forecasts --store "$T/one" --series nonsense >"$T/out" 2>"$T/err"
[ $? = 2 ] && grep -q 'no series "nonsense"; there are .*train_success' "$T/err" || fail "an unknown series: $(<"$T/err")"

# The machine: in the status, the report and the list.
"$BIN/els" status --store "$T/one" --json >"$T/status" || fail "status"
for file in status list; do
    sed -n '/"system"/,$p' "$T/$file" >"$T/system"
    for name in cpu memory queue budget process:executor process:forecaster; do
        grep -q "\"name\": *\"$name\"" "$T/system" || fail "no $name in $file"
    done
    grep -qE '"state": *"(optimal|healthy|degraded|overloaded|critical)"' "$T/system" || fail "no state in $file"
done
"$BIN/els" report --store "$T/one" --json | "$BIN/els-test-json" document >"$T/members"
for member in 'system.state' 'system.bottlenecks' 'system.resources[].limit' 'system.resources[].use'; do
    grep -qF "$member" "$T/members" || fail "no $member in the report"
done
"$BIN/els" status --store "$T/one" | grep -qE '^system (optimal|healthy|degraded|overloaded|critical)' ||
    fail "els status says nothing of the machine"
echo ok
