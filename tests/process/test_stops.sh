#!/bin/bash
# Every process in turn is stopped for longer than a lease and a silence, then goes on: what it still
# sends of an epoch or a lease that is over does not count, and the state is that of the undisturbed run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--iterations 40 --batch-size 20 --probe-tasks 8 --transfer-tasks 4 --check-tasks 4 --agents react
         --plugins customer_support,noop --lease-ms 200 --step-ms 400 --silence-ms 300)
make_expected "${OPTIONS[@]}"
mkfifo "$T/silent"
exec {silent}<>"$T/silent"
start_system "${OPTIONS[@]}"
at=3
for victim in executor1 applier generator broker monitor analyzer executor2 forecaster goaler; do
    iteration_reached $at
    kill -STOP "${pid_of[$victim]}"
    read -r -t 0.6 -u "$silent" _ || true # the length of the stop
    kill -CONT "${pid_of[$victim]}"
    at=$((at + 4))
done
finished broker 120
[ "$code" = 0 ] || fail "the broker ended with $code"
[ "$(digest_of "$T/store/report.json")" = "$(digest_of "$T/expected.json")" ] || fail "another state"
echo ok
