#!/bin/sh
# Runs the commands of the README's transcript again and puts in what they print.
#
#   scripts/refresh-readme.sh [BUILD] [FILE]      defaults: build, README.md
#
# A transcript stands between <!-- transcript --> and <!-- /transcript -->: lines that begin with "$ "
# are run, in order, in an empty folder that has BUILD as build/; all other lines of the block are
# what was printed and are replaced. stderr is shown as on a terminal.
set -eu
cd "$(dirname "$0")/.."
build=$(cd "${1:-build}" && pwd -P)
file=${2:-README.md}
[ -x "$build/bin/els" ] || {
    echo "$build/bin/els is missing: make build" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$build" "$work/build"

inside=
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    '<!-- transcript -->') inside=yes ;;
    '<!-- /transcript -->') inside= ;;
    esac
    case $inside$line in
    'yes$ '*)
        printf '%s\n' "$line"
        echo "running: ${line#??}" >&2
        (cd "$work" && sh -c "${line#??}") 2>&1 </dev/null || echo "[exit code $?]"
        ;;
    yes'<!--'* | yes'```'*) printf '%s\n' "$line" ;;
    yes*) ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$file" >"$work/new"
cat "$work/new" >"$file"
