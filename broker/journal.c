/* The contents of the journal's tables: what is read back and the transaction of an iteration. */
#include "audit.h"
#include "journal.h"

#include "seal.h"

#include <stdio.h>
#include <string.h>

#define INPUTS_MAX 4096u      /* as in restore.inputs */
#define BEFORE_ALL UINT64_MAX /* "iteration" of a state that a run starts from: -1 on disk */

/* ---- blobs ---- */

void els_journal_bind_blob(sqlite3_stmt *statement, int at, els_str bytes)
{
    sqlite3_bind_blob64(statement, at, bytes.len ? bytes.ptr : "", bytes.len, SQLITE_STATIC);
}

els_err els_journal_column_blob(els_store *store, sqlite3_stmt *statement, int column,
                                els_arena *arena, els_str *ret_bytes)
{
    if (!sqlite3_column_int(statement, column + 1))
        return els_journal_fail(store, ELS_E_CORRUPT,
                                "store %s is damaged (a digest does not match): " ELS_STORE_REPAIR,
                                store->dir, store->dir);
    const void *bytes = sqlite3_column_blob(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);
    return els_arena_try_copy(arena, (els_str){bytes, bytes ? len : 0}, ret_bytes)
               ? ELS_OK
               : els_journal_fail_memory(store);
}

static void bind_text(sqlite3_stmt *statement, int at, els_str text)
{
    sqlite3_bind_text64(statement, at, text.len ? text.ptr : "", text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

static void bind_number(sqlite3_stmt *statement, int at, uint64_t number)
{
    sqlite3_bind_int64(statement, at, (sqlite3_int64)number);
}

static uint64_t column_number(sqlite3_stmt *statement, int column)
{
    return (uint64_t)sqlite3_column_int64(statement, column);
}

/* None of our columns of text may be NULL. */
static els_err column_text(els_store *store, sqlite3_stmt *statement, int column, els_arena *arena,
                           els_str *ret_text)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);
    return text && els_arena_try_copy(arena, (els_str){text, len}, ret_text)
               ? ELS_OK
               : els_journal_fail_memory(store);
}

/* Steps a statement that should give one row. NOT_FOUND when it gives none. */
static els_err first_row(els_store *store, sqlite3_stmt *statement)
{
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        return ELS_OK;
    if (step == SQLITE_DONE)
        return els_journal_fail(store, ELS_E_NOT_FOUND, "store %s has no such thing", store->dir);
    return els_journal_fail_sql(store, "reading");
}

/* Runs a prepared writing statement to its end and frees it. */
static els_err run_to_end(els_store *store, sqlite3_stmt *statement)
{
    if (!statement)
        return ELS_E_IO;
    int step = sqlite3_step(statement);
    els_err err = step == SQLITE_DONE ? ELS_OK : els_journal_fail_sql(store, "writing");
    sqlite3_finalize(statement);
    return err;
}

/* ---- reading ---- */

els_err els_store_progress(els_store *store, uint64_t run, uint64_t iteration, els_arena *arena,
                           els_str *ret_frame)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT progress, digest IS " ELS_ROW_ITERATION
                                   " FROM iteration WHERE run = ?1 AND iteration = ?2");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    bind_number(statement, 2, iteration);
    els_err err = first_row(store, statement);
    if (!err)
        err = els_journal_column_blob(store, statement, 0, arena, ret_frame);
    sqlite3_finalize(statement);
    return err;
}

#define RUN_COLUMNS "run, params, status, epoch, next_iteration, elapsed_us, learning_us FROM run"

/* The run in the statement's row, with the last progress. */
static els_err read_run(els_store *store, sqlite3_stmt *statement, els_arena *arena,
                        els_store_run *ret_run)
{
    els_str status;
    els_store_run found = {
        .run = column_number(statement, 0),
        .epoch = column_number(statement, 3),
        .next_iteration = column_number(statement, 4),
        .elapsed_us = column_number(statement, 5),
        .learning_us = column_number(statement, 6),
    };
    els_err err = column_text(store, statement, 2, arena, &status);
    if (!err)
        err = column_text(store, statement, 1, arena, &found.params);
    if (err)
        return err;
    found.finished = els_str_eq(status, ELS_STR("finished"));
    found.abandoned = els_str_eq(status, ELS_STR("abandoned"));
    if (found.next_iteration)
        err =
            els_store_progress(store, found.run, found.next_iteration - 1, arena, &found.progress);
    if (!err)
        *ret_run = found;
    return err;
}

