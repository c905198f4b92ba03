/* Who has which chunk, for how long, and when it is granted again. */
#include "leases_kit.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(leases, .init = set_up, .fini = tear_down);

Test(leases, chunks_cover_every_task_once_and_are_named_by_position)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < leases.n_chunks; i++) {
        cr_assert_eq(leases.chunks[i].number, next);
        cr_assert_eq(leases.chunks[i].number,
                     segments[leases.chunks[i].segment].first + leases.chunks[i].first);
        next += leases.chunks[i].count;
    }
    cr_assert_eq(next, 18);
}

Test(leases, architectures_made_to_do_the_same_tasks_meet_them_one_after_the_other)
{
    static els_segment rows[] = {
        {.first = 0, .count = 2, .task_seed = 5},
        {.first = 2, .count = 2, .task_seed = 5, .agent = {"react", 5}},
        {.first = 4, .count = 2, .task_seed = 6, .agent = {"react", 5}},
        {.first = 6, .count = 2, .task_seed = 5, .agent = {"swarm", 5}},
    };
    static const els_plan same = {.segments = rows, .n_segments = 4};
    static const uint32_t expected[] = {0, 1, 2, 6, 3, 7, 4, 5};
    els_leases_cut(&leases, &same, false);
    leases.window = 64;
    for (uint32_t i = 0; i < 8; i++) {
        const els_chunk *chunk = els_leases_grant(&leases, 0, 0);
        cr_assert_not_null(chunk);
        cr_assert_eq(chunk->number, expected[i], "%u, not %u", chunk->number, expected[i]);
    }
    cr_assert_null(els_leases_grant(&leases, 0, 0));
}

Test(leases, chunks_of_a_blocked_segment_wait_without_holding_up_others)
{
    const els_chunk *chunk;
    uint32_t others = 0;
    for (uint32_t i = 0; i < leases.n_chunks; i++)
        others += leases.chunks[i].segment != 0;
    leases.window = 64;
    while ((chunk = els_leases_grant(&leases, 1, 0))) {
        cr_assert_neq(chunk->segment, 0);
        others--;
    }
    cr_assert_eq(others, 0);
    cr_assert_eq(els_leases_grant(&leases, 0, 0)->number, 0, "then in their order");
}

Test(leases, the_window_bounds_what_is_out)
{
    uint32_t granted = 0;
    while (els_leases_grant(&leases, 0, 0))
        granted++;
    cr_assert_eq(granted, 4);
    cr_assert(els_leases_done(&leases, 0, leases.chunks[0].count));
    cr_assert_not_null(els_leases_grant(&leases, 0, 0));
    cr_assert_null(els_leases_grant(&leases, 0, 0));
}

Test(leases, a_lease_that_is_over_is_granted_again_as_the_next_attempt)
{
    const els_chunk *first = els_leases_grant(&leases, 0, 0);
    uint32_t number = first->number;
    cr_assert_eq(first->attempt, 1);
    els_leases_expire(&leases, 999 * MS);
    cr_assert_neq(els_leases_grant(&leases, 0, 999 * MS)->number, number);
    els_leases_expire(&leases, 1000 * MS);
    const els_chunk *again = els_leases_grant(&leases, 0, 1000 * MS);
    cr_assert_eq(again->number, number);
    cr_assert_eq(again->attempt, 2);
}

Test(leases, heartbeats_that_name_the_chunk_prolong_its_lease)
{
    uint32_t number = els_leases_grant(&leases, 0, 0)->number;
    for (uint64_t now = 0; now < 5000 * MS; now += 500 * MS) {
        beat("executor.1", number, 1, now);
        beat("executor.2", ELS_CHUNK_IDLE, 0, now);
        els_leases_expire(&leases, now);
        cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_GRANTED);
    }
    els_leases_expire(&leases, 4500 * MS + 1000 * MS);
    cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_WAITING);
}

Test(leases, a_heartbeat_of_an_older_attempt_or_epoch_prolongs_nothing)
{
    uint32_t number = els_leases_grant(&leases, 0, 0)->number;
    beat("executor.1", number, 7, 500 * MS);
    els_heartbeat old = {.instance = ELS_STR("executor.1"),
                         .epoch = 0,
                         .iteration = 2,
                         .chunk = number,
                         .attempt = 1};
    els_leases_heartbeat(&leases, &old, 1, 2, 500 * MS);
    els_leases_expire(&leases, 1000 * MS);
    cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_WAITING);
}

