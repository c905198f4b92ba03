#include "store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static els_store *store;
static els_buf why;
static els_arena arena;

static void set_up(void)
{
    strcpy(dir, "/tmp/els-store-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
}

static void tear_down(void)
{
    static const char *const names[] = {"journal.db", "journal.db-wal", "journal.db-shm",
                                        "lock",       "status.json",    "report.json",
                                        "head"};
    els_store_close(&store);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
    els_buf_fini(&why);
    els_arena_fini(&arena);
}

TestSuite(journal, .init = set_up, .fini = tear_down);

static void reopen(void)
{
    els_store_close(&store);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
}

static els_err commit(uint64_t run, uint64_t iteration, bool applier_is_whole, bool last)
{
    char text[64];
    snprintf(text, sizeof text, "progress %llu", (unsigned long long)iteration);
    char analysis[64];
    snprintf(analysis, sizeof analysis, "analysis %llu", (unsigned long long)iteration);
    char state[64];
    snprintf(state, sizeof state, "applier after %llu", (unsigned long long)iteration);
    els_store_checkpoint_record checkpoints[] = {
        {ELS_STR("applier"), applier_is_whole, els_str_of(applier_is_whole ? state : "")},
        {ELS_STR("monitor"), true, els_str_of(text)},
    };
    els_store_artifact kb = {ELS_STR("benchmark"), ELS_STR("tables")};
    els_store_iteration it = {
        .run = run,
        .epoch = 5,
        .iteration = iteration,
        .duration_us = 100,
        .elapsed_us = 1000 + iteration,
        .progress = els_str_of(text),
        .analysis = els_str_of(analysis),
        .checkpoints = checkpoints,
        .n_checkpoints = 2,
        .artifacts = &kb,
        .n_artifacts = iteration == 0,
        .last = last,
        .report_json = last ? ELS_STR("{\"a\":1}") : (els_str){NULL, 0},
    };
    return els_store_commit(store, &it);
}

static uint64_t begin(const char *params)
{
    uint64_t run = 0;
    cr_assert_eq(els_store_begin_run(store, els_str_of(params), &run), ELS_OK);
    return run;
}

Test(journal, a_new_store_has_no_run)
{
    els_store_run run;
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_E_NOT_FOUND);
}

Test(journal, what_was_committed_is_there_after_reopening)
{
    els_store_run run;
    uint64_t number = begin("seed=1\n"), included;
    els_str bytes, *inputs;
    uint32_t n;
    els_store_artifact *kbs;
    cr_assert_eq(commit(number, 0, true, false), ELS_OK);
    cr_assert_eq(commit(number, 1, false, false), ELS_OK);
    cr_assert_eq(commit(number, 2, false, false), ELS_OK);
    reopen();
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.run, 1);
    cr_assert_not(run.finished);
    cr_assert_eq(run.next_iteration, 3);
    cr_assert_eq(run.epoch, 5);
    cr_assert_eq(run.elapsed_us, 1002);
    cr_assert_eq(run.learning_us, 300);
    cr_assert(els_str_eq(run.params, ELS_STR("seed=1\n")));
    cr_assert(els_str_eq(run.progress, ELS_STR("progress 2")));
    cr_assert_eq(els_store_checkpoint(store, 1, ELS_STR("monitor"), &arena, &included, &bytes),
                 ELS_OK);
    cr_assert_eq(included, 2);
    cr_assert(els_str_eq(bytes, ELS_STR("progress 2")));
    cr_assert_eq(els_store_applier(store, 1, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("applier after 0")));
    cr_assert_eq(n, 2);
    cr_assert(els_str_eq(inputs[0], ELS_STR("analysis 1")));
    cr_assert(els_str_eq(inputs[1], ELS_STR("analysis 2")));
    cr_assert_eq(els_store_artifacts(store, 1, ELS_ARTIFACT_KB, &arena, &kbs, &n), ELS_OK);
    cr_assert_eq(n, 1);
    cr_assert(els_str_eq(kbs[0].bytes, ELS_STR("tables")));
}

