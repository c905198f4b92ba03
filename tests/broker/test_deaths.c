/* Which task a death of executors is counted against, and when one is set aside. */
#include "leases_kit.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>

TestSuite(deaths, .init = set_up, .fini = tear_down);

/* Time passes with executor.1 idle and alive: silence and leases take effect. */
static uint64_t pass(uint64_t now, uint64_t ms)
{
    for (uint64_t end = now + ms * MS; now < end; now += 100 * MS) {
        beat("executor.1", ELS_CHUNK_IDLE, 0, now);
        els_leases_expire(&leases, now);
    }
    return now;
}

/* A new executor that is never heard of again after `now`; it names the chunk first if `names`. */
static uint64_t lose_executor(const els_chunk *chunk, bool names, uint64_t now)
{
    char name[32];
    snprintf(name, sizeof name, "victim.%llu", (unsigned long long)now);
    els_leases_hello(&leases, els_str_of(name), 100, now);
    if (names)
        beat(name, chunk->number, chunk->attempt, now);
    return pass(now, 3200);
}

static void one_executor(void)
{
    els_leases_fini(&leases);
    els_leases_init(&leases, 0, 0, 1000 * MS, 3000 * MS);
    els_leases_hello(&leases, ELS_STR("executor.1"), 11, 0);
    els_leases_cut(&leases, &plan, false);
}

/* Does all that is granted but the chunk with task 0 in it; returns that one. */
static const els_chunk *do_all_but_first(uint64_t now)
{
    const els_chunk *chunk, *first = NULL;
    while ((chunk = els_leases_grant(&leases, 0, now))) {
        if (chunk->number == 0)
            first = chunk;
        else
            els_leases_done(&leases, chunk->number, chunk->count);
    }
    return first;
}

static void find_the_poison(bool names)
{
    uint64_t now = 0;
    one_executor();
    uint32_t whole = leases.chunks[0].count;
    cr_assert_gt(whole, 1);
    const els_chunk *first = do_all_but_first(now);
    for (int death = 0; death < 2; death++) {
        cr_assert_eq(first->count, death ? 1 : whole, "after a death it goes out task by task");
        now = lose_executor(first, names, now);
        first = do_all_but_first(now);
        cr_assert_not_null(first);
    }
    cr_assert_null(els_leases_grant(&leases, 0, now), "a suspect goes out alone");
    cr_assert_null(els_leases_poison(&leases, now));
    now = lose_executor(first, names, now);
    cr_assert_null(els_leases_poison(&leases, now), "they may be heard again");
    now = pass(now, ELS_GRACE_SILENCES * 3000);
    const els_chunk *poison = els_leases_poison(&leases, now);
    cr_assert_not_null(poison);
    cr_assert_eq(poison->number, 0);
    cr_assert(els_leases_done(&leases, 0, 1));
    cr_assert(els_leases_all_done(&leases));
}

Test(deaths, a_poison_task_is_cut_out_of_its_chunk_and_set_aside_after_three_deaths)
{
    find_the_poison(true);
}

Test(deaths, nothing_is_set_aside_while_all_executors_are_silent_nor_by_the_first_one_heard_again)
{
    const uint64_t grace = ELS_GRACE_SILENCES * 3000;
    one_executor();
    uint64_t now = 0;
    const els_chunk *first = do_all_but_first(now);
    for (int death = 0; death < 2; death++) {
        now = lose_executor(first, true, now);
        first = do_all_but_first(now);
    }
    beat("executor.1", first->number, first->attempt, now);
    now += 3001 * MS;
    els_leases_expire(&leases, now);
    now += 10 * grace * MS; /* a busy machine: nobody beats in time */
    cr_assert_null(els_leases_poison(&leases, now), "it may be the machine");
    els_leases_hello(&leases, ELS_STR("executor.2"), 12, now);
    cr_assert_null(els_leases_poison(&leases, now), "the others may be heard again");
    els_leases_explain(&leases, ELS_STR("executor.1"), 11, &(els_ending){0});
    els_leases_hello(&leases, ELS_STR("executor.1"), 11, now);
    now = pass(now, grace);
    cr_assert_null(els_leases_poison(&leases, now), "executor.1 lives");
    first = do_all_but_first(now);
    cr_assert_not_null(first);
    cr_assert(els_leases_done(&leases, first->number, first->count));
    cr_assert(els_leases_all_done(&leases));
}

