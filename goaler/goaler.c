#include "goaler.h"

#include "actions.h"
#include "advice.h"
#include "commands.h"
#include "raise.h"
#include "stats_probe.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MAGIC = 0x4c414f47, /* "GOAL" */
    LAYOUT = 2,
    WASTE_TASKS = 100, /* training tasks before their waste is known, and its memory */
};

typedef struct {
    els_strata strata;
    els_goal_book book;
    els_actions actions;
    els_curriculum curriculum;
    els_trend trend;
    els_advice advice;
    bool has_knobs;
    els_knobs knobs;
    uint64_t trained;
    double waste; /* share of the training tasks of mastered kinds */
    uint32_t adjustments;
} goaler;

static void *create(void)
{
    return els_zeroed(1, sizeof(goaler));
}

static void destroy(void **state)
{
    goaler *self = *state;
    els_arena_fini(&self->strata.texts);
    els_arena_fini(&self->curriculum.texts);
    free(self);
    *state = NULL;
}

/* ---- saving ---- */

static void visit(els_snapshot *snapshot, void *state)
{
    goaler *self = state;
    els_arena *arena = snapshot->arena; /* parts of the state set their own */
    els_strata_visit(snapshot, &self->strata);
    els_curriculum_visit(snapshot, &self->curriculum);
    snapshot->arena = arena;
    els_goals_visit(snapshot, &self->book);
    els_actions_visit(snapshot, &self->actions);
    els_trend_visit(snapshot, &self->trend);
    els_advice_visit(snapshot, &self->advice);
    els_snapshot_bool(snapshot, &self->has_knobs);
    els_knobs_visit(snapshot, &self->knobs);
    els_snapshot_u64(snapshot, &self->trained);
    els_snapshot_f64(snapshot, &self->waste);
    els_snapshot_u32(snapshot, &self->adjustments);
}

/* ---- an iteration ---- */

static bool is_mastered(const els_strata *strata, const els_record *record)
{
    const els_stratum *row = els_strata_find(strata, record->plugin, record->family);
    return row && els_curriculum_is_mastered(row);
}

static void count_waste(goaler *self, const els_record *record)
{
    double wasted = is_mastered(&self->strata, record) ? 1 : 0;
    uint64_t n = ++self->trained < WASTE_TASKS ? self->trained : WASTE_TASKS;
    self->waste += (wasted - self->waste) / (double)n;
}

/* Only these two segments are ever looked at: never a probe or transfer one. */
static void observe_segment(goaler *self, const els_progress *in, const char *name, bool is_train,
                            bool is_even)
{
    const els_plan *plan = &in->plan[0];
    uint32_t count, at = els_plan_find_segment(plan, els_str_of(name));
    if (at == plan->n_segments || plan->segments[at].split > ELS_SPLIT_SELECT)
        return;
    const els_record *records = els_records_of(in->records, in->n_records, at, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (is_train && records[i].verdict != ELS_VERDICT_INFRASTRUCTURE)
            count_waste(self, &records[i]);
        els_strata_add(&self->strata, &records[i], is_train, is_even, plan->iteration);
    }
}

/* Success of tasks drawn alike: the select split, or the train split where there is no other. */
static els_trend_result observe(goaler *self, const els_progress *in)
{
    const els_plan *plan = &in->plan[0];
    els_outcomes o = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("select"));
    uint32_t select = els_plan_find_segment(plan, ELS_STR("select"));
    bool has_select = select < plan->n_segments && plan->segments[select].count > 0;
    if (!has_select)
        o = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("train"));
    observe_segment(self, in, "train", true, !has_select);
    observe_segment(self, in, "select", false, true);
    return els_trend_add(&self->trend, o.right, o.graded);
}

/* The most important goal that something can be done for; the older of equals. */
static els_goal_entry *foremost(els_goal_book *book)
{
    els_goal_entry *best = NULL;
    for (uint32_t i = 0; i < book->n; i++) {
        els_goal_entry *goal = &book->list[i];
        bool can_act = goal->measure == ELS_MEASURE_SUCCESS || goal->measure == ELS_MEASURE_COST;
        if (els_goal_is_live(goal) && can_act && goal->is_measured &&
            (!best || goal->priority > best->priority))
            best = goal;
    }
    return best;
}

