#!/bin/sh
# Runs docker-compose.yml for real, with every version of the tool that is here (v1 docker-compose, v2 docker
# compose): while a run is on it looks at health, confinement and dashboard, scales executors down and up, and
# kills executors, a stage and the broker. The run must end with the tasks and the learned state of one that
# nothing happened to. Without a Docker engine it says so and passes.
#
# with-docker-engine.sh starts an engine for it.
# NPM_CONFIG_REGISTRY and ELS_BUILD_CA reach the build (Dockerfile).
# The image els:check stays, so that the next check builds faster; containers, networks and volumes go.
set -eu
cd "$(dirname "$0")/.."

build_limit_s=1800
run_limit_s=600
iterations=400 # long enough that the run is still on when the last fault has been made
export ELS_IMAGE=els:check ELS_ITERATIONS=$iterations ELS_BATCH_SIZE=10 ELS_SEED=5
export ELS_PORT=$((20000 + $$ % 10000))
unset ELS_TOKEN
work=$(mktemp -d)
compose='' passed=0

skip() {
    echo "check-compose skipped: $1"
    rm -rf "$work"
    exit 0
}

fail() {
    [ -z "$compose" ] || {
        $compose ps -a >&2 || true
        $compose logs --no-color --tail 8 >&2 || true
    }
    [ ! -s "$work/log" ] || tail -n 40 "$work/log" >&2
    echo "check-compose: ${compose:+$compose: }$1" >&2
    echo "$passed passed, 1 failed"
    exit 1
}

clean_up() {
    status=$?
    trap - EXIT
    [ -z "$compose" ] || $compose down -v --remove-orphans >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$status"
}

command -v docker >/dev/null 2>&1 || skip "no docker here"
docker info >/dev/null 2>&1 || skip "no Docker engine answers"
command -v curl >/dev/null 2>&1 || skip "no curl here"
trap clean_up EXIT
trap 'exit 130' INT TERM
tools=
! command -v docker-compose >/dev/null 2>&1 || tools=docker-compose
! docker compose version >/dev/null 2>&1 || tools="$tools docker_compose"
[ -n "$tools" ] || skip "neither docker-compose nor docker compose here"

echo "building the image" >&2
timeout "$build_limit_s" docker build ${NPM_CONFIG_REGISTRY:+--build-arg NPM_CONFIG_REGISTRY="$NPM_CONFIG_REGISTRY"} \
    ${ELS_BUILD_CA:+--build-arg ELS_BUILD_CA="$ELS_BUILD_CA"} -t "$ELS_IMAGE" . >"$work/log" 2>&1 ||
    fail "the image does not build"

# number NAME FILE: the first number of that name in a JSON document.
number() { sed -n "s/.*\"$1\": *\\([0-9.]*\\).*/\\1/p" "$2" | head -n 1; }
digest() { sed -n 's/.*"state_digest": "\([0-9a-f]*\)".*/\1/p' "$1"; }

echo "a run of one container, which nothing happens to" >&2
timeout "$run_limit_s" docker run --rm "$ELS_IMAGE" els run --store /tmp/alone --quiet --json --seed "$ELS_SEED" \
    --iterations "$iterations" --batch-size "$ELS_BATCH_SIZE" >"$work/alone" 2>"$work/log" || fail "it failed"
[ -n "$(digest "$work/alone")" ] || fail "no digest in its report"

