#include "curriculum.h"
#include "goaler_world.h"

#include <math.h>

typedef struct {
    els_stage stage;
    els_arena arena;
    els_progress out;
    goaler_world w;
} fixture;

static void open(fixture *f)
{
    els_stage_init(&f->stage, &els_goaler_stage);
    f->arena = (els_arena){0};
}

static void close(fixture *f)
{
    els_stage_fini(&f->stage);
    els_arena_fini(&f->arena);
}

static void feed(fixture *f)
{
    cr_assert_eq(els_stage_feed(&f->stage, &f->w.in, &f->arena, &f->out), ELS_OK);
}

static void run_to(fixture *f, uint64_t from, uint64_t to, bool lift)
{
    for (uint64_t it = from; it <= to; it++) {
        world_make(&f->w, it, lift);
        feed(f);
    }
}

Test(goaler, practice_goes_where_the_mistakes_are_and_nothing_is_forgotten)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 6, false);
    cr_assert_gt(world_weight(&f.out, "hard"), 1.5 * world_weight(&f.out, "edge"));
    cr_assert_gt(world_weight(&f.out, "edge"), 1.9 * world_weight(&f.out, "easy"));
    cr_assert_gt(world_weight(&f.out, "easy"), 0);
    cr_assert_geq(world_weight(&f.out, ""), ELS_CURRICULUM_EVEN,
                  "a share for all families of the plugin alike");
    double sum = 0;
    for (uint32_t i = 0; i < f.out.n_next_mix; i++)
        sum += f.out.next_mix[i].weight;
    cr_assert_float_eq(sum, 1, 1e-12);
    cr_assert_geq(f.out.goal_adjustments, 1u);
    close(&f);
}

static void assert_same_steering(const els_progress *a, const els_progress *b)
{
    cr_assert_eq(a->next_exploration, b->next_exploration);
    cr_assert_eq(a->next_difficulty, b->next_difficulty);
    cr_assert_eq(a->n_proposals, b->n_proposals);
    cr_assert_eq(els_mix_distance(a->next_mix, a->n_next_mix, b->next_mix, b->n_next_mix), 0.0);
    cr_assert_eq(a->goal_adjustments, b->goal_adjustments);
    cr_assert_eq(a->n_goal_actions, b->n_goal_actions);
    for (uint32_t i = 0; i < a->n_goal_actions; i++)
        cr_assert(els_str_eq(a->goal_actions[i].change, b->goal_actions[i].change));
}

Test(goaler, what_the_probe_shows_changes_nothing)
{
    static fixture a, b;
    open(&a);
    open(&b);
    for (uint64_t it = 1; it <= 40; it++) {
        world_make(&a.w, it, false);
        world_foresee(&a.w, "probe_success", false, 0.5, 0.5);
        feed(&a);
        world_make(&b.w, it, false);
        world_foresee(&b.w, "probe_success", true, 0.5, 0.9);
        for (int i = WORLD_TRAIN + WORLD_SELECT; i < WORLD_ALL; i++)
            b.w.records[i].verdict = it % 2 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        feed(&b);
        assert_same_steering(&a.out, &b.out);
        cr_assert_eq(a.out.n_goals, b.out.n_goals, "no forecast of the probe sets a goal");
    }
    cr_assert_gt(a.out.n_goal_actions, 0u, "there was something to change");
    close(&a);
    close(&b);
}

Test(goaler, wall_clock_is_only_advised_on)
{
    static fixture a, b;
    open(&a);
    open(&b);
    for (uint64_t it = 1; it <= 40; it++) {
        world_make(&a.w, it, false);
        feed(&a);
        world_make(&b.w, it, false);
        b.w.plan.learning_done_us = it * 10000000; /* ten seconds each, nearly all in executors */
        for (int i = 0; i < WORLD_ALL; i++)
            b.w.records[i].latency_ns = 9500000000u / WORLD_ALL;
        feed(&b);
        assert_same_steering(&a.out, &b.out);
    }
    cr_assert_null(world_goal(&a.out, "bottleneck_prevention"));
    const els_goal *bottleneck = world_goal(&b.out, "bottleneck_prevention");
    const els_goal *capacity = world_goal(&b.out, "capacity_planning");
    cr_assert_not_null(bottleneck);
    cr_assert_not_null(capacity);
    cr_assert_float_eq(bottleneck->current, 0.95, 0.01);
    cr_assert(els_str_starts(bottleneck->action, ELS_STR("advice: ")));
    cr_assert_float_eq(capacity->current, 1600, 1, "160 iterations of 10 s");
    close(&a);
    close(&b);
}

