/* fuse.h — how much processor time a task may take before it is tried elsewhere. Pure. */
#ifndef ELS_EXECUTOR_FUSE_H
#define ELS_EXECUTOR_FUSE_H

#include <stdint.h>

enum {
    ELS_FUSE_TRIES = 2,    /* that end early */
    ELS_FUSE_MAX_MS = 500, /* hardly any task takes a tenth of it */
    ELS_FUSE_MIN_MS = 50,  /* a page that comes from disk is no endless loop */
    ELS_FUSE_TIMES = 20,   /* the slowest task so far */
    ELS_FUSE_KNOWN = 256,  /* tasks before "so far" means anything */
};

/* What tasks took in this process. Zeroed: nothing is known. */
typedef struct {
    uint64_t slowest_us;
    uint32_t n_tasks;
} els_fuse;

/* A task came to its end after `us` microseconds of processor time. */
void els_fuse_note(els_fuse *fuse, uint64_t us);

/* Milliseconds of processor time for a task of a chunk at its `attempt` (from 1): the first
 * ELS_FUSE_TRIES end long before `limit_ms` (0: no limit, nor an early end), so that a task without
 * an end holds up little; one that only takes long has all of it in the next, as far as the
 * broker's patience with an executor that says nothing meanwhile goes (broker/leases.h). */
uint64_t els_fuse_ms(const els_fuse *fuse, uint32_t attempt, uint64_t limit_ms);

#endif
