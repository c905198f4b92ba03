#!/bin/bash
# A run from nothing to its report, a second one in the same store, and what the broker refuses.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--plugins customer_support,noop --iterations 4 --probe-tasks 8 --transfer-tasks 4
         --check-tasks 4 --agents react)

make_expected "${OPTIONS[@]}"
start_system "${OPTIONS[@]}"
finished broker 60
[ "$code" = 0 ] || fail "the broker ended with $code"
cmp -s "$T/store/report.json" "$T/expected.json" || fail "equal runs gave different reports"
grep -q '"iteration":6' "$T/store/status.json" || fail "status.json is not of the last iteration"
stop_all

start_system "${OPTIONS[@]}" --seed 2
finished broker 60
[ "$code" = 0 ] || fail "the second run ended with $code"
grep -q '"run":2' "$T/store/status.json" || fail "the second run is not run 2"
cmp -s "$T/store/report.json" "$T/expected.json" && fail "another seed gave the same report"
stop_all

# A store in use, and one cut off with other parameters.
launch broker els-broker --store "$T/store" "${OPTIONS[@]}"
ready broker
mkdir "$T/net2"
NET="ipc://$T/net2" launch other els-broker --store "$T/store" "${OPTIONS[@]}"
finished other 10
[ "$code" = 1 ] || fail "a store in use gave exit code $code"
grep -q "is in use by process ${pid_of[broker]}" "$T/other.log" || fail "no clear line on the lock"
kill_hard broker
launch broker els-broker --store "$T/store" "${OPTIONS[@]}" --batch-size 11
finished broker 10
[ "$code" = 1 ] || fail "other parameters gave exit code $code"
grep -q 'batch-size is .*10.* there and .*11.* here' "$T/broker.log" || fail "no clear line"
launch broker els-broker --store "$T/store" --plugins nonsense
finished broker 10
[ "$code" = 2 ] || fail "an unknown plugin gave exit code $code"

# Nobody to do the work: a clear line and exit code 4.
launch broker els-broker --store "$T/store2" --plugins noop --stage-wait-ms 300
ready broker
finished broker 10
[ "$code" = 4 ] || fail "a broker alone gave exit code $code"
grep -q 'has not been heard of' "$T/broker.log" || fail "no clear line on the missing stage"
echo ok