Test(goaler, a_plateau_raises_a_goal_that_acts_and_a_gain_ends_it)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 6, false);
    const els_goal *goal = world_goal(&f.out, "pattern_adaptation");
    cr_assert_not_null(goal);
    cr_assert(els_str_starts(goal->reason, ELS_STR("plateau: ")));
    cr_assert(world_is(goal->status, "active"));
    run_to(&f, 7, 7, false);
    goal = world_goal(&f.out, "pattern_adaptation");
    cr_assert(world_is(goal->status, "in_progress"));
    cr_assert_eq(f.out.n_goal_actions, 1u);
    cr_assert(world_is(f.out.goal_actions[0].verdict, "on_trial"));
    cr_assert(els_str_eq(goal->action, f.out.goal_actions[0].change));
    run_to(&f, 8, 10, true);
    cr_assert(world_is(world_goal(&f.out, "pattern_adaptation")->status, "achieved"));
    close(&f);
}

Test(goaler, a_fall_of_everything_is_found_as_a_regression)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 3, true);
    run_to(&f, 4, 6, false);
    const els_goal *goal = world_goal(&f.out, "pattern_adaptation");
    cr_assert_not_null(goal);
    cr_assert(els_str_starts(goal->reason, ELS_STR("regression: ")));
    cr_assert(world_is(goal->subject, "all"));
    cr_assert_float_eq(goal->target, 1, 1e-12, "what it was before");
    close(&f);
}

Test(goaler, an_action_that_does_not_help_is_logged_so_and_taken_back)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 7, false);
    double exploration = f.out.next_exploration;
    uint32_t difficulty = f.out.next_difficulty;
    cr_assert_eq(f.out.n_goal_actions, 1u);
    run_to(&f, 8, 7 + 8, false); /* nothing ever changes in this world */
    const els_goal_action *first = &f.out.goal_actions[0];
    cr_assert(world_is(first->verdict, "no_help"));
    cr_assert_eq(first->judged_at, 15u);
    cr_assert_leq(first->after, first->expected);
    cr_assert_eq(f.out.n_action_records, 1u);
    cr_assert_eq(f.out.action_records[0].tried, 1u);
    cr_assert_eq(f.out.action_records[0].helped, 0u);
    cr_assert(els_str_eq(f.out.action_records[0].kind, first->kind));
    /* What it had changed is as before, unless the next action is the same again. */
    if (world_is(first->kind, "explore_more") || world_is(first->kind, "explore_less"))
        cr_assert(exploration != 0.2);
    if (world_is(first->kind, "easier") || world_is(first->kind, "harder"))
        cr_assert(difficulty != 0);
    close(&f);
}

Test(goaler, exploration_and_difficulty_stay_within_their_bounds)
{
    static fixture f;
    open(&f);
    for (uint64_t it = 1; it <= 190; it++) {
        run_to(&f, it, it, false);
        cr_assert_geq(f.out.next_exploration, ELS_GOALER_EXPLORATION_MIN);
        cr_assert_leq(f.out.next_exploration, ELS_GOALER_EXPLORATION_MAX);
        cr_assert_leq(f.out.next_difficulty, 5u);
    }
    cr_assert_gt(f.out.n_action_records, 3u, "several actions were tried");
    close(&f);
}

Test(goaler, targets_come_only_from_forecasts_that_win)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 1, false);
    world_make(&f.w, 2, false);
    world_foresee(&f.w, "select_success", false, 0.5, 0.7);
    feed(&f);
    cr_assert_null(world_goal(&f.out, "performance_target"));
    world_make(&f.w, 3, false);
    world_foresee(&f.w, "select_success", true, 0.3, 0.51);
    feed(&f);
    cr_assert_null(world_goal(&f.out, "performance_target"),
                   "no more than the newest tasks show: the last value was low by chance");
    world_make(&f.w, 4, false);
    world_foresee(&f.w, "select_success", true, 0.5, 0.7);
    feed(&f);
    const els_goal *goal = world_goal(&f.out, "performance_target");
    cr_assert_not_null(goal);
    cr_assert_eq(goal->target, 0.7);
    cr_assert_eq(goal->due_at, 9u);
    cr_assert(world_is(goal->by, "forecast"));
    run_to(&f, 5, 6, true);
    goal = world_goal(&f.out, "performance_target");
    cr_assert(world_is(goal->status, "achieved"));
    cr_assert_eq(goal->progress, 1.0);
    close(&f);
}

