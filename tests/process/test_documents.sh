#!/usr/bin/env bash
# Every command of docs/tutorial.md and docs/operations.md does what the page says: the blocks marked sh run, in
# order, in one shell, on a copy of the folder's examples; the first that fails ends the test.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)

# follow PAGE LEAST: runs its blocks in a folder of their own; $T/out has what they print.
follow() {
    local name commands
    name=$(basename "$1" .md) commands="$T/$(basename "$1").sh"
    mkdir -p "$T/$name/build" && cp -r "$root/examples" "$T/$name/" || fail "no copy of the examples"
    measuring_less "$T/$name/build/bin"
    awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$root/$1" >"$commands"
    [ "$(grep -cE '^[a-z]' "$commands")" -ge "$2" ] || fail "only $(grep -cE '^[a-z]' "$commands") commands found in $1"
    (cd "$T/$name" && PATH="$T/$name/build/bin:$PATH" timeout 150 bash -euvo pipefail "$commands") \
        >"$T/out" 2>"$T/commands.log" </dev/null || fail "$1 stopped"
}

follow docs/tutorial.md 15
grep -qx '84' "$T/out" || fail "12 * (3 + 4) is not 84"
grep -qx '195' "$T/out" || fail "the total of the table is not 195"
[ "$(grep -cx 'shipping' "$T/out")" = 2 ] || fail "the moved state answers otherwise than the first"
grep -q 'react.max_steps' "$T/out" || fail "the configuration's history does not show the change"

follow docs/operations.md 9
[ "$(grep -c '^ok  *store  *opens, every checksum is right$' "$T/out")" = 2 ] || fail "the store or its copy is not whole"
echo "ok"
