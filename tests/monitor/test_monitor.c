#include "monitor.h"

#include "els_rng.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

enum { PROBE = 60, SEGMENTS = 8, ALL = PROBE * SEGMENTS };

typedef struct {
    els_segment segments[SEGMENTS];
    els_plan plan;
    els_record records[ALL];
    char ids[PROBE][16];
    els_str plugins[1];
    els_progress in;
} world;

static void start(world *w, uint64_t iteration, bool last)
{
    *w = (world){0};
    w->plugins[0] = ELS_STR("benchmark");
    w->plan = (els_plan){.run = 1,
                         .epoch = 3,
                         .iteration = iteration,
                         .iterations = 10,
                         .seed = 7,
                         .learning = true,
                         .last = last,
                         .plugins = w->plugins,
                         .n_plugins = 1,
                         .segments = w->segments,
                         .started_s = (double)iteration * 2};
    w->in = (els_progress){.epoch = 3,
                           .iteration = iteration,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .state_digest = ELS_STR("abcd"),
                           .baseline_digest = ELS_STR("b0b0")};
    for (int i = 0; i < PROBE; i++)
        snprintf(w->ids[i], sizeof w->ids[i], "t%d", i);
}

/* A segment on the probe's tasks: right with `success`, cost around `cost`; `draw` is the salt. */
static void arm(world *w, const char *name, uint64_t draw, double success, double cost)
{
    uint32_t s = w->plan.n_segments++;
    w->segments[s] = (els_segment){.name = els_str_of(name),
                                   .split = ELS_SPLIT_PROBE,
                                   .first = s * PROBE,
                                   .count = PROBE,
                                   .task_seed = 11};
    for (uint32_t i = 0; i < PROBE; i++) {
        els_rng rng = els_rng_make(draw, i, 1), size = els_rng_make(1, i, 2);
        w->records[w->in.n_records++] = (els_record){
            .segment = s,
            .index = i,
            .id = els_str_of(w->ids[i]),
            .template_key = i / 3,
            .agent = ELS_STR("react"),
            .cost = (uint64_t)(cost * (0.7 + 0.6 * els_rng_unit(&size))),
            .latency_ns = 1000000,
            .verdict = els_rng_chance(&rng, success) ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
    }
}

static els_progress feed(els_stage *stage, world *w, els_arena *arena)
{
    els_progress out;
    cr_assert_eq(els_stage_feed(stage, &w->in, arena, &out), ELS_OK);
    return out;
}

static json_t *at(json_t *root, const char *path)
{
    char part[64];
    while (*path && root) {
        size_t n = 0;
        while (path[n] && path[n] != '.')
            n++;
        snprintf(part, sizeof part, "%.*s", (int)n, path);
        root = json_object_get(root, part);
        path += path[n] ? n + 1 : n;
    }
    return root;
}

static double num(json_t *root, const char *path)
{
    json_t *value = at(root, path);
    cr_assert(json_is_number(value), "%s is not a number", path);
    return json_number_value(value);
}

static json_t *parse(els_str s)
{
    json_t *root = json_loadb(s.ptr, s.len, 0, NULL);
    cr_assert_not_null(root);
    return root;
}

static void before(world *w)
{
    start(w, 0, false);
    arm(w, "baseline", 1, 0.4, 1000);
    arm(w, "learning_off", 2, 0.4, 1000);
    arm(w, "placebo", 3, 0.4, 1000);
    arm(w, "single:react", 4, 0.5, 1200);
    arm(w, "single:debate", 5, 0.6, 4000);
}

static void after(world *w, double success, double cost)
{
    start(w, 11, true);
    arm(w, "baseline", 1, 0.4, 1000);
    arm(w, "final", 6, success, cost);
    arm(w, "final_off", 2, 0.4, 1000);
    arm(w, "final_placebo", 3, 0.4, 1000);
}

/* iterations 0, 10 small probes, and the end; the report of it. */
static json_t *run(double success, double cost, els_buf *ret_state)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_monitor_stage);
    before(&w);
    els_progress out = feed(&stage, &w, &arena);
    cr_assert_eq(out.report_json.len, 0u, "no report before the end");
    for (uint64_t it = 1; it <= 10; it++) {
        start(&w, it, false);
        double part = (double)it / 10;
        arm(&w, "probe", 6, 0.4 + (success - 0.4) * part, 1000 + (cost - 1000) * part);
        out = feed(&stage, &w, &arena);
        json_decref(parse(out.status_json));
    }
    after(&w, success, cost);
    out = feed(&stage, &w, &arena);
    json_t *report = parse(out.report_json);
    if (ret_state)
        els_stage_save(&stage, ret_state);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
    return report;
}