Test(deaths, a_poison_task_is_found_even_if_nobody_lives_to_name_it)
{
    find_the_poison(false);
}

/* Three executors have the chunk, one after the other, before the first is known to be dead: its
 * tasks are suspect together, but none has been shown to be the one. */
Test(deaths, neighbours_of_a_poison_task_are_not_set_aside_with_it)
{
    static const char *const names[] = {"victim.1", "victim.2", "victim.3"};
    uint64_t now = 0;
    one_executor();
    els_leases_hello(&leases, ELS_STR("idle"), 9, now);
    uint32_t whole = leases.chunks[0].count;
    const els_chunk *first = do_all_but_first(now);
    for (int i = 0; i < 3; i++) {
        cr_assert_not_null(first);
        els_leases_hello(&leases, els_str_of(names[i]), 100 + (uint64_t)i, now);
        beat(names[i], first->number, first->attempt, now);
        now += 1100 * MS; /* the lease is over, the silence is not */
        beat("idle", ELS_CHUNK_IDLE, 0, now);
        els_leases_expire(&leases, now);
        first = i < 2 ? do_all_but_first(now) : NULL;
    }
    now += 3100 * MS;
    beat("idle", ELS_CHUNK_IDLE, 0, now);
    els_leases_expire(&leases, now);
    cr_assert_eq(leases.chunks[0].deaths, 2, "the third would be the last of somebody");
    cr_assert_null(els_leases_poison(&leases, now));
    for (uint32_t i = 0; i < whole; i++) {
        const els_chunk *part = els_leases_grant(&leases, 0, now);
        cr_assert_not_null(part, "task %u is not tried alone", i);
        cr_assert_eq(part->count, 1);
        cr_assert_null(els_leases_poison(&leases, now), "task %u", i);
        cr_assert(els_leases_done(&leases, part->number, 1));
    }
    cr_assert(els_leases_all_done(&leases));
}

/* Tasks of a chunk that has seen a death are out together, for the second time on a slow machine;
 * then two executors end at once. */
Test(deaths, executors_that_end_together_condemn_no_task_that_was_not_alone)
{
    static const char *const names[] = {"victim.1", "victim.2"};
    uint64_t now = 0;
    one_executor();
    uint32_t whole = leases.chunks[0].count, out = 0;
    now = lose_executor(do_all_but_first(now), false, now);
    cr_assert_eq(leases.chunks[0].deaths, 1);
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < 2; i++)
            els_leases_hello(&leases, els_str_of(names[i]), 200, now);
        for (out = 0; els_leases_grant(&leases, 0, now); out++)
            ;
        cr_assert_eq(out, whole);
        if (again == 0)
            now = pass(now, 1200);
    }
    for (int i = 0; i < 2; i++)
        els_leases_hello(&leases, els_str_of(names[i]), 201, now);
    for (uint32_t i = 0; i < whole; i++)
        cr_assert_eq(leases.chunks[i].deaths, 2);
    cr_assert_null(els_leases_poison(&leases, now));
}

Test(deaths, a_late_result_of_a_whole_chunk_settles_the_parts_it_was_cut_into)
{
    uint64_t now = 0;
    one_executor();
    uint32_t whole = leases.chunks[0].count;
    const els_chunk *first = do_all_but_first(now);
    now = lose_executor(first, true, now);
    now = lose_executor(do_all_but_first(now), true, now);
    cr_assert_eq(do_all_but_first(now)->count, 1);
    cr_assert(els_leases_done(&leases, 0, whole));
    cr_assert(els_leases_all_done(&leases));
    cr_assert_eq(leases.n_granted, 0);
}

Test(deaths, an_executor_that_leaves_has_not_died_of_its_chunk)
{
    one_executor();
    for (int i = 0; i < 5; i++) {
        const els_chunk *first = do_all_but_first(0);
        els_leases_hello(&leases, ELS_STR("guest"), 1, 0);
        beat("guest", first->number, first->attempt, 0);
        els_leases_bye(&leases, ELS_STR("guest"));
    }
    cr_assert_eq(leases.chunks[0].deaths, 0);
}

