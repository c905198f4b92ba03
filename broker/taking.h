/* taking.h — from the spool into the journal: every command once, on disk before it is planned. */
#ifndef ELS_TAKING_H
#define ELS_TAKING_H

#include "sequencer.h"
#include "spool.h"

/* What waits in the spool of the store in `dir` and was never taken; files of commands that were
 * taken (the broker died before it removed them) are removed. Memory from `arena`. Errors, with one
 * line in `error_text`: IO. */
ELS_MUST_CHECK els_err els_taking_read(els_store *store, const char *dir, els_arena *arena,
                                       els_spool_reading *ret, els_buf *error_text);

/* Does what the action COMMANDS asks: journals them, then removes their files. Errors: IO, see
 * els_store_error; nothing is removed then. */
ELS_MUST_CHECK els_err els_taking_record(els_store *store, const char *dir, uint64_t run,
                                         const els_action *action);

/* Commands that the journal has for an iteration, from `arena`. Errors: IO, CORRUPT, see
 * els_store_error. */
ELS_MUST_CHECK els_err els_taking_journalled(els_store *store, uint64_t run, uint64_t iteration,
                                             els_arena *arena, const els_command **ret_commands,
                                             uint32_t *ret_count);

#endif
