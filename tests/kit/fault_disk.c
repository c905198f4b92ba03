#include "fault_disk.h"

#include "els_hash.h"

#include <sqlite3.h>
#include <stdlib.h>

enum { NODES = 32, PATH = 512 };

typedef struct {
    bool is_truncation; /* to `at` bytes */
    size_t at;
    els_buf bytes;
} pending;

typedef struct {
    char path[PATH]; /* empty: free */
    els_buf durable, seen;
    pending *pending; /* between the two, in order */
    size_t n_pending, cap_pending;
} node;

typedef struct {
    sqlite3_file base;
    node *node;
} handle;

static struct {
    node nodes[NODES];
    sqlite3_vfs *before;
    fault_kind kind;
    uint64_t operations, fail_at;
    bool fail_stays, is_stopped;
    uint64_t random;
} disk;

/* ---- files ---- */

static node *find(const char *path)
{
    for (int i = 0; i < NODES; i++)
        if (disk.nodes[i].path[0] && strcmp(disk.nodes[i].path, path) == 0)
            return &disk.nodes[i];
    return NULL;
}

static void forget_pending(node *n)
{
    for (size_t i = 0; i < n->n_pending; i++)
        els_buf_fini(&n->pending[i].bytes);
    n->n_pending = 0;
}

static void drop(node *n)
{
    forget_pending(n);
    free(n->pending);
    els_buf_fini(&n->durable);
    els_buf_fini(&n->seen);
    *n = (node){0};
}

static node *make(const char *path)
{
    for (int i = 0; i < NODES; i++) {
        if (disk.nodes[i].path[0])
            continue;
        if (strlen(path) >= PATH)
            abort();
        strcpy(disk.nodes[i].path, path);
        return &disk.nodes[i];
    }
    abort();
}

static void copy(els_buf *to, const els_buf *from)
{
    els_buf_clear(to);
    els_buf_append(to, from->ptr ? from->ptr : "", from->len);
}

static void apply(els_buf *to, const pending *p, size_t len)
{
    if (p->is_truncation) {
        if (p->at < to->len)
            to->len = p->at;
        return;
    }
    if (p->at + len > to->len) {
        els_buf_reserve(to, p->at + len - to->len);
        memset(to->ptr + to->len, 0, p->at + len - to->len);
        to->len = p->at + len;
    }
    memcpy(to->ptr + p->at, p->bytes.ptr, len);
}

static pending *add_pending(node *n)
{
    if (n->n_pending == n->cap_pending) {
        n->cap_pending = n->cap_pending ? n->cap_pending * 2 : 16;
        n->pending = realloc(n->pending, n->cap_pending * sizeof *n->pending);
        if (!n->pending)
            abort();
    }
    pending *p = &n->pending[n->n_pending++];
    *p = (pending){0};
    return p;
}

/* Whether this operation fails, and how. */
static int fault(void)
{
    if (disk.is_stopped)
        return SQLITE_IOERR;
    uint64_t number = disk.operations++;
    bool is_due = disk.fail_stays ? number >= disk.fail_at : number == disk.fail_at;
    if (disk.kind == FAULT_NONE || !is_due)
        return SQLITE_OK;
    return disk.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR;
}

/* ---- SQLite's methods of a file ---- */

static int file_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    const node *from = ((handle *)file)->node;
    size_t have = (size_t)at < from->seen.len ? from->seen.len - (size_t)at : 0;
    size_t take = have < (size_t)n ? have : (size_t)n;
    if (disk.is_stopped)
        return SQLITE_IOERR;
    if (take)
        memcpy(to, from->seen.ptr + at, take);
    memset((char *)to + take, 0, (size_t)n - take);
    return take == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    node *to = ((handle *)file)->node;
    int code = fault();
    if (code)
        return code;
    pending *p = add_pending(to);
    p->at = (size_t)at;
    els_buf_append(&p->bytes, bytes, (size_t)n);
    apply(&to->seen, p, p->bytes.len);
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    node *to = ((handle *)file)->node;
    int code = fault();
    if (code)
        return code;
    pending *p = add_pending(to);
    p->is_truncation = true;
    p->at = (size_t)size;
    apply(&to->seen, p, 0);
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
    node *to = ((handle *)file)->node;
    int code = fault();
    (void)flags;
    if (code)
        return code;
    forget_pending(to);
    copy(&to->durable, &to->seen);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    *ret_size = (sqlite3_int64)((handle *)file)->node->seen.len;
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *ret)
{
    (void)file;
    *ret = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    (void)file;
    (void)what;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int file_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as the system's file systems say of themselves */
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, /* no shared memory: the store locks exclusively */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_characteristics,
};

