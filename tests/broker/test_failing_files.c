/* Every call of the system fails once, in everything the broker does with files; and a repair in
 * which the database fails too. */
#include "artifact_file.h"
#include "failing_calls.h"
#include "outcomes.h"
#include "repair.h"
#include "small_journal.h"
#include "spool.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static els_store *store;
static els_buf why, db, wal, head;
static els_arena arena;

/* In memory where there is such a folder: a repair syncs a lot, and there are hundreds of them. */
static void set_up(void)
{
    snprintf(dir, sizeof dir, "%s/els-failing-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

/* Removes DIR/`name` with all that is in it. */
static void clear(const char *name)
{
    char path[96];
    snprintf(path, sizeof path, "%s%s", dir, name);
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS); /* it may not be there */
}

static void tear_down(void)
{
    els_store_close(&store);
    clear("");
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&db);
    els_buf_fini(&wal);
    els_buf_fini(&head);
}

TestSuite(files, .init = set_up, .fini = tear_down);

static els_str path_of(const char *name)
{
    return els_arena_printf(&arena, "%s/%s", dir, name);
}

static void read_file(const char *name, els_buf *out)
{
    char part[4096];
    size_t n;
    els_buf_clear(out);
    FILE *file = fopen(path_of(name).ptr, "r");
    while (file && (n = fread(part, 1, sizeof part, file)))
        els_buf_append(out, part, n);
    if (file)
        fclose(file);
}

