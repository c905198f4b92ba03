/* What becomes of a journal that is cut, damaged, out of room or without power. On a disk in
 * memory, with small pages, so that every byte and bit can be tried: ELS_EVERY=1 tries them all,
 * without it a sample is. */
#include "fault_disk.h"
#include "small_journal.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[64], db_path[96], log_path[104];
static els_buf why;

/* A small journal as kill -9 leaves it: all of it in the log, behind an empty database. */
static els_buf db, wal;
static size_t log_end[TRANSACTIONS + 1]; /* of the log after so many transactions */
static uint64_t prints[TRANSACTIONS + 1];

static uint64_t every(uint64_t sampled)
{
#ifdef __SANITIZE_ADDRESS__
    sampled *= 3; /* each costs as much more */
#endif
    return getenv("ELS_EVERY") ? 1 : sampled;
}

/* An empty database with pages of 512 bytes. */
static void make_small_pages(void)
{
    sqlite3 *raw;
    cr_assert_eq(sqlite3_open(db_path, &raw), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(raw, "PRAGMA page_size=512; VACUUM", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(raw);
}

static void set_up(void)
{
    strcpy(dir, "/tmp/els-damage-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    snprintf(db_path, sizeof db_path, "%s/journal.db", dir);
    snprintf(log_path, sizeof log_path, "%s-wal", db_path);
    fault_disk_open();
}

static void remove_head(void)
{
    char path[96];
    snprintf(path, sizeof path, "%s/head", dir);
    unlink(path);
}

static void tear_down(void)
{
    char path[96];
    fault_disk_close();
    remove_head();
    snprintf(path, sizeof path, "%s/lock", dir);
    unlink(path);
    rmdir(dir);
    els_buf_fini(&why);
    els_buf_fini(&db);
    els_buf_fini(&wal);
}

TestSuite(damage, .init = set_up, .fini = tear_down, .timeout = 3600);

static els_store *open_store(void)
{
    els_store *store = NULL;
    els_buf_clear(&why);
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
    return store;
}

static void kill_store(els_store **store)
{
    fault_disk_stop();
    els_store_close(store);
    fault_disk_start();
}

static void make_journal(void)
{
    make_small_pages();
    els_store *store = open_store();
    log_end[0] = fault_disk_file(log_path).len;
    prints[0] = print_of(store);
    for (int t = 0; t < TRANSACTIONS; t++) {
        cr_assert_eq(transact(store, t), ELS_OK, "%s", els_store_error(store));
        log_end[t + 1] = fault_disk_file(log_path).len;
        prints[t + 1] = print_of(store);
        cr_assert_neq(prints[t + 1], prints[t], "the print tells transactions apart");
    }
    kill_store(&store);
    els_buf_add(&db, fault_disk_file(db_path));
    els_buf_add(&wal, fault_disk_file(log_path));
}

static void put(els_str db_bytes, els_str log_bytes)
{
    fault_disk_put(db_path, db_bytes);
    fault_disk_put(log_path, log_bytes);
}

/* Opens what `put` has left. -1: refused with one line; else the number of transactions in it. */
static int reached(char *ret_note, size_t size)
{
    els_store *store = NULL;
    els_buf_clear(&why);
    els_err err = els_store_open(dir, true, &store, &why);
    if (err) {
        cr_assert(err == ELS_E_CORRUPT || err == ELS_E_VERSION || err == ELS_E_IO, "%s",
                  els_err_text(err));
        cr_assert(why.len > 20 && !strchr(why.ptr, '\n'), "one line says why: %s", why.ptr);
        cr_assert_null(store);
        return -1;
    }
    uint64_t print = print_of(store);
    snprintf(ret_note, size, "%s", els_store_note(store));
    kill_store(&store);
    for (int t = 0; t <= TRANSACTIONS; t++)
        if (prints[t] == print)
            return t;
    return -2;
}

Test(damage, a_log_cut_at_any_byte_gives_what_was_whole_and_says_what_is_missing)
{
    char note[512], expected[64];
    make_journal();
    for (size_t len = 0; len < wal.len; len += len % 536 < 40 ? every(7) : every(93)) {
        int whole = 0;
        while (whole < TRANSACTIONS && log_end[whole + 1] <= len)
            whole++;
        put(els_buf_str(&db), els_str_sub(els_buf_str(&wal), 0, len));
        int got = reached(note, sizeof note);
        if (len < log_end[0]) { /* the tables themselves are cut away: nothing to go on from */
            cr_assert_eq(got, -1, "cut at %zu: %d", len, got);
            continue;
        }
        cr_assert_eq(got, whole, "cut at %zu: %d", len, got);
        snprintf(expected, sizeof expected, "%d acknowledged", TRANSACTIONS - whole);
        cr_assert_not_null(strstr(note, expected), "cut at %zu: %s", len, note);
    }
    put(els_buf_str(&db), els_buf_str(&wal));
    cr_assert_eq(reached(note, sizeof note), TRANSACTIONS);
    cr_assert_str_empty(note);
}

Test(damage, a_torn_write_behind_the_last_commit_is_dropped_and_said)
{
    char note[512];
    make_journal();
    els_buf torn = {0};
    els_buf_add(&torn, els_buf_str(&wal));
    els_buf_append(&torn, wal.ptr + wal.len - 536, 300);
    put(els_buf_str(&db), els_buf_str(&torn));
    cr_assert_eq(reached(note, sizeof note), TRANSACTIONS);
    cr_assert_not_null(strstr(note, "300 bytes"), "%s", note);
    cr_assert_not_null(strstr(note, "nothing that was acknowledged is missing"), "%s", note);
    els_buf_fini(&torn);
}

Test(damage, no_flipped_bit_of_the_log_is_silent)
{
    char note[512];
    int refused = 0, dropped = 0, tried = 0;
    make_journal();
    for (uint64_t bit = 0; bit < wal.len * 8; bit += every(307)) {
        wal.ptr[bit / 8] ^= (char)(1 << bit % 8);
        put(els_buf_str(&db), els_buf_str(&wal));
        int got = reached(note, sizeof note);
        cr_assert_neq(got, -2, "bit %llu: wrong data", (unsigned long long)bit);
        cr_assert(got == -1 || got == TRANSACTIONS || note[0], "bit %llu: silent loss",
                  (unsigned long long)bit);
        size_t end_of_last_but_one = log_end[TRANSACTIONS - 1];
        cr_assert(got == -1 || bit / 8 >= end_of_last_but_one - 24 - 512 || got == TRANSACTIONS,
                  "bit %llu: damage in the middle is not refused", (unsigned long long)bit);
        refused += got == -1;
        dropped += got >= 0 && got < TRANSACTIONS;
        tried++;
        wal.ptr[bit / 8] ^= (char)(1 << bit % 8);
    }
    printf("log: %d bits flipped, %d refused, %d dropped and said\n", tried, refused, dropped);
}

/* The same journal with all of it in the database and no log. */
static void make_database(void)
{
    make_journal();
    put(els_buf_str(&db), els_buf_str(&wal));
    els_store *store = open_store();
    els_store_close(&store);
    cr_assert_eq(fault_disk_file(log_path).len, 0);
    els_buf_clear(&db);
    els_buf_add(&db, fault_disk_file(db_path));
}

Test(damage, no_flipped_bit_of_the_database_is_silent)
{
    char note[512];
    int refused = 0, tried = 0;
    make_database();
    for (uint64_t bit = 0; bit < db.len * 8; bit += every(163)) {
        db.ptr[bit / 8] ^= (char)(1 << bit % 8);
        put(els_buf_str(&db), (els_str){NULL, 0});
        int got = reached(note, sizeof note);
        cr_assert(got == -1 || got == TRANSACTIONS, "bit %llu: wrong data (%d)",
                  (unsigned long long)bit, got);
        refused += got == -1;
        tried++;
        db.ptr[bit / 8] ^= (char)(1 << bit % 8);
    }
    printf("database: %d bits flipped, %d refused, %d without effect\n", tried, refused,
           tried - refused);
}

Test(damage, a_database_cut_at_any_byte_is_refused)
{
    char note[512];
    make_database();
    for (size_t len = 0; len < db.len; len += every(11)) {
        put(els_str_sub(els_buf_str(&db), 0, len), (els_str){NULL, 0});
        cr_assert_eq(reached(note, sizeof note), -1, "cut at %zu", len);
    }
}

Test(damage, an_outdated_page_is_refused)
{
    make_database();
    els_buf old = {0};
    els_buf_add(&old, els_buf_str(&db));
    els_store *store = open_store();
    uint64_t run;
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=2\n"), &run), ELS_OK);
    els_store_close(&store);
    els_buf newer = {0};
    els_buf_add(&newer, fault_disk_file(db_path));
    int changed = 0;
    char note[512];
    for (size_t page = 0; page + 512 <= old.len; page += 512) {
        if (memcmp(old.ptr + page, newer.ptr + page, 512) == 0)
            continue;
        els_buf mixed = {0};
        els_buf_add(&mixed, els_buf_str(&newer));
        memcpy(mixed.ptr + page, old.ptr + page, 512);
        put(els_buf_str(&mixed), (els_str){NULL, 0});
        if (page) /* of the first page only counters differ, which hold nothing */
            cr_assert_eq(reached(note, sizeof note), -1, "page at %zu", page);
        changed++;
        els_buf_fini(&mixed);
    }
    cr_assert_geq(changed, 2);
    els_buf_fini(&old);
    els_buf_fini(&newer);
}

Test(damage, a_damaged_or_lost_head_changes_nothing)
{
    char path[96], note[512], text[64];
    make_journal();
    put(els_buf_str(&db), els_buf_str(&wal));
    snprintf(path, sizeof path, "%s/head", dir);
    FILE *file = fopen(path, "r+");
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    cr_assert_gt(len, 20);
    for (size_t bit = 0; bit < len * 8; bit++) {
        text[bit / 8] ^= (char)(1 << bit % 8);
        file = fopen(path, "w");
        fwrite(text, 1, len, file);
        fclose(file);
        put(els_buf_str(&db), els_buf_str(&wal));
        cr_assert_eq(reached(note, sizeof note), TRANSACTIONS, "bit %zu", bit);
        text[bit / 8] ^= (char)(1 << bit % 8);
    }
    remove_head();
    put(els_buf_str(&db), els_buf_str(&wal));
    cr_assert_eq(reached(note, sizeof note), TRANSACTIONS);
}

/* Every write, sync and truncation of five transactions fails once: with one error, or until there
 * is room again. */
static void fail_everywhere(fault_kind kind, bool stays)
{
    int failures = 0;
    for (uint64_t at = 0;; at++) {
        fault_disk_clear();
        remove_head();
        make_small_pages();
        els_store *store = open_store();
        uint64_t begun = fault_disk_operations(), done;
        uint64_t print = print_of(store);
        fault_disk_fail(kind, at, stays);
        for (int t = 0; t < TRANSACTIONS; t++) {
            els_err err = transact(store, t);
            if (err) {
                cr_assert_eq(err, ELS_E_IO);
                cr_assert(strstr(els_store_error(store), "full") ||
                              strstr(els_store_error(store), "I/O"),
                          "%s", els_store_error(store));
                cr_assert_eq(print_of(store), print, "operation %llu: something of it is there",
                             (unsigned long long)at);
                failures++;
                fault_disk_fail(FAULT_NONE, 0, false); /* there is room again */
                cr_assert_eq(transact(store, t), ELS_OK, "%s", els_store_error(store));
            }
            print = print_of(store);
        }
        done = fault_disk_operations() - begun;
        kill_store(&store);
        store = open_store();
        cr_assert_eq(print_of(store), print);
        cr_assert_str_empty(els_store_note(store));
        els_store_close(&store);
        if (at >= done)
            break;
    }
    cr_assert_gt(failures, 20);
}

Test(damage, nothing_is_acknowledged_on_a_full_disk_and_it_goes_on_when_there_is_room)
{
    fail_everywhere(FAULT_FULL, true);
}

Test(damage, one_input_output_error_costs_one_transaction_at_most)
{
    fail_everywhere(FAULT_IO, false);
}

Test(damage, what_was_acknowledged_survives_a_power_cut)
{
    for (uint64_t seed = 0; seed < 400 / every(4); seed++) {
        fault_disk_clear();
        remove_head();
        make_small_pages();
        els_store *store = open_store();
        int stop = (int)(seed % TRANSACTIONS);
        uint64_t before = print_of(store), after;
        for (int t = 0; t < stop; t++)
            cr_assert_eq(transact(store, t), ELS_OK);
        before = print_of(store);
        /* The power goes somewhere within the next one. */
        fault_disk_fail(FAULT_IO, seed / TRANSACTIONS, true);
        bool is_acknowledged = transact(store, stop) == ELS_OK;
        after = is_acknowledged ? print_of(store) : before;
        fault_disk_power_cut(seed);
        els_store_close(&store);
        fault_disk_start();
        store = open_store();
        uint64_t found = print_of(store);
        cr_assert(found == after || (!is_acknowledged && found != before), "seed %llu: lost",
                  (unsigned long long)seed);
        cr_assert_null(strstr(els_store_note(store), "are lost"), "seed %llu: %s",
                       (unsigned long long)seed, els_store_note(store));
        els_store_close(&store);
    }
}

/* ---- memory of the database ---- */

static sqlite3_mem_methods real;
static uint64_t allocations, failing = UINT64_MAX;

static void *fail_or_malloc(int n)
{
    return allocations++ == failing ? NULL : real.xMalloc(n);
}

static void *fail_or_realloc(void *p, int n)
{
    return allocations++ == failing ? NULL : real.xRealloc(p, n);
}

static void set_up_memory(void)
{
    sqlite3_mem_methods wrapped;
    cr_assert_eq(sqlite3_shutdown(), SQLITE_OK);
    cr_assert_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
    wrapped = real;
    wrapped.xMalloc = fail_or_malloc;
    wrapped.xRealloc = fail_or_realloc;
    cr_assert_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped), SQLITE_OK);
    set_up();
}

/* With all the memory it wants. */
static uint64_t calm_print(els_store *store)
{
    uint64_t kept = failing, counted = allocations;
    failing = UINT64_MAX;
    uint64_t print = print_of(store);
    failing = kept;
    allocations = counted;
    return print;
}

TestSuite(memory, .init = set_up_memory, .fini = tear_down, .timeout = 3600);

Test(memory, an_allocation_of_the_database_that_fails_costs_one_transaction_at_most)
{
    int failures = 0, refusals = 0;
    for (uint64_t at = 0;; at += every(61)) {
        fault_disk_clear();
        remove_head();
        make_small_pages();
        allocations = 0;
        failing = at;
        els_store *store = NULL;
        els_buf_clear(&why);
        if (els_store_open(dir, true, &store, &why)) {
            cr_assert(why.len > 0 && !store);
            refusals++;
            failing = UINT64_MAX;
            store = open_store();
        }
        uint64_t print = calm_print(store);
        for (int t = 0; t < TRANSACTIONS; t++) {
            if (transact(store, t)) {
                failures++;
                failing = UINT64_MAX;
                cr_assert_eq(calm_print(store), print, "allocation %llu: something of it is there",
                             (unsigned long long)at);
                cr_assert_eq(transact(store, t), ELS_OK, "allocation %llu: %s",
                             (unsigned long long)at, els_store_error(store));
            }
            print = calm_print(store);
        }
        bool is_past = allocations <= at;
        failing = UINT64_MAX;
        kill_store(&store);
        store = open_store();
        cr_assert_eq(calm_print(store), print);
        els_store_close(&store);
        cr_assert_eq(sqlite3_memory_used(), 0, "allocation %llu: memory is lost",
                     (unsigned long long)at);
        if (is_past)
            break;
    }
    cr_assert(failures > 10 && refusals > 10, "%d failures, %d refusals", failures, refusals);
    printf("database: %d allocations failed within transactions, %d while opening\n", failures,
           refusals);
}
