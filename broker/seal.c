#include "seal.h"

#include "els_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BY_ROWID "rowid", "rowid DESC"
static const els_sealed_table tables[] = {
    {"run", ELS_ROW_RUN,
     "run, params, status, epoch, next_iteration, elapsed_us, learning_us, digest", BY_ROWID},
    {"iteration", ELS_ROW_ITERATION, "run, iteration, epoch, duration_us, progress, digest",
     "run, iteration", "run DESC, iteration DESC"},
    {"input", ELS_ROW_INPUT, "run, iteration, bytes, digest", BY_ROWID},
    {"checkpoint", ELS_ROW_CHECKPOINT, "run, role, iteration, bytes, digest", BY_ROWID},
    {"artifact", ELS_ROW_ARTIFACT, "run, kind, name, bytes, digest", BY_ROWID},
    {"report", ELS_ROW_REPORT, "run, json, digest", BY_ROWID},
    {"command", ELS_ROW_COMMAND, "run, iteration, position, id, bytes, digest", BY_ROWID},
    {"audit", ELS_ROW_AUDIT,
     "entry, made_at_s, run, iteration, who, what, detail, content, previous, digest", BY_ROWID},
};
enum { TABLES = sizeof tables / sizeof tables[0], VALUES_MAX = 16 };

const els_sealed_table *els_seal_tables(size_t *ret_n)
{
    *ret_n = TABLES;
    return tables;
}

/* ---- SQL functions ---- */

/* els_row(values...): digest over type and bytes of each value. */
static void row_digest(sqlite3_context *context, int n, sqlite3_value **values)
{
    uint8_t parts[VALUES_MAX * (1 + ELS_DIGEST_BYTES)], digest[ELS_DIGEST_BYTES];
    size_t len = 0;
    if (n > VALUES_MAX) {
        sqlite3_result_error(context, "too many values", -1);
        return;
    }
    for (int i = 0; i < n; i++) {
        int type = sqlite3_value_type(values[i]);
        int64_t number = type == SQLITE_INTEGER ? sqlite3_value_int64(values[i]) : 0;
        const void *bytes = &number;
        size_t size = sizeof number;
        if (type != SQLITE_INTEGER) {
            bytes = sqlite3_value_blob(values[i]);
            size = (size_t)sqlite3_value_bytes(values[i]);
        }
        parts[len++] = (uint8_t)type;
        els_digest(bytes ? bytes : "", bytes ? size : 0, &parts[len]);
        len += ELS_DIGEST_BYTES;
    }
    els_digest(parts, len, digest);
    sqlite3_result_blob(context, digest, sizeof digest, SQLITE_TRANSIENT);
}

/* els_blob(bytes): the digest that schema 1 and 2 had beside every blob. */
static void blob_digest(sqlite3_context *context, int n, sqlite3_value **values)
{
    uint8_t digest[ELS_DIGEST_BYTES];
    const void *bytes = sqlite3_value_blob(values[0]);
    els_digest(bytes ? bytes : "", n == 1 && bytes ? (size_t)sqlite3_value_bytes(values[0]) : 0,
               digest);
    sqlite3_result_blob(context, digest, sizeof digest, SQLITE_TRANSIENT);
}

/* Lane by lane, so that rows can be added and taken away in any order. */
static void add(els_store_seal *seal, const void *digest, int sign)
{
    uint64_t lanes[ELS_SEAL_LANES];
    memcpy(lanes, digest, sizeof lanes);
    for (int i = 0; i < ELS_SEAL_LANES; i++)
        seal->lanes[i] += sign > 0 ? lanes[i] : 0 - lanes[i];
    seal->rows += sign > 0 ? 1 : UINT64_MAX;
}

/* els_seal_add(digest, 1 or -1), for the triggers. */
static void seal_add(sqlite3_context *context, int n, sqlite3_value **values)
{
    els_store *store = sqlite3_user_data(context);
    const void *digest = sqlite3_value_blob(values[0]);
    if (n != 2 || !digest || sqlite3_value_bytes(values[0]) != ELS_DIGEST_BYTES) {
        sqlite3_result_error(context, "a row without a digest", -1);
        return;
    }
    add(&store->seal, digest, sqlite3_value_int(values[1]));
}

els_err els_seal_register(els_store *store)
{
    enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };
    if (sqlite3_create_function(store->db, "els_row", -1, FLAGS, NULL, row_digest, NULL, NULL) ||
        sqlite3_create_function(store->db, "els_blob", 1, FLAGS, NULL, blob_digest, NULL, NULL) ||
        sqlite3_create_function(store->db, "els_seal_add", 2, SQLITE_UTF8 | SQLITE_INNOCUOUS, store,
                                seal_add, NULL, NULL))
        return els_journal_fail_sql(store, "opening");
    return ELS_OK;
}

