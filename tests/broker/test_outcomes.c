#include "outcomes.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static els_arena arena;

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    els_arena_fini(&arena);
    remove_folder();
}

TestSuite(outcomes, .init = set_up, .fini = tear_down);

/* An iteration of `n` tasks: every other one right, the first of them with its question. */
static void write_iteration(uint64_t iteration, uint32_t n, const char *trace)
{
    els_segment segment = {.name = ELS_STR("train"), .arm = 1};
    els_plan plan = {.segments = &segment, .n_segments = 1};
    els_task task = {.question = ELS_STR("What \"is\"\nit?")};
    els_answer answer = {.value = ELS_STR("42")};
    els_example example = {
        .record = 0, .task = &task, .n_task = 1, .answers = &answer, .n_answers = 1};
    els_record *records = ELS_ARENA_NEW(&arena, els_record, n);
    for (uint32_t i = 0; i < n; i++)
        records[i] = (els_record){.index = i,
                                  .id = ELS_STR("id"),
                                  .plugin = ELS_STR("benchmark"),
                                  .family = ELS_STR("logic"),
                                  .agent = i % 4 ? ELS_STR("react") : ELS_STR("swarm"),
                                  .verdict = i % 2,
                                  .cost = 7,
                                  .latency_ns = 1500000,
                                  .trace = els_str_of(trace)};
    els_analysis analysis = {.iteration = iteration,
                             .plan = &plan,
                             .n_plan = 1,
                             .records = records,
                             .n_records = n,
                             .examples = &example,
                             .n_examples = 1};
    cr_assert_eq(els_outcomes_write(dir, 1, &analysis), ELS_OK);
}

static els_lines_page read_page(els_lines_query query)
{
    els_lines_page page;
    cr_assert_eq(els_outcomes_read(dir, &query, &arena, &page), ELS_OK);
    return page;
}

static uint32_t count(els_lines_query query, els_str **ret_lines, bool *ret_has_more)
{
    els_lines_page page = read_page(query);
    *ret_lines = page.lines;
    *ret_has_more = page.has_more;
    return page.n;
}

/* All tasks with this member. */
static uint32_t count_with(const char *name, const char *value)
{
    return read_page((els_lines_query){
                         .members = {{name, els_str_of(value)}}, .n_members = 1, .most = 50})
        .n;
}

