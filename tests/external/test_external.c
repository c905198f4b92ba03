/* Plugins that are programs: what hostile ones get, and what good ones give. */
#include "plugin_folder.h"

#include <string.h>

enum { LONG_MS = 30000, SHORT_MS = 300 };

static els_err open_mode(const char *mode, uint64_t answer_ms, els_external **ret, els_buf *why)
{
    plugin_folder f = make_folder(mode);
    const els_external_options options = {.trust = {.may_be_unsigned = true},
                                          .answer_ms = answer_ms};
    els_err err = els_external_open(f.manifest, &options, ret, why);
    remove_folder(&f); /* it runs on: the file is gone, the process is not */
    return err;
}

static void check_refused(const char *mode, uint64_t answer_ms, els_err wanted, const char *text)
{
    els_external *external = NULL;
    els_buf why = {0};
    els_err err = open_mode(mode, answer_ms, &external, &why);
    cr_expect_eq(err, wanted, "%s: %s (%s)", mode, els_err_text(err), why.ptr ? why.ptr : "");
    cr_expect_null(external);
    cr_expect(why.ptr && strstr(why.ptr, text), "%s: %s", mode, why.ptr ? why.ptr : "");
    els_buf_fini(&why);
    els_external_close(&external);
}

Test(external, refuses_one_that_reads_a_file_of_the_system)
{
    check_refused("passwd", LONG_MS, ELS_E_IO, "/etc/passwd: Permission denied");
}

Test(external, refuses_one_that_writes_a_file)
{
    check_refused("disk", LONG_MS, ELS_E_IO, "fill: Permission denied");
}

Test(external, stops_one_that_opens_a_socket)
{
    check_refused("socket", LONG_MS, ELS_E_IO, "a system call that plugins may not make");
}

Test(external, stops_one_that_forks)
{
    check_refused("fork", LONG_MS, ELS_E_IO, "a system call that plugins may not make");
}

Test(external, stops_one_that_sends_a_signal)
{
    check_refused("kill", LONG_MS, ELS_E_IO, "a system call that plugins may not make");
}

Test(external, refuses_one_that_fills_memory)
{
    check_refused("memory", LONG_MS, ELS_E_IO, "no more memory after little");
}

Test(external, ends_one_that_loops)
{
    check_refused("loop", SHORT_MS, ELS_E_TIMEOUT, "did not answer within 300 ms; it was started");
}

Test(external, ends_one_that_says_too_much)
{
    check_refused("flood", LONG_MS, ELS_E_LIMIT, "answered with more than 1048576 bytes");
}

Test(external, ends_one_that_complains_without_end)
{
    check_refused("complains", SHORT_MS, ELS_E_TIMEOUT, "it said: yyyy");
}

Test(external, refuses_garbage)
{
    check_refused("garbage", LONG_MS, ELS_E_FORMAT, "answered with more than one line");
}

Test(external, refuses_two_answers)
{
    check_refused("twice", LONG_MS, ELS_E_FORMAT, "more than one line");
}

Test(external, says_that_one_ended)
{
    check_refused("exit", LONG_MS, ELS_E_IO, "ended with exit code 7 instead of answering");
}

Test(external, says_that_one_closed_its_output)
{
    check_refused("closes", LONG_MS, ELS_E_IO, "instead of answering");
}

Test(external, refuses_one_that_answers_by_the_clock)
{
    check_refused("clock", LONG_MS, ELS_E_STATE, "with other bytes than before");
}

Test(external, refuses_one_that_counts_its_requests)
{
    check_refused("counts", LONG_MS, ELS_E_STATE, "with other bytes than before");
}

Test(external, refuses_one_that_answers_by_its_process)
{
    check_refused("process", LONG_MS, ELS_E_STATE, "with other bytes than before");
}

Test(external, keeps_environment_files_and_descriptors_from_it)
{
    els_external *external = NULL;
    els_buf why = {0};
    cr_assert_eq(setenv("ELS_TEST_SECRET", "secret", 1), 0);
    int leaked = open("/etc/passwd", O_RDONLY); /* without close-on-exec */
    cr_assert_geq(leaked, 0);
    cr_expect_eq(open_mode("snoops", LONG_MS, &external, &why), ELS_OK, "%s", why.ptr);
    close(leaked);
    els_external_close(&external);
    els_buf_fini(&why);
}

