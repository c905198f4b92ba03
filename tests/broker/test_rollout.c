#include "rollout.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MS = 1000, EXECUTORS = 3, PATIENCE_MS = 1000 };

static els_leases leases;
static els_rollout *rollout;
static uint64_t now_us;

static void hello(int executor, uint64_t start_id)
{
    char instance[32];
    snprintf(instance, sizeof instance, "executor.%d", executor);
    els_leases_hello(&leases, els_str_of(instance), start_id, now_us);
    els_rollout_see(rollout, &leases);
}

static void begin(els_rollout_mode mode)
{
    now_us = 1000000;
    rollout = malloc(sizeof *rollout);
    els_leases_init(&leases, 0, 0, 1000 * MS, 3000 * MS);
    els_rollout_init(rollout, mode, PATIENCE_MS * MS);
    for (int i = 0; i < EXECUTORS; i++)
        hello(i, 10 + (uint64_t)i);
}

static void end(void)
{
    els_leases_fini(&leases);
    free(rollout);
}

TestSuite(rollout, .fini = end);

/* The executor says that it holds these versions, the last one just loaded. */
static void says(int executor, uint64_t first, uint64_t second)
{
    char instance[32];
    uint64_t held[] = {first, second};
    snprintf(instance, sizeof instance, "executor.%d", executor);
    els_state_loaded loaded = {.instance = els_str_of(instance),
                               .version = second ? second : first,
                               .ok = true,
                               .held = held,
                               .n_held = second ? 2 : 1};
    cr_assert(els_rollout_hear(rollout, &loaded, now_us));
}

/* Who is told now, as the digits of the executors; 'v' in front of one that is to verify. */
static const char *told(uint64_t version)
{
    static char who[64];
    els_rollout_order order;
    size_t n = 0;
    while (els_rollout_next(rollout, now_us, &order)) {
        cr_assert_eq(order.version, version);
        if (order.verify)
            who[n++] = 'v';
        who[n++] = order.instance.ptr[order.instance.len - 1];
        cr_assert_lt(n, sizeof who);
    }
    who[n] = '\0';
    return who;
}

static bool opens(uint64_t version)
{
    els_rollout_opening opening;
    bool any = els_rollout_open_next(rollout, now_us, &opening);
    cr_assert(!any || opening.version == version);
    return any;
}

Test(rollout, all_at_once_waits_for_nobody_and_tells_nobody)
{
    begin(ELS_ROLLOUT_ALL_AT_ONCE);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    cr_assert(els_rollout_is_open(rollout, 7));
    cr_assert_str_eq(told(7), "", "they load what is broadcast");
}

Test(rollout, rolling_has_one_executor_loading_at_any_time)
{
    begin(ELS_ROLLOUT_ROLLING);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    cr_assert_not(els_rollout_is_open(rollout, 7));
    cr_assert(els_rollout_is_open(rollout, 0), "the untrained state needs no rollout");
    for (int i = 0; i < EXECUTORS; i++) {
        char expected[2] = {(char)('0' + i), '\0'};
        cr_assert_str_eq(told(7), expected);
        cr_assert_str_eq(told(7), "", "until it has answered");
        cr_assert_not(opens(7));
        cr_assert_not(els_rollout_is_open(rollout, 7));
        says(i, 7, 0);
    }
    cr_assert(opens(7));
    cr_assert_not(opens(7), "told once");
    cr_assert(els_rollout_is_open(rollout, 7));
}

Test(rollout, rolling_does_not_begin_a_second_version_before_the_first_is_done)
{
    begin(ELS_ROLLOUT_ROLLING);
    els_rollout_want(rollout, 6, 7, 0, now_us);
    for (int i = 0; i < EXECUTORS; i++) {
        char expected[2] = {(char)('0' + i), '\0'};
        cr_assert_str_eq(told(6), expected);
        says(i, 6, 0);
    }
    cr_assert_str_eq(told(7), "0");
}

Test(rollout, a_canary_verifies_before_anybody_else_is_told)
{
    begin(ELS_ROLLOUT_CANARY);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    cr_assert_str_eq(told(7), "v0");
    now_us += 100 * MS;
    cr_assert_str_eq(told(7), "");
    says(0, 7, 0);
    cr_assert_str_eq(told(7), "12", "then all others at once");
    cr_assert_not(opens(7));
    says(1, 7, 0);
    says(2, 7, 0);
    cr_assert(opens(7));
}