Test(journal, a_whole_checkpoint_of_the_applier_ends_the_replay)
{
    uint64_t number = begin("");
    els_str bytes, *inputs;
    uint32_t n;
    cr_assert_eq(commit(number, 0, false, false), ELS_OK);
    cr_assert_eq(els_store_applier(store, number, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert_eq(bytes.len, 0);
    cr_assert_eq(n, 1, "without any snapshot all inputs are replayed");
    cr_assert_eq(commit(number, 1, true, false), ELS_OK);
    cr_assert_eq(els_store_applier(store, number, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("applier after 1")));
    cr_assert_eq(n, 0);
}

Test(journal, an_iteration_out_of_order_changes_nothing)
{
    els_store_run run;
    uint64_t number = begin(""), included;
    els_str bytes;
    cr_assert_eq(commit(number, 1, true, false), ELS_E_STATE);
    cr_assert_eq(commit(number, 0, true, false), ELS_OK);
    cr_assert_neq(commit(number, 0, true, false), ELS_OK, "twice is once too often");
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.next_iteration, 1);
    cr_assert_eq(commit(number, 5, true, false), ELS_E_STATE);
    cr_assert_eq(els_store_checkpoint(store, number, ELS_STR("monitor"), &arena, &included, &bytes),
                 ELS_OK);
    cr_assert_eq(included, 0);
}

Test(journal, the_last_iteration_finishes_the_run_and_keeps_its_report)
{
    els_store_run run;
    els_str json;
    uint64_t number = begin("");
    cr_assert_eq(els_store_report(store, number, &arena, &json), ELS_E_NOT_FOUND);
    cr_assert_eq(commit(number, 0, true, true), ELS_OK);
    reopen();
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert(run.finished);
    cr_assert_eq(els_store_report(store, 0, &arena, &json), ELS_OK);
    cr_assert(els_str_eq(json, ELS_STR("{\"a\":1}")));
}

Test(journal, a_new_run_follows_and_the_finished_one_still_answers)
{
    els_store_run run;
    els_str bytes, *inputs;
    uint32_t n;
    cr_assert_eq(commit(begin("a"), 0, true, true), ELS_OK);
    cr_assert_eq(begin("b"), 2);
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.next_iteration, 0);
    cr_assert_geq(run.epoch, 5, "epochs never fall: old messages stay fenced");
    cr_assert_eq(els_store_applier(store, 1, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("applier after 0")));
}

Test(journal, the_states_of_the_newest_finished_runs_are_kept)
{
    els_store_run *runs;
    els_str bytes, *inputs;
    uint32_t n;
    cr_assert_eq(els_store_kept_runs(store, &arena, &runs, &n), ELS_OK);
    cr_assert_eq(n, 0);
    for (uint64_t run = 1; run <= 5; run++) {
        cr_assert_eq(begin("a"), run);
        cr_assert_eq(commit(run, 0, true, run != 4), ELS_OK); /* the fourth is given up */
    }
    cr_assert_eq(els_store_kept_runs(store, &arena, &runs, &n), ELS_OK);
    cr_assert_eq(n, ELS_STORE_KEPT + 1, "the oldest goes when the next run begins");
    cr_assert_eq(begin("a"), 6);
    cr_assert_eq(els_store_kept_runs(store, &arena, &runs, &n), ELS_OK);
    cr_assert_eq(n, ELS_STORE_KEPT);
    static const uint64_t kept[] = {5, 3, 2};
    for (uint32_t i = 0; i < n; i++) {
        cr_assert_eq(runs[i].run, kept[i]);
        cr_assert(runs[i].finished);
    }
    static const uint64_t dropped[] = {1, 4};
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(els_store_applier(store, dropped[i], &arena, &bytes, &inputs, &n), ELS_OK);
        cr_assert_eq(bytes.len, 0, "run %d", (int)dropped[i]);
    }
}

Test(journal, a_run_can_begin_with_a_state)
{
    els_str bytes, *inputs;
    uint32_t n;
    uint64_t run;
    cr_assert_eq(els_store_begin_run_from(store, ELS_STR("a"), ELS_STR("learned"), &run), ELS_OK);
    cr_assert_eq(commit(run, 0, false, false), ELS_OK);
    cr_assert_eq(commit(run, 1, false, false), ELS_OK);
    reopen();
    cr_assert_eq(els_store_applier(store, run, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("learned")));
    cr_assert_eq(n, 2, "iteration 0 comes after it");
    cr_assert_eq(commit(run, 2, true, true), ELS_OK);
    cr_assert_eq(els_store_applier(store, run, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("applier after 2")));
    cr_assert_eq(n, 0);
}

