#include "salvage.h"

#include "audit.h"
#include "seal.h"

#include <stdio.h>
#include <string.h>

enum { EPOCH_MARGIN = 1000, TABLES_MAX = 8 }; /* an outdated row may hold an old epoch */

typedef struct {
    els_store *store; /* of the target */
    sqlite3 *from;
    uint64_t kept;
    bool has_loss[TABLES_MAX]; /* by table: some source has rows that cannot be read */
} salvage;

/* ---- rows ---- */

static els_err insert_row(salvage *s, const els_sealed_table *table, sqlite3_stmt *row)
{
    char sql[320], places[64] = "?1";
    int columns = sqlite3_column_count(row) - 1; /* the last says whether the digest is right */
    for (int i = 2, n = 2; i <= columns; i++)
        n += snprintf(places + n, sizeof places - (size_t)n, ", ?%d", i);
    snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO %s(%s) VALUES(%s)", table->table,
             table->columns, places);
    sqlite3_stmt *statement = els_journal_prepare(s->store, sql);
    if (!statement)
        return ELS_E_IO;
    for (int i = 0; i < columns; i++)
        sqlite3_bind_value(statement, i + 1, sqlite3_column_value(row, i));
    els_err err = sqlite3_step(statement) == SQLITE_DONE
                      ? ELS_OK
                      : els_journal_fail_sql(s->store, "writing what was saved");
    sqlite3_finalize(statement);
    s->kept += !err && sqlite3_changes(s->store->db);
    return err;
}

/* Takes the rows of a table in one direction, up to damage in its tree. *ret_is_whole: it came to
 * the end, and every digest was right. */
static els_err take_rows(salvage *s, const els_sealed_table *table, const char *order,
                         bool *ret_is_whole)
{
    char sql[400];
    sqlite3_stmt *row = NULL;
    bool is_whole = true;
    els_err err = ELS_OK;
    snprintf(sql, sizeof sql, "SELECT %s, digest IS %s FROM %s NOT INDEXED ORDER BY %s",
             table->columns, table->row, table->table, order);
    if (sqlite3_prepare_v2(s->from, sql, -1, &row, NULL) != SQLITE_OK) {
        *ret_is_whole = false;
        return ELS_OK;
    }
    int step = SQLITE_DONE;
    while (!err && (step = sqlite3_step(row)) == SQLITE_ROW) {
        if (sqlite3_column_int(row, sqlite3_column_count(row) - 1))
            err = insert_row(s, table, row);
        else
            is_whole = false;
    }
    sqlite3_finalize(row);
    *ret_is_whole = is_whole && step == SQLITE_DONE;
    return err;
}

