/* Every call of the database's library fails once, in everything that is done with a journal. On a
 * disk in memory.
 */
#include "audit.h"
#include "codec.h"
#include "dead_tasks.h"
#include "decisions.h"
#include "failing_calls.h"
#include "fault_disk.h"
#include "small_journal.h"
#include "taking.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[64], db_path[96];
static els_store *store;
static els_buf why, frame;
static els_arena arena;

static void open_store(void)
{
    els_buf_clear(&why);
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
}

static void set_up(void)
{
    const els_progress progress = {.iteration = 1};
    strcpy(dir, "/tmp/els-failing-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    snprintf(db_path, sizeof db_path, "%s/journal.db", dir);
    fault_disk_open();
    cr_assert_eq(els_encode(ELS_MSG_progress, &progress, &frame), ELS_OK);
    open_store();
}

static void tear_down(void)
{
    char command[128];
    els_store_close(&store);
    fault_disk_close();
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&frame);
}

TestSuite(statements, .init = set_up, .fini = tear_down);

/* Does it with each of its calls failing, and then once without: a failure is told, and nothing of
 * the attempt is there. */
static void sweep(const char *name, els_err (*operation)(void))
{
    uint64_t before = print_of(store);
    for (uint64_t at = 0;; at++) {
        failing_calls_begin(FAILING_STATEMENTS, at);
        els_err err = operation();
        if (!failing_calls_end()) {
            cr_assert_eq(err, ELS_OK, "%s: %s", name, els_store_error(store));
            cr_assert_geq(at, 1, "%s does nothing", name);
            return;
        }
        cr_assert_eq(err, ELS_E_IO, "%s, call %d: %s", name, (int)at, els_err_text(err));
        cr_assert_gt(strlen(els_store_error(store)), 10, "%s, call %d", name, (int)at);
        cr_assert_eq(print_of(store), before, "%s, call %d: something of it is there", name,
                     (int)at);
    }
}

/* ---- writing ---- */

static els_err begin_run(void)
{
    uint64_t run = 77;
    els_err err = els_store_begin_run_from(store, ELS_STR("seed=1\n"), ELS_STR("state"), &run);
    cr_assert_eq(err != ELS_OK, run == 77, "the output is touched");
    return err;
}

static els_err begin_epoch(void)
{
    return els_store_set_epoch(store, 1, 4);
}

static els_err take_commands(void)
{
    const els_store_command command = {.id = ELS_STR("id"), .bytes = ELS_STR("set beam 12")};
    return els_store_take_commands(store, 1, 0, &command, 1);
}

static els_err commit_iteration(uint64_t iteration)
{
    const els_str decision = ELS_STR("config react.max_steps promoted");
    const els_store_checkpoint_record checkpoints[] = {
        {ELS_STR("applier"), iteration == 1, ELS_STR("state")},
        {ELS_STR("monitor"), true, ELS_STR("all that was seen")}};
    const els_store_artifact kb = {ELS_STR("shop"), ELS_STR("tables")};
    const els_store_iteration it = {.run = 1,
                                    .epoch = 4,
                                    .iteration = iteration,
                                    .progress = els_buf_str(&frame),
                                    .analysis = ELS_STR("input"),
                                    .checkpoints = checkpoints,
                                    .n_checkpoints = 2,
                                    .artifacts = &kb,
                                    .n_artifacts = iteration == 0,
                                    .decisions = &decision,
                                    .n_decisions = 1,
                                    .last = iteration == 2,
                                    .report_json = ELS_STR("{}")};
    return els_store_commit(store, &it);
}

static els_err commit_first(void)
{
    return commit_iteration(0);
}

static els_err commit_state(void)
{
    return commit_iteration(1);
}

static els_err commit_last(void)
{
    return commit_iteration(2);
}

static els_err replace_state(void)
{
    const els_store_run run = {.run = 1, .next_iteration = 3};
    return els_store_replace_applier(store, &run, ELS_STR("newer"));
}

static els_err add_finished(void)
{
    const els_store_checkpoint_record state = {ELS_STR("applier"), true, ELS_STR("elsewhere")};
    const els_store_iteration it = {.epoch = 9,
                                    .progress = els_buf_str(&frame),
                                    .analysis = ELS_STR("input"),
                                    .checkpoints = &state,
                                    .n_checkpoints = 1,
                                    .report_json = ELS_STR("{}")};
    uint64_t run;
    return els_store_add_finished(store, ELS_STR("seed=2\n"), &it, &run);
}

