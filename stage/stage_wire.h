/* stage_wire.h — restore, progress and checkpoint messages around a pure stage. */
#ifndef ELS_STAGE_WIRE_H
#define ELS_STAGE_WIRE_H

#include "process.h"
#include "restored.h"
#include "stage.h"

/* First member of a process's `self`; set `desc`, `next` and (if wanted) the hooks in start(). */
typedef struct {
    els_stage stage;
    els_arena arena;  /* of one message */
    els_channel next; /* where completed progress goes */
    els_restored restored;
    /* Called before a live (not replayed) progress is applied, and after it was sent on. May be
     * NULL. */
    void (*before)(void *self, els_process *process, const els_progress *in);
    void (*after)(void *self, els_process *process, const els_progress *out);
} els_stage_wire;

/* A stage that sends what it makes of a progress on to the channel `next`. `wire` is zeroed but for
 * its hooks. */
void els_stage_wire_start(els_stage_wire *wire, const els_stage_desc *desc, els_channel next);
/* on_message of the process; `self` begins with an els_stage_wire. */
void els_stage_wire_on_message(void *self, els_process *process, els_channel channel,
                               els_msg_type type, const void *message, els_str frame);
/* fini of the process. */
void els_stage_wire_fini(void *self);

/* Sends `bytes` as this process's whole checkpoint, and step `name`, to the broker. Shared with the
 * analyzer's wire. */
void els_stage_send_checkpoint(els_process *process, uint64_t epoch, uint64_t iteration,
                               els_str bytes);
void els_stage_send_step(els_process *process, els_str name, uint64_t epoch, uint64_t iteration);
/* Logs an error of handling a message with its iteration; STALE and STATE, which a message that
 * comes late after a restore gives, only at level debug. */
void els_stage_log_error(els_process *process, const char *what, els_err err, uint64_t iteration);

#endif