static els_err take_source(salvage *s, const char *name)
{
    char path[4200];
    size_t n;
    const els_sealed_table *tables = els_seal_tables(&n);
    els_store source = {.dir = s->store->dir, .lock_fd = -1};
    snprintf(path, sizeof path, "%s/%s", source.dir, name);
    els_err err = ELS_OK;
    if (sqlite3_open_v2(path, &source.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
            SQLITE_OK &&
        els_seal_register(&source) == ELS_OK) {
        sqlite3_db_config(source.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        sqlite3_exec(source.db, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cell_size_check=ON", NULL,
                     NULL, NULL); /* where that fails nothing can be read below */
        s->from = source.db;
        for (size_t t = 0; !err && t < n; t++) {
            bool is_whole;
            err = take_rows(s, &tables[t], tables[t].order, &is_whole);
            if (!err && !is_whole) {
                s->has_loss[t] = true;
                err = take_rows(s, &tables[t], tables[t].reverse, &is_whole);
            }
        }
    } else {
        memset(s->has_loss, true, sizeof s->has_loss);
    }
    sqlite3_close(source.db);
    return err;
}

static void say_losses(const salvage *s, els_buf *report)
{
    size_t n;
    const els_sealed_table *tables = els_seal_tables(&n);
    for (size_t t = 0; t < n; t++)
        if (s->has_loss[t])
            els_buf_printf(report, "damaged rows of the table %s are left out\n", tables[t].table);
}

/* ---- runs ---- */

static bool has_loss(const salvage *s, const char *table)
{
    size_t n;
    const els_sealed_table *tables = els_seal_tables(&n);
    for (size_t t = 0; t < n; t++)
        if (strcmp(tables[t].table, table) == 0)
            return s->has_loss[t];
    return true;
}

/* Whether a condition on the row of a run holds; `run.` names its columns. */
static els_err holds(salvage *s, int64_t run, const char *condition, bool *ret)
{
    char sql[700];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM run WHERE run.run = %lld AND (%s)",
             (long long)run, condition);
    els_err err = els_journal_number(s->store, sql, &found);
    *ret = !err && found == 1;
    return err;
}

/* Whether all that a run needs to answer or to go on is there. Knowledge bases of a run under way
 * are not needed: the generator makes them again. */
static els_err check_run(salvage *s, int64_t run, bool *ret_is_whole)
{
    static const char *const conditions[] = {
        /* every iteration */
        "(SELECT count(*) FROM iteration i WHERE i.run = run.run) = next_iteration AND"
        " (SELECT ifnull(max(iteration), -1) FROM iteration i WHERE i.run = run.run)"
        " = next_iteration - 1",
        /* the applier's inputs follow its snapshot without a gap */
        "(SELECT count(*) FROM input i WHERE i.run = run.run AND i.iteration >"
        " ifnull((SELECT iteration FROM checkpoint c WHERE c.run = run.run AND role = 'applier'),"
        " -1)) = next_iteration - 1 - ifnull((SELECT iteration FROM checkpoint c"
        " WHERE c.run = run.run AND role = 'applier'), -1)",
        "(SELECT count(*) FROM input i WHERE i.run = run.run AND i.iteration >= next_iteration) = "
        "0",
        /* the other stages are at the last iteration */
        "(SELECT count(*) FROM checkpoint c WHERE c.run = run.run AND role <> 'applier' AND"
        " c.iteration <> next_iteration - 1) = 0",
        "status IN ('running', 'finished')",
        "status = 'running' OR (SELECT count(*) FROM report r WHERE r.run = run.run) = 1",
    };
    bool ok = !has_loss(s, "checkpoint");
    els_err err = ELS_OK;
    for (size_t i = 0; !err && ok && i < sizeof conditions / sizeof conditions[0]; i++)
        err = holds(s, run, conditions[i], &ok);
    if (!err && ok && has_loss(s, "artifact"))
        err = holds(s, run, "status = 'running'", &ok);
    *ret_is_whole = ok;
    return err;
}

static els_err remove_of_run(salvage *s, const char *table, int64_t run)
{
    char sql[128];
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE run = %lld", table, (long long)run);
    return els_journal_exec(s->store, sql);
}

static els_err settle_run(salvage *s, int64_t run, els_buf *report)
{
    static const char *const tables[] = {"run",        "iteration", "input",
                                         "checkpoint", "artifact",  "command"};
    bool whole, runs;
    char sql[300];
    els_err err = check_run(s, run, &whole);
    if (!err)
        err = holds(s, run, "status = 'running'", &runs);
    if (err)
        return err;
    if (!whole) {
        for (size_t i = 0; !err && i < sizeof tables / sizeof tables[0]; i++)
            err = remove_of_run(s, tables[i], run);
        els_buf_printf(report,
                       "run %lld is given up: its learned state is not whole; the same els run "
                       "makes it again\n",
                       (long long)run);
        return err;
    }
    els_buf_printf(report, "run %lld is kept%s\n", (long long)run,
                   runs ? " and goes on behind its last iteration" : "");
    if (!runs)
        return ELS_OK;
    if (has_loss(s, "artifact"))
        err = remove_of_run(s, "artifact", run);
    snprintf(sql, sizeof sql,
             "UPDATE run SET epoch = epoch + %d WHERE run = %lld;"
             "UPDATE run SET digest = " ELS_ROW_RUN " WHERE run = %lld",
             EPOCH_MARGIN, (long long)run, (long long)run);
    return err ? err : els_journal_exec(s->store, sql);
}

static els_err settle(salvage *s, els_buf *report)
{
    int64_t newest = 0, reports = 0, runs = 0;
    els_err err = els_journal_number(s->store, "SELECT ifnull(max(run), 0) FROM run", &newest);
    for (int64_t run = 1; !err && run <= newest; run++) {
        char sql[96];
        int64_t is_there = 0;
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM run WHERE run = %lld AND status <> 'abandoned'",
                 (long long)run);
        err = els_journal_number(s->store, sql, &is_there);
        if (!err && is_there)
            err = settle_run(s, run, report);
    }
    if (!err)
        err = els_journal_exec(s->store,
                               "DELETE FROM iteration WHERE run NOT IN (SELECT run FROM run);"
                               "DELETE FROM input WHERE run NOT IN (SELECT run FROM run);"
                               "DELETE FROM checkpoint WHERE run NOT IN (SELECT run FROM run);"
                               "DELETE FROM artifact WHERE run NOT IN (SELECT run FROM run);"
                               "DELETE FROM command WHERE run NOT IN (SELECT run FROM run)");
    if (!err)
        err = els_journal_number(s->store, "SELECT count(*) FROM report", &reports);
    if (!err)
        err = els_journal_number(s->store, "SELECT count(*) FROM run", &runs);
    if (!err && runs == 0 && reports == 0)
        return els_journal_fail(s->store, ELS_E_CORRUPT, "nothing can be saved");
    els_buf_printf(report, "%llu rows were saved; %lld reports are there\n",
                   (unsigned long long)s->kept, (long long)reports);
    return err;
}

els_err els_salvage(els_store *store, const char *const *sources, int n_sources, const char *target,
                    els_buf *report)
{
    salvage s = {.store = store};
    els_err err = els_journal_open(store, target, ELS_JOURNAL_NEW);
    if (!err)
        err = els_journal_begin(store);
    if (err)
        return err;
    err = els_journal_exec(store, "DELETE FROM audit"); /* its own beginning: it is not new */
    for (int i = 0; !err && i < n_sources; i++)
        err = take_source(&s, sources[i]);
    if (!err)
        say_losses(&s, report);
    if (!err)
        err = settle(&s, report);
    if (!err)
        err = els_audit_repaired(store);
    err = els_journal_end(store, err);
    els_journal_close(store);
    return err;
}
