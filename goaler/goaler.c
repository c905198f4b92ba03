#include "goaler.h"

#include "stats_probe.h"
#include "strata.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAGIC = 0x4c414f47, /* "GOAL" */
    LAYOUT = 1,
    GOALS_MAX = 32,
    POINT_TASKS = 30,  /* held-out tasks that make a point */
    WINDOW = 3,        /* points compared with as many before them */
    PLATEAU_TERM = 10, /* iterations given to leave a plateau */
};

#define MIX_TOLERANCE 0.1 /* smaller changes of the mix are noise */
#define HIGH_ENOUGH 0.98  /* success at which standing still is no plateau */

typedef enum { TARGET, PLATEAU, COST, KINDS } goal_kind;
static const char *const kind_names[KINDS] = {"performance_target", "plateau", "cost_reduction"};
typedef enum { ACTIVE, ACHIEVED, FAILED, STATUSES } goal_status;
static const char *const status_names[STATUSES] = {"active", "achieved", "failed"};

typedef struct {
    char subject[65];
    char action[129];
    uint32_t kind, status;
    double target, current, priority;
    uint64_t number, made_at, due_at;
} goal;

typedef struct {
    uint64_t right, graded;
} point;

typedef struct {
    els_strata strata;
    els_mix mix[ELS_MIX_MAX]; /* in force; texts in `texts` */
    uint32_t n_mix;
    els_arena texts;
    bool has_exploration;
    double exploration;
    point points[2 * WINDOW], open;
    uint32_t n_points;
    goal goals[GOALS_MAX];
    uint32_t n_goals;
    uint64_t goals_made;
    uint32_t adjustments;
} goaler;

static void *create(void)
{
    goaler *self = calloc(1, sizeof *self);
    if (!self)
        abort(); /* as an arena would */
    return self;
}

static void destroy(void **state)
{
    goaler *self = *state;
    els_arena_fini(&self->strata.texts);
    els_arena_fini(&self->texts);
    free(self);
    *state = NULL;
}

/* ---- saving ---- */

static void visit_chars(els_snapshot *snapshot, char *chars, size_t size)
{
    els_str text = els_str_of(chars);
    els_snapshot_text(snapshot, &text);
    if (snapshot->out)
        return;
    if (text.len >= size) {
        snapshot->err = ELS_E_LIMIT;
        return;
    }
    memmove(chars, text.ptr ? text.ptr : "", text.len);
    chars[text.len] = '\0';
}

static void visit_goal(els_snapshot *snapshot, goal *g)
{
    visit_chars(snapshot, g->subject, sizeof g->subject);
    visit_chars(snapshot, g->action, sizeof g->action);
    els_snapshot_u32(snapshot, &g->kind);
    els_snapshot_u32(snapshot, &g->status);
    els_snapshot_f64(snapshot, &g->target);
    els_snapshot_f64(snapshot, &g->current);
    els_snapshot_f64(snapshot, &g->priority);
    els_snapshot_u64(snapshot, &g->number);
    els_snapshot_u64(snapshot, &g->made_at);
    els_snapshot_u64(snapshot, &g->due_at);
    if (!snapshot->out && (g->kind >= KINDS || g->status >= STATUSES))
        snapshot->err = ELS_E_CORRUPT;
}

static void visit(els_snapshot *snapshot, goaler *self)
{
    els_strata_visit(snapshot, &self->strata);
    if (!snapshot->out)
        snapshot->arena = &self->texts;
    els_snapshot_count(snapshot, &self->n_mix, ELS_MIX_MAX, 16);
    for (uint32_t i = 0; i < self->n_mix; i++) {
        els_snapshot_text(snapshot, &self->mix[i].plugin);
        els_snapshot_text(snapshot, &self->mix[i].family);
        els_snapshot_f64(snapshot, &self->mix[i].weight);
    }
    els_snapshot_bool(snapshot, &self->has_exploration);
    els_snapshot_f64(snapshot, &self->exploration);
    els_snapshot_u64(snapshot, &self->open.right);
    els_snapshot_u64(snapshot, &self->open.graded);
    els_snapshot_count(snapshot, &self->n_points, 2 * WINDOW, 16);
    for (uint32_t i = 0; i < self->n_points; i++) {
        els_snapshot_u64(snapshot, &self->points[i].right);
        els_snapshot_u64(snapshot, &self->points[i].graded);
    }
    els_snapshot_count(snapshot, &self->n_goals, GOALS_MAX, 60);
    for (uint32_t i = 0; i < self->n_goals; i++)
        visit_goal(snapshot, &self->goals[i]);
    els_snapshot_u64(snapshot, &self->goals_made);
    els_snapshot_u32(snapshot, &self->adjustments);
}

