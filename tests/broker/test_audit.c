/* The audit log: every change has an entry, and what is done to entries is found and named. */
#include "audit.h"
#include "store_folder.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static els_buf why;
static els_arena arena;

static void commit(uint64_t run, uint64_t iteration, bool last)
{
    els_store_checkpoint_record state = {ELS_STR("applier"), true, ELS_STR("state")};
    els_str decision = ELS_STR("config react.max_steps promoted: it helped");
    els_store_iteration it = {.run = run,
                              .epoch = 1,
                              .iteration = iteration,
                              .progress = ELS_STR("progress"),
                              .analysis = ELS_STR("analysis"),
                              .checkpoints = &state,
                              .n_checkpoints = 1,
                              .decisions = &decision,
                              .n_decisions = 1,
                              .last = last,
                              .report_json = ELS_STR("{}")};
    cr_assert_eq(els_store_commit(store, &it), ELS_OK, "%s", els_store_error(store));
}

/* 1 audit begun, 2 run begun, 3 epoch begun, 4 command taken, 5-7 iteration 0 (commit, decision,
 * state), 8-11 iteration 1 (and the end of the run), 12 state replaced. */
enum { ENTRIES = 12 };

static void set_up(void)
{
    uint64_t run;
    els_store_run found;
    const els_store_command command = {.id = ELS_STR("c1"),
                                       .bytes = ELS_STR("frame"),
                                       .who = ELS_STR("user:ada"),
                                       .text = ELS_STR("applier set react.max_steps 8")};
    make_store();
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &run), ELS_OK);
    cr_assert_eq(els_store_set_epoch(store, run, 1), ELS_OK);
    cr_assert_eq(els_store_take_commands(store, run, 0, &command, 1), ELS_OK);
    commit(run, 0, false);
    commit(run, 1, true);
    cr_assert_eq(els_store_newest_run(store, &arena, &found), ELS_OK);
    cr_assert_eq(els_store_replace_applier(store, &found, ELS_STR("newer")), ELS_OK);
}

static void tear_down(void)
{
    remove_store();
    els_buf_fini(&why);
    els_arena_fini(&arena);
}

TestSuite(audit, .init = set_up, .fini = tear_down);

/* What somebody with an editor for databases does. */
static void tamper(const char *sql)
{
    char path[96], *error = NULL;
    sqlite3 *db;
    els_store_close(&store);
    snprintf(path, sizeof path, "%s/journal.db", dir);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &error), SQLITE_OK, "%s", error);
    sqlite3_close(db);
    cr_assert_eq(els_audit_open(dir, &store, &why), ELS_OK, "%s", why.ptr);
}

static void expect_found(const char *sql, const char *text)
{
    els_audit_entry newest = {.entry = 99};
    tamper(sql);
    els_buf_clear(&why);
    cr_expect_eq(els_audit_verify(store, (els_str){NULL, 0}, &arena, &newest, &why), ELS_E_CORRUPT);
    cr_expect(why.ptr && strstr(why.ptr, text), "%s", why.ptr ? why.ptr : "");
    cr_expect_eq(newest.entry, 99u);
}

Test(audit, has_an_entry_for_every_change)
{
    static const char *const whats[ENTRIES] = {
        "audit begun",   "run begun",           "epoch begun",
        "command taken", "iteration committed", "decision",
        "state saved",   "iteration committed", "decision",
        "state saved",   "run finished",        "state replaced"};
    els_audit_entry *entries, newest;
    size_t n;
    cr_assert_eq(els_audit_read(store, 100, &arena, &entries, &n), ELS_OK);
    cr_assert_eq(n, (size_t)ENTRIES);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(entries[i].entry, i + 1);
        cr_expect(els_str_eq(entries[i].what, els_str_of(whats[i])), "%zu", i + 1);
    }
    cr_expect(els_str_eq(entries[3].who, ELS_STR("user:ada")));
    cr_expect(els_str_eq(entries[3].detail, ELS_STR("applier set react.max_steps 8")));
    cr_expect_eq(els_audit_verify(store, (els_str){NULL, 0}, &arena, &newest, &why), ELS_OK, "%s",
                 why.ptr);
    cr_expect_eq(newest.entry, (uint64_t)ENTRIES);
    cr_assert_eq(els_audit_read(store, 2, &arena, &entries, &n), ELS_OK);
    cr_expect_eq(n, 2u);
    cr_expect_eq(entries[0].entry, (uint64_t)ENTRIES - 1);
}

