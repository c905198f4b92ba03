/* Tasks that were set aside, as the journal has them. */
#include "codec.h"
#include "dead_tasks.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS = 3, OF_EACH = 7 };

static els_arena arena;
static els_buf frame;

static uint64_t begin(void)
{
    uint64_t run = 0;
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &run), ELS_OK);
    return run;
}

static void set_up(void)
{
    make_store();
}

static void tear_down(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&frame);
    remove_store();
}

TestSuite(dead_tasks, .init = set_up, .fini = tear_down);

static void commit_frame(uint64_t run, uint64_t iteration, els_str bytes, bool last)
{
    const els_store_iteration it = {.run = run,
                                    .epoch = 1,
                                    .iteration = iteration,
                                    .progress = bytes,
                                    .last = last,
                                    .report_json = ELS_STR("{}")};
    cr_assert_eq(els_store_commit(store, &it), ELS_OK, "%s", els_store_error(store));
}

/* An iteration in which seven tasks were set aside: of two plugins, three segments of which the
 * plan knows two. */
static void commit(uint64_t run, uint64_t iteration, bool has_plan, bool last)
{
    els_segment segments[] = {{.name = ELS_STR("train")}, {.name = ELS_STR("probe")}};
    els_plan plan = {.iteration = iteration, .segments = segments, .n_segments = 2};
    els_record records[OF_EACH];
    for (uint32_t i = 0; i < OF_EACH; i++)
        records[i] = (els_record){.segment = i % 3,
                                  .index = i,
                                  .id = ELS_STR("id"),
                                  .plugin = i % 2 ? ELS_STR("sales") : ELS_STR("benchmark"),
                                  .verdict = ELS_VERDICT_INFRASTRUCTURE,
                                  .trace = ELS_STR("ended 3 executors")};
    els_progress progress = {.iteration = iteration,
                             .plan = &plan,
                             .n_plan = has_plan,
                             .records = records,
                             .n_records = OF_EACH};
    els_buf_clear(&frame);
    cr_assert_eq(els_encode(ELS_MSG_progress, &progress, &frame), ELS_OK);
    commit_frame(run, iteration, els_buf_str(&frame), last);
}

static els_dead_task *list(els_dead_filter filter, uint32_t *ret_count, uint64_t *ret_run)
{
    els_dead_task *tasks = NULL;
    cr_assert_eq(els_dead_tasks_list(store, &filter, &arena, ret_run, &tasks, ret_count), ELS_OK);
    return tasks;
}

static uint32_t count(els_dead_filter filter)
{
    uint64_t run;
    uint32_t n;
    list(filter, &n, &run);
    return n;
}

static els_err refused(uint64_t run)
{
    els_dead_task *tasks;
    uint64_t found = 77;
    uint32_t n = 77;
    els_err err =
        els_dead_tasks_list(store, &(els_dead_filter){.run = run}, &arena, &found, &tasks, &n);
    cr_assert(err && found == 77 && n == 77, "the outputs are touched");
    return err;
}

Test(dead_tasks, are_listed_oldest_first_with_their_segment)
{
    uint64_t run = begin(), found;
    uint32_t n;
    for (uint64_t i = 0; i < ITERATIONS; i++)
        commit(run, i, true, false);
    els_dead_task *tasks = list((els_dead_filter){0}, &n, &found);
    cr_assert_eq(found, run);
    cr_assert_eq(n, ITERATIONS * OF_EACH);
    for (uint32_t i = 0; i < n; i++) {
        static const char *const names[] = {"train", "probe",
                                            ""}; /* the third the plan does not know */
        cr_assert_eq(tasks[i].iteration, i / OF_EACH);
        cr_assert_eq(tasks[i].record.index, i % OF_EACH);
        cr_assert(els_str_eq(tasks[i].segment, els_str_of(names[i % OF_EACH % 3])));
        cr_assert(els_str_eq(tasks[i].record.trace, ELS_STR("ended 3 executors")));
    }
}

Test(dead_tasks, are_filtered_by_plugin_segment_iteration_and_number)
{
    uint64_t run = begin(), found;
    uint32_t n;
    for (uint64_t i = 0; i < ITERATIONS; i++)
        commit(run, i, true, false);
    cr_expect_eq(count((els_dead_filter){.plugin = ELS_STR("sales")}), 3 * ITERATIONS);
    cr_expect_eq(count((els_dead_filter){.segment = ELS_STR("probe")}), 2 * ITERATIONS);
    cr_expect_eq(count((els_dead_filter){.segment = ELS_STR("transfer")}), 0);
    cr_expect_eq(count((els_dead_filter){.from_iteration = 2}), OF_EACH);
    cr_expect_eq(count((els_dead_filter){.from_iteration = ITERATIONS}), 0);
    cr_expect_eq(count((els_dead_filter){.limit = 1000}), ITERATIONS * OF_EACH);
    els_dead_task *tasks = list((els_dead_filter){.limit = 2}, &n, &found);
    cr_assert_eq(n, 2);
    cr_expect_eq(tasks[1].iteration, ITERATIONS - 1);
    cr_expect_eq(tasks[1].record.index, OF_EACH - 1);
}

Test(dead_tasks, of_an_older_run_are_there_and_those_without_a_plan_have_no_segment)
{
    uint64_t first = begin(), second, found;
    uint32_t n;
    commit(first, 0, false, false);
    commit(first, 1, false, true);
    second = begin();
    els_dead_task *tasks = list((els_dead_filter){.run = first}, &n, &found);
    cr_assert_eq(found, first);
    cr_assert_eq(n, 2 * OF_EACH);
    cr_assert_eq(tasks[0].segment.len, 0);
    cr_assert_eq(count((els_dead_filter){.run = second}), 0, "it has only begun");
    cr_assert_eq(refused(second + 1), ELS_E_NOT_FOUND);
}

Test(dead_tasks, of_a_store_without_a_run_are_not_found)
{
    cr_assert_eq(refused(0), ELS_E_NOT_FOUND);
}

Test(dead_tasks, of_a_progress_that_is_none_are_refused)
{
    const els_command command = {.verb = ELS_STR("set")};
    commit_frame(begin(), 0, ELS_STR("no message"), true);
    cr_assert_neq(refused(0), ELS_E_NOT_FOUND);
    cr_assert_eq(els_encode(ELS_MSG_command, &command, &frame), ELS_OK);
    commit_frame(begin(), 0, els_buf_str(&frame), true);
    cr_assert_eq(refused(0), ELS_E_FORMAT);
}

Test(dead_tasks, are_all_that_is_kept_of_the_records_of_an_iteration)
{
    const els_record records[] = {{.index = 0, .verdict = ELS_VERDICT_RIGHT},
                                  {.index = 1, .verdict = ELS_VERDICT_INFRASTRUCTURE},
                                  {.index = 2, .verdict = ELS_VERDICT_WRONG}};
    uint32_t n = 77;
    const els_record *kept = els_dead_tasks_keep(records, 3, &arena, &n);
    cr_assert_eq(n, 1);
    cr_assert_eq(kept[0].index, 1);
    cr_assert_null(els_dead_tasks_keep(records, 1, &arena, &n));
    cr_assert_eq(n, 0);
}
