/* journal.h — internals shared by the sources of the store. Include store.h elsewhere. */
#ifndef ELS_JOURNAL_H
#define ELS_JOURNAL_H

#include "store.h"

#include <sqlite3.h>

#define ELS_STORE_SCHEMA 4        /* PRAGMA user_version */
#define ELS_STORE_SCHEMA_SEALED 3 /* the first with a seal */
#define ELS_STORE_SCHEMA_AUDIT 4  /* the first with an audit log */
enum { ELS_SEAL_LANES = 4 };

/* Sum of the digests of all rows; see seal.h. */
typedef struct {
    uint64_t transactions, rows;
    uint64_t lanes[ELS_SEAL_LANES];
} els_store_seal;

struct els_store {
    sqlite3 *db;
    int lock_fd;
    char *dir;
    els_store_seal seal;   /* with what the open transaction has changed */
    els_store_seal sealed; /* of the newest transaction on disk */
    char error[512];
    char note[512];
};

/* What to do about damage; its argument is the folder. */
#define ELS_STORE_REPAIR                                                                           \
    "els doctor --store %s --repair copies it and keeps what is whole; or restore a copy of it"

/* Puts one line into store->error and returns `err`. */
els_err els_journal_fail(els_store *store, els_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for an allocation. */
els_err els_journal_fail_memory(els_store *store);
/* The same from the database's own error; SQLITE_CORRUPT and SQLITE_NOTADB become CORRUPT. */
els_err els_journal_fail_sql(els_store *store, const char *doing);
ELS_MUST_CHECK els_err els_journal_exec(els_store *store, const char *sql);
/* The number that a query gives in its first row. */
ELS_MUST_CHECK els_err els_journal_number(els_store *store, const char *sql, int64_t *ret_value);
ELS_MUST_CHECK els_err els_journal_begin(els_store *store);
/* Ends a transaction: seals and commits when `err` is OK and that succeeds, else takes it all back.
 * OK means that it is on disk. */
ELS_MUST_CHECK els_err els_journal_end(els_store *store, els_err err);
/* Makes a store that has its folder and its lock, nothing else: els_store_close ends it. Errors as
 * els_store_open. */
ELS_MUST_CHECK els_err els_journal_enter(const char *dir, bool create, els_store **ret_store,
                                         els_buf *error_text);
/* Closes the database of a store, which can then open another. */
void els_journal_close(els_store *store);
typedef enum {
    ELS_JOURNAL_STRICT,
    ELS_JOURNAL_ACCEPT_LOSS, /* as far as it goes, although acknowledged transactions are lost */
    ELS_JOURNAL_NEW          /* empty, whatever was acknowledged before */
} els_journal_mode;
/* Opens DIR/`name` in a store that has dir and lock, checks everything and makes it ready for
 * writing; nothing on disk changes unless it returns OK. Errors as els_store_open. */
ELS_MUST_CHECK els_err els_journal_open(els_store *store, const char *name, els_journal_mode mode);
/* NULL on failure, store->error says why. */
sqlite3_stmt *els_journal_prepare(els_store *store, const char *sql);

#endif
