/* What is read back from the journal's tables. */
#include "seal.h"
#include "statement.h"

#define INPUTS_MAX 4096u /* as in restore.inputs */

els_err els_store_progress(els_store *store, uint64_t run, uint64_t iteration, els_arena *arena,
                           els_str *ret_frame)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "SELECT progress, digest IS " ELS_ROW_ITERATION
                                   " FROM iteration WHERE run = ?1 AND iteration = ?2");
    if (!statement)
        return ELS_E_IO;
    els_statement_bind_number(statement, 1, run);
    els_statement_bind_number(statement, 2, iteration);
    els_err err = els_statement_first_row(store, statement);
    if (!err)
        err = els_statement_blob(store, statement, 0, arena, ret_frame);
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
        .run = els_statement_number(statement, 0),
        .epoch = els_statement_number(statement, 3),
        .next_iteration = els_statement_number(statement, 4),
        .elapsed_us = els_statement_number(statement, 5),
        .learning_us = els_statement_number(statement, 6),
    };
    els_err err = els_statement_text(store, statement, 2, arena, &status);
    if (!err)
        err = els_statement_text(store, statement, 1, arena, &found.params);
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
    els_err err = els_statement_first_row(store, statement);
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
    while (count < KEPT_MAX && els_statement_next_row(store, statement, &err)) {
        err = read_run(store, statement, arena, &runs[count]);
        count += !err;
    }
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
    els_statement_bind_number(statement, 1, run);
    els_statement_bind_text(statement, 2, role);
    els_str bytes;
    els_err err = els_statement_first_row(store, statement);
    if (!err)
        err = els_statement_blob(store, statement, 0, arena, &bytes);
    if (!err) {
        *ret_iteration = els_statement_number(statement, 2);
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
    els_statement_bind_number(statement, 1, run);
    els_statement_bind_number(statement, 2, from);
    els_str *frames = ELS_ARENA_TRY_NEW(arena, els_str, INPUTS_MAX);
    uint32_t count = 0;
    els_err err = frames ? ELS_OK : els_journal_fail_memory(store);
    while (els_statement_next_row(store, statement, &err)) {
        if (count == INPUTS_MAX) {
            err = els_journal_fail(store, ELS_E_LIMIT,
                                   "store %s: more than %u inputs since the last whole checkpoint",
                                   store->dir, INPUTS_MAX);
        } else {
            err = els_statement_blob(store, statement, 0, arena, &frames[count]);
            count += !err;
        }
    }
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

/* Rows of a blob, whether its digest is right, a name, and the number of rows. Ends the statement.
 */
static els_err read_named(els_store *store, sqlite3_stmt *statement, els_arena *arena,
                          els_store_artifact **ret_rows, uint32_t *ret_count)
{
    els_store_artifact *rows = NULL;
    uint32_t count = 0;
    els_err err = ELS_OK;
    while (els_statement_next_row(store, statement, &err)) {
        if (!rows)
            rows = ELS_ARENA_TRY_NEW(arena, els_store_artifact, els_statement_number(statement, 3));
        err = rows ? els_statement_text(store, statement, 2, arena, &rows[count].name)
                   : els_journal_fail_memory(store);
        if (!err)
            err = els_statement_blob(store, statement, 0, arena, &rows[count].bytes);
        count++;
    }
    sqlite3_finalize(statement);
    if (!err) {
        *ret_rows = rows;
        *ret_count = count;
    }
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
    els_statement_bind_number(statement, 1, run);
    els_statement_bind_text(statement, 2, els_str_of(kind));
    return read_named(store, statement, arena, ret_artifacts, ret_count);
}

els_err els_store_report(els_store *store, uint64_t run, els_arena *arena, els_str *ret_json)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "SELECT json, digest IS " ELS_ROW_REPORT
               " FROM report WHERE ?1 = 0 OR run = ?1 ORDER BY run DESC LIMIT 1");
    if (!statement)
        return ELS_E_IO;
    els_statement_bind_number(statement, 1, run);
    els_err err = els_statement_first_row(store, statement);
    if (!err)
        err = els_statement_blob(store, statement, 0, arena, ret_json);
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
    els_statement_bind_number(statement, 1, run);
    els_statement_bind_number(statement, 2, iteration);
    els_store_artifact *rows;
    uint32_t count;
    els_err err = read_named(store, statement, arena, &rows, &count);
    if (err)
        return err;
    els_store_command *commands = ELS_ARENA_TRY_NEW(arena, els_store_command, count);
    if (!commands)
        return els_journal_fail_memory(store);
    for (uint32_t i = 0; i < count; i++)
        commands[i] = (els_store_command){.id = rows[i].name, .bytes = rows[i].bytes};
    *ret_commands = commands;
    *ret_count = count;
    return ELS_OK;
}

els_err els_store_has_command(els_store *store, els_str id, bool *ret_has)
{
    sqlite3_stmt *statement = els_journal_prepare(store, "SELECT 1 FROM command WHERE id = ?1");
    if (!statement)
        return ELS_E_IO;
    els_statement_bind_text(statement, 1, id);
    els_err err = els_statement_first_row(store, statement);
    sqlite3_finalize(statement);
    if (err && err != ELS_E_NOT_FOUND)
        return err;
    *ret_has = !err;
    return ELS_OK;
}
