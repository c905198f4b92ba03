/* What the messages of the inbox do to the sequencer. */
#include "dead_tasks.h"
#include "sequencer_impl.h"

#include <stdio.h>

static int fixed_of(els_str role)
{
    for (int i = 0; i < FIXED; i++)
        if (els_str_eq(els_str_of(els_seq_fixed_names[i]), role))
            return i;
    return -1;
}

static bool is_now(const els_sequencer *s, uint64_t epoch, uint64_t iteration)
{
    return epoch == s->epoch && iteration == s->iteration;
}

static void welcome(els_sequencer *s, els_str instance, uint64_t start_id, uint32_t proto,
                    els_str refusal)
{
    els_welcome *answer = ELS_ARENA_NEW(&s->action_arena, els_welcome, 1);
    els_str topic = els_arena_copy(&s->action_arena, instance);
    *answer = (els_welcome){
        .instance = topic,
        .start_id = start_id,
        .proto = proto,
        .run = s->options.run,
        .epoch = s->epoch,
        .refusal = refusal,
        .staged = s->rollout.mode != ELS_ROLLOUT_ALL_AT_ONCE,
    };
    els_seq_publish(s, topic, ELS_MSG_welcome, answer);
}

/* A fixed process has a new life: what it knew of this iteration is gone. */
static void fixed_restarted(els_sequencer *s, int who, uint64_t now_us)
{
    if (who == GENERATOR) {
        els_leases_reclaim_unnamed(&s->leases);
        return;
    }
    switch (s->phase) {
    case PHASE_RESTORING:
    case PHASE_FINISHED:
        break; /* its restore follows its first heartbeat */
    case PHASE_PLANNING:
    case PHASE_RUNNING:
        els_seq_redo(
            s, els_arena_printf(&s->action_arena, "%s was restarted", els_seq_fixed_names[who]),
            now_us);
        break;
    case PHASE_NEW:
        break;
    }
}

/* What an executor had in hand of another iteration or epoch is no matter any more, and shows that
 * it had nothing of this one. */
static els_ending ending_of(const els_sequencer *s, const els_hello *hello)
{
    els_ending ending = {.signal = hello->ended_by, .is_known = hello->had_count > 0};
    if (s->phase == PHASE_RUNNING && is_now(s, hello->had_epoch, hello->had_iteration)) {
        ending.attempt = hello->had_attempt;
        ending.first = hello->had_first;
        ending.count = hello->had_count;
    }
    return ending;
}

static void on_hello(els_sequencer *s, const els_hello *hello, uint64_t now_us)
{
    int who = fixed_of(hello->role);
    bool is_executor = els_str_eq(hello->role, ELS_STR("executor"));
    uint32_t proto = els_proto_negotiate(hello->proto_min, hello->proto_max);
    els_str refusal = {"", 0};
    if (who < 0 && !is_executor) {
        refusal = ELS_STR("no such role");
        proto = 0;
    } else if (proto == 0) {
        refusal =
            els_arena_printf(&s->action_arena, "it speaks protocol %u to %u, the broker %d to %d",
                             hello->proto_min, hello->proto_max, ELS_PROTO_MIN, ELS_PROTO_VERSION);
    }
    welcome(s, hello->instance, hello->start_id, proto, refusal);
    if (proto == 0) {
        els_seq_note(s, els_arena_printf(&s->action_arena, ELS_STR_FMT " is refused: " ELS_STR_FMT,
                                         ELS_STR_ARG(hello->instance), ELS_STR_ARG(refusal)));
        return;
    }
    if (is_executor) {
        const els_ending ending = ending_of(s, hello);
        els_leases_explain(&s->leases, hello->instance, hello->start_id, &ending);
        els_leases_hello(&s->leases, hello->instance, hello->start_id, now_us);
        s->executor_us = now_us;
        return;
    }
    fixed_process *process = &s->fixed[who];
    bool is_new = process->start_id != hello->start_id;
    bool restarted = is_new && process->start_id != 0;
    process->start_id = hello->start_id;
    process->heard_us = now_us;
    snprintf(process->instance, sizeof process->instance, ELS_STR_FMT,
             ELS_STR_ARG(hello->instance));
    if (is_new) {
        process->is_known = process->restore_is_sent = process->restored = false;
        process->is_working = false;
        process->patience_us = 0;
    }
    if (restarted)
        fixed_restarted(s, who, now_us);
}