/* The first chunk is named by executor.2, which ends and says hello again `lives` times. */
static void end_again(int lives, uint32_t signal)
{
    uint64_t start_id = 100;
    els_leases_hello(&leases, ELS_STR("executor.2"), start_id, 0);
    for (int i = 0; i < lives; i++) {
        const els_chunk *first = do_all_but_first(0);
        cr_assert_not_null(first);
        beat("executor.2", first->number, first->attempt, 0);
        els_leases_explain(&leases, ELS_STR("executor.2"), ++start_id,
                           &(els_ending){.signal = signal});
        els_leases_hello(&leases, ELS_STR("executor.2"), start_id, 0);
    }
}

Test(deaths, what_kills_its_executor_by_itself_is_set_aside_after_three_deaths)
{
    one_executor();
    end_again(3, SIGSEGV);
    cr_assert_not_null(els_leases_poison(&leases, 0));
}

Test(deaths, kills_from_outside_count_a_third)
{
    one_executor();
    end_again(8, SIGKILL);
    cr_assert_null(els_leases_poison(&leases, 0));
    els_leases_fini(&leases);
    one_executor();
    end_again(9, SIGKILL);
    cr_assert_not_null(els_leases_poison(&leases, 0), "the kernel kills what eats the memory");
}

/* executor.2 is silent with the first chunk; then it says hello as `start_id` after `signal`. */
static uint32_t deaths_after_silence(uint64_t start_id, uint32_t signal)
{
    one_executor();
    els_leases_hello(&leases, ELS_STR("executor.2"), 22, 0);
    const els_chunk *first = do_all_but_first(0);
    beat("executor.2", first->number, first->attempt, 0);
    pass(0, 3200);
    cr_assert_eq(leases.chunks[0].deaths, 1);
    els_leases_explain(&leases, ELS_STR("executor.2"), start_id, &(els_ending){.signal = signal});
    els_leases_hello(&leases, ELS_STR("executor.2"), start_id, 3200 * MS);
    return leases.chunks[0].deaths;
}

Test(deaths, a_silence_is_forgiven_when_it_was_no_death_of_its_own)
{
    cr_assert_eq(deaths_after_silence(22, 0), 0, "it was stopped, or cut off");
    els_leases_fini(&leases);
    cr_assert_eq(deaths_after_silence(23, SIGKILL), 0);
    els_leases_fini(&leases);
    cr_assert_eq(deaths_after_silence(23, SIGSEGV), 1);
    els_leases_fini(&leases);
    cr_assert_eq(deaths_after_silence(23, 0), 1);
}

static const els_chunk *chunk_of(uint32_t task)
{
    for (uint32_t i = 0; i < leases.n_chunks; i++)
        if (task - leases.chunks[i].number < leases.chunks[i].count)
            return &leases.chunks[i];
    return NULL;
}

/* executor.2 ends with `count` tasks from `first` on in hand, and its next life tells. Where the
 * test has granted nothing it is an attempt of its own. */
static void tell(uint64_t start_id, uint32_t signal, uint32_t first, uint32_t count)
{
    const els_chunk *chunk = chunk_of(first);
    bool is_out = chunk && chunk->state == ELS_CHUNK_GRANTED;
    const els_ending ending = {signal, true, first, count,
                               is_out ? chunk->attempt : 1000 + (uint32_t)start_id};
    els_leases_explain(&leases, ELS_STR("executor.2"), start_id, &ending);
    els_leases_hello(&leases, ELS_STR("executor.2"), start_id, 0);
}

Test(deaths, a_death_with_a_known_task_is_that_tasks_alone)
{
    while (els_leases_grant(&leases, 0, 0))
        ;
    uint32_t whole = leases.chunks[0].count;
    cr_assert_gt(whole, 2);
    tell(23, SIGABRT, 1, 1);
    cr_assert_eq(chunk_of(0)->count, 1);
    cr_assert_eq(chunk_of(1)->count, 1);
    cr_assert_eq(chunk_of(2)->count, whole - 2, "the neighbours stay together");
    for (uint32_t i = 0; i < leases.n_chunks; i++)
        cr_assert_eq(leases.chunks[i].deaths, leases.chunks[i].number == 1);
    tell(23, SIGABRT, 1, 1);
    cr_assert_eq(chunk_of(1)->deaths, 1, "a copy of the hello tells nothing new");
    uint32_t next = 0;
    for (uint32_t i = 0; i < leases.n_chunks; i++) {
        cr_assert_eq(leases.chunks[i].number, next);
        next += leases.chunks[i].count;
    }
}

