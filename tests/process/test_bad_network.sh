#!/bin/bash
# test_bad_network.sh [SEED [WEATHER]]: broker and stages on one host, executors on another, keys on, and between them
# a cable that loses, delays and reorders packets and is cut for longer than leases and silence (relay.c). The run ends,
# the learned state is that of the undisturbed run, and the recordings of all processes add up with the journal: nothing
# is lost, nothing counts twice. Without ELS_EVERY=1 a short run of stand-ins, whose state is a hash over all tasks, in
# one weather. Skipped (77) where namespaces or their devices are not permitted.
. "$(dirname "$0")/hosts.sh"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
seed=${1:-1}
OPTIONS=(--plugins customer_support --batch-size 20 --probe-tasks 8 --transfer-tasks 4 --check-tasks 4 --select-tasks 4
         --agents react,memory --seed 5 --lease-ms 600 --step-ms 8000 --executor-wait-ms 60000)
if [ -n "${ELS_EVERY:-}" ]; then
    STAGES=real
    OPTIONS+=(--iterations 16 --silence-ms 2500)
    weathers=("loss=2 delay=20 jitter=20" "loss=10 delay=20 jitter=20"
              "loss=0 delay=20 jitter=20 calm=3000 cut=1000 cut_more=4000")
else
    OPTIONS+=(--iterations 24 --silence-ms 1000)
    weathers=("loss=2 delay=2 jitter=8 calm=1000 cuts=1 cut=1600")
fi

[ $# -lt 2 ] || weathers=("$2")

far_host
mkfifo "$T/cable"
exec {cable_fd}<>"$T/cable" # the relay ends when it is written to
# cable WEATHER: from now on
cable() {
    local line fd
    rm -f "$T/relay"
    mkfifo "$T/relay"
    exec {fd}<>"$T/relay"
    # shellcheck disable=SC2086 # a list of words
    "$BIN/els-test-relay" $far seed="$seed" $1 <"$T/cable" >"$T/relay" 2>"$T/relay.err" {fd}>&- {cable_fd}>&- &
    pid_of[relay]=$! ready_of[relay]=$fd
    until read -r -t 0.1 -u "$fd" line; do
        kill -0 "${pid_of[relay]}" 2>/dev/null || { echo "skipped: $(<"$T/relay.err")"; exit 77; }
    done
    addresses
}
# cable_gone: prints what it did
cable_gone() {
    echo >&"$cable_fd"
    finished relay 10
    echo "  $(<"$T/relay.err")"
    ! [[ $weather =~ calm && $(<"$T/relay.err") =~ '; 0 partitions' ]] || fail "the run is over before the cable is cut"
}

# The reference first: the relay's seed and weather do not matter to it.
make_expected "${OPTIONS[@]}"
share_keys
for weather in "${weathers[@]}"; do
    cable "$weather"
    mkdir "$T/taps"
    begun_us=${EPOCHREALTIME/./}
    HELLO=(--hello-ms 60000 --tap "$T/taps")
    launch broker els-broker --once --store "$T/store" --keys "$T/keys" --tap "$T/taps" "${OPTIONS[@]}"
    ready broker
    for role in generator analyzer applier forecaster goaler monitor; do
        launch_role $role $role --keys "$T/keys" "${HELLO[@]}"
    done
    ON=("${FAR[@]}")
    for i in 1 2; do
        launch_role executor executor$i --keys "$T/far-keys" "${HELLO[@]}"
    done
    ON=()
    finished broker 600
    took_us=$((${EPOCHREALTIME/./} - begun_us))
    [ "$code" = 0 ] || fail "$weather: the broker ended with $code"
    printf '%s: %s.%s s\n' "$weather" $((took_us / 1000000)) $((took_us / 100000 % 10))
    cable_gone
    stop_all
    [ "$(digest_of "$T/store/report.json")" = "$(digest_of "$T/expected.json")" ] || fail "$weather: another state"
    if [ "$STAGES" = real ]; then
        printf '  the state of the undisturbed run; '
        "$BIN/els-test-history" "$T/store" "$T/taps" || fail "$weather: the history does not add up"
    fi
    rm -rf "$T/store" "$T/taps"
done