static void act(goaler *self, const els_plan *plan)
{
    const els_trial *judged =
        els_actions_judge(&self->actions, &self->strata, plan->iteration, &self->knobs);
    els_goal_entry *served = judged ? els_goals_find(&self->book, judged->goal) : NULL;
    if (served)
        (void)snprintf(served->action, sizeof served->action, "%.160s: %s", judged->change,
                       judged->verdict == ELS_TRIAL_HELPED    ? "helped"
                       : judged->verdict == ELS_TRIAL_NO_HELP ? "did not help, taken back"
                                                              : "not measured, taken back");
    if (judged && judged->verdict != ELS_TRIAL_HELPED && judged->kind != ELS_ACTION_WAIT)
        self->adjustments++;
    els_goal_entry *goal = foremost(&self->book);
    const els_trial *trial = goal ? els_actions_try(&self->actions, goal, &self->strata, plan->seed,
                                                    plan->iteration, &self->knobs)
                                  : NULL;
    if (!trial || trial->kind == ELS_ACTION_WAIT)
        return;
    goal->status = ELS_GOAL_IN_PROGRESS;
    els_goaler_copy(goal->action, sizeof goal->action, els_str_of(trial->change));
    self->adjustments++;
}

static void steer(goaler *self, const els_progress *in, const els_trend_result *trend)
{
    const els_plan *plan = &in->plan[0];
    double waste = self->trained >= WASTE_TASKS ? self->waste : -1;
    els_raise_from_forecasts(&self->book, &self->strata, in);
    els_raise_from_trend(&self->book, trend, plan->iteration);
    els_raise_from_kinds(&self->book, &self->strata, plan);
    els_raise_from_waste(&self->book, waste, plan->iteration);
    act(self, plan);
    els_mix mix[ELS_MIX_MAX];
    uint32_t n = els_curriculum_mix(&self->strata, &self->book, plan->plugins, plan->n_plugins,
                                    &self->knobs.curriculum, mix);
    self->adjustments += els_curriculum_take(&self->curriculum, mix, n);
}

static void report(const goaler *self, els_arena *arena, els_progress *out)
{
    out->goals = ELS_ARENA_NEW(arena, els_goal, ELS_GOALS_MAX + ELS_ADVICE_MAX);
    out->n_goals = 0;
    for (uint32_t i = 0; i < self->book.n; i++)
        out->goals[out->n_goals++] = els_goal_describe(&self->book.list[i], arena);
    els_advice_report(&self->advice, arena, out);
    if (out->plan[0].learning)
        els_curriculum_report(&self->curriculum, &self->strata, arena, out);
    out->next_exploration = self->knobs.exploration;
    out->next_difficulty = self->knobs.difficulty;
    out->goal_adjustments = self->adjustments;
    els_actions_report(&self->actions, arena, out);
}

static els_err apply(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out)
{
    goaler *self = state;
    const els_plan *plan = &in->plan[0];
    (void)context;
    if (!self->has_knobs) {
        self->knobs = (els_knobs){.curriculum = {.sharpness = 1, .focus = 2},
                                  .exploration = plan->exploration};
        self->has_knobs = true;
    }
    els_goal_commands(&self->book, plan);
    els_advice_observe(&self->advice, in);
    els_trend_result trend = {.verdict = ELS_TREND_UNKNOWN};
    if (!plan->last)
        trend = observe(self, in);
    els_goals_review(&self->book, &self->strata, self->trained >= WASTE_TASKS ? self->waste : -1,
                     plan->iteration, plan->last);
    if (plan->learning && !plan->last)
        steer(self, in, &trend);
    report(self, arena, out);
    return ELS_OK;
}

const els_stage_desc els_goaler_stage = {
    .create = create,
    .destroy = destroy,
    .visit = visit,
    .magic = MAGIC,
    .layout = LAYOUT,
    .apply = apply,
};
