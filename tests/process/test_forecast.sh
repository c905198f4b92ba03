#!/bin/bash
# els forecast: what it prints, in words, as JSON and as a picture; what it refuses, with the line and
# the right exit code.
. "$(dirname "$0")/lib.sh"

# refused CODE PATTERN [OPTION...]: $T/in is refused with one line that matches, nothing is printed.
refused() {
    local wanted=$1 pattern=$2 code
    shift 2
    timeout 60 "$BIN/els" forecast "$@" >"$T/out" 2>"$T/log"
    code=$?
    [ "$code" = "$wanted" ] || fail "forecast $* ended with $code: $(cat "$T/log")"
    [ ! -s "$T/out" ] || fail "forecast $* has printed something"
    [ "$(wc -l <"$T/log")" = 1 ] || fail "forecast $* said $(wc -l <"$T/log") lines"
    grep -qE -- "^els: forecast: .*$pattern" "$T/log" || fail "forecast $*: $(cat "$T/log")"
}
# told TEXT CODE PATTERN [OPTION...]: the same for a file that holds TEXT.
told() {
    printf "$1" >"$T/in"
    refused "$2" "$3" "$T/in" "${@:4}"
}
# answers TEXT [OPTION...]: forecast without a word on stderr.
answers() {
    printf -- "$1" >"$T/in"
    timeout 60 "$BIN/els" forecast "$T/in" "${@:2}" >"$T/out" 2>"$T/log" ||
        fail "forecast of $1 ended with $?: $(cat "$T/log")"
    [ ! -s "$T/log" ] || fail "forecast of $1 complains: $(cat "$T/log")"
}
# column N of the table that was printed
means() {
    awk -v n="$1" '$1 ~ /^[0-9]+$/ {print $n}' "$T/out"
}

# One column, with and without a header; constant, short, gappy, negative, huge.
answers 'sales\n5\n5\n5\n5\n5\n' --horizon 3
[ "$(means 2 | tr '\n' ' ')" = "5 5 5 " ] || fail "a constant series: $(cat "$T/out")"
grep -q '^sales: 5 values' "$T/out" || fail "the header is not the name"
answers '7\n' --horizon 1
[ "$(means 2)" = 7 ] || fail "a single value: $(cat "$T/out")"
answers '1\n2\n\nNA\n5\n6\n7\n8\n' --horizon 2
[ "$(means 2 | tr '\n' ' ')" = "9 10 " ] || fail "gaps on a line: $(cat "$T/out")"
grep -q '2 missing values filled' "$T/out" || fail "filled gaps are not said"
answers '1\n2\n3\n4\n5\n6\nNA\n \n' --horizon 2 # blank at the end is nothing, NA is a gap
grep -q 'begins 1 steps late' "$T/out" || fail "a gap at the end is not said"
[ "$(means 2 | head -n 1)" = 8 ] || fail "a gap at the end: $(cat "$T/out")"
answers '-3\n-5\n-4\n-6\n-5\n-7\n-6\n' --horizon 1
awk '$1 == "1" {exit !($3 <= $2 && $2 <= $4 && $2 < -3)}' "$T/out" || fail "negative: $(cat "$T/out")"
answers '1e95\n3e95\n2e95\n4e95\n3e95\n5e95\n' --horizon 2
grep -qE 'inf|nan' "$T/out" && fail "huge values overflow: $(cat "$T/out")"

# A table: dates are passed over, every column of numbers is a series, one can be picked.
answers 'day;a;b\n2020-01;1;10\n2020-02;2;\n2020-03;3;30\n2020-04;4;40\n' --horizon 1
[ "$(grep -c 'values, frequency' "$T/out")" = 2 ] || fail "two columns: $(cat "$T/out")"
answers 'day;a;b\n2020-01;1;10\n2020-02;2;\n2020-03;3;30\n2020-04;4;40\n' --horizon 1 --column b
[ "$(grep -c 'values, frequency' "$T/out")" = 1 ] && grep -q '^b: 3 values' "$T/out" ||
    fail "--column: $(cat "$T/out")"

# JSON lines: what the line says goes before the options; every line of the answer is a document.
answers '{"id":"x","train":[1,2,3,4,5,6,7,8],"freq":4,"horizon":3}\n{"id":2,"train":[3,1,null,2]}\n' \
    --horizon 2 --json