els_err els_store_newest_run(els_store *store, els_arena *arena, els_store_run *ret_run)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT " RUN_COLUMNS " ORDER BY run DESC LIMIT 1");
    if (!statement)
        return ELS_E_IO;
    els_err err = first_row(store, statement);
    if (!err)
        err = read_run(store, statement, arena, ret_run);
    sqlite3_finalize(statement);
    return err;
}

els_err els_store_kept_runs(els_store *store, els_arena *arena, els_store_run **ret_runs,
                            uint32_t *ret_count)
{
    /* Since the newest run was begun one more may have been finished. */
    enum { KEPT_MAX = ELS_STORE_KEPT + 1 };
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT " RUN_COLUMNS " WHERE status = 'finished' AND run IN"
                                   " (SELECT run FROM checkpoint WHERE role = 'applier')"
                                   " ORDER BY run DESC");
    if (!statement)
        return ELS_E_IO;
    els_store_run *runs = ELS_ARENA_TRY_NEW(arena, els_store_run, KEPT_MAX);
    uint32_t count = 0;
    els_err err = runs ? ELS_OK : els_journal_fail_memory(store);
    int step = SQLITE_DONE;
    while (!err && count < KEPT_MAX && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        err = read_run(store, statement, arena, &runs[count]);
        count += !err;
    }
    if (!err && step != SQLITE_DONE && step != SQLITE_ROW)
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    if (!err) {
        *ret_runs = runs;
        *ret_count = count;
    }
    return err;
}

els_err els_store_checkpoint(els_store *store, uint64_t run, els_str role, els_arena *arena,
                             uint64_t *ret_iteration, els_str *ret_bytes)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT bytes, digest IS " ELS_ROW_CHECKPOINT
                                   ", iteration FROM checkpoint WHERE run = ?1 AND role = ?2");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    bind_text(statement, 2, role);
    els_str bytes;
    els_err err = first_row(store, statement);
    if (!err)
        err = els_journal_column_blob(store, statement, 0, arena, &bytes);
    if (!err) {
        *ret_iteration = column_number(statement, 2);
        *ret_bytes = bytes;
    }
    sqlite3_finalize(statement);
    return err;
}

els_err els_store_inputs(els_store *store, uint64_t run, uint64_t from, els_arena *arena,
                         els_str **ret_frames, uint32_t *ret_count)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT bytes, digest IS " ELS_ROW_INPUT " FROM input"
                                   " WHERE run = ?1 AND iteration >= ?2 ORDER BY iteration");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    bind_number(statement, 2, from);
    els_str *frames = ELS_ARENA_TRY_NEW(arena, els_str, INPUTS_MAX);
    uint32_t count = 0;
    els_err err = frames ? ELS_OK : els_journal_fail_memory(store);
    int step = SQLITE_DONE;
    while (!err && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (count == INPUTS_MAX) {
            err = els_journal_fail(store, ELS_E_LIMIT,
                                   "store %s: more than %u inputs since the last whole checkpoint",
                                   store->dir, INPUTS_MAX);
            break;
        }
        err = els_journal_column_blob(store, statement, 0, arena, &frames[count]);
        if (err)
            break;
        count++;
    }
    if (!err && step != SQLITE_DONE)
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    if (!err) {
        *ret_frames = frames;
        *ret_count = count;
    }
    return err;
}

els_err els_store_applier(els_store *store, uint64_t run, els_arena *arena, els_str *ret_snapshot,
                          els_str **ret_inputs, uint32_t *ret_count)
{
    uint64_t included = 0, from = 0;
    els_str snapshot = {NULL, 0};
    els_err err = els_store_checkpoint(store, run, ELS_STR("applier"), arena, &included, &snapshot);
    if (!err)
        from = included + 1;
    else if (err != ELS_E_NOT_FOUND)
        return err;
    err = els_store_inputs(store, run, from, arena, ret_inputs, ret_count);
    if (!err)
        *ret_snapshot = snapshot;
    return err;
}

