#!/bin/bash
# A task that kills whatever executor gets it is set aside after three of them, or the few more that were lost before
# the third was counted; the run goes on.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"

launch broker els-broker --once --store "$T/store" --plugins customer_support --iterations 3 \
    --batch-size 20 --probe-tasks 8 --transfer-tasks 4 --check-tasks 4 --agents react \
    --lease-ms 300 --silence-ms 600
ready broker
launch generator els-generator
for stage in analyzer applier forecaster goaler monitor; do
    launch "$stage" els-test-stub "$stage"
done
# A supervisor that starts an executor again whenever one dies. Deaths are noticed after a silence, so
# one or two more than three may be lost before the third is counted.
lost=0
launch executor els-test-stub executor --poison 7
while kill -0 "${pid_of[broker]}" 2>/dev/null; do
    if ! kill -0 "${pid_of[executor]}" 2>/dev/null; then
        finished executor 1
        [ "$code" = 0 ] && break # told to stop
        [ "$code" = 137 ] || fail "an executor ended with $code, not by its own SIGKILL"
        lost=$((lost + 1))
        [ $lost -le 6 ] || fail "$lost executors are lost"
        launch executor els-test-stub executor --poison 7
    fi
    read -r -t 0.02 -u "${ready_of[broker]}" _ || true
done
finished broker 60
[ "$code" = 0 ] || fail "the broker ended with $code"
[ $lost -ge 3 ] || fail "only $lost executors were lost: nothing was tested"
grep -qE 'task 7 of segment train ended [3-6] executors and is set aside' "$T/broker.log" ||
    fail "no line on the task"
echo ok
