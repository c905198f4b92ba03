#!/bin/sh
# Full integration: another program's whole use of ELS, through REST alone. Starts the gateway, starts a
# run and follows its events, asks a question, says what was right, reads the report and the metrics.
#
#   examples/full_integration.sh [STORE]        needs the programs on PATH or in build/bin, curl and jq
set -eu
PATH="$PWD/build/bin:$PATH"
store=${1:-integration-store}
work=$(mktemp -d)

mkfifo "$work/address"
els serve --store "$store" --port 0 --log-level warn >"$work/address" &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT
read -r line <"$work/address" # printed when it listens
api=${line%/}/api/learning

post() { # PATH BODY
    curl -sS --fail-with-body -H 'Content-Type: application/json' -d "$2" "$api/$1"
}

echo "start a run"
post start '{"iterations": 6, "seed": 3, "agents": ["react", "voyager"], "plugins": ["benchmark"]}' | jq -c .

echo "follow it until all its processes have ended and the store is let go"
curl -sN "$api/events" | while read -r field value; do
    case "$field $value" in
    "event: "*) event=$value ;;
    "data: {"*)
        [ "$event" != iteration ] ||
            printf '%s\n' "$value" | jq -r '"iteration \(.iteration) of \(.iterations): probe \(.probe_success)"'
        [ "$event" != run ] || [ "$(printf '%s\n' "$value" | jq -r .state)" != ended ] || break
        ;;
    esac
done

echo "ask, and say what was right"
answer=$(post solve '{"question": "What is 12 * (3 + 4)?", "type": "number"}')
printf '%s\n' "$answer" | jq -c '{id, answer, confidence}'
post feedback "$(printf '%s\n' "$answer" | jq -c '{id, verdict: "right"}')" | jq -c .

echo "report, wrong answers of the training, metrics"
curl -sS "$api/report" | jq -c '.performance.final | {success_rate, success_rate_ci, avg_cost}'
curl -sS "$api/outcomes?segment=train&verdict=wrong&limit=2" | jq -r '.outcomes[] | "\(.agent): \(.question) -> \(.answer)"'
curl -sS "${api%/api/learning}/metrics" | grep -E '^els_[a-z_]+ ' | head -n 5
