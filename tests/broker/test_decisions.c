#include "codec.h"
#include "decisions.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS = 4, OF_EACH = 2 /* decisions that are none of them pending */ };
static els_arena arena;
static els_decision decisions[OF_EACH + 1];

static void set_up(void)
{
    uint64_t run;
    make_store();
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &run), ELS_OK);
}

static void tear_down(void)
{
    els_arena_fini(&arena);
    remove_store();
}

TestSuite(decisions, .init = set_up, .fini = tear_down);

static els_progress progress_of(uint64_t iteration)
{
    decisions[0] =
        (els_decision){.kind = ELS_STR("learning"),
                       .subject = ELS_STR("state 3"),
                       .verdict = iteration % 2 ? ELS_STR("promoted") : ELS_STR("rejected"),
                       .effect = 0.25,
                       .low = 0.125,
                       .high = 0.5,
                       .e_value = 40,
                       .tasks = 64,
                       .text = ELS_STR("it \"pays\"")};
    decisions[1] = (els_decision){.kind = ELS_STR("config"), .verdict = ELS_STR("pending")};
    decisions[2] = (els_decision){.kind = ELS_STR("config"),
                                  .subject = ELS_STR("react.max_steps"),
                                  .verdict = ELS_STR("rolled_back")};
    return (els_progress){
        .iteration = iteration, .decisions = decisions, .n_decisions = OF_EACH + 1};
}

/* Into the journal, and into the file too when the broker lives that long. */
static void commit(uint64_t iteration, bool is_written)
{
    els_buf frame = {0};
    els_progress progress = progress_of(iteration);
    cr_assert_eq(els_encode(ELS_MSG_progress, &progress, &frame), ELS_OK);
    els_store_iteration it = {.run = 1,
                              .epoch = 1,
                              .iteration = iteration,
                              .progress = els_buf_str(&frame),
                              .analysis = ELS_STR("a")};
    cr_assert_eq(els_store_commit(store, &it), ELS_OK, "%s", els_store_error(store));
    if (is_written)
        cr_assert_eq(els_decisions_write(dir, 1, &progress), ELS_OK);
    els_buf_fini(&frame);
}

static els_lines_page read_page(const char *member, const char *value)
{
    els_lines_page page;
    els_lines_query query = {.members = {{member, els_str_of(value)}}, .n_members = 1, .most = 100};
    cr_assert_eq(els_decisions_read(dir, &query, &arena, &page), ELS_OK);
    return page;
}

Test(decisions, are_lines_with_their_evidence_the_newest_first)
{
    commit(0, true);
    commit(1, true);
    els_lines_page page = read_page("kind", "");
    cr_assert_eq(page.n, 2 * OF_EACH);
    cr_expect(
        els_str_eq(page.lines[1],
                   ELS_STR("{\"run\":1,\"iteration\":1,\"position\":0,\"kind\":\"learning\","
                           "\"subject\":\"state 3\",\"verdict\":\"promoted\",\"by\":\"applier\","
                           "\"effect\":0.25,\"low\":0.125,\"high\":0.5,\"e_value\":40,"
                           "\"pairs\":64,\"text\":\"it \\\"pays\\\"\"}")),
        ELS_STR_FMT, ELS_STR_ARG(page.lines[1]));
    cr_expect_eq(read_page("kind", "learning").n, 2);
    cr_expect_eq(read_page("verdict", "rolled_back").n, 2);
    cr_expect_eq(read_page("verdict", "promoted").n, 1);
    cr_expect_eq(read_page("verdict", "pending").n, 0);
}

Test(decisions, that_a_killed_broker_did_not_write_come_from_the_journal_once)
{
    char path[128];
    for (uint64_t i = 0; i < ITERATIONS; i++)
        commit(i, i < 2);
    snprintf(path, sizeof path, "%s/decisions.jsonl", dir);
    FILE *file = fopen(path, "ae"); /* it died while writing the third */
    cr_assert_not_null(file);
    fputs("{\"run\":1,\"iteration\":2,\"position\":0,\"ki", file);
    fclose(file);
    cr_assert_eq(els_decisions_catch_up(dir, store), ELS_OK);
    cr_expect_eq(read_page("kind", "").n, ITERATIONS * OF_EACH);
    cr_assert_eq(els_decisions_catch_up(dir, store), ELS_OK);
    cr_expect_eq(read_page("kind", "").n, ITERATIONS * OF_EACH);
    cr_expect_eq(remove(path), 0); /* or all of them are gone */
    cr_assert_eq(els_decisions_catch_up(dir, store), ELS_OK);
    cr_expect_eq(read_page("kind", "").n, ITERATIONS * OF_EACH);
}

Test(decisions, of_an_iteration_are_gone_on_with_behind_the_last_that_is_whole)
{
    els_progress half = progress_of(0);
    commit(0, false);
    half.n_decisions = 1;
    cr_assert_eq(els_decisions_write(dir, 1, &half), ELS_OK);
    cr_assert_eq(els_decisions_catch_up(dir, store), ELS_OK);
    els_lines_page page = read_page("kind", "");
    cr_expect_eq(page.n, OF_EACH);
    cr_expect(els_str_contains(page.lines[0], ELS_STR("\"position\":2,")));
}

Test(decisions, of_a_store_without_a_run_are_none)
{
    els_store_close(&store);
    els_buf why = {0};
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK);
    cr_expect_eq(els_decisions_catch_up(dir, store), ELS_OK);
    cr_expect_eq(read_page("kind", "").n, 0);
    els_buf_fini(&why);
}
