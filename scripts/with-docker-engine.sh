#!/bin/sh
# with-docker-engine.sh COMMAND...: runs the commands one after the other, until one fails, with one Docker engine.
#
# ELS_DOCKER_ENGINE may name a script that starts one: called with `start`, with `env` (prints the shell lines that
# point docker at it) and, if no engine answered before, with `stop` at the end. Without it the engine is the one
# that docker finds by itself, if any.
set -eu
cd "$(dirname "$0")/.."

stop_engine() {
    status=$?
    trap - EXIT
    "$ELS_DOCKER_ENGINE" stop || true
    exit "$status"
}

if [ -n "${ELS_DOCKER_ENGINE:-}" ]; then
    (eval "$("$ELS_DOCKER_ENGINE" env)" && docker info >/dev/null 2>&1) || trap stop_engine EXIT
    trap 'exit 130' INT TERM
    "$ELS_DOCKER_ENGINE" start >&2 || {
        echo "$ELS_DOCKER_ENGINE start failed" >&2
        exit 1
    }
    eval "$("$ELS_DOCKER_ENGINE" env)"
fi
for command in "$@"; do
    "$command"
done