Test(rollout, blue_green_tells_all_and_changes_over_when_all_have_it)
{
    begin(ELS_ROLLOUT_BLUE_GREEN);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    cr_assert_str_eq(told(7), "012");
    says(2, 7, 0);
    says(0, 7, 0);
    cr_assert_not(els_rollout_is_open(rollout, 7));
    says(1, 7, 0);
    cr_assert(opens(7));
}

Test(rollout, blue_green_keeps_the_way_back_resident_and_a_rollback_needs_no_load)
{
    begin(ELS_ROLLOUT_BLUE_GREEN);
    els_rollout_want(rollout, 5, 0, 3, now_us);
    cr_assert_eq(rollout->n_keep, 2);
    cr_assert_eq(rollout->keep[0], 5);
    cr_assert_eq(rollout->keep[1], 3);
    for (int i = 0; i < EXECUTORS; i++)
        says(i, 3, 5);
    cr_assert(opens(5));
    els_rollout_want(rollout, 3, 0, 3, now_us); /* rolled back */
    cr_assert_str_eq(told(3), "");
    cr_assert(opens(3), "at once");
    cr_assert_eq(rollout->n_keep, 1);
    els_rollout_init(rollout, ELS_ROLLOUT_ROLLING, 1);
    els_rollout_want(rollout, 5, 0, 3, now_us);
    cr_assert_eq(rollout->n_keep, 1, "no other mode keeps it");
    cr_assert_eq(rollout->keep[0], 5, "but all keep what is live");
}

Test(rollout, a_candidate_that_becomes_live_is_not_rolled_out_again)
{
    begin(ELS_ROLLOUT_ROLLING);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    for (int i = 0; i < EXECUTORS; i++) {
        told(7);
        says(i, 7, 0);
    }
    cr_assert(opens(7));
    els_rollout_want(rollout, 7, 8, 0, now_us);
    cr_assert(els_rollout_is_open(rollout, 7));
    cr_assert_str_eq(told(8), "0");
}

Test(rollout, whoever_does_not_answer_is_told_again_and_not_waited_for_for_ever)
{
    begin(ELS_ROLLOUT_ROLLING);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    cr_assert_str_eq(told(7), "0");
    now_us += 249 * MS;
    cr_assert_str_eq(told(7), "");
    now_us += 1 * MS;
    cr_assert_str_eq(told(7), "0", "the order may have been lost");
    now_us += (PATIENCE_MS - 250) * MS;
    cr_assert_not(opens(7));
    now_us += 1;
    els_rollout_opening opening;
    cr_assert(els_rollout_open_next(rollout, now_us, &opening));
    cr_assert(opening.gave_up);
    cr_assert(els_rollout_is_open(rollout, 7));
}

Test(rollout, patience_counts_from_the_newest_word)
{
    begin(ELS_ROLLOUT_ROLLING);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    told(7);
    now_us += 900 * MS;
    says(0, 7, 0);
    now_us += 900 * MS;
    cr_assert_not(opens(7));
    now_us += 101 * MS;
    cr_assert(opens(7));
}

Test(rollout, a_new_life_of_an_executor_is_told_anew_and_a_dead_one_is_not_waited_for)
{
    begin(ELS_ROLLOUT_BLUE_GREEN);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    told(7);
    says(0, 7, 0);
    says(1, 7, 0);
    els_leases_bye(&leases, ELS_STR("executor.2"));
    els_rollout_see(rollout, &leases);
    cr_assert(opens(7));
    cr_assert_str_eq(told(7), "");
    hello(1, 99); /* restarted: it holds nothing */
    cr_assert_eq(els_rollout_holders(rollout, 7), 1);
    cr_assert_str_eq(told(7), "1");
    cr_assert(els_rollout_is_open(rollout, 7), "what is served stays served");
}

Test(rollout, nothing_opens_without_executors)
{
    begin(ELS_ROLLOUT_BLUE_GREEN);
    for (int i = 0; i < EXECUTORS; i++) {
        char instance[32];
        snprintf(instance, sizeof instance, "executor.%d", i);
        els_leases_bye(&leases, els_str_of(instance));
    }
    els_rollout_see(rollout, &leases);
    els_rollout_want(rollout, 0, 7, 0, now_us);
    now_us += 10000 * MS;
    cr_assert_not(opens(7));
}

Test(rollout, modes_have_names)
{
    begin(ELS_ROLLOUT_ALL_AT_ONCE);
    for (int mode = 0; mode < ELS_ROLLOUT_COUNT_; mode++)
        cr_assert_eq(els_rollout_parse(els_str_of(els_rollout_name((els_rollout_mode)mode))), mode);
    cr_assert_eq(els_rollout_parse(ELS_STR("sideways")), ELS_ROLLOUT_COUNT_);
}
