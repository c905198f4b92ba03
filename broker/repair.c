#include "repair.h"

#include "salvage.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORK "repair.db"  /* what is worked on beside the journal */
#define ASIDE WORK "-log" /* the journal's log while WORK takes the journal's place */
enum { COPIES_MAX = 1000, STEP = 1 << 16 };

typedef struct {
    els_store *store;
    const char *dir;
    els_buf *report, *error_text;
} repair;

static els_err fail(repair *r, const char *what, const char *path)
{
    els_buf_printf(r->error_text, "store %s: cannot %s %s: %s", r->dir, what, path,
                   strerror(errno));
    return ELS_E_IO;
}

/* ---- files ---- */

static bool copy_bytes(int from, int to)
{
    char step[STEP];
    ssize_t n;
    while ((n = read(from, step, sizeof step)) > 0)
        for (ssize_t done = 0; done < n;) {
            ssize_t written = write(to, step + done, (size_t)(n - done));
            if (written < 0)
                return false;
            done += written;
        }
    return n == 0 && fsync(to) == 0;
}

/* Copies dir/`from` to dir/`to`, synced; a file that is not there is no error. */
static els_err copy_file(repair *r, const char *from, const char *to)
{
    char from_path[4200], to_path[4200];
    snprintf(from_path, sizeof from_path, "%s/%s", r->dir, from);
    snprintf(to_path, sizeof to_path, "%s/%s", r->dir, to);
    int in = open(from_path, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return errno == ENOENT ? ELS_OK : fail(r, "read", from_path);
    int out = open(to_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done = out >= 0 && copy_bytes(in, out);
    els_err err = done ? ELS_OK : fail(r, "write", to_path);
    close(in);
    if (out >= 0)
        close(out);
    return err;
}

static void sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd); /* what is in it is synced; its name may come later */
    close(fd);
}

static els_err keep_copy(repair *r)
{
    static const char *const names[] = {"journal.db", "journal.db-wal", "head"};
    char folder[32], path[4200], to[64];
    int number = 1, made;
    do {
        snprintf(folder, sizeof folder, "damaged-%d", number);
        snprintf(path, sizeof path, "%s/%s", r->dir, folder);
        made = mkdir(path, 0700);
    } while (made != 0 && errno == EEXIST && ++number <= COPIES_MAX);
    if (made != 0)
        return fail(r, "make", path);
    els_err err = ELS_OK;
    for (int i = 0; !err && i < 3; i++) {
        snprintf(to, sizeof to, "%s/%s", folder, names[i]);
        err = copy_file(r, names[i], to);
    }
    sync_folder(path);
    if (!err)
        els_buf_printf(r->report, "copied the damaged journal to %s\n", path);
    return err;
}

static void remove_work(repair *r, const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (int i = 0; i < 4; i++) {
        char path[4200];
        snprintf(path, sizeof path, "%s/%s%s", r->dir, name, ends[i]);
        unlink(path);
    }
}

/* ---- attempts ---- */

/* A copy of the journal, with its log or without, opened as far as it goes: OK leaves it as WORK, a
 * database without a log. */
static els_err attempt(repair *r, bool with_log, uint64_t *ret_transactions)
{
    remove_work(r, WORK);
    els_err err = copy_file(r, "journal.db", WORK);
    if (!err && with_log)
        err = copy_file(r, "journal.db-wal", WORK "-wal");
    if (err)
        return err;
    err = els_journal_open(r->store, WORK, ELS_JOURNAL_ACCEPT_LOSS);
    uint64_t reached = r->store->sealed.transactions;
    els_journal_close(r->store);
    if (!err)
        *ret_transactions = reached;
    return err;
}

/* The rows that are whole, out of both sources, as WORK. */
static els_err salvage(repair *r)
{
    enum { SOURCES = 2 };
    static const char *const sources[SOURCES] = {"repair-log.db", "repair-plain.db"};
    els_err err = ELS_OK;
    remove_work(r, WORK);
    for (int i = 0; !err && i < SOURCES; i++)
        err = copy_file(r, "journal.db", sources[i]);
    if (!err)
        err = copy_file(r, "journal.db-wal", "repair-log.db-wal");
    if (!err)
        err = els_salvage(r->store, sources, SOURCES, WORK, r->report);
    if (err == ELS_E_CORRUPT)
        els_buf_printf(
            r->error_text,
            "store %s: nothing in it can be saved: restore a copy of it, or move it away "
            "and start anew",
            r->dir);
    else if (err && r->error_text->len == 0)
        els_buf_printf(r->error_text, "%s", r->store->error);
    els_journal_close(r->store);
    for (int i = 0; i < SOURCES; i++)
        remove_work(r, sources[i]);
    return err;
}