static void on_heartbeat(els_sequencer *s, const els_heartbeat *heartbeat, uint64_t now_us)
{
    bool stranger;
    els_gauges_heartbeat(&s->gauges, heartbeat, now_us);
    if (els_str_eq(heartbeat->role, ELS_STR("executor"))) {
        stranger = els_leases_heartbeat(&s->leases, heartbeat, s->epoch, s->iteration, now_us);
        s->executor_us = now_us;
    } else {
        int who = fixed_of(heartbeat->role);
        if (who < 0)
            return;
        fixed_process *process = &s->fixed[who];
        process->heard_us = now_us;
        process->is_working = false; /* who beats is between two messages */
        /* What an earlier life of it had sent may come late: only that of the life which said hello
         * shows that this one hears. If that was not the newest, the answer below finds out. */
        stranger = process->start_id == 0 ||
                   !els_str_eq(els_str_of(process->instance), heartbeat->instance);
        process->is_known = process->is_known || !stranger;
        if (who < STAGES && !stranger &&
            (s->phase == PHASE_RESTORING || s->phase == PHASE_FINISHED) && !process->restored)
            els_seq_restore_one(s, who, now_us);
    }
    if (stranger) /* it spoke to an earlier broker: start_id 0 asks it to say hello again */
        welcome(s, heartbeat->instance, 0, ELS_PROTO_VERSION, (els_str){"", 0});
}

/* Of the iteration, or of the way back to where it begins. */
static bool has_part_to_do(const els_sequencer *s, const fixed_process *process)
{
    return s->phase == PHASE_RUNNING     ? !process->has_checkpoint
           : s->phase == PHASE_RESTORING ? process->restore_is_sent && !process->restored
                                         : false;
}

static void on_step(els_sequencer *s, const els_step *step, uint64_t now_us)
{
    int who = fixed_of(step->role);
    if (who < 0 || step->epoch != s->epoch)
        return;
    s->fixed[who].heard_us = now_us;
    if (els_str_eq(step->name, ELS_STR("restored")) && who < STAGES) {
        if (!s->fixed[who].restore_is_sent)
            return;
        s->fixed[who].restored = true;
        s->fixed[who].is_working = false;
        if (s->phase != PHASE_RESTORING)
            return;
        for (int i = 0; i < STAGES; i++)
            if (!s->fixed[i].restored)
                return;
        for (uint32_t i = 0; i < s->n_kbs; i++)
            if (s->kbs[i].in)
                els_seq_publish_kb(s, &s->kbs[i]);
        els_seq_begin_plan(s, now_us);
    } else if (els_str_eq(step->name, ELS_STR("planned")) && who == STAGE_ANALYZER &&
               step->iteration == s->iteration) {
        s->planned = true;
    } else if (els_str_eq(step->name, ELS_STR("working")) && who < STAGES &&
               step->iteration == s->iteration && has_part_to_do(s, &s->fixed[who])) {
        s->fixed[who].is_working = true;
        s->advanced_us = now_us;
    }
}

static void on_kb(els_sequencer *s, const els_kb *kb, els_str frame)
{
    for (uint32_t i = 0; i < s->n_kbs; i++) {
        kb_slot *slot = &s->kbs[i];
        if (slot->in || !els_str_eq(slot->name, kb->name))
            continue;
        slot->in = true;
        if (kb->n_tables) /* an empty one says that the plugin has none */
            slot->frame = els_arena_copy(&s->run_arena, frame);
        els_seq_publish_kb(s, slot);
    }
}

static void on_kb_want(els_sequencer *s, const els_kb_want *want)
{
    for (uint32_t i = 0; i < s->n_kbs; i++)
        if (s->kbs[i].in && els_str_eq(s->kbs[i].name, want->name))
            els_seq_publish_kb(s, &s->kbs[i]);
}

static void on_checkpoint(els_sequencer *s, const els_checkpoint *checkpoint, uint64_t now_us)
{
    int who = fixed_of(checkpoint->role);
    if (who < 0 || who >= STAGES || !is_now(s, checkpoint->epoch, checkpoint->iteration) ||
        s->phase != PHASE_RUNNING)
        return;
    fixed_process *process = &s->fixed[who];
    process->heard_us = now_us;
    if (process->has_checkpoint)
        return;
    if (!checkpoint->whole && who != STAGE_APPLIER) {
        els_seq_note(s, els_arena_printf(&s->action_arena,
                                         "%s sent a checkpoint that is not whole: only applier may",
                                         els_seq_fixed_names[who]));
        return;
    }
    process->has_checkpoint = true;
    process->is_working = false;
    process->whole = checkpoint->whole;
    els_buf_clear(&process->checkpoint);
    if (checkpoint->whole)
        els_buf_add(&process->checkpoint, checkpoint->bytes);
    s->advanced_us = now_us;
}