static void save(const void *state, els_buf *out)
{
    els_snapshot snapshot;
    els_snapshot_write(&snapshot, out, MAGIC, LAYOUT);
    visit(&snapshot, (goaler *)state); /* writing changes nothing */
    els_snapshot_finish(&snapshot);
}

static els_err restore(void *state, els_str bytes)
{
    goaler *self = state;
    els_snapshot snapshot;
    els_err err = els_snapshot_read(&snapshot, bytes, MAGIC, LAYOUT, &self->texts);
    if (err)
        return err;
    visit(&snapshot, self);
    return els_snapshot_close(&snapshot);
}

/* ---- goals ---- */

static goal *active_goal(goaler *self, goal_kind kind, els_str subject)
{
    for (uint32_t i = 0; i < self->n_goals; i++) {
        goal *g = &self->goals[i];
        if (g->status == ACTIVE && g->kind == kind && els_str_eq(els_str_of(g->subject), subject))
            return g;
    }
    return NULL;
}

/* Appends a goal; the oldest finished one makes room. NULL when all are active. */
static goal *add_goal(goaler *self, goal_kind kind, els_str subject, uint64_t iteration)
{
    if (self->n_goals == GOALS_MAX) {
        uint32_t i = 0;
        while (i < GOALS_MAX && self->goals[i].status == ACTIVE)
            i++;
        if (i == GOALS_MAX)
            return NULL;
        memmove(&self->goals[i], &self->goals[i + 1], (GOALS_MAX - 1 - i) * sizeof(goal));
        self->n_goals--;
    }
    goal *g = &self->goals[self->n_goals++];
    *g = (goal){.kind = kind, .made_at = iteration, .number = ++self->goals_made};
    (void)snprintf(g->subject, sizeof g->subject, ELS_STR_FMT,
                   ELS_STR_ARG(els_str_sub(subject, 0, 64)));
    return g;
}

/* Newest value of a series as the forecaster saw it this iteration. */
static bool newest_value(const els_progress *in, els_str name, double *ret_value)
{
    bool found = false;
    for (uint32_t i = 0; i < in->n_forecasts; i++) {
        const els_forecast *f = &in->forecasts[i];
        if (!els_str_eq(f->series, name))
            continue;
        if (f->scored)
            *ret_value = f->actual;
        else if (f->made_at == in->iteration)
            *ret_value = f->naive;
        else
            continue;
        found = true;
    }
    return found;
}

static bool is_reached(const goal *g)
{
    return g->kind == COST ? g->current <= g->target : g->current >= g->target;
}

static void review_goals(goaler *self, const els_progress *in)
{
    for (uint32_t i = 0; i < self->n_goals; i++) {
        goal *g = &self->goals[i];
        if (g->status != ACTIVE)
            continue;
        bool is_new = g->kind != PLATEAU && newest_value(in, els_str_of(g->subject), &g->current);
        if (is_new && is_reached(g))
            g->status = ACHIEVED;
        else if (in->iteration >= g->due_at)
            g->status = FAILED;
    }
}

