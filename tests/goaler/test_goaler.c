#include "goaler.h"

#include "els_rng.h"
#include "strata.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { TRAIN = 20, SELECT = 30, PROBE = 10, ALL = TRAIN + SELECT + PROBE };
static const char *const families[] = {"easy", "edge", "hard"};

typedef struct {
    els_segment segments[3];
    els_plan plan;
    els_record records[ALL];
    els_str plugins[1];
    els_progress in;
    els_forecast forecasts[2];
    els_forecast_record forecast_records[1];
} world;

/* "easy" always right, "edge" every second time, "hard" never; `lift` makes all of select right. */
static void make(world *w, uint64_t iteration, bool lift)
{
    *w = (world){0};
    w->plugins[0] = ELS_STR("support");
    w->segments[0] = (els_segment){.name = ELS_STR("train"), .count = TRAIN};
    w->segments[1] = (els_segment){
        .name = ELS_STR("select"), .split = ELS_SPLIT_SELECT, .first = TRAIN, .count = SELECT};
    w->segments[2] = (els_segment){.name = ELS_STR("probe"),
                                   .split = ELS_SPLIT_PROBE,
                                   .first = TRAIN + SELECT,
                                   .count = PROBE};
    w->plan = (els_plan){.run = 1,
                         .epoch = 1,
                         .iteration = iteration,
                         .iterations = 50,
                         .learning = true,
                         .exploration = 0.2,
                         .segments = w->segments,
                         .n_segments = 3,
                         .plugins = w->plugins,
                         .n_plugins = 1};
    for (uint32_t i = 0; i < ALL; i++) {
        uint32_t segment = i < TRAIN ? 0 : i < TRAIN + SELECT ? 1 : 2;
        uint32_t family = i % 3;
        bool right =
            family == 0 || (family == 1 && (i / 3 + iteration) % 2) || (lift && segment == 1);
        w->records[i] = (els_record){.segment = segment,
                                     .index = i - w->segments[segment].first,
                                     .plugin = w->plugins[0],
                                     .family = els_str_of(families[family]),
                                     .verdict = right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
    }
    w->in = (els_progress){.epoch = 1,
                           .iteration = iteration,
                           .plan = &w->plan,
                           .n_plan = 1,
                           .records = w->records,
                           .n_records = ALL};
}

static double weight(const els_progress *p, const char *family)
{
    for (uint32_t i = 0; i < p->n_next_mix; i++)
        if (els_str_eq(p->next_mix[i].family, els_str_of(family)))
            return p->next_mix[i].weight;
    return 0;
}

Test(goaler, the_edge_of_success_gets_most_and_nothing_is_forgotten)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    els_stage_init(&stage, &els_goaler_stage);
    for (uint64_t it = 1; it <= 6; it++) {
        static world w;
        make(&w, it, false);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    }
    cr_assert_gt(weight(&out, "edge"), 3 * weight(&out, "easy"));
    cr_assert_gt(weight(&out, "edge"), 3 * weight(&out, "hard"));
    cr_assert_gt(weight(&out, "hard"), 0);
    cr_assert_float_eq(weight(&out, ""), 0.5, 1e-12, "half for all families of the plugin alike");
    double sum = 0;
    for (uint32_t i = 0; i < out.n_next_mix; i++)
        sum += out.next_mix[i].weight;
    cr_assert_float_eq(sum, 1, 1e-12);
    cr_assert_geq(out.goal_adjustments, 1u);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(goaler, what_the_probe_shows_changes_nothing)
{
    els_stage a, b;
    els_arena arena = {0};
    els_progress one = {0}, two = {0};
    els_stage_init(&a, &els_goaler_stage);
    els_stage_init(&b, &els_goaler_stage);
    for (uint64_t it = 1; it <= 12; it++) {
        static world w;
        make(&w, it, false);
        cr_assert_eq(els_stage_feed(&a, &w.in, &arena, &one), ELS_OK);
        for (int i = TRAIN + SELECT; i < ALL; i++)
            w.records[i].verdict = it % 2 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        cr_assert_eq(els_stage_feed(&b, &w.in, &arena, &two), ELS_OK);
        cr_assert_eq(one.next_exploration, two.next_exploration);
        cr_assert_eq(els_mix_distance(one.next_mix, one.n_next_mix, two.next_mix, two.n_next_mix),
                     0.0);
        cr_assert_eq(one.goal_adjustments, two.goal_adjustments);
    }
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_arena_fini(&arena);
}

Test(goaler, a_plateau_raises_exploration_and_a_gain_lowers_it)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    static world w;
    els_stage_init(&stage, &els_goaler_stage);
    for (uint64_t it = 1; it <= 6; it++) {
        make(&w, it, false);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    }
    cr_assert_float_eq(out.next_exploration, 0.25, 1e-12);
    cr_assert_eq(out.n_goals, 1u);
    cr_assert(els_str_eq(out.goals[0].kind, ELS_STR("plateau")));
    cr_assert(els_str_eq(out.goals[0].status, ELS_STR("active")));
    for (uint64_t it = 7; it <= 9; it++) {
        make(&w, it, true);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    }
    cr_assert_float_eq(out.next_exploration, 0.2, 1e-12);
    cr_assert(els_str_eq(out.goals[0].status, ELS_STR("achieved")));
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(goaler, exploration_stays_within_its_bounds)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    static world w;
    uint32_t adjustments = 0;
    els_stage_init(&stage, &els_goaler_stage);
    for (uint64_t it = 1; it <= 60; it++) {
        make(&w, it, false);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
        if (it == 45)
            adjustments = out.goal_adjustments;
    }
    cr_assert_eq(out.next_exploration, ELS_GOALER_EXPLORATION_MAX);
    cr_assert_eq(out.goal_adjustments, adjustments, "what does not change is not counted");
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

static void foresee(world *w, bool wins, double now, double later, bool scored)
{
    uint64_t it = w->plan.iteration;
    w->forecasts[0] = (els_forecast){.series = ELS_STR("train_success"),
                                     .made_at = it,
                                     .due_at = it + 5,
                                     .mean = later,
                                     .naive = now};
    w->forecasts[1] = (els_forecast){.series = ELS_STR("train_success"),
                                     .made_at = it - 1,
                                     .due_at = it,
                                     .scored = scored,
                                     .actual = now};
    w->forecast_records[0] =
        (els_forecast_record){.series = ELS_STR("train_success"), .scored = 9, .wins = wins};
    w->in.forecasts = w->forecasts;
    w->in.n_forecasts = scored ? 2 : 1;
    w->in.forecast_records = w->forecast_records;
    w->in.n_forecast_records = 1;
}

Test(goaler, targets_come_only_from_forecasts_that_win)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    static world w;
    els_stage_init(&stage, &els_goaler_stage);
    make(&w, 1, false);
    foresee(&w, false, 0.5, 0.7, false);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert_eq(out.n_goals, 0u);
    make(&w, 2, false);
    foresee(&w, true, 0.5, 0.7, false);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert_eq(out.n_goals, 1u);
    cr_assert_eq(out.goals[0].target, 0.7);
    cr_assert_eq(out.goals[0].due_at, 7u);
    make(&w, 3, false);
    foresee(&w, true, 0.72, 0.71, true);
    cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    cr_assert(els_str_eq(out.goals[0].status, ELS_STR("achieved")));
    cr_assert_eq(out.n_goals, 1u, "no gain is forecast: no new goal");
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(goaler, a_goal_that_is_not_reached_in_time_has_failed)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    static world w;
    els_stage_init(&stage, &els_goaler_stage);
    for (uint64_t it = 1; it <= 6; it++) {
        make(&w, it, false);
        foresee(&w, it == 1, 0.5, 0.7, it > 1);
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    }
    cr_assert(els_str_eq(out.goals[0].status, ELS_STR("failed")));
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(goaler, without_learning_nothing_is_adjusted)
{
    els_stage stage;
    els_arena arena = {0};
    els_progress out = {0};
    static world w;
    els_stage_init(&stage, &els_goaler_stage);
    for (uint64_t it = 1; it <= 12; it++) {
        make(&w, it, false);
        w.plan.learning = false;
        cr_assert_eq(els_stage_feed(&stage, &w.in, &arena, &out), ELS_OK);
    }
    cr_assert_eq(out.goal_adjustments, 0u);
    cr_assert_eq(out.n_next_mix, 0u);
    cr_assert_eq(out.next_exploration, 0.2);
    els_stage_fini(&stage);
    els_arena_fini(&arena);
}

Test(goaler, restored_equals_never_restarted_bit_for_bit)
{
    els_stage a, b;
    els_arena arena = {0};
    els_buf half = {0}, x = {0}, y = {0};
    static world w;
    els_progress out;
    els_stage_init(&a, &els_goaler_stage);
    els_stage_init(&b, &els_goaler_stage);
    for (uint64_t it = 1; it <= 20; it++) {
        make(&w, it, it > 15);
        for (int i = TRAIN + SELECT / 2; i < TRAIN + SELECT; i++)
            w.records[i].verdict = ELS_VERDICT_INFRASTRUCTURE; /* a point takes two iterations */
        foresee(&w, true, 0.5 + 0.01 * (double)it, 0.8, it > 1);
        cr_assert_eq(els_stage_feed(&a, &w.in, &arena, &out), ELS_OK);
        if (it == 9) {
            els_stage_save(&a, &half);
            cr_assert_eq(els_stage_restore(&b, els_buf_str(&half)), ELS_OK);
        }
        if (it > 9) {
            els_progress again;
            cr_assert_eq(els_stage_feed(&b, &w.in, &arena, &again), ELS_OK);
            cr_assert_eq(out.next_exploration, again.next_exploration);
            cr_assert_eq(out.goal_adjustments, again.goal_adjustments);
            cr_assert_eq(
                els_mix_distance(out.next_mix, out.n_next_mix, again.next_mix, again.n_next_mix),
                0.0);
            cr_assert_eq(out.n_goals, again.n_goals);
            for (uint32_t i = 0; i < out.n_goals; i++)
                cr_assert(els_str_eq(out.goals[i].id, again.goals[i].id) &&
                          els_str_eq(out.goals[i].status, again.goals[i].status) &&
                          els_str_eq(out.goals[i].action, again.goals[i].action) &&
                          els_str_eq(out.goals[i].subject, again.goals[i].subject) &&
                          out.goals[i].target == again.goals[i].target &&
                          out.goals[i].current == again.goals[i].current &&
                          out.goals[i].due_at == again.goals[i].due_at);
        }
    }
    els_stage_save(&a, &x);
    els_stage_save(&b, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_arena_fini(&arena);
    els_buf_fini(&half);
    els_buf_fini(&x);
    els_buf_fini(&y);
}

/* Two strata at the same recent success; one has just come up from nothing. */
Test(goaler, what_is_being_learned_gets_more_than_what_stands_still)
{
    els_strata *strata = calloc(1, sizeof *strata);
    els_str plugin = ELS_STR("p");
    els_mix mix[ELS_MIX_MAX];
    els_record r = {.plugin = plugin};
    for (int i = 0; i < 80; i++) {
        r.family = ELS_STR("rising");
        r.verdict = i >= 60 && i % 2 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        els_strata_add(strata, &r);
        r.family = ELS_STR("still");
        r.verdict = i % 2 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        els_strata_add(strata, &r);
    }
    cr_assert_eq(els_strata_mix(strata, &plugin, 1, mix), 3u);
    cr_assert(els_str_eq(mix[1].family, ELS_STR("rising")));
    cr_assert_gt(mix[1].weight, 1.2 * mix[2].weight);
    els_arena_fini(&strata->texts);
    free(strata);
}