[ "$(wc -l <"$T/out")" = 2 ] || fail "not one line per series"
head -n 1 "$T/out" | "$BIN/els-test-json" document >"$T/members" || fail "no JSON document"
for member in id mean lower upper method why horizon frequency 'members[].weight'; do
    grep -qxF "$member" "$T/members" || fail "no \"$member\" in --json"
done
grep -q '"frequency": 4, "horizon": 3' "$T/out" || fail "a line's own freq and horizon"
grep -q '"id": 2,.*"frequency": 1, "horizon": 2' "$T/out" || fail "the options complete a line"

# Twice the same bytes; each method by name.
for i in {1..36}; do echo $((100 + i + 10 * (i % 4))); done >"$T/year"
"$BIN/els" forecast "$T/year" --horizon 5 --frequency 4 --json >"$T/one"
"$BIN/els" forecast "$T/year" --horizon 5 --frequency 4 --json | cmp -s - "$T/one" ||
    fail "two forecasts of the same values differ"
for method in auto combined naive snaive naive2 drift ses holt damped hw-additive hw-multiplicative \
    theta theta-log ets arima exponential logistic power; do
    "$BIN/els" forecast "$T/year" --horizon 5 --frequency 4 --method $method >"$T/out" 2>"$T/log" ||
        fail "--method $method: $(cat "$T/log")"
    grep -q "method $method\$" "$T/out" || fail "--method $method is not named"
done

for i in {1..60}; do echo $((100 + (i % 6) * 20 + i * 7919 % 5)); done >"$T/six"
"$BIN/els" forecast "$T/six" --horizon 1 | grep -q 'try --frequency 6' || fail "no hint at the season"
"$BIN/els" forecast "$T/six" --horizon 1 --frequency 6 | grep -q 'try --frequency' &&
    fail "a hint where the season is known"

# Patterns and pictures.
for i in {1..60}; do echo $((100 + (i > 30) * 50 + i * 7919 % 5)); done >"$T/step"
"$BIN/els" forecast "$T/step" --horizon 2 --patterns >"$T/out" || fail "--patterns ended with $?"
grep -q 'change at value 31:' "$T/out" || fail "the change is not shown: $(cat "$T/out")"
"$BIN/els" forecast "$T/step" --horizon 2 --patterns --json | "$BIN/els-test-json" document |
    grep -qx 'patterns.changes\[\].at' || fail "--json without the change"
"$BIN/els" forecast "$T/year" --horizon 5 --plot | grep -q 'o forecast' || fail "--plot draws nothing"
"$BIN/els" forecast "$T/year" --horizon 5 --plot="$T/year.svg" >/dev/null || fail "--plot=FILE ended with $?"
grep -q '</svg>' "$T/year.svg" || fail "no SVG"

# How long until a limit is met, from below, from above, never within the horizon, already.
for i in {1..30}; do echo $((10 * i)); done >"$T/rise"
"$BIN/els" forecast "$T/rise" --horizon 20 --limit 350 >"$T/out" || fail "--limit ended with $?"
grep -qE '^  limit 350: the mean meets it at step [56];' "$T/out" || fail "--limit 350: $(cat "$T/out")"
"$BIN/els" forecast "$T/rise" --horizon 20 --limit 1e6 | grep -q 'mean meets it not within the horizon' ||
    fail "--limit 1e6"
"$BIN/els" forecast "$T/rise" --horizon 2 --limit 300 | grep -q 'limit 300: met by the newest value' ||
    fail "--limit 300"
for i in {1..30}; do echo $((1000 - 10 * i)); done >"$T/fall"
"$BIN/els" forecast "$T/fall" --horizon 20 --limit 650 --json | grep -qE '"limit": \{"value": 650.0, "met": false, "step": [56],' ||
    fail "--limit from above"
"$BIN/els" forecast "$T/fall" --horizon 200 --limit=-500 | grep -qE 'mean meets it at step [0-9]+' || fail "--limit=-500"

# A sequence that comes back.
for i in {1..120}; do
    bump=0
    for from in 13 60 97; do [ $i -ge $from ] && [ $i -lt $((from + 12)) ] && bump=$(((i - from) * (i - from) * 37 % 101)); done
    echo $((bump + i * i * 7919 % 13))