els_err els_seal_start(els_store *store)
{
    static const char *const events[] = {
        "INSERT ON main.%s BEGIN SELECT els_seal_add(NEW.digest, 1); END",
        "DELETE ON main.%s BEGIN SELECT els_seal_add(OLD.digest, -1); END",
        "UPDATE ON main.%s BEGIN SELECT els_seal_add(OLD.digest, -1), els_seal_add(NEW.digest, 1);"
        " END",
    };
    els_err err = ELS_OK;
    for (int t = 0; !err && t < TABLES; t++) {
        for (int e = 0; !err && e < 3; e++) {
            char event[160], sql[256];
            snprintf(event, sizeof event, events[e], tables[t].table);
            snprintf(sql, sizeof sql, "CREATE TEMP TRIGGER seal_%s_%d AFTER %s", tables[t].table, e,
                     event);
            err = els_journal_exec(store, sql);
        }
    }
    return err;
}

/* ---- the sum ---- */

static els_err not_sealed(els_store *store, const char *what)
{
    return els_journal_fail(store, ELS_E_CORRUPT, "store %s is damaged (%s): " ELS_STORE_REPAIR,
                            store->dir, what, store->dir);
}

/* Adds the rows of a table, each checked against its digest. */
static els_err sum_table(els_store *store, const els_sealed_table *table, els_store_seal *sum)
{
    char sql[256], what[64];
    snprintf(sql, sizeof sql, "SELECT digest, digest IS %s FROM %s", table->row, table->table);
    sqlite3_stmt *statement = els_journal_prepare(store, sql);
    if (!statement)
        return els_journal_fail_sql(store, "checking");
    els_err err = ELS_OK;
    int step = SQLITE_DONE;
    while (!err && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const void *digest = sqlite3_column_blob(statement, 0);
        if (digest && sqlite3_column_bytes(statement, 0) == ELS_DIGEST_BYTES &&
            sqlite3_column_int(statement, 1)) {
            add(sum, digest, 1);
            continue;
        }
        snprintf(what, sizeof what, "a digest in table %s does not match", table->table);
        err = not_sealed(store, what);
    }
    if (!err && step != SQLITE_DONE)
        err = els_journal_fail_sql(store, "checking");
    sqlite3_finalize(statement);
    return err;
}

/* The schema belongs to what is summed: a damaged definition may hide rows. */
static els_err sum_schema(els_store *store, els_store_seal *sum)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT els_row(type, name, tbl_name, sql) FROM main.sqlite_master");
    if (!statement)
        return els_journal_fail_sql(store, "checking");
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW)
        add(sum, sqlite3_column_blob(statement, 0), 1);
    sqlite3_finalize(statement);
    return step == SQLITE_DONE ? ELS_OK : els_journal_fail_sql(store, "checking");
}

static els_err sum_all(els_store *store, els_store_seal *ret)
{
    els_store_seal sum = {0};
    els_err err = sum_schema(store, &sum);
    for (int t = 0; !err && t < TABLES; t++)
        err = sum_table(store, &tables[t], &sum);
    if (!err)
        *ret = sum;
    return err;
}

static els_err read_seal(els_store *store, els_store_seal *ret)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT transactions, rows, sum, digest IS els_row(transactions, rows, sum)"
               " FROM seal");
    if (!statement)
        return els_journal_fail_sql(store, "checking");
    els_err err = ELS_OK;
    int step = sqlite3_step(statement);
    if (step == SQLITE_DONE)
        err = not_sealed(store, "its seal is missing");
    else if (step != SQLITE_ROW)
        err = els_journal_fail_sql(store, "checking");
    else if (!sqlite3_column_int(statement, 3) ||
             sqlite3_column_bytes(statement, 2) != (int)sizeof ret->lanes)
        err = not_sealed(store, "its seal is damaged");
    if (!err) {
        ret->transactions = (uint64_t)sqlite3_column_int64(statement, 0);
        ret->rows = (uint64_t)sqlite3_column_int64(statement, 1);
        memcpy(ret->lanes, sqlite3_column_blob(statement, 2), sizeof ret->lanes);
    }
    sqlite3_finalize(statement);
    return err;
}

els_err els_seal_check(els_store *store)
{
    els_store_seal sum = {0}, seal = {0};
    els_err err = sum_all(store, &sum);
    if (!err)
        err = read_seal(store, &seal);
    if (!err && (sum.rows != seal.rows || memcmp(sum.lanes, seal.lanes, sizeof sum.lanes) != 0))
        err = not_sealed(store, "rows are missing, doubled or outdated");
    if (!err)
        store->seal = store->sealed = seal;
    return err;
}

