#include "fuse.h"

void els_fuse_note(els_fuse *fuse, uint64_t us)
{
    if (us > fuse->slowest_us)
        fuse->slowest_us = us;
    if (fuse->n_tasks < ELS_FUSE_KNOWN)
        fuse->n_tasks++;
}

uint64_t els_fuse_ms(const els_fuse *fuse, uint32_t attempt, uint64_t limit_ms)
{
    uint64_t ms = fuse->slowest_us * ELS_FUSE_TIMES / 1000;
    if (fuse->n_tasks < ELS_FUSE_KNOWN || ms > ELS_FUSE_MAX_MS)
        ms = ELS_FUSE_MAX_MS;
    if (ms < ELS_FUSE_MIN_MS)
        ms = ELS_FUSE_MIN_MS;
    return attempt > ELS_FUSE_TRIES || ms > limit_ms ? limit_ms : ms;
}