Test(goaler, a_goal_that_is_not_reached_in_time_has_failed)
{
    static fixture f;
    open(&f);
    run_to(&f, 1, 1, false);
    world_make(&f.w, 2, false);
    world_foresee(&f.w, "select_success", true, 0.5, 0.9);
    feed(&f);
    cr_assert(world_is(world_goal(&f.out, "performance_target")->status, "active"));
    run_to(&f, 3, 7, false);
    cr_assert(world_is(world_goal(&f.out, "performance_target")->status, "failed"));
    close(&f);
}

Test(goaler, without_learning_nothing_is_adjusted)
{
    static fixture f;
    open(&f);
    for (uint64_t it = 1; it <= 12; it++) {
        world_make(&f.w, it, false);
        f.w.plan.learning = false;
        feed(&f);
    }
    cr_assert_eq(f.out.goal_adjustments, 0u);
    cr_assert_eq(f.out.n_next_mix, 0u);
    cr_assert_eq(f.out.next_exploration, 0.2);
    close(&f);
}

/* What the generator needs to let kinds and wordings come in turn: how often each kind came. */
Test(goaler, the_next_batch_walks_from_where_training_stands)
{
    static fixture f;
    open(&f);
    world_make(&f.w, 0, false);
    f.w.plan.n_segments = 0;
    f.w.in.n_records = 0;
    feed(&f);
    cr_assert(f.out.next_walk);
    cr_assert_eq(f.out.n_next_mix, 1u, "the plugin alone: no kind is known yet");
    cr_assert_eq(f.out.next_mix[0].family.len, 0u);
    run_to(&f, 1, 5, false);
    cr_assert(f.out.next_walk);
    uint64_t made = 0;
    for (uint32_t i = 0; i < f.out.n_next_mix; i++)
        made += f.out.next_mix[i].made;
    cr_assert_eq(made, 5u * WORLD_TRAIN, "of the train split alone");
    close(&f);
}

/* A kind whose training tasks never come: the even batches of this world leave it out. */
Test(goaler, a_starved_kind_is_found_and_repaired)
{
    static fixture f;
    open(&f);
    double skill = 0; /* of "edge": rises with practice */
    uint64_t found = 0, practised = 0;
    for (uint64_t it = 1; it <= 60; it++) {
        double share = world_weight(&f.out, "edge");
        world_make(&f.w, it, false);
        const els_goal *goal = world_goal(&f.out, "pattern_adaptation");
        bool is_served = goal && world_is(goal->subject, "support/edge");
        uint32_t tasks = is_served ? (uint32_t)lround(share * WORLD_TRAIN) : 0;
        for (uint32_t i = 0; i < WORLD_ALL; i++) {
            els_record *r = &f.w.records[i];
            if (!world_is(r->family, "edge"))
                continue;
            if (r->segment == 0 && tasks == 0) {
                r->family = ELS_STR("hard"); /* another kind takes its place */
                r->verdict = ELS_VERDICT_WRONG;
                continue;
            }
            tasks -= r->segment == 0;
            practised += r->segment == 0;
            skill = fmin(1, (double)practised / 20);
            r->verdict = (i / 3) % 10 < skill * 10 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
        }
        feed(&f);
        goal = world_goal(&f.out, "pattern_adaptation");
        if (!found && goal && world_is(goal->subject, "support/edge")) {
            found = it;
            cr_assert(els_str_starts(goal->reason, ELS_STR("starved: ")));
            cr_assert_gt(world_weight(&f.out, "edge"), 0.4, "it gets a good part of the batch");
        }
    }
    cr_assert_gt(found, 1u);
    cr_assert_leq(found, 10u);
    cr_assert_eq(skill, 1.0, "practice repaired it");
    uint32_t starved = 0;
    for (uint32_t i = 0; i < f.out.n_goals; i++)
        if (els_str_starts(f.out.goals[i].reason, ELS_STR("starved: "))) {
            starved++;
            cr_assert(world_is(f.out.goals[i].status, "achieved"));
        }
    cr_assert_geq(starved, 1u);
    close(&f);
}

