#!/bin/bash
# kill -9 of every process in turn, in the middle of one run: the report is that of the undisturbed run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
OPTIONS=(--plugins customer_support,noop --iterations 60 --batch-size 40 --probe-tasks 8
         --transfer-tasks 4 --check-tasks 4 --agents react --lease-ms 300 --step-ms 1000)

make_expected "${OPTIONS[@]}"
start_system "${OPTIONS[@]}"
at=3
for victim in executor1 applier generator broker monitor analyzer executor2 forecaster goaler broker; do
    iteration_reached $at
    kill_hard $victim
    case $victim in
    broker) launch broker els-broker --once --store "$T/store" "${OPTIONS[@]}" ;;
    generator) launch generator els-generator ;;
    executor*) launch $victim els-test-stub executor ;;
    *) launch $victim els-test-stub $victim ;;
    esac
    at=$((at + 5))
done
finished broker 120
[ "$code" = 0 ] || fail "the broker ended with $code"
cmp -s "$T/store/report.json" "$T/expected.json" ||
    fail "killed: $(cat "$T/store/report.json"), undisturbed: $(cat "$T/expected.json")"
echo ok
