#!/bin/bash
# kill -9 of every process in turn, in the middle of one run: the report is that of the undisturbed run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
[ "$STAGES" = real ] && step=1 tasks=6 || step=5 tasks=20
iterations=$((10 * step + 4)) # ten are killed, from iteration 3 on
OPTIONS=(--iterations $iterations --batch-size $tasks --probe-tasks 8 --transfer-tasks 4 --check-tasks 2
         --select-tasks 2 --agents react --lease-ms 300 --step-ms 1500)
[ "$STAGES" = real ] || OPTIONS+=(--plugins customer_support,noop)

make_expected "${OPTIONS[@]}"
start_system "${OPTIONS[@]}"
at=3
for victim in executor1 applier generator broker monitor analyzer executor2 forecaster goaler broker; do
    iteration_reached $at
    kill_hard $victim
    case $victim in
    broker) launch broker els-broker --once --store "$T/store" "${OPTIONS[@]}" ;;
    *) launch_role "${victim%[0-9]}" $victim ;;
    esac
    at=$((at + step))
done
finished broker 240
[ "$code" = 0 ] || fail "the broker ended with $code"
killed=$(digest_of "$T/store/report.json")
[ "$killed" = "$(digest_of "$T/expected.json")" ] ||
    fail "killed: $killed, undisturbed: $(digest_of "$T/expected.json")"
echo ok