Test(journal, a_state_from_elsewhere_is_added_as_a_finished_run)
{
    els_store_checkpoint_record state = {ELS_STR("applier"), true, ELS_STR("learned")};
    els_store_artifact kb = {ELS_STR("shop"), ELS_STR("tables")}, *kbs;
    els_store_iteration only = {.progress = ELS_STR("p"),
                                .checkpoints = &state,
                                .n_checkpoints = 1,
                                .artifacts = &kb,
                                .n_artifacts = 1,
                                .report_json = ELS_STR("{}")};
    els_store_run run;
    els_str bytes, *inputs;
    uint64_t number;
    uint32_t n;
    begin("given up");
    cr_assert_eq(els_store_add_finished(store, ELS_STR("imported"), &only, &number), ELS_OK);
    reopen();
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.run, number);
    cr_assert(run.finished);
    cr_assert_eq(els_store_applier(store, number, &arena, &bytes, &inputs, &n), ELS_OK);
    cr_assert(els_str_eq(bytes, ELS_STR("learned")));
    cr_assert_eq(els_store_artifacts(store, number, ELS_ARTIFACT_KB, &arena, &kbs, &n), ELS_OK);
    cr_assert_eq(n, 1);
}

Test(journal, a_second_process_is_told_who_holds_the_store)
{
    els_store *other = NULL;
    char expected[128];
    snprintf(expected, sizeof expected,
             "store %s is in use by process %ld: wait until it has ended", dir, (long)getpid());
    cr_assert_eq(els_store_open(dir, true, &other, &why), ELS_E_BUSY);
    cr_assert_str_eq(why.ptr, expected);
    cr_assert_null(other);
}

Test(journal, a_reader_does_not_make_a_store)
{
    els_store *other = NULL;
    cr_assert_eq(els_store_open("/tmp/els-there-is-none", false, &other, &why), ELS_E_NOT_FOUND);
    cr_assert_neq(access("/tmp/els-there-is-none", F_OK), 0);
}

static void journal_path(char *ret_path, size_t size)
{
    snprintf(ret_path, size, "%s/journal.db", dir);
}

static void refuse_reopening(els_err expected, const char *word)
{
    els_store *other = NULL;
    els_buf_clear(&why);
    cr_assert_eq(els_store_open(dir, true, &other, &why), expected, "%s", why.ptr);
    cr_assert_not_null(strstr(why.ptr, word), "%s", why.ptr);
    cr_assert_null(other);
}

Test(journal, a_newer_schema_is_refused)
{
    char path[128];
    sqlite3 *db;
    els_store_close(&store);
    journal_path(path, sizeof path);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    refuse_reopening(ELS_E_VERSION, "newer version");
}

