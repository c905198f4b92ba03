/* Opening, checking and closing the store, and its files; journal.c has the tables' contents. */
#include "journal.h"

#include "els_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_TRIES = 20, LOCK_PAUSE_MS = 10 };

static const char schema[] =
    "CREATE TABLE run("
    " run INTEGER PRIMARY KEY, params TEXT NOT NULL, status TEXT NOT NULL,"
    " epoch INTEGER NOT NULL, next_iteration INTEGER NOT NULL,"
    " elapsed_us INTEGER NOT NULL, learning_us INTEGER NOT NULL);"
    "CREATE TABLE iteration("
    " run INTEGER NOT NULL, iteration INTEGER NOT NULL, epoch INTEGER NOT NULL,"
    " duration_us INTEGER NOT NULL, progress BLOB NOT NULL, digest BLOB NOT NULL,"
    " PRIMARY KEY(run, iteration)) WITHOUT ROWID;"
    "CREATE TABLE input("
    " run INTEGER NOT NULL, iteration INTEGER NOT NULL, bytes BLOB NOT NULL, digest BLOB NOT NULL,"
    " UNIQUE(run, iteration));"
    "CREATE TABLE checkpoint("
    " run INTEGER NOT NULL, role TEXT NOT NULL, iteration INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " digest BLOB NOT NULL, UNIQUE(run, role));"
    "CREATE TABLE artifact("
    " run INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL,"
    " digest BLOB NOT NULL, UNIQUE(run, kind, name));"
    "CREATE TABLE report("
    " run INTEGER PRIMARY KEY, json BLOB NOT NULL, digest BLOB NOT NULL);";

/* What version 1 did not have. Ids are unique over all runs: no command is taken twice. */
static const char schema_2[] =
    "CREATE TABLE command("
    " run INTEGER NOT NULL, iteration INTEGER NOT NULL, position INTEGER NOT NULL,"
    " id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL, digest BLOB NOT NULL,"
    " UNIQUE(run, iteration, position));";

els_err els_journal_fail(els_store *store, els_err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(store->error, sizeof store->error, format, args);
    va_end(args);
    return err;
}

els_err els_journal_fail_sql(els_store *store, const char *doing)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return els_journal_fail(
            store, ELS_E_CORRUPT,
            "store %s is damaged (%s): restore a copy of it, or move it away and "
            "start anew with another --store",
            store->dir, sqlite3_errmsg(store->db));
    return els_journal_fail(store, ELS_E_IO, "store %s: %s while %s", store->dir,
                            sqlite3_errmsg(store->db), doing);
}

els_err els_journal_exec(els_store *store, const char *sql)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return ELS_OK;
    return els_journal_fail_sql(store, "writing");
}

sqlite3_stmt *els_journal_prepare(els_store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        els_journal_fail_sql(store, "preparing a statement");
    return statement;
}

const char *els_store_error(const els_store *store)
{
    return store->error;
}

/* ---- opening ---- */

static els_err make_folders(const char *dir, els_buf *error_text)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s", dir);
    if (n <= 0 || (size_t)n >= sizeof path) {
        els_buf_printf(error_text, "--store: the path is empty or longer than 4095 bytes");
        return ELS_E_IO;
    }
    for (char *p = path + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            els_buf_printf(error_text, "store %s: cannot make %s: %s", dir, path, strerror(errno));
            return ELS_E_IO;
        }
        *p = kept;
        if (kept == '\0')
            return ELS_OK;
    }
}

bool els_store_is_open(const char *dir)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/lock", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_open = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;
    if (fd >= 0)
        close(fd);
    return is_open;
}

static els_err take_lock(const char *dir, int *ret_fd, els_buf *error_text)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/lock", dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        els_buf_printf(error_text, "store %s: cannot open its lock: %s", dir, strerror(errno));
        return ELS_E_IO;
    }
    /* Who only looks whether it is held (els_store_is_open) holds it for an instant. */
    bool is_ours = flock(fd, LOCK_EX | LOCK_NB) == 0;
    for (int i = 0; i < LOCK_TRIES && !is_ours; i++) {
        poll(NULL, 0, LOCK_PAUSE_MS);
        is_ours = flock(fd, LOCK_EX | LOCK_NB) == 0;
    }
    if (!is_ours) {
        char holder[32] = "";
        ssize_t got = pread(fd, holder, sizeof holder - 1, 0);
        holder[got > 0 ? (size_t)got : 0] = '\0';
        holder[strcspn(holder, "\n")] = '\0';
        els_buf_printf(error_text, "store %s is in use by process %s", dir,
                       holder[0] ? holder : "(unknown)");
        close(fd);
        return ELS_E_BUSY;
    }
    char own[32];
    int n = snprintf(own, sizeof own, "%ld\n", (long)getpid());
    /* The number only serves the message above: a full disk is no reason to refuse here. */
    if (ftruncate(fd, 0) != 0 || pwrite(fd, own, (size_t)n, 0) != n)
        errno = 0;
    *ret_fd = fd;
    return ELS_OK;
}

