#include "audit.h"
#include "seal.h"
#include "statement.h"

#include <stdio.h>
#include <time.h>

#define BEGUN "audit begun"
#define COMMITTED "iteration committed"
#define COLUMNS "entry, made_at_s, run, iteration, who, what, detail, content, previous, digest"

enum {
    TEXT_MAX = 1024, /* bytes kept of a detail */
    WHY_MAX = 1024   /* bytes of a line on what is wrong with the log */
};

/* An entry without its digest, which the database works out (ELS_ROW_AUDIT). */
typedef struct {
    uint64_t numbers[4]; /* entry, made_at_s, run, iteration */
    els_str parts[5];    /* who, what, detail, content, previous */
} sealed;

/* ---- writing ---- */

/* Number and digest of the newest entry. */
static els_err read_newest(els_store *store, els_arena *arena, sealed *entry)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT entry, digest FROM audit ORDER BY entry DESC LIMIT 1");
    if (!statement)
        return ELS_E_IO;
    int step = sqlite3_step(statement);
    els_err err = ELS_OK;
    entry->numbers[0] = 1;
    entry->parts[4] = (els_str){"", 0};
    if (step == SQLITE_ROW) {
        entry->numbers[0] = els_statement_number(statement, 0) + 1;
        err = els_statement_bytes(store, statement, 1, arena, &entry->parts[4]);
    } else if (step != SQLITE_DONE) {
        err = els_journal_fail_sql(store, "reading");
    }
    sqlite3_finalize(statement);
    return err;
}

static els_err read_content(els_store *store, const els_audit_change *change, els_arena *arena,
                            els_str *ret)
{
    *ret = (els_str){"", 0};
    if (!change->row)
        return ELS_OK;
    sqlite3_stmt *statement = els_journal_prepare(store, change->row);
    if (!statement)
        return ELS_E_IO;
    els_statement_bind_number(statement, 1, change->run);
    if (sqlite3_bind_parameter_count(statement) >= 2)
        els_statement_bind_number(statement, 2, change->iteration);
    if (sqlite3_bind_parameter_count(statement) >= 3)
        els_statement_bind_number(statement, 3, change->position);
    els_err err = ELS_OK;
    if (sqlite3_step(statement) == SQLITE_ROW)
        err = els_statement_bytes(store, statement, 0, arena, ret);
    else
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    return err;
}

static els_err insert(els_store *store, const sealed *entry)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO audit(" COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
               " els_row('audit', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))");
    if (!statement)
        return ELS_E_IO;
    for (int i = 0; i < 4; i++)
        els_statement_bind_number(statement, 1 + i, entry->numbers[i]);
    for (int i = 0; i < 5; i++)
        (i < 3 ? els_statement_bind_text : els_statement_bind_blob)(statement, 5 + i,
                                                                    entry->parts[i]);
    return els_statement_run(store, statement);
}

els_err els_audit_append(els_store *store, const els_audit_change *change)
{
    els_arena arena = {0};
    sealed entry = {
        .numbers = {0, (uint64_t)time(NULL), change->run, change->iteration},
        .parts = {change->who, els_str_of(change->what), els_str_sub(change->detail, 0, TEXT_MAX)}};
    els_err err = read_newest(store, &arena, &entry);
    if (!err)
        err = read_content(store, change, &arena, &entry.parts[3]);
    if (!err)
        err = insert(store, &entry);
    els_arena_fini(&arena);
    return err;
}

/* The first entry. Changes before it have none: its run and iteration say where entries begin. */
static els_err begin(els_store *store)
{
    els_audit_change first = {.what = BEGUN};
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT run, next_iteration FROM run ORDER BY run DESC LIMIT 1");
    if (!statement)
        return ELS_E_IO;
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW) {
        first.run = els_statement_number(statement, 0);
        first.iteration = els_statement_number(statement, 1);
    }
    sqlite3_finalize(statement);
    return step == SQLITE_ROW || step == SQLITE_DONE ? els_audit_append(store, &first)
                                                     : els_journal_fail_sql(store, "reading");
}

els_err els_audit_create(els_store *store)
{
    els_err err = els_journal_exec(
        store, "CREATE TABLE audit("
               " entry INTEGER PRIMARY KEY, made_at_s INTEGER NOT NULL, run INTEGER NOT NULL,"
               " iteration INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,"
               " detail TEXT NOT NULL, content BLOB NOT NULL, previous BLOB NOT NULL,"
               " digest BLOB NOT NULL);");
    return err ? err : begin(store);
}

els_err els_audit_repaired(els_store *store)
{
    int64_t entries = 0;
    const els_audit_change change = {.what = "journal repaired"};
    els_err err = els_journal_number(store, "SELECT count(*) FROM audit", &entries);
    if (!err && entries == 0)
        err = begin(store);
    return err ? err : els_audit_append(store, &change);
}