els_err els_store_artifacts(els_store *store, uint64_t run, const char *kind, els_arena *arena,
                            els_store_artifact **ret_artifacts, uint32_t *ret_count)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT bytes, digest IS " ELS_ROW_ARTIFACT ", name, count(*) OVER () FROM artifact"
               " WHERE run = ?1 AND kind = ?2 ORDER BY name");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    bind_text(statement, 2, els_str_of(kind));
    els_store_artifact *artifacts = NULL;
    uint32_t count = 0;
    els_err err = ELS_OK;
    int step = SQLITE_DONE;
    while (!err && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!artifacts)
            artifacts = ELS_ARENA_TRY_NEW(arena, els_store_artifact,
                                          (size_t)sqlite3_column_int64(statement, 3));
        err = artifacts ? column_text(store, statement, 2, arena, &artifacts[count].name)
                        : els_journal_fail_memory(store);
        if (!err)
            err = els_journal_column_blob(store, statement, 0, arena, &artifacts[count].bytes);
        count++;
    }
    if (!err && step != SQLITE_DONE)
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    if (!err) {
        *ret_artifacts = artifacts;
        *ret_count = count;
    }
    return err;
}

els_err els_store_report(els_store *store, uint64_t run, els_arena *arena, els_str *ret_json)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT json, digest IS " ELS_ROW_REPORT
               " FROM report WHERE ?1 = 0 OR run = ?1 ORDER BY run DESC LIMIT 1");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    els_err err = first_row(store, statement);
    if (!err)
        err = els_journal_column_blob(store, statement, 0, arena, ret_json);
    sqlite3_finalize(statement);
    return err;
}

els_err els_store_commands(els_store *store, uint64_t run, uint64_t iteration, els_arena *arena,
                           els_store_command **ret_commands, uint32_t *ret_count)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT bytes, digest IS " ELS_ROW_COMMAND ", id, count(*) OVER () FROM command"
               " WHERE run = ?1 AND iteration = ?2 ORDER BY position");
    if (!statement)
        return ELS_E_IO;
    bind_number(statement, 1, run);
    bind_number(statement, 2, iteration);
    els_store_command *commands = NULL;
    uint32_t count = 0;
    els_err err = ELS_OK;
    int step = SQLITE_DONE;
    while (!err && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!commands)
            commands = ELS_ARENA_TRY_NEW(arena, els_store_command,
                                         (size_t)sqlite3_column_int64(statement, 3));
        err = commands ? column_text(store, statement, 2, arena, &commands[count].id)
                       : els_journal_fail_memory(store);
        if (!err)
            err = els_journal_column_blob(store, statement, 0, arena, &commands[count].bytes);
        count++;
    }
    if (!err && step != SQLITE_DONE)
        err = els_journal_fail_sql(store, "reading");
    sqlite3_finalize(statement);
    if (!err) {
        *ret_commands = commands;
        *ret_count = count;
    }
    return err;
}

els_err els_store_has_command(els_store *store, els_str id, bool *ret_has)
{
    sqlite3_stmt *statement = els_journal_prepare(store, "SELECT 1 FROM command WHERE id = ?1");
    if (!statement)
        return ELS_E_IO;
    bind_text(statement, 1, id);
    els_err err = first_row(store, statement);
    sqlite3_finalize(statement);
    if (err && err != ELS_E_NOT_FOUND)
        return err;
    *ret_has = !err;
    return ELS_OK;
}

/* ---- writing ---- */

/* The digest of a run's row, after the row has changed. */
static els_err seal_run(els_store *store, uint64_t run)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "UPDATE run SET digest = " ELS_ROW_RUN " WHERE run = ?1");
    if (statement)
        bind_number(statement, 1, run);
    return run_to_end(store, statement);
}

