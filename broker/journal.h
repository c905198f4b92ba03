/* journal.h — internals shared by the sources of the store. Include store.h elsewhere. */
#ifndef ELS_JOURNAL_H
#define ELS_JOURNAL_H

#include "store.h"

#include <sqlite3.h>

#define ELS_STORE_SCHEMA 2 /* PRAGMA user_version */

struct els_store {
    sqlite3 *db;
    int lock_fd;
    char *dir;
    char error[512];
};

/* Puts one line into store->error and returns `err`. */
els_err els_journal_fail(els_store *store, els_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same from the database's own error; SQLITE_CORRUPT and SQLITE_NOTADB become CORRUPT. */
els_err els_journal_fail_sql(els_store *store, const char *doing);
ELS_MUST_CHECK els_err els_journal_exec(els_store *store, const char *sql);
/* NULL on failure, store->error says why. */
sqlite3_stmt *els_journal_prepare(els_store *store, const char *sql);
/* Binds a blob (parameter `at`) and its digest (parameter `at` + 1). The bytes are borrowed. */
void els_journal_bind_blob(sqlite3_stmt *statement, int at, els_str bytes);
/* Reads the blob of `column` and checks it against the digest in `column` + 1. Errors: CORRUPT. */
ELS_MUST_CHECK els_err els_journal_column_blob(els_store *store, sqlite3_stmt *statement,
                                               int column, els_arena *arena, els_str *ret_bytes);

#endif