static void on_analysis(els_sequencer *s, const els_analysis *analysis, els_str frame,
                        uint64_t now_us)
{
    if (s->phase != PHASE_RUNNING || s->has_analysis ||
        !is_now(s, analysis->epoch, analysis->iteration))
        return;
    s->has_analysis = true;
    els_buf_clear(&s->analysis);
    els_buf_add(&s->analysis, frame);
    s->fixed[STAGE_ANALYZER].heard_us = s->advanced_us = now_us;
}

static void on_progress(els_sequencer *s, const els_progress *progress, uint64_t now_us)
{
    if (s->phase != PHASE_RUNNING || s->has_progress ||
        !is_now(s, progress->epoch, progress->iteration))
        return;
    els_progress lean = *progress;
    els_arena_reset(&s->progress_arena);
    /* The others are in the analysis; the rest is what the next iteration needs. */
    lean.records = els_dead_tasks_keep(progress->records, progress->n_records, &s->progress_arena,
                                       &lean.n_records);
    s->progress = *(els_progress *)els_message_copy(&s->progress_arena, ELS_MSG_progress, &lean);
    s->has_progress = true;
    s->fixed[STAGE_MONITOR].heard_us = s->advanced_us = now_us;
}

static void on_chunk_done(els_sequencer *s, const els_chunk_done *done, uint64_t now_us)
{
    s->fixed[STAGE_ANALYZER].heard_us = now_us;
    if (s->phase != PHASE_RUNNING || !is_now(s, done->epoch, done->iteration))
        return;
    if (els_leases_done(&s->leases, done->chunk, done->tasks))
        s->advanced_us = now_us;
}

static void on_bye(els_sequencer *s, const els_bye *bye)
{
    if (els_str_eq(bye->role, ELS_STR("executor"))) {
        els_leases_bye(&s->leases, bye->instance);
        return;
    }
    int who = fixed_of(bye->role);
    if (who >= 0 && s->phase != PHASE_FINISHED)
        els_seq_note(s, els_arena_printf(&s->action_arena, "%s has left (" ELS_STR_FMT ")",
                                         els_seq_fixed_names[who], ELS_STR_ARG(bye->reason)));
}

void els_sequencer_message(els_sequencer *s, els_msg_type type, const void *message, els_str frame,
                           uint64_t now_us)
{
    els_seq_begin_step(s);
    switch (type) {
    case ELS_MSG_hello:
        on_hello(s, message, now_us);
        break;
    case ELS_MSG_heartbeat:
        on_heartbeat(s, message, now_us);
        break;
    case ELS_MSG_bye:
        on_bye(s, message);
        break;
    case ELS_MSG_step:
        on_step(s, message, now_us);
        break;
    case ELS_MSG_kb:
        on_kb(s, message, frame);
        break;
    case ELS_MSG_kb_want:
        on_kb_want(s, message);
        break;
    case ELS_MSG_state_want:
        els_seq_publish(s, ELS_STR("applier"), type, message);
        break;
    case ELS_MSG_state_loaded:
        els_seq_on_state_loaded(s, message, now_us);
        break;
    case ELS_MSG_chunk_done:
        on_chunk_done(s, message, now_us);
        break;
    case ELS_MSG_analysis:
        on_analysis(s, message, frame, now_us);
        break;
    case ELS_MSG_checkpoint:
        on_checkpoint(s, message, now_us);
        break;
    case ELS_MSG_progress:
        on_progress(s, message, now_us);
        break;
    default: /* nothing else belongs into the inbox */
        break;
    }
    els_seq_begin_tasks_when_ready(s, now_us);
    els_seq_commit_when_complete(s, now_us);
    els_seq_roll_out(s, now_us);
    if (s->phase == PHASE_RUNNING)
        els_seq_grant_more(s, now_us);
}

void els_sequencer_write_processes(const els_sequencer *s, uint64_t now_us, els_buf *out)
{
    els_gauges_write(&s->gauges, now_us, out);
}