Test(monitor, a_real_gain_is_reported_with_its_factors)
{
    json_t *r = run(0.85, 300, NULL);
    double m = num(r, "performance.final_multiplier");
    cr_assert_float_eq(m, num(r, "performance.success_ratio") * num(r, "performance.speed_ratio"),
                       1e-5 * m);
    cr_assert(m > 4 && m < 12, "%g", m);
    json_t *ci = at(r, "performance.final_multiplier_ci");
    cr_assert(json_number_value(json_array_get(ci, 0)) > 1.5 &&
              json_number_value(json_array_get(ci, 0)) < m);
    cr_assert(json_number_value(json_array_get(ci, 1)) > m);
    cr_assert(json_is_true(at(r, "exponential_learning_achieved")));
    cr_assert_eq(json_array_size(at(r, "objections")), 0u);
    cr_assert_geq(num(r, "performance.ceiling"), m);
    cr_assert_str_eq(json_string_value(at(r, "performance.best_single_agent")), "react");
    cr_assert_gt(num(r, "performance.multiplier_vs_best_single"), 1);
    cr_assert_eq(json_array_size(at(r, "learning_curve")), 12u);
    cr_assert_eq(num(r, "curve_fit.points"), 11);
    cr_assert_eq(num(r, "summary.iterations_completed"), 10);
    cr_assert_eq(num(r, "summary.total_tasks_executed"), 60 * (5 + 10 + 4));
    json_t *first = json_array_get(at(r, "milestones"), 0);
    cr_assert(json_integer_value(json_object_get(first, "iteration")) > 1);
    cr_assert_str_eq(json_string_value(at(r, "status")), "completed");
    cr_assert_eq(num(r, "seed"), 7);
    json_decref(r);
}

Test(monitor, cheaper_but_less_often_right_is_no_multiplier)
{
    json_t *r = run(0.15, 40, NULL);
    cr_assert(json_is_null(at(r, "performance.final_multiplier")));
    cr_assert_str_eq(json_string_value(at(r, "performance.multiplier_verdict")), "no multiplier");
    cr_assert_gt(num(r, "performance.success_ratio") * num(r, "performance.speed_ratio"), 1.5,
                 "it would have looked like a gain");
    cr_assert(json_is_false(at(r, "exponential_learning_achieved")));
    cr_assert(json_is_null(json_object_get(json_array_get(at(r, "milestones"), 0), "iteration")));
    json_decref(r);
}

