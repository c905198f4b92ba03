/* report.c — the report and the status as JSON. Deterministic but for what is named seconds or
 * latency and the part "system". Numbers keep eight digits; rounding happens here and nowhere
 * before. */
#include "monitor_state.h"

#include "codec.h"
#include "els_hash.h"
#include "report_goals.h"
#include "report_json.h"
#include "report_system.h"
#include "stats_curve.h"

#include <stdio.h>
#include <stdlib.h>

/* The status is small: the broker journals it, and it is limited in size. */
enum { STATUS_GOALS = 24, STATUS_ACTIONS = 12 };

#define PROOF_MULTIPLIER 1.5 /* lower bound that `exponential_learning_achieved` asks for */

/* As a number while every reader of JSON keeps all its digits, else as text. */
static json_t *exact(uint64_t value)
{
    char digits[24];
    if (value <= UINT64_C(1) << 53)
        return count(value);
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    return json_string(digits);
}

static json_t *range(els_interval interval)
{
    return json_pack("[o,o]", real(interval.low), real(interval.high));
}

static json_t *outcomes(const els_outcomes *o)
{
    if (o->graded == 0)
        return json_null();
    json_t *object = json_object();
    put(object, "success_rate", real(els_outcomes_success(o)));
    put(object, "success_rate_ci", range(els_outcomes_interval(o)));
    put(object, "avg_latency_ms", real((double)o->latency_ns / 1e6 / (double)o->graded));
    put(object, "avg_cost", real((double)o->cost / (double)o->graded));
    put(object, "cost_per_solved",
        o->right ? real((double)o->cost / (double)o->right) : json_null());
    put(object, "tasks", count(o->graded));
    if (o->distinct)
        put(object, "distinct_tasks", count(o->distinct));
    put(object, "infrastructure_failures", count(o->infrastructure));
    return object;
}

/* ---- performance ---- */

typedef struct {
    els_measure main, off, placebo, single;
} measures;

static measures measure_all(const els_monitor *m, uint64_t seed)
{
    return (measures){
        .main = els_measure_arms(&m->baseline, &m->live, ELS_REPLICATES_END, seed),
        .off = els_measure_arms(&m->baseline, &m->off, ELS_REPLICATES_END, seed + 1),
        .placebo = els_measure_arms(&m->baseline, &m->placebo, ELS_REPLICATES_END, seed + 2),
        .single = els_measure_arms(&m->single, &m->live, ELS_REPLICATES_END, seed + 3),
    };
}

static double improvement_pct(double ratio)
{
    return 100 * (ratio - 1);
}

static json_t *performance(const els_monitor *m, const measures *all)
{
    const els_measure *x = &all->main;
    json_t *object = json_object();
    bool paired = x->ratio.pairs > 0;
    /* Without a probe (noop alone) the training check is all there is. */
    put(object, "initial", outcomes(paired ? &x->base : &m->splits[ELS_SPLIT_TRAIN].initial));
    put(object, "final", outcomes(paired ? &x->now : &m->splits[ELS_SPLIT_TRAIN].final));
    put(object, "final_multiplier",
        x->has_multiplier ? real(x->ratio.multiplier.value) : json_null());
    put(object, "final_multiplier_ci",
        x->has_multiplier ? range(x->ratio.multiplier.interval) : json_null());
    put(object, "multiplier_verdict",
        json_string(x->has_multiplier ? "multiplier" : "no multiplier"));
    put(object, "multiplier_refusal", json_string(els_measure_refusal(x)));
    if (!paired)
        return object;
    put(object, "paired_tasks", count(x->ratio.pairs));
    put(object, "templates", count(x->ratio.clusters));
    put(object, "pairs_lost_to_infrastructure", count(x->infrastructure));
    put(object, "success_difference", real(x->difference.mean));
    put(object, "success_difference_ci", range(x->difference.interval));
    put(object, "success_ratio", real(x->ratio.success_ratio.value));
    put(object, "success_ratio_ci", range(x->ratio.success_ratio.interval));
    put(object, "speed_ratio", real(x->ratio.speed_ratio.value));
    put(object, "speed_ratio_ci", range(x->ratio.speed_ratio.interval));
    put(object, "weighted_multiplier", real(els_measure_weighted(x)));
    if (all->single.ratio.is_defined) {
        put(object, "multiplier_vs_best_single", real(all->single.ratio.multiplier.value));
        put(object, "multiplier_vs_best_single_ci", range(all->single.ratio.multiplier.interval));
        put(object, "best_single_agent", json_string(m->single_agent));
    } else {
        put(object, "multiplier_vs_best_single", json_null());
    }
    const els_arm *arms[] = {&m->baseline, &m->live, &m->single};
    double ceiling = els_measure_ceiling(x, arms, 3);
    put(object, "ceiling", ceiling > 0 ? real(ceiling) : json_null());
    put(object, "success_rate_improvement_pct",
        x->base.right ? real(improvement_pct(x->ratio.success_ratio.value)) : json_null());
    double latency = els_measure_latency_ratio(x);
    put(object, "latency_improvement_pct",
        latency > 0 && x->base.latency_ns ? real(100 * (1 - 1 / latency)) : json_null());
    return object;
}

