/* The lines of external plugins. */
#include "external_wire.h"

#include <criterion/criterion.h>
#include <string.h>

static els_arena arena;
static const els_external_wanted wanted = {
    .id = 7, .family = {"f", 1}, .template_id = {"t", 1}, .seed = 9, .difficulty = 2};

Test(external_wire, asks_on_one_line_without_split_or_seed_of_the_run)
{
    els_buf line = {0};
    els_external_ask_task(&wanted, &line);
    cr_expect_str_eq(line.ptr, "{\"op\":\"generate\",\"id\":7,\"family\":\"f\",\"template\":\"t\","
                               "\"world\":0,\"seed\":9,\"difficulty\":2}");
    els_buf_fini(&line);
}

Test(external_wire, reads_a_task_with_one_answer_and_one_with_fields)
{
    els_sealed_task task;
    els_buf why = {0};
    cr_assert_eq(els_external_read_task(ELS_STR("{\"id\":7,\"question\":\"q\",\"context\":\"c\","
                                                "\"type\":\"number\",\"answer\":\"4\"}"),
                                        &wanted, &arena, &task, &why),
                 ELS_OK, "%s", why.ptr);
    cr_expect(els_str_eq(task.task.context, ELS_STR("c")));
    cr_expect(els_str_eq(task.key[0], ELS_STR("4")));
    cr_expect(els_str_eq(task.template_id, ELS_STR("t")));
    cr_assert_eq(
        els_external_read_task(
            ELS_STR("{\"id\":7,\"question\":\"q\",\"fields\":["
                    "{\"name\":\"a\",\"type\":\"enum\",\"choices\":[\"x\",\"y\"],\"answer\":\"y\"},"
                    "{\"name\":\"b\",\"type\":\"date\",\"answer\":\"2024-02-29\"}]}"),
            &wanted, &arena, &task, &why),
        ELS_OK, "%s", why.ptr);
    cr_expect_eq(task.task.n_fields, 2u);
    cr_expect_eq(task.task.fields[0].n_choices, 2u);
}

Test(external_wire, refuses_tasks_that_cannot_be_asked_or_answered)
{
    static const char *const lines[] = {
        "",
        "{",
        "[]",
        "{\"id\":7}",
        "{\"id\":8,\"question\":\"q\",\"type\":\"text\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"\",\"type\":\"text\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"text\",\"answer\":\"\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"text\",\"answer\":4}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"poem\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"number\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"date\",\"answer\":\"2023-02-29\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"enum\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"enum\",\"choices\":[\"b\"],\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"type\":\"text\",\"choices\":[\"a\"],\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"q\",\"fields\":[]}",
        "{\"id\":7,\"question\":\"q\",\"fields\":{}}",
        "{\"id\":7,\"question\":\"q\",\"question\":\"p\",\"type\":\"text\",\"answer\":\"a\"}",
        "{\"id\":7,\"question\":\"\\ud800\",\"type\":\"text\",\"answer\":\"a\"}",
        "{\"error\":\"no\"}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        els_sealed_task task = {.difficulty = 99};
        els_buf why = {0};
        cr_expect_neq(els_external_read_task(els_str_of(lines[i]), &wanted, &arena, &task, &why),
                      ELS_OK, "%s", lines[i]);
        cr_expect_gt(why.len, 0u, "%s", lines[i]);
        cr_expect_eq(task.difficulty, 99u);
        els_buf_fini(&why);
    }
}

Test(external_wire, refuses_descriptions_that_name_no_templates)
{
    static const char *const lines[] = {
        "{}",
        "{\"name\":\"n\",\"version\":\"1\"}",
        "{\"name\":\"n\",\"version\":\"1\",\"families\":[]}",
        "{\"name\":\"n\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":[]}]}",
        "{\"name\":\"n "
        "n\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":[\"t\"]}]}",
        "{\"name\":\"n\",\"version\":\"1,2\",\"families\":[{\"name\":\"f\",\"templates\":[\"t\"]}]"
        "}",
        "{\"name\":\"n\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":[\"t\","
        "\"t\"]}]}",
        "{\"name\":\"n\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":[\"t\"]},"
        "{\"name\":\"f\",\"templates\":[\"t\"]}]}",
        "{\"name\":\"n\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":[\"t\"],"
        "\"transfer\":1}]}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        els_external_about about = {.n_families = 99};
        els_buf why = {0};
        cr_expect_neq(els_external_read_about(els_str_of(lines[i]), &arena, &about, &why), ELS_OK,
                      "%s", lines[i]);
        cr_expect_gt(why.len, 0u);
        cr_expect_eq(about.n_families, 99u);
        els_buf_fini(&why);
    }
}
