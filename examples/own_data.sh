#!/bin/sh
# Own data: learn a labelled file, measure on another one, keep what it was not sure of.
#
#   examples/own_data.sh [STORE]        needs the programs on PATH or in build/bin
set -eu
PATH="$PWD/build/bin:$PATH"
store=${1:-own-store}
data=$(dirname "$0")/data

els run --data "$data/tickets.jsonl" --plugins dataset --store "$store" --quiet >/dev/null
els eval --data "$data/tickets-new.jsonl" --store "$store" --predictions "$store/predictions.jsonl"
echo
echo "Least sure of, for a person to look at:"
sed -n 's/.*"question":"\([^"]*\)","answer":"\([^"]*\)".*"confidence":\([0-9.]*\).*/\3 \2: \1/p' \
    "$store/predictions.jsonl" | sort -n | head -n 5