Test(leases, a_chunk_that_waits_behind_others_is_not_lost_while_all_are_busy)
{
    uint32_t a = els_leases_grant(&leases, 0, 0)->number,
             b = els_leases_grant(&leases, 0, 0)->number;
    uint32_t queued = els_leases_grant(&leases, 0, 0)->number;
    beat("executor.1", a, 1, 900 * MS);
    beat("executor.2", b, 1, 900 * MS);
    els_leases_expire(&leases, 1500 * MS);
    cr_assert_eq(leases.chunks[2].number, queued);
    cr_assert_eq(leases.chunks[2].state, ELS_CHUNK_GRANTED);
    beat("executor.2", ELS_CHUNK_IDLE, 0, 1600 * MS);
    els_leases_expire(&leases, 1600 * MS);
    cr_assert_eq(leases.chunks[2].state, ELS_CHUNK_WAITING);
}

Test(leases,
     a_chunk_that_may_wait_behind_a_stopped_executor_is_granted_again_though_others_are_busy)
{
    uint32_t a = els_leases_grant(&leases, 0, 0)->number,
             b = els_leases_grant(&leases, 0, 0)->number;
    els_leases_grant(&leases, 0, 0);
    beat("executor.1", a, 1, 100 * MS);
    beat("executor.2", b, 1, 1000 * MS);
    els_leases_expire(&leases, 1050 * MS);
    cr_assert_eq(leases.chunks[2].state, ELS_CHUNK_GRANTED, "executor.1 may only be slow");
    els_leases_expire(&leases, 1100 * MS);
    cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_WAITING);
    cr_assert_eq(leases.chunks[2].state, ELS_CHUNK_WAITING);
    cr_assert_eq(leases.chunks[1].state, ELS_CHUNK_GRANTED);
}

Test(leases, bye_and_a_new_start_take_the_chunk_back_at_once)
{
    uint32_t a = els_leases_grant(&leases, 0, 0)->number,
             b = els_leases_grant(&leases, 0, 0)->number;
    beat("executor.1", a, 1, 0);
    beat("executor.2", b, 1, 0);
    els_leases_bye(&leases, ELS_STR("executor.1"));
    cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_WAITING);
    cr_assert_eq(leases.n_executors, 1);
    els_leases_hello(&leases, ELS_STR("executor.2"), 22, 1);
    cr_assert_eq(leases.chunks[1].state, ELS_CHUNK_GRANTED, "the same start is no new life");
    els_leases_hello(&leases, ELS_STR("executor.2"), 23, 1);
    cr_assert_eq(leases.chunks[1].state, ELS_CHUNK_WAITING);
    cr_assert_eq(leases.n_executors, 1);
}

Test(leases, a_silent_executor_is_dead)
{
    els_leases_expire(&leases, 3000 * MS);
    cr_assert_eq(leases.n_executors, 2);
    beat("executor.2", ELS_CHUNK_IDLE, 0, 3000 * MS);
    els_leases_expire(&leases, 3001 * MS);
    cr_assert_eq(leases.n_executors, 1);
}

Test(leases, a_chunk_is_done_once)
{
    const els_chunk *first = els_leases_grant(&leases, 0, 0);
    cr_assert_not(els_leases_done(&leases, first->number, first->count - 1));
    cr_assert(els_leases_done(&leases, first->number, first->count));
    cr_assert_not(els_leases_done(&leases, first->number, first->count));
    cr_assert_not(els_leases_done(&leases, 17, 1), "17 is inside a chunk, not the name of one");
    cr_assert_not(els_leases_done(&leases, 4000000000u, 4000000000u));
    cr_assert_eq(leases.n_granted, 0);
}

Test(leases, a_result_after_the_lease_still_counts)
{
    const els_chunk *first = els_leases_grant(&leases, 0, 0);
    els_leases_expire(&leases, 2000 * MS);
    cr_assert(els_leases_done(&leases, first->number, first->count));
    while (els_leases_grant(&leases, 0, 2000 * MS))
        ;
    cr_assert_eq(leases.chunks[0].attempt, 1);
}

Test(leases, what_nobody_named_is_taken_back_when_the_generator_is_gone)
{
    uint32_t named = els_leases_grant(&leases, 0, 0)->number;
    els_leases_grant(&leases, 0, 0);
    beat("executor.1", named, 1, 0);
    els_leases_reclaim_unnamed(&leases);
    cr_assert_eq(leases.chunks[0].state, ELS_CHUNK_GRANTED);
    cr_assert_eq(leases.chunks[1].state, ELS_CHUNK_WAITING);
}

Test(leases, executors_beyond_the_limit_are_left_out)
{
    for (unsigned i = 0; i < 2 * ELS_EXECUTORS_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "crowd.%u", i);
        els_leases_hello(&leases, els_str_of(name), 1, 0);
    }
    cr_assert_eq(leases.n_executors, ELS_EXECUTORS_MAX);
}
