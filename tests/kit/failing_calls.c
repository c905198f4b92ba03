#include "failing_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    failing_kind kind;
    bool is_on, has_failed;
    uint64_t left; /* calls before the one that fails */
} plan;

void failing_calls_begin(failing_kind kind, uint64_t after)
{
    plan.kind = kind;
    plan.left = after;
    plan.is_on = true;
    plan.has_failed = false;
}

bool failing_calls_end(void)
{
    plan.is_on = false;
    return plan.has_failed;
}

/* Whether this call, of that kind, is the one. */
static bool is_hit(failing_kind kind)
{
    if (!plan.is_on || plan.kind != kind || plan.has_failed || plan.left--)
        return false;
    plan.has_failed = true;
    return true;
}

static bool file_fails(void)
{
    bool fails = is_hit(FAILING_FILES);
    if (fails)
        errno = EIO;
    return fails;
}

/* A function NAME that fails with WRONG where a file's may, and is the real one otherwise. */
#define WRAP(type_, name_, wrong_, params_, args_)                                                 \
    type_ __real_##name_ params_;                                                                  \
    type_ __wrap_##name_ params_;                                                                  \
    type_ __wrap_##name_ params_                                                                   \
    {                                                                                              \
        return file_fails() ? (wrong_) : __real_##name_ args_;                                     \
    }

WRAP(DIR *, opendir, NULL, (const char *path), (path))
WRAP(ssize_t, read, -1, (int fd, void *to, size_t size), (fd, to, size))
WRAP(ssize_t, pread, -1, (int fd, void *to, size_t size, off_t at), (fd, to, size, at))
WRAP(ssize_t, pwrite, -1, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
WRAP(int, fsync, -1, (int fd), (fd))
WRAP(int, ftruncate, -1, (int fd, off_t size), (fd, size))
WRAP(int, flock, -1, (int fd, int how), (fd, how))
WRAP(int, fstat, -1, (int fd, struct stat *ret), (fd, ret))
WRAP(int, stat, -1, (const char *path, struct stat *ret), (path, ret))
WRAP(int, mkdir, -1, (const char *path, mode_t mode), (path, mode))
WRAP(int, unlink, -1, (const char *path), (path))
WRAP(int, rename, -1, (const char *from, const char *to), (from, to))
WRAP(int, renameat, -1, (int from_fd, const char *from, int to_fd, const char *to),
     (from_fd, from, to_fd, to))
WRAP(ssize_t, getrandom, -1, (void *to, size_t size, unsigned flags), (to, size, flags))
WRAP(void *, mmap, MAP_FAILED, (void *at, size_t n, int prot, int flags, int fd, off_t from),
     (at, n, prot, flags, fd, from))

/* It fails where it has something left to say; the descriptor is gone all the same. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool fails = file_fails();
    int code = __real_close(fd);
    if (fails)
        errno = EIO;
    return fails ? -1 : code;
}

static mode_t mode_of(int flags, va_list args)
{
    return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int fd = file_fails() ? -1 : __real_open(path, flags, mode_of(flags, args));
    va_end(args);
    return fd;
}

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int fd = file_fails() ? -1 : __real_openat(folder, path, flags, mode_of(flags, args));
    va_end(args);
    return fd;
}

ssize_t __real_write(int fd, const void *from, size_t n);
ssize_t __wrap_write(int fd, const void *from, size_t n);
ssize_t __wrap_write(int fd, const void *from, size_t n)
{
    if (file_fails())
        return -1;
    if (is_hit(FAILING_INTERRUPTED)) {
        errno = EINTR;
        return -1;
    }
    return __real_write(fd, from, n > 1 && is_hit(FAILING_SHORT) ? 1 : n);
}

/* ---- the database ---- */

int __real_sqlite3_open_v2(const char *path, sqlite3 **ret, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **ret, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **ret, int flags, const char *vfs)
{
    int code = __real_sqlite3_open_v2(path, ret, flags, vfs); /* there is one also when it fails */
    return is_hit(FAILING_STATEMENTS) ? SQLITE_CANTOPEN : code;
}

int __real_sqlite3_create_function(sqlite3 *db, const char *name, int n, int flags, void *user,
                                   void (*call)(sqlite3_context *, int, sqlite3_value **),
                                   void (*step)(sqlite3_context *, int, sqlite3_value **),
                                   void (*end)(sqlite3_context *));
int __wrap_sqlite3_create_function(sqlite3 *db, const char *name, int n, int flags, void *user,
                                   void (*call)(sqlite3_context *, int, sqlite3_value **),
                                   void (*step)(sqlite3_context *, int, sqlite3_value **),
                                   void (*end)(sqlite3_context *));
int __wrap_sqlite3_create_function(sqlite3 *db, const char *name, int n, int flags, void *user,
                                   void (*call)(sqlite3_context *, int, sqlite3_value **),
                                   void (*step)(sqlite3_context *, int, sqlite3_value **),
                                   void (*end)(sqlite3_context *))
{
    return is_hit(FAILING_STATEMENTS)
               ? SQLITE_NOMEM
               : __real_sqlite3_create_function(db, name, n, flags, user, call, step, end);
}

int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **ret,
                              const char **ret_tail);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **ret,
                              const char **ret_tail);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **ret,
                              const char **ret_tail)
{
    return is_hit(FAILING_STATEMENTS) ? SQLITE_NOMEM
                                      : __real_sqlite3_prepare_v2(db, sql, n, ret, ret_tail);
}

int __real_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement);
int __wrap_sqlite3_step(sqlite3_stmt *statement)
{
    return is_hit(FAILING_STATEMENTS) ? SQLITE_IOERR : __real_sqlite3_step(statement);
}

int __real_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback call, void *user,
                        char **ret);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback call, void *user,
                        char **ret);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, sqlite3_callback call, void *user, char **ret)
{
    return is_hit(FAILING_STATEMENTS) ? SQLITE_IOERR
                                      : __real_sqlite3_exec(db, sql, call, user, ret);
}
