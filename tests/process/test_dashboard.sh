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

mkfifo "$T/where" && exec {where}<>"$T/where"
"$BIN/els" serve --store "$T/store" --port 0 >&"$where" 2>"$T/gateway.log" &
pid_of[gateway]=$!
read -r -t 20 -u "$where" url || fail "the gateway does not say where it is"
HOME="$T" timeout 390 node "$T/dashboard/drive.mjs" "$url" "${pid_of[gateway]}" "$chromium" ${ELS_SCREENSHOTS:+"$ELS_SCREENSHOTS"} 2>"$T/drive.log"
code=$?
[ "$code" = 0 ] || fail "the page fails ($code): $(grep -vE '^ +at ' "$T/drive.log" | head -n 20)"
echo ok
