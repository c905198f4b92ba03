#!/bin/bash
# The dashboard in Chromium, on runs that it starts itself: tests/dashboard/drive.mjs. Left out where
# Chromium or npm are missing: make check-dashboard installs them.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")/../dashboard" && pwd)
left_out() {
    echo "SKIPPED: $1"
    exit 77
}
[ -z "${SANITIZE:-}" ] || left_out "the page is the same with sanitizers, and the gateway has tests of its own"
chromium=$(command -v chromium || command -v chromium-browser) || left_out "no chromium"
command -v npm >/dev/null && command -v node >/dev/null || left_out "no node or no npm"
mkdir "$T/dashboard" && cp "$here"/{drive.mjs,package.json,package-lock.json,.npmrc} "$T/dashboard" || fail "no copy"
(cd "$T/dashboard" && timeout 100 npm ci --ignore-scripts --prefer-offline >"$T/npm.log" 2>&1) ||
    left_out "npm ci failed: $(tail -n 1 "$T/npm.log")"

# serve NAME: a gateway of the store NAME; its address in $url
serve() {
    mkfifo "$T/$1.where" && exec {where}<>"$T/$1.where"
    "$BIN/els" serve --store "$T/$1" --port 0 >&"$where" 2>"$T/$1.gateway.log" &
    pid_of[$1]=$!
    read -r -t 20 -u "$where" url || fail "the gateway does not say where it is"
}
# Texts of users, each of them HTML that would run.
for i in {1..120}; do
    echo '{"kind": "<img src=x onerror=\"window.hit=1\">", "question": "<script>window.hit=1</script> What is '"$i"' + 1?", "answer": "'$((i + 1))'"}'
done >"$T/hostile.jsonl"
"$BIN/els" run --quiet --store "$T/other" --data "$T/hostile.jsonl" --plugins dataset --executors 1 --iterations 100000 >"$T/run.out" 2>"$T/run.log" &
pid_of[run]=$!
STORE="$T/other" iteration_reached 2
serve other && other=$url
serve store
HOME="$T" timeout 560 node "$T/dashboard/drive.mjs" "$url" "${pid_of[store]}" "$other" "$chromium" ${ELS_SCREENSHOTS:+"$ELS_SCREENSHOTS"} 2>"$T/drive.log"
code=$?
[ "$code" = 0 ] || fail "the page fails ($code): $(grep -vE '^ +at ' "$T/drive.log" | head -n 20)"
wait "${pid_of[run]}"
code=$?
unset "pid_of[run]"
[ "$code" = 130 ] || fail "the run that the page has stopped ended with $code"
echo ok