done >"$T/motif"
"$BIN/els" forecast "$T/motif" --horizon 2 --patterns >"$T/out" || fail "a sequence: $?"
grep -qE '^  a sequence of [0-9]+ values comes back: at value' "$T/out" || fail "no sequence: $(cat "$T/out")"
"$BIN/els" forecast "$T/motif" --horizon 2 --patterns --json | "$BIN/els-test-json" document |
    grep -qF 'patterns.sequence.length' || fail "--json without the sequence"

# Refusals: data ends with 1, usage with 2.
told '1\n2\nabc\n' 1 'in:3: "abc" is no number; leave the cell empty' --horizon 1
told 'inf\n1\n' 1 'in:1: "inf" is no number' --horizon 1
told '1e400\n1\n' 1 'in:1: "1e400" is no number' --horizon 1
told '1e200\n1\n' 1 'beyond 1e100; divide' --horizon 1
told '' 1 'no values; give one number per line' --horizon 1
told 'sales\n' 1 'no values; give one number per line' --horizon 1
told 'NaN\nNaN\n' 1 'has no values; give it some' --horizon 1
told '1\nNA\nNA\nNA\n2\n' 1 '3 of 5 values are missing; fill' --horizon 1
told 'a,b\n1,2\n3\n' 1 'in:3: fewer than 2 columns' --horizon 1
told 'a,b\n1,2\n3,4,5\n' 1 'in:3: more than 2 columns' --horizon 1
told '{"train":[1,2,NaN]}\n' 1 'in:1: no JSON object .*missing values are null' --horizon 1
told '{"train":[1,2]}\n{"train":[1,"x"]}\n' 1 'in:2: value 2 of "train" is no number; write null' \
    --horizon 1
told '{"train":7}\n' 1 'in:1: needs "train": an array' --horizon 1
told '{"train":[]}\n' 1 'in:1: series "line 1" has no values' --horizon 1
told '{"train":[1,2],"freq":1.5}\n' 1 'in:1: "freq" must be a whole number from 1 to 400' --horizon 1
told '{"train":[1,2],"id":[]}\n' 1 'in:1: "id" must be' --horizon 1
told '3\n0\n4\n5\n6\n' 1 'exponential needs at least 4 values, all positive; use another' --horizon 1 \
    --method exponential
told '1\n2\n' 1 'snaive needs a period of at least 2' --horizon 1 --method snaive
refused 1 'there is no such file' "$T/none" --horizon 1
refused 1 'cannot be read; is it a file' "$T" --horizon 1
told '1\n2\n' 2 'no horizon: give --horizon'
told '1\n2\n' 2 'no method "guess"' --horizon 1 --method guess
told '1\n2\n' 2 'no column "z"' --horizon 1 --column z
told '1\n2\n' 2 '"much" is no number up to 1e100' --horizon 1 --limit much
told '1\n2\n' 2 '"1e101" is no number up to 1e100' --horizon 1 --limit 1e101
told '1\n2\n' 2 'does not end in .svg' --horizon 1 --plot=picture.png
refused 2 'give one file' --horizon 1
for bad in '--horizon 0' '--horizon 1025' '--horizon x' '--frequency 0' '--frequency 401'; do
    # shellcheck disable=SC2086 # an option and its value
    "$BIN/els" forecast "$T/year" --horizon 1 $bad >"$T/out" 2>"$T/log"
    code=$?
    [ "$code" = 2 ] && [ "$(wc -l <"$T/log")" = 1 ] && [ ! -s "$T/out" ] || fail "$bad: $code"
done

# With --skip-bad the rest is forecast, and what was left out is said.
printf '{"train":[1,"x"]}\n{"id":"good","train":[1,2,3]}\n' >"$T/in"
"$BIN/els" forecast "$T/in" --horizon 1 --skip-bad >"$T/out" 2>"$T/log" || fail "--skip-bad ended with $?"
grep -q '^good: ' "$T/out" || fail "--skip-bad forecasts nothing"
grep -q 'in:1: value 2' "$T/log" || fail "--skip-bad hides what it leaves out"
printf '{"id":"low","train":[1,2,-3,4]}\n{"id":"good","train":[1,2,3,4]}\n' >"$T/in"
"$BIN/els" forecast "$T/in" --horizon 1 --skip-bad --method exponential >"$T/out" 2>"$T/log" ||
    fail "--skip-bad with a method that refuses a series ended with $?"
grep -q '^good: ' "$T/out" && ! grep -q '^low: ' "$T/out" || fail "the wrong series is left out"
grep -q 'in:1: series "low": exponential needs' "$T/log" || fail "a refused series is not named"
echo ok
