#include "manifest_files.h"
#include "manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

els_err els_manifest_read_file(const char *path, size_t max, els_buf *out, els_buf *why)
{
    struct stat status;
    char chunk[65536];
    ssize_t n;
    size_t total = 0;
    /* O_NONBLOCK: a pipe of that name must not stop us before it is refused. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        els_err err = fd < 0 && errno == ENOENT ? ELS_E_NOT_FOUND : ELS_E_IO;
        els_buf_printf(why, "%.300s: %s", path, fd >= 0 ? "not a regular file" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return err;
    }
    while ((n = read(fd, chunk, sizeof chunk)) > 0 && (total += (size_t)n) <= max)
        els_buf_append(out, chunk, (size_t)n);
    close(fd);
    if (n > 0)
        els_buf_printf(why, "%.300s: more than %zu bytes", path, max);
    else if (n < 0)
        els_buf_printf(why, "%.300s: %s", path, strerror(errno));
    return n > 0 ? ELS_E_LIMIT : n < 0 ? ELS_E_IO : ELS_OK;
}

typedef struct {
    const char *folder, *skip;
    char *names[ELS_MANIFEST_FILES]; /* relative to the folder */
    size_t n;
} listing;

static bool is_skipped(const listing *list, const char *prefix, const char *name)
{
    size_t len = strlen(list->skip);
    return prefix[0] == '\0' && strncmp(name, list->skip, len) == 0 &&
           (name[len] == '\0' || strcmp(name + len, ".sig") == 0);
}

static els_err list_folder(listing *list, const char *prefix, unsigned depth, els_buf *why);

/* `name` stands in the folder `prefix` ("" or "a/b/"). */
static els_err list_entry(listing *list, const char *prefix, const char *name, unsigned depth,
                          els_buf *why)
{
    enum { DEPTH_MAX = 16 };
    char relative[PATH_MAX], path[PATH_MAX];
    struct stat status;
    if (snprintf(relative, sizeof relative, "%s%s", prefix, name) >= (int)sizeof relative - 2 ||
        snprintf(path, sizeof path, "%s/%s", list->folder, relative) >= (int)sizeof path) {
        els_buf_printf(why, "%.300s: a path is too long", list->folder);
        return ELS_E_LIMIT;
    }
    if (lstat(path, &status) != 0 || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))) {
        els_buf_printf(why, "%.300s: a plugin's folder holds files and folders only, no links",
                       path);
        return ELS_E_FORMAT;
    }
    if (list->n == ELS_MANIFEST_FILES || depth == DEPTH_MAX) {
        els_buf_printf(why, "%.300s: more than %d files, or folders more than %d deep",
                       list->folder, ELS_MANIFEST_FILES, DEPTH_MAX);
        return ELS_E_LIMIT;
    }
    if (S_ISDIR(status.st_mode)) {
        strcat(relative, "/"); /* there is room: checked above */
        return list_folder(list, relative, depth + 1, why);
    }
    list->names[list->n] = strdup(relative);
    return list->names[list->n++] ? ELS_OK : ELS_E_NOMEM;
}

static els_err list_folder(listing *list, const char *prefix, unsigned depth, els_buf *why)
{
    char path[PATH_MAX];
    struct dirent *entry;
    els_err err = ELS_OK;
    if (snprintf(path, sizeof path, "%s/%s", list->folder, prefix) >= (int)sizeof path)
        return ELS_E_LIMIT;
    DIR *folder = opendir(path);
    if (!folder) {
        els_buf_printf(why, "%.300s: %s", path, strerror(errno));
        return ELS_E_IO;
    }
    while (!err && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !is_skipped(list, prefix, entry->d_name))
            err = list_entry(list, prefix, entry->d_name, depth, why);
    closedir(folder);
    return err;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

els_err els_manifest_digest_folder(const char *folder, const char *skip,
                                   char ret_digest[ELS_DIGEST_HEX], els_buf *why)
{
    listing list = {.folder = folder, .skip = skip};
    els_buf text = {0}, bytes = {0};
    size_t total = 0;
    els_err err = list_folder(&list, "", 0, why);
    if (!err)
        qsort(list.names, list.n, sizeof list.names[0], by_name);
    for (size_t i = 0; i < list.n && !err; i++) {
        char path[PATH_MAX], hex[ELS_DIGEST_HEX];
        els_buf_clear(&bytes);
        if (snprintf(path, sizeof path, "%s/%s", folder, list.names[i]) >= (int)sizeof path)
            err = ELS_E_LIMIT;
        else
            err = els_manifest_read_file(path, ELS_MANIFEST_FILE_BYTES - total, &bytes, why);
        total += bytes.len;
        els_digest_hex(bytes.ptr, bytes.len, hex);
        /* A name may hold a line end: its length says where it stops. */
        els_buf_printf(&text, "%s %zu %s\n", hex, strlen(list.names[i]), list.names[i]);
    }
    for (size_t i = 0; i < list.n; i++)
        free(list.names[i]);
    if (!err)
        els_digest_hex(text.ptr, text.len, ret_digest);
    els_buf_fini(&text);
    els_buf_fini(&bytes);
    return err;
}