els_err els_audit_iteration(els_store *store, const els_store_iteration *it, bool applier_is_whole)
{
    els_audit_change change = {
        .run = it->run,
        .iteration = it->iteration,
        .who = ELS_STR("broker"),
        .what = COMMITTED,
        .row = "SELECT digest FROM iteration WHERE run = ?1 AND iteration = ?2"};
    els_err err = els_audit_append(store, &change);
    change.row = NULL;
    change.what = "decision";
    change.who = ELS_STR("applier");
    for (uint32_t i = 0; !err && i < it->n_decisions; i++) {
        change.detail = it->decisions[i];
        err = els_audit_append(store, &change);
    }
    change.detail = (els_str){NULL, 0};
    if (!err && applier_is_whole) {
        change.what = "state saved";
        change.row = ELS_AUDIT_STATE_ROW;
        err = els_audit_append(store, &change);
    }
    if (!err && it->last) {
        change.what = "run finished";
        change.who = ELS_STR("broker");
        change.row = "SELECT digest FROM report WHERE run = ?1";
        err = els_audit_append(store, &change);
    }
    return err;
}

/* ---- reading ---- */

/* An entry and its digest. */
static els_err read_entry(els_store *store, sqlite3_stmt *statement, els_arena *arena, sealed *ret,
                          els_str *ret_digest)
{
    els_err err = ELS_OK;
    for (int i = 0; i < 4; i++)
        ret->numbers[i] = els_statement_number(statement, i);
    for (int i = 0; !err && i < 5; i++)
        err = els_statement_bytes(store, statement, 4 + i, arena, &ret->parts[i]);
    return err ? err : els_statement_bytes(store, statement, 9, arena, ret_digest);
}

static els_audit_entry as_entry(const sealed *entry, els_str digest)
{
    els_audit_entry public = {.entry = entry->numbers[0],
                              .made_at_s = entry->numbers[1],
                              .run = entry->numbers[2],
                              .iteration = entry->numbers[3],
                              .who = entry->parts[0],
                              .what = entry->parts[1],
                              .detail = entry->parts[2]};
    if (digest.len == ELS_DIGEST_BYTES)
        els_digest_text((const uint8_t *)digest.ptr, public.digest);
    return public;
}

els_err els_audit_read(els_store *store, uint64_t most, els_arena *arena,
                       els_audit_entry **ret_entries, size_t *ret_count)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT " COLUMNS ", count(*) OVER () FROM"
               " (SELECT * FROM audit ORDER BY entry DESC LIMIT ?1) ORDER BY entry");
    if (!statement)
        return ELS_E_IO;
    els_statement_bind_number(statement, 1, most < INT64_MAX ? most : INT64_MAX);
    els_audit_entry *entries = NULL;
    size_t n = 0;
    els_err err = ELS_OK;
    while (els_statement_next_row(store, statement, &err)) {
        sealed entry;
        els_str digest;
        if (!entries)
            entries = ELS_ARENA_TRY_NEW(arena, els_audit_entry,
                                        (size_t)sqlite3_column_int64(statement, 10));
        err = entries ? read_entry(store, statement, arena, &entry, &digest)
                      : els_journal_fail_memory(store);
        if (!err)
            entries[n++] = as_entry(&entry, digest);
    }
    sqlite3_finalize(statement);
    if (err)
        return err;
    *ret_entries = entries;
    *ret_count = n;
    return ELS_OK;
}

/* ---- checking ---- */

els_err els_audit_open(const char *dir, els_store **ret_store, els_buf *why)
{
    char path[4200];
    els_store *store = NULL;
    els_err err = els_journal_enter(dir, false, &store, why);
    if (err)
        return err;
    snprintf(path, sizeof path, "%s/journal.db", dir);
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
            SQLITE_OK ||
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK)
        err = els_journal_fail_sql(store, "opening");
    if (!err)
        err = els_journal_exec(store, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA trusted_schema=OFF");
    if (!err)
        err = els_seal_register(store);
    if (err) {
        els_buf_printf(why, "%s", store->error);
        els_store_close(&store);
        return err;
    }
    *ret_store = store;
    return ELS_OK;
}

/* One step of the chain; `expected` is the digest of the entry before. */
static els_err check_entry(const sealed *entry, bool is_right, uint64_t number, els_str expected,
                           els_buf *why)
{
    unsigned long long n = (unsigned long long)number,
                       found = (unsigned long long)entry->numbers[0];
    if (number == 1 && found == 1 && !els_str_eq(entry->parts[1], ELS_STR(BEGUN)))
        return els_buf_refuse(why, ELS_E_CORRUPT, "entry 1 was changed");
    if (found != n)
        return els_buf_refuse(why, ELS_E_CORRUPT,
                              "entry %llu is missing: entry %llu follows entry %llu", n, found,
                              n - 1);
    if (!is_right)
        return els_buf_refuse(why, ELS_E_CORRUPT, "entry %llu (" ELS_STR_FMT ") was changed", n,
                              ELS_STR_ARG(entry->parts[1]));
    if (!els_str_eq(entry->parts[4], expected))
        return els_buf_refuse(why, ELS_E_CORRUPT,
                              "entry %llu does not follow entry %llu: one of the two was replaced",
                              n, n - 1);
    return ELS_OK;
}