/* Drops what only a resume of older runs would need, and the states of the runs that were finished
 * before the newest ELS_STORE_KEPT: these still answer, and can be exported. */
static els_err drop_old_states(els_store *store)
{
    static const char *const tables[] = {"input", "checkpoint", "artifact"};
    els_err err = ELS_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && !err; i++) {
        char sql[512];
        snprintf(sql, sizeof sql,
                 "DELETE FROM %s WHERE run < (SELECT max(run) FROM run WHERE status = 'finished')"
                 " AND run NOT IN (SELECT run FROM run WHERE status = 'finished'"
                 " ORDER BY run DESC LIMIT %d)",
                 tables[i], ELS_STORE_KEPT);
        err = els_journal_exec(store, sql);
    }
    return err;
}

/* The run that is under way, if there is one. */
static els_err give_up(els_store *store)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "UPDATE run SET status = 'abandoned',"
                                   " digest = els_row('run', run, params, 'abandoned', epoch,"
                                   " next_iteration, elapsed_us, learning_us)"
                                   " WHERE status = 'running' RETURNING run, next_iteration");
    if (!statement)
        return ELS_E_IO;
    els_audit_change change = {.what = "run given up"};
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW) {
        change.run = column_number(statement, 0);
        change.iteration = column_number(statement, 1);
        step = sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    if (step != SQLITE_DONE)
        return els_journal_fail_sql(store, "writing");
    return change.run ? els_audit_append(store, &change) : ELS_OK;
}

static els_err insert_run(els_store *store, els_str params, uint64_t *ret_run)
{
    els_err err = give_up(store);
    if (!err)
        err = drop_old_states(store);
    if (err)
        return err;
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO run(run, params, status, epoch, next_iteration, elapsed_us,"
               " learning_us, digest) SELECT coalesce(max(run), 0) + 1, ?1, 'running',"
               " coalesce(max(epoch), 0), 0, 0, 0, zeroblob(32) FROM run");
    if (statement)
        bind_text(statement, 1, params);
    err = run_to_end(store, statement);
    uint64_t run = (uint64_t)sqlite3_last_insert_rowid(store->db);
    const els_audit_change change = {.run = run, .what = "run begun", .detail = params};
    if (!err)
        err = seal_run(store, run);
    if (!err)
        err = els_audit_append(store, &change);
    if (!err)
        *ret_run = run;
    return err;
}

els_err els_store_set_epoch(els_store *store, uint64_t run, uint64_t epoch)
{
    char number[24];
    snprintf(number, sizeof number, "%llu", (unsigned long long)epoch);
    const els_audit_change change = {
        .run = run, .what = "epoch begun", .who = ELS_STR("broker"), .detail = els_str_of(number)};
    els_err err = els_journal_begin(store);
    sqlite3_stmt *statement =
        err ? NULL : els_journal_prepare(store, "UPDATE run SET epoch = ?2 WHERE run = ?1");
    if (statement) {
        bind_number(statement, 1, run);
        bind_number(statement, 2, epoch);
    }
    if (!err)
        err = run_to_end(store, statement);
    if (!err)
        err = seal_run(store, run);
    if (!err)
        err = els_audit_append(store, &change);
    return els_journal_end(store, err);
}

static els_err write_iteration(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO iteration(run, iteration, epoch, duration_us, progress, digest)"
               " VALUES(?1, ?2, ?3, ?4, ?5, els_row('iteration', ?1, ?2, ?3, ?4, ?5))");
    if (statement) {
        bind_number(statement, 1, it->run);
        bind_number(statement, 2, it->iteration);
        bind_number(statement, 3, it->epoch);
        bind_number(statement, 4, it->duration_us);
        els_journal_bind_blob(statement, 5, it->progress);
    }
    els_err err = run_to_end(store, statement);
    if (err)
        return err;
    statement = els_journal_prepare(
        store, "UPDATE run SET next_iteration = ?2 + 1, elapsed_us = ?3,"
               " learning_us = learning_us + ?4, epoch = max(epoch, ?5), status = ?6"
               " WHERE run = ?1 AND next_iteration = ?2");
    if (statement) {
        bind_number(statement, 1, it->run);
        bind_number(statement, 2, it->iteration);
        bind_number(statement, 3, it->elapsed_us);
        bind_number(statement, 4, it->duration_us);
        bind_number(statement, 5, it->epoch);
        bind_text(statement, 6, it->last ? ELS_STR("finished") : ELS_STR("running"));
    }
    err = run_to_end(store, statement);
    if (!err && sqlite3_changes(store->db) != 1)
        err = els_journal_fail(
            store, ELS_E_STATE, "store %s: iteration %llu is not the next one of run %llu",
            store->dir, (unsigned long long)it->iteration, (unsigned long long)it->run);
    return err ? err : seal_run(store, it->run);
}