/* Puts WORK in the journal's place. The old log, which must not be read with it, is out of the way
 * first, on disk; els_repair_settle brings it back when that is all that can be done. */
static els_err install(repair *r)
{
    char from[4200], to[4200], log[4210], aside[4210];
    snprintf(from, sizeof from, "%s/" WORK, r->dir);
    snprintf(to, sizeof to, "%s/journal.db", r->dir);
    snprintf(log, sizeof log, "%s-wal", to);
    snprintf(aside, sizeof aside, "%s/" ASIDE, r->dir);
    if (rename(log, aside) != 0 && errno != ENOENT)
        return fail(r, "move", log);
    sync_folder(r->dir);
    if (rename(from, to) != 0)
        return fail(r, "replace", to);
    unlink(aside);
    sync_folder(r->dir);
    els_err err = els_journal_open(r->store, "journal.db", ELS_JOURNAL_ACCEPT_LOSS);
    if (err)
        els_buf_printf(r->error_text, "%s", r->store->error);
    else
        els_seal_acknowledge(r->store); /* what is lost has been said */
    return err;
}

static els_err repair_damage(repair *r)
{
    uint64_t head = 0, with_log = 0, without = 0, reached;
    bool has_head = els_seal_head(r->dir, &head);
    els_err err = keep_copy(r);
    if (err)
        return err;
    bool log_is_good = attempt(r, true, &with_log) == ELS_OK;
    bool plain_is_good = attempt(r, false, &without) == ELS_OK;
    if (!log_is_good && !plain_is_good) {
        err = salvage(r);
        return err ? err : install(r);
    }
    bool use_log = log_is_good && (!plain_is_good || with_log >= without);
    if (use_log)
        err = attempt(r, true, &with_log);
    reached = use_log ? with_log : without;
    els_buf_printf(r->report, "%s\n",
                   use_log ? "the write-ahead log was cut at its damage"
                           : "the write-ahead log was left out: the database without it is whole");
    if (has_head && head > reached)
        els_buf_printf(r->report,
                       "%llu acknowledged transactions are lost; els run makes them again\n",
                       (unsigned long long)(head - reached));
    else if (!has_head)
        els_buf_printf(r->report, "how many transactions are lost is not known\n");
    else
        els_buf_printf(r->report, "nothing that was acknowledged is lost\n");
    return err ? err : install(r);
}

bool els_repair_settle(const char *dir)
{
    char work[4200], log[4200], aside[4200];
    snprintf(work, sizeof work, "%s/" WORK, dir);
    snprintf(log, sizeof log, "%s/journal.db-wal", dir);
    snprintf(aside, sizeof aside, "%s/" ASIDE, dir);
    if (access(aside, F_OK) != 0)
        return true;
    bool is_replaced = access(work, F_OK) != 0; /* WORK is the journal: it is another's log */
    if (is_replaced || access(log, F_OK) == 0)
        return unlink(aside) == 0;
    return rename(aside, log) == 0;
}

els_err els_store_repair(const char *dir, els_buf *report, els_buf *error_text)
{
    repair r = {.dir = dir, .report = report, .error_text = error_text};
    els_err err = els_journal_enter(dir, false, &r.store, error_text);
    if (err)
        return err;
    err = els_journal_open(r.store, "journal.db", ELS_JOURNAL_STRICT);
    if (!err) {
        els_buf_printf(report, "%s\n",
                       r.store->note[0] ? r.store->note : "the journal is whole: nothing to do");
    } else if (err == ELS_E_VERSION) {
        els_buf_printf(error_text, "%s", r.store->error);
    } else {
        els_buf_printf(report, "%s\n", r.store->error);
        els_journal_close(r.store);
        err = repair_damage(&r);
        if (els_repair_settle(dir)) /* without WORK a log aside would be taken for a stale one */
            remove_work(&r, WORK);
    }
    els_store_close(&r.store);
    return err;
}