static els_err read_number(els_store *store, const char *sql, int64_t *ret_value)
{
    sqlite3_stmt *statement = els_journal_prepare(store, sql);
    if (!statement)
        return sqlite3_errcode(store->db) == SQLITE_NOTADB ? ELS_E_CORRUPT
                                                           : els_journal_fail_sql(store, "opening");
    els_err err = ELS_OK;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *ret_value = sqlite3_column_int64(statement, 0);
    else
        err = els_journal_fail_sql(store, "opening");
    sqlite3_finalize(statement);
    return err;
}

static els_err quick_check(els_store *store)
{
    sqlite3_stmt *statement = els_journal_prepare(store, "PRAGMA quick_check(1)");
    if (!statement)
        return els_journal_fail_sql(store, "checking");
    els_err err = ELS_OK;
    if (sqlite3_step(statement) != SQLITE_ROW)
        err = els_journal_fail_sql(store, "checking");
    else if (strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0) {
        const char *found = (const char *)sqlite3_column_text(statement, 0);
        const char *detail = strrchr(found, '\n'); /* the line before names the database */
        err =
            els_journal_fail(store, ELS_E_CORRUPT,
                             "store %s is damaged (%s): restore a copy of it, or move it away and "
                             "start anew with another --store",
                             store->dir, detail ? detail + 1 : found);
    }
    sqlite3_finalize(statement);
    return err;
}

/* Every blob of the newest run against its digest: damage is found before anything is built on it.
 */
static els_err check_digests(els_store *store)
{
    static const char *const queries[] = {
        "SELECT progress, digest FROM iteration WHERE run = (SELECT max(run) FROM run)",
        "SELECT bytes, digest FROM input WHERE run = (SELECT max(run) FROM run)",
        "SELECT bytes, digest FROM checkpoint WHERE run = (SELECT max(run) FROM run)",
        "SELECT bytes, digest FROM artifact WHERE run = (SELECT max(run) FROM run)",
        "SELECT bytes, digest FROM command WHERE run = (SELECT max(run) FROM run)",
        "SELECT json, digest FROM report",
    };
    els_arena arena = {0};
    els_err err = ELS_OK;
    for (size_t i = 0; !err && i < sizeof queries / sizeof queries[0]; i++) {
        sqlite3_stmt *statement = els_journal_prepare(store, queries[i]);
        if (!statement)
            return els_journal_fail_sql(store, "checking");
        int step;
        while (!err && (step = sqlite3_step(statement)) == SQLITE_ROW) {
            els_str bytes;
            err = els_journal_column_blob(store, statement, 0, &arena, &bytes);
            els_arena_reset(&arena);
        }
        if (!err && step != SQLITE_DONE)
            err = els_journal_fail_sql(store, "checking");
        sqlite3_finalize(statement);
    }
    els_arena_fini(&arena);
    return err;
}

/* Brings an older journal to the schema of this program, in one transaction. */
static els_err update_schema(els_store *store, int64_t version)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d; COMMIT;", ELS_STORE_SCHEMA);
    els_err err = els_journal_exec(store, "BEGIN IMMEDIATE;");
    if (!err && version < 1)
        err = els_journal_exec(store, schema);
    if (!err && version < 2)
        err = els_journal_exec(store, schema_2);
    return err ? err : els_journal_exec(store, sql);
}

