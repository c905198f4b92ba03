#include "artifact_file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_stdio(const char *path)
{
    return strcmp(path, "-") == 0;
}

static els_err read_stream(FILE *file, els_buf *out)
{
    char part[65536];
    size_t n;
    while ((n = fread(part, 1, sizeof part, file)) > 0) {
        if (out->len + n > ELS_ARTIFACT_FILE_MAX)
            return ELS_E_LIMIT;
        els_buf_append(out, part, n);
    }
    return ferror(file) ? ELS_E_IO : ELS_OK;
}

els_err els_artifact_load(const char *path, els_buf *bytes, els_arena *arena, els_artifact *ret,
                          els_buf *why)
{
    const char *shown = is_stdio(path) ? "standard input" : path;
    FILE *file = is_stdio(path) ? stdin : fopen(path, "rb");
    if (!file) {
        els_err err = errno == ENOENT ? ELS_E_NOT_FOUND : ELS_E_IO;
        els_buf_printf(why, "%s cannot be opened: %s", path, strerror(errno));
        return err;
    }
    els_buf_clear(bytes);
    els_err err = read_stream(file, bytes);
    if (err == ELS_E_IO)
        els_buf_printf(why, "%s cannot be read: %s", shown, strerror(errno));
    else if (err)
        els_buf_printf(why, "%s is larger than an artifact may be", shown);
    if (!is_stdio(path))
        fclose(file);
    if (err)
        return err;
    els_buf reason = {0};
    err = els_artifact_read(els_buf_str(bytes), arena, ret, &reason);
    if (err)
        els_buf_printf(why, "%s is refused: %s", shown, reason.ptr);
    els_buf_fini(&reason);
    return err;
}

static bool write_whole(FILE *file, els_str bytes)
{
    bool good = fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    return fflush(file) == 0 && good;
}

static els_err refuse(els_buf *why, const char *path)
{
    els_buf_printf(why, "%s cannot be written: %s", path, strerror(errno));
    return ELS_E_IO;
}

/* A device, a pipe: what is renamed onto it would take its place. */
static bool is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

static els_err write_into(const char *path, els_str bytes, els_buf *why)
{
    FILE *file = fopen(path, "wb");
    bool good = file && write_whole(file, bytes);
    els_err err = good ? ELS_OK : refuse(why, path);
    if (file && fclose(file) != 0 && good)
        err = refuse(why, path);
    return err;
}

/* Whoever reads `path` finds the old file or the new one. */
static els_err replace(const char *path, els_str bytes, els_buf *why)
{
    els_buf beside = {0};
    els_buf_printf(&beside, "%s.tmp-%ld", path, (long)getpid());
    FILE *file = fopen(beside.ptr, "wb");
    els_err err = file ? ELS_OK : refuse(why, path);
    if (file) {
        bool good = write_whole(file, bytes) && fsync(fileno(file)) == 0;
        good = fclose(file) == 0 && good;
        if (!good || rename(beside.ptr, path) != 0) {
            err = refuse(why, path);
            unlink(beside.ptr);
        }
    }
    els_buf_fini(&beside);
    return err;
}

els_err els_artifact_save(const char *path, els_str bytes, els_buf *why)
{
    if (is_stdio(path))
        return write_whole(stdout, bytes) ? ELS_OK : refuse(why, "standard output");
    return is_special(path) ? write_into(path, bytes, why) : replace(path, bytes, why);
}
