#!/bin/sh
# Runs docker-compose.yml for real: builds the image, runs a few iterations with three executors, and
# looks at the report. Without a Docker engine it says so and passes.
#
# ELS_DOCKER_ENGINE may name a script that starts one: called with `start`, with `env` (prints the
# shell lines that point docker at it) and, if no engine answered before, with `stop`.
# The image els:check stays, so that the next check builds faster; containers, network and volumes go.
set -eu
cd "$(dirname "$0")/.."

build_limit_s=1200
run_limit_s=600
executors=3
export ELS_IMAGE=els:check ELS_ITERATIONS=3 ELS_BATCH_SIZE=10
export COMPOSE_PROJECT_NAME="els-check-$$"
log=$(mktemp)
started_engine=

skip() {
    echo "check-compose skipped: $1"
    rm -f "$log"
    exit 0
}

fail() {
    tail -n 40 "$log" >&2
    grep '^broker' "$log" | head -n 10 >&2 || true # it mostly says why
    echo "check-compose: $1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

clean_up() {
    status=$?
    trap - EXIT
    [ -z "${compose:-}" ] || $compose down -v --remove-orphans >/dev/null 2>&1 || true
    [ -z "$started_engine" ] || "$ELS_DOCKER_ENGINE" stop || true
    rm -f "$log"
    exit "$status"
}

if [ -n "${ELS_DOCKER_ENGINE:-}" ]; then
    (eval "$("$ELS_DOCKER_ENGINE" env)" && docker info >/dev/null 2>&1) || started_engine=yes
    "$ELS_DOCKER_ENGINE" start >&2 || fail "$ELS_DOCKER_ENGINE start failed"
    eval "$("$ELS_DOCKER_ENGINE" env)"
fi
command -v docker >/dev/null 2>&1 || skip "no docker here"
docker info >/dev/null 2>&1 || skip "no Docker engine answers"
if command -v docker-compose >/dev/null 2>&1; then
    compose=docker-compose
elif docker compose version >/dev/null 2>&1; then
    compose="docker compose"
else
    skip "no docker-compose here"
fi
trap clean_up EXIT
trap 'exit 130' INT TERM

$compose config >/dev/null 2>"$log" || fail "docker-compose.yml is not valid"
echo "building the image" >&2
timeout "$build_limit_s" docker build -t "$ELS_IMAGE" . >"$log" 2>&1 || fail "the image does not build"
echo "running $ELS_ITERATIONS iterations with $executors executors" >&2
# shellcheck disable=SC2086 # a command with its words
timeout "$run_limit_s" $compose up --no-build --no-color --scale executor=$executors >"$log" 2>&1 ||
    fail "the run did not end within $run_limit_s s"

ids=$($compose ps -aq 2>/dev/null || $compose ps -q)
# shellcheck disable=SC2086 # a list of words
bad=$(docker inspect -f '{{.Name}} {{.State.ExitCode}} {{.RestartCount}}' $ids | grep -v ' 0 0$' || true)
[ -z "$bad" ] || fail "not ended well (name, exit code, restarts): $bad"
n=$($compose ps -aq executor 2>/dev/null | wc -l)
[ "$n" -eq "$executors" ] || fail "$n executors instead of $executors"

in_broker="$compose run --rm --no-deps -T broker"
$in_broker els report --json >"$log" 2>/dev/null || fail "no report came out"
grep -q '"status": "completed"' "$log" || fail "the report's status is not completed"
grep -q "\"iterations_completed\": ${ELS_ITERATIONS}[,}]*\$" "$log" ||
    fail "the report does not say $ELS_ITERATIONS iterations"
[ "$($in_broker id -u 2>/dev/null)" != 0 ] || fail "the containers run as root"
echo "1 passed, 0 failed"
