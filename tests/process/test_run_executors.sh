#!/bin/bash
# els run: the number of executors does not reach the learned state; the report; memory; no learning.
. "$(dirname "$0")/lib.sh"
AGENTS=all . "$(dirname "$0")/run.sh"
OPTIONS=(--iterations 3 --seed 7)

for executors in $(compares && echo 1) 2 $(compares && echo 4); do
    run "by$executors" "${OPTIONS[@]}" --executors $executors
    # No process above 64 MiB, all along (a sanitizer needs far more).
    while [ -z "$SANITIZE" ] && kill -0 "${pid_of[by$executors]}" 2>/dev/null; do
        for pid in $(cat "/proc/${pid_of[by$executors]}/task/${pid_of[by$executors]}/children" 2>/dev/null); do
            peak=$(sed -n 's/^VmHWM:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null)
            [ "${peak:-0}" -le 65536 ] || fail "$(cat /proc/$pid/comm) has used $peak KiB"
        done
        read -r -t 0.1 -u "${ready_of[by$executors]}" _ || true
    done
    ended "by$executors" 60
    [ "$code" = 0 ] || fail "the run with $executors executors ended with $code"
done
if compares; then
    same_digest by2 by1
    same_digest by4 by1
    run other --iterations 3 --seed 8
    ended other 60
    [ "$(digest other)" != "$(digest by1)" ] || fail "another seed gave the same state"
fi

"$BIN/els-test-json" document >"$T/keys" <"$T/by2.json" || fail "stdout is not one JSON document"
for key in status exponential_learning_achieved summary.iterations_completed \
    summary.total_tasks_executed summary.total_time_seconds summary.avg_time_per_iteration \
    performance.initial.success_rate performance.initial.success_rate_ci \
    performance.initial.avg_latency_ms performance.initial.avg_cost performance.final.success_rate \
    performance.final.success_rate_ci performance.final.avg_latency_ms performance.final.avg_cost \
    performance.final_multiplier performance.final_multiplier_ci performance.success_ratio \
    performance.speed_ratio performance.weighted_multiplier performance.multiplier_vs_best_single \
    performance.ceiling performance.success_rate_improvement_pct \
    performance.latency_improvement_pct learning.strategies_learned learning.strategy_knowledge \
    learning.config_adjustments learning.goal_adjustments milestones splits null_arms forecasts \
    learning_curve curve_fit state_digest seed versions; do
    grep -qx "$key" "$T/keys" || fail "the report has no $key"
done

run taught_nothing --iterations 3 --seed 7 --no-learning
ended taught_nothing 60
[ "$code" = 0 ] || fail "the run without learning ended with $code"
"$BIN/els-test-json" within performance.final_multiplier_ci 1.0 <"$T/taught_nothing.json" ||
    fail "without learning the multiplier's interval leaves out 1.0"
echo ok
