#include "system_watch.h"

#include "forecast_series.h"
#include "system_state.h"

#include <math.h>
#include <stdio.h>

enum { KEPT = 64 }; /* values of a resource */

/* ---- saving ---- */

static void visit_resource(els_snapshot *snapshot, els_system_resource *r)
{
    els_snapshot_chars(snapshot, r->name, sizeof r->name);
    els_snapshot_chars(snapshot, r->unit, sizeof r->unit);
    els_snapshot_f64(snapshot, &r->limit);
    els_register_visit(snapshot, &r->series);
    els_snapshot_bool(snapshot, &r->has_forecast);
    els_snapshot_f64(snapshot, &r->ahead.mean);
    els_snapshot_f64(snapshot, &r->ahead.low);
    els_snapshot_f64(snapshot, &r->ahead.high);
    els_snapshot_u32(snapshot, &r->meets);
    els_snapshot_u32(snapshot, &r->earliest);
    els_snapshot_u64(snapshot, &r->read_at);
    if (!snapshot->out && !snapshot->err && (r->series.n == 0 || !(r->limit > 0)))
        snapshot->err = ELS_E_CORRUPT;
}

void els_system_watch_visit(els_snapshot *snapshot, els_system_watch *watch)
{
    els_snapshot_count(snapshot, &watch->n_resources, ELS_SYSTEM_RESOURCES_MAX, 113);
    for (uint32_t i = 0; i < watch->n_resources; i++)
        visit_resource(snapshot, &watch->resources[i]);
    els_snapshot_u64(snapshot, &watch->readings);
    els_snapshot_f64(snapshot, &watch->last_s);
    els_snapshot_f64(snapshot, &watch->every_s);
    els_snapshot_count(snapshot, &watch->n_promises, ELS_SYSTEM_AHEAD, 16);
    for (uint32_t i = 0; i < watch->n_promises; i++) {
        els_snapshot_u64(snapshot, &watch->promises[i].due);
        els_snapshot_u32(snapshot, &watch->promises[i].predicted);
        els_snapshot_u32(snapshot, &watch->promises[i].before);
    }
    els_snapshot_u32(snapshot, &watch->scored);
    els_snapshot_u32(snapshot, &watch->right);
    els_snapshot_u32(snapshot, &watch->right_naive);
}

/* ---- readings ---- */

static els_system_resource *resource_of(els_system_watch *watch, const els_gauge *gauge)
{
    for (uint32_t i = 0; i < watch->n_resources; i++)
        if (els_str_eq(els_str_of(watch->resources[i].name), gauge->name))
            return &watch->resources[i];
    if (watch->n_resources == ELS_SYSTEM_RESOURCES_MAX || gauge->name.len == 0)
        return NULL;
    els_system_resource *r = &watch->resources[watch->n_resources++];
    (void)snprintf(r->name, sizeof r->name, ELS_STR_FMT, ELS_STR_ARG(gauge->name));
    return r;
}

static bool is_sound(const els_gauge *gauge)
{
    return gauge->value >= 0 && gauge->value <= ELS_FORECAST_VALUE_MAX && gauge->limit > 0 &&
           isfinite(gauge->limit);
}

static els_forecast_point not_below_0(els_forecast_point p)
{
    return (els_forecast_point){fmax(p.mean, 0), fmax(p.low, 0), fmax(p.high, 0)};
}

static double newest(const els_system_resource *r)
{
    return r->series.values[r->series.n - 1];
}

static void foretell(els_system_resource *r)
{
    els_forecast_point points[ELS_SYSTEM_LIMIT];
    els_registered made;
    if (r->series.n < ELS_SYSTEM_LEAST)
        return;
    /* What is half full may meet its limit: a trend counts, and is worth the dearer method. */
    els_forecast_method method = 2 * newest(r) >= r->limit ? ELS_METHOD_AUTO : ELS_METHOD_COMBINED;
    els_forecast_series(method, r->series.values, r->series.n, 1, ELS_SYSTEM_LIMIT, points, NULL);
    for (uint32_t h = 0; h < ELS_SYSTEM_LIMIT; h++)
        points[h] = not_below_0(points[h]);
    r->has_forecast = true;
    r->ahead = points[ELS_SYSTEM_AHEAD - 1];
    r->meets = r->earliest = 0;
    if (newest(r) < r->limit) {
        els_limit_time when = els_limit_when(points, ELS_SYSTEM_LIMIT, newest(r), r->limit);
        r->meets = when.mean;
        r->earliest = when.earliest;
    }
    /* When it is due depends on the time between readings: the number of the reading counts. */
    (void)els_register_add(&r->series, ELS_SYSTEM_AHEAD, 0, r->ahead, &made);
}

static void read_gauge(els_system_watch *watch, const els_gauge *gauge, uint64_t iteration)
{
    els_registered scored[ELS_REGISTER_PENDING_MAX];
    els_system_resource *r = is_sound(gauge) ? resource_of(watch, gauge) : NULL;
    if (!r)
        return;
    (void)snprintf(r->unit, sizeof r->unit, ELS_STR_FMT, ELS_STR_ARG(gauge->unit));
    r->limit = gauge->limit;
    r->read_at = watch->readings;
    els_register_append(&r->series, gauge->value, iteration, KEPT);
    (void)els_register_score(&r->series, scored);
    foretell(r);
}

/* ---- states ---- */

/* It was in the newest reading: what a process that is gone once used says nothing about now. */
static bool is_current(const els_system_watch *watch, const els_system_resource *r)
{
    return r->read_at == watch->readings;
}

static els_system_state state_now(const els_system_resource *r)
{
    return els_system_state_of(els_str_of(r->name), newest(r) / r->limit);
}

