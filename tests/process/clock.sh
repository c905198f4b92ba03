#!/bin/bash
# clock.sh: clocks that are wrong (libfaketime). The wall clock of all processes jumps by seconds to years, forward
# and back, in mid-run; then one process after the other lives on a monotonic clock that is faster or slower than that
# of the others. The state is that of the undisturbed run, and nothing is lost. Skipped (77) without libfaketime, which
# only `ELS_FAKETIME=1 make deps` installs, and under sanitizers: a program linked with them hangs.
lib=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$lib" ] || { echo "skipped: there is no libfaketime (Debian: faketime)"; exit 77; }
[ -z "${SANITIZE:-}" ] || { echo "skipped: sanitizers do not go with libfaketime"; exit 77; }
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/stubs.sh"
STAGES=real
OPTIONS=(--plugins customer_support --iterations 12 --batch-size 20 --probe-tasks 8 --transfer-tasks 4 --check-tasks 4
         --select-tasks 4 --agents react,memory --lease-ms 500 --step-ms 8000 --silence-ms 4000)
roles=(generator analyzer applier forecaster goaler monitor)

# begin [ROLE SPEED]: all processes with recordings; of that role, on a clock of that speed.
begin() {
    local role
    on broker "$@"
    launch broker els-broker --once --store "$T/store" --tap "$T/taps" "${OPTIONS[@]}"
    ready broker
    for role in "${roles[@]}"; do
        on "$role" "$@"
        launch "$role" "els-$role" --tap "$T/taps" --hello-ms 20000
    done
    on executor "$@"
    launch executor1 els-executor --tap "$T/taps" --hello-ms 20000
    ON=("${WALL[@]}")
    launch executor2 els-executor --tap "$T/taps" --hello-ms 20000
}
WALL=()
# on ROLE [FAST-ROLE SPEED]: sets what goes before a process of that role.
on() {
    ON=("${WALL[@]}")
    [ "$1" != "${2:-}" ] || ON=(env LD_PRELOAD="$lib" FAKETIME="+0 x$3")
}
check_end() {
    finished broker 120
    [ "$code" = 0 ] || fail "$1: the broker ended with $code"
    stop_all
    [ "$(digest_of "$T/store/report.json")" = "$(digest_of "$T/expected.json")" ] || fail "$1: another state"
    printf '%s: the state of the undisturbed run; ' "$1"
    "$BIN/els-test-history" "$T/store" "$T/taps" || fail "$1: the history does not add up"
}
forget() {
    rm -rf "$T/store" "$T/taps"
}

make_expected "${OPTIONS[@]}"

# Every reading of the clock asks the file.
WALL=(env LD_PRELOAD="$lib" DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1 FAKETIME_TIMESTAMP_FILE="$T/wall")
wall() {
    echo "$1" >"$T/wall.next"
    mv "$T/wall.next" "$T/wall"
}
wall +0
mkdir "$T/taps"
begin
at=1
for jump in +90 -90 +2d -1d +8y -20y +0 +3600; do
    iteration_reached $at
    wall $jump
    at=$((at + 1))
done
check_end "the wall clock jumps 8 times"
[ "$("$BIN/els" audit show --store "$T/store" --last 1000 | grep -o '^ *[0-9]* *20[0-9][0-9]' | awk '{print $2}' | sort -u | wc -l)" -ge 3 ] ||
    fail "the wall clock has not jumped"
forget
WALL=()

for speed in 3 0.3; do
    for role in broker executor applier; do
        mkdir "$T/taps"
        begin $role $speed
        check_end "the clock of one $role goes $speed times as fast"
        forget
    done
done
