#include "black_box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x31786f626b636c62u /* "blckbox1" */

/* The file. `count` is 0 while the rest changes: a death in the middle leaves nothing known. */
typedef struct {
    uint64_t magic;
    uint64_t epoch, iteration;
    uint32_t attempt, first;
    _Atomic uint32_t count;
    uint32_t begun; /* tasks, one after the other, that this life has noted */
} contents;

struct els_black_box {
    int fd; /* its lock is what keeps others away */
    contents *file;
    uint32_t begun;
};

/* What keeps the open file from being used as a box; ELS_OK for a box, then *ret_is_box is true,
 * and for an empty file. */
static els_err check(int fd, const char *path, bool *ret_is_box, els_buf *error_text)
{
    static const contents nothing;
    struct stat info;
    contents is;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            els_buf_printf(error_text, "--black-box: %s belongs to another process that lives",
                           path);
            return ELS_E_STATE;
        }
        els_buf_printf(error_text, "--black-box: cannot lock %s (%s)", path, strerror(errno));
        return ELS_E_IO;
    }
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        els_buf_printf(error_text, "--black-box: %s is no file", path);
        return ELS_E_FORMAT;
    }
    if (info.st_size == 0)
        return ELS_OK;
    bool is_read = info.st_size == sizeof is && pread(fd, &is, sizeof is, 0) == (ssize_t)sizeof is;
    *ret_is_box = is_read && is.magic == MAGIC;
    /* A machine that went down may leave the length of a new box without its bytes. */
    if (*ret_is_box || (is_read && memcmp(&is, &nothing, sizeof is) == 0))
        return ELS_OK;
    els_buf_printf(error_text, "--black-box: %s holds something else: name another file", path);
    return ELS_E_FORMAT;
}

/* Makes the empty file a box. By a write, which a full disk refuses: the first store into a mapped
 * hole would end the process. */
static els_err begin(int fd, const char *path, els_buf *error_text)
{
    static const contents empty = {.magic = MAGIC};
    errno = 0;
    if (pwrite(fd, &empty, sizeof empty, 0) == (ssize_t)sizeof empty)
        return ELS_OK;
    els_buf_printf(error_text, "--black-box: cannot write %s (%s)", path,
                   strerror(errno ? errno : ENOSPC));
    if (ftruncate(fd, 0) != 0)
        els_buf_printf(error_text, "; remove it"); /* a part of a box is none */
    return ELS_E_IO;
}

els_err els_black_box_open(const char *path, els_black_box **ret_box, els_in_hand *ret_before,
                           els_buf *error_text)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        els_buf_printf(error_text, "--black-box: cannot open %s (%s)", path, strerror(errno));
        return ELS_E_IO;
    }
    bool is_box = false;
    els_err err = check(fd, path, &is_box, error_text);
    if (!err && !is_box)
        err = begin(fd, path, error_text);
    els_in_hand before = els_black_box_read(fd);
    els_black_box *box = err ? NULL : calloc(1, sizeof *box);
    void *file = MAP_FAILED;
    if (box)
        file = mmap(NULL, sizeof(contents), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (file == MAP_FAILED) {
        if (!err)
            els_buf_printf(error_text, "--black-box: cannot map %s (%s)", path, strerror(errno));
        free(box);
        close(fd);
        return err ? err : ELS_E_IO;
    }
    *box = (els_black_box){.fd = fd, .file = file};
    *ret_before = before;
    *ret_box = box;
    return ELS_OK;
}

void els_black_box_close(els_black_box **box)
{
    if (!*box)
        return;
    munmap((*box)->file, sizeof(contents));
    close((*box)->fd);
    free(*box);
    *box = NULL;
}

void els_black_box_note(els_black_box *box, const els_in_hand *in_hand)
{
    if (!box)
        return;
    contents *file = box->file;
    /* The answer of a task that came alone is noted as the task was. */
    uint32_t before = atomic_load_explicit(&file->count, memory_order_relaxed);
    bool is_same = before == in_hand->count && file->first == in_hand->first;
    box->begun += in_hand->count != 0 && (!is_same || box->begun == 0);
    atomic_store_explicit(&file->count, 0, memory_order_seq_cst);
    file->epoch = in_hand->epoch;
    file->iteration = in_hand->iteration;
    file->attempt = in_hand->attempt;
    file->first = in_hand->first;
    file->begun = box->begun;
    atomic_store_explicit(&file->count, in_hand->count, memory_order_release);
}

els_in_hand els_black_box_read(int fd)
{
    contents is;
    if (pread(fd, &is, sizeof is, 0) != (ssize_t)sizeof is || is.magic != MAGIC)
        return (els_in_hand){0};
    return (els_in_hand){is.epoch, is.iteration, is.attempt, is.first, is.count};
}

bool els_black_box_has_finished(int fd)
{
    contents is;
    return pread(fd, &is, sizeof is, 0) == (ssize_t)sizeof is && is.magic == MAGIC && is.begun > 1;
}
