/* spool.h — STORE/commands/: what users ask for, a file per command.
 *
 * Whoever asks writes; the broker of a run reads, journals and then removes. A file is written
 * under a temporary name, synced and renamed, and the folder is synced: it is there whole or not at
 * all, and it waits while no run is on. Its content is the frame of one message `command`, its name
 * is the command's id and ".cmd"; names sort in the order in which the commands were made. A file
 * that cannot be used is moved to commands/refused/. */
#ifndef ELS_SPOOL_H
#define ELS_SPOOL_H

#include "els_err.h"
#include "messages.h"

#define ELS_SPOOL_FILES_MAX 256u /* that may wait at a time */
#define ELS_SPOOL_BYTES_MAX 16384u

/* Writes one command to the store in `dir`, which must hold a journal; its `id` is not looked at.
 * On disk when it returns OK, with *ret_id from `arena`. Blocks for the syncs.
 * Errors, with one line in `error_text` (not NULL): NOT_FOUND there is no store; LIMIT a text or
 * the list of arguments is too long, or ELS_SPOOL_FILES_MAX commands wait already; IO. */
ELS_MUST_CHECK els_err els_spool_write(const char *dir, const els_command *command,
                                       els_arena *arena, els_str *ret_id, els_buf *error_text);

typedef struct {
    els_command *commands; /* oldest first */
    uint32_t n_commands;
    els_str *refusals; /* one line for each file that was set aside */
    uint32_t n_refusals;
} els_spool_reading;

/* Reads what waits and sets aside what cannot be used: no regular file, too long, no such message,
 * a target that is no stage. No folder means that nothing waits. Memory from `arena`.
 * Errors, with one line in `error_text` (not NULL): IO the folder cannot be read. */
ELS_MUST_CHECK els_err els_spool_read(const char *dir, els_arena *arena, els_spool_reading *ret,
                                      els_buf *error_text);

/* The same without setting anything aside, for whoever only shows them: what cannot be used is left
 * out. *ret_commands and their texts are from `arena`; returns their number, 0 also where the
 * folder cannot be read. */
uint32_t els_spool_look(const char *dir, els_arena *arena, els_command **ret_commands);

/* How many commands wait; 0 also where there is no such folder. */
uint32_t els_spool_waiting(const char *dir);
/* Removes the file of a command if it is there. */
void els_spool_remove(const char *dir, els_str id);

#endif