Test(audit, writes_nothing_when_the_change_fails)
{
    els_audit_entry *entries;
    size_t n;
    els_store_iteration it = {.run = 1, .iteration = 7};
    cr_assert_neq(els_store_commit(store, &it), ELS_OK);
    cr_assert_eq(els_audit_read(store, 100, &arena, &entries, &n), ELS_OK);
    cr_expect_eq(n, (size_t)ENTRIES);
}

Test(audit, finds_an_entry_that_was_changed)
{
    expect_found("UPDATE audit SET who = 'user:eve' WHERE entry = 4",
                 "entry 4 (command taken) was changed");
}

Test(audit, finds_an_entry_that_was_removed)
{
    expect_found("DELETE FROM audit WHERE entry = 6", "entry 6 is missing");
}

Test(audit, finds_that_the_first_entry_was_removed)
{
    expect_found("DELETE FROM audit WHERE entry = 1", "entry 1 is missing");
}

Test(audit, finds_entries_that_changed_places)
{
    expect_found("UPDATE audit SET entry = -6 WHERE entry = 6;"
                 "UPDATE audit SET entry = 6 WHERE entry = 7;"
                 "UPDATE audit SET entry = 7 WHERE entry = -6",
                 "entry 6 (state saved) was changed");
}

Test(audit, finds_that_the_newest_entries_were_removed)
{
    expect_found("DELETE FROM audit WHERE entry >= 8", "iteration 1 of run 1 has no entry");
}

Test(audit, finds_a_row_of_the_journal_that_was_changed)
{
    /* With a digest of its own: the row looks whole. */
    uint8_t digest[ELS_DIGEST_BYTES];
    char hex[ELS_DIGEST_HEX], sql[256];
    els_digest("forged", 6, digest);
    els_digest_text(digest, hex);
    snprintf(sql, sizeof sql,
             "UPDATE iteration SET progress = CAST('forged' AS BLOB), digest = x'%s'"
             " WHERE iteration = 0",
             hex);
    expect_found(sql, "iteration 0 of run 1 is not what its entry says");
}

Test(audit, finds_a_command_without_an_entry)
{
    uint8_t digest[ELS_DIGEST_BYTES];
    char hex[ELS_DIGEST_HEX], sql[256];
    els_digest("x", 1, digest);
    els_digest_text(digest, hex);
    snprintf(sql, sizeof sql, "INSERT INTO command VALUES(1, 1, 0, 'c2', CAST('x' AS BLOB), x'%s')",
             hex);
    expect_found(sql, "a command for iteration 1 of run 1 has no entry");
}

Test(audit, finds_a_chain_made_anew_by_a_digest_noted_before)
{
    els_audit_entry newest;
    char head[ELS_DIGEST_HEX];
    cr_assert_eq(els_audit_verify(store, (els_str){NULL, 0}, &arena, &newest, &why), ELS_OK);
    strcpy(head, newest.digest);
    cr_expect_eq(els_audit_verify(store, els_str_of(head), &arena, &newest, &why), ELS_OK);
    /* The last entry has no row beside it that would miss it: only the noted digest does. */
    tamper("DELETE FROM audit WHERE entry = 12");
    cr_expect_eq(els_audit_verify(store, (els_str){NULL, 0}, &arena, &newest, &why), ELS_OK);
    els_buf_clear(&why);
    cr_expect_eq(els_audit_verify(store, els_str_of(head), &arena, &newest, &why), ELS_E_CORRUPT);
    cr_expect(strstr(why.ptr, "the log was cut or made anew"), "%s", why.ptr);
}

Test(audit, begins_where_an_older_store_was_brought_up_to_date)
{
    els_audit_entry newest;
    tamper("DROP TABLE audit; DROP TABLE seal; ALTER TABLE run DROP COLUMN digest;"
           "DELETE FROM iteration; DELETE FROM input; DELETE FROM checkpoint; DELETE FROM artifact;"
           "DELETE FROM report; DELETE FROM command; PRAGMA user_version = 2");
    els_store_close(&store);
    cr_assert_eq(els_store_open(dir, false, &store, &why), ELS_OK, "%s", why.ptr);
    cr_expect_eq(els_audit_verify(store, (els_str){NULL, 0}, &arena, &newest, &why), ELS_OK, "%s",
                 why.ptr);
    cr_expect_eq(newest.entry, 1u);
    cr_expect_eq(newest.iteration, 2u); /* the first that is not committed */
}

Test(audit, is_sealed_with_the_journal)
{
    tamper("DELETE FROM audit WHERE entry = 12");
    els_store_close(&store);
    els_buf_clear(&why);
    cr_expect_eq(els_store_open(dir, false, &store, &why), ELS_E_CORRUPT);
}