Test(deaths, a_death_is_counted_once_however_many_lives_tell_of_it)
{
    const els_chunk *chunk = els_leases_grant(&leases, 0, 0);
    const els_ending ending = {SIGABRT, true, 1, 1, chunk->attempt};
    for (uint64_t life = 23; life < 27; life++) { /* none of them comes to begin anything */
        els_leases_explain(&leases, ELS_STR("executor.2"), life, &ending);
        els_leases_hello(&leases, ELS_STR("executor.2"), life, 0);
    }
    cr_assert_eq(chunk_of(1)->deaths, 1);
    cr_assert_null(els_leases_poison(&leases, 0));
}

Test(deaths, a_task_that_was_in_hand_of_three_deaths_is_set_aside_while_others_go_on)
{
    for (uint64_t life = 0; life < 3; life++) {
        cr_assert_null(els_leases_poison(&leases, 0));
        const els_chunk *first = els_leases_grant(&leases, 0, 0);
        cr_assert(first->number <= 1 && 1 < first->number + first->count,
                  "it is tried again at once, among others");
        tell(23 + life, SIGSEGV, 1, 1);
        if (life == 0) /* what was cut off before it */
            cr_assert_eq(els_leases_grant(&leases, 0, 0)->number, 0);
    }
    const els_chunk *poison = els_leases_poison(&leases, 0);
    cr_assert_not_null(poison);
    cr_assert_eq(poison->number, 1);
    cr_assert_null(els_leases_poison(&leases, 0));
}

Test(deaths, a_task_that_takes_long_goes_to_nobody_else_meanwhile)
{
    tell(23, SIGPROF, 1, 1);
    const els_chunk *chunk;
    while ((chunk = els_leases_grant(&leases, 0, 0)) && chunk->number != 1)
        els_leases_done(&leases, chunk->number, chunk->count);
    cr_assert_not_null(chunk);
    cr_assert_eq(leases.n_done + 1, leases.n_chunks, "it goes when all else is answered");
    for (uint64_t now = 0; now < 3000 * MS; now += 100 * MS) { /* executor.2 is silent with it */
        beat("executor.1", ELS_CHUNK_IDLE, 0, now);
        els_leases_expire(&leases, now);
        cr_assert_null(els_leases_grant(&leases, 0, now));
    }
    tell(24, SIGPROF, 1, 1);
    cr_assert_eq(els_leases_grant(&leases, 0, 3000 * MS)->number, 1);
    tell(25, SIGPROF, 1, 1);
    cr_assert_eq(els_leases_poison(&leases, 3000 * MS)->number, 1);
}

Test(deaths, a_task_that_takes_long_waits_for_neighbours_that_are_out_but_not_for_another_such)
{
    const els_chunk *chunk;
    tell(23, SIGPROF, 1, 1);
    tell(24, SIGPROF, 5, 1);
    for (uint32_t done = 0; done + 2 < leases.n_chunks; done++) {
        while ((chunk = els_leases_grant(&leases, 0, 0)))
            cr_assert(chunk->number != 1 && chunk->number != 5, "a neighbour is out");
        for (chunk = leases.chunks; chunk->state != ELS_CHUNK_GRANTED; chunk++)
            ;
        els_leases_done(&leases, chunk->number, chunk->count);
    }
    cr_assert_eq(els_leases_grant(&leases, 0, 0)->number, 1);
    cr_assert_eq(els_leases_grant(&leases, 0, 0)->number, 5);
}

Test(deaths, a_task_that_many_silences_speak_against_is_cleared_when_all_are_heard_again)
{
    enum { SILENT = ELS_POISON_DEATHS + 2 };
    char names[SILENT][16];
    uint64_t now = 0;
    one_executor();
    const els_chunk *first = do_all_but_first(now);
    for (uint32_t i = 0; i < SILENT; i++) {
        snprintf(names[i], sizeof names[i], "silent.%u", i);
        els_leases_hello(&leases, els_str_of(names[i]), 100 + i, now);
        if (first)
            beat(names[i], first->number, first->attempt, now);
        now = pass(now, 3200);
        first = do_all_but_first(now);
        for (int again = 0; i == 0 && again < SILENT; again++) { /* nobody says that he has it */
            now = pass(now, 1100);
            first = do_all_but_first(now);
            cr_assert_not_null(first);
        }
    }
    cr_assert_null(first, "they may yet explain themselves");
    for (uint32_t i = 0; i < SILENT; i++)
        els_leases_explain(&leases, els_str_of(names[i]), 100 + i, &(els_ending){0});
    cr_assert_eq(chunk_of(0)->deaths, 0);
}

