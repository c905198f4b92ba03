#include "asking.h"
#include "spool.h"
#include "store_read.h"
#include "waiting.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>

static char dir[64];
static els_arena arena;
static els_buf why;
static els_asking asking = {.who = "user:test", .arena = &arena, .why = &why};
static els_str id;
static els_asking_fault fault;

static void put_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void set_up(void)
{
    strcpy(dir, "/tmp/els-asking-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    put_file("journal.db", "");
    asking.store = dir;
}

static void tear_down(void)
{
    char command[128];
    els_arena_fini(&arena);
    els_buf_fini(&why);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
}

TestSuite(asking, .init = set_up, .fini = tear_down);

/* What is wrong with a change; NOTHING when it was asked for. */
static els_asking_fault wrong(els_asking_config change)
{
    if (!change.scope.len)
        change.scope = ELS_STR("global");
    els_err err = els_asking_config_put(&asking, &change, &fault, &id);
    cr_assert(err == ELS_OK || (err == ELS_E_USAGE && why.len), "%s", els_err_text(err));
    return err ? fault : ELS_ASKING_NOTHING;
}

/* The newest command in the spool. */
static els_command newest(void)
{
    els_spool_reading reading;
    cr_assert_eq(els_spool_read(dir, &arena, &reading, &why), ELS_OK);
    cr_assert_gt(reading.n_commands, 0);
    return reading.commands[reading.n_commands - 1];
}

Test(asking, puts_a_change_into_the_spool_as_the_applier_takes_it)
{
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("set"),
                                           .parameter = ELS_STR("react.max_steps"),
                                           .value = ELS_STR("8"),
                                           .because = ELS_STR("why not"),
                                           .at = 7}),
                 ELS_ASKING_NOTHING);
    els_command command = newest();
    cr_expect(els_str_eq(command.id, id));
    cr_expect(els_str_eq(command.target, ELS_STR("applier")));
    cr_expect(els_str_eq(command.who, ELS_STR("user:test")));
    cr_expect_eq(command.at, 7);
    cr_assert_eq(command.n_args, 5);
    cr_expect(els_str_eq(command.args[1], ELS_STR("global")));
    cr_expect(els_str_eq(command.args[2], ELS_STR("8")));
    cr_expect(els_str_eq(command.args[3], ELS_STR("try")));
}

Test(asking, what_waits_is_shown_without_letting_it_speak_to_the_terminal)
{
    els_str args[] = {ELS_STR("x\033]0;mine\007"), ELS_STR("one\ntwo\r\xc2\x9b"
                                                           "2J\x7f \xc3\xa9")};
    const els_command command = {.target = ELS_STR("applier"),
                                 .verb = ELS_STR("set\033[2J"),
                                 .who = ELS_STR("user:\bmallory"),
                                 .args = args,
                                 .n_args = 2};
    cr_assert_eq(els_spool_write(dir, &command, &arena, &id, &why), ELS_OK, "%s", why.ptr);
    cr_redirect_stdout();
    els_waiting_print(dir, ELS_STR("applier"));
    fflush(stdout);
    cr_assert_stdout_eq_str(
        "waits for a run: set?[2J x?]0;mine? one two??2J? \xc3\xa9 (user:?mallory)\n");
}

Test(asking, names_what_is_wrong_with_a_change_and_asks_for_nothing)
{
    els_str set = ELS_STR("set"), steps = ELS_STR("react.max_steps");
    cr_expect_eq(wrong((els_asking_config){.verb = set, .parameter = ELS_STR("nonsense")}),
                 ELS_ASKING_PARAMETER);
    cr_expect_eq(
        wrong((els_asking_config){.verb = set, .parameter = steps, .scope = ELS_STR("kind")}),
        ELS_ASKING_SCOPE);
    cr_expect_eq(
        wrong((els_asking_config){.verb = set, .parameter = steps, .value = ELS_STR("many")}),
        ELS_ASKING_VALUE);
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("approve")}), ELS_ASKING_CHANGE);
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("reject"), .change = ELS_STR("x")}),
                 ELS_ASKING_CHANGE);
    cr_expect_eq(els_spool_waiting(dir), 0);
}

Test(asking, knows_all_changes_and_the_last_one)
{
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("rollback")}), ELS_ASKING_NOTHING);
    cr_expect(els_str_eq(newest().args[0], ELS_STR("last")));
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("approve"), .all = true}),
                 ELS_ASKING_NOTHING);
    cr_expect(els_str_eq(newest().args[0], ELS_STR("all")));
    cr_expect_eq(wrong((els_asking_config){.verb = ELS_STR("reset"), .all = true}),
                 ELS_ASKING_NOTHING);
    cr_expect(els_str_eq(newest().args[0], ELS_STR("all")));
}

Test(asking, takes_a_goal_before_there_is_a_run_and_writes_it_in_full)
{
    els_str text;
    cr_assert_eq(els_asking_goal_add(&asking, ELS_STR("success of benchmark at least 90 %"), &fault,
                                     &text, &id),
                 ELS_OK);
    cr_expect(els_str_eq(newest().args[0], text));
    cr_expect(els_str_starts(text, ELS_STR("success of benchmark >= 0.9")));
    cr_expect_eq(els_asking_goal_add(&asking, ELS_STR("win"), &fault, &text, &id), ELS_E_USAGE);
    cr_expect_eq(fault, ELS_ASKING_GOAL);
}

Test(asking, cancels_live_goals_only)
{
    cr_expect_eq(els_asking_goal_cancel(&asking, ELS_STR("goal-1"), &id), ELS_E_NOT_FOUND);
    put_file("status.json", "{\"goals\":[{\"id\":\"goal-1\",\"status\":\"achieved\"},"
                            "{\"id\":\"goal-2\",\"status\":\"active\"}]}");
    cr_expect_eq(els_asking_goal_cancel(&asking, ELS_STR("goal-1"), &id), ELS_E_USAGE);
    cr_expect_not_null(strstr(why.ptr, "goal-2"));
    cr_expect_eq(els_asking_goal_cancel(&asking, ELS_STR("goal-2"), &id), ELS_OK);
    cr_expect(els_str_eq(newest().target, ELS_STR("goaler")));
}

Test(asking, reads_files_of_a_store_or_says_what_to_do)
{
    json_t *json = NULL;
    cr_expect_eq(els_store_read_json(dir, "status.json", &json, &why), ELS_E_NOT_FOUND);
    cr_expect_not_null(strstr(why.ptr, "start one with: els run"));
    put_file("status.json", "[]");
    cr_expect_eq(els_store_read_json(dir, "status.json", &json, &why), ELS_E_CORRUPT);
    put_file("status.json", "{\"run\":");
    cr_expect_eq(els_store_read_json(dir, "status.json", &json, &why), ELS_E_CORRUPT);
    cr_expect_not_null(strstr(why.ptr, "els doctor"));
    cr_expect_null(json);
    put_file("status.json", "{\"run\":3}");
    cr_assert_eq(els_store_read_json(dir, "status.json", &json, &why), ELS_OK);
    cr_expect_eq(json_integer_value(json_object_get(json, "run")), 3);
    json_decref(json);
}
