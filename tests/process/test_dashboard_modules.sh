#!/bin/bash
# What the page keeps, computes and exports, without a browser.
. "$(dirname "$0")/lib.sh"
command -v node >/dev/null || { echo "SKIPPED: no node"; exit 77; }
top=$(cd "$(dirname "$0")/../.." && pwd)
# In a folder that says that these are modules: older versions of node do not find out.
mkdir -p "$T"/{gateway/dashboard,tests/dashboard} && echo '{"type": "module"}' >"$T/package.json" &&
    cp "$top"/gateway/dashboard/*.js "$T/gateway/dashboard" &&
    cp "$top/tests/dashboard/modules.test.mjs" "$T/tests/dashboard" || fail "no copy"
node --test "$T/tests/dashboard" >"$T/node.log" 2>&1 || fail "$(grep -B2 -A20 '^ *not ok' "$T/node.log")"
grep -qE '^# pass [1-9]' "$T/node.log" || fail "no test was run: $(cat "$T/node.log")"
grep -E '^# (pass|fail) ' "$T/node.log"
echo ok
