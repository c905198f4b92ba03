/* seal.h — what makes damage inside the journal visible: a digest for every row, one sum over all
 * rows, a count of transactions. Internal to the store.
 *
 * Pages of SQLite carry no checksums. Here every row has a digest over all its columns, and the
 * table `seal` the sum of these digests, kept up by triggers and written with every transaction. A
 * flipped bit changes a row; a lost, doubled or outdated page changes the sum; a damaged index is
 * found by SQLite's own check against its table.
 *
 * The file `head` beside the journal holds the number of the newest transaction that was
 * acknowledged. It is written after the transaction is on disk and not synced: it may lag, and
 * never leads. When it is ahead of the journal, acknowledged transactions are gone. */
#ifndef ELS_SEAL_H
#define ELS_SEAL_H

#include "journal.h"

/* Registers the SQL functions els_row(...) (digest of the values) and those of the triggers. */
ELS_MUST_CHECK els_err els_seal_register(els_store *store);
/* Makes table and digests for a journal that has none, within the caller's transaction. */
ELS_MUST_CHECK els_err els_seal_create(els_store *store);
/* Seals what there is now, within the caller's transaction: after a change of the schema. */
ELS_MUST_CHECK els_err els_seal_renew(els_store *store);
/* Checks every row and the sum, and loads the seal. Errors: CORRUPT; IO. */
ELS_MUST_CHECK els_err els_seal_check(els_store *store);
/* From now on changes of rows are summed up. After _check. */
ELS_MUST_CHECK els_err els_seal_start(els_store *store);

/* Writes the newest number into `head`. A failure only weakens the check of the next opening. */
void els_seal_acknowledge(els_store *store);
/* Number in `head`; false when there is none that can be read. */
bool els_seal_head(const char *dir, uint64_t *ret_number);

/* The digest that a row should have, in SQL; the same for values that are inserted. */
#define ELS_ROW_RUN                                                                                \
    "els_row('run', run, params, status, epoch, next_iteration, elapsed_us, learning_us)"
#define ELS_ROW_ITERATION "els_row('iteration', run, iteration, epoch, duration_us, progress)"
#define ELS_ROW_INPUT "els_row('input', run, iteration, bytes)"
#define ELS_ROW_CHECKPOINT "els_row('checkpoint', run, role, iteration, bytes)"
#define ELS_ROW_ARTIFACT "els_row('artifact', run, kind, name, bytes)"
#define ELS_ROW_REPORT "els_row('report', run, json)"
#define ELS_ROW_COMMAND "els_row('command', run, iteration, position, id, bytes)"
#define ELS_ROW_AUDIT                                                                              \
    "els_row('audit', entry, made_at_s, run, iteration, who, what, detail, content, previous)"

/* Tables whose rows are sealed. */
typedef struct {
    const char *table;
    const char *row; /* as above */
    const char *columns;
    const char *order, *reverse; /* of its own tree, both ways */
} els_sealed_table;
const els_sealed_table *els_seal_tables(size_t *ret_n);

#endif
