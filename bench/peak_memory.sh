#!/bin/sh
# peak_memory.sh - the most memory that each process of a run ever had resident (VmHWM), in MiB.
#
#   bench/peak_memory.sh build/bin/els run --iterations 2500 --store /tmp/bench-memory --quiet
#
# Runs the command and looks at its child processes once a second until it ends; what a process had
# at its peak is known to the kernel, so a peak between two looks is not missed, only one after the
# last look.
set -eu
[ $# -gt 0 ] || { echo "usage: bench/peak_memory.sh COMMAND..." >&2; exit 2; }
seen=$(mktemp)
trap 'rm -f "$seen"' EXIT
"$@" &
run=$!
while kill -0 "$run" 2>/dev/null; do
    for pid in $(ps -o pid= --ppid "$run"); do
        awk -v pid="$pid" '/^Name:/ { name = $2 } /^VmHWM:/ { print name, pid, $2 }' \
            "/proc/$pid/status" 2>/dev/null >>"$seen" || true
    done
    sleep 1
done
code=0
wait "$run" || code=$?
awk '{ key = $1 " " $2; if ($3 > most[key]) most[key] = $3 }
     END { for (key in most) printf "%-14s %8s %7.1f MiB\n", substr(key, 1, index(key, " ") - 1),
                                    substr(key, index(key, " ") + 1), most[key] / 1024 }' "$seen" |
    sort >&2
exit "$code"
