/* decisions.h — STORE/decisions.jsonl: what became of proposed states and changes, with the
 * evidence, a line of JSON each, for readers.
 *
 * The broker appends what the applier decided when the iteration is committed; what is still
 * pending is no decision. What a broker that died between the two has left out is in the journal,
 * and added from there when the next one begins. */
#ifndef ELS_DECISIONS_H
#define ELS_DECISIONS_H

#include "lines.h"
#include "messages.h"
#include "store.h"

/* Appends what was decided in an iteration of `run`. Errors: IO. */
ELS_MUST_CHECK els_err els_decisions_write(const char *dir, uint64_t run,
                                           const els_progress *progress);

/* Adds what the newest run in the journal has and the file has not. Errors: IO; CORRUPT a progress
 * in the journal cannot be read. */
ELS_MUST_CHECK els_err els_decisions_catch_up(const char *dir, els_store *store);

/* The newest decisions that the query asks for: els_lines_read. Errors: IO. */
ELS_MUST_CHECK els_err els_decisions_read(const char *dir, const els_lines_query *query,
                                          els_arena *arena, els_lines_page *ret);

#endif
