#!/bin/sh
# Results analysis: two runs, with learning and without, compared from their JSON reports.
#
#   examples/results_analysis.sh [FOLDER]        needs the programs on PATH or in build/bin, and jq
set -eu
PATH="$PWD/build/bin:$PATH"
folder=${1:-analysis-stores}

mkdir -p "$folder"
els run --plugins sales_research --agents voyager --iterations 6 --batch-size 20 --seed 4 --store "$folder/on" --json --quiet >"$folder/on.json"
els run --plugins sales_research --agents voyager --iterations 6 --batch-size 20 --seed 4 --store "$folder/off" --no-learning --json --quiet >"$folder/off.json"
for run in on off; do
    jq -r --arg run "$run" '
        def percent: . * 1000 | round / 10;
        "learning \($run): success \(.performance.initial.success_rate | percent) % -> " +
        "\(.performance.final.success_rate | percent) % " +
        "[\(.performance.final.success_rate_ci[0] | percent), \(.performance.final.success_rate_ci[1] | percent)], " +
        "multiplier \(.performance.final_multiplier // "none" | if type == "number" then . * 100 | round / 100 else . end)"' "$folder/$run.json"
done
echo "iteration,success,low,high"
jq -r '.learning_curve[] | [.iteration, .success, .low, .high] | @csv' "$folder/on.json"
