#!/bin/bash
# soak.sh [TASKS]: a run of about so many tasks (1000000) of the plugin noop, with memory and descriptors
# of every process sampled: are they flat? Beside it a subscriber of the feed that has been stopped.
# BIN names the folder of the binaries (build/bin).
set -eu
cd "$(dirname "$0")/.."
BIN=${BIN:-build/bin}
tasks=${1:-1000000}
batch=16384
folder=$(mktemp -d /tmp/els-soak-XXXXXX)
run=''
feed=''
end() {
    [ -z "$feed" ] || kill -KILL "$feed" 2>/dev/null || true
    [ -z "$run" ] || kill -TERM "$run" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap end EXIT
"$BIN/els" run --plugins noop --batch-size $batch --iterations $(((tasks + batch - 1) / batch)) \
    --executors 2 --store "$folder/store" --quiet --json >"$folder/report" 2>"$folder/log" &
run=$!
until [ -e "$folder/store/feed" ]; do
    kill -0 $run || { cat "$folder/log"; exit 1; }
    read -r -t 0.1 _ <> <(:) || true
done
"$BIN/els" tail --store "$folder/store" >/dev/null 2>&1 &
feed=$!
sample=0
while kill -0 $run 2>/dev/null; do
    for pid in $(cat "/proc/$run/task/$run/children" 2>/dev/null); do
        name=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
        rss=$(awk '/VmRSS/ {print $2}' "/proc/$pid/status" 2>/dev/null) || continue
        fds=$(find "/proc/$pid/fd" -mindepth 1 2>/dev/null | wc -l)
        echo "$sample $name $pid ${rss:-0} $fds"
    done >>"$folder/samples"
    sample=$((sample + 1))
    [ $sample != 4 ] || kill -STOP $feed # it hears nothing from here on
    read -r -t 0.5 _ <> <(:) || true
done
wait $run || { cat "$folder/log"; exit 1; }
run=''
grep -m 1 "\"total_tasks_executed\"" "$folder/report"
# Per process: largest values of the second and of the last quarter of the samples.
awk -v n=$sample '{q = int($1 * 4 / n); key = $2; if (q == 1) {if ($4 > r1[key]) r1[key] = $4; if ($5 > f1[key]) f1[key] = $5}
    if (q >= 3) {if ($4 > r2[key]) r2[key] = $4; if ($5 > f2[key]) f2[key] = $5}}
    END {for (k in r1) printf "%-15s memory %7d -> %7d KiB, descriptors %d -> %d\n", k, r1[k], r2[k], f1[k], f2[k]}' \
    "$folder/samples" | sort
