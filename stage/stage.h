/* stage.h — what the three stages on the way of `progress` share: forecaster, goaler, monitor.
 *
 * Each is a pure function of (state, progress in) to progress out. Around it: an iteration that is
 * done again (a newer epoch, or the same message once more) is applied to the state from before it,
 * a new run starts empty, and the state is saved and restored whole. Pure; the wire is in
 * stage_wire.h. */
#ifndef ELS_STAGE_H
#define ELS_STAGE_H

#include "messages.h"
#include "stats_snapshot.h"

typedef struct {
    /* Empty state; aborts without memory. */
    void *(*create)(void);
    /* Frees it and sets the pointer to NULL. */
    void (*destroy)(void **state);
    /* Visits all fields: writes them, or fills an empty state (stats_snapshot.h). Texts that it
     * keeps are copied: those of the snapshot go with it. */
    void (*visit)(els_snapshot *snapshot, void *state);
    uint32_t magic, layout; /* of that snapshot */
    /* *out is a copy of *in to be completed; new memory from `arena`. `context` is the stage's. */
    els_err (*apply)(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out);
} els_stage_desc;

typedef struct {
    const els_stage_desc *desc;
    void *state;
    const void *context; /* handed to apply: what is not state, such as the time; may be NULL */
    bool has_last;       /* the state includes: */
    uint64_t run, iteration;
    els_buf undo; /* the stage as it was before `iteration`; empty when not known */
} els_stage;

/* Appends a state as one snapshot, and fills an empty one from it. Errors: CORRUPT, VERSION, LIMIT;
 * the state is then good for nothing but to be destroyed. */
void els_stage_state_save(const els_stage_desc *desc, const void *state, els_buf *out);
els_err els_stage_state_restore(const els_stage_desc *desc, void *state,
                                els_str bytes) ELS_MUST_CHECK;

/* A stage in its first state. `desc` outlives it. */
void els_stage_init(els_stage *stage, const els_stage_desc *desc);
void els_stage_fini(els_stage *stage); /* safe on a zeroed one */
/* Applies one progress message; *ret borrows from `in`, `arena` and the stage. Errors: FORMAT no
 * plan in it; STALE an iteration before the newest one, or the newest one again when what was
 * before it is not known; those of apply (the state is then as before). */
els_err els_stage_feed(els_stage *stage, const els_progress *in, els_arena *arena,
                       els_progress *ret) ELS_MUST_CHECK;
void els_stage_save(const els_stage *stage, els_buf *out);
/* Takes on a saved state; empty bytes: starts empty. Errors: CORRUPT, VERSION, LIMIT; the stage is
 * then empty. */
els_err els_stage_restore(els_stage *stage, els_str bytes) ELS_MUST_CHECK;

#endif
