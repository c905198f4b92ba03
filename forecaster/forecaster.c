#include "forecaster.h"

#include "forecast_register.h"
#include "forecast_series.h"
#include "stats_probe.h"
#include "system_watch.h"

#include <math.h>
#include <stdlib.h>

enum {
    MAGIC = 0x54534346, /* "FCST" */
    LAYOUT = 3,
    POINTS_MIN = 4, /* before the first forecast */
};

enum {
    TRAIN_SUCCESS,
    PROBE_SUCCESS,
    COST_PER_SOLVED,
    MULTIPLIER,
    SELECT_SUCCESS,
    SELECT_COST,
    SERIES
};

static const struct {
    const char *name;
    bool is_log;   /* forecast on the log scale: ratios and costs */
    bool is_share; /* within 0..1 */
} kinds[SERIES] = {
    [TRAIN_SUCCESS] = {"train_success", false, true},
    [PROBE_SUCCESS] = {"probe_success", false, true},
    [COST_PER_SOLVED] = {"cost_per_solved", true, false},
    [MULTIPLIER] = {"multiplier", true, false},
    [SELECT_SUCCESS] = {"select_success", false, true},
    [SELECT_COST] = {"select_cost_per_solved", true, false},
};
static const uint32_t horizons[] = {1, 5};

typedef struct {
    els_arm baseline; /* probe tasks of iteration 0 */
    els_register series[SERIES];
    els_system_watch system; /* wall-clock facts; nothing above knows of them */
} forecaster;

static void *create(void)
{
    return els_zeroed(1, sizeof(forecaster));
}

static void destroy(void **state)
{
    forecaster *self = *state;
    els_arm_fini(&self->baseline);
    free(self);
    *state = NULL;
}

static void visit(els_snapshot *snapshot, void *state)
{
    forecaster *self = state;
    els_arm_visit(snapshot, &self->baseline);
    for (int s = 0; s < SERIES; s++)
        els_register_visit(snapshot, &self->series[s]);
    els_system_watch_visit(snapshot, &self->system);
}

/* ---- forecasts of one series ---- */

static els_forecast describe(int kind, const els_registered *p)
{
    return (els_forecast){.series = els_str_of(kinds[kind].name),
                          .made_at = p->made_at,
                          .due_at = p->due_at,
                          .method = els_str_of(els_forecast_method_name(ELS_METHOD_COMBINED)),
                          .mean = p->mean,
                          .low = p->low,
                          .high = p->high,
                          .naive = p->naive};
}

/* Scores what was due with the value that came last. */
static void score(els_register *s, int kind, els_progress *out)
{
    els_registered scored[ELS_REGISTER_PENDING_MAX];
    uint32_t n = els_register_score(s, scored);
    for (uint32_t i = 0; i < n; i++) {
        els_forecast *f = &out->forecasts[out->n_forecasts++];
        *f = describe(kind, &scored[i]);
        f->scored = true;
        f->actual = s->values[s->n - 1];
    }
}

static double bounded(int kind, double value)
{
    if (kinds[kind].is_log)
        return exp(fmin(fmax(value, -50), 50));
    return kinds[kind].is_share ? fmin(fmax(value, 0), 1) : value;
}

static void foretell(els_register *s, int kind, uint64_t iterations, els_progress *out)
{
    double values[ELS_REGISTER_VALUES_MAX];
    els_forecast_point points[8];
    uint64_t gap = s->points > 1 && s->last_at > s->before_at ? s->last_at - s->before_at : 1;
    if (s->n < POINTS_MIN)
        return;
    for (uint32_t i = 0; i < s->n; i++)
        values[i] = kinds[kind].is_log ? log(s->values[i]) : s->values[i];
    els_forecast_series(ELS_METHOD_COMBINED, values, s->n, 1, 5, points, NULL);
    for (size_t k = 0; k < sizeof horizons / sizeof *horizons; k++) {
        uint32_t h = horizons[k];
        uint64_t due_at = s->last_at + h * gap;
        els_forecast_point point = {bounded(kind, points[h - 1].mean),
                                    bounded(kind, points[h - 1].low),
                                    bounded(kind, points[h - 1].high)};
        els_registered made;
        if (due_at <= iterations && els_register_add(s, h, due_at, point, &made))
            out->forecasts[out->n_forecasts++] = describe(kind, &made);
    }
}