static els_system_state state_ahead(const els_system_resource *r)
{
    return els_system_state_of(els_str_of(r->name), r->ahead.mean / r->limit);
}

/* The worst of all resources; false when none has a forecast. */
static bool worst(const els_system_watch *watch, els_system_state *ret_now,
                  els_system_state *ret_ahead)
{
    bool has_forecast = false;
    *ret_now = *ret_ahead = ELS_SYSTEM_OPTIMAL;
    for (uint32_t i = 0; i < watch->n_resources; i++) {
        const els_system_resource *r = &watch->resources[i];
        if (!is_current(watch, r))
            continue;
        if (state_now(r) > *ret_now)
            *ret_now = state_now(r);
        if (r->has_forecast && state_ahead(r) > *ret_ahead)
            *ret_ahead = state_ahead(r);
        has_forecast = has_forecast || r->has_forecast;
    }
    return has_forecast;
}

static void score_promises(els_system_watch *watch, els_system_state now)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < watch->n_promises; i++) {
        els_system_promise p = watch->promises[i];
        if (p.due > watch->readings) {
            watch->promises[kept++] = p;
            continue;
        }
        watch->scored++;
        watch->right += p.predicted == (uint32_t)now;
        watch->right_naive += p.before == (uint32_t)now;
    }
    watch->n_promises = kept;
}

static void take_readings(els_system_watch *watch, const els_plan *plan)
{
    els_system_state now, ahead;
    double since_s = plan->started_s - watch->last_s;
    watch->readings++;
    for (uint32_t i = 0; i < plan->n_gauges; i++)
        read_gauge(watch, &plan->gauges[i], plan->iteration);
    if (watch->readings > 1 && since_s > 0)
        watch->every_s = watch->readings == 2 ? since_s : 0.7 * watch->every_s + 0.3 * since_s;
    watch->last_s = plan->started_s;
    bool has_forecast = worst(watch, &now, &ahead);
    score_promises(watch, now);
    if (has_forecast && watch->n_promises < ELS_SYSTEM_AHEAD)
        watch->promises[watch->n_promises++] =
            (els_system_promise){watch->readings + ELS_SYSTEM_AHEAD, ahead, now};
}

/* ---- what is said ---- */

static double fullest(const els_system_resource *r)
{
    return fmax(newest(r), r->has_forecast ? r->ahead.mean : 0) / r->limit;
}

static void name_bottlenecks(const els_system_watch *watch, els_arena *arena, els_system *out)
{
    double use[ELS_SYSTEM_RESOURCES_MAX];
    out->bottlenecks = ELS_ARENA_NEW(arena, els_str, ELS_SYSTEM_RESOURCES_MAX);
    for (uint32_t i = 0; i < watch->n_resources; i++) {
        const els_system_resource *r = &watch->resources[i];
        uint32_t at = out->n_bottlenecks;
        if (!is_current(watch, r) || fullest(r) < ELS_SYSTEM_BOTTLENECK)
            continue;
        for (; at > 0 && use[at - 1] < fullest(r); at--) {
            use[at] = use[at - 1];
            out->bottlenecks[at] = out->bottlenecks[at - 1];
        }
        use[at] = fullest(r);
        out->bottlenecks[at] = els_arena_copy(arena, els_str_of(r->name));
        out->n_bottlenecks++;
    }
}

static els_resource describe(const els_system_watch *watch, const els_system_resource *r,
                             els_arena *arena)
{
    els_register_skill skill = els_register_skill_of(&r->series);
    bool is_full = newest(r) >= r->limit;
    els_resource out = {.name = els_arena_copy(arena, els_str_of(r->name)),
                        .unit = els_arena_copy(arena, els_str_of(r->unit)),
                        .value = newest(r),
                        .limit = r->limit,
                        .state = els_str_of(els_system_state_name(state_now(r))),
                        .readings = (uint32_t)r->series.points,
                        .meets_limit = is_full || r->meets,
                        .limit_s = r->meets * watch->every_s,
                        .may_meet_limit = is_full || r->earliest,
                        .earliest_s = r->earliest * watch->every_s,
                        .scored = r->series.scored,
                        .mae = skill.mae,
                        .mae_naive = skill.mae_naive,
                        .coverage = skill.coverage};
    if (r->has_forecast) {
        out.predicted = els_str_of(els_system_state_name(state_ahead(r)));
        out.mean = r->ahead.mean;
        out.low = r->ahead.low;
        out.high = r->ahead.high;
    }
    return out;
}

void els_system_watch_take(els_system_watch *watch, const els_plan *plan, els_arena *arena,
                           els_progress *out)
{
    els_system_state now, ahead;
    if (plan->n_gauges)
        take_readings(watch, plan);
    if (watch->n_resources == 0)
        return;
    bool has_forecast = worst(watch, &now, &ahead);
    els_system *system = ELS_ARENA_NEW(arena, els_system, 1);
    *system =
        (els_system){.state = els_str_of(els_system_state_name(now)),
                     .ahead_s = ELS_SYSTEM_AHEAD * watch->every_s,
                     .scored = watch->scored,
                     .right = watch->right,
                     .right_naive = watch->right_naive,
                     .resources = ELS_ARENA_NEW(arena, els_resource, ELS_SYSTEM_RESOURCES_MAX)};
    if (has_forecast)
        system->predicted = els_str_of(els_system_state_name(ahead));
    for (uint32_t i = 0; i < watch->n_resources; i++)
        if (is_current(watch, &watch->resources[i]))
            system->resources[system->n_resources++] = describe(watch, &watch->resources[i], arena);
    name_bottlenecks(watch, arena, system);
    out->system = system;
    out->n_system = 1;
}
