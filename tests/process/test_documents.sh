#!/usr/bin/env bash
# Every command of docs/tutorial.md does what the page says: the blocks marked sh run, in order, in one
# shell, on a copy of the folder's examples; the first that fails ends the test.
. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir "$T/here" && cp -r "$root/examples" "$T/here/" || fail "no copy of the examples"
mkdir "$T/here/build" && ln -s "$BIN" "$T/here/build/bin"

awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$root/docs/tutorial.md" >"$T/commands"
[ "$(grep -c '^els ' "$T/commands")" -ge 15 ] || fail "only $(grep -c '^els ' "$T/commands") commands found in the tutorial"
(cd "$T/here" && timeout 150 bash -euvo pipefail "$T/commands") >"$T/out" 2>"$T/commands.log" </dev/null ||
    fail "the tutorial stopped"
grep -qx '84' "$T/out" || fail "12 * (3 + 4) is not 84"
grep -qx '195' "$T/out" || fail "the total of the table is not 195"
[ "$(grep -cx 'shipping' "$T/out")" = 2 ] || fail "the moved state answers otherwise than the first"
grep -q 'react.max_steps' "$T/out" || fail "the configuration's history does not show the change"
echo "ok"
