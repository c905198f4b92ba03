/* What the sequencer waits for, in words. */
#include "sequencer_impl.h"

els_str els_seq_missing(els_sequencer *s)
{
    els_buf text = {0};
    uint32_t open = s->leases.n_chunks - s->leases.n_done;
    if (s->phase == PHASE_RUNNING && open && !s->has_analysis)
        els_buf_printf(&text, " %u chunks of tasks,", open);
    if (!s->has_analysis)
        els_buf_printf(&text, " the analysis,");
    for (int i = 0; i < STAGES; i++)
        if (!s->fixed[i].has_checkpoint)
            els_buf_printf(&text, " the checkpoint of %s,", els_seq_fixed_names[i]);
    if (!s->has_progress)
        els_buf_printf(&text, " the progress of monitor,");
    els_str kept =
        els_arena_copy(&s->action_arena, (els_str){text.ptr, text.len ? text.len - 1 : 0});
    els_buf_fini(&text);
    return kept;
}

/* Who of the stages has not restored yet, and where that stands. */
static void add_unrestored(const els_sequencer *s, els_buf *text)
{
    for (int i = 0; i < STAGES; i++) {
        const fixed_process *process = &s->fixed[i];
        if (process->restored)
            continue;
        const char *at = process->restore_is_sent ? "restore sent" : "no heartbeat since its hello";
        els_buf_printf(text, " %s (%s),", els_seq_fixed_names[i],
                       process->start_id ? at : "no hello");
    }
}

els_str els_seq_waits_for(els_sequencer *s)
{
    els_buf text = {0};
    els_buf_printf(&text, "iteration %llu, epoch %llu: ", (unsigned long long)s->iteration,
                   (unsigned long long)s->epoch);
    if (s->phase == PHASE_RESTORING) {
        els_buf_printf(&text, "restored by");
        add_unrestored(s, &text);
    } else if (s->phase == PHASE_PLANNING) {
        els_buf_printf(&text, "planned by%s", s->planned ? "" : " analyzer,");
        for (uint32_t i = 0; i < s->n_kbs; i++)
            if (!s->kbs[i].in)
                els_buf_printf(&text, " knowledge base of " ELS_STR_FMT ",",
                               ELS_STR_ARG(s->kbs[i].name));
    } else {
        els_buf_printf(&text, "%u executors, %u chunks out;", s->leases.n_executors,
                       s->leases.n_granted);
        els_buf_add(&text, els_seq_missing(s));
        els_buf_printf(&text, ",");
    }
    els_str kept = els_arena_copy(&s->action_arena, (els_str){text.ptr, text.len - 1});
    els_buf_fini(&text);
    return kept;
}
