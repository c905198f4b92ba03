/* gauges.h — what the machine does, put together from heartbeats. Pure: time comes in.
 *
 * Wall-clock facts: they go with the plan to the forecaster, which says how the machine will do,
 * and nothing else reads them. */
#ifndef ELS_GAUGES_H
#define ELS_GAUGES_H

#include "channels.h"
#include "messages.h"

#define ELS_GAUGES_MAX 32u    /* in one plan */
#define ELS_GAUGES_SLOTS 288u /* processes: the fixed ones and ELS_EXECUTORS_MAX executors */

/* Of the machine the broker runs on; 0: not known, and the reading is left out. */
typedef struct {
    double processors;
    uint64_t memory_kib;
} els_machine;

typedef struct {
    els_role role;
    char instance[65];
    uint64_t heard_us;
    els_heartbeat now,
        then; /* counters at the newest heartbeat and at the last reading; no texts */
} els_gauges_slot;

typedef struct {
    els_machine machine;
    els_gauges_slot slots[ELS_GAUGES_SLOTS];
    uint32_t n_slots;
    uint32_t queued;   /* most since the last reading */
    uint64_t taken_us; /* when that was */
} els_gauges;

/* Nothing was heard yet; `now_us` (monotonic) is when the first reading begins. */
void els_gauges_init(els_gauges *gauges, const els_machine *machine, uint64_t now_us);
/* Takes a heartbeat in, one of the broker itself too. Unknown roles and processes beyond the slots
 * are left out. */
void els_gauges_heartbeat(els_gauges *gauges, const els_heartbeat *heartbeat, uint64_t now_us);
/* Adds the processes that were heard lately as one JSON object to `out`:
 *   {"processes": [{"role", "instance", "silent_seconds", "iteration", "is_busy", "memory_mib",
 *                   "cpu_seconds", "uptime_seconds", "work_units"}]}
 * is_busy: an executor has a chunk. Texts and numbers are the peers'. */
void els_gauges_write(const els_gauges *gauges, uint64_t now_us, els_buf *out);
/* Forgets processes that were silent for 3 s, then makes the gauges, in `arena`:
 *   cpu             processors that all processes used together
 *   memory          MiB resident in all of them
 *   queue           most messages that waited in one of the processes
 *   budget          work units spent per work unit allowed, over all executors
 *   process:<role>  processors used by one process of the role, the mean over several; the limit
 *                   is 1, for a process does its work in one thread
 * since the last reading. Returns their number: 0 when that was less than a second ago, with
 * *ret_gauges as it was. */
uint32_t els_gauges_take(els_gauges *gauges, uint64_t now_us, els_arena *arena,
                         els_gauge **ret_gauges);

#endif