/* Puts the sum with the next number into the transaction that is open. */
static els_err write_seal(els_store *store)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT OR REPLACE INTO seal(one, transactions, rows, sum, digest)"
               " VALUES(1, ?1, ?2, ?3, els_row(?1, ?2, ?3))");
    if (!statement)
        return ELS_E_IO;
    store->seal.transactions++;
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)store->seal.transactions);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)store->seal.rows);
    sqlite3_bind_blob(statement, 3, store->seal.lanes, sizeof store->seal.lanes, SQLITE_STATIC);
    els_err err =
        sqlite3_step(statement) == SQLITE_DONE ? ELS_OK : els_journal_fail_sql(store, "writing");
    sqlite3_finalize(statement);
    return err;
}

/* Takes the sum back to that of the journal, after a rollback. */
static void undo_seal(els_store *store)
{
    store->seal = store->sealed;
}

/* Every blob against the digest that older schemas have: nothing damaged is sealed. */
static els_err check_unsealed(els_store *store)
{
    int64_t bad = 0;
    els_err err = els_journal_number(
        store,
        "SELECT (SELECT count(*) FROM iteration WHERE digest IS NOT els_blob(progress))"
        " + (SELECT count(*) FROM input WHERE digest IS NOT els_blob(bytes))"
        " + (SELECT count(*) FROM checkpoint WHERE digest IS NOT els_blob(bytes))"
        " + (SELECT count(*) FROM artifact WHERE digest IS NOT els_blob(bytes))"
        " + (SELECT count(*) FROM report WHERE digest IS NOT els_blob(json))"
        " + (SELECT count(*) FROM command WHERE digest IS NOT els_blob(bytes))",
        &bad);
    return !err && bad ? not_sealed(store, "a digest does not match") : err;
}

els_err els_seal_create(els_store *store)
{
    els_err err = check_unsealed(store);
    if (!err)
        err = els_journal_exec(
            store, "ALTER TABLE run ADD COLUMN digest BLOB;"
                   "CREATE TABLE seal(one INTEGER PRIMARY KEY CHECK(one = 1),"
                   " transactions INTEGER NOT NULL, rows INTEGER NOT NULL, sum BLOB NOT NULL,"
                   " digest BLOB NOT NULL);");
    for (int t = 0; !err && t < TABLES; t++) {
        char sql[256];
        snprintf(sql, sizeof sql, "UPDATE %s SET digest = %s", tables[t].table, tables[t].row);
        err = els_journal_exec(store, sql);
    }
    store->seal = (els_store_seal){0};
    if (!err)
        err = sum_all(store, &store->seal);
    return err ? err : write_seal(store);
}

els_err els_seal_renew(els_store *store)
{
    uint64_t transactions = store->seal.transactions;
    els_err err = sum_all(store, &store->seal);
    store->seal.transactions = transactions;
    return err ? err : write_seal(store);
}

/* ---- the number of the newest transaction ---- */

enum { HEAD_BYTES = 20 + 1 + 16 + 1 }; /* number, hash of it */

static void head_path(const char *dir, char *ret_path, size_t size)
{
    snprintf(ret_path, size, "%s/head", dir);
}

static int head_text(uint64_t number, char ret_text[HEAD_BYTES + 1])
{
    return snprintf(ret_text, HEAD_BYTES + 1, "%020llu %016llx\n", (unsigned long long)number,
                    (unsigned long long)els_hash_bytes(0, &number, sizeof number));
}

void els_seal_acknowledge(els_store *store)
{
    char path[4200], text[HEAD_BYTES + 1];
    store->sealed = store->seal;
    head_path(store->dir, path, sizeof path);
    int n = head_text(store->seal.transactions, text);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    /* Better no number than half of one; that is told by its hash. */
    if (pwrite(fd, text, (size_t)n, 0) != n && ftruncate(fd, 0) != 0)
        errno = 0;
    close(fd);
}

bool els_seal_head(const char *dir, uint64_t *ret_number)
{
    char path[4200], text[HEAD_BYTES + 1] = "", expected[HEAD_BYTES + 1];
    unsigned long long number;
    head_path(dir, path, sizeof path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, HEAD_BYTES);
    close(fd);
    if (n != HEAD_BYTES || sscanf(text, "%20llu", &number) != 1)
        return false;
    head_text(number, expected);
    if (memcmp(text, expected, HEAD_BYTES) != 0)
        return false;
    *ret_number = number;
    return true;
}

/* ---- transactions ---- */

els_err els_journal_begin(els_store *store)
{
    return els_journal_exec(store, "BEGIN IMMEDIATE");
}

els_err els_journal_end(els_store *store, els_err err)
{
    if (!err)
        err = write_seal(store);
    if (!err)
        err = els_journal_exec(store, "COMMIT");
    if (!err) {
        els_seal_acknowledge(store);
        return ELS_OK;
    }
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    undo_seal(store);
    return err;
}
