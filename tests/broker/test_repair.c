#include "repair.h"
#include "small_journal.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static els_buf why, report, db, wal;

static void set_up(void)
{
    make_folder();
}

static void tear_down(void)
{
    remove_folder();
    els_buf_fini(&why);
    els_buf_fini(&report);
    els_buf_fini(&db);
    els_buf_fini(&wal);
}

TestSuite(repair, .init = set_up, .fini = tear_down, .timeout = 600);

static void read_file(const char *name, els_buf *out)
{
    char path[128], part[4096];
    size_t n;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    els_buf_clear(out);
    FILE *file = fopen(path, "r");
    while (file && (n = fread(part, 1, sizeof part, file)))
        els_buf_append(out, part, n);
    if (file)
        fclose(file);
}

static void write_file(const char *name, const els_buf *bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    unlink(path);
    if (bytes->len == 0)
        return;
    FILE *file = fopen(path, "w");
    cr_assert_eq(fwrite(bytes->ptr, 1, bytes->len, file), bytes->len);
    fclose(file);
}

/* A journal of `transactions` transactions; `prints` (may be NULL) after each of them. */
static els_store *make(int transactions, uint64_t *prints)
{
    char path[128];
    sqlite3 *raw;
    els_store *store;
    snprintf(path, sizeof path, "%s/journal.db", dir);
    cr_assert_eq(sqlite3_open(path, &raw), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw, "PRAGMA page_size=512; VACUUM", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(raw);
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
    for (int t = 0; t < transactions; t++) {
        cr_assert_eq(transact(store, t), ELS_OK);
        if (prints)
            prints[t] = print_of(store);
    }
    return store;
}

static els_err repair(void)
{
    els_buf_clear(&report);
    els_buf_clear(&why);
    return els_store_repair(dir, &report, &why);
}

static uint64_t reopened(void)
{
    els_store *store;
    els_buf_clear(&why);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_assert_str_empty(els_store_note(store));
    uint64_t print = print_of(store);
    els_store_close(&store);
    return print;
}

Test(repair, a_whole_journal_is_left_alone)
{
    els_store *store = make(TRANSACTIONS, NULL);
    els_store_close(&store);
    cr_assert_eq(repair(), ELS_OK);
    cr_assert_not_null(strstr(report.ptr, "nothing to do"));
}

Test(repair, a_log_damaged_in_the_middle_is_copied_and_cut_there)
{
    uint64_t prints[TRANSACTIONS];
    els_store *store = make(TRANSACTIONS, prints), *other;
    read_file("journal.db", &db);
    read_file("journal.db-wal", &wal);
    els_store_close(&store);
    wal.ptr[wal.len * 2 / 3] ^= 4;
    write_file("journal.db", &db);
    write_file("journal.db-wal", &wal);
    cr_assert_eq(els_store_open(dir, false, &other, &why), ELS_E_CORRUPT);
    cr_assert_not_null(strstr(why.ptr, "--repair"), "%s", why.ptr);
    cr_assert_eq(repair(), ELS_OK, "%s", why.ptr);
    cr_assert_not_null(strstr(report.ptr, "acknowledged transactions are lost"), "%s", report.ptr);
    uint64_t print = reopened();
    bool is_earlier = false;
    for (int t = 0; t < TRANSACTIONS - 1; t++)
        is_earlier = is_earlier || prints[t] == print;
    cr_assert(is_earlier);
    els_buf copy = {0};
    read_file("damaged-1/journal.db-wal", &copy);
    cr_assert(els_str_eq(els_buf_str(&copy), els_buf_str(&wal)), "the copy is what it was");
    els_buf_fini(&copy);
}

Test(repair, a_log_that_spoils_a_whole_database_is_left_out)
{
    els_store *store = make(TRANSACTIONS, NULL), *other;
    uint64_t run;
    els_store_close(&store);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=2\n"), &run), ELS_OK);
    cr_assert_eq(commit(store, run, 0), ELS_OK);
    uint64_t print = print_of(store);
    read_file("journal.db-wal", &wal);
    els_store_close(&store);     /* all of it is in the database now */
    wal.ptr[wal.len - 700] ^= 1; /* of the two transactions in it the older would win */
    write_file("journal.db-wal", &wal);
    cr_assert_eq(els_store_open(dir, false, &other, &why), ELS_E_CORRUPT, "%s", why.ptr);
    cr_assert_eq(repair(), ELS_OK, "%s", why.ptr);
    cr_assert_not_null(strstr(report.ptr, "nothing that was acknowledged is lost"), "%s",
                       report.ptr);
    cr_assert_eq(reopened(), print);
}

static bool is_there(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

Test(repair, killed_with_the_log_aside_it_leaves_the_store_as_it_was)
{
    uint64_t prints[TRANSACTIONS];
    els_store *store = make(TRANSACTIONS, prints);
    read_file("journal.db", &db);
    read_file("journal.db-wal", &wal);
    els_store_close(&store);
    cr_assert_gt(wal.len, 0);
    write_file("journal.db", &db);
    write_file("journal.db-wal", &(els_buf){0});
    write_file("repair.db-log", &wal);
    write_file("repair.db", &db); /* has not taken the journal's place */
    cr_assert_eq(reopened(), prints[TRANSACTIONS - 1]);
    cr_assert_not(is_there("repair.db-log"));
}

Test(repair, killed_after_the_journal_is_replaced_it_does_not_bring_the_old_log_back)
{
    uint64_t prints[TRANSACTIONS];
    els_store *store = make(TRANSACTIONS, prints);
    read_file("journal.db-wal", &wal);
    els_store_close(&store); /* all of it is in the database now */
    write_file("repair.db-log", &wal);
    cr_assert_eq(reopened(), prints[TRANSACTIONS - 1]);
    cr_assert_not(is_there("repair.db-log"));
}

typedef struct {
    int kept, given_up, beyond_help;
} outcomes;

/* Repairs a journal with one flipped bit. What is kept must be as it was, what is not must be said;
 * or all is refused and as before. */
static void repair_flipped(uint64_t bit, uint64_t expected, outcomes *ret)
{
    els_arena arena = {0};
    els_store_run run;
    els_store *store = NULL;
    if (repair()) {
        cr_assert_not_null(strstr(why.ptr, "nothing in it can be saved"), "bit %llu: %s",
                           (unsigned long long)bit, why.ptr);
        read_file("journal.db", &wal);
        cr_assert(els_str_eq(els_buf_str(&wal), els_buf_str(&db)));
        ret->beyond_help++;
        return;
    }
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "bit %llu: %s",
                 (unsigned long long)bit, why.ptr);
    if (els_store_newest_run(store, &arena, &run) == ELS_OK) {
        bool is_said = strstr(report.ptr, "of the table command") ||
                       (strstr(report.ptr, "of the table artifact") && !run.finished);
        cr_assert(is_said || print_of(store) == expected, "bit %llu: %s", (unsigned long long)bit,
                  report.ptr);
        ret->kept++;
    } else {
        cr_assert_not_null(strstr(report.ptr, "1 reports are there"), "%s", report.ptr);
        ret->given_up++;
    }
    els_store_close(&store);
    els_arena_fini(&arena);
}

static outcomes flip_and_repair(int transactions)
{
    uint64_t prints[TRANSACTIONS];
    outcomes sum = {0};
    els_store *store = make(transactions, prints);
    els_store_close(&store);
    read_file("journal.db", &db);
    for (uint64_t bit = 5; bit < db.len * 8; bit += getenv("ELS_EVERY") ? 29 : 1009) {
        char command[160];
        db.ptr[bit / 8] ^= (char)(1 << bit % 8);
        write_file("journal.db", &db);
        els_buf_clear(&why);
        els_err err = els_store_open(dir, false, &store, &why);
        els_store_close(&store);
        if (err && err != ELS_E_VERSION)
            repair_flipped(bit, prints[transactions - 1], &sum);
        db.ptr[bit / 8] ^= (char)(1 << bit % 8);
        snprintf(command, sizeof command, "rm -rf '%s'/damaged-*", dir);
        cr_assert_eq(system(command), 0);
    }
    printf("repaired: %d with the run, %d with the report alone, %d beyond help\n", sum.kept,
           sum.given_up, sum.beyond_help);
    return sum;
}

Test(repair, of_a_damaged_run_under_way_all_is_kept_or_nothing)
{
    outcomes sum = flip_and_repair(TRANSACTIONS - 1);
    cr_assert_gt(sum.kept, 0);
    cr_assert_eq(sum.given_up, 0);
}

Test(repair, of_a_damaged_finished_run_the_report_stays_if_nothing_else_does)
{
    outcomes sum = flip_and_repair(TRANSACTIONS);
    cr_assert_gt(sum.kept, 0);
    cr_assert_gt(sum.given_up, 0);
}