static els_err check_chain(els_store *store, els_str head, els_arena *arena,
                           els_audit_entry *ret_newest, els_buf *why)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT " COLUMNS ", digest IS " ELS_ROW_AUDIT " FROM audit ORDER BY entry");
    if (!statement)
        return ELS_E_IO;
    els_arena scratch = {0};
    char expected[ELS_DIGEST_BYTES];
    els_str previous = {expected, 0};
    bool has_head = head.len == 0;
    uint64_t number = 0;
    els_err err = ELS_OK;
    while (els_statement_next_row(store, statement, &err)) {
        sealed entry;
        els_str digest;
        err = read_entry(store, statement, &scratch, &entry, &digest);
        if (err)
            break;
        bool is_right = sqlite3_column_int(statement, 10) && digest.len == ELS_DIGEST_BYTES;
        err = check_entry(&entry, is_right, ++number, previous, why);
        if (err)
            break;
        els_audit_entry public = as_entry(&entry, digest);
        has_head = has_head || els_str_ieq(els_str_of(public.digest), head);
        memcpy(expected, digest.ptr, sizeof expected);
        previous.len = sizeof expected;
        if (!els_arena_try_copy(arena, public.who, &public.who) ||
            !els_arena_try_copy(arena, public.what, &public.what) ||
            !els_arena_try_copy(arena, public.detail, &public.detail))
            err = els_journal_fail_memory(store);
        *ret_newest = public;
        els_arena_reset(&scratch);
    }
    sqlite3_finalize(statement);
    els_arena_fini(&scratch);
    if (!err && number == 0)
        return els_buf_refuse(why, ELS_E_CORRUPT, "entry 1 is missing: the log is empty");
    if (!err && !has_head)
        return els_buf_refuse(why, ELS_E_CORRUPT,
                              "no entry has the digest " ELS_STR_FMT
                              ": the log was cut or made anew",
                              ELS_STR_ARG(els_str_sub(head, 0, 64)));
    return err;
}

/* Rows of the journal that have no entry, or one that says otherwise. */
static els_err check_rows(els_store *store, const char *sql, const char *table, els_buf *why)
{
    sqlite3_stmt *statement = els_journal_prepare(store, sql);
    if (!statement)
        return ELS_E_IO;
    int step = sqlite3_step(statement);
    els_err err = ELS_OK;
    if (step == SQLITE_ROW)
        err =
            els_buf_refuse(why, ELS_E_CORRUPT, "%s %lld of run %lld %s", table,
                           (long long)sqlite3_column_int64(statement, 1),
                           (long long)sqlite3_column_int64(statement, 0),
                           sqlite3_column_int(statement, 2)
                               ? "is not what its entry says"
                               : "has no entry: the newest entries were removed, or it was added");
    else if (step != SQLITE_DONE)
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    return err;
}

els_err els_audit_verify(els_store *store, els_str head, els_arena *arena,
                         els_audit_entry *ret_newest, els_buf *why)
{
    els_audit_entry newest = {0};
    if (!els_buf_try_reserve(why, WHY_MAX))
        return els_journal_fail_memory(store);
    els_err err = check_chain(store, head, arena, &newest, why);
    if (!err)
        err = check_rows(store,
                         "SELECT i.run, i.iteration, a.entry IS NOT NULL FROM iteration i"
                         " JOIN audit first ON first.entry = 1"
                         " LEFT JOIN audit a ON a.run = i.run AND a.iteration = i.iteration"
                         " AND a.what = '" COMMITTED "'"
                         " WHERE (i.run, i.iteration) >= (first.run, first.iteration)"
                         " AND a.content IS NOT i.digest LIMIT 1",
                         "iteration", why);
    if (!err)
        err =
            check_rows(store,
                       "SELECT c.run, c.iteration, 0 FROM command c"
                       " JOIN audit first ON first.entry = 1"
                       " WHERE (c.run, c.iteration) >= (first.run, first.iteration)"
                       " AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.what = '" ELS_AUDIT_TAKEN "'"
                       " AND a.run = c.run AND a.iteration = c.iteration"
                       " AND a.content = c.digest) LIMIT 1",
                       "a command for iteration", why);
    if (!err)
        *ret_newest = newest;
    return err;
}
