/* statement.h — binding the parameters of a prepared statement and reading its columns, for the
 * sources of the store. Include store.h elsewhere. */
#ifndef ELS_STATEMENT_H
#define ELS_STATEMENT_H

#include "journal.h"

/* Parameter `at`, from 1. The bytes are borrowed until the statement is done. */
void els_statement_bind_blob(sqlite3_stmt *statement, int at, els_str bytes);
void els_statement_bind_text(sqlite3_stmt *statement, int at, els_str text);
void els_statement_bind_number(sqlite3_stmt *statement, int at, uint64_t number);

/* Columns, from 0, of the row a statement stands on. */
uint64_t els_statement_number(sqlite3_stmt *statement, int column);
/* Copied into `arena`; none of our columns of text may be NULL. Errors: NOMEM. */
ELS_MUST_CHECK els_err els_statement_text(els_store *store, sqlite3_stmt *statement, int column,
                                          els_arena *arena, els_str *ret_text);
/* A blob or a text, none of NULL, copied into `arena`. Errors: NOMEM. */
ELS_MUST_CHECK els_err els_statement_bytes(els_store *store, sqlite3_stmt *statement, int column,
                                           els_arena *arena, els_str *ret_bytes);
/* The same for a blob of a row with a digest; `column` + 1 says whether that was right. Errors:
 * CORRUPT, NOMEM. */
ELS_MUST_CHECK els_err els_statement_blob(els_store *store, sqlite3_stmt *statement, int column,
                                          els_arena *arena, els_str *ret_bytes);

/* Steps a statement that should give one row. Errors: NOT_FOUND when it gives none; IO. */
ELS_MUST_CHECK els_err els_statement_first_row(els_store *store, sqlite3_stmt *statement);
/* Steps a reading statement to its next row; false behind the last one. An *err that was there
 * stays and ends the rows; one of the step is IO. */
bool els_statement_next_row(els_store *store, sqlite3_stmt *statement, els_err *err);
/* Runs a writing statement to its end and frees it. Errors: IO, also for a NULL one, which could
 * not be prepared. */
ELS_MUST_CHECK els_err els_statement_run(els_store *store, sqlite3_stmt *statement);

#endif