static void write_all(void)
{
    sweep("begin a run", begin_run);
    sweep("begin an epoch", begin_epoch);
    sweep("take commands", take_commands);
    sweep("commit", commit_first);
    sweep("commit a state", commit_state);
    sweep("commit the last", commit_last);
}

Test(statements, of_a_change_that_fails_nothing_is_there_and_it_can_be_done_again)
{
    write_all();
    sweep("replace the state", replace_state);
    sweep("add a finished run", add_finished);
}

Test(statements, a_run_that_is_given_up_stays_when_the_next_cannot_be_begun)
{
    els_store_run run;
    sweep("begin a run", begin_run);
    sweep("begin another", begin_run);
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.run, 2);
}

/* ---- reading ---- */

static els_err read_newest(void)
{
    els_store_run run = {.run = 77};
    els_err err = els_store_newest_run(store, &arena, &run);
    cr_assert_eq(err != ELS_OK, run.run == 77, "the output is touched");
    return err;
}

static els_err read_kept(void)
{
    els_store_run *runs;
    uint32_t n = 77;
    els_err err = els_store_kept_runs(store, &arena, &runs, &n);
    cr_assert_eq(n, err ? 77 : 1);
    return err;
}

static els_err read_applier(void)
{
    els_str state = {NULL, 0}, *inputs;
    uint32_t n = 77;
    els_err err = els_store_applier(store, 1, &arena, &state, &inputs, &n);
    cr_assert_eq(err != ELS_OK, state.len == 0, "the output is touched");
    return err;
}

static els_err read_artifacts(void)
{
    els_store_artifact *kbs;
    uint32_t n = 77;
    els_err err = els_store_artifacts(store, 1, ELS_ARTIFACT_KB, &arena, &kbs, &n);
    cr_assert_eq(n, err ? 77 : 1);
    return err;
}

static els_err read_report(void)
{
    els_str json = {NULL, 0};
    els_err err = els_store_report(store, 1, &arena, &json);
    cr_assert_eq(json.len, err ? 0 : 2);
    return err;
}

static els_err read_commands(void)
{
    els_store_command *commands;
    uint32_t n = 77;
    els_err err = els_store_commands(store, 1, 0, &arena, &commands, &n);
    cr_assert_eq(n, err ? 77 : 1);
    return err;
}

static els_err read_taken(void)
{
    const els_command *commands;
    uint32_t n = 77;
    els_err err = els_taking_journalled(store, 1, 1, &arena, &commands, &n);
    cr_assert_eq(n, err ? 77 : 0);
    return err;
}

static els_err read_audit(void)
{
    els_audit_entry *entries;
    size_t n = 77;
    els_err err = els_audit_read(store, 3, &arena, &entries, &n);
    cr_assert_eq(n, err ? 77 : 3);
    return err;
}

static els_err verify_audit(void)
{
    els_audit_entry newest = {.entry = 77};
    els_buf_clear(&why);
    els_err err = els_audit_verify(store, ELS_STR(""), &arena, &newest, &why);
    cr_assert_eq(err != ELS_OK, newest.entry == 77, "the output is touched");
    return err;
}

static els_err list_dead(void)
{
    els_dead_task *tasks;
    uint64_t run;
    uint32_t n = 77;
    els_err err =
        els_dead_tasks_list(store, &(els_dead_filter){.run = 0}, &arena, &run, &tasks, &n);
    cr_assert_eq(n, err ? 77 : 0);
    return err;
}

static els_err catch_up(void)
{
    return els_decisions_catch_up(dir, store);
}

Test(statements, what_cannot_be_read_is_said_and_gives_nothing)
{
    write_all();
    sweep("the newest run", read_newest);
    sweep("the kept runs", read_kept);
    sweep("the applier's state", read_applier);
    sweep("artifacts", read_artifacts);
    sweep("the report", read_report);
    sweep("commands", read_commands);
    sweep("commands as messages", read_taken);
    sweep("the audit log", read_audit);
    sweep("the audit log and all it is about", verify_audit);
    sweep("tasks that were set aside", list_dead);
    sweep("decisions", catch_up);
}