/* The farthest forecast made now of a series whose forecasts beat the last value. */
static const els_forecast *promise(const els_progress *in, const els_forecast_record *record)
{
    const els_forecast *farthest = NULL;
    for (uint32_t i = 0; i < in->n_forecasts && record->wins; i++) {
        const els_forecast *f = &in->forecasts[i];
        if (els_str_eq(f->series, record->series) && !f->scored && f->made_at == in->iteration &&
            (!farthest || f->due_at > farthest->due_at))
            farthest = f;
    }
    return farthest;
}

static void set_targets(goaler *self, const els_progress *in)
{
    for (uint32_t i = 0; i < in->n_forecast_records; i++) {
        const els_forecast_record *record = &in->forecast_records[i];
        const els_forecast *f = promise(in, record);
        goal_kind kind = els_str_eq(record->series, ELS_STR("cost_per_solved")) ? COST : TARGET;
        if (!f || active_goal(self, kind, record->series))
            continue;
        double gain = kind == COST ? f->naive - f->mean : f->mean - f->naive;
        if (!(gain > 1e-3 * fmax(fabs(f->naive), 1e-9)))
            continue; /* no improvement is forecast: nothing to aim at */
        goal *g = add_goal(self, kind, record->series, in->iteration);
        if (!g)
            return;
        g->target = f->mean;
        g->current = f->naive;
        g->due_at = f->due_at;
        g->priority = fmin(1, 0.3 + gain / fmax(fabs(f->naive), 0.1));
        (void)snprintf(g->action, sizeof g->action,
                       "watched; set from the forecast for iteration %llu",
                       (unsigned long long)f->due_at);
    }
}

/* ---- exploration ---- */

static void set_exploration(goaler *self, double wanted, char *text, size_t size)
{
    double old = self->exploration;
    double bounded = fmin(fmax(wanted, ELS_GOALER_EXPLORATION_MIN), ELS_GOALER_EXPLORATION_MAX);
    if (bounded == old) {
        (void)snprintf(text, size, "exploration stays at %.3f", old);
        return;
    }
    self->exploration = bounded;
    self->adjustments++;
    (void)snprintf(text, size, "exploration %.3f to %.3f", old, bounded);
}

static void on_points(goaler *self, uint64_t iteration)
{
    point before = {0}, after = {0};
    for (int i = 0; i < WINDOW; i++) {
        before.right += self->points[i].right;
        before.graded += self->points[i].graded;
        after.right += self->points[WINDOW + i].right;
        after.graded += self->points[WINDOW + i].graded;
    }
    els_interval gain =
        els_stats_newcombe((double)after.right, (double)after.graded, (double)before.right,
                           (double)before.graded, ELS_STATS_Z95);
    double success = (double)after.right / (double)after.graded;
    els_str subject = ELS_STR("held-out success");
    goal *g = active_goal(self, PLATEAU, subject);
    char action[129];
    if (gain.low > 0) {
        set_exploration(self, self->exploration * 0.8, action, sizeof action);
        if (g) {
            g->current = success;
            g->status = ACHIEVED;
        }
    } else if (success < HIGH_ENOUGH) {
        set_exploration(self, self->exploration * 1.25, action, sizeof action);
        if (!g)
            g = add_goal(self, PLATEAU, subject, iteration);
        if (g && g->made_at == iteration) {
            g->target = fmin(1, success + 0.05);
            g->due_at = iteration + PLATEAU_TERM;
            g->priority = fmin(1, 1.2 - success);
        }
        if (g) {
            g->current = success;
            memcpy(g->action, action, sizeof action);
        }
    }
    /* The next decision needs a window of its own. */
    memmove(self->points, self->points + WINDOW, WINDOW * sizeof(point));
    self->n_points = WINDOW;
}

static void observe_held_out(goaler *self, const els_progress *in)
{
    const els_plan *plan = &in->plan[0];
    els_outcomes o = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("select"));
    if (o.graded == 0)
        o = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("train"));
    self->open.right += o.right;
    self->open.graded += o.graded;
    if (self->open.graded < POINT_TASKS)
        return;
    self->points[self->n_points++] = self->open;
    self->open = (point){0};
    if (self->n_points == 2 * WINDOW)
        on_points(self, in->iteration);
}

