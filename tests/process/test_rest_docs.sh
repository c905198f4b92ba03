#!/bin/bash
# docs/rest.md: every operation of the contract is in its table, and what it tells people to type answers so.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)

"$BIN/els-test-json" document <"$root/gateway/openapi.json" |
    sed -nE 's/^paths\.([^.]*)\.(get|post|delete)$/\2 \1/p; s/^paths\.\/openapi\.json\.(get)$/\1 \/openapi.json/p' >"$T/operations"
[ "$(wc -l <"$T/operations")" -ge 26 ] || fail "the contract has $(wc -l <"$T/operations") operations"
while read -r method path; do
    grep -qF "| \`${method^^} ${path#/api/learning}\` |" "$root/docs/rest.md" || fail "docs/rest.md has no ${method^^} $path"
done <"$T/operations"

command -v curl >/dev/null || {
    echo "SKIPPED: the examples (no curl)"
    exit 0
}
run store --iterations 2 --seed 1
ended store 60
[ "$code" = 0 ] || fail "the run ended with $code"
mkfifo "$T/url" && exec {url}<>"$T/url"
"$BIN/els" serve --store "$T/store" --port 0 >"$T/url" 2>"$T/serve.log" &
pid_of[serve]=$!
read -r -t 20 -u "$url" base || fail "els serve says nothing"
curl -s --max-time 20 "${base}metrics" >"$T/metrics"
alerts=$(grep -oE '`els_[a-z_]+`' "$root/docs/operations.md" | tr -d '`' | sort -u)
[ "$(echo "$alerts" | wc -l)" -ge 5 ] || fail "docs/operations.md watches $alerts"
for metric in $alerts; do
    grep -q "^$metric[{ ]" "$T/metrics" || fail "docs/operations.md watches $metric, which is no metric"
done
grep -E '^curl .*# [0-9]{3}$' "$root/docs/rest.md" >"$T/examples"
[ "$(wc -l <"$T/examples")" -ge 10 ] || fail "docs/rest.md has no examples"
while read -r line; do
    command=${line%#*}
    # where this gateway is
    command=${command//http:\/\/127.0.0.1:8000/${base%/}}
    status=$(eval "$command --max-time 60 -s -o '$T/answer' -w '%{http_code}'" </dev/null)
    [ "$status" = "${line##*# }" ] || fail "$line: $status $(cat "$T/answer")"
done <"$T/examples"
kill -TERM "${pid_of[serve]}"
wait "${pid_of[serve]}" || fail "els serve ended with $?"
unset "pid_of[serve]"
! grep -q Sanitizer "$T/serve.log" || fail "a sanitizer complains"
echo ok
