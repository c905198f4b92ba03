#include "commands.h"
#include "curriculum.h"
#include "raise.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const els_curriculum_knobs plain = {.sharpness = 1, .focus = 2};

typedef struct {
    els_strata *strata;
    els_goal_book *book;
    els_mix mix[ELS_MIX_MAX];
    uint32_t n;
} bed;

static void open(bed *b)
{
    *b = (bed){.strata = calloc(1, sizeof(els_strata)), .book = calloc(1, sizeof(els_goal_book))};
}

static void close(bed *b)
{
    els_arena_fini(&b->strata->texts);
    free(b->strata);
    free(b->book);
}

static void count(bed *b, const char *plugin, const char *family, int tasks, double right,
                  bool is_train, uint64_t iteration)
{
    for (int i = 0; i < tasks; i++) {
        bool is_right = (i + 1) * right - (int)(i * right) >= 1;
        els_record r = {.plugin = els_str_of(plugin),
                        .family = els_str_of(family),
                        .cost = 20,
                        .verdict = is_right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
        els_strata_add(b->strata, &r, is_train, !is_train, iteration);
    }
}

static double weight(bed *b, const char *plugin, const char *family)
{
    els_str plugins[2] = {ELS_STR("a"), ELS_STR("b")};
    b->n = els_curriculum_mix(b->strata, b->book, plugins, 2, &plain, b->mix);
    for (uint32_t i = 0; i < b->n; i++)
        if (els_str_eq(b->mix[i].plugin, els_str_of(plugin)) &&
            els_str_eq(b->mix[i].family, els_str_of(family)))
            return b->mix[i].weight;
    return 0;
}

Test(curriculum, a_kind_counts_for_what_an_even_batch_has_of_it)
{
    bed b;
    open(&b);
    count(&b, "a", "one", 60, 0.5, true, 1);
    count(&b, "b", "one", 60, 0.5, true, 1);
    count(&b, "b", "two", 60, 0.5, true, 1);
    double alone = weight(&b, "a", "one");
    cr_assert_float_eq(alone / weight(&b, "b", "one"), 2, 0.2, "as large a part of the whole");
    cr_assert_float_eq(weight(&b, "b", "one"), weight(&b, "b", "two"), 1e-12);
    close(&b);
}

Test(curriculum, a_live_goal_adds_to_its_kinds_and_one_that_is_over_does_not)
{
    bed b;
    open(&b);
    count(&b, "a", "one", 60, 0.5, true, 1);
    count(&b, "a", "two", 60, 0.5, true, 1);
    els_goal_entry goal = {.kind = ELS_GOAL_SERVICE,
                           .measure = ELS_MEASURE_SUCCESS,
                           .subject = "a/two",
                           .target = 0.9,
                           .priority = 1};
    els_goal_entry *added = els_goals_add(b.book, &goal);
    double share = weight(&b, "a", "two");
    cr_assert_float_eq(share / weight(&b, "a", "one"), 3, 0.4, "tripled, but for the floor");
    added->status = ELS_GOAL_CANCELLED;
    cr_assert_float_eq(weight(&b, "a", "two"), weight(&b, "a", "one"), 1e-12);
    close(&b);
}

/* Tasks of a kind of plugin a in the next batch, by its own entry and by those drawn alike. */
static double share_of(bed *b, const char *family)
{
    return weight(b, "a", family) + weight(b, "a", "") / els_strata_kinds(b->strata, ELS_STR("a"));
}

Test(curriculum, batches_are_even_when_most_is_right)
{
    double uneven[2];
    for (int far_along = 0; far_along < 2; far_along++) {
        bed b;
        open(&b);
        count(&b, "a", "one", 60, far_along ? 1 : 0.5, false, 1);
        count(&b, "a", "two", 60, far_along ? 0.8 : 0, false, 1);
        uneven[far_along] = share_of(&b, "two") - share_of(&b, "one");
        double even = weight(&b, "a", "") + weight(&b, "b", "");
        cr_assert(far_along ? fabs(even - 1) < 1e-12 : even < 0.5);
        close(&b);
    }
    cr_assert_gt(uneven[0], 0.2);
    cr_assert_float_eq(uneven[1], 0, 1e-12);
}

Test(curriculum, a_live_goal_triples_its_kind_in_even_batches_too)
{
    bed b;
    open(&b);
    count(&b, "a", "one", 60, 1, false, 1);
    count(&b, "a", "two", 60, 1, false, 1);
    count(&b, "b", "one", 60, 1, false, 1);
    double before = share_of(&b, "two");
    els_goal_entry goal = {.kind = ELS_GOAL_SERVICE,
                           .measure = ELS_MEASURE_SUCCESS,
                           .subject = "a/two",
                           .target = 0.99,
                           .priority = 1};
    cr_assert_not_null(els_goals_add(b.book, &goal));
    cr_assert_gt(share_of(&b, "two"), 1.4 * before);
    cr_assert_float_eq(share_of(&b, "two") / share_of(&b, "one"), 3, 0.2);
    close(&b);
}

Test(curriculum, more_kinds_than_a_mix_can_name_leave_the_needy_ones)
{
    bed b;
    char family[16];
    open(&b);
    for (int i = 0; i < 100; i++) {
        snprintf(family, sizeof family, "kind%d", i);
        count(&b, "a", family, 20, i < 50 ? 1 : 0, true, 1);
    }
    cr_assert_gt(weight(&b, "a", "kind99"), 0);
    cr_assert_eq(b.n, ELS_MIX_MAX);
    double sum = 0;
    for (uint32_t i = 0; i < b.n; i++)
        sum += b.mix[i].weight;
    cr_assert_float_eq(sum, 1, 1e-12);
    close(&b);
}

Test(curriculum, a_mix_that_differs_by_noise_is_not_taken)
{
    els_curriculum curriculum = {.n = 0};
    els_mix mix[2] = {{.plugin = ELS_STR("a"), .family = ELS_STR("one"), .weight = 0.5},
                      {.plugin = ELS_STR("a"), .family = ELS_STR("two"), .weight = 0.5}};
    cr_assert(els_curriculum_take(&curriculum, mix, 2));
    cr_assert_not(els_curriculum_take(&curriculum, mix, 0));
    mix[0].weight = 0.52;
    mix[1].weight = 0.48;
    cr_assert_not(els_curriculum_take(&curriculum, mix, 2));
    cr_assert_eq(curriculum.mix[0].weight, 0.5);
    mix[0].weight = 0.6;
    mix[1].weight = 0.4;
    cr_assert(els_curriculum_take(&curriculum, mix, 2));
    cr_assert_eq(curriculum.mix[0].weight, 0.6);
    els_arena_fini(&curriculum.texts);
}

Test(strata, what_a_curriculum_picked_does_not_count_for_the_whole)
{
    bed b;
    open(&b);
    count(&b, "a", "one", 50, 0, true, 1);
    count(&b, "a", "one", 30, 1, false, 2);
    els_stratum_success whole = els_stratum_recent(els_goal_row(b.strata, ELS_STR("all")));
    els_stratum_success kind = els_stratum_recent(els_goal_row(b.strata, ELS_STR("a/one")));
    cr_assert_eq(whole.n, 30u);
    cr_assert_eq(whole.value, 1.0);
    cr_assert_eq(kind.n, ELS_STRATA_WINDOW);
    cr_assert_float_eq(kind.value, 30.0 / ELS_STRATA_WINDOW, 1e-12);
    cr_assert_null(els_goal_row(b.strata, ELS_STR("a/two")));
    close(&b);
}

Test(strata, infrastructure_failures_change_nothing)
{
    bed b;
    open(&b);
    els_record r = {
        .plugin = ELS_STR("a"), .family = ELS_STR("one"), .verdict = ELS_VERDICT_INFRASTRUCTURE};
    els_strata_add(b.strata, &r, true, true, 1);
    cr_assert_eq(b.strata->n, 0u);
    close(&b);
}

Test(raise, a_kind_that_falls_gets_a_goal_and_noise_does_not)
{
    els_plan plan = {.iteration = 9, .n_plugins = 1, .batch_size = 10};
    for (int falls = 0; falls < 2; falls++) {
        bed b;
        open(&b);
        count(&b, "a", "one", 60, 0.9, true, 9);
        count(&b, "a", "one", 24, falls ? 0.25 : 0.8, true, 9);
        els_raise_from_kinds(b.book, b.strata, &plan);
        cr_assert_eq(b.book->n, falls ? 1u : 0u);
        if (falls) {
            cr_assert_str_eq(b.book->list[0].subject, "a/one");
            cr_assert_eq(b.book->list[0].kind, ELS_GOAL_ADAPTATION);
            cr_assert_eq(b.book->list[0].due_at, 9u + ELS_RAISE_TERM);
            els_raise_from_kinds(b.book, b.strata, &plan);
            cr_assert_eq(b.book->n, 1u, "once");
        }
        close(&b);
    }
}

Test(raise, training_on_what_is_mastered_is_found_and_gets_less)
{
    bed b;
    open(&b);
    count(&b, "a", "one", 60, 1, true, 1);
    count(&b, "a", "two", 60, 0.5, true, 1);
    double before = weight(&b, "a", "one");
    els_raise_from_waste(b.book, -1, 5);
    els_raise_from_waste(b.book, 0.2, 5);
    cr_assert_eq(b.book->n, 0u);
    els_raise_from_waste(b.book, 0.8, 5);
    els_raise_from_waste(b.book, 0.8, 6);
    cr_assert_eq(b.book->n, 1u);
    cr_assert_eq(b.book->list[0].kind, ELS_GOAL_RESOURCE);
    cr_assert_lt(weight(&b, "a", "one"), 0.6 * before);
    els_goals_review(b.book, b.strata, 0.6, 7, false);
    cr_assert_eq(b.book->list[0].status, ELS_GOAL_ACTIVE);
    els_goals_review(b.book, b.strata, 0.1, 8, false);
    cr_assert_eq(b.book->list[0].status, ELS_GOAL_ACHIEVED);
    close(&b);
}

Test(goals, one_too_many_of_a_user_is_refused_and_says_so)
{
    bed b;
    open(&b);
    els_goal_entry goal = {.kind = ELS_GOAL_SERVICE, .subject = "all", .target = 0.9};
    for (uint32_t i = 0; i < ELS_GOALS_LIVE_MAX; i++)
        cr_assert_not_null(els_goals_add(b.book, &goal));
    els_str said = ELS_STR("success of all >= 0.95"), plugin = ELS_STR("p");
    els_command command = {.target = ELS_STR("goaler"),
                           .verb = ELS_STR("goal_add"),
                           .args = &said,
                           .n_args = 1,
                           .who = ELS_STR("user:a")};
    els_plan plan = {.commands = &command, .n_commands = 1, .plugins = &plugin, .n_plugins = 1};
    for (int twice = 0; twice < 2; twice++) {
        els_goal_commands(b.book, &plan);
        const els_goal_entry *newest = &b.book->list[b.book->n - 1];
        cr_assert_eq(newest->status, ELS_GOAL_FAILED);
        cr_assert_str_eq(newest->reason, "too many goals are live: cancel one");
        cr_assert_not_null(els_goals_find(b.book, 1), "no live goal goes for it");
    }
    close(&b);
}

Test(goals, the_oldest_that_is_over_makes_room_and_live_ones_never_go)
{
    bed b;
    open(&b);
    els_goal_entry goal = {.kind = ELS_GOAL_SERVICE, .subject = "all", .target = 0.9};
    for (uint32_t i = 0; i < ELS_GOALS_LIVE_MAX; i++)
        cr_assert_not_null(els_goals_add(b.book, &goal));
    cr_assert_null(els_goals_add(b.book, &goal));
    els_goals_find(b.book, 5)->status = ELS_GOAL_FAILED;
    cr_assert_not_null(els_goals_add(b.book, &goal));
    els_goals_find(b.book, 6)->status = ELS_GOAL_FAILED;
    cr_assert_not_null(els_goals_add(b.book, &goal));
    cr_assert_null(els_goals_find(b.book, 5), "48 are remembered");
    cr_assert_not_null(els_goals_find(b.book, 1));
    close(&b);
}

Test(goals, are_not_achieved_on_a_handful_of_tasks)
{
    bed b;
    open(&b);
    els_goal_entry goal = {
        .kind = ELS_GOAL_SERVICE, .subject = "a/one", .target = 0.9, .due_at = 9};
    els_goal_entry *added = els_goals_add(b.book, &goal);
    count(&b, "a", "one", ELS_GOAL_TASKS_MIN - 1, 1, true, 1);
    els_goals_review(b.book, b.strata, -1, 3, false);
    cr_assert_eq(added->status, ELS_GOAL_ACTIVE);
    count(&b, "a", "one", 1, 1, true, 1);
    els_goals_review(b.book, b.strata, -1, 4, false);
    cr_assert_eq(added->status, ELS_GOAL_ACHIEVED);
    close(&b);
}