static void observe(forecaster *self, int kind, double value, const els_plan *plan,
                    els_progress *out)
{
    els_register *s = &self->series[kind];
    if (!isfinite(value) || (kinds[kind].is_log && !(value > 0)))
        return;
    els_register_append(s, value, plan->iteration, ELS_REGISTER_VALUES_MAX);
    score(s, kind, out);
    foretell(s, kind, plan->iterations, out);
}

static void observe_probe(forecaster *self, const els_plan *plan, const els_progress *in,
                          els_progress *out)
{
    uint32_t count, at = els_plan_find_segment(plan, ELS_STR("probe"));
    const els_record *records = els_records_of(in->records, in->n_records, at, &count);
    els_outcomes probe = {0};
    if (at == plan->n_segments || !records)
        return;
    els_outcomes_add(&probe, records, count);
    if (probe.graded)
        observe(self, PROBE_SUCCESS, els_outcomes_success(&probe), plan, out);
    if (probe.right)
        observe(self, COST_PER_SOLVED, (double)probe.cost / (double)probe.right, plan, out);
    els_arena arena = {0};
    els_arm now = {0};
    els_arm_set(&now, &plan->segments[at], records, count);
    els_arm_pairs pairs = els_arm_pair(&self->baseline, &now, &arena);
    if (pairs.now.right && pairs.now.cost) {
        double base = (double)pairs.base.cost / fmax((double)pairs.base.right, 1);
        double cost = (double)pairs.now.cost / (double)pairs.now.right;
        observe(self, MULTIPLIER, base / cost, plan, out);
    }
    els_arm_fini(&now);
    els_arena_fini(&arena);
}

static els_err apply(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out)
{
    forecaster *self = state;
    const els_plan *plan = &in->plan[0];
    (void)context;
    out->forecasts = ELS_ARENA_NEW(arena, els_forecast, SERIES * (ELS_REGISTER_PENDING_MAX + 2));
    out->n_forecasts = 0;
    uint32_t count, at = els_plan_find_segment(plan, ELS_STR("baseline"));
    const els_record *records = els_records_of(in->records, in->n_records, at, &count);
    if (at < plan->n_segments && records && !plan->last)
        els_arm_set(&self->baseline, &plan->segments[at], records, count);

    els_outcomes train = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("train"));
    if (train.graded)
        observe(self, TRAIN_SUCCESS, els_outcomes_success(&train), plan, out);
    els_outcomes select = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("select"));
    if (select.graded)
        observe(self, SELECT_SUCCESS, els_outcomes_success(&select), plan, out);
    if (select.right)
        observe(self, SELECT_COST, (double)select.cost / (double)select.right, plan, out);
    observe_probe(self, plan, in, out);

    out->forecast_records = ELS_ARENA_NEW(arena, els_forecast_record, SERIES);
    out->n_forecast_records = 0;
    for (int kind = 0; kind < SERIES; kind++) {
        const els_register *s = &self->series[kind];
        if (s->points == 0)
            continue;
        els_register_skill skill = els_register_skill_of(s);
        out->forecast_records[out->n_forecast_records++] = (els_forecast_record){
            .series = els_str_of(kinds[kind].name),
            .scored = s->scored,
            .mae = skill.mae,
            .mae_naive = skill.mae_naive,
            .coverage = skill.coverage,
            .wins = s->scored >= ELS_FORECAST_MIN_SCORED && s->errors < s->errors_naive};
    }
    els_system_watch_take(&self->system, plan, arena, out);
    return ELS_OK;
}

const els_stage_desc els_forecaster_stage = {
    .create = create,
    .destroy = destroy,
    .visit = visit,
    .magic = MAGIC,
    .layout = LAYOUT,
    .apply = apply,
};
