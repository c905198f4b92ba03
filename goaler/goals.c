#include "goals.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[ELS_GOAL_KINDS_] = {
    "performance_target", "resource_optimization", "capacity_planning", "bottleneck_prevention",
    "cost_reduction",     "service_level",         "pattern_adaptation"};
static const char *const status_names[ELS_GOAL_STATUSES_] = {"active", "in_progress", "achieved",
                                                             "failed", "cancelled"};
static const char *const measure_names[ELS_MEASURES_] = {"success", "cost", "training", "waste",
                                                         "time"};

void els_goaler_copy(char *to, size_t size, els_str text)
{
    size_t n = text.len < size ? text.len : size - 1;
    if (n)
        memcpy(to, text.ptr, n);
    to[n] = '\0';
}

/* ---- one goal ---- */

bool els_goal_is_live(const els_goal_entry *goal)
{
    return goal->status == ELS_GOAL_ACTIVE || goal->status == ELS_GOAL_IN_PROGRESS;
}

/* The lower the better. */
static bool wants_less(const els_goal_entry *goal)
{
    return goal->measure == ELS_MEASURE_COST || goal->measure == ELS_MEASURE_WASTE ||
           goal->measure == ELS_MEASURE_TIME;
}

bool els_goal_is_reached(const els_goal_entry *goal)
{
    if (!goal->is_measured)
        return false;
    return wants_less(goal) ? goal->current <= goal->target : goal->current >= goal->target;
}

/* Way from start to target, 0..1; 1 when achieved, 0 while nothing is measured. */
static double progress_of(const els_goal_entry *goal)
{
    if (goal->status == ELS_GOAL_ACHIEVED || els_goal_is_reached(goal))
        return 1;
    if (!goal->is_measured || goal->start == goal->target || !isfinite(goal->start))
        return 0;
    double way = (goal->current - goal->start) / (goal->target - goal->start);
    return fmin(fmax(way, 0), 1);
}

/* ---- the book ---- */

els_goal_entry *els_goals_live(els_goal_book *book, els_goal_kind kind, els_goal_measure measure,
                               els_str subject)
{
    for (uint32_t i = 0; i < book->n; i++) {
        els_goal_entry *goal = &book->list[i];
        if (els_goal_is_live(goal) && goal->kind == kind && goal->measure == measure &&
            els_str_eq(els_str_of(goal->subject), subject))
            return goal;
    }
    return NULL;
}

/* A new entry at the end, the oldest closed one making room; NULL when all are live. */
static els_goal_entry *append(els_goal_book *book, const els_goal_entry *goal,
                              els_goal_status status)
{
    if (book->n == ELS_GOALS_MAX) {
        uint32_t i = 0;
        while (i < ELS_GOALS_MAX && els_goal_is_live(&book->list[i]))
            i++;
        if (i == ELS_GOALS_MAX)
            return NULL;
        memmove(&book->list[i], &book->list[i + 1], (ELS_GOALS_MAX - 1 - i) * sizeof book->list[0]);
        book->n--;
    }
    els_goal_entry *added = &book->list[book->n++];
    *added = *goal;
    added->number = ++book->made;
    added->status = status;
    return added;
}

els_goal_entry *els_goals_add(els_goal_book *book, const els_goal_entry *goal)
{
    uint32_t live = 0;
    for (uint32_t i = 0; i < book->n; i++)
        live += els_goal_is_live(&book->list[i]);
    return live < ELS_GOALS_LIVE_MAX ? append(book, goal, ELS_GOAL_ACTIVE) : NULL;
}

void els_goals_refuse(els_goal_book *book, const els_goal_entry *goal)
{
    (void)append(book, goal, ELS_GOAL_FAILED); /* has room: see ELS_GOALS_LIVE_MAX */
}

els_goal_entry *els_goals_find(els_goal_book *book, uint64_t number)
{
    for (uint32_t i = 0; i < book->n; i++)
        if (book->list[i].number == number)
            return &book->list[i];
    return NULL;
}

/* ---- measuring ---- */

static void cut_subject(els_str subject, els_str *ret_plugin, els_str *ret_family)
{
    els_str rest = subject;
    *ret_plugin = *ret_family = (els_str){"", 0};
    if (els_str_eq(subject, ELS_STR("all")))
        return;
    els_str_split(&rest, '/', ret_plugin);
    if (rest.ptr)
        *ret_family = rest;
}

const els_stratum *els_goal_row(const els_strata *strata, els_str subject)
{
    els_str plugin, family;
    cut_subject(subject, &plugin, &family);
    return els_strata_find(strata, plugin, family);
}

bool els_goal_covers(els_str subject, els_str plugin, els_str family)
{
    els_str of_plugin, of_family;
    cut_subject(subject, &of_plugin, &of_family);
    return (of_plugin.len == 0 || els_str_eq(of_plugin, plugin)) &&
           (of_family.len == 0 || els_str_eq(of_family, family));
}

static void set_current(els_goal_entry *goal, double value)
{
    if (!goal->is_measured)
        goal->start = value;
    goal->is_measured = true;
    goal->current = value;
}

