/* What is written into the journal's tables: runs, epochs, commands, the transaction of an
 * iteration. */
#include "audit.h"
#include "seal.h"
#include "statement.h"

#include <stdio.h>

#define BEFORE_ALL UINT64_MAX /* "iteration" of a state that a run starts from: -1 on disk */

/* The digest of a run's row, after the row has changed. */
static els_err seal_run(els_store *store, uint64_t run)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "UPDATE run SET digest = " ELS_ROW_RUN " WHERE run = ?1");
    if (statement)
        els_statement_bind_number(statement, 1, run);
    return els_statement_run(store, statement);
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
        change.run = els_statement_number(statement, 0);
        change.iteration = els_statement_number(statement, 1);
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
        els_statement_bind_text(statement, 1, params);
    err = els_statement_run(store, statement);
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
        els_statement_bind_number(statement, 1, run);
        els_statement_bind_number(statement, 2, epoch);
    }
    if (!err)
        err = els_statement_run(store, statement);
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
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_number(statement, 2, it->iteration);
        els_statement_bind_number(statement, 3, it->epoch);
        els_statement_bind_number(statement, 4, it->duration_us);
        els_statement_bind_blob(statement, 5, it->progress);
    }
    els_err err = els_statement_run(store, statement);
    if (err)
        return err;
    statement = els_journal_prepare(
        store, "UPDATE run SET next_iteration = ?2 + 1, elapsed_us = ?3,"
               " learning_us = learning_us + ?4, epoch = max(epoch, ?5), status = ?6"
               " WHERE run = ?1 AND next_iteration = ?2");
    if (statement) {
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_number(statement, 2, it->iteration);
        els_statement_bind_number(statement, 3, it->elapsed_us);
        els_statement_bind_number(statement, 4, it->duration_us);
        els_statement_bind_number(statement, 5, it->epoch);
        els_statement_bind_text(statement, 6, it->last ? ELS_STR("finished") : ELS_STR("running"));
    }
    err = els_statement_run(store, statement);
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
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_number(statement, 2, it->iteration);
        els_statement_bind_blob(statement, 3, it->analysis);
    }
    return els_statement_run(store, statement);
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
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_text(statement, 2, checkpoint->role);
        els_statement_bind_number(statement, 3, it->iteration);
        els_statement_bind_blob(statement, 4, checkpoint->bytes);
    }
    return els_statement_run(store, statement);
}

static els_err write_artifact(els_store *store, uint64_t run, const els_store_artifact *artifact)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "INSERT OR REPLACE INTO artifact(run, kind, name, bytes, digest)"
                                   " VALUES(?1, '" ELS_ARTIFACT_KB "', ?2, ?3,"
                                   " els_row('artifact', ?1, '" ELS_ARTIFACT_KB "', ?2, ?3))");
    if (statement) {
        els_statement_bind_number(statement, 1, run);
        els_statement_bind_text(statement, 2, artifact->name);
        els_statement_bind_blob(statement, 3, artifact->bytes);
    }
    return els_statement_run(store, statement);
}

static els_err write_report(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "INSERT OR REPLACE INTO report(run, json, digest)"
                                   " VALUES(?1, ?2, els_row('report', ?1, ?2))");
    if (statement) {
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_blob(statement, 2, it->report_json);
    }
    return els_statement_run(store, statement);
}

static els_err drop_inputs(els_store *store, const els_store_iteration *it)
{
    sqlite3_stmt *statement =
        els_journal_prepare(store, "DELETE FROM input WHERE run = ?1 AND iteration <= ?2");
    if (statement) {
        els_statement_bind_number(statement, 1, it->run);
        els_statement_bind_number(statement, 2, it->iteration);
    }
    return els_statement_run(store, statement);
}

static els_err write_command(els_store *store, uint64_t run, uint64_t iteration, uint32_t position,
                             const els_store_command *command)
{
    sqlite3_stmt *statement = els_journal_prepare(
        store, "INSERT INTO command(run, iteration, position, id, bytes, digest)"
               " VALUES(?1, ?2, ?3, ?4, ?5, els_row('command', ?1, ?2, ?3, ?4, ?5))");
    if (statement) {
        els_statement_bind_number(statement, 1, run);
        els_statement_bind_number(statement, 2, iteration);
        els_statement_bind_number(statement, 3, position);
        els_statement_bind_text(statement, 4, command->id);
        els_statement_bind_blob(statement, 5, command->bytes);
    }
    return els_statement_run(store, statement);
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