static els_err write_input(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "INSERT INTO input(run, iteration, bytes, digest)"
                                   " VALUES(?1, ?2, ?3, els_row('input', ?1, ?2, ?3))");
    if (statement) {
        bind_number(statement, 1, it->run);
        bind_number(statement, 2, it->iteration);
        els_journal_bind_blob(statement, 3, it->analysis);
    }
    return run_to_end(store, statement);
}

static els_err write_checkpoint(els_store *store, const els_store_iteration *it,
                                const els_store_checkpoint_record *checkpoint)
{
    if (!checkpoint->whole)
        return ELS_OK;
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO checkpoint(run, role, iteration, bytes, digest)"
               " VALUES(?1, ?2, ?3, ?4, els_row('checkpoint', ?1, ?2, ?3, ?4))"
               " ON CONFLICT(run, role) DO UPDATE SET"
               " iteration = excluded.iteration, bytes = excluded.bytes, digest = excluded.digest");
    if (statement) {
        bind_number(statement, 1, it->run);
        bind_text(statement, 2, checkpoint->role);
        bind_number(statement, 3, it->iteration);
        els_journal_bind_blob(statement, 4, checkpoint->bytes);
    }
    return run_to_end(store, statement);
}

static els_err write_artifact(els_store *store, uint64_t run, const els_store_artifact *artifact)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "INSERT OR REPLACE INTO artifact(run, kind, name, bytes, digest)"
                                   " VALUES(?1, '" ELS_ARTIFACT_KB "', ?2, ?3,"
                                   " els_row('artifact', ?1, '" ELS_ARTIFACT_KB "', ?2, ?3))");
    if (statement) {
        bind_number(statement, 1, run);
        bind_text(statement, 2, artifact->name);
        els_journal_bind_blob(statement, 3, artifact->bytes);
    }
    return run_to_end(store, statement);
}

static els_err write_report(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "INSERT OR REPLACE INTO report(run, json, digest)"
                                   " VALUES(?1, ?2, els_row('report', ?1, ?2))");
    if (statement) {
        bind_number(statement, 1, it->run);
        els_journal_bind_blob(statement, 2, it->report_json);
    }
    return run_to_end(store, statement);
}

static els_err drop_inputs(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "DELETE FROM input WHERE run = ?1 AND iteration <= ?2");
    if (statement) {
        bind_number(statement, 1, it->run);
        bind_number(statement, 2, it->iteration);
    }
    return run_to_end(store, statement);
}

static els_err write_command(els_store *store, uint64_t run, uint64_t iteration, uint32_t position,
                             const els_store_command *command)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO command(run, iteration, position, id, bytes, digest)"
               " VALUES(?1, ?2, ?3, ?4, ?5, els_row('command', ?1, ?2, ?3, ?4, ?5))");
    if (statement) {
        bind_number(statement, 1, run);
        bind_number(statement, 2, iteration);
        bind_number(statement, 3, position);
        bind_text(statement, 4, command->id);
        els_journal_bind_blob(statement, 5, command->bytes);
    }
    return run_to_end(store, statement);
}

