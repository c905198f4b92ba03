#!/bin/sh
# Custom configuration: one change on trial, one at once and pinned, and how both stand after a run.
#
#   examples/custom_configuration.sh [STORE]        needs the programs on PATH or in build/bin
set -eu
PATH="$PWD/build/bin:$PATH"
store=${1:-configuration-store}

els run --deploy-only --store "$store" --quiet
# On trial: a share of the training tasks gets the new value; it is kept if a paired test on the
# select split finds it better, or at least no worse.
els config set evaluator.rounds 3 --store "$store" --because "more time for hard tasks"
# At once, and not to be changed by the system.
els config set governor.cap 160 --now --store "$store" --because "a limit on what a field may cost"
els config pin governor.cap --store "$store"

els run --plugins customer_support --agents evaluator,governor --iterations 4 --store "$store" --quiet >/dev/null
echo "in force, where it is not the default:"
els config diff --store "$store"
echo "every change, who asked and what came of it:"
els config history --store "$store"
