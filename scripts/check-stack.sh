#!/bin/sh
# Runs deploy/stack.yml for real on a Docker Swarm of this machine: while a run is on, executors are
# scaled down and up and one is killed; the run ends with the learned state of an undisturbed one.
# Where no engine answers, or it is no swarm and may not be made one, it says so and passes.
#
# with-docker-engine.sh starts an engine for it: where ELS_DOCKER_ENGINE is set, the engine is made a swarm.
# Needs the image (ELS_IMAGE, els:check): `make check-compose` builds it.
set -eu
cd "$(dirname "$0")/.."

run_limit_s=400
iterations=300
export ELS_IMAGE="${ELS_IMAGE:-els:check}" ELS_ITERATIONS=$iterations ELS_SEED=5 ELS_EXECUTORS=3
stack=els-check-$$
work=$(mktemp -d)
export ELS_KEYS="$work/keys" ELS_GATEWAY=1 ELS_TOKEN=check-stack-0123456789 ELS_PORT=$((20000 + $$ % 10000))
left_swarm=''

skip() {
    echo "check-stack skipped: $1"
    rm -rf "$work"
    exit 0
}

fail() {
    docker stack ps --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' "$stack" >&2 || true
    docker service logs --tail 20 "${stack}_broker" >&2 || true
    echo "check-stack: $1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

clean_up() {
    status=$?
    trap - EXIT
    docker stack rm "$stack" >/dev/null 2>&1 || true
    # Containers let go of the volume a moment after the stack is gone.
    tries=0
    until docker volume rm "${stack}_store" >/dev/null 2>&1 || [ "$tries" -ge 30 ]; do
        tries=$((tries + 1))
        sleep 1
    done
    [ -z "$left_swarm" ] || docker swarm leave --force >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$status"
}

command -v docker >/dev/null 2>&1 || skip "no docker here"
command -v curl >/dev/null 2>&1 || skip "no curl here"
docker info >/dev/null 2>&1 || skip "no Docker engine answers"
trap clean_up EXIT
trap 'exit 130' INT TERM
if [ "$(docker info --format '{{.Swarm.LocalNodeState}}')" != active ]; then
    [ -n "${ELS_DOCKER_ENGINE:-}" ] || skip "the engine is no swarm (docker swarm init)"
    docker swarm init --advertise-addr 127.0.0.1 >/dev/null || fail "no swarm"
    left_swarm=yes
fi
docker image inspect "$ELS_IMAGE" >/dev/null 2>&1 || fail "no image $ELS_IMAGE: run make check-compose first"
node=$(docker info --format '{{.Swarm.NodeID}}')
docker node update --label-add els.store=true "$node" >/dev/null

# Keys made by the image, owned by whoever runs this.
docker run --rm --user "$(id -u):$(id -g)" -v "$work:/out" "$ELS_IMAGE" els keygen /out/keys >/dev/null ||
    fail "no keys"
docker stack deploy --detach=true --resolve-image never -c deploy/stack.yml "$stack" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "the stack was refused"
}

els() { docker run --rm -v "${stack}_store:/data:ro" "$ELS_IMAGE" els "$@" --store els-store; }
# The number of finished iterations.
progress() { els status --json 2>/dev/null | sed -n 's/.*"iteration": *\([0-9]*\).*/\1/p' | head -n 1; }
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
reached() { [ "$(progress || echo 0)" -ge "$1" ] 2>/dev/null; }
answers() {
    curl -sf --max-time 5 -H "Authorization: Bearer $ELS_TOKEN" "http://127.0.0.1:$ELS_PORT/readyz" >/dev/null
}
healthy() { # eight stages, two executors more, the gateway
    [ "$(docker ps --filter "label=com.docker.stack.namespace=$stack" --filter health=healthy -q | wc -l)" -eq 11 ]
}
ended() {
    docker stack ps --format '{{.Name}} {{.CurrentState}}' "$stack" | grep -q "^${stack}_broker.1 Complete"
}

echo "a run with $ELS_EXECUTORS executors" >&2
until_true "$run_limit_s" "the run does not get going" reached 1
until_true 60 "not every process is healthy" healthy
until_true 60 "no dashboard at port $ELS_PORT" answers
docker service scale --detach=true "${stack}_executor=1" >/dev/null
until_true "$run_limit_s" "it stopped after executors were taken away" reached 3
docker service scale --detach=true "${stack}_executor=4" >/dev/null
until_true "$run_limit_s" "it stopped after executors came" reached 5
victim=$(docker ps -q --filter "name=${stack}_executor" | head -n 1)
docker kill "$victim" >/dev/null
until_true "$run_limit_s" "the run did not end" ended

els report --json >"$work/report" || fail "no report came out"
grep -q '"status": "completed"' "$work/report" || fail "the report's status is not completed"
docker run --rm "$ELS_IMAGE" els run --store /tmp/alone --quiet --json --seed "$ELS_SEED" \
    --iterations "$iterations" >"$work/alone" || fail "no run of one container to compare with"
for report in report alone; do
    sed -n 's/.*"state_digest": "\([0-9a-f]*\)".*/\1/p' "$work/$report" >"$work/$report.digest"
    [ -s "$work/$report.digest" ] || fail "no digest in the $report"
done
cmp -s "$work/report.digest" "$work/alone.digest" || fail "the learned state is not that of an undisturbed run"
tasks() { sed -n 's/.*"total_tasks_executed": *\([0-9]*\).*/\1/p' "$work/$1"; }
[ "$(tasks report)" = "$(tasks alone)" ] || fail "$(tasks report) tasks instead of $(tasks alone)"
echo "swarm: $iterations iterations, $(tasks report) tasks; executors 3, 1, 4, one killed; tasks lost 0, counted twice 0;" \
    "state $(cut -c 1-16 "$work/report.digest"), as undisturbed"
echo "1 passed, 0 failed"