# until_true SECONDS TEXT COMMAND...: waits for the command to succeed.
until_true() {
    left=$1 what=$2
    shift 2
    until "$@"; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail "$what"
        sleep 1
    done
}
# ask PATH: what the gateway says to who has the token.
ask() { curl -sf --max-time 10 -H "Authorization: Bearer $token" "http://127.0.0.1:$ELS_PORT$1"; }
# code PATH: the status of an answer to who has none.
code() { curl -s --max-time 10 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$ELS_PORT$1"; }
answers() { [ "$(code /healthz)" = 200 ]; }
progress() { ask /api/learning/status | sed 's/.*"iteration":\([0-9]*\).*/\1/'; }
reached() { [ "$(progress || echo 0)" -ge "$1" ] 2>/dev/null; }
# goes_on TEXT: two more iterations are committed, and the run is not over by then.
goes_on() {
    at=$(progress)
    until_true 90 "it stopped after $1" reached $((at + 2))
    [ "$(state broker)" = running ] || fail "the run was over before this check was through ($1): raise iterations"
}
ids() { $compose ps -aq "$@" 2>/dev/null; }
state() { docker inspect -f '{{.State.Status}}' "$(ids "$1")"; }
scale() { $compose up -d --no-build --no-deps --no-recreate --scale "executor=$1" executor >/dev/null 2>&1; }
running() { docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" \
    --filter "label=com.docker.compose.service=$1"; }
has_running() { [ "$(running "$1" | wc -l)" -eq "$2" ]; }
# crash ID: the process dies as by a fault of its own, so the engine starts the container again.
crash() {
    docker run --rm --pid=host --network none --user 0 --cap-drop ALL --cap-add KILL "$ELS_IMAGE" \
        sh -c "kill -9 $(docker inspect -f '{{.State.Pid}}' "$1")"
}
restarted() { [ "$(docker inspect -f '{{.RestartCount}} {{.State.Status}}' "$1")" = "1 running" ]; }
all_healthy() {
    # shellcheck disable=SC2046 # a list of words
    [ "$(docker inspect -f '{{.State.Health.Status}}' $(docker ps -q \
        --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME") | sort | uniq -c | tr -s ' ')" = " $1 healthy" ]
}
ended() { [ "$(state broker)" = exited ]; }

confinement() {
    # shellcheck disable=SC2046
    odd=$(docker inspect -f '{{.Name}} {{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' \
        $(ids) | grep -v ' els true \[ALL\] \[no-new-privileges:true\]$' || true)
    [ -z "$odd" ] || fail "not confined: $odd"
    docker exec "$(running broker)" sh -c '[ "$(id -u)" = 10001 ] && grep -q "^CapEff:.0000000000000000$" /proc/1/status &&
        ! touch /usr/local/x 2>/dev/null' || fail "the broker has an owner, capabilities or a root that it should not have"
    # shellcheck disable=SC2046
    published=$(docker inspect -f '{{range $port, $at := .HostConfig.PortBindings}}{{range $at}}{{.HostIp}} {{end}}{{end}}' \
        $(ids) | grep -v '^$' || true)
    [ "$published" = '127.0.0.1 ' ] || fail "published at: $published"
    [ "$(docker network inspect -f '{{.Internal}}' "${COMPOSE_PROJECT_NAME}_els")" = true ] || fail "the network has a way out"
}

dashboard() {
    until_true 60 "no dashboard at 127.0.0.1:$ELS_PORT" answers
    link=$($compose logs --no-color gateway 2>/dev/null | sed -n 's/.*dashboard: \(http[^ ]*\).*/\1/p' | head -n 1)
    token=${link#*#token=}
    [ "$link" = "http://127.0.0.1:$ELS_PORT/#token=$token" ] && [ "${#token}" -eq 32 ] || fail "the link is: $link"
    ask / | grep -q '<title>' || fail "the link leads to no page"
    [ "$(code /api/learning/status)" = 401 ] || fail "the API answers without the token"
    charts="by uPlot"
    [ "$(code /uplot.js)" = 200 ] || charts="of the page itself (the build had no uPlot)"
}

# The whole with one version of the tool.
try() {
    echo "$compose: a run with three executors" >&2
    $compose config >/dev/null 2>"$work/log" || fail "docker-compose.yml is not valid"
    $compose up -d --no-build --scale executor=3 >"$work/log" 2>&1 || fail "up failed"
    dashboard
    until_true 90 "not every process is healthy" all_healthy 11 # eight stages and two executors more, the gateway
    confinement
    goes_on "the start"
    scale 1
    until_true 60 "executors did not go" has_running executor 1
    goes_on "executors were taken away"
    scale 4
    until_true 60 "executors did not come" has_running executor 4
    goes_on "executors came"
    docker kill "$(running executor | head -n 1)" >/dev/null
    goes_on "an executor was killed for good"
    for victim in executor analyzer broker; do
        id=$(running $victim | head -n 1)
        crash "$id"
        until_true 60 "the engine does not start $victim again" restarted "$id"
        goes_on "$victim crashed"
    done
    until_true "$run_limit_s" "the run did not end" ended
    [ "$(docker inspect -f '{{.State.ExitCode}}' "$(ids broker)")" = 0 ] || fail "the broker did not end well"

    ask /api/learning/report >"$work/page" || fail "the dashboard is gone with the run"
    [ -z "$($compose run --rm -T keys 2>/dev/null)" ] || fail "keys were made a second time"
    $compose run --rm --no-deps -T broker els report --json >"$work/report" 2>/dev/null || fail "no report came out"
    grep -q '"status": "completed"' "$work/report" || fail "the report's status is not completed"
    lost=$(($(number total_tasks_executed "$work/alone") - $(number total_tasks_executed "$work/report")))
    failures=$(number infrastructure_failures "$work/report")
    [ "$lost" -eq 0 ] && [ "$failures" -eq 0 ] || fail "tasks missing $lost (below 0: counted twice), set aside $failures"
    [ "$(digest "$work/report")" = "$(digest "$work/alone")" ] || fail "the learned state is not that of an undisturbed run"
    $compose down -v --remove-orphans >/dev/null 2>&1 || fail "down failed"
    echo "$compose $($compose version --short): $(number iterations_completed "$work/report") iterations," \
        "$(number total_tasks_executed "$work/report") tasks; executors 3, 1, 4, one killed for good; an executor," \
        "the analyzer and the broker crashed once each; tasks lost 0, counted twice 0, set aside $failures;" \
        "state $(digest "$work/report" | cut -c 1-16), as undisturbed; charts $charts"
    passed=$((passed + 1))
}

for tool in $tools; do
    compose=$(echo "$tool" | tr _ ' ')
    export COMPOSE_PROJECT_NAME="els-check-$$-$passed"
    try
done
echo "$passed passed, 0 failed"