Test(statements, a_command_is_not_taken_twice_because_the_journal_cannot_be_asked)
{
    const els_command command = {.target = ELS_STR("applier"), .verb = ELS_STR("set")};
    els_spool_reading reading = {.n_commands = 77};
    char path[96];
    els_str id;
    snprintf(path, sizeof path, "%s/journal.db", dir); /* the spool looks for it beside itself */
    fclose(fopen(path, "w"));
    cr_assert_eq(els_spool_write(dir, &command, &arena, &id, &why), ELS_OK, "%s", why.ptr);
    for (uint64_t at = 0; at < 2; at++) {
        els_buf_clear(&why);
        failing_calls_begin(FAILING_STATEMENTS, at);
        cr_assert_eq(els_taking_read(store, dir, &arena, &reading, &why), ELS_E_IO);
        cr_assert(failing_calls_end());
        cr_assert_gt(why.len, 10);
        cr_assert_eq(reading.n_commands, 77);
    }
    cr_assert_eq(els_taking_read(store, dir, &arena, &reading, &why), ELS_OK);
    cr_assert_eq(reading.n_commands, 1);
}

/* ---- opening ---- */

static uint64_t every(void)
{
#ifdef __SANITIZE_ADDRESS__
    return getenv("ELS_EVERY") ? 1 : 3; /* each costs as much more */
#else
    return 1;
#endif
}

/* Opens what is on the disk with its calls failing one by one, and then without. */
static void sweep_opening(const char *name)
{
    els_buf bytes = {0};
    els_store_close(&store);
    els_buf_add(&bytes, fault_disk_file(db_path));
    for (uint64_t at = 0;; at += every()) {
        els_store *opened = NULL;
        fault_disk_put(db_path, els_buf_str(&bytes));
        els_buf_clear(&why);
        failing_calls_begin(FAILING_STATEMENTS, at);
        els_err err = els_store_open(dir, true, &opened, &why);
        if (!failing_calls_end()) {
            cr_assert_eq(err, ELS_OK, "%s: %s", name, why.ptr);
            store = opened;
            break;
        }
        cr_assert_eq(err, ELS_E_IO, "%s, call %d: %s %s", name, (int)at, els_err_text(err),
                     why.ptr);
        cr_assert_gt(why.len, 10, "%s, call %d", name, (int)at);
        cr_assert_null(strchr(why.ptr, '\n'));
        cr_assert_null(opened);
    }
    els_buf_fini(&bytes);
}

static void change(const char *sql)
{
    sqlite3 *raw;
    els_store_close(&store);
    cr_assert_eq(sqlite3_open(db_path, &raw), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw, "PRAGMA locking_mode=EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(raw));
    sqlite3_close(raw);
}

Test(statements, a_store_is_not_opened_when_a_call_fails_and_the_next_time_it_is)
{
    write_all();
    uint64_t print = print_of(store);
    sweep_opening("a journal");
    cr_assert_eq(print_of(store), print);
}

Test(statements, a_new_store_is_made_whole_or_not_at_all)
{
    char head[96];
    els_store_close(&store);
    snprintf(head, sizeof head, "%s/head", dir);
    unlink(head);
    fault_disk_clear();
    sweep_opening("a new journal");
    cr_assert_eq(begin_run(), ELS_OK);
}

Test(statements, an_older_journal_is_brought_up_to_date_whole_or_not_at_all)
{
    els_store_run run;
    els_audit_entry newest;
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &(uint64_t){0}), ELS_OK);
    change("DROP TABLE seal; DROP TABLE audit; ALTER TABLE run DROP COLUMN digest;"
           "DROP TABLE command; PRAGMA user_version=1");
    sweep_opening("schema 1");
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert(els_str_eq(run.params, ELS_STR("seed=1\n")));
    cr_assert_eq(els_audit_verify(store, ELS_STR(""), &arena, &newest, &why), ELS_OK, "%s",
                 why.ptr);
    cr_assert_eq(newest.run, 1, "the log begins at the run that was there");
}

Test(statements, the_audit_log_alone_is_not_opened_when_a_call_fails)
{
    els_store_close(&store);
    fclose(fopen(db_path, "w"));
    for (uint64_t at = 0;; at++) {
        els_buf_clear(&why);
        failing_calls_begin(FAILING_STATEMENTS, at);
        els_err err = els_audit_open(dir, &store, &why);
        if (!failing_calls_end()) {
            cr_assert_eq(err, ELS_OK, "%s", why.ptr);
            break;
        }
        cr_assert_eq(err, ELS_E_IO);
        cr_assert_gt(why.len, 10);
        cr_assert_null(store);
    }
}