Test(deaths, whoever_had_nothing_of_this_iteration_died_of_nothing_in_it)
{
    els_leases_grant(&leases, 0, 0);
    tell(23, SIGSEGV, 0, 0);
    tell(24, SIGSEGV, 4000000000u, 4000000000u);
    for (uint32_t i = 0; i < leases.n_chunks; i++)
        cr_assert_eq(leases.chunks[i].deaths, 0);
}

Test(deaths, kills_from_outside_of_a_known_task_count_a_third)
{
    uint64_t life = 23;
    for (int i = 0; i < 8; i++)
        tell(life++, SIGKILL, 1, 1);
    cr_assert_null(els_leases_poison(&leases, 0));
    tell(life, SIGKILL, 1, 1);
    cr_assert_not_null(els_leases_poison(&leases, 0));
}

Test(deaths, a_silence_is_forgiven_when_the_black_box_tells_what_was_in_hand)
{
    one_executor();
    els_leases_hello(&leases, ELS_STR("executor.2"), 22, 0);
    const els_chunk *first = do_all_but_first(0);
    beat("executor.2", first->number, first->attempt, 0);
    pass(0, 3200);
    cr_assert_eq(chunk_of(0)->deaths, 1);
    tell(23, 0, 1, 1);
    cr_assert_eq(chunk_of(0)->deaths, 0);
    cr_assert_eq(chunk_of(1)->deaths, 1);
    cr_assert_eq(chunk_of(2)->deaths, 0);
}

Test(deaths, what_nobody_had_named_at_a_death_is_handed_out_again_when_nothing_else_waits)
{
    uint32_t named = els_leases_grant(&leases, 0, 0)->number;
    uint32_t queued = els_leases_grant(&leases, 0, 0)->number;
    beat("executor.1", named, 1, 0);
    tell(23, SIGSEGV, 4000000000u, 1);
    cr_assert_eq(leases.n_granted, 1);
    const els_chunk *chunk, *last = NULL;
    while ((chunk = els_leases_grant(&leases, 0, 0))) {
        last = chunk;
        if (chunk->number != queued)
            els_leases_done(&leases, chunk->number, chunk->count);
    }
    cr_assert_eq(last->number, queued, "after all others, and before its lease is over");
    cr_assert_eq(last->attempt, 2);
}

Test(deaths, a_task_that_is_tried_again_already_gets_no_further_executor_by_a_death)
{
    els_leases_grant(&leases, 0, 0);
    beat("executor.2", 0, 1, 0);
    beat("executor.1", ELS_CHUNK_IDLE, 0, 900 * MS);
    els_leases_expire(&leases, 1100 * MS); /* executor.2 says nothing any more */
    cr_assert_eq(els_leases_grant(&leases, 0, 1100 * MS)->attempt, 2);
    const els_ending ending = {SIGPROF, true, 1, 1, 1};
    els_leases_explain(&leases, ELS_STR("executor.2"), 23, &ending);
    cr_assert_eq(chunk_of(1)->own, 1);
    cr_assert_eq(chunk_of(1)->count, 1);
    cr_assert_eq(leases.n_granted, 0,
                 "nobody has named it: it may have been in the queue of the dead");
    for (uint32_t i = 0; i < 3; i++)
        cr_assert(chunk_of(i)->is_doubted, "the others are asked for first");
}

Test(deaths, whoever_names_a_doubted_chunk_keeps_it)
{
    uint32_t queued = els_leases_grant(&leases, 0, 0)->number;
    tell(23, SIGSEGV, 4000000000u, 1);
    beat("executor.1", queued, 1, 0);
    cr_assert_eq(chunk_of(queued)->state, ELS_CHUNK_GRANTED);
    cr_assert_eq(leases.n_granted, 1);
    cr_assert_neq(els_leases_grant(&leases, 0, 0)->number, queued);
}
