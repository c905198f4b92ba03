/* audit.h — what changed the store, in order: an entry per change, each holding the digest of the
 * one before. Written in the transaction of the change itself, and never changed or deleted.
 *
 * The digest is that of the row's seal (seal.h). An entry also holds the digest of the row that the
 * change wrote, so that rows of the journal without an entry, or other than their entry says, are
 * found. The chain has no key: who can write the store can make another chain. Against that, note
 * the newest digest elsewhere and verify with it later. */
#ifndef ELS_AUDIT_H
#define ELS_AUDIT_H

#include "els_hash.h"
#include "store.h"

typedef struct {
    uint64_t entry; /* 1, 2, ... */
    uint64_t made_at_s;
    uint64_t run, iteration;
    els_str who;    /* broker, user:<name>, or a stage; empty: an els command */
    els_str what;   /* run begun, iteration committed, decision, command taken, ... */
    els_str detail; /* for people */
    char digest[ELS_DIGEST_HEX];
} els_audit_entry;

/* Opens a store for els_audit_verify alone, changing nothing and checking nothing: what the checks
 * of els_store_open refuse is what is to be named. Errors, with a line in `why`: those of
 * els_store_open for a store that is not there or in use; IO. */
ELS_MUST_CHECK els_err els_audit_open(const char *dir, els_store **ret_store, els_buf *why);

/* The newest `most` entries in order; memory from `arena`. Errors: IO, NOMEM. */
ELS_MUST_CHECK els_err els_audit_read(els_store *store, uint64_t most, els_arena *arena,
                                      els_audit_entry **ret_entries, size_t *ret_count);

/* Walks the whole chain and compares it with the journal. `head` (hexadecimal, may be empty) is the
 * digest of an entry, noted earlier: it must still be there. *ret_newest is the last entry (memory
 * from `arena`). Errors: CORRUPT, with a line in `why` that names the first entry that was changed,
 * removed or moved, or the row without an entry; IO. */
ELS_MUST_CHECK els_err els_audit_verify(els_store *store, els_str head, els_arena *arena,
                                        els_audit_entry *ret_newest, els_buf *why);

/* ---- for the store, within its transactions ---- */

typedef struct {
    uint64_t run, iteration;
    els_str who;
    const char *what;
    els_str detail;
    const char *row;   /* SQL that gives the digest of the row that was written (?1 run, ?2
                          iteration, ?3 position); NULL: none */
    uint32_t position; /* ?3 */
} els_audit_change;

/* Digest of the row of the applier's state; kind of entry of a command. */
#define ELS_AUDIT_STATE_ROW "SELECT digest FROM checkpoint WHERE run = ?1 AND role = 'applier'"
#define ELS_AUDIT_TAKEN "command taken"

/* Makes the table and its first entry. Errors: IO. */
ELS_MUST_CHECK els_err els_audit_create(els_store *store);
/* For a journal that was put together of the rows left of another: begins anew when no entry was
 * left, and notes the repair. Errors: IO. */
ELS_MUST_CHECK els_err els_audit_repaired(els_store *store);
ELS_MUST_CHECK els_err els_audit_append(els_store *store, const els_audit_change *change);
/* Entries of an iteration whose rows are written: the commit, its decisions, the applier's state if
 * it was saved, the end of the run. */
ELS_MUST_CHECK els_err els_audit_iteration(els_store *store, const els_store_iteration *iteration,
                                           bool applier_is_whole);

#endif
