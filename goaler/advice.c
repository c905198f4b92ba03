#include "advice.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MEMORY 0.1

static void measure_time(els_advice *advice, const els_progress *in)
{
    const els_plan *plan = &in->plan[0];
    uint64_t work_ns = 0;
    for (uint32_t i = 0; i < in->n_records; i++)
        work_ns += in->records[i].latency_ns;
    /* The plan says how long the iterations before it took: the newest of them is the difference,
     * and its records came with the progress before this one. The first measures, it is longer. */
    if (advice->has_before && plan->iteration > 2 && plan->learning_done_us > advice->done_us) {
        double iteration_s = (double)(plan->learning_done_us - advice->done_us) * 1e-6;
        double busy = (double)advice->work_ns * 1e-9 / iteration_s;
        double step = fmax(1.0 / ++advice->readings, MEMORY);
        advice->iteration_s += (iteration_s - advice->iteration_s) * step;
        advice->busy += (busy - advice->busy) * step;
    }
    advice->has_before = true;
    advice->done_us = plan->learning_done_us;
    advice->work_ns = work_ns;
}

static els_goal_entry *live_goal(els_advice *advice, els_goal_kind kind)
{
    for (uint32_t i = 0; i < advice->n; i++)
        if (els_goal_is_live(&advice->list[i]) && advice->list[i].kind == kind)
            return &advice->list[i];
    return NULL;
}

/* Two kinds, one live goal of each: there is always one that is over to make room. */
static els_goal_entry *set_goal(els_advice *advice, els_goal_kind kind, const char *subject,
                                double target, const els_plan *plan)
{
    if (advice->n == ELS_ADVICE_MAX) {
        uint32_t i = 0;
        while (els_goal_is_live(&advice->list[i]) && i + 1 < ELS_ADVICE_MAX)
            i++;
        memmove(&advice->list[i], &advice->list[i + 1],
                (ELS_ADVICE_MAX - 1 - i) * sizeof advice->list[0]);
        advice->n--;
    }
    els_goal_entry *goal = &advice->list[advice->n++];
    *goal = (els_goal_entry){.kind = kind,
                             .measure = ELS_MEASURE_TIME,
                             .target = target,
                             .priority = 0.3,
                             .number = ++advice->made,
                             .made_at = plan->iteration,
                             .due_at = plan->iterations};
    els_goaler_copy(goal->subject, sizeof goal->subject, els_str_of(subject));
    els_goaler_copy(goal->by, sizeof goal->by, ELS_STR("goaler"));
    return goal;
}

static void settle(els_goal_entry *goal, double value, bool is_last)
{
    if (!goal->is_measured)
        goal->start = value;
    goal->is_measured = true;
    goal->current = value;
    if (els_goal_is_reached(goal))
        goal->status = ELS_GOAL_ACHIEVED;
    else if (is_last)
        goal->status = ELS_GOAL_FAILED;
}

/* Whole executors that would account for what was at work at a time. */
static double executors_of(const els_advice *advice)
{
    return fmax(1, ceil(advice->busy - 0.05));
}

static void watch_executors(els_advice *advice, const els_plan *plan)
{
    els_goal_entry *goal = live_goal(advice, ELS_GOAL_BOTTLENECK);
    double share = advice->busy / executors_of(advice);
    if (!goal && share < ELS_ADVICE_BUSY)
        return;
    if (!goal) {
        goal = set_goal(advice, ELS_GOAL_BOTTLENECK, "executors' share of an iteration",
                        ELS_ADVICE_BUSY, plan);
        (void)snprintf(goal->reason, sizeof goal->reason,
                       "executors' work is %.0f %% of an iteration's time", 100 * share);
    }
    settle(goal, share, plan->last);
    double work_s = share * advice->iteration_s;
    (void)snprintf(goal->evidence, sizeof goal->evidence,
                   "%.3f s an iteration, %.3f s of it with %.2f executors at work",
                   advice->iteration_s, work_s, advice->busy);
    (void)snprintf(goal->action, sizeof goal->action,
                   "advice: with twice the executors about %.3f s an iteration, if there are "
                   "processors for them",
                   advice->iteration_s - work_s / 2);
}

static void watch_rest(els_advice *advice, const els_plan *plan)
{
    els_goal_entry *goal = live_goal(advice, ELS_GOAL_CAPACITY);
    uint64_t left = plan->iterations > plan->iteration ? plan->iterations - plan->iteration : 0;
    double rest_s = (double)left * advice->iteration_s;
    if (!goal && rest_s <= ELS_ADVICE_REST_S)
        return;
    if (!goal) {
        goal = set_goal(advice, ELS_GOAL_CAPACITY, "seconds to the end of the run",
                        ELS_ADVICE_REST_S, plan);
        (void)snprintf(goal->reason, sizeof goal->reason, "%llu iterations are left, %.3f s each",
                       (unsigned long long)left, advice->iteration_s);
    }
    settle(goal, rest_s, plan->last);
    (void)snprintf(goal->evidence, sizeof goal->evidence, "about %.0f s are left", rest_s);
    (void)snprintf(goal->action, sizeof goal->action,
                   "advice: fewer iterations, or more executors while they are what takes long");
}

void els_advice_observe(els_advice *advice, const els_progress *in)
{
    measure_time(advice, in);
    if (advice->readings < ELS_ADVICE_PATIENCE)
        return;
    watch_executors(advice, &in->plan[0]);
    watch_rest(advice, &in->plan[0]);
}

void els_advice_report(const els_advice *advice, els_arena *arena, els_progress *out)
{
    for (uint32_t i = 0; i < advice->n; i++) {
        els_goal *goal = &out->goals[out->n_goals++];
        *goal = els_goal_describe(&advice->list[i], arena);
        goal->id =
            els_arena_printf(arena, "advice-%llu", (unsigned long long)advice->list[i].number);
    }
}

void els_advice_visit(els_snapshot *snapshot, els_advice *advice)
{
    els_snapshot_count(snapshot, &advice->n, ELS_ADVICE_MAX, 89);
    for (uint32_t i = 0; i < advice->n; i++)
        els_goal_visit(snapshot, &advice->list[i]);
    els_snapshot_u64(snapshot, &advice->made);
    els_snapshot_bool(snapshot, &advice->has_before);
    els_snapshot_u64(snapshot, &advice->done_us);
    els_snapshot_u64(snapshot, &advice->work_ns);
    els_snapshot_u32(snapshot, &advice->readings);
    els_snapshot_f64(snapshot, &advice->iteration_s);
    els_snapshot_f64(snapshot, &advice->busy);
}
