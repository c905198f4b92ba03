/* Opening, checking and closing the store, and its files; journal_read.c and journal_write.c have
 * the tables' contents. */
#include "audit.h"
#include "repair.h"
#include "seal.h"
#include "wal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LOG_STEP = 1 << 20,
    LOCK_TRIES = 20,
    LOCK_PAUSE_MS = 10,
    ERROR_TEXT_MAX = 3 * 4096 /* bytes of a line on why a store is not opened */
};

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

els_err els_journal_fail_memory(els_store *store)
{
    return els_journal_fail(store, ELS_E_NOMEM, "store %s: out of memory", store->dir);
}

els_err els_journal_fail_sql(els_store *store, const char *doing)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return els_journal_fail(store, ELS_E_CORRUPT, "store %s is damaged (%s): " ELS_STORE_REPAIR,
                                store->dir, sqlite3_errmsg(store->db), store->dir);
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

const char *els_store_note(const els_store *store)
{
    return store->note;
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

/* What keeps us from a file in the folder of a store. */
static const char *obstacle(int failure)
{
    return failure == ENOTDIR ? "it is a file, and a store is a folder" : strerror(failure);
}

els_err els_store_find(const char *dir, els_buf *error_text)
{
    char path[4200];
    struct stat info;
    snprintf(path, sizeof path, "%s/journal.db", dir);
    if (stat(path, &info) == 0)
        return ELS_OK;
    if (errno == ENOENT) {
        els_buf_printf(error_text, "there is no store at %s: `els run --store %s` makes one", dir,
                       dir);
        return ELS_E_NOT_FOUND;
    }
    els_buf_printf(error_text, "store %s cannot be used: %s", dir, obstacle(errno));
    return ELS_E_IO;
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
        els_buf_printf(error_text, "store %s cannot be used: %s", dir, obstacle(errno));
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
        els_buf_printf(error_text, "store %s is in use by process %s: wait until it has ended", dir,
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

els_err els_journal_number(els_store *store, const char *sql, int64_t *ret_value)
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

static els_err check_pages(els_store *store)
{
    sqlite3_stmt *statement = els_journal_prepare(store, "PRAGMA integrity_check(1)");
    if (!statement)
        return els_journal_fail_sql(store, "checking");
    els_err err = ELS_OK;
    const char *found = NULL;
    if (sqlite3_step(statement) == SQLITE_ROW)
        found = (const char *)sqlite3_column_text(statement, 0);
    if (!found) {
        err = els_journal_fail_sql(store, "checking");
    } else if (strcmp(found, "ok") != 0) {
        const char *detail = strrchr(found, '\n'); /* the line before names the database */
        err = els_journal_fail(store, ELS_E_CORRUPT, "store %s is damaged (%s): " ELS_STORE_REPAIR,
                               store->dir, detail ? detail + 1 : found, store->dir);
    }
    sqlite3_finalize(statement);
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
    if (!err && version < ELS_STORE_SCHEMA_AUDIT)
        err = els_audit_create(store);
    if (!err)
        err = version < ELS_STORE_SCHEMA_SEALED ? els_seal_create(store) : els_seal_renew(store);
    return err ? err : els_journal_exec(store, sql);
}

/* Bytes of the write-ahead log, through the file system that SQLite uses; none when there is none.
 */
static els_err read_log(els_store *store, const char *path, els_buf *ret_log)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    int exists = 0;
    if (vfs->xAccess(vfs, path, SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK || !exists)
        return ELS_OK;
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    sqlite3_int64 size = 0;
    if (!file)
        return els_journal_fail_memory(store);
    int code = vfs->xOpen(vfs, path, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL, NULL);
    if (code == SQLITE_OK)
        code = file->pMethods->xFileSize(file, &size);
    for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size;) {
        int n = size - at < LOG_STEP ? (int)(size - at) : LOG_STEP;
        if (!els_buf_try_reserve(ret_log, (size_t)n)) {
            code = SQLITE_NOMEM;
            break;
        }
        code = file->pMethods->xRead(file, ret_log->ptr + ret_log->len, n, at);
        ret_log->len += (size_t)n;
        at += n;
    }
    if (file->pMethods)
        file->pMethods->xClose(file);
    free(file);
    if ((code & 0xff) == SQLITE_NOMEM)
        return els_journal_fail_memory(store);
    return code == SQLITE_OK
               ? ELS_OK
               : els_journal_fail(store, ELS_E_IO, "store %s: cannot read %s", store->dir, path);
}

/* What the log lacks, and whether the journal may be used in spite of it. */
static els_err judge_log(els_store *store, const els_wal_reading *log, size_t log_bytes,
                         els_journal_mode mode)
{
    uint64_t head, reached = store->sealed.transactions;
    bool has_head = els_seal_head(store->dir, &head);
    uint64_t missing = has_head && head > reached ? head - reached : 0;
    if (log->state == ELS_WAL_BROKEN && (missing || !has_head) && mode == ELS_JOURNAL_STRICT)
        return els_journal_fail(store, ELS_E_CORRUPT,
                                "store %s is damaged (its write-ahead log from byte %zu on, with "
                                "later transactions behind that): " ELS_STORE_REPAIR,
                                store->dir, log->damaged_from, store->dir);
    if (log->state == ELS_WAL_WHOLE && !missing)
        return ELS_OK;
    int n = snprintf(store->note, sizeof store->note,
                     "the journal of store %s ends early: %zu bytes at the end of its write-ahead "
                     "log are torn and were dropped; ",
                     store->dir, log_bytes - log->used_bytes);
    if (missing)
        snprintf(store->note + n, sizeof store->note - (size_t)n,
                 "%llu acknowledged transactions are lost with them, and will be made again",
                 (unsigned long long)missing);
    else
        snprintf(store->note + n, sizeof store->note - (size_t)n,
                 "nothing that was acknowledged is missing");
    return ELS_OK;
}

/* Schema and content; an older schema is brought up to date. */
static els_err check_content(els_store *store, els_journal_mode mode)
{
    int64_t version = 0, is_sealed = 0;
    uint64_t head = 0;
    els_err err = els_journal_number(store, "PRAGMA user_version", &version);
    if (err)
        return err;
    if (version > ELS_STORE_SCHEMA)
        return els_journal_fail(store, ELS_E_VERSION,
                                "store %s was made by a newer version of ELS (its schema is %lld, "
                                "this program knows %d): update ELS or use another --store",
                                store->dir, (long long)version, ELS_STORE_SCHEMA);
    int64_t tables = 0;
    /* Most of what is written are states of megabytes: fewer, larger pages. A store that is there
     * keeps its own. */
    err = els_journal_exec(store, "PRAGMA page_size=16384;"
                                  "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                  "PRAGMA recursive_triggers=ON;");
    if (!err)
        err = els_journal_number(store, "SELECT count(*) FROM sqlite_master", &tables);
    if (!err)
        err = els_journal_number(store, "SELECT count(*) FROM sqlite_master WHERE name = 'seal'",
                                 &is_sealed);
    if (err)
        return err;
    if (version <= 0 && tables != 0)
        return els_journal_fail(store, ELS_E_CORRUPT,
                                "store %s: journal.db is a database of something else", store->dir);
    if (version <= 0 && mode != ELS_JOURNAL_NEW && els_seal_head(store->dir, &head) && head > 0)
        return els_journal_fail(
            store, ELS_E_CORRUPT,
            "store %s is damaged (journal.db is empty, after %llu transactions): " ELS_STORE_REPAIR,
            store->dir, (unsigned long long)head, store->dir);
    if ((version < ELS_STORE_SCHEMA_SEALED) == (is_sealed != 0))
        return els_journal_fail(
            store, ELS_E_CORRUPT,
            "store %s is damaged (its schema is not that of its version): " ELS_STORE_REPAIR,
            store->dir, store->dir);
    if (version > 0)
        err = check_pages(store);
    if (!err && version >= ELS_STORE_SCHEMA_SEALED && version < ELS_STORE_SCHEMA)
        err = els_seal_check(store); /* before anything is sealed anew */
    if (!err && version < ELS_STORE_SCHEMA)
        err = update_schema(store, version);
    return err ? err : els_seal_check(store);
}

els_err els_journal_open(els_store *store, const char *name, els_journal_mode mode)
{
    char path[4200], log_path[4210];
    els_buf log = {0};
    snprintf(path, sizeof path, "%s/%s", store->dir, name);
    snprintf(log_path, sizeof log_path, "%s-wal", path);
    els_err err = read_log(store, log_path, &log);
    els_wal_reading reading = els_wal_read(els_buf_str(&log));
    size_t log_bytes = log.len;
    els_buf_fini(&log);
    if (err)
        return err;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
        return els_journal_fail(store, ELS_E_IO, "store %s: cannot open %s: %s", store->dir, name,
                                store->db ? sqlite3_errmsg(store->db) : "out of memory");
    /* Closing what was refused must not write the log into the database. */
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    /* One connection by one process: exclusive locking keeps the WAL index in memory, and FULL
     * makes a commit one fsync of the WAL. Pages that a newer state frees are not written as zeros
     * first (Debian's default), nor what a statement could take back into a file of its own: both
     * were half of what a run wrote. */
    err = els_journal_exec(store, "PRAGMA locking_mode=EXCLUSIVE;"
                                  "PRAGMA secure_delete=OFF;"
                                  "PRAGMA temp_store=MEMORY;"
                                  "PRAGMA cell_size_check=ON;"
                                  "PRAGMA trusted_schema=OFF;");
    if (!err)
        err = els_seal_register(store);
    if (!err)
        err = check_content(store, mode);
    if (!err)
        err = judge_log(store, &reading, log_bytes, mode);
    if (!err)
        err = els_seal_start(store);
    if (!err)
        sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return err;
}

els_err els_journal_enter(const char *dir, bool create, els_store **ret_store, els_buf *error_text)
{
    size_t len = strlen(dir);
    if (!els_buf_try_reserve(error_text, ERROR_TEXT_MAX))
        return ELS_E_NOMEM;
    if (len == 0 || len > 4000) {
        els_buf_printf(error_text, "--store: the path is empty or too long");
        return ELS_E_IO;
    }
    els_err err = create ? make_folders(dir, error_text) : els_store_find(dir, error_text);
    int lock_fd = -1;
    if (!err)
        err = take_lock(dir, &lock_fd, error_text);
    if (err)
        return err;
    if (!els_repair_settle(dir)) {
        els_buf_printf(error_text, "store %s: cannot move the log of a repair that was ended: %s",
                       dir, strerror(errno));
        close(lock_fd);
        return ELS_E_IO;
    }
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
    *ret_store = store;
    return ELS_OK;
}

els_err els_store_open(const char *dir, bool create, els_store **ret_store, els_buf *error_text)
{
    els_store *store;
    els_err err = els_journal_enter(dir, create, &store, error_text);
    if (err)
        return err;
    err = els_journal_open(store, "journal.db", ELS_JOURNAL_STRICT);
    if (err) {
        els_buf_printf(error_text, "%s", store->error);
        els_store_close(&store);
        return err;
    }
    *ret_store = store;
    return ELS_OK;
}

void els_journal_close(els_store *store)
{
    sqlite3_close(store->db);
    store->db = NULL;
    store->seal = store->sealed = (els_store_seal){0};
    store->note[0] = '\0';
}

void els_store_close(els_store **store)
{
    if (!store || !*store)
        return;
    els_journal_close(*store);
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
