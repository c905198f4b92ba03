#include "taking.h"
#include "codec.h"
#include "journal.h"

els_err els_taking_read(els_store *store, const char *dir, els_arena *arena, els_spool_reading *ret,
                        els_buf *error_text)
{
    els_spool_reading reading;
    els_err err = els_spool_read(dir, arena, &reading, error_text);
    uint32_t kept = 0;
    for (uint32_t i = 0; !err && i < reading.n_commands; i++) {
        bool was_taken = false;
        err = els_store_has_command(store, reading.commands[i].id, &was_taken);
        if (err)
            els_buf_printf(error_text, "%s", els_store_error(store));
        else if (was_taken)
            els_spool_remove(dir, reading.commands[i].id);
        else
            reading.commands[kept++] = reading.commands[i];
    }
    if (err)
        return err;
    reading.n_commands = kept;
    *ret = reading;
    return ELS_OK;
}

/* As a line of the audit log. */
static els_str describe(const els_command *command, els_arena *arena)
{
    els_buf text = {0};
    els_buf_printf(&text, ELS_STR_FMT " " ELS_STR_FMT, ELS_STR_ARG(command->target),
                   ELS_STR_ARG(command->verb));
    for (uint32_t i = 0; i < command->n_args; i++)
        els_buf_printf(&text, " " ELS_STR_FMT, ELS_STR_ARG(command->args[i]));
    els_str copy = els_arena_copy(arena, els_buf_str(&text));
    els_buf_fini(&text);
    return copy;
}

els_err els_taking_record(els_store *store, const char *dir, uint64_t run, const els_action *action)
{
    els_arena arena = {0};
    els_store_command *rows = ELS_ARENA_NEW(&arena, els_store_command, action->n_commands);
    els_err err = ELS_OK;
    for (uint32_t i = 0; !err && i < action->n_commands; i++) {
        els_buf frame = {0};
        err = els_encode(ELS_MSG_command, &action->commands[i], &frame);
        rows[i] = (els_store_command){.id = action->commands[i].id,
                                      .bytes = els_arena_copy(&arena, els_buf_str(&frame)),
                                      .who = action->commands[i].who,
                                      .text = describe(&action->commands[i], &arena)};
        els_buf_fini(&frame);
    }
    if (!err)
        err = els_store_take_commands(store, run, action->iteration, rows, action->n_commands);
    for (uint32_t i = 0; !err && i < action->n_commands; i++)
        els_spool_remove(dir, rows[i].id);
    els_arena_fini(&arena);
    return err;
}

els_err els_taking_journalled(els_store *store, uint64_t run, uint64_t iteration, els_arena *arena,
                              const els_command **ret_commands, uint32_t *ret_count)
{
    els_store_command *rows;
    uint32_t n;
    els_err err = els_store_commands(store, run, iteration, arena, &rows, &n);
    if (err)
        return err;
    els_command *commands = ELS_ARENA_NEW(arena, els_command, n);
    for (uint32_t i = 0; i < n; i++) {
        els_msg_type type;
        const void *message;
        err = els_decode(rows[i].bytes, arena, &type, &message, NULL);
        if (err || type != ELS_MSG_command)
            return els_journal_fail(store, ELS_E_CORRUPT,
                                    "store %s: the command " ELS_STR_FMT " cannot be read",
                                    store->dir, ELS_STR_ARG(rows[i].id));
        commands[i] = *(const els_command *)message;
    }
    *ret_commands = commands;
    *ret_count = n;
    return ELS_OK;
}
