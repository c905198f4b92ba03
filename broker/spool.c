#include "spool.h"
#include "channels.h"
#include "codec.h"
#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER "commands"
#define SUFFIX ".cmd"
enum { PATH_BYTES = 4400, DIR_BYTES_MAX = 4000, ID_BYTES_MAX = 64 };

/* ---- names ---- */

static int by_name(const void *a, const void *b)
{
    return els_str_cmp(*(const els_str *)a, *(const els_str *)b);
}

/* Letters, digits and '-' before the suffix; what is named otherwise is no command of ours. */
static bool is_command_name(els_str name)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
    size_t suffix = sizeof SUFFIX - 1;
    if (name.len <= suffix || name.len > ID_BYTES_MAX + suffix ||
        strspn(name.ptr, allowed) != name.len - suffix)
        return false;
    return els_str_eq(els_str_sub(name, name.len - suffix, name.len), ELS_STR(SUFFIX));
}

/* Names in order, at most ELS_SPOOL_FILES_MAX: writers stop there too. */
static uint32_t list_names(DIR *folder, els_arena *arena, els_str *names)
{
    uint32_t n = 0;
    const struct dirent *entry;
    while (n < ELS_SPOOL_FILES_MAX && (entry = readdir(folder))) {
        els_str name = els_str_of(entry->d_name);
        if (is_command_name(name))
            names[n++] = els_arena_copy(arena, name);
    }
    qsort(names, n, sizeof *names, by_name);
    return n;
}

/* ---- writing ---- */

static els_err complain(els_buf *error_text, const char *doing, const char *path)
{
    els_buf_printf(error_text, "cannot %s %s: %s", doing, path, strerror(errno));
    return ELS_E_IO;
}

static els_err sync_folder(const char *path, els_buf *error_text)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return complain(error_text, "open", path);
    int failed = fsync(fd);
    els_err err = failed ? complain(error_text, "sync", path) : ELS_OK;
    close(fd);
    return err;
}

static els_err write_synced(const char *path, els_str bytes, els_buf *error_text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return complain(error_text, "write", path);
    els_err err = ELS_OK;
    size_t done = 0;
    while (!err && done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            err = complain(error_text, "write", path);
    }
    if (!err && fsync(fd) != 0)
        err = complain(error_text, "sync", path);
    if (close(fd) != 0 && !err)
        err = complain(error_text, "write", path);
    if (err)
        unlink(path);
    return err;
}

/* By the time, so that names sort, and at random, so that two writers do not meet. */
static els_str new_id(els_arena *arena)
{
    struct timespec now;
    uint32_t random = 0;
    clock_gettime(CLOCK_REALTIME, &now);
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        random = (uint32_t)getpid();
    return els_arena_printf(arena, "%016llu-%08x",
                            (unsigned long long)now.tv_sec * 1000000u +
                                (unsigned long long)now.tv_nsec / 1000u,
                            random);
}

static els_err make_folder(const char *dir, char *path, els_buf *error_text)
{
    size_t len = strlen(dir);
    if (len == 0 || len > DIR_BYTES_MAX) {
        els_buf_printf(error_text, "--store: the path is empty or too long");
        return ELS_E_LIMIT;
    }
    els_err err = els_store_find(dir, error_text);
    if (err)
        return err;
    snprintf(path, PATH_BYTES, "%s/" FOLDER, dir);
    if (mkdir(path, 0700) == 0)
        return sync_folder(dir, error_text);
    return errno == EEXIST ? ELS_OK : complain(error_text, "make", path);
}

uint32_t els_spool_waiting(const char *dir)
{
    char path[PATH_BYTES];
    els_arena arena = {0};
    els_str *names = ELS_ARENA_NEW(&arena, els_str, ELS_SPOOL_FILES_MAX);
    snprintf(path, sizeof path, "%s/" FOLDER, dir);
    DIR *folder = opendir(path);
    uint32_t n = folder ? list_names(folder, &arena, names) : 0;
    if (folder)
        closedir(folder);
    els_arena_fini(&arena);
    return n;
}

static els_err check_room(const char *dir, els_buf *error_text)
{
    uint32_t n = els_spool_waiting(dir);
    if (n < ELS_SPOOL_FILES_MAX)
        return ELS_OK;
    els_buf_printf(error_text,
                   "%u commands wait in %s/" FOLDER " already: start the run that takes them", n,
                   dir);
    return ELS_E_LIMIT;
}

els_err els_spool_write(const char *dir, const els_command *command, els_arena *arena,
                        els_str *ret_id, els_buf *error_text)
{
    char folder[PATH_BYTES], path[PATH_BYTES + 80], temporary[PATH_BYTES + 80];
    els_command nameless = *command;
    els_buf frame = {0};
    nameless.id = (els_str){NULL, 0};
    els_err err = els_encode_explain(ELS_MSG_command, &nameless, &frame, error_text);
    if (!err)
        err = make_folder(dir, folder, error_text);
    if (!err)
        err = check_room(dir, error_text);
    if (!err) {
        els_str id = new_id(arena);
        snprintf(path, sizeof path, "%s/" ELS_STR_FMT SUFFIX, folder, ELS_STR_ARG(id));
        snprintf(temporary, sizeof temporary, "%s/." ELS_STR_FMT ".tmp", folder, ELS_STR_ARG(id));
        err = write_synced(temporary, els_buf_str(&frame), error_text);
        if (!err && rename(temporary, path) != 0) {
            err = complain(error_text, "write", path);
            unlink(temporary);
        }
        if (!err)
            err = sync_folder(folder, error_text);
        if (!err)
            *ret_id = id;
    }
    els_buf_fini(&frame);
    return err;
}

/* ---- reading ---- */