Test(journal, an_older_journal_with_a_damaged_blob_is_not_brought_up_to_date)
{
    char path[128];
    sqlite3 *db;
    cr_assert_eq(commit(begin(""), 0, true, false), ELS_OK);
    els_store_close(&store);
    journal_path(path, sizeof path);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    /* The digests of schema 2 were of blobs alone: those that are there now are wrong ones. */
    cr_assert_eq(
        sqlite3_exec(db,
                     "DROP TABLE seal; DROP TABLE audit; ALTER TABLE run DROP COLUMN digest;"
                     "PRAGMA user_version=2",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    refuse_reopening(ELS_E_CORRUPT, "digest");
}

Test(journal, a_torn_file_is_refused)
{
    char path[128];
    struct stat info;
    uint64_t number = begin("");
    for (uint64_t i = 0; i < 20; i++)
        cr_assert_eq(commit(number, i, false, false), ELS_OK);
    els_store_close(&store);
    journal_path(path, sizeof path);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(truncate(path, info.st_size / 2), 0);
    refuse_reopening(ELS_E_CORRUPT, "damaged");
}

Test(journal, a_file_that_is_no_database_is_refused)
{
    char path[128];
    els_store_close(&store);
    journal_path(path, sizeof path);
    int fd = open(path, O_WRONLY | O_TRUNC);
    char noise[8192];
    memset(noise, 'x', sizeof noise);
    cr_assert_eq(write(fd, noise, sizeof noise), (ssize_t)sizeof noise);
    close(fd);
    refuse_reopening(ELS_E_CORRUPT, "damaged");
}

Test(journal, a_flipped_byte_inside_a_blob_is_refused)
{
    static char content[1 << 20];
    char path[128];
    cr_assert_eq(commit(begin(""), 0, true, false), ELS_OK);
    els_store_close(&store);
    journal_path(path, sizeof path);
    int fd = open(path, O_RDWR);
    ssize_t len = read(fd, content, sizeof content);
    cr_assert_gt(len, 0);
    char *at = memmem(content, (size_t)len, "applier after 0", 15);
    cr_assert_not_null(at);
    cr_assert_eq(pwrite(fd, "X", 1, at - content), 1);
    close(fd);
    refuse_reopening(ELS_E_CORRUPT, "digest");
}

Test(journal, a_torn_tail_of_the_write_ahead_log_loses_the_uncommitted_only)
{
    static char content[1 << 22];
    char from[128], to[128], copy[] = "/tmp/els-copy-XXXXXX";
    static const char *const names[] = {"journal.db", "journal.db-wal"};
    uint64_t number = begin("");
    cr_assert_eq(commit(number, 0, true, false), ELS_OK);
    cr_assert_eq(commit(number, 1, true, false), ELS_OK);
    /* The state of the disk at a power cut in the middle of the next write. */
    cr_assert_not_null(mkdtemp(copy));
    for (int i = 0; i < 2; i++) {
        snprintf(from, sizeof from, "%s/%s", dir, names[i]);
        snprintf(to, sizeof to, "%s/%s", copy, names[i]);
        int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0600);
        ssize_t len = read(in, content, sizeof content);
        cr_assert_gt(len, 0, "%s", from);
        cr_assert_eq(write(out, content, (size_t)len), len);
        if (i == 1)
            cr_assert_eq(write(out, content, 3000), 3000);
        close(in);
        close(out);
    }
    els_store *other;
    els_store_run run;
    cr_assert_eq(els_store_open(copy, false, &other, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_store_newest_run(other, &arena, &run), ELS_OK);
    cr_assert_eq(run.next_iteration, 2);
    els_store_close(&other);
    for (int i = 0; i < 2; i++) {
        snprintf(to, sizeof to, "%s/%s", copy, names[i]);
        unlink(to);
    }
    snprintf(to, sizeof to, "%s/lock", copy);
    unlink(to);
    snprintf(to, sizeof to, "%s/head", copy);
    unlink(to);
    rmdir(copy);
}

Test(journal, files_are_replaced_whole)
{
    char path[128], content[16] = "";
    cr_assert_eq(els_store_write_file(store, "status.json", ELS_STR("{\"old\":1}")), ELS_OK);
    cr_assert_eq(els_store_write_file(store, "status.json", ELS_STR("{}")), ELS_OK);
    snprintf(path, sizeof path, "%s/status.json", dir);
    int fd = open(path, O_RDONLY);
    cr_assert_eq(read(fd, content, sizeof content), 2);
    close(fd);
    cr_assert_str_eq(content, "{}");
    cr_assert_eq(els_store_write_file(store, "no/such/folder", ELS_STR("{}")), ELS_E_IO);
}

Test(journal, is_not_looked_for_where_no_path_leads)
{
    static char longer[4200];
    els_store *other = NULL;
    cr_assert_eq(els_store_open("", true, &other, &why), ELS_E_IO);
    memset(longer, 'x', sizeof longer - 1);
    cr_assert_eq(els_store_open(longer, true, &other, &why), ELS_E_IO);
    longer[4000] = '\0';
    cr_assert_eq(els_store_open(longer, true, &other, &why), ELS_E_IO, "a name has 255 bytes");
    cr_assert_null(other);
    els_store_close(&other);
    els_store_close(NULL);
}

Test(journal, of_something_else_is_refused)
{
    char path[128];
    sqlite3 *db;
    els_store_close(&store);
    journal_path(path, sizeof path);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "PRAGMA user_version=0", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    refuse_reopening(ELS_E_CORRUPT, "something else");
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "DROP TABLE seal; PRAGMA user_version=4", NULL, NULL, NULL),
                 SQLITE_OK);
    sqlite3_close(db);
    refuse_reopening(ELS_E_CORRUPT, "its schema is not that of its version");
}