static void write_file(const char *name, els_str bytes)
{
    unlink(path_of(name).ptr);
    if (bytes.len == 0)
        return;
    FILE *file = fopen(path_of(name).ptr, "w");
    cr_assert_eq(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    fclose(file);
}

static bool has(const char *name, const char *text)
{
    els_buf found = {0};
    read_file(name, &found);
    bool is_equal = els_str_eq(els_buf_str(&found), els_str_of(text));
    els_buf_fini(&found);
    return is_equal;
}

static uint32_t files_in(const char *name)
{
    uint32_t n = 0;
    DIR *folder = opendir(path_of(name).ptr);
    while (folder && readdir(folder))
        n++;
    if (folder)
        closedir(folder);
    return n;
}

/* Does it with every so many-th of its calls failing until it has no further ones. `prepare` (may
 * be NULL) comes before, `check` is told what came out. Returns how often it did not succeed. */
static int sweep_some(uint64_t every, failing_kind kind, void (*prepare)(void),
                      els_err (*operation)(void), void (*check)(els_err err))
{
    int failures = 0;
    for (uint64_t at = 0;; at += every) {
        els_buf_clear(&why);
        if (prepare)
            prepare();
        failing_calls_begin(kind, at);
        els_err err = operation();
        if (!failing_calls_end()) {
            cr_assert_eq(err, ELS_OK, "%s", why.ptr);
            check(err);
            return failures;
        }
        cr_assert(!err || err == ELS_E_IO || err == ELS_E_NOT_FOUND, "call %d: %s", (int)at,
                  els_err_text(err));
        check(err);
        failures += err != ELS_OK;
    }
}

static int sweep(failing_kind kind, void (*prepare)(void), els_err (*operation)(void),
                 void (*check)(els_err err))
{
    return sweep_some(1, kind, prepare, operation, check);
}

/* ---- files for readers ---- */

static void put_old(void)
{
    write_file("status.json", ELS_STR("{\"old\":1}"));
    write_file("report.json", ELS_STR("{\"old\":1}"));
}

static els_err write_status(void)
{
    return els_store_write_file(store, "status.json", ELS_STR("{\"new\":1}"));
}

static void is_old_or_new(els_err err)
{
    cr_assert(has("status.json", err ? "{\"old\":1}" : "{\"new\":1}"));
    cr_assert_neq(access(path_of("status.json.tmp").ptr, F_OK), 0, "a half file stays");
    cr_assert(!err || strstr(els_store_error(store), "cannot write"), "%s", els_store_error(store));
}

Test(files, of_the_store_are_the_old_or_the_new_ones)
{
    cr_assert_eq(sweep(FAILING_FILES, put_old, write_status, is_old_or_new), 4);
    cr_assert_eq(sweep(FAILING_SHORT, put_old, write_status, is_old_or_new), 0);
    cr_assert_eq(sweep(FAILING_INTERRUPTED, put_old, write_status, is_old_or_new), 0);
}

static els_err write_report(void)
{
    return els_store_write_report(store, 3, ELS_STR("{\"new\":1}"));
}

static void is_whole_report(els_err err)
{
    cr_assert(has("report.json", err ? "{\"old\":1}" : "{\"new\":1}"));
    cr_assert(err || has("reports/3.json", "{\"new\":1}"));
}

Test(files, of_reports_are_whole)
{
    cr_assert_eq(sweep(FAILING_FILES, put_old, write_report, is_whole_report), 9);
}

/* ---- the spool ---- */

static void empty_spool(void)
{
    clear("/commands");
}

static els_err ask(void)
{
    const els_command command = {.target = ELS_STR("applier"), .verb = ELS_STR("set")};
    els_str id = {NULL, 0};
    els_err err = els_spool_write(dir, &command, &arena, &id, &why);
    cr_assert_eq(err != ELS_OK, id.len == 0, "the output is touched");
    return err;
}

static void is_asked_once(els_err err)
{
    els_spool_reading reading;
    cr_assert(!err || why.len > 10);
    uint32_t waiting = els_spool_waiting(dir);
    cr_assert(waiting == 1 || (err && waiting == 0), "%u wait", waiting);
    cr_assert_eq(els_spool_read(dir, &arena, &reading, &why), ELS_OK);
    cr_assert_eq(reading.n_commands, waiting, "a file that is there is whole");
    if (reading.n_commands)
        els_spool_remove(dir, reading.commands[0].id);
    cr_assert_leq(files_in("commands"), 2, "only . and .. stay");
}

Test(files, of_commands_are_whole_or_not_there)
{
    cr_assert_eq(sweep(FAILING_FILES, empty_spool, ask, is_asked_once), 11);
    cr_assert_eq(sweep(FAILING_SHORT, empty_spool, ask, is_asked_once), 0);
    cr_assert_eq(sweep(FAILING_INTERRUPTED, empty_spool, ask, is_asked_once), 0);
}

static void put_two(void)
{
    empty_spool();
    cr_assert_eq(ask(), ELS_OK);
    write_file("commands/0.cmd", ELS_STR("no message"));
}

static els_spool_reading taken;

static els_err take(void)
{
    return els_spool_read(dir, &arena, &taken, &why);
}

static void is_taken_or_said(els_err err)
{
    cr_assert(!err || why.len > 10);
    cr_assert(err || taken.n_commands + taken.n_refusals == 2);
}

Test(files, of_commands_that_cannot_be_read_are_said)
{
    cr_assert_eq(sweep(FAILING_FILES, put_two, take, is_taken_or_said), 1, "the folder alone");
}

/* ---- lines ---- */

static const els_lines_file small = {"lines.jsonl", "lines.1.jsonl", 90};

static void put_half_a_line(void)
{
    unlink(path_of(small.name).ptr);
    write_file(small.older, ELS_STR("{\"run\":1,\"iteration\":1,\"position\":1}\n"));
    write_file(small.name, ELS_STR("{\"run\":1,\"iteration\":2,\"posi"));
}

static els_err add_line(void)
{
    return els_lines_append(dir, &small, ELS_STR("{\"run\":1,\"iteration\":2,\"position\":1}\n"));
}

static els_err add_past_the_end(void)
{
    els_err err = add_line();
    return err ? err : add_line();
}

static els_err read_lines(uint32_t *ret)
{
    els_lines_page page = {.n = 77};
    els_err err = els_lines_read(dir, &small, &(els_lines_query){.most = 9}, &arena, &page);
    *ret = page.n;
    return err;
}

static void has_whole_lines(els_err err)
{
    uint32_t n;
    cr_assert_eq(read_lines(&n), ELS_OK);
    cr_assert(err ? n <= 3 : n == 2, "%u lines", n);
}

static void has_newest_lines(els_err err)
{
    uint32_t n;
    cr_assert_eq(read_lines(&n), ELS_OK);
    cr_assert(err ? n <= 3 : n == 2, "%u lines", n);
    cr_assert(err || access(path_of(small.name).ptr, F_OK) != 0, "it is the older one now");
}

static els_err read_both(void)
{
    uint32_t n;
    els_err err = read_lines(&n);
    cr_assert_eq(n, err ? 77 : 2, "%u lines", n);
    return err;
}

static void put_lines(void)
{
    put_half_a_line();
    cr_assert_eq(add_line(), ELS_OK);
}

static void is_fine(els_err err)
{
    (void)err;
}

Test(files, of_lines_hold_whole_lines_whatever_fails)
{
    cr_assert_eq(sweep(FAILING_FILES, put_half_a_line, add_line, has_whole_lines), 5);
    cr_assert_eq(sweep(FAILING_SHORT, put_half_a_line, add_line, has_whole_lines), 0);
    cr_assert_eq(sweep(FAILING_INTERRUPTED, put_half_a_line, add_line, has_whole_lines), 0);
    cr_assert_geq(sweep(FAILING_FILES, put_half_a_line, add_past_the_end, has_newest_lines), 8);
    cr_assert_eq(sweep(FAILING_FILES, put_lines, read_both, is_fine), 6);
}

/* ---- artifacts ---- */

static els_err save(void)
{
    return els_artifact_save(path_of("status.json").ptr, ELS_STR("{\"new\":1}"), &why);
}

static void is_saved_or_said(els_err err)
{
    cr_assert(has("status.json", err ? "{\"old\":1}" : "{\"new\":1}"));
    cr_assert(!err || strstr(why.ptr, "cannot be written"));
    cr_assert_eq(files_in(""), 2 + 4, "a half file stays"); /* journal, lock, both */
}

Test(files, of_artifacts_are_the_old_or_the_new_ones)
{
    els_store_close(&store);
    cr_assert_eq(sweep(FAILING_FILES, put_old, save, is_saved_or_said), 2);
}

/* ---- opening ---- */

static els_err open_again(void)
{
    return els_store_open(dir, true, &store, &why);
}

static void is_open_or_said(els_err err)
{
    cr_assert(err ? why.len > 10 && !store : store != NULL);
    if (!err)
        cr_assert_str_empty(els_store_note(store));
    els_store_close(&store);
}

static els_err look(void)
{
    (void)els_store_is_open(dir);
    return ELS_OK;
}

Test(files, of_a_store_that_fail_open_it_or_are_said)
{
    els_store_close(&store);
    cr_assert_geq(sweep(FAILING_FILES, NULL, open_again, is_open_or_said), 2);
    sweep(FAILING_FILES, NULL, look, is_fine);
    cr_assert_not(els_store_is_open(dir));
}

/* ---- repair ---- */

static uint64_t whole_print;

static els_err repair(void)
{
    els_buf report = {0};
    els_err err = els_store_repair(dir, &report, &why);
    els_buf_fini(&report);
    return err == ELS_E_CORRUPT ? ELS_E_IO : err;
}

static void put_damaged(void)
{
    clear("/damaged-1");
    clear("/damaged-2");
    write_file("journal.db", els_buf_str(&db));
    write_file("journal.db-wal", els_buf_str(&wal));
    write_file("head", els_buf_str(&head)); /* what it has lost is known */
}

/* It can be opened, or is as it was and can be repaired. */
static void is_repaired_or_as_before(els_err err)
{
    els_buf found = {0};
    if (err) {
        cr_assert_gt(why.len, 10);
        read_file("journal.db", &found);
        if (els_str_eq(els_buf_str(&found), els_buf_str(&db))) {
            read_file("journal.db-wal", &found);
            cr_assert(found.len == 0 || els_str_eq(els_buf_str(&found), els_buf_str(&wal)));
            cr_assert_eq(repair(), ELS_OK, "%s", why.ptr);
        }
        els_buf_fini(&found);
    }
    els_buf_clear(&why);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_assert_neq(print_of(store), whole_print, "what was damaged cannot be there");
    els_store_close(&store);
    cr_assert_neq(access(path_of("repair.db").ptr, F_OK), 0, "what was worked on is removed");
}

/* A small journal whose log is damaged, or the database itself. */
static void make_damaged(bool in_log)
{
    sqlite3 *raw;
    els_store_close(&store);
    clear("");
    cr_assert_eq(mkdir(dir, 0700), 0);
    cr_assert_eq(sqlite3_open(path_of("journal.db").ptr, &raw), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw, "PRAGMA page_size=512; VACUUM", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(raw);
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK);
    for (int t = 0; t < TRANSACTIONS - 1; t++)
        cr_assert_eq(transact(store, t), ELS_OK);
    whole_print = print_of(store);
    if (!in_log)
        els_store_close(&store);
    read_file("journal.db", &db);
    read_file("journal.db-wal", &wal);
    read_file("head", &head);
    els_store_close(&store);
    els_buf *damaged = in_log ? &wal : &db;
    char *at = in_log ? damaged->ptr + damaged->len * 2 / 3
                      : memmem(damaged->ptr, damaged->len, "set beam 12", 11);
    cr_assert_not_null(at);
    *at ^= 4;
    put_damaged();
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_E_CORRUPT);
}

TestSuite(repairs, .init = set_up, .fini = tear_down, .timeout = 120);

/* A repair is long. ELS_EVERY=1 tries every call. */
static uint64_t every(uint64_t sampled)
{
#ifdef __SANITIZE_ADDRESS__
    sampled *= 8; /* each costs three times as much */
#endif
    return getenv("ELS_EVERY") ? 1 : sampled;
}

static int sweep_repair(uint64_t step, failing_kind kind)
{
    return sweep_some(step, kind, put_damaged, repair, is_repaired_or_as_before);
}

Test(repairs, of_a_log_leave_a_journal_that_opens_or_all_as_it_was)
{
    make_damaged(true);
    int failures = sweep_repair(every(1), FAILING_FILES);
    cr_assert_geq(failures, 6, "%d failures", failures);
}

Test(repairs, of_a_database_leave_a_journal_that_opens_or_all_as_it_was)
{
    make_damaged(false);
    int failures = sweep_repair(every(1), FAILING_FILES);
    cr_assert_geq(failures, 6, "%d failures", failures);
}

Test(repairs, that_fail_in_the_database_can_be_done_again)
{
    make_damaged(false);
    cr_assert_geq(sweep_repair(every(7), FAILING_STATEMENTS), 6);
}