Test(goaler, a_users_goal_gets_weight_is_measured_and_can_be_cancelled)
{
    static fixture with, without;
    open(&with);
    open(&without);
    for (uint64_t it = 1; it <= 6; it++) {
        world_make(&without.w, it, false);
        feed(&without);
        world_make(&with.w, it, false);
        if (it == 5)
            world_ask(&with.w, "goal_add", "success of support/easy >= 0.95 within 20 iterations");
        if (it == 5)
            world_ask(&with.w, "goal_add", "success of support/edge >= 0.95 within 20 iterations");
        feed(&with);
    }
    cr_assert_eq(with.out.goals[0].made_at, 5u);
    const els_goal *easy = NULL, *edge = NULL;
    for (uint32_t i = 0; i < with.out.n_goals; i++) {
        if (world_is(with.out.goals[i].subject, "support/easy"))
            easy = &with.out.goals[i];
        if (world_is(with.out.goals[i].subject, "support/edge"))
            edge = &with.out.goals[i];
    }
    cr_assert_not_null(easy);
    cr_assert_not_null(edge);
    cr_assert(world_is(easy->kind, "service_level"));
    cr_assert(world_is(easy->status, "achieved"));
    cr_assert(world_is(easy->by, "user:test"));
    cr_assert_eq(easy->due_at, 25u);
    cr_assert_float_eq(edge->current, 0.5, 0.1);
    cr_assert(world_is(edge->status, "in_progress"));
    cr_assert_gt(world_weight(&with.out, "edge"), 1.3 * world_weight(&without.out, "edge"));
    world_make(&with.w, 7, false);
    world_ask(&with.w, "goal_cancel", "goal-2");
    feed(&with);
    cr_assert(world_is(with.out.goals[1].status, "cancelled"));
    close(&with);
    close(&without);
}

Test(goaler, a_command_that_cannot_be_followed_is_a_goal_that_failed_with_the_reason)
{
    static fixture f;
    open(&f);
    world_make(&f.w, 1, false);
    world_ask(&f.w, "goal_add", "success of nothing >= 0.9");
    world_ask(&f.w, "goal_add", "more of everything");
    world_ask(&f.w, "goal_cancel", "goal-77");
    world_ask(&f.w, "goal_polish", "goal-1");
    feed(&f);
    cr_assert_eq(f.out.n_goals, 4u);
    for (uint32_t i = 0; i < f.out.n_goals; i++) {
        cr_assert(world_is(f.out.goals[i].status, "failed"));
        cr_assert_gt(f.out.goals[i].reason.len, 10u);
    }
    close(&f);
}

Test(goaler, restored_equals_never_restarted_bit_for_bit)
{
    static fixture a, b;
    els_buf half = {0}, x = {0}, y = {0};
    open(&a);
    open(&b);
    for (uint64_t it = 1; it <= 40; it++) {
        world_make(&a.w, it, it > 30);
        for (int i = WORLD_TRAIN + WORLD_SELECT / 2; i < WORLD_TRAIN + WORLD_SELECT; i++)
            a.w.records[i].verdict = ELS_VERDICT_INFRASTRUCTURE; /* a point takes two iterations */
        a.w.plan.learning_done_us = it * 10000000;
        world_foresee(&a.w, "select_success", true, 0.5, 0.8);
        if (it == 4)
            world_ask(&a.w, "goal_add", "cost of support <= 5 priority 1");
        feed(&a);
        if (it == 19) {
            els_stage_save(&a.stage, &half);
            cr_assert_eq(els_stage_restore(&b.stage, els_buf_str(&half)), ELS_OK);
        }
        if (it <= 19)
            continue;
        b.w = a.w;
        cr_assert_eq(els_stage_feed(&b.stage, &a.w.in, &b.arena, &b.out), ELS_OK);
        assert_same_steering(&a.out, &b.out);
        cr_assert_eq(a.out.n_goals, b.out.n_goals);
        for (uint32_t i = 0; i < a.out.n_goals; i++)
            cr_assert(els_str_eq(a.out.goals[i].id, b.out.goals[i].id) &&
                      els_str_eq(a.out.goals[i].status, b.out.goals[i].status) &&
                      els_str_eq(a.out.goals[i].evidence, b.out.goals[i].evidence) &&
                      a.out.goals[i].current == b.out.goals[i].current);
    }
    els_stage_save(&a.stage, &x);
    els_stage_save(&b.stage, &y);
    cr_assert(els_str_eq(els_buf_str(&x), els_buf_str(&y)));
    close(&a);
    close(&b);
    els_buf_fini(&half);
    els_buf_fini(&x);
    els_buf_fini(&y);
}

Test(goaler, a_damaged_snapshot_is_refused)
{
    static fixture f, g;
    els_buf bytes = {0};
    open(&f);
    open(&g);
    run_to(&f, 1, 20, false);
    els_stage_save(&f.stage, &bytes);
    for (size_t at = 0; at < bytes.len; at += 97) {
        bytes.ptr[at] ^= 0x20;
        cr_assert_neq(els_stage_restore(&g.stage, els_buf_str(&bytes)), ELS_OK);
        bytes.ptr[at] ^= 0x20;
    }
    cr_assert_eq(els_stage_restore(&g.stage, els_buf_str(&bytes)), ELS_OK);
    els_buf_fini(&bytes);
    close(&f);
    close(&g);
}
