#include "asking.h"
#include "config_read.h"
#include "waiting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static els_arena arena;
static els_buf why;

static void set_up(void)
{
    strcpy(dir, "/tmp/els-config-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    FILE *file = fopen(els_arena_printf(&arena, "%s/journal.db", dir).ptr, "we");
    cr_assert_not_null(file);
    fclose(file);
}

static void tear_down(void)
{
    cr_assert_eq(system(els_arena_printf(&arena, "rm -rf '%s'", dir).ptr), 0);
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

TestSuite(config_read, .init = set_up, .fini = tear_down);

static void ask(els_asking_config change)
{
    els_asking asking = {.store = dir, .who = "user:ada", .arena = &arena, .why = &why};
    els_asking_fault fault;
    els_str id;
    change.scope = ELS_STR("global");
    cr_assert_eq(els_asking_config_put(&asking, &change, &fault, &id), ELS_OK, "%s", why.ptr);
}

static const json_t *parameter(const json_t *list, const char *name)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(list, i, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "name")), name) == 0)
            return entry;
    }
    cr_assert_fail("no %s", name);
    return NULL;
}

static size_t count(const json_t *list, const char *name, const char *key)
{
    return json_array_size(json_object_get(parameter(list, name), key));
}

Test(config_read, commands_that_wait_are_with_the_parameter_they_name)
{
    ask((els_asking_config){.verb = ELS_STR("set"),
                            .parameter = ELS_STR("react.max_steps"),
                            .value = ELS_STR("8"),
                            .at = 7});
    ask((els_asking_config){.verb = ELS_STR("approve"), .change = ELS_STR("3")});
    json_t *file = json_object(), *list = els_config_list_json(file, true, &arena);
    json_t *waiting = els_waiting_json(dir, ELS_STR("applier"));
    cr_assert_eq(json_array_size(waiting), 2);
    els_config_add_open(list, file, waiting);
    cr_assert_eq(count(list, "react.max_steps", "waiting"), 1);
    cr_expect_eq(count(list, "react.finish", "waiting"), 0);
    const json_t *command =
        json_array_get(json_object_get(parameter(list, "react.max_steps"), "waiting"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(command, "verb")), "set");
    cr_expect_str_eq(json_string_value(json_object_get(command, "who")), "user:ada");
    cr_expect_eq(json_integer_value(json_object_get(command, "at")), 7);
    json_decref(waiting);
    json_decref(list);
    json_decref(file);
}

Test(config_read, a_reset_of_all_waits_for_every_parameter_and_goals_for_none)
{
    ask((els_asking_config){.verb = ELS_STR("reset"), .all = true});
    json_t *file = json_object(), *list = els_config_list_json(file, true, &arena);
    json_t *waiting = els_waiting_json(dir, ELS_STR("applier"));
    json_t *of_goals = els_waiting_json(dir, ELS_STR("goaler"));
    els_config_add_open(list, file, waiting);
    cr_expect_eq(count(list, "react.finish", "waiting"), 1);
    cr_expect_eq(json_array_size(of_goals), 0);
    json_decref(of_goals);
    json_decref(waiting);
    json_decref(list);
    json_decref(file);
}

Test(config_read, changes_that_have_not_ended_are_open)
{
    json_t *file = json_loads(
        "{\"changes\":[{\"parameter\":\"work.beam\",\"status\":\"waiting for approval\"},"
        "{\"parameter\":\"work.beam\",\"status\":\"kept\"},"
        "{\"parameter\":\"work.move\",\"status\":\"queued\"},"
        "{\"parameter\":\"work.move\",\"status\":\"rolled back\"}]}",
        0, NULL);
    json_t *list = els_config_list_json(file, true, &arena), *none = json_array();
    els_config_add_open(list, file, none);
    cr_expect_eq(count(list, "work.beam", "open"), 1);
    cr_expect_eq(count(list, "work.move", "open"), 1);
    cr_expect_eq(count(list, "react.finish", "open"), 0);
    json_decref(none);
    json_decref(list);
    json_decref(file);
}
