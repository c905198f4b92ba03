#include "codec.h"
#include "journal.h"
#include "store_folder.h"
#include "taking.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static els_arena arena;
static els_buf why;

static void set_up(void)
{
    make_store();
}

static void tear_down(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&why);
    remove_store();
}

TestSuite(spool, .init = set_up, .fini = tear_down);

static els_str ask(const char *verb, uint64_t at)
{
    els_str args[] = {ELS_STR("beam"), ELS_STR("12")}, id;
    els_command command = {.target = ELS_STR("applier"),
                           .verb = els_str_of(verb),
                           .args = args,
                           .n_args = 2,
                           .who = ELS_STR("user:ada"),
                           .made_at_s = 1700000000,
                           .at = at};
    cr_assert_eq(els_spool_write(dir, &command, &arena, &id, &why), ELS_OK, "%s", why.ptr);
    return id;
}

static els_spool_reading reading(void)
{
    els_spool_reading got;
    cr_assert_eq(els_spool_read(dir, &arena, &got, &why), ELS_OK, "%s", why.ptr);
    return got;
}

static void put(const char *name, const void *bytes, size_t len)
{
    char path[200];
    snprintf(path, sizeof path, "%s/commands", dir);
    (void)mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/commands/%s", dir, name);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

static bool is_there(const char *name)
{
    char path[200];
    struct stat info;
    snprintf(path, sizeof path, "%s/commands/%s", dir, name);
    return lstat(path, &info) == 0;
}

Test(spool, gives_commands_back_as_written_and_in_order)
{
    els_str first = ask("set", 0), second = ask("reset", 7);
    els_spool_reading got = reading();
    cr_assert_eq(got.n_commands, 2);
    cr_assert_eq(got.n_refusals, 0);
    const els_command *command = &got.commands[0];
    cr_assert(els_str_eq(command->id, first));
    cr_assert(els_str_eq(command->target, ELS_STR("applier")));
    cr_assert(els_str_eq(command->verb, ELS_STR("set")));
    cr_assert_eq(command->n_args, 2);
    cr_assert(els_str_eq(command->args[1], ELS_STR("12")));
    cr_assert(els_str_eq(command->who, ELS_STR("user:ada")));
    cr_assert_eq(command->made_at_s, 1700000000);
    cr_assert(els_str_eq(got.commands[1].id, second));
    cr_assert_eq(got.commands[1].at, 7);
}

Test(spool, shows_what_waits_and_moves_nothing)
{
    els_command *commands;
    els_str first = ask("set", 0);
    put("0000.cmd", "no frame", 8);
    ask("reset", 7);
    cr_assert_eq(els_spool_look(dir, &arena, &commands), 2, "what cannot be used is left out");
    cr_assert(els_str_eq(commands[0].id, first));
    cr_assert(els_str_eq(commands[1].verb, ELS_STR("reset")));
    cr_assert_eq(commands[1].at, 7);
    cr_assert(is_there("0000.cmd"));
    cr_assert_eq(els_spool_waiting(dir), 3);
}

Test(spool, without_a_folder_nothing_waits)
{
    els_command *commands;
    cr_assert_eq(els_spool_look(dir, &arena, &commands), 0);
    els_spool_reading got = reading();
    cr_assert_eq(got.n_commands, 0);
    cr_assert_eq(got.n_refusals, 0);
}

Test(spool, does_not_write_where_no_store_is)
{
    els_command command = {.target = ELS_STR("applier"), .verb = ELS_STR("set")};
    els_str id;
    cr_assert_eq(els_spool_write("/tmp/els-no-such-store", &command, &arena, &id, &why),
                 ELS_E_NOT_FOUND);
    cr_assert(els_str_contains(els_buf_str(&why), ELS_STR("there is no store")));
}

Test(spool, refuses_to_write_more_than_may_wait)
{
    els_command command = {.target = ELS_STR("applier"), .verb = ELS_STR("set")};
    els_str id;
    for (unsigned i = 0; i < ELS_SPOOL_FILES_MAX; i++) {
        char name[32];
        snprintf(name, sizeof name, "%04u.cmd", i);
        put(name, "", 0);
    }
    cr_assert_eq(els_spool_write(dir, &command, &arena, &id, &why), ELS_E_LIMIT);
}

Test(spool, refuses_an_argument_that_is_too_long)
{
    char text[300];
    memset(text, 'x', sizeof text);
    els_str arg = {text, sizeof text}, id;
    els_command command = {
        .target = ELS_STR("applier"), .verb = ELS_STR("set"), .args = &arg, .n_args = 1};
    cr_assert_eq(els_spool_write(dir, &command, &arena, &id, &why), ELS_E_LIMIT);
    cr_assert(els_str_contains(els_buf_str(&why), ELS_STR("command.args")));
    cr_assert_eq(reading().n_commands, 0);
}

Test(spool, sets_aside_with_one_line_what_is_no_command)
{
    els_buf frame = {0};
    els_stop stop = {.reason = ELS_STR("x")};
    els_command stray = {.target = ELS_STR("nobody"), .verb = ELS_STR("set")};
    static const char noise[ELS_SPOOL_BYTES_MAX + 1];
    char path[160];
    els_str good = ask("set", 0);
    put("1.cmd", "not msgpack", 11);
    put("2.cmd", "", 0);
    put("3.cmd", noise, sizeof noise);
    cr_assert_eq(els_encode(ELS_MSG_stop, &stop, &frame), ELS_OK);
    put("4.cmd", frame.ptr, frame.len);
    els_buf_clear(&frame);
    cr_assert_eq(els_encode(ELS_MSG_command, &stray, &frame), ELS_OK);
    put("5.cmd", frame.ptr, frame.len);
    snprintf(path, sizeof path, "%s/commands/6.cmd", dir);
    cr_assert_eq(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/commands/7.cmd", dir);
    cr_assert_eq(symlink("/etc/passwd", path), 0);
    snprintf(path, sizeof path, "%s/commands/8.cmd", dir);
    cr_assert_eq(mkdir(path, 0700), 0);
    els_spool_reading got = reading();
    cr_assert_eq(got.n_commands, 1);
    cr_assert(els_str_eq(got.commands[0].id, good));
    cr_assert_eq(got.n_refusals, 8);
    for (unsigned i = 0; i < got.n_refusals; i++) {
        char name[32], aside[32];
        snprintf(name, sizeof name, "%u.cmd", i + 1);
        snprintf(aside, sizeof aside, "refused/%u.cmd", i + 1);
        cr_assert(els_str_contains(got.refusals[i], els_str_of(name)));
        cr_assert_not(els_str_contains(got.refusals[i], ELS_STR("\n")));
        cr_assert_not(is_there(name));
        cr_assert(is_there(aside), "%s", aside);
    }
    cr_assert_eq(reading().n_refusals, 0, "said once");
    els_buf_fini(&frame);
}

Test(spool, leaves_unfinished_and_foreign_files_alone)
{
    put(".0001.tmp", "half", 4);
    put("notes.txt", "mine", 4);
    put("a b.cmd", "x", 1);
    els_spool_reading got = reading();
    cr_assert_eq(got.n_commands + got.n_refusals, 0);
    cr_assert(is_there("notes.txt"));
}

static uint64_t begin(void)
{
    uint64_t run;
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &run), ELS_OK);
    return run;
}