els_err els_store_take_commands(els_store *store, uint64_t run, uint64_t iteration,
                                const els_store_command *commands, uint32_t n)
{
    els_err err = els_journal_begin(store);
    for (uint32_t i = 0; !err && i < n; i++) {
        const els_audit_change change = {
            .run = run,
            .iteration = iteration,
            .position = i,
            .who = commands[i].who,
            .what = ELS_AUDIT_TAKEN,
            .detail = commands[i].text.len ? commands[i].text : commands[i].id,
            .row =
                "SELECT digest FROM command WHERE run = ?1 AND iteration = ?2 AND position = ?3"};
        err = write_command(store, run, iteration, i, &commands[i]);
        if (!err)
            err = els_audit_append(store, &change);
    }
    return els_journal_end(store, err);
}

els_err els_store_replace_applier(els_store *store, const els_store_run *run, els_str bytes)
{
    els_store_iteration last = {.run = run->run,
                                .iteration = run->next_iteration ? run->next_iteration - 1 : 0};
    els_store_checkpoint_record state = {.role = ELS_STR("applier"), .whole = true, .bytes = bytes};
    els_err err = els_journal_begin(store);
    if (!err)
        err = write_checkpoint(store, &last, &state);
    if (!err)
        err = drop_inputs(store, &last);
    if (!err) {
        const els_audit_change change = {.run = last.run,
                                         .iteration = last.iteration,
                                         .what = "state replaced",
                                         .detail = ELS_STR("learned from verdicts"),
                                         .row = ELS_AUDIT_STATE_ROW};
        err = els_audit_append(store, &change);
    }
    return els_journal_end(store, err);
}

els_err els_store_begin_run_from(els_store *store, els_str params, els_str applier,
                                 uint64_t *ret_run)
{
    els_store_iteration none = {.iteration = BEFORE_ALL};
    els_store_checkpoint_record state = {
        .role = ELS_STR("applier"), .whole = applier.len > 0, .bytes = applier};
    els_err err = els_journal_begin(store);
    if (!err)
        err = insert_run(store, params, &none.run);
    if (!err)
        err = write_checkpoint(store, &none, &state);
    if (!err && state.whole) {
        const els_audit_change change = {
            .run = none.run, .what = "state taken on", .row = ELS_AUDIT_STATE_ROW};
        err = els_audit_append(store, &change);
    }
    err = els_journal_end(store, err);
    if (!err)
        *ret_run = none.run;
    return err;
}

els_err els_store_begin_run(els_store *store, els_str params, uint64_t *ret_run)
{
    return els_store_begin_run_from(store, params, (els_str){NULL, 0}, ret_run);
}

/* All that belongs to an iteration, within a transaction. */
static els_err write_all(els_store *store, const els_store_iteration *it)
{
    bool applier_is_whole = false;
    els_err err = write_iteration(store, it);
    for (uint32_t i = 0; !err && i < it->n_checkpoints; i++) {
        err = write_checkpoint(store, it, &it->checkpoints[i]);
        if (it->checkpoints[i].whole && els_str_eq(it->checkpoints[i].role, ELS_STR("applier")))
            applier_is_whole = true;
    }
    /* A whole checkpoint of the applier includes this iteration's input and all before it. */
    if (!err && !applier_is_whole) {
        err = write_input(store, it);
    } else if (!err) {
        err = drop_inputs(store, it);
    }
    for (uint32_t i = 0; !err && i < it->n_artifacts; i++)
        err = write_artifact(store, it->run, &it->artifacts[i]);
    if (!err && it->last)
        err = write_report(store, it);
    return err ? err : els_audit_iteration(store, it, applier_is_whole);
}

els_err els_store_commit(els_store *store, const els_store_iteration *it)
{
    els_err err = els_journal_begin(store);
    if (!err)
        err = write_all(store, it);
    return els_journal_end(store, err);
}

els_err els_store_add_finished(els_store *store, els_str params,
                               const els_store_iteration *iteration, uint64_t *ret_run)
{
    els_store_iteration only = *iteration;
    only.iteration = 0;
    only.last = true;
    els_err err = els_journal_begin(store);
    if (!err)
        err = insert_run(store, params, &only.run);
    if (!err)
        err = write_all(store, &only);
    err = els_journal_end(store, err);
    if (!err)
        *ret_run = only.run;
    return err;
}