/* ---- null arms and the verdict ---- */

static bool is_null(const els_measure *arm)
{
    els_interval ends = arm->ratio.multiplier.interval;
    return arm->ratio.is_defined && ends.low <= 1 && ends.high >= 1;
}

static json_t *null_arm(const els_measure *arm)
{
    if (!arm->ratio.is_defined)
        return json_null();
    json_t *object = json_object();
    put(object, "multiplier", real(arm->ratio.multiplier.value));
    put(object, "multiplier_ci", range(arm->ratio.multiplier.interval));
    put(object, "success_difference", real(arm->difference.mean));
    put(object, "success_difference_ci", range(arm->difference.interval));
    put(object, "tasks", count(arm->ratio.pairs));
    put(object, "contains_one", json_boolean(is_null(arm)));
    return object;
}

static json_t *null_arms(const els_monitor *m, const measures *all)
{
    const els_decision_counts *p = &m->decided[ELS_DECIDED_PLACEBO];
    uint64_t decided = p->promoted + p->rejected;
    json_t *object = json_object(), *placebo = null_arm(&all->placebo);
    put(object, "learning_off", null_arm(&all->off));
    put(object, "placebo", placebo);
    put(object, "placebo_promoted", count(p->promoted));
    put(object, "placebo_decisions", count(decided));
    put(object, "false_promotion_rate",
        decided ? real((double)p->promoted / (double)decided) : json_null());
    /* The monitor sees decisions, not gates: it cannot vouch that both kinds pass the same one. */
    put(object, "false_promotion_note",
        json_string("of placebo decisions; holds for promotions that passed the same gate"));
    return object;
}

/* What stands against the claim; empty when nothing does. */
static json_t *objections(const measures *all)
{
    json_t *list = json_array();
    if (!all->main.has_multiplier)
        json_array_append_new(list, json_string(els_measure_refusal(&all->main)));
    else if (!(all->main.ratio.multiplier.interval.low >= PROOF_MULTIPLIER))
        json_array_append_new(list, json_string("the multiplier's lower bound is below 1.5"));
    if (!is_null(&all->off))
        json_array_append_new(list, json_string(all->off.ratio.is_defined
                                                    ? "the arm without learning is off 1.0 as well"
                                                    : "the arm without learning was not measured"));
    if (!is_null(&all->placebo))
        json_array_append_new(list, json_string(all->placebo.ratio.is_defined
                                                    ? "the placebo arm is off 1.0 as well"
                                                    : "the placebo arm was not measured"));
    return list;
}

/* ---- learning ---- */

