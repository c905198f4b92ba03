#!/bin/sh
# Basic learning: a short run over two of the built-in plugins, what it learned, one answer.
#
#   examples/basic_learning.sh [STORE]        needs the programs on PATH or in build/bin
set -eu
PATH="$PWD/build/bin:$PATH"
store=${1:-basic-store}

els run --plugins benchmark,sales_research --agents react,planning,voyager --iterations 8 --batch-size 40 --seed 3 --store "$store" --quiet
echo
echo "What it is good and bad at:"
els stats --store "$store"
echo
echo "An answer, with what the agent did:"
els solve --store "$store" --kind benchmark --type number --explain \
    "What comes next: 2, 5, 10, 17, 26, ...?"