static els_err set_up(els_store *store)
{
    int64_t version = 0, tables = 0;
    /* One connection by one process: exclusive locking keeps the WAL index in memory, and FULL
     * makes a commit one fsync of the WAL. */
    els_err err = els_journal_exec(store, "PRAGMA locking_mode=EXCLUSIVE;"
                                          "PRAGMA cell_size_check=ON;"
                                          "PRAGMA trusted_schema=OFF;");
    if (!err)
        err = read_number(store, "PRAGMA user_version", &version);
    if (err)
        return err;
    if (version > ELS_STORE_SCHEMA)
        return els_journal_fail(store, ELS_E_VERSION,
                                "store %s was made by a newer version of ELS (its schema is %lld, "
                                "this program knows %d): update ELS or use another --store",
                                store->dir, (long long)version, ELS_STORE_SCHEMA);
    err = els_journal_exec(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    if (!err)
        err = read_number(store, "SELECT count(*) FROM sqlite_master", &tables);
    if (err)
        return err;
    if (version == 0 && tables != 0)
        return els_journal_fail(store, ELS_E_CORRUPT,
                                "store %s: journal.db is a database of something else", store->dir);
    if (version == 0)
        return update_schema(store, version);
    err = quick_check(store);
    if (!err && version < ELS_STORE_SCHEMA)
        err = update_schema(store, version);
    return err ? err : check_digests(store);
}

els_err els_store_open(const char *dir, bool create, els_store **ret_store, els_buf *error_text)
{
    char path[4200];
    struct stat info;
    size_t len = strlen(dir);
    if (len == 0 || len > 4000) {
        els_buf_printf(error_text, "--store: the path is empty or too long");
        return ELS_E_IO;
    }
    snprintf(path, sizeof path, "%s/journal.db", dir);
    if (!create && stat(path, &info) != 0) {
        els_buf_printf(error_text, "there is no store at %s: `els run --store %s` makes one", dir,
                       dir);
        return ELS_E_NOT_FOUND;
    }
    els_err err = create ? make_folders(dir, error_text) : ELS_OK;
    int lock_fd = -1;
    if (!err)
        err = take_lock(dir, &lock_fd, error_text);
    if (err)
        return err;
    els_store *store = calloc(1, sizeof *store);
    char *own_dir = strdup(dir);
    if (!store || !own_dir) {
        free(store);
        free(own_dir);
        close(lock_fd);
        els_buf_printf(error_text, "out of memory");
        return ELS_E_NOMEM;
    }
    store->dir = own_dir;
    store->lock_fd = lock_fd;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
        err = els_journal_fail(store, ELS_E_IO, "store %s: cannot open journal.db: %s", dir,
                               store->db ? sqlite3_errmsg(store->db) : "out of memory");
    else
        err = set_up(store);
    if (err) {
        els_buf_printf(error_text, "%s", store->error);
        els_store_close(&store);
        return err;
    }
    *ret_store = store;
    return ELS_OK;
}

void els_store_close(els_store **store)
{
    if (!store || !*store)
        return;
    sqlite3_close((*store)->db);
    close((*store)->lock_fd); /* gives the lock back */
    free((*store)->dir);
    free(*store);
    *store = NULL;
}

/* ---- files ---- */

els_err els_store_write_file(els_store *store, const char *name, els_str content)
{
    char path[4300], temporary[4300];
    snprintf(path, sizeof path, "%s/%s", store->dir, name);
    snprintf(temporary, sizeof temporary, "%s/%s.tmp", store->dir, name);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return els_journal_fail(store, ELS_E_IO, "cannot write %s: %s", temporary, strerror(errno));
    bool good = true;
    size_t done = 0;
    while (good && done < content.len) {
        ssize_t n = write(fd, content.ptr + done, content.len - done);
        if (n > 0)
            done += (size_t)n;
        else
            good = n < 0 && errno == EINTR;
    }
    int failure = good ? 0 : errno;
    if (close(fd) != 0 && good) {
        good = false;
        failure = errno;
    }
    if (good && rename(temporary, path) != 0) {
        good = false;
        failure = errno;
    }
    if (good)
        return ELS_OK;
    unlink(temporary);
    return els_journal_fail(store, ELS_E_IO, "cannot write %s: %s", path, strerror(failure));
}

els_err els_store_write_report(els_store *store, uint64_t run, els_str json)
{
    char folder[4300], name[64];
    snprintf(folder, sizeof folder, "%s/reports", store->dir);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return els_journal_fail(store, ELS_E_IO, "cannot make %s: %s", folder, strerror(errno));
    snprintf(name, sizeof name, "reports/%llu.json", (unsigned long long)run);
    els_err err = els_store_write_file(store, name, json);
    return err ? err : els_store_write_file(store, "report.json", json);
}

void els_store_remove_file(els_store *store, const char *name)
{
    char path[4300];
    snprintf(path, sizeof path, "%s/%s", store->dir, name);
    unlink(path);
}
