#include "quiet.h"

#include <criterion/criterion.h>

static els_arena arena;

static void end(void)
{
    els_arena_fini(&arena);
}

TestSuite(quiet, .fini = end);

static els_quiet quiet_of(const char *text)
{
    els_quiet quiet;
    cr_assert_eq(els_quiet_read(els_str_of(text), &quiet), ELS_OK, "%s", text);
    return quiet;
}

Test(quiet, hours_may_go_over_midnight)
{
    els_quiet night = quiet_of("22:00-06:30"), noon = quiet_of("12:00-13:00");
    cr_assert(els_quiet_is_now(&night, 22 * 60));
    cr_assert(els_quiet_is_now(&night, 0));
    cr_assert(els_quiet_is_now(&night, 6 * 60 + 29));
    cr_assert_not(els_quiet_is_now(&night, 6 * 60 + 30));
    cr_assert_not(els_quiet_is_now(&night, 21 * 60 + 59));
    cr_assert(els_quiet_is_now(&noon, 12 * 60));
    cr_assert_not(els_quiet_is_now(&noon, 13 * 60));
    cr_assert_not(els_quiet_is_now(&noon, 12 * 60 - 1));
    els_quiet none = quiet_of("");
    cr_assert_not(els_quiet_is_now(&none, 0));
}

Test(quiet, anything_else_is_refused)
{
    static const char *const bad[] = {"22:00",        "22-06",      "22:00-24:00", "22:60-23:00",
                                      "22:00-06:00 ", "2:00-06:00", "-",           "aa:bb-cc:dd",
                                      "24:00-06:00",  "22:0x-06:00"};
    els_quiet quiet;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_eq(els_quiet_read(els_str_of(bad[i]), &quiet), ELS_E_FORMAT, "%s", bad[i]);
}

Test(quiet, other_commands_say_nothing_about_it)
{
    els_quiet quiet = quiet_of("22:00-06:00");
    els_str args[] = {ELS_STR("on"), ELS_STR("now")};
    const els_command commands[] = {{.verb = ELS_STR("set"), .args = args, .n_args = 1},
                                    {.verb = ELS_STR("quiet"), .args = args, .n_args = 2}};
    els_quiet_taken(&quiet, commands, 2);
    cr_assert_not(quiet.has_said);
}

Test(quiet, beginning_and_end_are_said_once_each)
{
    els_quiet quiet = quiet_of("22:00-06:00");
    els_command command;
    cr_assert(els_quiet_command(&quiet, 12 * 60, 7, &arena, &command));
    cr_assert(els_str_eq(command.args[0], ELS_STR("off")), "a new session says how it is");
    cr_assert(els_quiet_command(&quiet, 12 * 60, 8, &arena, &command), "until it was taken");
    els_quiet_taken(&quiet, &command, 1);
    cr_assert_not(els_quiet_command(&quiet, 12 * 60, 9, &arena, &command));
    cr_assert(els_quiet_command(&quiet, 22 * 60, 10, &arena, &command));
    cr_assert(els_str_eq(command.args[0], ELS_STR("on")));
    cr_assert(els_str_eq(command.verb, ELS_STR("quiet")));
    cr_assert(els_str_eq(command.id, ELS_STR("quiet-10")));
    els_quiet_taken(&quiet, &command, 1);
    cr_assert_not(els_quiet_command(&quiet, 23 * 60, 11, &arena, &command));
    els_quiet none = quiet_of("");
    cr_assert_not(els_quiet_command(&none, 0, 1, &arena, &command));
}
