/* els-applier — learns, and broadcasts what may answer. */
#include "answered.h"
#include "applier.h"
#include "process.h"
#include "restored.h"

typedef struct {
    els_applier *applier;
    els_arena arena;
    uint64_t done_iteration; /* newest analysis applied since the restore */
    bool has_done;
    els_restored restored;
    size_t input_bytes; /* of the analyses since the last whole checkpoint */
    els_answered answered;
} applier;

static els_err start(void *self, els_process *process)
{
    applier *s = self;
    (void)process;
    s->applier = els_applier_new();
    return s->applier ? ELS_OK : ELS_E_NOMEM;
}

static void fini(void *self)
{
    applier *s = self;
    els_applier_free(&s->applier);
    els_arena_fini(&s->arena);
}

static void send_or_fail(els_process *process, els_channel channel, els_msg_type type,
                         const void *message)
{
    els_err err = els_demand_memory(els_process_send(process, channel, type, message));
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "cannot send %s: %s", els_message_name(type),
                         els_err_text(err));
}

/* A whole checkpoint is the largest thing in this process: the state is freed when its frame is
 * made, and the frame when the socket has it. */
static void send_checkpoint(els_process *process, els_checkpoint *checkpoint, els_buf *bytes)
{
    els_buf frame = {0};
    checkpoint->bytes = els_buf_str(bytes);
    els_err err = els_demand_memory(els_encode(ELS_MSG_checkpoint, checkpoint, &frame));
    els_buf_fini(bytes);
    if (!err)
        err = els_process_send_raw(process, ELS_CHANNEL_INBOX, ELS_STR(""), els_buf_str(&frame));
    els_buf_fini(&frame);
    if (err)
        els_process_fail(process, ELS_EXIT_FAILED, "cannot send the checkpoint: %s",
                         els_err_text(err));
}

static void broadcast(applier *s, els_process *process, uint64_t version)
{
    els_state state;
    if (els_applier_state(s->applier, version, &state) == ELS_OK)
        send_or_fail(process, ELS_CHANNEL_STATE, ELS_MSG_state, &state);
}

/* What was just learned, for those that hold what answers: who does not asks for the whole. */
static void broadcast_change(applier *s, els_process *process)
{
    els_state state;
    if (els_applier_change(s->applier, &state) == ELS_OK)
        send_or_fail(process, ELS_CHANNEL_STATE, ELS_MSG_state, &state);
    else
        broadcast(s, process, els_applier_candidate_version(s->applier));
}

static void say(applier *s, els_process *process, const char *name, uint64_t epoch,
                uint64_t iteration)
{
    els_step step = {.role = ELS_STR("applier"),
                     .name = els_str_of(name),
                     .epoch = epoch,
                     .iteration = iteration,
                     .digest = els_str_sub(els_str_of(els_applier_digest(s->applier)), 0, 64)};
    send_or_fail(process, ELS_CHANNEL_INBOX, ELS_MSG_step, &step);
}

/* Snapshot, then the analyses since, as if they had just come. Each may take long, and a breath
 * between two says that the one before is done. */
static void restore(applier *s, els_process *process, const els_restore *restore)
{
    els_restore_use use = els_restored_take(&s->restored, els_process_asked(process), restore);
    if (use == ELS_RESTORE_IGNORE)
        return;
    if (use == ELS_RESTORE_ANSWER) {
        say(s, process, "restored", restore->epoch, restore->iteration);
        return;
    }
    say(s, process, "working", restore->epoch, restore->iteration);
    s->input_bytes = 0;
    els_err err = els_demand_memory(els_applier_restore(s->applier, restore->snapshot));
    els_applier_enter_run(s->applier, restore->run);
    for (uint32_t i = 0; i < restore->n_inputs && !err; i++) {
        els_arena input = {0};
        els_msg_type type;
        const void *message;
        els_progress progress;
        s->input_bytes += restore->inputs[i].len;
        err = els_demand_memory(els_decode(restore->inputs[i], &input, &type, &message, NULL));
        if (!err && type != ELS_MSG_analysis)
            err = ELS_E_FORMAT;
        if (!err)
            els_applier_apply(s->applier, message, &input, &progress);
        els_arena_fini(&input);
        if (els_process_breathe(process))
            say(s, process, "working", restore->epoch, restore->iteration);
    }
    if (err) {
        els_process_fail(process, ELS_EXIT_FAILED, "cannot restore from the journal: %s",
                         els_err_text(err));
        return;
    }
    s->has_done = false;
    s->answered = (els_answered){0}; /* the same version may be another state now */
    broadcast(s, process, els_applier_live_version(s->applier));
    if (els_applier_candidate_version(s->applier) != els_applier_live_version(s->applier))
        broadcast(s, process, els_applier_candidate_version(s->applier));
    say(s, process, "restored", restore->epoch, restore->iteration);
}

static void apply(applier *s, els_process *process, const els_analysis *analysis,
                  size_t frame_bytes)
{
    if (analysis->n_plan != 1 ||
        !els_restored_is_now(&s->restored, analysis->plan[0].run, analysis->epoch) ||
        (s->has_done && analysis->iteration <= s->done_iteration))
        return;
    say(s, process, "working", analysis->epoch, analysis->iteration); /* it may take long */
    s->input_bytes += frame_bytes;
    uint64_t before = els_applier_candidate_version(s->applier);
    els_progress progress;
    els_arena_reset(&s->arena);
    els_applier_apply(s->applier, analysis, &s->arena, &progress);
    s->done_iteration = analysis->iteration;
    s->has_done = true;
    if (els_applier_candidate_version(s->applier) != before)
        broadcast_change(s, process);
    els_buf bytes = {0};
    els_checkpoint checkpoint = {
        .role = ELS_STR("applier"),
        .epoch = analysis->epoch,
        .iteration = analysis->iteration,
        .whole = analysis->plan->last ||
                 els_applier_checkpoint_due(analysis->iteration, s->input_bytes)};
    if (checkpoint.whole) {
        els_applier_save(s->applier, &bytes);
        s->input_bytes = 0;
    }
    send_checkpoint(process, &checkpoint, &bytes);
    send_or_fail(process, ELS_CHANNEL_FORECAST, ELS_MSG_progress, &progress);
}

static void on_state_want(applier *s, els_process *process, const els_state_want *want)
{
    if (els_answered_is_due(&s->answered, want->version, want->waited_ms,
                            els_process_now_ms(process)))
        broadcast(s, process, want->version);
}

static void on_message(void *self, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    applier *s = self;
    (void)channel;
    switch (type) {
    case ELS_MSG_analysis:
        apply(s, process, message, frame.len);
        break;
    case ELS_MSG_restore:
        restore(s, process, message);
        break;
    case ELS_MSG_state_want:
        on_state_want(s, process, message);
        break;
    default:
        break;
    }
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_APPLIER,
        .summary = "learns from graded tasks and broadcasts what may answer",
        .self_size = sizeof(applier),
        .start = start,
        .on_message = on_message,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