/* ---- the mix ---- */

static void keep_mix(goaler *self, const els_mix *mix, uint32_t n)
{
    els_arena_reset(&self->texts);
    for (uint32_t i = 0; i < n; i++)
        self->mix[i] = (els_mix){els_arena_copy(&self->texts, mix[i].plugin),
                                 els_arena_copy(&self->texts, mix[i].family), mix[i].weight};
    self->n_mix = n;
}

/* The mix in force, or the even one over the same strata while there is none. */
static double distance_from_force(const goaler *self, const els_mix *mix, uint32_t n)
{
    els_mix even[ELS_MIX_MAX];
    uint32_t families = 0;
    if (self->n_mix)
        return els_mix_distance(self->mix, self->n_mix, mix, n);
    for (uint32_t i = 0; i < n; i++)
        families += mix[i].family.len > 0;
    for (uint32_t i = 0; i < n; i++) {
        even[i] = mix[i];
        if (mix[i].family.len)
            even[i].weight = 0.5 / families;
    }
    return els_mix_distance(even, n, mix, n);
}

static void observe_strata(goaler *self, const els_progress *in)
{
    static const char *const used[] = {"train", "select"}; /* never a probe or transfer segment */
    const els_plan *plan = &in->plan[0];
    for (size_t s = 0; s < sizeof used / sizeof *used; s++) {
        uint32_t count, at = els_plan_find_segment(plan, els_str_of(used[s]));
        const els_record *records = els_records_of(in->records, in->n_records, at, &count);
        if (at == plan->n_segments || plan->segments[at].split > ELS_SPLIT_SELECT)
            continue;
        for (uint32_t i = 0; i < count; i++)
            els_strata_add(&self->strata, &records[i]);
    }
    els_mix mix[ELS_MIX_MAX];
    uint32_t n = els_strata_mix(&self->strata, plan->plugins, plan->n_plugins, mix);
    if (n && distance_from_force(self, mix, n) > MIX_TOLERANCE) {
        keep_mix(self, mix, n);
        self->adjustments++;
    }
}

/* ---- the stage ---- */

static void report(const goaler *self, els_arena *arena, els_progress *out)
{
    out->goals = ELS_ARENA_NEW(arena, els_goal, GOALS_MAX);
    out->n_goals = 0;
    for (uint32_t i = 0; i < self->n_goals; i++) {
        const goal *g = &self->goals[i];
        out->goals[out->n_goals++] = (els_goal){
            .id = els_arena_printf(arena, "goal-%llu", (unsigned long long)g->number),
            .kind = els_str_of(kind_names[g->kind]),
            .subject = els_arena_copy(arena, els_str_of(g->subject)),
            .target = g->target,
            .current = g->current,
            .priority = g->priority,
            .made_at = g->made_at,
            .due_at = g->due_at,
            .status = els_str_of(status_names[g->status]),
            .action = els_arena_copy(arena, els_str_of(g->action)),
        };
    }
    out->next_mix = ELS_ARENA_NEW(arena, els_mix, ELS_MIX_MAX);
    out->n_next_mix = self->n_mix;
    for (uint32_t i = 0; i < self->n_mix; i++)
        out->next_mix[i] =
            (els_mix){els_arena_copy(arena, self->mix[i].plugin),
                      els_arena_copy(arena, self->mix[i].family), self->mix[i].weight};
    out->next_exploration = self->exploration;
    out->goal_adjustments = self->adjustments;
}

static els_err apply(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out)
{
    goaler *self = state;
    const els_plan *plan = &in->plan[0];
    (void)context;
    if (!self->has_exploration) {
        self->exploration = plan->exploration;
        self->has_exploration = true;
    }
    if (plan->learning) {
        review_goals(self, in);
        set_targets(self, in);
        observe_held_out(self, in);
        observe_strata(self, in);
    }
    report(self, arena, out);
    return ELS_OK;
}

const els_stage_desc els_goaler_stage = {
    .create = create, .destroy = destroy, .save = save, .restore = restore, .apply = apply};