Test(monitor, a_null_arm_that_gains_as_well_refutes_the_claim)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_monitor_stage);
    start(&w, 11, true);
    arm(&w, "baseline", 1, 0.4, 1000);
    arm(&w, "final", 6, 0.85, 300);
    arm(&w, "final_off", 2, 0.8, 400);
    els_progress out = feed(&stage, &w, &arena);
    json_t *r = parse(out.report_json);
    cr_assert(json_is_false(at(r, "exponential_learning_achieved")));
    cr_assert_eq(json_array_size(at(r, "objections")), 2u,
                 "off is off 1.0, placebo was not measured");
    json_decref(r);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(monitor, infrastructure_failures_change_no_rate)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_monitor_stage);
    start(&w, 11, true);
    arm(&w, "baseline", 1, 0.5, 1000);
    arm(&w, "final", 1, 0.5, 1000); /* the very same outcomes ... */
    for (int i = 0; i < 10; i++) {  /* ... ten of which were lost */
        w.records[PROBE + i].verdict = ELS_VERDICT_INFRASTRUCTURE;
        w.records[PROBE + i].cost = 1000000;
    }
    els_progress out = feed(&stage, &w, &arena);
    json_t *r = parse(out.report_json);
    cr_assert_float_eq(num(r, "performance.final_multiplier"), 1, 1e-9);
    cr_assert_eq(num(r, "performance.paired_tasks"), 50);
    cr_assert_eq(num(r, "performance.pairs_lost_to_infrastructure"), 10);
    cr_assert_eq(num(r, "summary.infrastructure_failures"), 10);
    cr_assert_eq(num(r, "splits.probe.final.tasks"), 50);
    json_decref(r);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(monitor, only_promoted_changes_that_stayed_are_counted)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_monitor_stage);
    els_decision d[] = {
        {.kind = ELS_STR("config"),
         .subject = ELS_STR("react.steps"),
         .verdict = ELS_STR("promoted"),
         .effect = 0.1},
        {.kind = ELS_STR("config"),
         .subject = ELS_STR("debate.n"),
         .verdict = ELS_STR("promoted"),
         .effect = 0.1},
        {.kind = ELS_STR("config"), .subject = ELS_STR("swarm.q"), .verdict = ELS_STR("rejected")},
        {.kind = ELS_STR("placebo"), .subject = ELS_STR("x"), .verdict = ELS_STR("promoted")},
        {.kind = ELS_STR("placebo"), .subject = ELS_STR("y"), .verdict = ELS_STR("rejected")},
        {.kind = ELS_STR("placebo"), .subject = ELS_STR("z"), .verdict = ELS_STR("rejected")},
        {.kind = ELS_STR("placebo"), .subject = ELS_STR("z"), .verdict = ELS_STR("rejected")},
    };
    els_decision back = {.kind = ELS_STR("config"),
                         .subject = ELS_STR("react.steps"),
                         .verdict = ELS_STR("rolled_back")};
    els_strategy s[] = {{.kind = ELS_STR("p/a"), .learned = true}, {.kind = ELS_STR("p/b")}};
    start(&w, 1, false);
    w.in.decisions = d;
    w.in.n_decisions = 7;
    feed(&stage, &w, &arena);
    start(&w, 11, true);
    w.in.decisions = &back;
    w.in.n_decisions = 1;
    w.in.strategies = s;
    w.in.n_strategies = 2;
    w.in.goal_adjustments = 4;
    els_goal g[] = {
        {.id = ELS_STR("goal-1"), .status = ELS_STR("failed"), .metric = ELS_STR("success")},
        {.id = ELS_STR("goal-2"), .status = ELS_STR("active"), .metric = ELS_STR("cost")},
        {.id = ELS_STR("advice-1"), .status = ELS_STR("active"), .metric = ELS_STR("time")}};
    els_goal_action tried = {.number = 7, .verdict = ELS_STR("on_trial")};
    w.in.goals = g;
    w.in.n_goals = 3;
    w.in.goal_actions = &tried;
    w.in.n_goal_actions = 1;
    els_progress out = feed(&stage, &w, &arena);
    json_t *r = parse(out.report_json);
    cr_assert_eq(num(r, "learning.config_adjustments"), 1);
    cr_assert_str_eq(
        json_string_value(at(json_array_get(at(r, "learning.config_changes"), 0), "subject")),
        "debate.n");
    cr_assert_eq(num(r, "learning.strategies_learned"), 1);
    cr_assert_eq(json_array_size(at(r, "learning.strategy_knowledge")), 2u);
    cr_assert_eq(num(r, "learning.goal_adjustments"), 4);
    cr_assert_eq(json_array_size(at(r, "goals")), 2u);
    cr_assert_eq(json_array_size(at(r, "advice")), 1u, "wall-clock apart");
    cr_assert_eq(json_array_size(at(r, "goal_actions")), 1u);
    cr_assert_float_eq(num(r, "null_arms.false_promotion_rate"), 0.25, 1e-9);
    cr_assert_eq(num(r, "decisions.config.rolled_back"), 1);
    json_decref(r);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(monitor, a_run_without_any_probe_still_makes_a_report)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_stage_init(&stage, &els_monitor_stage);
    start(&w, 11, true);
    els_progress out = feed(&stage, &w, &arena);
    json_t *r = parse(out.report_json);
    cr_assert(json_is_null(at(r, "performance.final_multiplier")));
    cr_assert(json_is_false(at(r, "exponential_learning_achieved")));
    cr_assert_str_eq(json_string_value(at(r, "curve_fit.best")), "too few points");
    json_decref(r);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(monitor, feed_counts_up_within_an_epoch)
{
    static world w;
    els_stage stage;
    els_arena arena = {0};
    els_feed_iteration f;
    els_stage_init(&stage, &els_monitor_stage);
    before(&w);
    feed(&stage, &w, &arena);
    start(&w, 1, false);
    arm(&w, "probe", 6, 0.9, 300);
    feed(&stage, &w, &arena);
    els_monitor_feed(stage.state, &f);
    cr_assert_eq(f.epoch, 3u);
    cr_assert_eq(f.sequence, 2u);
    cr_assert_eq(f.tasks, 360u);
    cr_assert_gt(f.multiplier_low, 1.5);
    cr_assert_float_eq(f.tasks_per_second, 30, 1e-9);
    cr_assert_float_eq(f.eta_s, 22, 1e-9);
    w.in.epoch = w.plan.epoch = 4; /* the iteration is done again */
    feed(&stage, &w, &arena);
    els_monitor_feed(stage.state, &f);
    cr_assert_eq(f.epoch, 4u);
    cr_assert_eq(f.sequence, 1u);
    cr_assert_eq(f.tasks, 360u, "and not counted twice");
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(monitor, restored_equals_never_restarted_bit_for_bit)
{
    static world w;
    els_stage a, b;
    els_arena arena = {0};
    els_buf bytes = {0}, x = {0}, y = {0};
    els_stage_init(&a, &els_monitor_stage);
    els_stage_init(&b, &els_monitor_stage);
    before(&w);
    feed(&a, &w, &arena);
    for (uint64_t it = 1; it <= 11; it++) {
        if (it == 11) {
            after(&w, 0.7, 500);
        } else {
            start(&w, it, false);
            if (it % 2 == 0)
                arm(&w, "probe", it, 0.5, 600);
        }
        els_progress one = feed(&a, &w, &arena);
        if (it > 4) {
            els_progress two = feed(&b, &w, &arena);
            cr_assert(els_str_eq(one.status_json, two.status_json), "iteration %d", (int)it);
            cr_assert(els_str_eq(one.report_json, two.report_json));
        }
        if (it == 4) {
            els_stage_save(&a, &bytes);
            cr_assert_eq(els_stage_restore(&b, els_buf_str(&bytes)), ELS_OK);
        }
    }
    els_stage_save(&a, &x);
    els_stage_save(&b, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_arena_fini(&arena);
    els_buf_fini(&bytes);
    els_buf_fini(&x);
    els_buf_fini(&y);
}