/* ---- SQLite's methods of a file system ---- */

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret)
{
    handle *h = (handle *)file;
    (void)vfs;
    *h = (handle){0};
    if (disk.is_stopped)
        return SQLITE_CANTOPEN;
    h->node = find(path ? path : "(temporary)");
    if (!h->node && !(flags & SQLITE_OPEN_CREATE))
        return SQLITE_CANTOPEN;
    if (!h->node)
        h->node = make(path ? path : "(temporary)");
    h->base.pMethods = &methods;
    if (ret)
        *ret = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    node *n = find(path);
    (void)vfs;
    (void)sync;
    if (disk.is_stopped)
        return SQLITE_IOERR;
    if (n)
        drop(n);
    return n ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *ret)
{
    (void)vfs;
    (void)flags;
    *ret = find(path) != NULL;
    return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *path, int size, char *ret)
{
    (void)vfs;
    sqlite3_snprintf(size, ret, "%s", path);
    return SQLITE_OK;
}

static int disk_random(sqlite3_vfs *vfs, int n, char *ret)
{
    (void)vfs;
    for (int i = 0; i < n; i++)
        ret[i] = (char)els_hash_mix(++disk.random);
    return n;
}

static int disk_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int disk_time(sqlite3_vfs *vfs, double *ret)
{
    (void)vfs;
    *ret = 2460000.5;
    return SQLITE_OK;
}

static sqlite3_vfs system_of = {
    .iVersion = 1,
    .szOsFile = sizeof(handle),
    .mxPathname = PATH,
    .zName = "fault-disk",
    .xOpen = disk_open,
    .xDelete = disk_delete,
    .xAccess = disk_access,
    .xFullPathname = disk_path,
    .xRandomness = disk_random,
    .xSleep = disk_sleep,
    .xCurrentTime = disk_time,
};

/* ---- for the test ---- */

void fault_disk_open(void)
{
    disk.before = sqlite3_vfs_find(NULL);
    sqlite3_vfs_register(&system_of, 1);
}

void fault_disk_clear(void)
{
    for (int i = 0; i < NODES; i++)
        if (disk.nodes[i].path[0])
            drop(&disk.nodes[i]);
    disk.kind = FAULT_NONE;
    disk.is_stopped = false;
    disk.operations = disk.random = 0;
}

void fault_disk_close(void)
{
    fault_disk_clear();
    sqlite3_vfs_unregister(&system_of);
    sqlite3_vfs_register(disk.before, 1);
}

els_str fault_disk_file(const char *path)
{
    const node *n = find(path);
    return n ? els_buf_str(&n->seen) : (els_str){NULL, 0};
}

void fault_disk_put(const char *path, els_str bytes)
{
    node *n = find(path);
    if (!bytes.ptr) {
        if (n)
            drop(n);
        return;
    }
    if (!n)
        n = make(path);
    forget_pending(n);
    els_buf_clear(&n->seen);
    els_buf_add(&n->seen, bytes);
    copy(&n->durable, &n->seen);
}

void fault_disk_fail(fault_kind kind, uint64_t after, bool stays)
{
    disk.kind = kind;
    disk.fail_at = disk.operations + after;
    disk.fail_stays = stays;
}

uint64_t fault_disk_operations(void)
{
    return disk.operations;
}

void fault_disk_stop(void)
{
    disk.is_stopped = true;
}

void fault_disk_power_cut(uint64_t seed)
{
    disk.is_stopped = true;
    for (int i = 0; i < NODES; i++) {
        node *n = &disk.nodes[i];
        if (!n->path[0] || n->n_pending == 0)
            continue;
        for (size_t p = 0; p < n->n_pending; p++) {
            uint64_t draw = els_hash_pair(els_hash_pair(seed, (uint64_t)i), p);
            size_t len = n->pending[p].bytes.len;
            if (draw % 3 == 0)
                continue; /* lost */
            if (draw % 3 == 1 && len)
                len = (size_t)(els_hash_mix(draw) % len); /* torn */
            if (len || n->pending[p].is_truncation)
                apply(&n->durable, &n->pending[p], len);
        }
        forget_pending(n);
        copy(&n->seen, &n->durable);
    }
}

void fault_disk_start(void)
{
    disk.is_stopped = false;
    disk.kind = FAULT_NONE;
}
