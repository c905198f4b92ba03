#include "record.h"

#include "codec.h"
#include "taking.h"

enum { RETRY_EVERY_US = 500000, SAY_EVERY_US = 30000000 };

/* What the store says, if there is memory for it. */
static void say(const els_recorder *r, els_buf *error_text)
{
    els_str text = els_str_of(els_store_error(r->store));
    if (els_buf_try_reserve(error_text, text.len))
        els_buf_add(error_text, text);
}

void els_recorder_fini(els_recorder *recorder)
{
    els_buf_fini(&recorder->frame);
}

/* Copies for readers, on the same disk: they are waited for as the journal is. */
static els_err write_files(els_recorder *r, const els_commit_record *record)
{
    els_err err = ELS_OK;
    if (record->status_json.len)
        err = els_store_write_file(r->store, "status.json", record->status_json);
    if (!err && record->config_json.len)
        err = els_store_write_file(r->store, "config.json", record->config_json);
    if (!err && record->iteration.last)
        err =
            els_store_write_report(r->store, record->iteration.run, record->iteration.report_json);
    return err;
}

/* What the applier decided, a line each; what is still pending is no change. */
static void list_decisions(const els_progress *progress, els_arena *arena,
                           els_store_iteration *iteration)
{
    els_str *lines = ELS_ARENA_NEW(arena, els_str, progress->n_decisions + 1);
    iteration->decisions = lines;
    for (uint32_t i = 0; i < progress->n_decisions; i++) {
        const els_decision *decision = &progress->decisions[i];
        if (!els_str_eq(decision->verdict, ELS_STR("pending")))
            lines[iteration->n_decisions++] = els_arena_printf(
                arena, ELS_STR_FMT " " ELS_STR_FMT " " ELS_STR_FMT ": " ELS_STR_FMT,
                ELS_STR_ARG(decision->kind), ELS_STR_ARG(decision->subject),
                ELS_STR_ARG(decision->verdict), ELS_STR_ARG(decision->text));
    }
}

static els_err commit(els_recorder *r, const els_commit_record *record, els_buf *error_text)
{
    els_store_iteration iteration = record->iteration;
    els_err err = ELS_OK;
    if (!r->is_committed) {
        els_buf_clear(&r->frame);
        err = els_encode_explain(ELS_MSG_progress, record->progress, &r->frame, error_text);
        if (err)
            return err;
        els_arena arena = {0};
        iteration.progress = els_buf_str(&r->frame);
        list_decisions(record->progress, &arena, &iteration);
        err = els_store_commit(r->store, &iteration);
        els_arena_fini(&arena);
    }
    r->is_committed = !err;
    if (!err)
        err = write_files(r, record);
    if (!err)
        r->is_committed = false; /* the next one begins */
    else
        say(r, error_text);
    return err;
}

static els_err do_once(els_recorder *r, const els_action *action, els_buf *error_text)
{
    els_err err = ELS_OK;
    if (action->kind == ELS_ACTION_COMMIT)
        return commit(r, action->record, error_text);
    if (action->kind == ELS_ACTION_EPOCH)
        err = els_store_set_epoch(r->store, r->run, action->epoch);
    else if (action->kind == ELS_ACTION_COMMANDS)
        err = els_taking_record(r->store, r->dir, r->run, action);
    if (err)
        say(r, error_text);
    return err;
}

els_record_result els_recorder_do(els_recorder *r, const els_action *action, uint64_t now_us,
                                  els_buf *error_text)
{
    els_err err = do_once(r, action, error_text);
    if (err == ELS_E_IO || err == ELS_E_NOMEM) {
        bool says = !r->waits || now_us - r->said_us >= SAY_EVERY_US;
        if (!r->waits) {
            r->pending = *action;
            r->waits_since_us = now_us;
        }
        r->waits = true;
        r->retry_us = now_us + RETRY_EVERY_US;
        r->said_us = says ? now_us : r->said_us;
        return says ? ELS_RECORD_WAITS : ELS_RECORD_STILL;
    }
    if (err)
        return ELS_RECORD_FAILED;
    if (!r->waits)
        return ELS_RECORD_DONE;
    r->waits = false;
    r->waited_us += now_us - r->waits_since_us;
    return ELS_RECORD_RESUMED;
}

els_err els_recorder_restore(els_recorder *r, const els_action *action, els_arena *arena,
                             els_restore *ret)
{
    els_restore restore = {
        .role = action->topic,
        .run = r->run,
        .epoch = action->epoch,
        .iteration = action->iteration,
    };
    uint64_t included;
    els_err err;
    if (els_str_eq(action->topic, ELS_STR("applier"))) {
        err = els_store_applier(r->store, r->run, arena, &restore.snapshot, &restore.inputs,
                                &restore.n_inputs);
    } else {
        err = els_store_checkpoint(r->store, r->run, action->topic, arena, &included,
                                   &restore.snapshot);
        if (err == ELS_E_NOT_FOUND)
            err = ELS_OK;
    }
    if (!err)
        *ret = restore;
    return err;
}