static els_err take(uint64_t run, uint64_t iteration, const els_spool_reading *list)
{
    els_action action = {.kind = ELS_ACTION_COMMANDS,
                         .iteration = iteration,
                         .commands = list->commands,
                         .n_commands = list->n_commands};
    return els_taking_record(store, dir, run, &action);
}

Test(spool, a_taken_command_is_in_the_journal_and_no_longer_waits)
{
    uint64_t run = begin();
    const els_command *commands;
    uint32_t n;
    ask("set", 0);
    ask("pin", 0);
    els_spool_reading got = reading();
    cr_assert_eq(take(run, 3, &got), ELS_OK);
    cr_assert_eq(reading().n_commands, 0);
    els_store_close(&store);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_taking_journalled(store, run, 3, &arena, &commands, &n), ELS_OK);
    cr_assert_eq(n, 2);
    cr_assert(els_str_eq(commands[0].verb, ELS_STR("set")));
    cr_assert(els_str_eq(commands[0].id, got.commands[0].id));
    cr_assert(els_str_eq(commands[1].verb, ELS_STR("pin")));
    cr_assert_eq(els_taking_journalled(store, run, 4, &arena, &commands, &n), ELS_OK);
    cr_assert_eq(n, 0);
}

Test(spool, a_command_whose_file_outlived_the_broker_is_not_taken_again)
{
    uint64_t run = begin();
    els_buf copy = {0};
    els_spool_reading again;
    char name[96];
    els_str id = ask("set", 0);
    els_spool_reading got = reading();
    cr_assert_eq(els_encode(ELS_MSG_command, &got.commands[0], &copy), ELS_OK);
    cr_assert_eq(take(run, 3, &got), ELS_OK);
    snprintf(name, sizeof name, ELS_STR_FMT ".cmd", ELS_STR_ARG(id));
    put(name, copy.ptr, copy.len); /* as if it had not been removed */
    cr_assert_eq(els_taking_read(store, dir, &arena, &again, &why), ELS_OK);
    cr_assert_eq(again.n_commands, 0);
    cr_assert_not(is_there(name));
    els_buf_fini(&copy);
}

Test(spool, what_cannot_be_journalled_keeps_waiting)
{
    ask("set", 0);
    els_spool_reading got = reading();
    uint64_t run = begin();
    cr_assert_eq(take(run, 1, &got), ELS_OK);
    ask("pin", 0);
    els_spool_reading second = reading();
    els_command both[] = {second.commands[0], got.commands[0]}; /* one was taken before */
    els_spool_reading list = {.commands = both, .n_commands = 2};
    const els_command *commands;
    uint32_t n;
    cr_assert_neq(take(run, 2, &list), ELS_OK);
    cr_assert_eq(reading().n_commands, 1);
    cr_assert_eq(els_taking_journalled(store, run, 2, &arena, &commands, &n), ELS_OK);
    cr_assert_eq(n, 0, "all of them or none");
}

Test(spool, a_journal_of_the_first_schema_is_brought_up_to_date)
{
    uint64_t run = begin();
    els_store_run newest;
    els_store_close(&store);
    sqlite3 *raw;
    char path[128];
    snprintf(path, sizeof path, "%s/journal.db", dir);
    cr_assert_eq(sqlite3_open(path, &raw), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw,
                              "DROP TABLE command; DROP TABLE seal; DROP TABLE audit;"
                              "ALTER TABLE run DROP COLUMN digest; PRAGMA user_version=1",
                              NULL, NULL, NULL),
                 SQLITE_OK);
    sqlite3_close(raw);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_store_newest_run(store, &arena, &newest), ELS_OK);
    cr_assert_eq(newest.run, run);
    ask("set", 0);
    els_spool_reading got = reading();
    cr_assert_eq(take(run, 0, &got), ELS_OK);
}