/* Returns the number of tasks that the value rests on. */
static uint32_t measure(els_goal_entry *goal, const els_strata *strata)
{
    const els_stratum *row = els_goal_row(strata, els_str_of(goal->subject));
    if (goal->measure == ELS_MEASURE_WASTE)
        return goal->is_measured ? ELS_GOAL_TASKS_MIN : 0;
    if (!row)
        return 0;
    els_stratum_success recent = els_stratum_recent(row);
    double cost = els_stratum_cost(row);
    switch (goal->measure) {
    case ELS_MEASURE_SUCCESS:
        set_current(goal, recent.value);
        (void)snprintf(goal->evidence, sizeof goal->evidence,
                       "%u of the newest %u tasks right, 95 %% interval %.3f to %.3f", recent.right,
                       recent.n, recent.interval.low, recent.interval.high);
        return recent.n;
    case ELS_MEASURE_COST:
        if (!isfinite(cost))
            return 0;
        set_current(goal, cost);
        (void)snprintf(goal->evidence, sizeof goal->evidence,
                       "%.1f work units a task and success %.3f, both with a memory of 50 tasks",
                       row->cost, row->slow);
        return recent.n;
    case ELS_MEASURE_TRAINING:
        set_current(goal, (double)(row->trained - goal->trained_at_start));
        (void)snprintf(goal->evidence, sizeof goal->evidence,
                       "%.0f tasks trained since, newest success %.3f of %u tasks", goal->current,
                       recent.value, recent.n);
        return ELS_GOAL_TASKS_MIN; /* a count needs no sample */
    default:
        return 0;
    }
}

void els_goals_review(els_goal_book *book, const els_strata *strata, double waste,
                      uint64_t iteration, bool is_last)
{
    for (uint32_t i = 0; i < book->n; i++) {
        els_goal_entry *goal = &book->list[i];
        if (!els_goal_is_live(goal))
            continue;
        if (goal->measure == ELS_MEASURE_WASTE && waste >= 0) {
            set_current(goal, waste);
            (void)snprintf(goal->evidence, sizeof goal->evidence,
                           "%.0f %% of the newest training tasks were of mastered kinds",
                           100 * waste);
        }
        uint32_t tasks = measure(goal, strata);
        if (tasks >= ELS_GOAL_TASKS_MIN && els_goal_is_reached(goal))
            goal->status = ELS_GOAL_ACHIEVED;
        else if (is_last || (goal->due_at && iteration >= goal->due_at))
            goal->status = ELS_GOAL_FAILED;
    }
}

els_goal els_goal_describe(const els_goal_entry *goal, els_arena *arena)
{
    return (els_goal){
        .id = els_arena_printf(arena, "goal-%llu", (unsigned long long)goal->number),
        .kind = els_str_of(kind_names[goal->kind]),
        .subject = els_arena_copy(arena, els_str_of(goal->subject)),
        .target = goal->target,
        .current = goal->current,
        .priority = goal->priority,
        .made_at = goal->made_at,
        .due_at = goal->due_at,
        .status = els_str_of(status_names[goal->status]),
        .action = els_arena_copy(arena, els_str_of(goal->action)),
        .metric = els_str_of(measure_names[goal->measure]),
        .start = goal->start,
        .progress = progress_of(goal),
        .by = els_arena_copy(arena, els_str_of(goal->by)),
        .reason = els_arena_copy(arena, els_str_of(goal->reason)),
        .evidence = els_arena_copy(arena, els_str_of(goal->evidence)),
    };
}

/* ---- saving ---- */

void els_goal_visit(els_snapshot *snapshot, els_goal_entry *goal)
{
    els_snapshot_u32(snapshot, &goal->kind);
    els_snapshot_u32(snapshot, &goal->status);
    els_snapshot_u32(snapshot, &goal->measure);
    els_snapshot_chars(snapshot, goal->subject, sizeof goal->subject);
    els_snapshot_chars(snapshot, goal->by, sizeof goal->by);
    els_snapshot_chars(snapshot, goal->reason, sizeof goal->reason);
    els_snapshot_chars(snapshot, goal->evidence, sizeof goal->evidence);
    els_snapshot_chars(snapshot, goal->action, sizeof goal->action);
    els_snapshot_f64(snapshot, &goal->target);
    els_snapshot_f64(snapshot, &goal->start);
    els_snapshot_f64(snapshot, &goal->current);
    els_snapshot_f64(snapshot, &goal->priority);
    els_snapshot_bool(snapshot, &goal->is_measured);
    els_snapshot_u64(snapshot, &goal->number);
    els_snapshot_u64(snapshot, &goal->made_at);
    els_snapshot_u64(snapshot, &goal->due_at);
    els_snapshot_u64(snapshot, &goal->trained_at_start);
    if (!snapshot->out && (goal->kind >= ELS_GOAL_KINDS_ || goal->status >= ELS_GOAL_STATUSES_ ||
                           goal->measure >= ELS_MEASURES_))
        snapshot->err = ELS_E_CORRUPT;
}

void els_goals_visit(els_snapshot *snapshot, els_goal_book *book)
{
    els_snapshot_count(snapshot, &book->n, ELS_GOALS_MAX, 89);
    for (uint32_t i = 0; i < book->n; i++)
        els_goal_visit(snapshot, &book->list[i]);
    els_snapshot_u64(snapshot, &book->made);
}
