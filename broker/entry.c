#include "entry.h"

#include "codec.h"
#include "params.h"

static els_err fail_store(els_store *store, els_err err, els_buf *error_text)
{
    els_buf_printf(error_text, "%s", els_store_error(store));
    return err;
}

static els_err begin(els_store *store, const els_entry *entry, els_arena *arena,
                     els_store_run *ret_run, els_buf *error_text)
{
    uint64_t number;
    els_err err = els_store_begin_run_from(store, entry->params, entry->state, &number);
    if (!err)
        err = els_store_newest_run(store, arena, ret_run);
    if (err)
        return fail_store(store, err, error_text);
    els_store_remove_file(store, "status.json");
    els_store_remove_file(store, "report.json");
    els_store_remove_file(store, "config.json");
    return ELS_OK;
}

static els_err read_progress(const els_entry *entry, els_arena *arena, els_entered *entered,
                             els_buf *error_text)
{
    els_msg_type type;
    const void *message;
    els_buf why = {0};
    if (entered->run.progress.len == 0)
        return ELS_OK;
    els_err err = els_decode(entered->run.progress, arena, &type, &message, &why);
    if (!err && type != ELS_MSG_progress)
        err = ELS_E_FORMAT;
    if (err)
        els_buf_printf(error_text, "store %s: the last progress cannot be read (%s)", entry->dir,
                       els_err_line(err, &why));
    else
        entered->progress = message;
    els_buf_fini(&why);
    return err;
}

/* config.json is left as it was: it changes rarely, and the next change writes it. The next commit
 * writes status.json too, so that it cannot be written now is no reason not to go on; the report of
 * a run that is over nobody writes later. */
static els_err write_files(els_store *store, els_entered *entered, els_arena *arena)
{
    els_str report;
    if (entered->progress && entered->progress->status_json.len)
        entered->unwritten =
            els_store_write_file(store, "status.json", entered->progress->status_json);
    if (!entered->is_over)
        return ELS_OK;
    els_err err = els_store_report(store, entered->run.run, arena, &report);
    return err ? err : els_store_write_file(store, "report.json", report);
}

els_err els_entry_take(els_store *store, const els_entry *entry, els_arena *arena, els_entered *ret,
                       els_buf *error_text)
{
    els_entered entered = {0};
    els_err err = els_store_newest_run(store, arena, &entered.run);
    if (err && err != ELS_E_NOT_FOUND)
        return fail_store(store, err, error_text);
    els_str difference =
        err ? (els_str){NULL, 0} : els_params_difference(entered.run.params, entry->params, arena);
    bool is_open = !err && !entered.run.finished && !entered.run.abandoned && !entry->fresh;
    entered.is_over = !err && entered.run.finished && entry->is_restart && difference.len == 0;
    if (is_open && difference.len) {
        els_buf_printf(error_text,
                       "store %s holds an unfinished run with other parameters (" ELS_STR_FMT
                       "): use another --store, or --fresh to give that run up",
                       entry->dir, ELS_STR_ARG(difference));
        return ELS_E_STATE;
    }
    err =
        is_open || entered.is_over ? ELS_OK : begin(store, entry, arena, &entered.run, error_text);
    if (!err)
        err = read_progress(entry, arena, &entered, error_text);
    if (err)
        return err;
    err = write_files(store, &entered, arena);
    if (err)
        return fail_store(store, err, error_text);
    *ret = entered;
    return ELS_OK;
}
