#!/bin/bash
# gateway/openapi.json, which is also what the gateway serves, has no fault that a linter knows.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")/.." && pwd)

why=
command -v node >/dev/null && command -v npm >/dev/null || why="no node or no npm"
if [ -z "$why" ]; then
    cp "$here"/openapi/{package.json,package-lock.json,.npmrc,redocly.yaml} "$T" &&
        cp "$here/../gateway/openapi.json" "$T" || fail "the document is not there"
    (cd "$T" && timeout 100 npm ci --ignore-scripts --prefer-offline >"$T/npm.log" 2>&1) ||
        why="npm ci failed: $(tail -n 1 "$T/npm.log")"
fi
[ -z "$why" ] || {
    echo "SKIPPED: the linter of OpenAPI ($why)"
    exit 0
}
lint() {
    (cd "$T" && REDOCLY_SUPPRESS_UPDATE_NOTICE=true REDOCLY_TELEMETRY=off timeout 60 \
        node_modules/.bin/redocly lint "$1" >"$T/lint.out" 2>&1)
}
lint openapi.json || fail "openapi.json: $(cat "$T/lint.out")"
# The linter is no rubber stamp.
sed 's/"operationId": "getStatus"/"operationId": "getStats"/' "$T/openapi.json" >"$T/wrong.json"
! lint wrong.json || fail "two operations of one name are no fault to it"
echo ok