static uint64_t size_of(const char *name)
{
    char path[128];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

Test(outcomes, of_a_store_without_a_run_are_none)
{
    els_str *lines;
    bool has_more;
    cr_expect_eq(count((els_lines_query){.most = 5}, &lines, &has_more), 0);
    cr_expect_not(has_more);
}

Test(outcomes, are_lines_of_json_the_newest_first)
{
    els_str *lines;
    bool has_more;
    write_iteration(0, 2, "");
    write_iteration(1, 2, "calc:+=3 -> 42");
    cr_assert_eq(count((els_lines_query){.most = 3}, &lines, &has_more), 3);
    cr_expect(has_more);
    cr_expect(
        els_str_eq(
            lines[1],
            ELS_STR(
                "{\"run\":1,\"iteration\":1,\"position\":0,\"segment\":\"train\",\"arm\":\"live\","
                "\"id\":\"id\",\"kind\":\"benchmark\",\"family\":\"logic\",\"agent\":\"swarm\","
                "\"params\":\"\",\"verdict\":\"wrong\",\"confidence\":0,\"cost\":7,"
                "\"latency_ms\":1.5,\"propensity\":0,\"trace\":\"calc:+=3 -> 42\","
                "\"question\":\"What \\\"is\\\"\\nit?\",\"answer\":\"42\"}")),
        ELS_STR_FMT, ELS_STR_ARG(lines[1]));
    cr_expect(els_str_starts(lines[0], ELS_STR("{\"run\":1,\"iteration\":1,\"position\":1,")));
    cr_expect(els_str_starts(lines[2], ELS_STR("{\"run\":1,\"iteration\":0,\"position\":1,")));
}

Test(outcomes, are_filtered_by_members_and_not_by_what_texts_hold)
{
    write_iteration(0, 8, "\"agent\":\"voyager\" ,\"agent\":\"voyager\",");
    cr_expect_eq(count_with("agent", "swarm"), 2);
    cr_expect_eq(count_with("agent", "voyager"), 0);
    cr_expect_eq(count_with("verdict", "right"), 4);
    cr_expect_eq(count_with("kind", "bench"), 0);
    cr_expect_eq(count_with("segment", "train"), 8);
    cr_expect_eq(count_with("segment", ""), 8, "no filter");
}

Test(outcomes, go_on_before_a_place_whatever_was_added_since)
{
    els_lines_query query = {.most = 3};
    els_lines_page page = {.has_more = true};
    uint32_t seen = 0;
    for (uint64_t i = 0; i < 4; i++)
        write_iteration(i, 5, "");
    while (page.has_more) {
        page = read_page(query);
        query.before = page.last;
        query.has_before = true;
        seen += page.n;
        if (seen == 6)
            write_iteration(4, 5, "");
    }
    cr_expect_eq(seen, 20);
}

Test(outcomes, pass_over_what_a_killed_broker_has_left)
{
    els_str *lines;
    bool has_more;
    char path[128];
    write_iteration(0, 2, "");
    snprintf(path, sizeof path, "%s/outcomes.jsonl", dir);
    FILE *file = fopen(path, "ae");
    cr_assert_not_null(file);
    fputs("{\"run\":1,\"iteration\":1,\"posi", file);
    fclose(file);
    cr_expect_eq(count((els_lines_query){.most = 9}, &lines, &has_more), 2);
    write_iteration(1, 2, "");
    cr_expect_eq(count((els_lines_query){.most = 9}, &lines, &has_more), 4);
}

Test(outcomes, take_no_more_room_than_two_files)
{
    els_str *lines;
    bool has_more;
    char trace[501];
    memset(trace, 't', sizeof trace - 1);
    trace[sizeof trace - 1] = '\0';
    for (uint64_t i = 0; i < 30; i++)
        write_iteration(i, 1000, trace);
    uint64_t slack = 1000000; /* an iteration is written whole */
    cr_expect_leq(size_of("outcomes.jsonl"), ELS_OUTCOMES_BYTES + slack);
    cr_expect_gt(size_of("outcomes.1.jsonl"), ELS_OUTCOMES_BYTES);
    cr_expect_leq(size_of("outcomes.1.jsonl"), ELS_OUTCOMES_BYTES + slack);
    /* Both are read. */
    uint32_t n = count((els_lines_query){.most = 100000}, &lines, &has_more);
    cr_expect_gt(n, 5000);
    cr_expect_eq(n % 1000, 0);
    cr_expect(els_str_starts(lines[0], ELS_STR("{\"run\":1,\"iteration\":29,\"position\":999,")));
}

static void write_one(els_record record, els_str question, uint32_t n_task, uint32_t n_plan)
{
    els_segment segment = {.name = ELS_STR("train"), .arm = 9};
    els_plan plan = {.segments = &segment, .n_segments = 1};
    els_task task = {.question = question};
    els_example example = {.task = &task, .n_task = n_task};
    els_analysis analysis = {.plan = &plan,
                             .n_plan = n_plan,
                             .records = &record,
                             .n_records = 1,
                             .examples = &example,
                             .n_examples = 1};
    cr_assert_eq(els_outcomes_write(dir, 1, &analysis), ELS_OK);
}

Test(outcomes, that_nobody_should_send_are_lines_of_json_all_the_same)
{
    write_one((els_record){.segment = 7, .verdict = 9}, ELS_STR(""), 0, 1);
    els_lines_page page = read_page((els_lines_query){.most = 2});
    cr_assert_eq(page.n, 1);
    cr_expect(els_str_contains(page.lines[0], ELS_STR("\"segment\":\"\",\"arm\":\"live\"")));
    cr_expect(els_str_contains(page.lines[0], ELS_STR("\"verdict\":\"infrastructure\"")));
    cr_expect_not(els_str_contains(page.lines[0], ELS_STR("\"question\"")));
    write_one((els_record){.segment = 0}, ELS_STR("?"), 1, 1);
    page = read_page((els_lines_query){.most = 1});
    cr_expect(els_str_contains(page.lines[0], ELS_STR("\"arm\":\"live\"")), "an arm there is not");
    write_one((els_record){.segment = 0}, ELS_STR("?"), 1, 0);
    cr_expect_eq(read_page((els_lines_query){.most = 9}).n, 2, "without a plan there is nothing");
}

Test(outcomes, show_the_beginning_of_a_question_cut_between_characters)
{
    char question[402];
    for (size_t at = 396; at <= 400; at++) { /* where a character of three bytes begins */
        memset(question, 'q', sizeof question - 1);
        question[sizeof question - 1] = '\0';
        memcpy(question + at - 1, "\xe2\x82\xac", at < 399 ? 3 : 402 - at);
        write_one((els_record){.segment = 0}, (els_str){question, 401}, 1, 1);
        els_lines_page page = read_page((els_lines_query){.most = 1});
        els_str line = page.lines[0];
        cr_assert(els_str_contains(line, ELS_STR("\"question\":\"qqq")));
        bool is_cut = at == 399 || at == 400; /* its last bytes are behind the limit */
        cr_expect_eq(els_str_contains(line, ELS_STR("\xe2\x82\xac")), !is_cut, "at %zu", at);
        cr_expect_not(els_str_contains(line, ELS_STR("\xe2\x82\"")), "half a character");
    }
}

Test(outcomes, pass_over_lines_that_do_not_say_where_they_stand)
{
    static const char text[] =
        "\n}\n{}\n{\"run\":}\n{\"run\":1}\n{\"run\":1,\"iteration\":x}\n"
        "{\"run\":1,\"iteration\":1}\n{\"run\":1,\"iteration\":1,\"position\":}\n"
        "{\"run\":1,\"iteration\":1,\"position\":1\n{\"run\":1\n"
        "{\"run\":99999999999999999999,\"iteration\":1,\"position\":1}\n"
        "{\"run\":2,\"iteration\":1,\"position\":1}\n"
        "{\"run\":3,\"iteration\":0,\"position\":0}\n";
    char path[128];
    snprintf(path, sizeof path, "%s/outcomes.jsonl", dir);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    cr_expect_eq(read_page((els_lines_query){.most = 9}).n, 2);
    els_lines_query query = {.has_before = true, .before = {3, 0, 0}, .most = 9};
    cr_expect_eq(read_page(query).n, 1, "only what stands before it");
    query.before = (els_lines_place){2, 1, 1};
    cr_expect_eq(read_page(query).n, 0);
}
