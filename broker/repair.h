/* repair.h — what can be saved of a store that is refused as damaged. */
#ifndef ELS_REPAIR_H
#define ELS_REPAIR_H

#include "els_err.h"
#include "els_str.h"

#include <stdbool.h>

/* Repairs the journal of the store in `dir`: copies it to dir/damaged-N first, then takes the best
 * of
 *   1. the journal with its write-ahead log as far as that goes,
 *   2. the journal without the log,
 *   3. a new journal of the rows that are whole; a run stays only if its learned state is.
 * A store that opens is left as it is. Appends to `report` what was done and what is lost, a line
 * each. Takes the lock; blocks for the copying.
 * Errors, with one line in `error_text` (both not NULL): NOT_FOUND, BUSY as els_store_open; VERSION
 * a newer program made it; CORRUPT nothing can be saved; IO. The store is then as before. */
ELS_MUST_CHECK els_err els_store_repair(const char *dir, els_buf *report, els_buf *error_text);

/* What a repair that was killed at its last step left: a log that it had put aside comes back to
 * its journal, one whose journal is replaced already is removed. Whoever opens the store in `dir`
 * calls it first, with the lock. False, errno says why: the log is still aside and the journal must
 * not be opened without it. */
ELS_MUST_CHECK bool els_repair_settle(const char *dir);

#endif