static json_t *strategies(const els_progress *progress, uint64_t *ret_learned)
{
    json_t *list = json_array();
    *ret_learned = 0;
    for (uint32_t i = 0; i < progress->n_strategies; i++) {
        const els_strategy *s = &progress->strategies[i];
        *ret_learned += s->learned;
        json_t *object = json_object();
        put(object, "kind", text(s->kind));
        put(object, "agent", text(s->agent));
        put(object, "params", text(s->params));
        put(object, "gain", real(s->gain));
        put(object, "gain_ci", range((els_interval){s->low, s->high}));
        put(object, "tasks", count(s->tasks));
        put(object, "learned", json_boolean(s->learned));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *config_changes(const els_monitor *m)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < m->n_configs; i++) {
        const els_config_change *c = &m->configs[i];
        json_t *object = json_object();
        put(object, "subject", text(els_str_of(c->subject)));
        put(object, "iteration", count(c->iteration));
        put(object, "effect", real(c->effect));
        put(object, "effect_ci", range((els_interval){c->low, c->high}));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *learning(const els_monitor *m, const els_progress *progress)
{
    uint64_t learned;
    json_t *object = json_object(), *knowledge = strategies(progress, &learned);
    put(object, "strategies_learned", count(learned));
    put(object, "strategy_knowledge", knowledge);
    put(object, "config_adjustments", count(m->n_configs));
    put(object, "config_changes", config_changes(m));
    put(object, "goal_adjustments", count(progress->goal_adjustments));
    put(object, "library_size", count(progress->library_size));
    return object;
}

/* Few choices with small chances weigh so much that an estimate can leave the range of what it
 * estimates, 0 .. most: cut to it. */
static els_estimate possible(els_estimate e, double most)
{
    return (els_estimate){
        fmin(fmax(e.value, 0), most),
        {fmin(fmax(e.interval.low, 0), most), fmin(fmax(e.interval.high, 0), most)}};
}

/* Of each architecture: what it did in training, and what it would have done alone. */
/* What an architecture was chosen for, by plugin; those it had nothing of are left out. */
static json_t *kinds(const els_monitor *m, const els_agent_row *row, const els_plan *plan)
{
    json_t *list = json_array();
    for (uint32_t k = 0; k < ELS_AGENT_LOG_KINDS; k++) {
        const els_outcomes *o = &row->of_kind[k];
        bool is_named = k < plan->n_plugins && k < ELS_AGENT_LOG_KINDS - 1;
        if (!o->graded)
            continue;
        json_t *object = json_object();
        put(object, "kind", is_named ? text(plan->plugins[k]) : json_string("others"));
        put(object, "tasks", count(o->graded));
        put(object, "share", real((double)o->graded / (double)m->agents.logged));
        put(object, "success_rate", real(els_outcomes_success(o)));
        put(object, "cost_per_solved",
            o->right ? real((double)o->cost / (double)o->right) : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *agents(const els_monitor *m, const els_plan *plan)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < m->agents.n; i++) {
        const els_agent_row *row = &m->agents.rows[i];
        els_estimate success = possible(els_policy_dr(&row->success), 1);
        els_estimate weighted = possible(els_policy_ips(&row->success), 1);
        els_estimate cost = possible(els_policy_dr(&row->cost), INFINITY);
        json_t *object = json_object();
        put(object, "agent", text(els_str_of(row->name)));
        put(object, "chosen", count(row->outcomes.graded));
        put(object, "share", real((double)row->outcomes.graded / (double)m->agents.logged));
        put(object, "abstained", count(row->abstained));
        put(object, "outcomes", outcomes(&row->outcomes));
        put(object, "kinds", kinds(m, row, plan));
        put(object, "alone_success", real(success.value));
        put(object, "alone_success_ci", range(success.interval));
        put(object, "alone_success_ips", real(weighted.value));
        put(object, "alone_success_ips_ci", range(weighted.interval));
        put(object, "alone_cost", real(cost.value));
        put(object, "alone_cost_ci", range(cost.interval));
        put(object, "alone_taken", count(row->success.taken));
        json_array_append_new(list, object);
    }
    return list;
}

/* ---- the course of the run ---- */

static json_t *milestones(const els_monitor *m)
{
    json_t *list = json_array();
    for (int i = 0; i < ELS_MONITOR_MILESTONES; i++)
        json_array_append_new(list, json_pack("{s:o,s:o}", "multiplier", real(els_milestones[i]),
                                              "iteration",
                                              m->reached[i] ? count(m->reached[i]) : json_null()));
    return list;
}

static json_t *splits(const els_monitor *m)
{
    static const char *const names[ELS_SPLIT_COUNT_] = {"train", "select", "probe", "transfer"};
    json_t *object = json_object();
    for (int i = 0; i < ELS_SPLIT_COUNT_; i++)
        put(object, names[i],
            json_pack("{s:o,s:o}", "initial", outcomes(&m->splits[i].initial), "final",
                      outcomes(&m->splits[i].final)));
    return object;
}

static json_t *learning_curve(const els_monitor *m)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < m->n_curve; i++) {
        const els_curve_row *row = &m->curve[i];
        json_t *object = json_object();
        put(object, "iteration", count(row->iteration));
        put(object, "tasks", count(row->tasks));
        put(object, "success", real(row->success));
        put(object, "low", real(row->low));
        put(object, "high", real(row->high));
        put(object, "avg_cost", real(row->avg_cost));
        put(object, "multiplier", row->has_multiplier ? real(row->multiplier) : json_null());
        put(object, "multiplier_low",
            row->has_multiplier ? real(row->multiplier_low) : json_null());
        put(object, "multiplier_high",
            row->has_multiplier ? real(row->multiplier_high) : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

/* On the multipliers as measured on the small probe, also where no claim is made of them: leaving
 * out the bad ones would bend the curve. */
static json_t *curve_fit(const els_monitor *m, els_arena *arena)
{
    double *x = ELS_ARENA_NEW(arena, double, ELS_CURVE_ROWS_MAX);
    double *y = ELS_ARENA_NEW(arena, double, ELS_CURVE_ROWS_MAX);
    size_t n = 0;
    for (uint32_t i = 0; i < m->n_curve; i++)
        if (m->curve[i].is_small) {
            x[n] = (double)m->curve[i].iteration;
            y[n++] = m->curve[i].multiplier;
        }
    json_t *object = json_object();
    els_curve_comparison c = els_curve_compare(x, y, n);
    put(object, "series", json_string("multiplier"));
    put(object, "points", count(n));
    put(object, "best", json_string(c.is_enough ? els_curve_name(c.best) : "too few points"));
    if (!c.is_enough)
        return object;
    json_t *models = json_array();
    for (int i = 0; i < ELS_CURVE_COUNT_; i++) {
        const els_curve *fit = &c.all[i];
        json_t *model = json_object();
        put(model, "model", json_string(els_curve_name((els_curve_model)i)));
        put(model, "rmse_out_of_sample", real(c.rmse_out[i]));
        put(model, "rmse_in_sample", real(fit->rmse));
        put(model, "a", real(fit->a));
        put(model, "b", real(fit->b));
        put(model, "k", real(fit->k));
        put(model, "m", real(fit->m));
        json_array_append_new(models, model);
    }
    put(object, "models", models);
    put(object, "fitted_points", count(c.fitted));
    put(object, "held_out_points", count(c.held_out));
    return object;
}

/* ---- what the stages found ---- */

/* What is forecast of a series beyond now. */
static json_t *ahead(const els_outlook *outlook, els_str series)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < outlook->n; i++) {
        const els_outlook_row *row = &outlook->rows[i];
        if (!els_str_eq(els_str_of(row->series), series))
            continue;
        json_t *object = json_object();
        put(object, "due_at", count(row->due_at));
        put(object, "mean", real(row->mean));
        put(object, "ci", range((els_interval){row->low, row->high}));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *forecasts(const els_monitor *m, const els_progress *progress)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < progress->n_forecast_records; i++) {
        const els_forecast_record *r = &progress->forecast_records[i];
        json_t *object = json_object();
        put(object, "series", text(r->series));
        put(object, "scored", count(r->scored));
        put(object, "mae", r->scored ? real(r->mae) : json_null());
        put(object, "mae_naive", r->scored ? real(r->mae_naive) : json_null());
        put(object, "mase", r->mae_naive > 0 ? real(r->mae / r->mae_naive) : json_null());
        put(object, "coverage", r->scored ? real(r->coverage) : json_null());
        put(object, "wins", json_boolean(r->wins));
        put(object, "ahead", ahead(&m->outlook, r->series));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *insights(const els_progress *progress)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < progress->n_insights; i++) {
        const els_insight *s = &progress->insights[i];
        json_t *object = json_object();
        put(object, "kind", text(s->kind));
        put(object, "subject", text(s->subject));
        put(object, "value", real(s->value));
        put(object, "ci", range((els_interval){s->low, s->high}));
        put(object, "tasks", count(s->tasks));
        put(object, "text", text(s->text));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *names(const els_plan *plan)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < plan->n_plugins; i++)
        json_array_append_new(list, text(plan->plugins[i]));
    return list;
}

static json_t *decisions(const els_monitor *m)
{
    json_t *object = json_object();
    for (int i = 0; i < ELS_DECIDED_COUNT_; i++)
        put(object, els_decided_names[i],
            json_pack("{s:o,s:o,s:o,s:o}", "promoted", count(m->decided[i].promoted), "rejected",
                      count(m->decided[i].rejected), "pending", count(m->decided[i].pending),
                      "rolled_back", count(m->decided[i].rolled_back)));
    return object;
}

static json_t *versions(const els_monitor_context *context, const els_plan *plan)
{
    json_t *plugins = json_object();
    for (uint32_t i = 0; i < plan->n_plugins; i++) {
        const char *version =
            context->plugin_version ? context->plugin_version(plan->plugins[i]) : NULL;
        json_object_setn_new(plugins, plan->plugins[i].ptr, plan->plugins[i].len,
                             version ? json_string(version) : json_null());
    }
    return json_pack("{s:s,s:i,s:o}", "els", ELS_VERSION, "protocol", ELS_PROTO_VERSION, "plugins",
                     plugins);
}

static json_t *summary(const els_monitor *m, const els_monitor_context *context,
                       const els_plan *plan)
{
    uint64_t done = plan->iteration < plan->iterations ? plan->iteration : plan->iterations;
    json_t *object = json_object();
    put(object, "iterations_completed", count(done));
    put(object, "total_tasks_executed", count(m->tasks));
    put(object, "infrastructure_failures", count(m->infrastructure));
    put(object, "total_time_seconds", real(context->elapsed_s));
    put(object, "avg_time_per_iteration",
        done ? real(context->elapsed_s / (double)done) : json_null());
    return object;
}

static els_str dump(json_t *object, els_arena *arena)
{
    char *bytes = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(8));
    els_str ret = els_arena_copy(arena, els_str_of(bytes));
    free(bytes);
    json_decref(object);
    return ret;
}

els_str els_monitor_report_json(const els_monitor *m, const els_monitor_context *context,
                                const els_progress *progress, els_arena *arena)
{
    const els_plan *plan = &progress->plan[0];
    measures all = measure_all(m, els_hash_pair(plan->seed, plan->iteration));
    json_t *report = json_object(), *against = objections(&all);
    put(report, "status", json_string(plan->last ? "completed" : "running"));
    put(report, "exponential_learning_achieved", json_boolean(json_array_size(against) == 0));
    put(report, "objections", against);
    put(report, "summary", summary(m, context, plan));
    put(report, "performance", performance(m, &all));
    put(report, "learning", learning(m, progress));
    put(report, "agents", agents(m, plan));
    put(report, "milestones", milestones(m));
    put(report, "splits", splits(m));
    put(report, "null_arms", null_arms(m, &all));
    put(report, "forecasts", forecasts(m, progress));
    put(report, "system", els_report_system(progress));
    put(report, "learning_curve", learning_curve(m));
    put(report, "curve_fit", curve_fit(m, arena));
    put(report, "insights", insights(progress));
    put(report, "goals", els_report_goals(progress, 0));
    put(report, "goal_actions", els_report_goal_actions(progress, 0));
    put(report, "action_records", els_report_action_records(progress));
    put(report, "advice", els_report_advice(progress));
    put(report, "decisions", decisions(m));
    put(report, "state_digest", text(progress->state_digest));
    put(report, "baseline_digest", text(progress->baseline_digest));
    put(report, "run", count(plan->run));
    put(report, "seed", exact(plan->seed));
    if (plan->from.len)
        put(report, "started_from", text(plan->from));
    put(report, "versions", versions(context, plan));
    return dump(report, arena);
}

els_str els_monitor_status_json(const els_monitor *m, const els_monitor_context *context,
                                const els_progress *progress, els_arena *arena)
{
    const els_plan *plan = &progress->plan[0];
    const els_curve_row *row = m->n_curve ? &m->curve[m->n_curve - 1] : NULL;
    double speed, iteration_s;
    uint64_t learned;
    els_monitor_pace(m, &speed, &iteration_s);
    json_decref(strategies(progress, &learned));
    json_t *status = json_object();
    put(status, "status", json_string(plan->last ? "completed" : "running"));
    put(status, "run", count(plan->run));
    put(status, "iteration", count(plan->iteration));
    put(status, "iterations", count(plan->iterations));
    put(status, "tasks_executed", count(m->tasks));
    put(status, "infrastructure_failures", count(m->infrastructure));
    put(status, "elapsed_seconds", real(context->elapsed_s));
    put(status, "tasks_per_second", real(speed));
    put(status, "train_success",
        m->train.graded ? real(els_outcomes_success(&m->train)) : json_null());
    put(status, "probe_iteration", row ? count(row->iteration) : json_null());
    put(status, "probe_success", row ? real(row->success) : json_null());
    put(status, "probe_success_ci", row ? range((els_interval){row->low, row->high}) : json_null());
    bool has = row && row->has_multiplier;
    put(status, "multiplier", has ? real(row->multiplier) : json_null());
    put(status, "multiplier_ci",
        has ? range((els_interval){row->multiplier_low, row->multiplier_high}) : json_null());
    put(status, "multiplier_factors",
        has ? json_pack("{s:o,s:o}", "success", real(row->success_ratio), "speed",
                        real(row->speed_ratio))
            : json_null());
    put(status, "ceiling", has && row->ceiling > 0 ? real(row->ceiling) : json_null());
    put(status, "strategies_learned", count(learned));
    put(status, "config_adjustments", count(m->n_configs));
    put(status, "goal_adjustments", count(progress->goal_adjustments));
    put(status, "goals", els_report_goals(progress, STATUS_GOALS));
    put(status, "goal_actions", els_report_goal_actions(progress, STATUS_ACTIONS));
    put(status, "advice", els_report_advice(progress));
    put(status, "plugins", names(plan));
    put(status, "data", text(plan->data));
    put(status, "library_size", count(progress->library_size));
    put(status, "exploration", real(progress->next_exploration));
    put(status, "agents", agents(m, plan));
    put(status, "milestones", milestones(m));
    put(status, "forecasts", forecasts(m, progress));
    put(status, "system", els_report_system(progress));
    put(status, "decisions", decisions(m));
    put(status, "state_digest", text(progress->state_digest));
    return dump(status, arena);
}
