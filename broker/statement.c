#include "statement.h"

void els_statement_bind_blob(sqlite3_stmt *statement, int at, els_str bytes)
{
    sqlite3_bind_blob64(statement, at, bytes.len ? bytes.ptr : "", bytes.len, SQLITE_STATIC);
}

els_err els_statement_bytes(els_store *store, sqlite3_stmt *statement, int column, els_arena *arena,
                            els_str *ret_bytes)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);
    return els_arena_try_copy(arena, (els_str){bytes, bytes ? len : 0}, ret_bytes)
               ? ELS_OK
               : els_journal_fail_memory(store);
}

els_err els_statement_blob(els_store *store, sqlite3_stmt *statement, int column, els_arena *arena,
                           els_str *ret_bytes)
{
    if (!sqlite3_column_int(statement, column + 1))
        return els_journal_fail(store, ELS_E_CORRUPT,
                                "store %s is damaged (a digest does not match): " ELS_STORE_REPAIR,
                                store->dir, store->dir);
    return els_statement_bytes(store, statement, column, arena, ret_bytes);
}

void els_statement_bind_text(sqlite3_stmt *statement, int at, els_str text)
{
    sqlite3_bind_text64(statement, at, text.len ? text.ptr : "", text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void els_statement_bind_number(sqlite3_stmt *statement, int at, uint64_t number)
{
    sqlite3_bind_int64(statement, at, (sqlite3_int64)number);
}

uint64_t els_statement_number(sqlite3_stmt *statement, int column)
{
    return (uint64_t)sqlite3_column_int64(statement, column);
}

els_err els_statement_text(els_store *store, sqlite3_stmt *statement, int column, els_arena *arena,
                           els_str *ret_text)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    size_t len = (size_t)sqlite3_column_bytes(statement, column);
    return text && els_arena_try_copy(arena, (els_str){text, len}, ret_text)
               ? ELS_OK
               : els_journal_fail_memory(store);
}

els_err els_statement_first_row(els_store *store, sqlite3_stmt *statement)
{
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        return ELS_OK;
    if (step == SQLITE_DONE)
        return els_journal_fail(store, ELS_E_NOT_FOUND, "store %s has no such thing", store->dir);
    return els_journal_fail_sql(store, "reading");
}

bool els_statement_next_row(els_store *store, sqlite3_stmt *statement, els_err *err)
{
    if (*err)
        return false;
    int step = sqlite3_step(statement);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        *err = els_journal_fail_sql(store, "reading");
    return step == SQLITE_ROW;
}

els_err els_statement_run(els_store *store, sqlite3_stmt *statement)
{
    if (!statement)
        return ELS_E_IO;
    int step = sqlite3_step(statement);
    els_err err = step == SQLITE_DONE ? ELS_OK : els_journal_fail_sql(store, "writing");
    sqlite3_finalize(statement);
    return err;
}
