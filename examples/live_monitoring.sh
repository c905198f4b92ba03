#!/bin/sh
# Live monitoring: a run in the background, its feed as JSON lines on the terminal.
#
#   examples/live_monitoring.sh [STORE]        needs the programs on PATH or in build/bin
#
# feed.c, feed.py and node/feed.js do the same from programs; `els watch` shows it on a whole screen.
set -eu
PATH="$PWD/build/bin:$PATH"
store=${1:-monitoring-store}

els run --plugins sales_research --agents voyager --iterations 6 --store "$store" --fresh --quiet >/dev/null &
run=$!
trap 'kill "$run" 2>/dev/null || true' INT TERM
until els status --store "$store" >/dev/null 2>&1; do # until there is a run to follow
    kill -0 "$run"
    sleep 0.1
done
# Iterations alone, until the report comes.
els tail iteration --store "$store" --until-report | cut -c 1-160
wait "$run"
els status --store "$store"
