/* Which run a broker goes on with, and what readers find then. */
#include "codec.h"
#include "entry.h"
#include "params.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static els_arena arena;
static els_buf why, frame;

static void set_up(void)
{
    make_store();
}

static void tear_down(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&frame);
    remove_store();
}

TestSuite(entry, .init = set_up, .fini = tear_down);

static const char *file(const char *name)
{
    return els_arena_printf(&arena, "%s/%s", dir, name).ptr;
}

static bool is_there(const char *name)
{
    return access(file(name), F_OK) == 0;
}

static els_str params_of(uint64_t seed)
{
    els_run_params params = els_params_default();
    params.seed = seed;
    params.plugins[0] = ELS_STR("noop");
    params.n_plugins = 1;
    params.splits = 1;
    return els_params_format(&params, &arena);
}

static els_err take(els_entry entry, els_entered *ret)
{
    entry.dir = dir;
    if (!entry.params.len)
        entry.params = params_of(1);
    els_buf_clear(&why);
    return els_entry_take(store, &entry, &arena, ret, &why);
}

static els_entered taken(els_entry entry)
{
    els_entered entered = {0};
    cr_assert_eq(take(entry, &entered), ELS_OK, "%s", why.ptr);
    return entered;
}

static void commit(uint64_t run, els_str bytes, bool last)
{
    const els_store_iteration it = {.run = run,
                                    .epoch = 1,
                                    .progress = bytes,
                                    .last = last,
                                    .report_json = ELS_STR("{\"a\":1}")};
    cr_assert_eq(els_store_commit(store, &it), ELS_OK, "%s", els_store_error(store));
}

static void commit_progress(uint64_t run, bool last)
{
    const els_progress progress = {.epoch = 1, .live_version = 3, .status_json = ELS_STR("{}")};
    els_buf_clear(&frame);
    cr_assert_eq(els_encode(ELS_MSG_progress, &progress, &frame), ELS_OK);
    commit(run, els_buf_str(&frame), last);
}

Test(entry, of_a_new_store_begins_a_run_and_nothing_old_is_shown)
{
    static const char *const old[] = {"status.json", "report.json", "config.json"};
    for (int i = 0; i < 3; i++)
        cr_assert_eq(els_store_write_file(store, old[i], ELS_STR("{}")), ELS_OK);
    els_entered entered = taken((els_entry){0});
    cr_assert_eq(entered.run.run, 1);
    cr_assert_null(entered.progress);
    cr_assert_not(entered.is_over);
    for (int i = 0; i < 3; i++)
        cr_assert_not(is_there(old[i]), "%s", old[i]);
}

Test(entry, of_a_run_that_was_cut_off_goes_on_behind_its_last_progress)
{
    uint64_t run = taken((els_entry){0}).run.run;
    commit_progress(run, false);
    els_entered entered = taken((els_entry){0});
    cr_assert_eq(entered.run.run, run);
    cr_assert_eq(entered.run.next_iteration, 1);
    cr_assert_eq(entered.progress->live_version, 3);
    cr_assert(is_there("status.json"), "the broker died before it wrote it");
    cr_assert_not(is_there("report.json"));
}

Test(entry, with_other_parameters_is_refused_unless_the_run_is_given_up)
{
    els_entered entered = {.is_over = true};
    uint64_t run = taken((els_entry){0}).run.run;
    cr_assert_eq(take((els_entry){.params = params_of(2)}, &entered), ELS_E_STATE);
    cr_assert(entered.is_over, "the output is touched");
    cr_assert_not_null(strstr(why.ptr, "seed is \"1\" there and \"2\" here"), "%s", why.ptr);
    cr_assert_eq(taken((els_entry){.params = params_of(2), .fresh = true}).run.run, run + 1);
    cr_assert_eq(taken((els_entry){.fresh = true}).run.run, run + 2, "also with the same");
}

Test(entry, behind_a_finished_run_begins_the_next)
{
    uint64_t run = taken((els_entry){0}).run.run;
    commit_progress(run, true);
    els_entered entered = taken((els_entry){.state = ELS_STR("all that was learned")});
    cr_assert_eq(entered.run.run, run + 1);
    cr_assert_not(entered.is_over);
    els_str state;
    uint64_t included;
    cr_assert_eq(
        els_store_checkpoint(store, run + 1, ELS_STR("applier"), &arena, &included, &state),
        ELS_OK);
    cr_assert(els_str_eq(state, ELS_STR("all that was learned")));
}

Test(entry, of_a_broker_that_was_killed_behind_its_last_commit_finds_the_run_over)
{
    uint64_t run = taken((els_entry){0}).run.run;
    commit_progress(run, true);
    els_entered entered = taken((els_entry){.is_restart = true});
    cr_assert_eq(entered.run.run, run);
    cr_assert(entered.is_over);
    cr_assert(is_there("report.json") && is_there("status.json"));
    entered = taken((els_entry){.is_restart = true, .params = params_of(2)});
    cr_assert_eq(entered.run.run, run + 1, "with other parameters it is another run");
}

static void refuse_progress(els_str bytes, const char *word)
{
    els_entered entered = {.is_over = true};
    commit(taken((els_entry){.fresh = true}).run.run, bytes, false);
    els_err err = take((els_entry){0}, &entered);
    cr_assert(err && err != ELS_E_IO, "%s", els_err_text(err));
    cr_assert(entered.is_over, "the output is touched");
    cr_assert_not_null(strstr(why.ptr, "the last progress cannot be read"), "%s", why.ptr);
    cr_assert_not_null(strstr(why.ptr, word), "%s", why.ptr);
}

Test(entry, of_a_run_whose_progress_cannot_be_read_is_refused_with_the_reason)
{
    const els_command command = {.verb = ELS_STR("set")};
    refuse_progress(ELS_STR("no message"), "(");
    cr_assert_eq(els_encode(ELS_MSG_command, &command, &frame), ELS_OK);
    refuse_progress(els_buf_str(&frame), els_err_text(ELS_E_FORMAT));
}

Test(entry, says_which_file_it_cannot_write)
{
    els_entered entered;
    uint64_t run = taken((els_entry){0}).run.run;
    commit_progress(run, true);
    cr_assert_eq(mkdir(file("report.json"), 0700), 0);
    cr_assert_eq(take((els_entry){.is_restart = true}, &entered), ELS_E_IO);
    cr_assert_not_null(strstr(why.ptr, "report.json"), "%s", why.ptr);
    cr_assert_eq(rmdir(file("report.json")), 0);
    cr_assert_eq(remove(file("status.json")), 0);
    cr_assert_eq(mkdir(file("status.json"), 0700), 0);
    cr_assert_eq(take((els_entry){.is_restart = true}, &entered), ELS_OK, "%s", why.ptr);
    cr_assert_eq(entered.unwritten, ELS_E_IO, "the next commit writes it");
}
