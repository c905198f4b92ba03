#!/bin/bash
# chaos.sh [FAULTS] [SEED]: a run whose processes are killed (-9) or stopped (SIGSTOP, then SIGCONT) at
# random, until it ends or FAULTS were made; then its recordings are reconciled with its journal and its
# state is compared with that of an undisturbed run. Prints the figures of docs/reliability.md.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
faults=${1:-40} RANDOM=${2:-1}
OPTIONS=(--iterations 16 --seed 5 --executors 3)
victims=(els-broker els-generator els-executor els-analyzer els-applier els-forecaster els-goaler els-monitor)

committed() {
    [ -e "$T/hurt/status.json" ] && [[ $(<"$T/hurt/status.json") =~ \"iteration\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}
now_ms() {
    local t=${EPOCHREALTIME/./}
    echo $((t / 1000))
}

run calm "${OPTIONS[@]}"
ended calm 300
[ "$code" = 0 ] || fail "the undisturbed run ended with $code"

mkdir "$T/taps"
run hurt "${OPTIONS[@]}" --tap "$T/taps"
at_iteration hurt 1
made=0 kills=0 stops=0 waited=()
while [ $made -lt "$faults" ] && kill -0 "${pid_of[hurt]}" 2>/dev/null; do
    victim=${victims[RANDOM % ${#victims[@]}]}
    pid=$(child hurt "$victim")
    [ -n "$pid" ] || continue
    before=$(committed) from=$(now_ms)
    if [ $((RANDOM % 3)) -gt 0 ]; then
        kill -KILL "$pid" 2>/dev/null || continue
        kills=$((kills + 1))
    else
        kill -STOP "$pid" 2>/dev/null || continue
        read -r -t "0.$((RANDOM % 9 + 1))" -u "${ready_of[hurt]}" _ || true
        kill -CONT "$pid" 2>/dev/null
        stops=$((stops + 1))
    fi
    made=$((made + 1))
    # Until the next commit: what a fault costs, one iteration's work included.
    while [ "$(committed)" = "$before" ] && kill -0 "${pid_of[hurt]}" 2>/dev/null; do
        read -r -t 0.01 -u "${ready_of[hurt]}" _ || true
    done
    waited+=("$(($(now_ms) - from)) $victim")
done
ended hurt 300
[ "$code" = 0 ] || fail "the disturbed run ended with $code"
same_digest hurt calm
"$BIN/els-test-history" "$T/hurt" "$T/taps" || fail "the history does not add up"
printf '%s kills, %s stops; the digest is that of the undisturbed run\n' $kills $stops
for victim in "${victims[@]}"; do
    printf '%s\n' "${waited[@]}" | awk -v v="$victim" '$2 == v {n++; t[n] = $1}
        END {if (n) {for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (t[j] < t[i]) {x = t[i]; t[i] = t[j]; t[j] = x}
        printf "until the next commit after a fault of %-15s %3d faults, median %5d ms, longest %5d ms\n", v, n, t[int((n + 1) / 2)], t[n]}}'
done