static els_err make(els_external *external, uint64_t index, uint32_t split, els_arena *arena,
                    els_sealed_task *ret)
{
    const els_task_request request = {.seed = 1, .task_seed = 2, .index = index, .split = split};
    return els_plugin_make(els_external_plugin(external), &request, arena, ret);
}

Test(external, makes_equal_tasks_of_equal_requests_in_any_order)
{
    els_external *one = NULL, *two = NULL;
    els_buf why = {0};
    els_arena arena = {0};
    els_sealed_task a[20], b;
    cr_assert_eq(open_mode("good", LONG_MS, &one, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(open_mode("good", LONG_MS, &two, &why), ELS_OK, "%s", why.ptr);
    for (uint64_t i = 0; i < 20; i++)
        cr_assert_eq(make(one, i, ELS_SPLIT_TRAIN, &arena, &a[i]), ELS_OK);
    for (uint64_t i = 20; i-- > 0;) {
        cr_assert_eq(make(two, i, ELS_SPLIT_TRAIN, &arena, &b), ELS_OK);
        cr_expect(els_str_eq(a[i].task.id, b.task.id));
        cr_expect(els_str_eq(a[i].key[0], b.key[0]));
    }
    cr_expect_not(els_str_eq(a[0].task.id, a[1].task.id));
    els_arena_fini(&arena);
    els_external_close(&one);
    els_external_close(&two);
}

Test(external, has_every_template_in_one_split_only)
{
    els_external *external = NULL;
    els_buf why = {0};
    els_arena arena = {0};
    els_plugin_statistics counts;
    els_sealed_task task;
    unsigned seen[ELS_SPLIT_COUNT_] = {0}; /* bit: a template */
    cr_assert_eq(open_mode("good", LONG_MS, &external, &why), ELS_OK, "%s", why.ptr);
    const els_plugin *plugin = els_external_plugin(external);
    plugin->statistics(plugin, &arena, &counts);
    for (uint32_t split = 0; split < ELS_SPLIT_TRANSFER; split++)
        for (uint64_t i = 0; i < 60; i++) {
            cr_assert_eq(make(external, i, split, &arena, &task), ELS_OK);
            seen[split] |= 1u << (task.template_id.ptr[1] - '1');
        }
    cr_expect_eq(make(external, 0, ELS_SPLIT_TRANSFER, &arena, &task), ELS_E_NOT_FOUND);
    cr_expect_eq(seen[0] + seen[1] + seen[2], 15u); /* each of the four once */
    for (uint32_t split = 0; split < ELS_SPLIT_TRANSFER; split++)
        cr_expect_eq((uint32_t)__builtin_popcount(seen[split]), counts.templates[split]);
    els_arena_fini(&arena);
    els_external_close(&external);
}

/* Asks until it fails; returns its line. */
static const char *fail_by_asking(els_external *external)
{
    els_arena arena = {0};
    els_sealed_task task;
    uint64_t i = 0;
    while (i < 1000 && make(external, i, ELS_SPLIT_TRAIN, &arena, &task) == ELS_OK)
        i++;
    cr_expect_lt(i, 1000u);
    cr_expect_eq(make(external, 0, ELS_SPLIT_TRAIN, &arena, &task), ELS_E_IO); /* for good */
    els_arena_fini(&arena);
    return els_external_error(external);
}

Test(external, finds_one_that_changes_its_mind_later)
{
    els_external *external = NULL;
    els_buf why = {0};
    cr_assert_eq(open_mode("drifts", LONG_MS, &external, &why), ELS_OK, "%s", why.ptr);
    cr_expect_null(els_external_error(external));
    const char *error = fail_by_asking(external);
    cr_expect(error && strstr(error, "plugin hostile: it answers the same request"), "%s", error);
    els_external_close(&external);
}

Test(external, starts_one_that_ended_once_more)
{
    plugin_folder f = make_folder("later");
    const els_external_options options = {.trust = {.may_be_unsigned = true}, .answer_ms = LONG_MS};
    els_external *external = NULL;
    els_buf why = {0};
    els_arena arena = {0};
    els_sealed_task task;
    cr_assert_eq(els_external_open(f.manifest, &options, &external, &why), ELS_OK, "%s", why.ptr);
    /* Each process ends after 60 requests; a request itself is never to blame. */
    for (uint64_t i = 0; i < 200; i++)
        cr_expect_eq(make(external, i, ELS_SPLIT_TRAIN, &arena, &task), ELS_OK);
    cr_expect_null(els_external_error(external));
    els_arena_fini(&arena);
    els_external_close(&external);
    remove_folder(&f);
}
