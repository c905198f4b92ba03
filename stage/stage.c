#include "stage.h"

enum { MAGIC = 0x45475453 /* "STGE" */, LAYOUT = 1 };

void els_stage_state_save(const els_stage_desc *desc, const void *state, els_buf *out)
{
    els_snapshot snapshot;
    els_snapshot_write(&snapshot, out, desc->magic, desc->layout);
    desc->visit(&snapshot, (void *)state); /* writing changes nothing */
    els_snapshot_finish(&snapshot);
}

els_err els_stage_state_restore(const els_stage_desc *desc, void *state, els_str bytes)
{
    els_snapshot snapshot;
    els_arena arena = {0};
    els_err err = els_snapshot_read(&snapshot, bytes, desc->magic, desc->layout, &arena);
    if (!err) {
        desc->visit(&snapshot, state);
        err = els_snapshot_close(&snapshot);
    }
    els_arena_fini(&arena);
    return err;
}

void els_stage_init(els_stage *stage, const els_stage_desc *desc)
{
    *stage = (els_stage){.desc = desc, .state = desc->create()};
}

void els_stage_fini(els_stage *stage)
{
    if (stage->state)
        stage->desc->destroy(&stage->state);
    els_buf_fini(&stage->undo);
}

static void start_empty(els_stage *stage)
{
    stage->desc->destroy(&stage->state);
    stage->state = stage->desc->create();
    stage->has_last = false;
    stage->run = stage->iteration = 0;
}

void els_stage_save(const els_stage *stage, els_buf *out)
{
    els_snapshot snapshot;
    els_buf inner = {0};
    els_stage copy = *stage; /* visits take pointers to what they write */
    els_stage_state_save(stage->desc, stage->state, &inner);
    els_str bytes = els_buf_str(&inner);
    els_snapshot_write(&snapshot, out, MAGIC, LAYOUT);
    els_snapshot_bool(&snapshot, &copy.has_last);
    els_snapshot_u64(&snapshot, &copy.run);
    els_snapshot_u64(&snapshot, &copy.iteration);
    els_snapshot_text(&snapshot, &bytes);
    els_snapshot_finish(&snapshot);
    els_buf_fini(&inner);
}

static els_err take_on(els_stage *stage, els_str bytes)
{
    els_snapshot snapshot;
    els_arena arena = {0};
    els_str inner = {NULL, 0};
    els_stage read = {0};
    start_empty(stage);
    if (bytes.len == 0)
        return ELS_OK;
    els_err err = els_snapshot_read(&snapshot, bytes, MAGIC, LAYOUT, &arena);
    if (!err) {
        els_snapshot_bool(&snapshot, &read.has_last);
        els_snapshot_u64(&snapshot, &read.run);
        els_snapshot_u64(&snapshot, &read.iteration);
        els_snapshot_text(&snapshot, &inner);
        err = els_snapshot_close(&snapshot);
    }
    if (!err)
        err = els_stage_state_restore(stage->desc, stage->state, inner);
    els_arena_fini(&arena);
    if (err) {
        start_empty(stage);
        return err;
    }
    stage->has_last = read.has_last;
    stage->run = read.run;
    stage->iteration = read.iteration;
    return ELS_OK;
}

els_err els_stage_restore(els_stage *stage, els_str bytes)
{
    els_buf_clear(&stage->undo);
    return take_on(stage, bytes);
}

els_err els_stage_feed(els_stage *stage, const els_progress *in, els_arena *arena,
                       els_progress *ret)
{
    if (in->n_plan != 1)
        return ELS_E_FORMAT;
    bool same_run = stage->has_last && stage->run == in->plan[0].run;
    if (same_run && in->iteration <= stage->iteration) {
        if (in->iteration < stage->iteration || stage->undo.len == 0)
            return ELS_E_STALE;
        els_err err = take_on(stage, els_buf_str(&stage->undo)); /* our own bytes */
        if (err)
            return err;
    } else if (stage->has_last && !same_run) {
        start_empty(stage);
    }
    els_buf_clear(&stage->undo);
    els_stage_save(stage, &stage->undo);
    els_progress out = *in;
    els_err err = stage->desc->apply(stage->state, stage->context, in, arena, &out);
    if (err) {
        els_err again = take_on(stage, els_buf_str(&stage->undo));
        return again ? again : err;
    }
    stage->has_last = true;
    stage->run = in->plan[0].run;
    stage->iteration = in->iteration;
    *ret = out;
    return ELS_OK;
}