static els_err read_bytes(int folder_fd, const char *name, els_arena *arena, els_str *ret_bytes,
                          els_buf *why)
{
    struct stat info;
    /* A pipe or a device must not make the broker wait. */
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        els_buf_printf(why, "%s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return ELS_E_IO;
    }
    char *bytes = els_arena_alloc(arena, ELS_SPOOL_BYTES_MAX + 1);
    size_t len = 0;
    ssize_t n = 0;
    els_err err = ELS_OK;
    if (!S_ISREG(info.st_mode)) {
        els_buf_printf(why, "it is not a file");
        err = ELS_E_FORMAT;
    }
    while (!err && len <= ELS_SPOOL_BYTES_MAX &&
           (n = read(fd, bytes + len, ELS_SPOOL_BYTES_MAX + 1 - len)) > 0)
        len += (size_t)n;
    if (!err && n < 0) {
        els_buf_printf(why, "%s", strerror(errno));
        err = ELS_E_IO;
    }
    if (!err && len > ELS_SPOOL_BYTES_MAX) {
        els_buf_printf(why, "it is longer than %u bytes", ELS_SPOOL_BYTES_MAX);
        err = ELS_E_LIMIT;
    }
    close(fd);
    if (!err)
        *ret_bytes = (els_str){bytes, len};
    return err;
}

static bool is_stage(els_str target)
{
    for (int role = ELS_ROLE_ANALYZER; role <= ELS_ROLE_MONITOR; role++)
        if (els_str_eq(target, els_str_of(els_role_name((els_role)role))))
            return true;
    return false;
}

static els_err read_command(int folder_fd, els_str name, els_arena *arena, els_command *ret,
                            els_buf *why)
{
    els_str bytes;
    els_msg_type type;
    const void *message;
    els_err err = read_bytes(folder_fd, name.ptr, arena, &bytes, why);
    if (!err)
        err = els_decode(bytes, arena, &type, &message, why);
    if (err)
        return err;
    if (type != ELS_MSG_command) {
        els_buf_printf(why, "it holds a %s, no command", els_message_name(type));
        return ELS_E_FORMAT;
    }
    els_command command = *(const els_command *)message;
    if (!is_stage(command.target)) {
        els_buf_printf(why, "there is no stage \"" ELS_STR_FMT "\"", ELS_STR_ARG(command.target));
        return ELS_E_FORMAT;
    }
    command.id = els_str_sub(name, 0, name.len - (sizeof SUFFIX - 1));
    *ret = command;
    return ELS_OK;
}

/* Out of the way; what cannot even be moved is removed, or it would be refused for ever. */
static els_str set_aside(int folder_fd, els_str name, els_str why, els_arena *arena)
{
    char aside[ID_BYTES_MAX + 32];
    snprintf(aside, sizeof aside, "refused/%s", name.ptr);
    const char *where = "moved to " FOLDER "/refused";
    (void)mkdirat(folder_fd, "refused", 0700);
    if (renameat(folder_fd, name.ptr, folder_fd, aside) != 0)
        where = unlinkat(folder_fd, name.ptr, 0) == 0 ? "removed" : "left where it is";
    return els_arena_printf(
        arena, "the command file " FOLDER "/" ELS_STR_FMT " is refused and %s: " ELS_STR_FMT,
        ELS_STR_ARG(name), where, ELS_STR_ARG(why));
}

els_err els_spool_read(const char *dir, els_arena *arena, els_spool_reading *ret,
                       els_buf *error_text)
{
    char path[PATH_BYTES];
    els_spool_reading reading = {0};
    snprintf(path, sizeof path, "%s/" FOLDER, dir);
    DIR *folder = opendir(path);
    if (!folder) {
        if (errno != ENOENT)
            return complain(error_text, "read", path);
        *ret = reading;
        return ELS_OK;
    }
    els_str *names = ELS_ARENA_NEW(arena, els_str, ELS_SPOOL_FILES_MAX);
    uint32_t n = list_names(folder, arena, names);
    reading.commands = ELS_ARENA_NEW(arena, els_command, n);
    reading.refusals = ELS_ARENA_NEW(arena, els_str, n);
    for (uint32_t i = 0; i < n; i++) {
        els_buf why = {0};
        if (read_command(dirfd(folder), names[i], arena, &reading.commands[reading.n_commands],
                         &why) == ELS_OK)
            reading.n_commands++;
        else
            reading.refusals[reading.n_refusals++] =
                set_aside(dirfd(folder), names[i], els_buf_str(&why), arena);
        els_buf_fini(&why);
    }
    closedir(folder);
    *ret = reading;
    return ELS_OK;
}

uint32_t els_spool_look(const char *dir, els_arena *arena, els_command **ret_commands)
{
    char path[PATH_BYTES];
    uint32_t n = 0;
    *ret_commands = NULL;
    snprintf(path, sizeof path, "%s/" FOLDER, dir);
    DIR *folder = opendir(path);
    if (!folder)
        return 0;
    els_str *names = ELS_ARENA_NEW(arena, els_str, ELS_SPOOL_FILES_MAX);
    uint32_t n_names = list_names(folder, arena, names);
    *ret_commands = ELS_ARENA_NEW(arena, els_command, n_names + 1);
    for (uint32_t i = 0; i < n_names; i++) {
        els_buf why = {0};
        if (read_command(dirfd(folder), names[i], arena, &(*ret_commands)[n], &why) == ELS_OK)
            n++;
        els_buf_fini(&why);
    }
    closedir(folder);
    return n;
}

void els_spool_remove(const char *dir, els_str id)
{
    char path[PATH_BYTES + 80];
    snprintf(path, sizeof path, "%s/" FOLDER "/" ELS_STR_FMT SUFFIX, dir, ELS_STR_ARG(id));
    unlink(path);
}
